"""Assignments: who looks after which building, and from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Field, Noun, Values


def check(values: Values) -> Iterator[Message]:
    """An assignment ends on or after the day it begins."""
    start, end = values.get("from"), values.get("to")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        yield msg("The last day {end} is before the first day {start}.", end=end, start=start)


NOUN = Noun(
    name="assignment",
    label=msg("Assignments"),
    dated="from",
    may_lie_ahead=True,
    check=check,
    fields=(
        Field("building", "building", "樓棟", msg("Building"), required=True),
        Field("staff", "staff", "工號", msg("Staff no."), required=True),
        Field("from", "day", "開始日期", msg("From"), required=True, column="from_day"),
        Field("to", "day", "結束日期", msg("To"), column="to_day", plain=True),
    ),
)
