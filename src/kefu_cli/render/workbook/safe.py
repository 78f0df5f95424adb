"""Text of records made fit for a cell: what a workbook cannot hold is replaced visibly.

Nothing here guards against formulas: that a cell holds text and not a formula is said by its
type (``sheet.put``), never by changing the text.
"""

from __future__ import annotations

import re

MOST_CHARS = 32_767
"""The most UTF-16 units that a cell holds."""

_REPLACEMENT = "\ufffd"
_SHORTENED = "……"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|\v|\f|\u2028|\u2029")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def clean(value: str) -> str:
    """The text with line ends as LF and what XML cannot hold as U+FFFD."""
    return _ILLEGAL.sub(_REPLACEMENT, _LINE_ENDS.sub("\n", value))


def text(value: str, most: int = MOST_CHARS) -> str:
    """Give the text as it is written into a cell, once: clean, escaped and no longer than ``most``.

    ``_x0041_`` is how Excel writes a character that XML cannot hold, so text that looks like it
    is escaped, to show as it was recorded. What is over the limit is cut and ends in ``……``.
    """
    return shortened(_ESCAPE_LIKE.sub("_x005F_", clean(value)), most)


def shortened(value: str, most: int, ending: str = _SHORTENED) -> str:
    """The text, or as much of it as leaves room for ``ending`` within ``most`` UTF-16 units."""
    if units(value) <= most:
        return value
    kept = value.encode("utf-16-le")[: 2 * (most - units(ending))]
    return kept.decode("utf-16-le", "ignore") + ending


def units(value: str) -> int:
    """The length as Excel counts it, in UTF-16 units."""
    return len(value) + sum(1 for char in value if char > "\uffff")
