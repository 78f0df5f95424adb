"""A plain table on a sheet of its own: headings, rows, a filter, and how it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from kefu_cli.language import say
from kefu_cli.messages import Message
from kefu_cli.render.workbook import style
from kefu_cli.render.workbook.sheet import Sheet, Value, set_page
from kefu_cli.render.workbook.style import Look


class Column(NamedTuple):
    """A column's heading, its width in characters, and the look of its cells."""

    heading: Message
    width: float
    look: Look


def fill(
    sheet: Sheet,
    columns: Sequence[Column],
    rows: Iterable[tuple[Sequence[Value], bool]],
    head: Message,
    corner: str,
) -> int:
    """Draw headings and rows, and set up how they are printed; the last row."""
    last = draw(sheet, columns, rows, 1)
    set_page(sheet.raw, head=head, repeated="1:1", corner=corner)
    return last


def draw(
    sheet: Sheet, columns: Sequence[Column], rows: Iterable[tuple[Sequence[Value], bool]], top: int
) -> int:
    """Draw headings and rows from row ``top`` on; a row marked True stands out; the last row."""
    titles = [say(column.heading) for column in columns]
    for number, title in enumerate(titles, 1):
        sheet.put(top, number, title, style.HEADING)
    sheet.fit(top, list(enumerate(titles, 1)), style.HEADING)
    last = top
    for last, (values, strong) in enumerate(rows, top + 1):
        for number, (column, value) in enumerate(zip(columns, values, strict=True), 1):
            sheet.put(last, number, value, _strong(column.look) if strong else column.look)
        sheet.fit(last, list(enumerate(values, 1)), style.STRONG if strong else style.BODY)
    sheet.raw.auto_filter.ref = f"A{top}:{get_column_letter(len(columns))}{last}"
    sheet.raw.freeze_panes = f"A{top + 1}"
    return last


def _strong(look: Look) -> Look:
    return Look(
        bold=True, across=look.across, fill="F3F5F8", format=look.format, quoted=look.quoted
    )
