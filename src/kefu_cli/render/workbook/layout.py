"""How wide text is and how high its rows must be, so that all of it shows in every program.

Excel does not fit merged rows to their text and LibreOffice keeps the heights it is given, so
they are computed: in half-ems (a Chinese character is 2), wrapped as both programs wrap, and with
the line height of the tallest common Chinese fonts. Heights are points, widths Excel's characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from kefu_cli.typography import broken

MOST_HEIGHT = 400.0
"""Excel allows 409.5 points a row."""

POINTS_PER_CHAR = 5.25  # a column of width 1 in the workbook's standard font, Arial 10
_CELL_PADDING = 6.0
_ROW_PADDING = 3.0
_LINE = 1.46  # Noto CJK's line, in ems; SimSun's is 1.2, Microsoft YaHei's 1.32
_WIDE = 2.0
_NARROW = 1.12  # SimSun's is 1; proportional fonts have wider letters
_CAPITAL = 1.4
_BOLD = 1.06


@cache
def char_width(char: str) -> float:
    """The character's width in half-ems."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(char) in "WFA":
        return _WIDE
    return _CAPITAL if char.isupper() or char in "@%&mwMW" else _NARROW


def text_width(text: str) -> float:
    """The width of a text on one line, in half-ems."""
    return sum(map(char_width, text))


def room(width: float, size: float) -> float:
    """How many half-ems fit on a line of a column (or of merged columns) at this font size."""
    return max((width * POINTS_PER_CHAR - _CELL_PADDING) / (size / 2), _WIDE)


def height(text: str, width: float, size: float, *, bold: bool = False) -> float:
    """The height in points that a row needs to show the text in a column of this width."""
    within = room(width, size) / (_BOLD if bold else 1)
    return row_height(len(wrapped(text, within)), size)


def row_height(lines: int, size: float) -> float:
    """The height in points of so many lines."""
    return round(max(lines, 1) * size * _LINE + _ROW_PADDING, 2)


def most_lines(size: float) -> int:
    """How many lines the highest row holds."""
    return int((MOST_HEIGHT - _ROW_PADDING) / (size * _LINE))


@lru_cache(maxsize=4096)
def wrapped(text: str, within: float) -> tuple[str, ...]:
    """The text as lines of at most ``within`` half-ems, none of it lost."""
    return tuple(line for part in text.split("\n") for line in broken(part, within, text_width))


def chunks(text: str, width: float, size: float, most: int | None = None) -> list[str]:
    """The text in pieces, each of which a single row can show; a short text is one piece.

    ``most`` is the number of lines a piece may have; by default what the highest row holds.
    """
    limit, within = most or most_lines(size), room(width, size)
    pieces: list[str] = []
    lines_left = 0
    for paragraph in text.split("\n"):
        for index, line in enumerate(broken(paragraph, within, text_width)):
            if lines_left == 0:
                pieces.append(line)
                lines_left = limit - 1
            else:
                pieces[-1] += line if index else "\n" + line
                lines_left -= 1
    return pieces


def spans(widths: Sequence[float], wanted: Sequence[float]) -> tuple[tuple[int, int], ...]:
    """Neighbouring columns (first and last) joined until they have each of the widths wanted.

    The last span has all columns that are left; each has one at least.
    """
    found: list[tuple[int, int]] = []
    first = 1
    for still, width in zip(range(len(wanted), 0, -1), wanted, strict=True):
        last = first
        while sum(widths[first - 1 : last]) < width and last + still < len(widths):
            last += 1
        found.append((first, last))
        first = last + 1
    return (*found, (first, len(widths)))


def grown(heights: Iterable[float], needed: float) -> list[float]:
    """Row heights raised evenly to ``needed`` together; more rows where need be."""
    rows = list(heights)
    while sum(rows) < needed:
        missing = needed - sum(rows)
        low = [index for index, each in enumerate(rows) if each < MOST_HEIGHT]
        if not low:
            rows.append(min(missing, MOST_HEIGHT))
            continue
        for index in low:
            rows[index] = min(rows[index] + missing / len(low) + 0.01, MOST_HEIGHT)
    return [round(each, 2) for each in rows]
