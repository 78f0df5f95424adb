"""What was done to records, as a table; owners' data masked unless asked for."""

from __future__ import annotations

from collections.abc import Iterable

from kefu_cli.messages import Message, msg
from kefu_cli.records import DECISIONS, NOUN_NAMES, noun
from kefu_cli.records.kept import Event
from kefu_cli.reports.privacy import mask
from kefu_cli.reports.table import Cell, Column, Table


def history_table(events: Iterable[Event], *, reveal: bool = False) -> Table:
    """A row an event, in their order."""
    return Table(
        title=msg("History"),
        columns=(
            Column("at", msg("When"), "code"),
            Column("user", msg("Who"), machine=True),
            Column("who", msg("Who"), people=True),
            Column("command", msg("Command")),
            Column("record", msg("Record"), "code"),
            Column("field", msg("Fact"), machine=True),
            Column("fact", msg("Fact"), people=True),
            Column("before", msg("Before")),
            Column("after", msg("After"), machine=True),
            Column("now", msg("After"), people=True),
        ),
        rows=tuple(_row(event, reveal=reveal) for event in events),
    )


def _row(event: Event, *, reveal: bool) -> tuple[Cell, ...]:
    who = event.user or msg("outside kefu")
    before, after = event.before, event.after
    if event.private and not reveal:
        before, after = _masked(before), _masked(after)
    about = (event.at, event.user, who, event.words, event.record)
    now = after if event.field else None  # how many were made stands with the fact
    return (*about, event.field, _fact(event), before, after, now)


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


def _fact(event: Event) -> Message | str | None:
    """What was done to the record: made, or one of its facts changed, as lists head it."""
    if event.record is None:
        return None
    if event.field is None:
        return msg("{count} recorded", count=event.after) if event.after else msg("(recorded)")
    kind, of_one, _ = event.record.partition(":")
    fact = _label(kind, event.field)
    return fact if of_one else msg("{fact} of {count} records", fact=fact, count=event.after)


def _label(kind: str, field: str) -> Message | str:
    if field in _FACTS:
        return _FACTS[field]
    if kind not in (*NOUN_NAMES, *DECISIONS):
        return field
    return next((f.label for f in noun(kind).fields if f.name == field), field)


def _masked(value: str | int | None) -> str | None:
    return None if value is None else mask(str(value))
