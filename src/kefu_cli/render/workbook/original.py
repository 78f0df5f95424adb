"""The hidden sheet with all that was exported, so that what was changed by hand can be told.

How it is laid out says ``records.returned``.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from kefu_cli.appraisal.canonical import digest
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.records import returned
from kefu_cli.render.workbook import style
from kefu_cli.render.workbook.sheet import Sheet

_CHARS_A_CELL = 32_000
_ROW_HEIGHT = 15.0  # so that no program reckons how high these texts are


class Original:
    """Takes note of each sheet once it is filled, and writes it all on the last one."""

    def __init__(self, appraisal: Appraisal) -> None:
        self._head = {
            "format": returned.FORMAT,
            "month": str(appraisal.month),
            "rulebook": appraisal.rulebook.sha256,
        }
        self._rows: dict[str, int] = {}  # each different row once: forms have most in common
        self._sheets: list[str] = []

    def keep(self, sheet: Sheet, staff: str) -> None:
        """Take note of a sheet's cells; ``staff`` is the person whose form it is, or blank."""
        texts: dict[int, dict[int, str]] = {}
        for (row, column), cell in sheet.raw._cells.items():
            if cell.value not in (None, ""):
                texts.setdefault(row, {})[column] = _text(cell.value)
        numbers = [
            self._number(sheet.marks.get(row, ""), texts.get(row, {}))
            for row in range(1, max(texts, default=0) + 1)
        ]
        self._sheets.append(_json({"sheet": sheet.raw.title, "staff": staff, "rows": numbers}))

    def fill(self, sheet: Sheet) -> None:
        """Write what was noted on an empty sheet."""
        lines = (_json(self._head), *self._rows, *self._sheets)
        for row, line in enumerate((*lines, _json(digest(*lines))), 1):
            starts = range(0, len(line), _CHARS_A_CELL)
            for column, start in enumerate(starts, 1):
                sheet.put(row, column, line[start : start + _CHARS_A_CELL], style.PLAIN)
            sheet.set_height(row, _ROW_HEIGHT)

    def _number(self, kind: int | str, texts: dict[int, str]) -> int:
        columns = range(1, max(texts, default=0) + 1)
        row = _json([kind, *(texts.get(column, "") for column in columns)])
        return self._rows.setdefault(row, len(self._rows))


def _text(value: object) -> str:
    """A cell's value as it can be compared: exact numbers, ISO days, text without its escapes."""
    if isinstance(value, int | Decimal):
        return format(Decimal(value).normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("_x005F_", "_")


def _json(value: object) -> str:
    """ASCII, in which nothing reads as an escape of Excel's: a cell gives it back as it is."""
    return json.dumps(value, separators=(",", ":")).replace("_x", "\\u005fx")
