"""Tables and lines for a person: fitted to a terminal, or as wide as they need when piped.

No number, code, day or sentence is ever cut: text wraps, a table too wide for the terminal leaves
out its empty columns, and one that is wider still is drawn a record at a time. Rules are drawn in
ASCII, because many Chinese terminals draw box lines twice as wide as they are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TextIO

from kefu_cli.language import say
from kefu_cli.messages import Message, msg
from kefu_cli.reports.figures import points
from kefu_cli.reports.lines import Line, Weight
from kefu_cli.reports.table import Cell, Column, Table
from kefu_cli.typography import at_most, cell_width, pieces, wrap

if TYPE_CHECKING:
    from rich.console import Console

_STYLES: dict[Weight, str] = {"title": "bold", "heading": "bold", "quiet": "dim"}
_INDENT = "  "
_GAPS = (2, 1)
_NARROWEST_TEXT = 10
_LONGEST_WHOLE_WORD = 16
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Drawn = tuple[str, Weight]
"""A line of the screen and its weight."""


def write(table: Table, out: TextIO) -> None:
    """Write a table with its title above and its notes beneath."""
    screen = _Screen(out)
    screen.print(_draw(table, screen))


def write_lines(lines: Iterable[Line], out: TextIO) -> None:
    """Write lines, each wrapped beneath the start of its own text."""
    screen = _Screen(out)
    screen.print(drawn for line in lines for drawn in _prose(line, screen))


def text_of(cell: Cell) -> str:
    """A cell as a person reads it, in the language in use."""
    match cell:
        case None:
            return ""
        case bool():
            return say(msg("yes") if cell else msg("no"))
        case Message():
            return say(cell)
        case Decimal():
            return points(cell)
        case datetime():
            return cell.isoformat(" ", "minutes")
        case _:
            return str(cell)


def clean(text: str, encoding: str | None) -> str:
    """Text that is safe on one line of a terminal of this encoding (None: UTF-8).

    Line breaks become spaces; characters that steer a terminal, and those that the encoding
    lacks, become visible marks.
    """
    plain = _UNSEEN.sub("\ufffd", _BREAKS.sub(" ", text))
    if plain.isascii() or encoding is None or encoding.lower().startswith("utf"):
        return plain
    return plain.encode(encoding, "replace").decode(encoding)


class _Screen:
    """What lines are printed on; ``width`` is in cells, None where there is no edge."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._console = _console(out) if out.isatty() else None
        self.width = self._console.width if self._console else None

    def clean(self, text: str) -> str:
        """Text as this screen can show it, on one line."""
        return clean(text, self._out.encoding)

    def print(self, lines: Iterable[Drawn]) -> None:
        """Print lines, with weight only on a terminal."""
        for line, weight in lines:
            if self._console is None or weight == "plain":
                self._out.write(f"{line}\n")
            else:
                self._console.print(line, style=_STYLES[weight], soft_wrap=True)


def _console(out: TextIO) -> Console:
    from rich.console import Console  # only a terminal needs it, and it is slow to load

    return Console(file=out, markup=False, emoji=False, highlight=False)


@dataclass(frozen=True, slots=True)
class _Strip:
    """One column's texts; ``rigid`` ones never wrap, ``right`` ones stand to the right.

    ``widest`` and ``word`` are the cells of the widest text beneath the heading and of its
    longest unbroken piece, ``heading_word`` those of the heading's.
    """

    heading: str
    cells: tuple[str, ...]
    rigid: bool
    right: bool
    widest: int
    word: int
    heading_word: int

    @property
    def natural(self) -> int:
        """The width at which nothing wraps."""
        return max(self.widest, cell_width(self.heading))

    @property
    def comfortable(self) -> int:
        """The width below which it is no pleasure to read."""
        heading = min(cell_width(self.heading), max(4, self.heading_word))
        return max(heading, self._text(min(4 + self.widest // 4, 24)))

    @property
    def least(self) -> int:
        """The width below which it can't be read; Chinese headings stand upright in it."""
        return max(self.heading_word, self._text(min(4 + self.widest // 8, 16)))

    def _text(self, folded: int) -> int:
        if self.rigid:
            return self.widest
        return min(self.widest, max(folded, min(self.word, _LONGEST_WHOLE_WORD)))

    def lines(self, row: int, width: int) -> list[str]:
        """The row's text, wrapped and set to the width."""
        text = self.cells[row]
        return self._set([text] if self.rigid else wrap(text, width), width)

    def heading_lines(self, width: int) -> list[str]:
        """The heading in as few lines as the width allows, of even length, set to the width."""
        fewest = len(wrap(self.heading, width))
        even = (
            lines
            for w in range(min(4, width), width + 1)
            if len(lines := wrap(self.heading, w)) <= fewest
        )
        return self._set(next(even), width)

    def _set(self, lines: list[str], width: int) -> list[str]:
        spaces = [" " * (width - cell_width(line)) for line in lines]
        pairs = zip(lines, spaces, strict=True)
        return [space + line if self.right else line + space for line, space in pairs]


def _draw(table: Table, screen: _Screen) -> Iterator[Drawn]:
    yield from _prose(Line(table.title, weight="title"), screen)
    if table.rows:
        yield from _rows(_strips(table, screen), screen.width)
    else:
        yield from _prose(Line(msg("No records.")), screen)
    if table.notes:
        yield "", "plain"
    for note in table.notes:
        yield from _prose(Line(note), screen)


def _strips(table: Table, screen: _Screen) -> list[_Strip]:
    return [
        _strip(column, [row[index] for row in table.rows], screen)
        for index, column in enumerate(table.columns)
        if not column.machine
    ]


def _strip(column: Column, cells: Sequence[Cell], screen: _Screen) -> _Strip:
    texts = tuple(screen.clean(text_of(cell)) for cell in cells)
    heading = screen.clean(say(column.heading))
    rigid = column.kind != "text" or not any(isinstance(cell, (str, Message)) for cell in cells)
    return _Strip(
        heading=heading,
        cells=texts,
        rigid=rigid,
        right=column.kind == "number",
        widest=max(map(cell_width, texts), default=0),
        word=0 if rigid or screen.width is None else max(map(_longest_word, set(texts)), default=0),
        heading_word=_longest_word(heading),
    )


def _longest_word(text: str) -> int:
    return max((cell_width(piece.rstrip()) for piece in pieces(text)), default=0)


def _rows(strips: list[_Strip], width: int | None) -> Iterator[Drawn]:
    if width is None:
        yield from _grid(strips, [strip.natural for strip in strips], _GAPS[0])
        return
    filled = [strip for strip in strips if any(strip.cells)]
    for shown, floor, gap in (
        (strips, "comfortable", 2),
        (strips, "comfortable", 1),
        (filled, "comfortable", 1),
        (filled, "least", 1),
    ):
        if widths := _fit(shown, width - gap * (len(shown) - 1), floor):
            yield from _grid(shown, widths, gap)
            return
    yield from _blocks(filled, width)


def _fit(strips: list[_Strip], room: int, floor: str) -> list[int] | None:
    """The columns' widths in ``room`` cells, none below its ``floor``; None if they don't fit.

    What is left over makes all columns comfortable, then spares texts the wrapping, then headings.
    """
    widths: list[int] = [getattr(strip, floor) for strip in strips]
    spare = room - sum(widths)
    if not strips or spare < 0:
        return None
    comfortable = [strip.comfortable for strip in strips]
    natural = [strip.natural for strip in strips]
    texts = [
        comfort if strip.rigid else strip.natural
        for strip, comfort in zip(strips, comfortable, strict=True)
    ]
    for goals in (comfortable, texts, natural):
        spare -= _widen(widths, goals, spare)
    return widths


def _widen(widths: list[int], goals: list[int], spare: int) -> int:
    """Widen columns towards their goals, the narrowest first; how many cells that took."""
    for used in range(spare):
        short = [i for i, goal in enumerate(goals) if widths[i] < goal]
        if not short:
            return used
        widths[min(short, key=lambda i: widths[i])] += 1
    return spare


def _grid(strips: list[_Strip], widths: list[int], gap: int) -> Iterator[Drawn]:
    sized = list(zip(strips, widths, strict=True))
    between = " " * gap
    headings = [strip.heading_lines(width) for strip, width in sized]
    tallest = max(map(len, headings))
    sunk = [[" " * w] * (tallest - len(h)) + h for h, w in zip(headings, widths, strict=True)]
    yield from ((line, "heading") for line in _side_by_side(sunk, widths, between))
    yield between.join("-" * width for width in widths), "quiet"
    for row in range(len(strips[0].cells)):
        cells = [strip.lines(row, width) for strip, width in sized]
        yield from ((line, "plain") for line in _side_by_side(cells, widths, between))


def _side_by_side(cells: list[list[str]], widths: list[int], between: str) -> Iterator[str]:
    for level in range(max(map(len, cells))):
        parts = (
            cell[level] if level < len(cell) else " " * width
            for cell, width in zip(cells, widths, strict=True)
        )
        yield between.join(parts).rstrip()


def _blocks(strips: list[_Strip], width: int) -> Iterator[Drawn]:
    label_width = max(cell_width(strip.heading) for strip in strips)
    room = max(width - label_width - len(_INDENT), _NARROWEST_TEXT)
    for row in range(len(strips[0].cells)):
        if row:
            yield "", "plain"
        for strip in strips:
            if text := strip.cells[row]:
                label = strip.heading + " " * (label_width - cell_width(strip.heading))
                lines = [text] if strip.rigid else wrap(text, room)
                yield from _hang(label + _INDENT, lines, "plain")


def _prose(line: Line, screen: _Screen) -> Iterator[Drawn]:
    label = f"{screen.clean(text_of(line.label))} " if line.label else ""
    prefix = _INDENT * line.level + label
    text = screen.clean(text_of(line.text))
    if screen.width is None:
        lines = [text]
    else:
        lines = wrap(text, max(screen.width - at_most(prefix), _NARROWEST_TEXT), at_most)
    yield from _hang(prefix, lines, line.weight)


def _hang(prefix: str, lines: list[str], weight: Weight) -> Iterator[Drawn]:
    yield (prefix + lines[0]).rstrip(), weight
    for line in lines[1:]:
        yield " " * cell_width(prefix) + line, weight
