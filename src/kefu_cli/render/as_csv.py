"""CSV for scripts: keys in English as header, values exactly as they are, LF; see RFC 4180."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO

from kefu_cli.render.as_json import plain
from kefu_cli.reports.table import Cell, Table

_NEEDS_QUOTES = re.compile(r'[,"\r\n]')


def write(table: Table, out: TextIO) -> None:
    """Write a table with its keys as header; what is absent is empty, booleans true and false."""
    out.write(_line(column.key for column in table.columns if not column.people))
    out.writelines(_line(map(_text, record.values())) for record in table.records())


def _line(fields: Iterable[str]) -> str:
    return ",".join(map(_quoted, fields)) + "\n"


def _quoted(field: str) -> str:
    """The field as RFC 4180 has it; csv.writer leaves a lone CR bare where lines end in LF."""
    return '"' + field.replace('"', '""') + '"' if _NEEDS_QUOTES.search(field) else field


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case int() | str():
            return str(cell)
        case _:
            return str(plain(cell))
