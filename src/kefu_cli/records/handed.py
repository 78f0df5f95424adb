"""What each person hands in for a month: one declaration for suggestions and for stories."""

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


def handed_in(name: str, label: Message) -> Noun:
    """The noun of this name, of which each record is one text by a person for a month."""
    handed_on = msg("The day it was handed in (today if left out)")
    return Noun(
        name=name,
        label=label,
        dated="month",
        check=check,
        fields=(
            Field("staff", "staff", "工號", msg("Staff no."), required=True),
            Field("month", "month", "月份", msg("Month"), required=True),
            Field("text", "text", "內容", msg("Text"), required=True, plain=True),
            Field(
                "on", "day", "日期", msg("Date"), default="today", column="on_day", help=handed_on
            ),
        ),
    )
