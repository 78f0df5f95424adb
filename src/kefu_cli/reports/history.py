"""What was done to records, as a table; owners' data masked unless asked for."""

from __future__ import annotations

from collections.abc import Iterable

from kefu_cli.messages import Message, msg
from kefu_cli.records.kept import Event
from kefu_cli.records.own_words import OUTSIDE, own_words
from kefu_cli.reports.events import fact_words, record_words, value_words
from kefu_cli.reports.privacy import mask
from kefu_cli.reports.table import Cell, Column, Table, listing


def history_table(events: Iterable[Event], *, reveal: bool = False) -> Table:
    """A row an event, in their order."""
    return Table(
        title=msg("History"),
        columns=(
            Column("at", msg("When"), "code", machine=True),
            Column("when", msg("When"), "code", people=True),
            Column("user", msg("Who"), machine=True),
            Column("who", msg("Who"), "code", people=True),
            Column("command", msg("Command")),
            Column("record", msg("Record"), "code", machine=True),
            Column("about", msg("Record"), "code", people=True),
            Column("field", msg("Fact"), machine=True),
            Column("fact", msg("Fact"), people=True),
            Column("before", msg("Before"), machine=True),
            Column("was", msg("Before"), people=True),
            Column("after", msg("After"), machine=True),
            Column("now", msg("After"), people=True),
        ),
        rows=tuple(_row(event, reveal=reveal) for event in events),
    )


def _row(event: Event, *, reveal: bool) -> tuple[Cell, ...]:
    before, after = event.before, event.after
    if event.private and not reveal:
        before, after = _masked(before), _masked(after)
    return (
        event.at,
        event.at.replace("T", " "),
        event.user,
        own_words(event.user or OUTSIDE),
        event.words,
        event.record,
        record_words(event.record),
        event.field,
        _fact(event),
        before,
        value_words(event, before),
        after,
        _now(event, after),
    )


def _now(event: Event, after: str | int | None) -> Cell:
    """What the fact is now; of a record that was made its main facts, of many what stands there."""
    if event.gist:
        return listing(event.gist)
    return value_words(event, after) if _of_one(event) else None


def _of_one(event: Event) -> bool:
    """Whether it is one fact of one record, not how many were made or changed."""
    return event.field is not None and ":" in str(event.record)


def _fact(event: Event) -> Message | str | None:
    """What was done to the record: made, or one of its facts changed, as lists head it."""
    if event.record is None:
        return None
    if event.field is None:
        return msg("{count} recorded", count=event.after) if event.after else msg("(recorded)")
    fact = fact_words(event)
    if _of_one(event):
        return fact
    return msg("{fact} of {count} records", fact=fact, count=event.after)


def _masked(value: str | int | None) -> str | None:
    return None if value is None else mask(str(value))
