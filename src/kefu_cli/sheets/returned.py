"""From an exported workbook that was filled in by hand to the scores given in it.

Whatever else was changed is a problem, with its cell. What a spreadsheet program changes of itself
when it saves (line ends, blanks at the ends of lines, numbers as binary fractions) is no change.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path

from kefu_cli.errors import BadValue
from kefu_cli.messages import Message, msg
from kefu_cli.records import returned
from kefu_cli.records.returned import CellProblem, GivenScore, Returned
from kefu_cli.records.values import parse_points, points
from kefu_cli.sheets import original, reading
from kefu_cli.sheets.guards import Broken
from kefu_cli.sheets.headings import text_of
from kefu_cli.sheets.original import Original, Row, seen
from kefu_cli.sheets.reading import Book, Cell

_Texts = tuple[str, ...]

_SHOWN_CHARS = 40
_LETTERS = 26
_BEYOND = Row("", ())  # a row of a sheet that ends above it


def read_returned(file: Path) -> Returned:
    """Read an exported workbook back.

    Raises FileError where the file cannot be read or is no such workbook. Whether a score may be
    given, to this person and in this month, is not judged here.
    """
    book = reading.open_book(file)
    exported = original.read_original(book)
    given: list[GivenScore] = []
    problems = list(_other_sheets(exported, book))
    for title, sheet in exported.sheets.items():
        if title in book.sheets:
            read = _Sheet(title, sheet, book.rows(title))
            given += read.given.values()
            problems += read.problems
    sheets = tuple(title for title in book.sheets if title != returned.SHEET)
    return Returned(exported.month, exported.rulebook, tuple(given), tuple(problems), sheets)


def _other_sheets(exported: Original, book: Book) -> Iterator[CellProblem]:
    for title in exported.sheets:
        if title not in book.sheets:
            yield CellProblem(title, None, None, msg("This sheet was exported and is missing."))
    for title in book.sheets:
        if title not in exported.sheets and title != returned.SHEET:
            yield CellProblem(title, None, None, msg("This sheet was not exported."))


class _Sheet:
    """A sheet compared with what was exported of it."""

    def __init__(self, title: str, exported: original.Sheet, cells: list[list[Cell]]) -> None:
        self.given: dict[tuple[int, str], GivenScore] = {}
        self.problems: list[CellProblem] = []
        self._title, self._staff = title, exported.staff
        texts = map(seen, cells)
        pairs = [(row or _BEYOND, now or ()) for row, now in zip_longest(exported.rows, texts)]
        moved = _first_moved(pairs, min(len(exported.rows), len(cells)))
        if moved is not None:
            self._refuse(moved, 0, "", msg("From here on, rows were added, removed or moved."))
            return
        for place, (row, now) in enumerate(pairs):
            if now != row.texts and row.kind != returned.FREE:
                self._compare(place, row, now, cells)

    def _compare(self, place: int, row: Row, now: _Texts, cells: Sequence[Sequence[Cell]]) -> None:
        for column, (was, text) in enumerate(zip_longest(row.texts, now, fillvalue="")):
            if text == was:
                continue
            level, item = returned.REVIEWERS.get(column + 1), row.kind
            scored = level is not None and isinstance(item, int)
            if text and level and isinstance(item, int):
                self._score(place, column, cells[place][column], (item, level))
            elif was:
                self._refuse(place, column, text, _exported_here(was, scored=scored))
            else:
                self._refuse(place, column, text, msg("Nothing stood here when it was exported."))

    def _score(self, place: int, column: int, cell: Cell, key: tuple[int, str]) -> None:
        if isinstance(cell, Broken):
            self._refuse(place, column, cell.text, cell.reason)
            return
        try:
            score = _points(_short(text_of(cell)))
        except BadValue as bad:
            self._refuse(place, column, text_of(cell), bad.what)
            return
        new = GivenScore(self._staff, *key, score, self._title, _name(place, column))
        first = self.given.setdefault(key, new)
        if first.score != score:
            other = msg(
                "{cell} gives the same item another score: {score}.",
                cell=first.cell, score=first.score,
            )  # fmt: skip
            self._refuse(place, column, text_of(cell), other)

    def _refuse(self, place: int, column: int, text: str, reason: Message) -> None:
        shown = _short(text) or None
        self.problems.append(CellProblem(self._title, _name(place, column), shown, reason))


def _exported_here(was: str, *, scored: bool) -> Message:
    if scored:  # emptying the cell takes no score back
        return msg(
            "“{was}” was exported here; a score is taken back with: kefu review void NUMBER",
            was=_short(was),
        )
    return msg("“{was}” was exported here.", was=_short(was))


def _points(text: str) -> Decimal:
    """A score, even a negative one, so that its refusal can say what may be given."""
    negative = unicodedata.normalize("NFKC", text).startswith(("-", "−"))
    score = points(parse_points(text[1:] if negative else text))
    return -score if negative else score


def _first_moved(pairs: Sequence[tuple[Row, _Texts]], common: int) -> int | None:
    """Where other rows begin to stand than were exported there, if anywhere.

    That is told by a row that was exported elsewhere, and by several more or fewer at the end: what
    was exported and what is there now have ``common`` rows. A single one is compared by its cells.
    """
    known = {row.texts for row, _ in pairs}
    several = sum(bool(row.texts or now) for row, now in pairs[common:]) > 1
    first = None
    for place, (row, now) in enumerate(pairs):
        if now == row.texts or row.kind == returned.FREE:
            first = None
            continue
        first = place if first is None else first
        if (now and now in known) or (several and place >= common):
            return first
    return None


def _name(place: int, column: int) -> str:
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{place + 1}"


def _short(text: str) -> str:
    """A text on one line, of which a person can tell which cell it is."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_CHARS else line[: _SHOWN_CHARS - 1] + "…"
