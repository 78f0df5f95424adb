"""Where text of Chinese and Latin letters may break into lines, and how wide it is on a terminal.

Chinese breaks between any two characters, except before a closing mark and after an opening one;
Latin words, numbers, days and codes break only where they alone are wider than the line. How wide
a text is, whoever asks for lines says: a terminal counts cells, a workbook the widths of a font.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from unicodedata import category, combining, east_asian_width

Measure = Callable[[str], float]
"""The width of a text; that of two texts together is the sum of theirs."""

_OPENING = re.escape("([{（「『【《〈〔“‘")
_CLOSING = re.escape(",.;:!?)]}、，。；：！？）」』】》〉〕")  # these do not even follow a space
_TRAILING = re.escape("%％℃‰”’…·～—-")
_WIDE = (
    "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001faff\U00020000-\U0003fffd"
)
_JOINER = "\u200d"
_SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_PART_OF_LETTER = rf"\u0300-\u036f{_JOINER}\u20d0-\u20ff\ufe00-\ufe0f{_SKIN_TONES}"
_NOT_BEFORE = rf"[\s{_CLOSING}{_PART_OF_LETTER}]"
_CLINGING = rf"[\s{_CLOSING}{_TRAILING}{_PART_OF_LETTER}]"
_BREAK = re.compile(
    rf"(?<=\s)(?!{_NOT_BEFORE})"
    rf"|(?<=[{_WIDE}])(?<![{_OPENING}])(?!{_CLINGING})"
    rf"|(?<![\s{_OPENING}{_JOINER}])(?=[{_WIDE}])(?!{_CLINGING})"
)
_EMOJI_FORM = re.compile("(.)\ufe0f", re.DOTALL)
_JOINED = re.compile(f"{_JOINER}.?", re.DOTALL)
_MANY_TEXTS = 4096


def pieces(text: str) -> Iterator[str]:
    """The pieces between which a line may break, each with the spaces after it."""
    return (piece for piece in _BREAK.split(text) if piece)


def broken(text: str, width: float, measure: Measure) -> Iterator[str]:
    """The text as lines of at most ``width``, none of it lost; at least one, be it empty.

    Spaces where a line ends hang over its edge. A letter that is wider than the line stands alone.
    """
    line, used = "", 0.0
    for piece in pieces(text):
        word = piece.rstrip()
        spaces = piece[len(word) :]
        if line and used + measure(word) > width:
            yield line
            line, used = "", 0.0
        if not line and measure(word) > width:
            *full, word = _chopped(word, width, measure)
            yield from full
        line += word + spaces
        used += measure(word + spaces)
    yield line


def wrap(text: str, width: int, measure: Measure | None = None) -> list[str]:
    """Break text into lines of at most ``width`` cells without the spaces where they end."""
    return [line.rstrip() for line in broken(text, width, measure or cell_width)]


@lru_cache(maxsize=_MANY_TEXTS)
def cell_width(text: str) -> int:
    """The cells that text takes on a terminal: two for a Chinese letter, none for an accent."""
    if text.isascii() and text.isprintable():
        return len(text)
    single = _JOINED.sub("", text)  # what is joined to a picture is drawn within it
    turned = sum(_cells_of(letter) == 1 for letter in _EMOJI_FORM.findall(single))
    return sum(map(_cells_of, single)) + turned


def at_most(text: str) -> int:
    """The cells that text takes on a terminal which draws ambiguous characters (× “ …) wide."""
    return cell_width(text) + sum(1 for char in text if east_asian_width(char) == "A")


@cache
def _cells_of(char: str) -> int:
    if combining(char) or category(char) in ("Mn", "Me", "Cf", "Cc") or char in _SKIN_TONES:
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def _chopped(word: str, width: float, measure: Measure) -> Iterator[str]:
    part = ""
    for char in word:
        if part and measure(part + char) > width:
            yield part
            part = ""
        part += char
    yield part
