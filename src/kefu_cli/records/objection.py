"""Objections: what a person says against their score of a month, and the answer to it."""

from __future__ import annotations

from dataclasses import replace

from kefu_cli.messages import msg
from kefu_cli.records.fields import Choice, Field, Noun
from kefu_cli.records.handed import check

ANSWERS = (
    Choice("upheld", ("成立", "採納"), msg("upheld")),
    Choice("rejected", ("不成立", "不採納"), msg("rejected")),
)

NOUN = Noun(
    name="objection",
    label=msg("Objections"),
    dated="month",
    check=check,
    fields=(
        Field("staff", "staff", "工號", msg("Staff no."), required=True),
        Field("month", "month", "月份", msg("Month"), required=True),
        Field("text", "text", "異議內容", msg("Objection text"), required=True),
        Field(
            "on",
            "day",
            "日期",
            msg("Date"),
            default="today",
            column="on_day",
            help=msg("The day it was made (today if left out)"),
        ),
        Field("answer", "choice", "答覆", msg("Answer"), choices=ANSWERS),
        Field("answer_reason", "text", "答覆理由", msg("Reason of the answer")),
        Field("answered_on", "day", "答覆日期", msg("Answered on")),
        Field("answered_by", "text", "答覆人", msg("Answered by")),
    ),
)

OBJECTING = replace(NOUN, fields=NOUN.fields[:4])
"""What is told of an objection when it is made."""

ANSWERING = Noun(
    name=NOUN.name,
    label=NOUN.label,
    verb="answer",
    fields=(
        replace(
            NOUN.field("answer"),
            required=True,
            help=msg("Answer: upheld or rejected, in English or Chinese"),
        ),
        replace(NOUN.field("answer_reason"), name="reason", required=True),
        replace(
            NOUN.field("answered_on"),
            name="on",
            default="today",
            help=msg("The day of the answer (today if left out)"),
        ),
    ),
)
"""What is told of the answer to one."""
