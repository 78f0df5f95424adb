"""From the cells of a sheet to the columns of a noun's records, with every problem of the file.

A batch is column by column, because a file of 100,000 rows must be read in well under a second:
each distinct cell is read once, and a check of whole rows runs once for the values that it looks
at. References (person, building, unit, clause, source) stay the text that was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from kefu_cli.calendar import not_ahead
from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Field, Noun, Value
from kefu_cli.records.incoming import Batch, Problem
from kefu_cli.records.values import Clock
from kefu_cli.sheets.cells import Column, read_column
from kefu_cli.sheets.headings import Headings, find_headings, needed, text_of
from kefu_cli.sheets.reading import Cell, Grid

_Read = Mapping[Field, Column]


def read_batch(noun: Noun, grid: Grid, mapping: Mapping[str, str], clock: Clock) -> Batch:
    """Read a sheet's rows as records of a noun.

    ``mapping`` gives fields by heading. A row whose fields are all blank is passed over. Raises
    FileError where no row holds headings, UsageError or NotFound where the mapping is wrong.
    """
    headings = find_headings(noun, grid, mapping)
    rows = grid.rows[headings.row + 1 :]
    first = grid.first + headings.row + 1
    read = {
        field: read_column(field, _cells(rows, headings.at[field.name]), clock)
        for field in noun.fields
        if field.name in headings.at
    }
    kept = _filled_places(read, len(rows))
    numbers = [first + place for place in kept]
    columns, filled = _columns(noun, read, kept)
    wrong = [
        *headings.problems,
        *_bad_cells(read, headings, rows, first),
        *_missing(read, columns, headings, numbers, first),
        *_too_wide(grid, headings, rows, first),
    ]
    seen = {problem.row for problem in wrong}
    wrong += _days_ahead(noun, columns, numbers, headings, clock)
    wrong += [found for found in _bad_rows(noun, columns, numbers) if found.row not in seen]
    wrong.sort(key=lambda problem: problem.row or 0)
    return Batch(noun, numbers, columns, wrong, headings.ignored, headings.written, filled)


def _cells(rows: Sequence[Sequence[Cell]], column: int) -> list[Cell]:
    return [row[column] for row in rows]


def _filled_places(read: _Read, height: int) -> Sequence[int]:
    """The places of the rows in which any field is given."""
    if any(not column.gaps for column in read.values()):
        return range(height)
    columns = read.values()
    blank = {
        place
        for place in range(height)
        if all(column.values[place] is None and place not in column.bad for column in columns)
    }
    return [place for place in range(height) if place not in blank]


def _columns(
    noun: Noun, read: _Read, kept: Sequence[int]
) -> tuple[dict[str, list[Value]], dict[str, frozenset[int]]]:
    """Each field's values, and the places whose value is a default and not the file's."""
    columns: dict[str, list[Value]] = {}
    filled: dict[str, frozenset[int]] = {}
    for field in noun.fields:
        values: list[Value] = [None] * len(kept)
        if field in read:
            given = read[field].values
            values = given if len(given) == len(kept) else [given[place] for place in kept]
        columns[field.name] = values
    for field in noun.fields:
        gaps = field not in read or read[field].gaps
        if gaps and field.default is not None and not needed(field):
            blank = (place for place, value in enumerate(columns[field.name]) if value is None)
            filled[field.name] = frozenset(blank)
            _fill(columns, field)
    return columns, filled


def _fill(columns: dict[str, list[Value]], field: Field) -> None:
    values = columns[field.name]
    if isinstance(field.default, str) and field.default.startswith("="):
        others = columns[field.default[1:]]
        columns[field.name] = [b if a is None else a for a, b in zip(values, others, strict=True)]
    else:
        columns[field.name] = [field.default if value is None else value for value in values]


def _bad_cells(
    read: _Read, headings: Headings, rows: Sequence[Sequence[Cell]], first: int
) -> Iterator[Problem]:
    for field, column in read.items():
        heading, at = headings.written[field.name], headings.at[field.name]
        for place, reason in column.bad.items():
            shown = None if field.private else text_of(rows[place][at])
            yield Problem(first + place, heading, shown, reason)


def _missing(
    read: _Read,
    columns: Mapping[str, list[Value]],
    headings: Headings,
    numbers: Sequence[int],
    first: int,
) -> Iterator[Problem]:
    for field, column in read.items():
        if not needed(field) or not column.gaps:
            continue
        reason = msg("{field} is missing.", field=field.label)
        implied = columns[field.implied_by] if field.implied_by else [None] * len(numbers)
        for number, value, other in zip(numbers, columns[field.name], implied, strict=True):
            if value is None and not other and number - first not in column.bad:
                yield Problem(number, headings.written[field.name], None, reason)


def _too_wide(
    grid: Grid, headings: Headings, rows: Sequence[Sequence[Cell]], first: int
) -> Iterator[Problem]:
    """A CSV row with cells beyond the headings: its values stand in the wrong columns."""
    texts = [text_of(cell).strip() for cell in grid.rows[headings.row]]
    width = max((place + 1 for place, text in enumerate(texts) if text), default=0)
    if grid.sheet is not None or len(texts) == width:
        return
    reason = msg("The row has more cells than headings: text with a comma needs “quotes”.")
    for place, row in enumerate(rows):
        if any(text_of(cell).strip() for cell in row[width:]):
            yield Problem(first + place, None, None, reason)


def _days_ahead(
    noun: Noun,
    columns: Mapping[str, list[Value]],
    numbers: Sequence[int],
    headings: Headings,
    clock: Clock,
) -> Iterator[Problem]:
    for field in noun.events:
        days = columns[field.name]
        ahead = {
            value: reason
            for value in set(days)
            if isinstance(value, date) and (reason := not_ahead(_day(value), clock.today))
        }
        for number, value in zip(numbers, days, strict=True) if ahead else ():
            if isinstance(value, date) and value in ahead:
                heading = headings.written[field.name]
                yield Problem(number, heading, text_of(value), ahead[value])


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


class _Watched(Mapping[str, Value]):
    """One record, and which of its fields have been looked at."""

    def __init__(self, columns: Mapping[str, list[Value]]) -> None:
        self.columns = columns
        self.place = 0
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Value:
        self.read.add(name)
        return self.columns[name][self.place]

    def __iter__(self) -> Iterator[str]:
        self.read.update(self.columns)
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)


def _bad_rows(
    noun: Noun, columns: Mapping[str, list[Value]], numbers: Sequence[int]
) -> Iterator[Problem]:
    """What the noun's check says of each row; it runs once for rows alike in all it looks at."""
    record = _Watched(columns)
    keys: list[tuple[int, ...]] = []
    reasons: dict[tuple[int, ...], list[Message]] = {}
    known: set[str] | None = None
    while record.read != known:
        known = set(record.read)
        keys = _alike([columns[name] for name in sorted(known)], len(numbers))
        reasons = {}
        for key, record.place in dict(zip(keys, range(len(keys)), strict=True)).items():
            found = list(noun.check(record))
            if record.read != known:
                break  # it looks at one more field: tell the rows apart by that one too
            if found:
                reasons[key] = found
    if reasons:
        for number, key in zip(numbers, keys, strict=True):
            for reason in reasons.get(key, ()):
                yield Problem(number, None, None, reason)


def _alike(columns: Sequence[list[Value]], height: int) -> list[tuple[int, ...]]:
    """A key for each row, the same only for rows whose values are the same objects."""
    if not columns:
        return [()] * height
    return list(zip(*(map(id, column) for column in columns), strict=True))
