"""Objections: what a person says against their score of a month, and the answer to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kefu_cli.calendar import Month
from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Choice, Field, Noun, Values

ANSWERS = (
    Choice("upheld", ("成立", "採納"), msg("upheld")),
    Choice("rejected", ("不成立", "不採納"), msg("rejected")),
)


def check(values: Values) -> Iterator[Message]:
    """A month's score can be objected to once the month has begun."""
    month, on = values.get("month"), values.get("on")
    if isinstance(month, Month) and isinstance(on, date) and on < month.first:
        yield msg("{month} had not begun on {day}.", month=month, day=on)


NOUN = Noun(
    name="objection",
    label=msg("Objections"),
    dated="month",
    check=check,
    fields=(
        Field("staff", "staff", "工號", msg("Staff no."), required=True),
        Field("month", "month", "月份", msg("Month"), required=True),
        Field("text", "text", "異議內容", msg("Objection"), required=True),
        Field("on", "day", "日期", msg("Date"), default="today", column="on_day"),
        Field("answer", "choice", "答覆", msg("Answer"), choices=ANSWERS),
        Field("answer_reason", "text", "答覆理由", msg("Reason of the answer")),
        Field("answered_on", "day", "答覆日期", msg("Answered on")),
        Field("answered_by", "text", "答覆人", msg("Answered by")),
    ),
)
