"""Where a form's pages end, and how its rows fill them.

Excel leaves out a page end that was set by hand where a sheet is fitted to its page; LibreOffice
and WPS keep it. So the rows above each page end are raised until they fill the page: then the
page ends there in every program.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kefu_cli.render.workbook import layout

_FILLED = 0.97  # of a page: programs differ by a percent or two in how they scale a sheet
_MOST_STRETCH = 1.5

Blocks = Sequence[Sequence[Sequence[float]]]
"""Heights of a form's rows: blocks (an item, the results) of groups kept on one page."""


class Page(NamedTuple):
    """What a page holds in points, and what the repeated heading takes of all but the first."""

    room: float
    repeated: float


def page_ends(blocks: Blocks, page: Page) -> list[int]:
    """The rows (1-based) after which a page ends: between blocks where that costs no page."""
    groups = [group for block in blocks for group in block]
    by_block = _ends([unit for block in blocks for unit in _whole_if_it_fits(block, page)], page)
    by_group = _ends(groups, page)
    return by_block if len(by_block) == len(by_group) else by_group


def filled(heights: Sequence[float], ends: Sequence[int], page: Page, fixed: int) -> list[float]:
    """The rows' heights, raised so that every page but the last is full.

    The first ``fixed`` rows keep theirs.
    """
    rows = list(heights)
    for start, end in zip((0, *ends), ends, strict=False):
        first = max(start, fixed)
        taken = sum(rows[start:first]) + (page.repeated if start else 0)
        stretch = (page.room * _FILLED - taken) / sum(rows[first:end])
        for index in range(first, end):
            wanted = rows[index] * min(max(stretch, 1.0), _MOST_STRETCH)
            rows[index] = round(min(wanted, layout.MOST_HEIGHT), 2)
    return rows


def _whole_if_it_fits(block: Sequence[Sequence[float]], page: Page) -> Sequence[Sequence[float]]:
    whole = [row for group in block for row in group]
    return [whole] if sum(whole) <= page.room * _FILLED - page.repeated else block


def _ends(units: Sequence[Sequence[float]], page: Page) -> list[int]:
    ends: list[int] = []
    used, row = 0.0, 0
    for unit in units:
        height = sum(unit)
        if row and used + height > page.room * _FILLED:
            ends.append(row)
            used = page.repeated
        used, row = used + height, row + len(unit)
    return ends
