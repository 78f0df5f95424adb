"""CSV for scripts."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kefu_cli.messages import msg
from kefu_cli.render import as_csv
from kefu_cli.reports.table import Cell, Column, Table


def _table(*rows: tuple[Cell, ...]) -> Table:
    columns = (
        Column("code", msg("Code")),
        Column("value", msg("Value"), machine=True),
        Column("words", msg("Words"), people=True),
    )
    return Table(msg("Violations"), columns, rows)


def _written(table: Table) -> str:
    out = io.StringIO(newline="")
    as_csv.write(table, out)
    return out.getvalue()


def test_the_header_is_the_keys_and_lines_end_in_lf() -> None:
    """Keys in English, absent is empty, people's columns are left out."""
    assert _written(_table(("W001", None, "詞"))) == "code,value\nW001,\n"


def test_each_kind_of_cell_has_its_text() -> None:
    """Booleans are true and false, days and times ISO, points without idle zeros."""
    values: list[Cell] = [
        True,
        False,
        Decimal("10.0"),
        Decimal("13.5"),
        date(2024, 5, 3),
        datetime(2024, 5, 3, 9, 5),
        msg("late"),
        3,
    ]
    text = _written(_table(*(("W001", value, None) for value in values)))
    assert [row[1] for row in csv.reader(io.StringIO(text))][1:] == [
        "true",
        "false",
        "10",
        "13.5",
        "2024-05-03",
        "2024-05-03T09:05",
        "late",
        "3",
    ]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_rows_come_back_exactly(values: list[str]) -> None:
    """Quotes, commas, breaks and a leading = are given back as they were recorded."""
    text = _written(_table(*(("W001", value, None) for value in values)))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [row[1] for row in rows[1:]] == values
