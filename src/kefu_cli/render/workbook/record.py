"""The 違規情況記錄 of an item: what happened beside each standard, on as many rows as it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from openpyxl.cell.rich_text import CellRichText, TextBlock

from kefu_cli.appraisal.model import ItemScore
from kefu_cli.language import say
from kefu_cli.messages import msg
from kefu_cli.render.workbook import layout, safe, words
from kefu_cli.render.workbook.style import inline_bold
from kefu_cli.rulebook.model import Clause, Item, RateRule

_MOST_CHARS = 300  # of one finding on the form; the sheet of deductions has all of it
_MOST_LINES = 6  # of findings that share a row, so that rows fill pages well
_MOST_LINES_OF_ONE = 12


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths (characters) of the columns that decide how high an item is, and the font size."""

    label: float
    standard: float
    record: float
    explanation: float
    size: float


@dataclass(frozen=True, slots=True)
class Happened:
    """A finding as the form tells it: the number of its clause, and its line."""

    clause: str
    line: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an item. ``closes`` is whether a page may end below it.

    It may once the texts merged over the rows so far have had their room.
    """

    clause: Clause
    record: str | CellRichText
    height: float
    closes: bool = True


def rows(
    item: Item, score: ItemScore, happened: Sequence[Happened], columns: Columns, total: str
) -> tuple[Row, ...]:
    """Lay an item out: its clauses' rows in order, high enough for every text beside them.

    ``total`` says at the end how its score came about.
    """
    laid: list[Row] = []
    for clause in item.clauses:
        lines = _lines(item, clause, score, happened)
        laid += _clause(clause, lines, columns, total if clause is item.clauses[-1] else None)
    needed = max(
        layout.height(item.explanation, columns.explanation, columns.size),
        layout.height(words.in_narrow_cell(item.label), columns.label, columns.size),
    )
    return tuple(_closing(_stretched(laid, needed), columns, needed))


def _lines(item: Item, clause: Clause, score: ItemScore, happened: Sequence[Happened]) -> list[str]:
    lines: list[str] = []
    if isinstance(item.rule, RateRule) and score.rate and clause is item.clauses[0]:
        lines += words.rate_lines(score.rate, item.rule)
    more = say(msg("… (in full on sheet 扣分明細)"))
    lines += [
        safe.shortened(safe.clean(each.line), _MOST_CHARS, more)
        for each in happened
        if each.clause == clause.no
    ]
    return lines


def _clause(clause: Clause, lines: Sequence[str], columns: Columns, total: str | None) -> list[Row]:
    width, size = columns.record, columns.size
    pieces = list(_pieces(lines, columns)) or [""]
    laid = [Row(clause, piece, layout.height(piece, width, size)) for piece in pieces]
    if total is not None:
        last = pieces[-1]
        bold = TextBlock(inline_bold(size), total)
        whole = CellRichText(safe.text(last) + "\n", bold) if last else CellRichText(bold)
        laid[-1] = Row(clause, whole, layout.height(str(whole), width, size, bold=True))
    return _stretched(laid, layout.height(clause.text, columns.standard, size))


def _pieces(lines: Sequence[str], columns: Columns) -> Iterator[str]:
    """The lines in pieces of a few lines of the column each, whole ones together where they fit."""
    within = layout.room(columns.record, columns.size)
    piece: list[str] = []
    used = 0
    for line in lines:
        for part in layout.chunks(line, columns.record, columns.size, _MOST_LINES_OF_ONE):
            count = len(layout.wrapped(part, within))
            if piece and used + count > _MOST_LINES:
                yield "\n".join(piece)
                piece, used = [], 0
            piece.append(part)
            used += count
    if piece:
        yield "\n".join(piece)


def _stretched(laid: Sequence[Row], needed: float) -> list[Row]:
    """The rows raised evenly to ``needed`` together; more are added where that is not enough."""
    heights = layout.grown([row.height for row in laid], needed)
    more = [Row(laid[-1].clause, "", 0)] * (len(heights) - len(laid))
    return [
        replace(row, height=height) for row, height in zip([*laid, *more], heights, strict=True)
    ]


def _closing(laid: Sequence[Row], columns: Columns, needed: float) -> Iterator[Row]:
    before = 0.0
    for clause, group in groupby(laid, lambda row: row.clause):
        of_clause = list(group)
        text = layout.height(clause.text, columns.standard, columns.size)
        sums = accumulate(row.height for row in of_clause)
        for row, so_far in zip(of_clause, sums, strict=True):
            yield replace(row, closes=before + so_far >= needed and so_far >= text)
        before += sum(row.height for row in of_clause)
