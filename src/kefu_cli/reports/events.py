"""The facts and values of the history in a person's words; scripts have them as they are kept."""

from __future__ import annotations

import re
from decimal import Decimal

from kefu_cli.messages import Message, msg
from kefu_cli.records import DECISIONS, NOUN_NAMES, noun
from kefu_cli.records.fields import Field
from kefu_cli.records.kept import Event
from kefu_cli.records.own_words import own_words
from kefu_cli.records.review import LEVEL_NAMES
from kefu_cli.reports.figures import points, short_hash
from kefu_cli.reports.table import Cell

_FACTS = {
    "voided": msg("Voided"),
    "void_reason": msg("Reason for voiding"),
    "waived": msg("Waived because"),
    "from_month": msg("In force from"),
    "review": msg("Review"),
    "objection": msg("Objection"),
    "ack": msg("Acknowledged"),
    "issued": msg("Scores issued"),
    "signed": msg("Signed"),
    "closed": msg("Closed"),
    "reopened": msg("Reopened"),
}
_PARTS = {"base_pay": ("staff", "base_pay"), "repair_follow": ("repair", "followed")}
"""Tables that keep one field of a noun's records."""

_REVIEW = re.compile(r"(\S+) (\S+) (\S+) (\d+): (\d+\.\d+)(.*)", re.DOTALL)
_CORRECTION = "correction "
_REOPENING = re.compile(r"(.*?): (.*)", re.DOTALL)
_CLOSING = re.compile(r"(close|correction) (\w+)")


def record_words(record: str | None) -> Message | str | None:
    """A record by the name that commands take; many records by what their kind is called."""
    if record in _PARTS:
        whole, name = _PARTS[record]
        return noun(whole).field(name).label
    return noun(record).label if record in (*NOUN_NAMES, *DECISIONS) else record


def fact_words(event: Event) -> Message | str:
    """What an event's fact is called, as lists head it."""
    name = str(event.field)
    if name == "closed" and str(event.after).startswith(_CORRECTION):
        return msg("Corrected")
    if name == "signed" and str(event.after).startswith(_CORRECTION):
        return msg("Correction signed")
    if name in _FACTS:
        return _FACTS[name]
    field = _declared(_kind(event), name)
    return field.label if field else name


def value_words(event: Event, value: str | int | None) -> Cell:
    """A value of an event's fact (one of its two sides): labels for codes, no idle zeros."""
    if not isinstance(value, str):
        return value
    if event.field == "void_reason":
        return own_words(value)
    if event.field == "review" and (told := _REVIEW.fullmatch(value)):
        return _review(*told.groups())
    if event.field == "closed" and (closed := _CLOSING.fullmatch(value)):
        return f"SHA-256 {short_hash(closed[2])}"
    if event.field == "signed":
        return value.removeprefix(_CORRECTION)
    if event.field == "reopened" and (opened := _REOPENING.fullmatch(value)):
        return msg("Reason: {reason}; approved by: {name}", reason=opened[2], name=opened[1])
    field = _declared(_kind(event), str(event.field))
    if field is None:
        return value
    if field.kind == "moment":  # a note may follow the time
        return value.replace("T", " ", 1) if value[10:11] == "T" else value
    return field.labels.get(value, value)


def _review(staff: str, month: str, level: str, item: str, score: str, reason: str) -> Message:
    return msg(
        "{staff} {month} {reviewer}, item {item}: {score}{reason}",
        staff=staff,
        month=month,
        reviewer=LEVEL_NAMES.get(level, level),
        item=item,
        score=points(Decimal(score)),
        reason=reason,
    )


def _kind(event: Event) -> str:
    return str(event.record).partition(":")[0]


def _declared(kind: str, name: str) -> Field | None:
    if kind not in (*NOUN_NAMES, *DECISIONS):
        return None
    return next((field for field in noun(kind).fields if field.name == name), None)
