"""Putting values, merged cells, widths and heights on a sheet, and setting up its printed page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kefu_cli.language import say
from kefu_cli.messages import Message, msg
from kefu_cli.render.workbook import layout, safe
from kefu_cli.render.workbook.style import FONT, Look, Styles

Value = str | int | Decimal | date | CellRichText | None

_PAPER_A4 = 9
_LONGEST_HEAD = 80  # Excel takes 255 characters, its codes among them
_LEAST_HEIGHT = 20.0
_MM_PER_INCH = 25.4
_SIDE_MM, _TOP_MM, _HEADER_MM, _BOTTOM_MM, _FOOTER_MM = 8, 10, 18, 13, 6
POINTS_PER_MM = 72 / _MM_PER_INCH


class Part(NamedTuple):
    """A value over columns ``left`` to ``right`` of one row."""

    left: int
    right: int
    value: Value
    look: Look


class Sheet:
    """A worksheet with the looks of its workbook and the widths of its columns (in characters).

    ``marks`` has the rows that may be filled in by hand, and as what (``records.returned``).
    """

    def __init__(self, sheet: Worksheet, styles: Styles, widths: Sequence[float]) -> None:
        self.raw = sheet
        self._styles = styles
        self.widths = tuple(widths)
        self.marks: dict[int, int | str] = {}
        for column, width in enumerate(self.widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width

    def put(self, row: int, column: int, value: Value, look: Look) -> None:
        """Write a value. Text is text whatever it begins with: it can never act as a formula."""
        cell = self.raw.cell(row, column)
        self._styles.dress(cell, look)
        if value is None:
            return
        cell.value = safe.text(value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"

    def merge(self, area: tuple[int, int, int, int], value: Value, look: Look) -> None:
        """Write a value over the cells from (top, left) to (bottom, right).

        Each of them has the look, so that all borders are drawn.
        """
        top, left, bottom, right = area
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.put(row, column, value if (row, column) == (top, left) else None, look)
        if (top, left) != (bottom, right):
            first, last = get_column_letter(left), get_column_letter(right)
            self.raw.merged_cells.add(f"{first}{top}:{last}{bottom}")

    def mark(self, first: int, last: int, kind: int | str) -> None:
        """Say that rows may be filled in by hand, and as what."""
        self.marks.update(dict.fromkeys(range(first, last + 1), kind))

    def width(self, left: int, right: int) -> float:
        """The width of columns ``left`` to ``right`` together."""
        return sum(self.widths[left - 1 : right])

    def needed(self, part: Part) -> float:
        """How high a row must be to show this part of it."""
        if not isinstance(part.value, str):
            return 0
        width, look = self.width(part.left, part.right), part.look
        needed = layout.height(safe.clean(part.value), width, look.size, bold=look.bold)
        return min(needed, layout.MOST_HEIGHT)

    def set_height(self, row: int, points: float) -> None:
        """Set a row's height."""
        self.raw.row_dimensions[row].height = points

    def fit(self, row: int, values: Sequence[tuple[int, Value]], look: Look) -> None:
        """Set a row's height so that the text of each (column, value) shows whole."""
        texts = [(c, v) for c, v in values if isinstance(v, str)]
        needed = [
            layout.height(safe.clean(v), self.widths[c - 1], look.size, bold=look.bold)
            for c, v in texts
        ]
        self.set_height(row, max(max(needed, default=0.0), _LEAST_HEIGHT))


def set_page(
    sheet: Worksheet,
    *,
    repeated: str | None,
    corner: str,
    head: Message | None = None,
    state: str = "",
) -> None:
    """A4, as wide as the page, as many pages as it takes, ``repeated`` rows on each of them.

    With a ``head`` the page lies across, and it stands above, then ``corner`` and ``state``;
    without, the page is upright, and the sheet's name and ``corner`` stand at its foot.
    """
    landscape = head is not None
    setup = sheet.page_setup
    setup.paperSize, setup.orientation = _PAPER_A4, "landscape" if landscape else "portrait"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = repeated
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = _SIDE_MM / _MM_PER_INCH
    margins.top = (_HEADER_MM if landscape else _TOP_MM) / _MM_PER_INCH
    margins.bottom = _BOTTOM_MM / _MM_PER_INCH
    margins.header = margins.footer = _FOOTER_MM / _MM_PER_INCH
    # "&A" is the sheet's own name: a person's name written here could read as a code
    name = f"{say(head) if head else '&A'}　{corner}"
    foot, above = HeaderFooterItem(), HeaderFooterItem()
    foot.center = _part(say(msg("Page {page} of {pages}", page="&P", pages="&N")), 8)
    if landscape:
        beside = f'&"{FONT},Regular"&9　{plain_head(state)}' if state else ""
        above.center = _part(name + beside, 13, "Bold")
    else:
        foot.left = _part(name, 8)
    sheet.HeaderFooter = HeaderFooter(oddHeader=above, oddFooter=foot)


def plain_head(text: str) -> str:
    """Text that is no code of a page's head, and not too long for one."""
    return safe.shortened(safe.clean(text), _LONGEST_HEAD).replace("&", "&&")


def _part(text: str, size: int, weight: str = "Regular") -> _HeaderFooterPart:
    return _HeaderFooterPart(text, f"{FONT},{weight}", size)


def page_room(widths: Sequence[float], *, landscape: bool = False) -> float:
    """How many points of row height a page holds, once scaled to the page's width."""
    across, down = (297, 210) if landscape else (210, 297)
    page_width = (across - 2 * _SIDE_MM) * POINTS_PER_MM
    scale = min(page_width / (sum(widths) * layout.POINTS_PER_CHAR), 1.0)
    top = _HEADER_MM if landscape else _TOP_MM
    return (down - top - _BOTTOM_MM) * POINTS_PER_MM / scale
