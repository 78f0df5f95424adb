"""What undo takes back: records that become void, and facts that get their former values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from kefu_cli.messages import Message, msg
from kefu_cli.records.kept import Event
from kefu_cli.reports.events import record_words
from kefu_cli.reports.history import history_table
from kefu_cli.reports.table import Cell, Column, Table

_MANY = 10
"""A fact that changed in more records of a kind than this is told in one row."""


def undo_table(title: Message, events: Sequence[Event]) -> Table:
    """A row for each record that was made and each fact that was changed; owners' data masked."""
    return Table(
        title=title,
        columns=(
            Column("record", msg("Record"), "code"),
            Column("fact", msg("Fact")),
            Column("now", msg("Now")),
            Column("then", msg("After undo")),
        ),
        rows=tuple(_rows(events)),
    )


def _rows(events: Sequence[Event]) -> Iterator[tuple[Cell, ...]]:
    table = history_table(events)
    names = [column.key for column in table.columns]
    left = Counter(map(_change, events))
    many = {change for change, count in left.items() if count > _MANY}
    for event, row in zip(events, table.rows, strict=True):
        told, change = dict(zip(names, row, strict=True)), _change(event)
        if event.field is None:
            yield told["about"], told["fact"], told["now"], msg("void")
        elif change not in many:
            yield told["about"], told["fact"], _value(told["now"]), _value(told["was"])
        elif count := left.pop(change, 0):
            changed = msg("{count} changed", count=count)
            yield record_words(change[0]), told["fact"], changed, msg("as before")


def _change(event: Event) -> tuple[str, str | None]:
    """The kind of record and the fact that an event is about."""
    return str(event.record).partition(":")[0], event.field


def _value(cell: Cell) -> Cell:
    return msg("(empty)") if cell is None else cell
