"""A column's cells become values of its field; what a spreadsheet has spoilt is refused."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu_cli.calendar import Month
from kefu_cli.errors import BadValue
from kefu_cli.messages import msg
from kefu_cli.records.fields import Choice, Field, Kind, Value
from kefu_cli.records.values import parse, yuan
from kefu_cli.sheets.cells import read_column
from kefu_cli.sheets.guards import Broken
from kefu_cli.sheets.reading import Cell

from .making import CLOCK, filled

CHOICES = (Choice("住宅", ("flat",)), Choice("商鋪", ("shop",)))
DAY, MOMENT = date(2024, 5, 3), datetime(2024, 5, 3, 9, 30)


def _field(kind: Kind) -> Field:
    return Field("f", kind, "欄", msg("Field"), choices=CHOICES)


def _read(kind: Kind, cell: Cell) -> Value:
    column = read_column(_field(kind), [cell], CLOCK)
    assert not column.bad, filled(column.bad[0])
    assert column.gaps == (column.values[0] is None)
    return column.values[0]


def _reason(kind: Kind, cell: Cell) -> str:
    column = read_column(_field(kind), [cell], CLOCK)
    assert column.values == [None]
    return filled(column.bad[0])


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("text", "  遲到 ", "遲到"),
        ("text", "\u3000", None),
        ("text", "#3棟", "#3棟"),
        ("text", 1001.0, "1001"),
        ("text", 18909711443.0, "18909711443"),
        ("text", 0.5, "0.5"),
        ("text", True, "true"),
        ("code", 1.0, "1"),
        ("code", "Ｗ００１", "W001"),
        ("unit", 3.0, "3"),
        ("unit", 3, "3"),
        ("clause", 2.1, "2.1"),
        ("staff", "張三", "張三"),
        ("source", "repair:31", "repair:31"),
        ("money", 1920.0, 192000),
        ("money", 1920.5, 192050),
        ("money", 0.1 + 0.2, 30),
        ("money", 1.1 * 3, 330),
        ("money", 99_999_999.99, 9_999_999_999),
        ("money", "¥1,920.50", 192050),
        ("money", "", None),
        ("day", DAY, DAY),
        ("day", MOMENT, DAY),
        ("day", datetime(2024, 5, 2, 23, 59, 59, 999_700), DAY),
        ("day", "2024/5/3", DAY),
        ("day", "2024-05-03 14:20:11", DAY),
        ("day", 20240503.0, DAY),
        ("moment", DAY, datetime(2024, 5, 3)),
        ("moment", datetime(2024, 5, 3, 9, 29, 59, 990_000), MOMENT),
        ("moment", datetime(2024, 5, 3, 9, 30, 59), MOMENT),
        ("moment", "2024-05-03 9:30", MOMENT),
        ("month", date(2024, 5, 1), Month(2024, 5)),
        ("month", datetime(2024, 5, 31, 8), Month(2024, 5)),
        ("month", 202405.0, Month(2024, 5)),
        ("month", "2024年5月", Month(2024, 5)),
        ("flag", True, True),
        ("flag", False, False),
        ("flag", 1.0, True),
        ("flag", 0.0, False),
        ("flag", "√", True),
        ("flag", "否", False),
        ("flag", "", None),
        ("choice", "商铺", "商鋪"),
        ("choice", "shop", "商鋪"),
        ("choices", "shop、住宅", "住宅、商鋪"),
    ],
)
def test_a_cell_is_read_as_its_kind(kind: Kind, cell: Cell, value: Value) -> None:
    """Whether it is text, or a number or day that the spreadsheet made of it."""
    read = _read(kind, cell)
    assert (read, type(read)) == (value, type(value))


_MADE_A_DATE = (
    "The spreadsheet made this a date (2024-03-01): format the column as text, write it anew."
)
_ROUNDED = "The spreadsheet rounded this number ({}): format the column as text, write it anew."


@pytest.mark.parametrize("kind", ["code", "unit", "building", "text", "money", "flag", "choice"])
@pytest.mark.parametrize("cell", [date(2024, 3, 1), datetime(2024, 3, 1)])
def test_a_date_where_none_belongs_is_bad(kind: Kind, cell: date) -> None:
    """It was 3-1, and what was typed is lost."""
    assert _reason(kind, cell) == _MADE_A_DATE


@pytest.mark.parametrize(
    ("kind", "cell", "reason"),
    [
        ("money", 1920.555, "The amount 1920.555 is finer than 0.01 yuan."),
        ("money", -1.0, "The amount -1 is negative."),
        ("money", 1e8, "“100000000” is not an amount."),
        ("money", float("nan"), "“NaN” is not an amount."),
        ("money", float("inf"), "“Infinity” is not an amount."),
        ("money", "一百", "“一百” is not an amount."),
        ("day", 45415.0, "“45415” is not a day."),
        ("day", "2024-02-30", "“2024-02-30” is not a day."),
        ("day", "2024-05-03 25:00", "“2024-05-03 25:00” is not a day."),
        ("day", 5.3, "The cell is the number 5.3: write the date as text."),
        ("month", 2024.1, "The cell is the number 2024.1: write the date as text."),
        ("month", 202413.0, "“202413” is not a month."),
        ("moment", 20240503.5, "The cell is the number 20240503.5: write the date as text."),
        ("flag", 2.0, "“2” is neither yes nor no."),
        ("choice", "別墅", "“別墅” is not among the choices."),
        ("code", "W 001", "“W 001” cannot be a code."),
        ("text", 1e15, _ROUNDED.format("1000000000000000")),
        ("code", -1.5e15, _ROUNDED.format("-1500000000000000")),
        ("text", "1.89097E+10", _ROUNDED.format("1.89097E+10")),
        ("unit", "2e+5", _ROUNDED.format("2e+5")),
        ("text", "#N/A", "The cell holds the error #N/A."),
        ("money", "#VALUE!", "The cell holds the error #VALUE!."),
        ("text", time(9, 30), "The cell is a time (09:30:00): write it as text."),
        ("day", timedelta(hours=30), "The cell is a time (1 day, 6:00:00): write it as text."),
        ("text", Broken("=1+1", msg("never")), "never"),
    ],
)
def test_a_bad_cell_says_why(kind: Kind, cell: Cell, reason: str) -> None:
    """The value as a person sees it, and what is wrong with it."""
    assert _reason(kind, cell) == reason


def test_yes_and_one_are_told_apart_in_one_column() -> None:
    """Python holds them for the same key."""
    cells: list[Cell] = [True, 1.0, "x", False, 0.0, ""]
    column = read_column(_field("text"), cells, CLOCK)
    assert column.values == ["true", "1", "x", "false", "0", None]


def test_bad_cells_are_found_at_every_place() -> None:
    """Each distinct cell is read once and each place is reported."""
    column = read_column(_field("money"), ["x", 1.0, "x", ""], CLOCK)
    assert (column.values, list(column.bad), column.gaps) == ([None, 100, None, None], [0, 2], True)


@given(st.integers(0, 9_999_999_999))
def test_every_amount_comes_back_from_its_number(cents: int) -> None:
    """A spreadsheet's number for any amount to the cent is that amount."""
    assert _read("money", float(yuan(cents))) == cents


@given(st.integers(0, 10**13), st.integers(1, 9), st.integers(3, 5))
def test_no_number_finer_than_a_cent_is_an_amount(whole: int, digit: int, places: int) -> None:
    """A third decimal that the spreadsheet shows is never rounded away."""
    number = float(f"{whole % 10**6}.{'0' * (places - 1)}{digit}")
    assert "finer" in _reason("money", number)


_KINDS = st.sampled_from(["text", "clause", "staff", "building", "unit", "code", "day", "month"])


@given(_KINDS, st.lists(st.text("A1-5/.年 #E+\u3000５", max_size=6), min_size=1, max_size=9))
def test_a_column_of_text_is_read_as_each_of_its_cells(kind: Kind, texts: list[str]) -> None:
    """The quick way for a whole column gives what a typed value gives."""
    column = read_column(_field(kind), list(texts), CLOCK)
    for place, text in enumerate(texts):
        if place not in column.bad:
            assert column.values[place] == parse(_field(kind), text, CLOCK)
        elif "rounded" not in column.bad[place].text:  # 1E+5 is bad in files only
            with pytest.raises(BadValue) as error:
                parse(_field(kind), text, CLOCK)
            assert column.bad[place] == error.value.what
