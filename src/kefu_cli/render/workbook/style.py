"""How cells look: a few looks, each made once in a workbook and shared by all its cells."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray

FONT = "SimSun"  # 宋體: on every Windows and with every Office for Mac, both scripts, WPS too
# widths are counted in digits of this font, which every system has or has the measure of
_NORMAL_FONT, _NORMAL_SIZE = "Arial", 10
_LINE = Side(style="thin", color="FF000000")
_GB2312 = 134  # the font's character set, for programs that pick a substitute by it


@dataclass(frozen=True, slots=True)
class Look:
    """One look of a cell; ``size`` in points, ``edges`` the sides with a line (l, r, t, b).

    ``quoted`` text stays text when edited in Excel.
    """

    size: float = 9
    bold: bool = False
    color: str = "000000"
    across: Literal["left", "center", "right"] = "left"
    edges: str = "lrtb"
    fill: str | None = None
    format: str = "General"
    quoted: bool = True

    def number(self, number_format: str = "General") -> Look:
        """The same look for numbers and days."""
        return replace(self, across="center", format=number_format, quoted=False)

    def edged(self, edges: str) -> Look:
        """The same look with lines on these edges: l, r, t, b."""
        return replace(self, edges=edges)


BODY = Look()
CENTRED = Look(across="center")
HEADING = Look(bold=True, across="center", fill="E7EBF0", quoted=False)
TITLE = Look(size=16, bold=True, across="center", edges="", quoted=False)
STRONG = Look(bold=True)
PLAIN = Look(edges="")
SMALL = Look(size=8, color="404040", edges="")
BLANK = Look(across="center", quoted=False)

YUAN = "0.00"
DAY = "yyyy-mm-dd"
WHOLE_PERCENT = "0%"
RATE = "0.00%"


class Styles:
    """The looks of one workbook, as openpyxl's style arrays.

    Sharing an array is what makes thousands of sheets possible; openpyxl gives no public way to.
    """

    def __init__(self, workbook: Workbook) -> None:
        self._scratch = cast("Any", Cell(workbook.worksheets[0], row=1, column=1))
        self._plain = copy(self._scratch._style)
        self._made: dict[Look, StyleArray] = {}
        cast("Any", workbook)._named_styles["Normal"].font = Font(
            name=_NORMAL_FONT, sz=_NORMAL_SIZE
        )

    def dress(self, cell: Cell | MergedCell, look: Look) -> None:
        """Give a cell a look."""
        if look not in self._made:
            self._made[look] = self._make(look)
        cast("Any", cell)._style = self._made[look]

    def _make(self, look: Look) -> StyleArray:
        cell = self._scratch
        cell._style = copy(self._plain)
        cell.font = Font(
            name=FONT, sz=look.size, b=look.bold, color=f"FF{look.color}", charset=_GB2312
        )
        cell.alignment = Alignment(horizontal=look.across, vertical="center", wrap_text=True)
        cell.number_format = look.format
        if look.edges:
            left, right, top, bottom = (_LINE if edge in look.edges else None for edge in "lrtb")
            cell.border = Border(left=left, right=right, top=top, bottom=bottom)
        if look.fill:
            cell.fill = PatternFill("solid", fgColor=f"FF{look.fill}")
        style: StyleArray = copy(cell._style)
        style.quotePrefix = int(look.quoted)
        return style


def inline_bold(size: float) -> InlineFont:
    """The font of a part of a cell that stands out."""
    return InlineFont(rFont=FONT, sz=size, b=True, charset=_GB2312)
