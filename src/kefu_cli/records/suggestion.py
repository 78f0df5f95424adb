"""Suggestions (改進建議): at least one a person and month (doc. 1, 改進要求)."""

from __future__ import annotations

from kefu_cli.messages import msg
from kefu_cli.records.fields import Field, Noun

NOUN = Noun(
    name="suggestion",
    label=msg("Suggestions"),
    dated="month",
    fields=(
        Field("staff", "staff", "工號", msg("Staff no."), required=True),
        Field("month", "month", "月份", msg("Month"), required=True),
        Field("text", "text", "內容", msg("Text"), required=True, plain=True),
        Field("on", "day", "日期", msg("Date"), default="today", column="on_day"),
    ),
)
