"""Staff: the people who are appraised, 客服員 and 管家, and their colleagues."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Field, Noun, Values


def check(values: Values) -> Iterator[Message]:
    """A person leaves on or after the day they joined."""
    joined, left = values.get("joined"), values.get("left")
    if isinstance(joined, date) and isinstance(left, date) and left < joined:
        yield msg(
            "The leaving day {left} is before the joining day {joined}.", left=left, joined=joined
        )


NOUN = Noun(
    name="staff",
    label=msg("Staff"),
    key="code",
    may_lie_ahead=True,
    check=check,
    fields=(
        Field("code", "code", "工號", msg("Staff no."), required=True),
        Field("name", "text", "姓名", msg("Name"), required=True, plain=True),
        Field("department", "text", "部門", msg("Department"), default="客服部", plain=True),
        Field("position", "text", "崗位", msg("Position"), default="客服員", plain=True),
        Field(
            "base_pay",
            "money",
            "績效工資基數",
            msg("Pay base"),
            child="base_pay",
            help=msg("Performance pay base in yuan a month"),
        ),
        Field("joined", "day", "入職日期", msg("Joined"), plain=True),
        Field("left", "day", "離職日期", msg("Left"), plain=True, column="left_on"),
        Field(
            "appraised",
            "flag",
            "參加考核",
            msg("Appraised"),
            default=True,
            plain=True,
            help=msg("Whether the person is appraised (yes if left out)"),
        ),
    ),
)
