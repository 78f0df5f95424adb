"""Reviews: the scores that the form's three reviewers give an item (R16)."""

from __future__ import annotations

from kefu_cli.messages import msg
from kefu_cli.records.fields import Choice, Field, Noun

LEVEL_NAMES = {
    "direct": msg("Direct superior"),
    "indirect": msg("Indirect superior"),
    "manager": msg("Property manager"),
}
"""The reviewers, from the least senior to the most."""

NOUN = Noun(
    name="review",
    label=msg("Reviews"),
    dated="month",
    verb="set",
    fields=(
        Field("staff", "staff", "工號", msg("Staff no."), required=True),
        Field("month", "month", "月份", msg("Month"), required=True),
        Field(
            "level",
            "choice",
            "評分人",
            msg("Reviewer"),
            required=True,
            help=msg(
                "Reviewer: direct superior, indirect superior or property manager, in English or"
                " Chinese"
            ),
            choices=(
                Choice("direct", ("直接上級",), LEVEL_NAMES["direct"]),
                Choice("indirect", ("間接上級",), LEVEL_NAMES["indirect"]),
                Choice("manager", ("物業經理",), LEVEL_NAMES["manager"]),
            ),
        ),
        Field("item", "item", "考核項目", msg("Item"), required=True),
        Field("score", "points", "評分", msg("Score given"), required=True),
        Field("reason", "text", "理由", msg("Reason")),
    ),
)
