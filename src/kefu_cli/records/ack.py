"""Acknowledgements: that a person has seen their score of a month (本人確認)."""

from __future__ import annotations

from kefu_cli.messages import msg
from kefu_cli.records.fields import Field, Noun
from kefu_cli.records.handed import check

NOUN = Noun(
    name="ack",
    label=msg("Acknowledgements"),
    dated="month",
    check=check,
    verb="",
    fields=(
        Field("staff", "staff", "工號", msg("Staff no."), required=True),
        Field("month", "month", "月份", msg("Month"), required=True),
        Field(
            "on",
            "day",
            "日期",
            msg("Date"),
            default="today",
            column="on_day",
            help=msg("The day they saw it (today if left out)"),
        ),
        Field("sha256", "hash", "結果雜湊", msg("Hash of the result"), required=True),
    ),
)
