"""Violations (違規), absences (曠工) among them, on the day on which they happened."""

from __future__ import annotations

from collections.abc import Iterator

from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Field, Noun, Values


def check(values: Values) -> Iterator[Message]:
    """An absence happened to nobody's record but its person's: it replaces no finding."""
    if values.get("absent") and values.get("source"):
        yield msg("An absence cannot take the place of another record's finding.")


NOUN = Noun(
    name="violation",
    label=msg("Violations"),
    dated="on",
    check=check,
    fields=(
        Field("staff", "staff", "工號", msg("Staff no."), required=True),
        Field("clause", "clause", "條款", msg("Clause"), required=True, implied_by="absent"),
        Field(
            "on",
            "day",
            "日期",
            msg("Date"),
            default="today",
            column="on_day",
            asked=True,
            help=msg("The day it happened (today if left out)"),
        ),
        Field("note", "text", "說明", msg("Note"), plain=True, asked=True),
        Field("evidence", "text", "憑證", msg("Evidence"), plain=True),
        Field(
            "absent",
            "flag",
            "曠工",
            msg("Absent"),
            default=False,
            help=msg("Absence without leave; its clause is understood"),
        ),
        Field(
            "source",
            "source",
            "來源",
            msg("Source"),
            help=msg("The record whose finding it replaces, such as repair:31"),
        ),
    ),
)
