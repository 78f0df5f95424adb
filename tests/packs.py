"""The workbooks that ``kefu evidence`` writes, read back by the names that stand in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desks import Kefu, done


def pack(desk: Kefu, target: Path, *more: str, staff: str = "W001") -> Workbook:
    """The workbook of a person's May that the command writes, opened again."""
    line = ("evidence", "--staff", staff, "--month", "2024-05", "-o", str(target), *more)
    assert done(desk(*line)) == f"Evidence written: {target}\n"
    return load_workbook(target)


def rows(sheet: Worksheet) -> list[list[Any]]:
    """All values of a sheet."""
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def records(sheet: Worksheet) -> list[dict[str, Any]]:
    """A sheet's rows by the headings of its first row, up to the first blank one."""
    headings, *others = rows(sheet)
    table = []
    for row in others:
        if not any(row):
            break
        table.append(dict(zip(headings, row, strict=True)))
    return table


def hashes(book: Workbook) -> dict[str, dict[str, Any]]:
    """The sheet of signatures and hashes by what its rows are about; the last of each."""
    return {row.pop("What"): row for row in records(book["簽名與雜湊"])}
