"""A sheet of evidence: a table whose long texts run on over several rows, and notes beneath it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from kefu_cli.language import say
from kefu_cli.messages import Message, msg
from kefu_cli.records.own_words import own_words
from kefu_cli.render.workbook import layout, safe, style, table
from kefu_cli.render.workbook.sheet import Sheet, Value, plain_head
from kefu_cli.render.workbook.table import Column

Cell = Value | Message | tuple[str | Message, ...]
"""What a cell says: a value, a sentence, or several lines."""

_MOST_LINES = 15  # of a row, so that rows fill pages well


class Paper(NamedTuple):
    """A sheet's name (and what heads its pages), its columns, rows and the notes beneath them.

    The first column, which names what a row is about, stands again where the row runs on.
    """

    title: str
    head: Message
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    notes: Iterable[str] = ()

    @property
    def widths(self) -> tuple[float, ...]:
        """The widths of its columns, in characters."""
        return tuple(column.width for column in self.columns)


def fill(sheet: Sheet, paper: Paper, corner: str) -> None:
    """Draw it on an empty sheet; ``corner`` stands at the head of each page, after its name."""
    said = [tuple(map(_value, row)) for row in paper.rows] or [_nothing(paper.columns)]
    pieces = ((piece, False) for row in said for piece in _pieces(paper.columns, row))
    bottom = table.fill(sheet, paper.columns, pieces, paper.head, plain_head(corner))
    look, last = style.STRONG, len(paper.columns)
    for row, note in enumerate(paper.notes, bottom + 2):
        sheet.merge((row, 1, row, last), note, look)
        needed = layout.height(note, sheet.width(1, last), look.size, bold=look.bold)
        sheet.set_height(row, needed)


def by(name: str, at: str) -> Message:
    """Who did it, and when (as recorded)."""
    return msg("{name}, {at}", name=own_words(name), at=time_of(at))


def time_of(at: str) -> str:
    """A time, as recorded, for a person to read."""
    return at.replace("T", " ")


def _value(cell: Cell) -> Value:
    if isinstance(cell, Message):
        return say(cell)
    if isinstance(cell, tuple):
        return "\n".join(say(line) if isinstance(line, Message) else line for line in cell)
    return cell


def _nothing(columns: Sequence[Column]) -> tuple[Value, ...]:
    return (say(msg("(none)")), *(None for _ in columns[1:]))


def _pieces(columns: Sequence[Column], row: Sequence[Value]) -> Iterator[tuple[Value, ...]]:
    """The row, or several where one cannot be high enough to show its texts."""
    texts = {
        index: layout.chunks(safe.clean(value), column.width, style.BODY.size, _MOST_LINES)
        for index, (column, value) in enumerate(zip(columns, row, strict=True))
        if isinstance(value, str)
    }
    for place, chunks in enumerate(zip_longest(*texts.values())):
        piece = dict(zip(texts, chunks, strict=True))
        first = (row[0],) if place else ()
        rest = range(len(first), len(row))
        yield (*first, *(piece.get(i, None if place else row[i]) for i in rest))
