"""A further table beneath a sheet's own one: its headings on each page that it takes.

A landscape page. Excel leaves out a page end that was set by hand where a sheet is fitted to its
page, so a page is filled to its end first, and what begins the next one is too high to fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl.worksheet.pagebreak import Break

from kefu_cli.render.workbook.sheet import Part, Sheet, page_room

Row = tuple[Part, ...]

_BLANK_ROW = 15.0
_FILLED = 0.97  # of a page: programs differ by a percent or two in how they scale a sheet
_HEADING_AGAIN = 24.0  # more than what a page may have left, so that it stands on the next one


def fill(sheet: Sheet, groups: Iterable[Sequence[Row]], row: int) -> int:
    """Draw groups of rows from ``row`` on, each whole on a page; the last row.

    The first group is title, headings and a row, every other one a row.
    """
    room = page_room(sheet.widths, landscape=True) * _FILLED
    left = room - _used(_heights(sheet, row - 1), room)
    heads: Row | None = None
    for group in groups:
        rows, heads = list(group), heads or group[1]
        if sum(max(map(sheet.needed, parts)) for parts in rows) > left:
            sheet.raw.row_breaks.append(Break(id=row - 1))
            rows, left = [heads, group[-1]] if len(rows) == 1 else rows, room
        for parts in rows:
            left -= draw(sheet, row, parts, _HEADING_AGAIN if left == room else 0.0)
            row += 1
    return row - 1


def draw(sheet: Sheet, row: int, parts: Row, least: float) -> float:
    """Draw one row, at least so high; how high it is."""
    for part in parts:
        sheet.merge((row, part.left, row, part.right), part.value, part.look)
    height = max(least, *map(sheet.needed, parts))
    sheet.set_height(row, height)
    return height


def repeated(sheet: Sheet, top: int, table_end: int, last: int) -> str | None:
    """The sheet's headings (row ``top``) to repeat on every page, or None.

    They do not belong above what goes on after a table that ended on the first page. On a single
    page it makes no difference, and a table that needs another page has them there.
    """
    room, heights = page_room(sheet.widths, landscape=True), _heights(sheet, last)
    helps = sum(heights) <= room or sum(heights[:table_end]) > room
    return f"{top}:{top}" if helps else None


def _heights(sheet: Sheet, last: int) -> list[float]:
    dimensions = sheet.raw.row_dimensions
    return [dimensions[row].height or _BLANK_ROW for row in range(1, last + 1)]


def _used(heights: Sequence[float], room: float) -> float:
    """How much of their last page these rows take; the first is repeated on each page."""
    used = 0.0
    for height in heights:
        used = heights[0] + height if used + height > room else used + height
    return used
