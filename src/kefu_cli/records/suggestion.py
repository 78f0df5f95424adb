"""Suggestions (改進建議): at least one a person and month (doc. 1, 改進要求)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kefu_cli.calendar import Month
from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Field, Noun, Values


def check(values: Values) -> Iterator[Message]:
    """A month is handed in for once it has begun."""
    month, on = values.get("month"), values.get("on")
    if isinstance(month, Month) and isinstance(on, date) and on < month.first:
        yield msg("{month} had not begun on {day}.", month=month, day=on)


NOUN = Noun(
    name="suggestion",
    label=msg("Suggestions"),
    dated="month",
    check=check,
    fields=(
        Field("staff", "staff", "工號", msg("Staff no."), required=True),
        Field("month", "month", "月份", msg("Month"), required=True),
        Field("text", "text", "內容", msg("Text"), required=True, plain=True),
        Field(
            "on",
            "day",
            "日期",
            msg("Date"),
            default="today",
            column="on_day",
            help=msg("The day it was handed in (today if left out)"),
        ),
    ),
)
