"""JSON for scripts: keys in English in every language, money and days as text, numbers exact."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TextIO

from kefu_cli.calendar import Month
from kefu_cli.language import say
from kefu_cli.messages import Message
from kefu_cli.reports.table import Table


def write(table: Table, out: TextIO) -> None:
    """Write a table as an array with one object a row; ``[]`` where it has none."""
    write_document(list(table.records()), out)


def write_one(table: Table, out: TextIO) -> None:
    """Write the first row of a table as one object."""
    write_document(next(table.records()), out)


def write_document(document: Mapping[str, object] | Sequence[object], out: TextIO) -> None:
    """Write lists, dicts and the values of cells as JSON, a row of each list a line.

    Laying every value out on its own line would take Python's slow encoder: five
    times as long for thousands of people.
    """
    if isinstance(document, Mapping):
        parts = (f"{_dumps(key)}: {_rows(value)}" for key, value in document.items())
        out.write("{\n" + ",\n".join(parts) + "\n}\n")
    else:
        out.write(_rows(document) + "\n")


def _rows(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _dumps(value)
    return "[\n" + ",\n".join(map(_dumps, value)) + "\n]"


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=plain)


def plain(cell: object) -> str | int | float:
    """A cell that JSON itself does not know, as JSON has it. Raises TypeError for no cell."""
    match cell:
        case Decimal():
            return number(cell)
        case datetime():
            return cell.isoformat(timespec="minutes")
        case date():
            return cell.isoformat()
        case Month():
            return str(cell)
        case Message():
            return say(cell)
        case _:
            raise TypeError(f"not a cell: {cell!r}")


def number(value: Decimal) -> int | float:
    """The number that JSON prints with the decimal's own digits.

    A float here is never calculated with: Python prints the shortest digits that name it, and
    these are the decimal's own up to 15 of them.
    """
    return int(value) if value == value.to_integral_value() else float(value)
