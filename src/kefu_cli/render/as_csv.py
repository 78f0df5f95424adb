"""CSV for scripts: UTF-8 without BOM, LF, keys in English as header, values exactly as they are."""

from __future__ import annotations

import csv
from typing import TextIO

from kefu_cli.render import for_scripts
from kefu_cli.render.as_json import plain
from kefu_cli.reports.table import Cell, Table


def write(table: Table, out: TextIO) -> None:
    """Write a table with its keys as header; what is absent is empty, booleans true and false."""
    for_scripts(out)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    writer.writerows([[_text(cell) for cell in row] for row in table.rows])


def _text(cell: Cell) -> str:
    value = plain(cell)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
