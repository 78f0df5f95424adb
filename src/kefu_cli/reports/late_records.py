"""What came late after a month was closed, told with its content, as whoever signs must see it."""

from __future__ import annotations

from collections.abc import Iterator

from kefu_cli.messages import Message, msg
from kefu_cli.records import noun
from kefu_cli.records.fields import Noun
from kefu_cli.records.kept import Event, Row
from kefu_cli.records.monthend import LateRecord
from kefu_cli.records.own_words import OUTSIDE, own_words
from kefu_cli.reports.events import fact_words
from kefu_cli.reports.records import records_table
from kefu_cli.reports.table import Cell, Column, listing

_BESIDES = ("id", "voided", "late")


def late_name(late: LateRecord) -> Message:
    """The kind of record, as lists head it, and its number or code."""
    kind, _, key = late.record.partition(":")
    return msg("{kind}, no. {key}", kind=noun(kind).label, key=key)


def late_what(late: LateRecord) -> Message:
    """The facts that came late; of a whole record all that it says, but for owners' data."""
    if late.field is None:
        assert late.row is not None  # only a fact is kept in a table that is no noun's
        return listing(tuple(_facts(noun(late.record.partition(":")[0]), late.row)))
    fact = fact_words(Event(late.at, late.by, None, late.record, late.field, None, None))
    return _fact(fact, _value(late))


def late_line(late: LateRecord) -> Message:
    """One late record as a line: as commands name it, its content, by whom, and on which day."""
    return msg(
        "Recorded late, {record}: {what} ({by}, {day})",
        record=late.record,
        what=late_what(late),
        by=late_by(late),
        day=late.at[:10],
    )


def late_by(late: LateRecord) -> str | Message:
    """Who recorded it."""
    return own_words(late.by or OUTSIDE)


def _value(late: LateRecord) -> Cell:
    if late.row is None:  # a time, a note after it; a month and an amount; a reason
        return str(late.value).replace("T", " ", 1)
    cells = _cells(noun(late.record.partition(":")[0]), late.row)
    return next((cell for column, cell in cells if column.key == late.field), None)


def _facts(declared: Noun, row: Row) -> Iterator[Message]:
    understood = {declared.key, *_BESIDES, *_as_usual(declared, row)}
    for column, cell in _cells(declared, row):
        if column.key not in understood:
            yield _fact(column.heading, cell)


def _cells(declared: Noun, row: Row) -> Iterator[tuple[Column, Cell]]:
    """What a list shows of a record to a person, but for blanks and owners' data."""
    private = {field.name for field in declared.fields if field.private}
    table = records_table(declared, [row])
    for column, cell in zip(table.columns, table.rows[0], strict=True):
        if cell is not None and not column.machine and column.key not in private:
            yield column, cell


def _as_usual(declared: Noun, row: Row) -> Iterator[str]:
    """The fields that only repeat another one, or say no more than if they were left out."""
    for field in declared.fields:
        usual = field.default
        if isinstance(usual, str) and usual.startswith("="):
            usual = row.values[usual[1:]]
        if usual is not None and row.values[field.name] == usual:
            yield field.name


def _fact(name: Message | str, value: Cell) -> Message:
    if isinstance(value, bool):
        value = msg("yes") if value else msg("no")
    return msg("{fact} {value}", fact=name, value=value)
