"""The hidden sheet holds all that was exported, so that the workbook can be read back."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kefu_cli.appraisal.model import Appraisal
from kefu_cli.records.returned import FORMAT, FREE, SHEET
from kefu_cli.render.workbook import safe, to_bytes
from kefu_cli.rulebook.loading import standard
from render.workbook.months import UNPAID, hard, ordinary
from render.workbook.reading import Unpaid, span

BOOK = standard()


def opened(month: Appraisal, unpaid: Unpaid | None = None) -> Workbook:
    """The workbook of a month, opened again with its hidden sheet."""
    return load_workbook(BytesIO(to_bytes(month, unpaid or {})))


def lines(book: Workbook) -> list[Any]:
    """What the hidden sheet says, line by line."""
    cells = book[SHEET].iter_rows(values_only=True)
    return [json.loads("".join(str(text) for text in row if text)) for row in cells]


def kept(book: Workbook) -> dict[str, list[list[Any]]]:
    """The rows of each sheet as they are kept: the kind, then the texts."""
    rows = [line for line in lines(book) if isinstance(line, list)]
    sheets = [line for line in lines(book)[1:] if isinstance(line, dict)]
    return {sheet["sheet"]: [rows[number] for number in sheet["rows"]] for sheet in sheets}


@cache
def usual() -> Workbook:
    """The ordinary month's workbook."""
    return opened(ordinary(), dict(UNPAID))


@cache
def crowded() -> Workbook:
    """The workbook of the month with all that is hard on a form."""
    return opened(hard(), dict(UNPAID))


def test_it_is_the_last_sheet_and_hidden() -> None:
    """Whoever opens the workbook sees what they saw before."""
    book = usual()
    states = [sheet.sheet_state for sheet in book.worksheets]
    assert book.sheetnames[-1] == SHEET
    assert states == ["visible"] * (len(states) - 1) + ["hidden"]
    assert book.active is book.worksheets[0]


def test_it_begins_with_format_month_and_rulebook() -> None:
    """What the workbook is of stands in its first line."""
    head = {"format": FORMAT, "month": "2024-05", "rulebook": BOOK.sha256}
    assert lines(usual())[0] == head


def test_it_says_whose_form_a_sheet_is() -> None:
    """By the person's code; the other sheets are nobody's."""
    whose = {s["sheet"]: s["staff"] for s in lines(usual())[1:] if isinstance(s, dict)}
    assert whose == {
        "匯總": "",
        "W001 張三": "W001",
        "W002 李四": "W002",
        "W004 王小明": "W004",
        "扣分明細": "",
        "收繳率": "",
    }


@pytest.mark.parametrize("month", [ordinary, hard])
def test_it_keeps_every_cell_of_every_other_sheet(month: Any) -> None:
    """Row by row, each text in the column where it stands; of the rest, that there is something."""
    book = usual() if month is ordinary else crowded()
    rows = kept(book)
    assert list(rows) == book.sheetnames[:-1]
    for sheet in book.worksheets[:-1]:
        shown = [list(row) for row in sheet.iter_rows(values_only=True)]
        for number, values in enumerate(shown):
            texts = rows[sheet.title][number][1:] if number < len(rows[sheet.title]) else []
            for column, value in enumerate(values):
                text = texts[column] if column < len(texts) else ""
                assert bool(text) is (value is not None)
                if isinstance(value, str):
                    assert safe.text(text) == value


def test_numbers_and_days_are_exact_texts() -> None:
    """Without zeros at the end, and never as 5E+1: 50 % is 0.5, 2000.00 yuan are 2000."""
    someone = kept(usual())["匯總"][3]
    assert someone[1:3] == ["W004", "王小明"]
    assert someone[13:17] == ["90", "0.5", "2000", "1000"]
    assert kept(usual())["扣分明細"][1][4] == "2024-05-03"
    assert kept(usual())["收繳率"][1][4:9] == ["200", "197", "3", "0.985", ""]


def test_text_that_looks_like_an_escape_is_kept_as_it_was_recorded() -> None:
    """In the hidden sheet nothing reads as an escape, so that every program gives it back."""
    note = kept(crowded())["扣分明細"][-1][8]
    assert note == "壞\ufffd字\ufffd\ufffd元 _x0041_"
    assert not any("_x" in str(cell.value) for row in crowded()[SHEET] for cell in row)


def form(book: Workbook, start: str) -> Worksheet:
    """The form of the person with this code."""
    return next(sheet for sheet in book.worksheets if sheet.title.startswith(start))


@pytest.mark.parametrize(("month", "code"), [(ordinary, "W001"), (hard, "W003")])
def test_rows_of_an_item_bear_its_number(month: Any, code: str) -> None:
    """All of them, also where a page ends within the item."""
    book = usual() if month is ordinary else crowded()
    sheet = form(book, code)
    wanted: dict[int, Any] = {}
    for row in range(5, sheet.max_row + 1):
        top, _, bottom, _ = span(sheet, row, 1)
        number = sheet.cell(top, 1).value
        if isinstance(number, int):
            wanted |= dict.fromkeys(range(top, bottom + 1), number)
    found = {n: row[0] for n, row in enumerate(kept(book)[sheet.title], 1) if row[0]}
    assert {n: kind for n, kind in found.items() if kind != FREE} == wanted
    assert set(wanted.values()) == set(range(1, 9))


def test_sums_and_signatures_are_free_and_nothing_else_is() -> None:
    """合計, 總分 with the boxes, and the lines of the four signatures."""
    rows = kept(crowded())[form(crowded(), "W003").title]
    words = BOOK.form
    free = [row[1:] for row in rows if row[0] == FREE]
    assert free[0][0] == words.sum_label
    assert free[1][0].startswith(words.total_label)
    assert [row[0] for row in free[2:]] == list(words.signatures[::2])
    for title in ("匯總", "扣分明細", "收繳率"):
        assert {row[0] for row in kept(crowded())[title]} == {""}


def test_a_line_too_long_for_a_cell_goes_on_in_the_next() -> None:
    """No cell holds more than Excel's 32,767 units, and none begins a formula."""
    month, long = ordinary(), "=部" * 12_000
    who = replace(month.staff[0].person, department=long)
    book = opened(replace(month, staff=(replace(month.staff[0], person=who),)))
    cells = [cell for row in book[SHEET] for cell in row if cell.value]
    assert max(cell.column for cell in cells) > 2
    assert max(safe.units(str(cell.value)) for cell in cells) <= safe.MOST_CHARS
    assert {cell.data_type for cell in cells} == {"s"}
    assert kept(book)["匯總"][1][3] == long


def test_no_person_takes_its_name() -> None:
    """A form that would be called so gets another name."""
    month = ordinary()
    who = replace(month.staff[0].person, code=SHEET.upper(), name="")
    book = opened(replace(month, staff=(replace(month.staff[0], person=who),)))
    assert book.sheetnames == ["匯總", "KEFU (2)", "扣分明細", "收繳率", SHEET]


def test_two_exports_are_the_same_bytes() -> None:
    """The hidden sheet has nothing in it that differs from one time to the next."""
    assert to_bytes(ordinary(), dict(UNPAID)) == to_bytes(ordinary(), dict(UNPAID))
