"""Reading a workbook back as a person sees it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kefu_cli.appraisal.model import Appraisal
from kefu_cli.records.returned import SHEET
from kefu_cli.render.workbook import to_bytes

Unpaid = dict[tuple[str, str], tuple[str, ...]]


def read(appraisal: Appraisal, unpaid: Unpaid | None = None) -> Workbook:
    """The workbook of a month, opened again, without its hidden sheet."""
    book = load_workbook(BytesIO(to_bytes(appraisal, unpaid or {})))
    del book[SHEET]
    return book


def rows(sheet: Worksheet) -> list[list[Any]]:
    """All values of a sheet."""
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def records(sheet: Worksheet) -> list[dict[str, Any]]:
    """A sheet's rows by the headings of its first row; blank rows end the table."""
    first, *others = rows(sheet)
    table = []
    for row in others:
        if row[0] is None and row[3] is None:
            break
        table.append(dict(zip(first, row, strict=True)))
    return table


def texts(sheet: Worksheet) -> list[str]:
    """Every text of a sheet, from top left to bottom right."""
    return [value for row in rows(sheet) for value in row if isinstance(value, str)]


def span(sheet: Worksheet, row: int, column: int) -> tuple[int, int, int, int]:
    """The area (top, left, bottom, right) that a cell is merged over."""
    for area in sheet.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
            return area.min_row, area.min_col, area.max_row, area.max_col
    return row, column, row, column
