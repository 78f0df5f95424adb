"""Rows of a sheet become columns of records, and every problem of the file is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu_cli.calendar import Month
from kefu_cli.messages import Message, msg
from kefu_cli.records import NOUN_NAMES, noun
from kefu_cli.records.fields import Field, Value, Values
from kefu_cli.records.incoming import Batch
from kefu_cli.records.values import problems as problems_of
from kefu_cli.records.values import yuan
from kefu_cli.sheets.batch import read_batch
from kefu_cli.sheets.reading import Cell, read_grid

from .making import CLOCK, filled, grid, xlsx

FEE: list[Cell] = ["房號", "月份", "至月份", "金額", "繳費日期", "部分繳納"]
PAID = date(2024, 5, 3)


def _fees(*rows: list[Cell], sheet: str | None = "S", first: int = 1) -> Batch:
    return read_batch(noun("fee"), grid(FEE, *rows, sheet=sheet, first=first), {}, CLOCK)


def _told(batch: Batch) -> list[tuple[int | None, str | None, str | None, str]]:
    return [(p.row, p.column, p.value, filled(p.reason)) for p in batch.problems]


def test_rows_become_columns_of_values() -> None:
    """Every field has a column, those that the file lacks too; blanks hold the defaults."""
    batch = _fees(
        ["1-1-1001", "2024-05", "2024-12", 1920.0, PAID, "是"],
        [2.0, "2024/6", "", "240.50", "2024-06-01", ""],
    )
    assert batch.problems == []
    assert batch.numbers == [2, 3]
    assert batch.columns == {
        "unit": ["1-1-1001", "2"],
        "month": [Month(2024, 5), Month(2024, 6)],
        "to_month": [Month(2024, 12), Month(2024, 6)],
        "amount": [192000, 24050],
        "paid_on": [PAID, date(2024, 6, 1)],
        "method": [None, None],
        "receipt": [None, None],
        "partial": [True, False],
    }
    assert batch.headings["paid_on"] == "繳費日期"
    assert (batch.noun.name, batch.ignored) == ("fee", ())


def test_defaults_hold_for_columns_that_the_file_lacks() -> None:
    """A unit is a flat, a person of the customer service, unless the file says otherwise."""
    units = read_batch(noun("unit"), grid(["房號", "樓棟"], ["1-1-1", 1.0]), {}, CLOCK)
    assert (units.columns["kind"], units.columns["building"]) == (["住宅"], ["1"])
    people = read_batch(noun("staff"), grid(["工號", "姓名"], ["W001", "張三"]), {}, CLOCK)
    assert people.columns["department"] == ["客服部"]
    assert people.columns["appraised"] == [True]


def test_blank_rows_are_passed_over_and_keep_their_numbers() -> None:
    """Also where only a column of no field is filled, such as a running number."""
    rows = grid(
        ["序號", *FEE],
        [1.0, "1-1-1001", "2024-05", "", 1.0, PAID, ""],
        [],
        [2.0, "", " ", "\u3000"],
        [3.0, "1-1-1002", "2024-05", "", 1.0, PAID, ""],
        first=4,
    )
    batch = read_batch(noun("fee"), rows, {}, CLOCK)
    assert (batch.numbers, batch.columns["unit"]) == ([5, 8], ["1-1-1001", "1-1-1002"])
    assert (batch.problems, batch.ignored) == ([], ("序號",))


def test_every_problem_is_told_in_the_order_of_rows() -> None:
    """With row, heading, value and reason; a row with a bad cell is not judged as a whole."""
    batch = _fees(
        ["1-1-1001", "2024-13", "", "x", PAID, ""],
        ["", "2024-05", "2024-04", 1.0, date(2024, 6, 11), ""],
        ["1-1-1001", "2024-05", "2024-04", 0.0, PAID, ""],
        ["1-1-1001", "2024-05", "2024-04", 1.0, date(2024, 6, 11), ""],
        first=3,
    )
    assert _told(batch) == [
        (4, "月份", "2024-13", "“2024-13” is not a month."),
        (4, "金額", "x", "“x” is not an amount."),
        (5, "房號", None, "Unit is missing."),
        (5, "繳費日期", "2024-06-11", "2024-06-11 lies ahead; today is 2024-06-10."),
        (6, None, None, "The last month 2024-04 is before the first month 2024-05."),
        (6, None, None, "The amount must be more than 0."),
        (7, "繳費日期", "2024-06-11", "2024-06-11 lies ahead; today is 2024-06-10."),
        (7, None, None, "The last month 2024-04 is before the first month 2024-05."),
    ]
    assert batch.columns["month"][0] is None
    assert len(batch.numbers) == 4


def test_lacking_columns_are_told_once_and_the_others_are_still_read() -> None:
    """One problem for the column, not one a row."""
    batch = read_batch(noun("fee"), grid(["房號", "金額"], ["1", "x"], ["2", 1.0]), {}, CLOCK)
    assert [(p.row, p.column) for p in batch.problems] == [
        (1, "月份"),
        (1, "繳費日期"),
        (2, "金額"),
    ]
    assert batch.numbers == [2, 3]


def test_a_clause_may_be_blank_where_an_absence_implies_it() -> None:
    """And only there."""
    rows = grid(["工號", "條款", "日期", "曠工"], ["W1", "", PAID, "是"], ["W1", "", PAID, "否"])
    assert _told(read_batch(noun("violation"), rows, {}, CLOCK)) == [
        (3, "條款", None, "Clause is missing.")
    ]


def test_a_csv_row_longer_than_its_headings_is_bad() -> None:
    """Its values stand in the wrong columns; blanks at the end do no harm."""
    row: list[Cell] = ["1-1-1001", "2024-05", "", "1", "2024-05-03", ""]
    batch = _fees([*row, "", "920"], [*row, " "], row, sheet=None)
    assert [(p.row, p.column, p.value) for p in batch.problems] == [(2, None, None)]
    assert _fees([*row, "", "note"]).problems == []
    assert _fees(row, sheet=None).problems == []


def test_the_mapping_reaches_the_columns() -> None:
    """實收 is read as the amount."""
    head: list[Cell] = ["房號", "月份", "實收", "繳費日期"]
    rows = grid(head, ["1", "2024-05", 5.0, PAID])
    batch = read_batch(noun("fee"), rows, {"實收": "amount"}, CLOCK)
    assert (batch.columns["amount"], batch.headings["amount"]) == ([500], "實收")


def test_a_sheet_of_headings_has_no_records() -> None:
    """It is no error: a template not filled in."""
    batch = _fees()
    assert (batch.numbers, batch.problems, batch.columns["unit"]) == ([], [], [])


def test_the_time_of_an_event_counts_by_its_day() -> None:
    """A call later today is typed in today; one of tomorrow lies ahead."""
    head: list[Cell] = ["房號", "報修內容", "報修時間"]
    later, tomorrow = datetime(2024, 6, 10, 23), datetime(2024, 6, 11, 0, 30)
    rows = grid(head, ["1", "漏水", later], ["1", "漏水", tomorrow])
    assert [(p.row, p.column) for p in read_batch(noun("repair"), rows, {}, CLOCK).problems] == [
        (3, "報修時間")
    ]


def test_a_check_runs_once_for_rows_alike_in_what_it_looks_at() -> None:
    """However many rows there are; and it is told of each row."""
    looked_at: list[Value] = []

    def check(values: Values) -> Iterator[Message]:
        looked_at.append(values["kind"])
        if values["kind"] == "商鋪":
            yield msg("No shops here.")

    rows = [[f"1-{n}", "1", "商鋪" if n % 2 else "住宅"] for n in range(1000)]
    sheet = grid(["房號", "樓棟", "類型"], *rows)
    batch = read_batch(replace(noun("unit"), check=check), sheet, {}, CLOCK)
    assert [p.row for p in batch.problems] == list(range(3, 1002, 2))
    assert len(looked_at) == 3  # once to see what it looks at, then once for each kind


def _odd_check(values: Values) -> Iterator[Message]:
    if values.get("kind") == "商鋪" and values.get("monthly_fee") is None:
        yield msg("A shop pays.")
    if len(values) and "room" in list(values) and values["room"] == "13":
        yield msg("Odd")


def test_a_check_may_look_at_fields_only_in_some_rows() -> None:
    """What it looks at is found out as it runs, also if it goes through all fields."""
    head: list[Cell] = ["房號", "樓棟", "類型", "月物業費", "房間"]
    rows: list[list[Cell]] = [
        ["1", "1", "住宅", "", "12"],
        ["2", "1", "商鋪", 5.0, "12"],
        ["3", "1", "商鋪", "", "12"],
        ["4", "1", "住宅", "", "13"],
    ]
    batch = read_batch(replace(noun("unit"), check=_odd_check), grid(head, *rows), {}, CLOCK)
    assert [(row, reason) for row, _, _, reason in _told(batch)] == [
        (4, "A shop pays."),
        (5, "Odd"),
    ]


_MONTHS = st.builds(Month, st.integers(2023, 2025), st.integers(1, 12))
_RECORDS = st.tuples(
    _MONTHS,
    st.one_of(st.none(), _MONTHS),
    st.integers(0, 300),
    st.dates(date(2024, 5, 1), date(2024, 7, 1)),
    st.sampled_from([None, True, False]),
)


@given(st.lists(_RECORDS, max_size=12))
def test_rows_are_judged_as_typed_records_are(
    records: list[tuple[Month, Month | None, int, date, bool | None]],
) -> None:
    """Column by column or record by record: the same values, and the same reasons."""
    rows: list[list[Cell]] = [
        ["1-1", str(month), str(last or ""), float(yuan(cents)), day, "" if flag is None else flag]
        for month, last, cents, day, flag in records
    ]
    batch = _fees(*rows)
    expected: list[tuple[int, Message]] = []
    for place, (month, last, cents, day, flag) in enumerate(records):
        values: dict[str, Value] = {name: batch.columns[name][place] for name in batch.columns}
        assert values == {
            "unit": "1-1",
            "month": month,
            "to_month": last or month,
            "amount": cents,
            "paid_on": day,
            "method": None,
            "receipt": None,
            "partial": bool(flag),
        }
        expected += [(place + 2, reason) for reason in problems_of(noun("fee"), values, CLOCK)]
    assert [(problem.row, problem.reason) for problem in batch.problems] == expected


@pytest.mark.parametrize("name", NOUN_NAMES)
def test_every_noun_can_be_read_from_a_workbook(tmp_path: Path, name: str) -> None:
    """A row of plain values in all columns of the noun is a record."""
    found = noun(name)
    path = xlsx(
        tmp_path / "f.xlsx", [f.heading for f in found.fields], [*map(_plain, found.fields)]
    )
    batch = read_batch(found, read_grid(path), {}, CLOCK)
    assert _told(batch) == []
    assert batch.numbers == [2]
    assert all(batch.columns[field.name] != [None] for field in found.fields)


def _plain(field: Field) -> object:
    values = {"day": PAID, "moment": datetime(2024, 5, 3, 9), "month": PAID, "money": 5.5}
    values |= {"clause": 2.1, "source": "repair:31", "flag": "否"}
    return field.choices[0].word if field.choices else values.get(field.kind, "1")
