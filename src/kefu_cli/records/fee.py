"""Fee payments: each settles every month of its span, unless it is marked partial."""

from __future__ import annotations

from collections.abc import Iterator

from kefu_cli.calendar import Month
from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Field, Noun, Values


def check(values: Values) -> Iterator[Message]:
    """A span runs forward, and a payment is more than nothing."""
    first, last, amount = values.get("month"), values.get("to_month"), values.get("amount")
    if isinstance(first, Month) and isinstance(last, Month) and last < first:
        yield msg(
            "The last month {last} is before the first month {first}.", last=last, first=first
        )
    if isinstance(amount, int) and amount <= 0:
        yield msg("The amount must be more than 0.")


NOUN = Noun(
    name="fee",
    label=msg("Fee payments"),
    dated="paid_on",
    check=check,
    fields=(
        Field("unit", "unit", "房號", msg("Unit"), required=True),
        Field("month", "month", "月份", msg("Month"), required=True),
        Field(
            "to_month",
            "month",
            "至月份",
            msg("To month"),
            default="=month",
            help=msg("Last month of the span (the first one if left out)"),
        ),
        Field("amount", "money", "金額", msg("Amount"), required=True),
        Field(
            "paid_on",
            "day",
            "繳費日期",
            msg("Paid on"),
            default="today",
            asked=True,
            help=msg("The day of payment (today if left out)"),
        ),
        Field("method", "text", "方式", msg("Method"), plain=True),
        Field("receipt", "text", "收據號", msg("Receipt"), plain=True),
        Field(
            "partial",
            "flag",
            "部分繳納",
            msg("Partial"),
            default=False,
            help=msg("A part only: it settles nothing; what completes it is entered without this"),
        ),
    ),
)
