"""Breaking text into lines of terminal cells, Chinese as well as Latin, without losing a letter.

Chinese breaks between any two characters, except before a closing mark and after an opening one;
Latin words, numbers, days and codes break only where they alone are wider than the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from unicodedata import east_asian_width

from rich.cells import cell_len

_OPEN = "「『（《〈【〔“‘(["
_CLOSE = "」』）》〉】〕”’，。、；：？！…—％"
_ASCII_CLOSE = ",.;:?!%)"  # these close after Chinese, and are part of a Latin word or number
_WIDE = (
    "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001faff\U00020000-\U0003fffd"
)
_MARKS = re.escape(_OPEN + _CLOSE)
_CHUNK = re.compile(
    rf"[{re.escape(_OPEN)}]*"
    rf"(?:(?![{_MARKS}\s])(?:[{_WIDE}][{re.escape(_ASCII_CLOSE)}]*|[^\s{_WIDE}{_MARKS}]+))?"
    rf"[{re.escape(_CLOSE)}]*\s*"
)
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Measure = Callable[[str], int]


def cell_width(text: str) -> int:
    """The cells that text takes on a terminal."""
    return cell_len(text)


def at_most(text: str) -> int:
    """The cells that text takes on a terminal which draws ambiguous characters (× “ …) wide."""
    return cell_len(text) + sum(1 for char in text if east_asian_width(char) == "A")


def clean(text: str, encoding: str | None) -> str:
    """Text that is safe on one line of a terminal of this encoding (None: UTF-8).

    Line breaks become spaces; characters that steer a terminal, and those that the encoding
    lacks, become visible marks.
    """
    plain = _UNSEEN.sub("\ufffd", _BREAKS.sub(" ", text))
    if plain.isascii() or encoding is None or encoding.lower().startswith("utf"):
        return plain
    return plain.encode(encoding, "replace").decode(encoding)


def chunks(text: str) -> Iterator[str]:
    """The pieces between which a line may break, each with the spaces after it."""
    return (match[0] for match in _CHUNK.finditer(text) if match[0])


def wrap(text: str, width: int, measure: Measure = cell_len) -> list[str]:
    """Break text into lines of at most ``width`` cells (one line, empty, for empty text)."""
    lines: list[str] = []
    line = ""
    for chunk in chunks(text):
        if line and measure((line + chunk).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += chunk
        while measure(line.rstrip()) > width and len(line) > 1:
            head = _chop(line, width, measure)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line.rstrip()]


def _chop(text: str, width: int, measure: Measure) -> str:
    end = 1
    while end < len(text) and measure(text[: end + 1]) <= width:
        end += 1
    return text[:end]
