"""JSON for scripts."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from decimal import Decimal

import pytest

from kefu_cli.calendar import Month
from kefu_cli.messages import msg
from kefu_cli.render import as_json
from kefu_cli.reports.table import Cell, Column, Table


def _table(*rows: tuple[Cell, ...]) -> Table:
    columns = (
        Column("code", msg("Code")),
        Column("value", msg("Value"), machine=True),
        Column("words", msg("Words"), people=True),
    )
    return Table(msg("Violations"), columns, rows)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("1920.00", "1920.00"),
        (Decimal("10.0"), 10),
        (Decimal("13.5"), 13.5),
        (date(2024, 5, 3), "2024-05-03"),
        (datetime(2024, 5, 3, 9, 5), "2024-05-03T09:05"),
        (Month(2024, 5), "2024-05"),
        (msg("late by {days}", days=3), "late by 3"),
    ],
)
def test_a_table_is_an_array_of_objects_by_key(cell: Cell, value: object) -> None:
    """Machine columns are there, people's are not; each kind of cell has its JSON form."""
    out = io.StringIO()
    as_json.write(_table(("W001", cell, "詞")), out)
    assert json.loads(out.getvalue()) == [{"code": "W001", "value": value}]


def test_an_empty_table_is_an_empty_array() -> None:
    """A script gets ``[]``, not nothing."""
    out = io.StringIO()
    as_json.write(_table(), out)
    assert out.getvalue() == "[]\n"


def test_one_record_is_one_object() -> None:
    """``show`` gives an object, not an array."""
    out = io.StringIO()
    as_json.write_one(_table(("W001", None, "詞")), out)
    assert json.loads(out.getvalue()) == {"code": "W001", "value": None}


@pytest.mark.parametrize("digits", ["0.1", "13.05", "99.99", "0.3", "12345678.25"])
def test_a_number_keeps_its_own_digits(digits: str) -> None:
    """No binary rest shows: 0.1 is written 0.1."""
    out = io.StringIO()
    as_json.write_document({"score": Decimal(digits)}, out)
    assert out.getvalue() == f'{{\n"score": {digits}\n}}\n'


def test_what_is_no_cell_is_refused() -> None:
    """A mistake in kefu's own code is not written as something else."""
    with pytest.raises(TypeError, match="not a cell"):
        as_json.write_document([object()], io.StringIO())
