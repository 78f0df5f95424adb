"""The exported workbook comes back: the scores given by hand are read, all else that changed told.

Workbooks are changed as a person would, and saved again by another program.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from kefu_cli.calendar import Month
from kefu_cli.records.returned import SHEET, GivenScore, Returned
from kefu_cli.render.workbook import to_bytes
from kefu_cli.rulebook.loading import standard
from kefu_cli.sheets.returned import read_returned
from render.workbook.months import UNPAID, hard, ordinary

from .making import filled
from .test_original import kept

FORM = "W001 張三"
FIRST = "G5"  # the cell for item 1 in the direct superior's column
MOVED = "From here on, rows were added, removed or moved."
NEW = "Nothing stood here when it was exported."

Change = Callable[[Workbook], None]


@cache
def written(month: Any = ordinary) -> bytes:
    """A month's workbook as kefu exports it."""
    return to_bytes(month(), dict(UNPAID))


def exported(month: Any = ordinary) -> Workbook:
    """A month's workbook as HR has it open."""
    return load_workbook(BytesIO(written(month)))


def back(tmp_path: Path, book: Workbook) -> Returned:
    """What is read of the workbook once it was saved."""
    book.save(tmp_path / "f.xlsx")
    return read_returned(tmp_path / "f.xlsx")


def problems(tmp_path: Path, book: Workbook) -> list[tuple[str | None, str | None, str]]:
    """Cell, value and reason of all that is wrong, on whatever sheet."""
    found = back(tmp_path, book).problems
    return [(problem.cell, problem.value, filled(problem.reason)) for problem in found]


def row_of(sheet: Worksheet, text: str) -> int:
    """The first row in which a cell begins with this text."""
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if any(str(value).startswith(text) for value in row):
            return number
    raise AssertionError(text)


# ---------------------------------------------------------------- what was given


@pytest.mark.parametrize("month", [ordinary, hard])
def test_an_untouched_workbook_gives_nothing_and_nothing_is_wrong(
    tmp_path: Path, month: Any
) -> None:
    """As exported, and saved anew by another program, which flattens the bold sums."""
    (tmp_path / "raw.xlsx").write_bytes(written(month))
    titles = tuple(name for name in exported(month).sheetnames if name != SHEET)
    wanted = Returned(Month(2024, 5), standard().sha256, (), (), titles)
    assert read_returned(tmp_path / "raw.xlsx") == wanted
    assert back(tmp_path, exported(month)) == wanted


@pytest.mark.parametrize(
    ("typed", "score"),
    [
        (4, "4"),
        (0, "0"),
        (3.0, "3"),
        (3.5, "3.5"),
        ("4", "4"),
        ("4.0", "4"),
        ("４", "4"),
        (" 3.5 分", "3.5"),
        ("4分\n", "4"),
        (99, "99"),
        (-1, "-1"),
        ("－1", "-1"),
    ],
)
def test_a_score_is_read_however_it_is_written(tmp_path: Path, typed: Any, score: str) -> None:
    """Numbers, text, full-width digits, with 分; whether it may be given is the store's to say."""
    book = exported()
    book[FORM][FIRST] = typed
    result = back(tmp_path, book)
    assert result.problems == ()
    assert [(g.score, str(g.score)) for g in result.given] == [(Decimal(score), score)]


def test_the_column_says_who_gave_it_and_the_row_for_which_item(tmp_path: Path) -> None:
    """With the person, the sheet and the cell, so that a refusal can name it."""
    book = exported()
    last = row_of(book[FORM], standard().form.sum_label) - 1
    book[FORM]["G5"], book[FORM]["H5"] = 4, 3
    book["W004 王小明"]["I11"] = 10
    book[FORM].unmerge_cells(next(str(a) for a in book[FORM].merged_cells if f"I{last}" in a))
    book[FORM].cell(last, 9).value = 6
    given = back(tmp_path, book).given
    assert given == (
        GivenScore("W001", 1, "direct", Decimal(4), FORM, "G5"),
        GivenScore("W001", 1, "indirect", Decimal(3), FORM, "H5"),
        GivenScore("W001", 8, "manager", Decimal(6), FORM, f"I{last}"),
        GivenScore("W004", 3, "manager", Decimal(10), "W004 王小明", "I11"),
    )


def test_any_cell_of_an_item_that_runs_over_pages_is_the_items(tmp_path: Path) -> None:
    """Its reviewers' cells are divided where a page ends: either may be filled in, or both."""
    book = exported(hard)
    sheet = book.worksheets[1]
    later = row_of(sheet, "(continued)")
    item = sheet.cell(later, 1).value
    assert isinstance(item, int)
    first = next(row for row in range(5, later) if sheet.cell(row, 1).value == item)
    sheet.cell(later, 8).value = 7
    assert [(g.item, g.level, g.cell) for g in back(tmp_path, book).given] == [
        (item, "indirect", f"H{later}")
    ]
    sheet.cell(first, 8).value = "7分"
    result = back(tmp_path, book)
    assert ([g.cell for g in result.given], result.problems) == ([f"H{first}"], ())
    sheet.cell(first, 8).value = 6
    assert problems(tmp_path, book) == [
        (f"H{later}", "7", f"H{first} gives the same item another score: 6.")
    ]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("好", "好"),
        ("13?", "13?"),
        (True, "TRUE"),
        (date(2024, 5, 13), "2024-05-13"),
        ("1.234", "1.234"),
        ("9" * 50, "9" * 39 + "…"),
    ],
)
def test_what_is_no_score_is_told(tmp_path: Path, typed: Any, shown: str) -> None:
    """With its cell; none is taken for one."""
    book = exported()
    book[FORM][FIRST] = typed
    assert back(tmp_path, book).given == ()
    assert problems(tmp_path, book) == [(FIRST, shown, f"“{shown}” is not a score.")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [("#N/A", "The cell holds the error #N/A."), ("=2+2", "The formula was never calculated")],
)
def test_a_formula_without_a_value_is_told(tmp_path: Path, typed: str, said: str) -> None:
    """An error, or a formula that no program has calculated."""
    book = exported()
    book[FORM][FIRST] = typed
    [(cell, value, reason)] = problems(tmp_path, book)
    assert (cell, value) == (FIRST, typed)
    assert reason.startswith(said)


def test_a_score_that_was_exported_is_not_given_again(tmp_path: Path) -> None:
    """It is known already, and may be older than what is known; emptying it takes nothing back."""
    sheet = {"sheet": "W1", "staff": "W1", "rows": [0, 1, 2]}
    row = ["", "", "", "", "", ""]
    rows = [[1, *row, "4"], [2, *row, "5"], [3, *row, "6"]]
    book = kept(sheet, rows=rows)
    book["W1"]["G1"], book["W1"]["G2"] = 4, 3
    result = back(tmp_path, book)
    assert [(g.item, str(g.score)) for g in result.given] == [(2, "3")]
    assert problems(tmp_path, book) == [
        (
            *("G3", None),
            "“6” was exported here; a score is taken back with: kefu review void NUMBER",
        )
    ]


# ---------------------------------------------------------------- what was changed besides


@pytest.mark.parametrize(
    ("sheet", "cell", "now", "value", "reason"),
    [
        (FORM, "D6", "改了", "改了", NEW),
        (FORM, "F5", 6, "6", "“5” was exported here."),
        (FORM, "A5", None, None, "“1” was exported here."),
        (FORM, "G4", 4, "4", "“直接 上級” was exported here."),
        ("匯總", "E2", 5, "5", "“4” was exported here."),
        ("匯總", "G2", 15, None, None),
        ("匯總", "B3", None, None, "“李四” was exported here."),
        ("匯總", "AA2", "x", "x", NEW),
        ("扣分明細", "D2", date(2024, 5, 4), "2024-05-04", "“2024-05-03” was exported here."),
        ("收繳率", "G2", 0.99, "0.99", "“0.985” was exported here."),
    ],
)
def test_a_cell_outside_the_three_columns_must_stay_as_it_was(
    tmp_path: Path, sheet: str, cell: str, now: Any, value: str | None, reason: str | None
) -> None:
    """Added, changed or emptied: the cell is told with what stands there and what was exported."""
    book = exported()
    book[sheet][cell] = now
    assert problems(tmp_path, book) == ([(cell, value, reason)] if reason else [])
    assert {p.sheet for p in back(tmp_path, book).problems} <= {sheet}


def test_a_long_text_is_shown_by_its_beginning(tmp_path: Path) -> None:
    """On one line, so that a table of problems can be read."""
    book = exported()
    words = standard().form
    row, text = (
        row_of(book[FORM], words.remarks_label),
        "\n".join((words.remarks_label, *words.remarks)),
    )
    book[FORM].cell(row, 1).value = "一二三四五\n" * 20
    [(cell, value, reason)] = problems(tmp_path, book)
    assert (cell, value) == (f"A{row}", "一二三四五 " * 6 + "一二三…")
    assert reason == f"“{' '.join(text.split())[:39]}…” was exported here."


def test_sums_and_signatures_may_be_filled_in(tmp_path: Path) -> None:
    """By hand and by pen's picture; they are neither read nor compared."""
    book = exported()
    sheet, words = book[FORM], standard().form
    total = row_of(sheet, words.sum_label)
    sheet.cell(total, 7).value = 88
    sheet.cell(total + 1, 1).value = f"{words.total_label}　88"
    signed = row_of(sheet, words.signatures[0])
    sheet.cell(signed, 1).value = f"{words.signatures[0]} 王主管"
    for column in (1, 4):
        sheet.cell(signed + 1, column).value = words.signatures[column // 4]
    sheet.cell(signed, 4).value = '=DISPIMG("ID_1",1)'
    result = back(tmp_path, book)
    assert (result.given, result.problems) == ((), ())


def test_what_programs_change_when_they_save_is_no_change(tmp_path: Path) -> None:
    """Line ends, blanks at the ends of lines, numbers as fractions or as text, blank cells."""
    book = exported()
    for sheet in book.worksheets[:-1]:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("\n", " _x000D_\n") + "  \n"
                elif isinstance(cell.value, int):
                    cell.value = float(cell.value)
        sheet.cell(sheet.max_row + 3, sheet.max_column + 3).value = " "
    book["匯總"]["M4"], book["匯總"]["N4"] = "90", 0.1 + 0.2 + 0.2
    result = back(tmp_path, book)
    assert (result.given, result.problems) == ((), ())


def _added(book: Workbook) -> None:
    book.create_sheet("說明").append(["x"])


def _removed(book: Workbook) -> None:
    del book[FORM]


def _renamed(book: Workbook) -> None:
    book[FORM].title = "張三"


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (_added, [("說明", "This sheet was not exported.")]),
        (_removed, [(FORM, "This sheet was exported and is missing.")]),
        (
            _renamed,
            [
                (FORM, "This sheet was exported and is missing."),
                ("張三", "This sheet was not exported."),
            ],
        ),
    ],
)
def test_a_sheet_added_or_missing_is_told(
    tmp_path: Path, change: Change, wanted: list[tuple[str, str]]
) -> None:
    """By its name; its cells are not."""
    book = exported()
    change(book)
    found = back(tmp_path, book).problems
    assert [(p.sheet, filled(p.reason)) for p in found] == wanted
    assert {(p.cell, p.value) for p in found} == {(None, None)}


def _shown_again(book: Workbook) -> None:
    book[SHEET].sheet_state = "visible"


def _sorted(book: Workbook) -> None:
    book.move_sheet(FORM, 2)


@pytest.mark.parametrize("change", [_shown_again, _sorted])
def test_the_order_of_the_sheets_does_not_matter(tmp_path: Path, change: Change) -> None:
    """Nor whether somebody looked at the hidden one."""
    book = exported()
    change(book)
    assert back(tmp_path, book).problems == ()


def _swap(sheet: Worksheet) -> None:
    for column in range(1, sheet.max_column + 1):
        one, other = sheet.cell(2, column), sheet.cell(3, column)
        one.value, other.value = other.value, one.value


@pytest.mark.parametrize(
    ("name", "change", "cell"),
    [
        (FORM, lambda sheet: sheet.insert_rows(8), "A8"),
        (FORM, lambda sheet: sheet.insert_rows(8, 3), "A8"),
        (FORM, lambda sheet: sheet.delete_rows(8), "A8"),
        ("匯總", lambda sheet: sheet.delete_rows(2), "A2"),
        ("匯總", _swap, "A2"),
        ("扣分明細", lambda sheet: sheet.delete_rows(3, 20), "A3"),
        ("收繳率", lambda sheet: [sheet.append(["x", 1]) for _ in range(9)], "A7"),
    ],
)
def test_rows_added_removed_or_moved_are_told_once(
    tmp_path: Path, name: str, change: Callable[[Worksheet], object], cell: str
) -> None:
    """Not for each row that follows; and no score is read where rows may be another item's."""
    book = exported()
    for area in list(book[FORM].merged_cells.ranges):
        book[FORM].unmerge_cells(str(area))
    sheet = book[name]
    if name == FORM:
        sheet[FIRST] = 4
    change(sheet)
    result = back(tmp_path, book)
    assert [(p.sheet, p.cell, filled(p.reason)) for p in result.problems] == [(name, cell, MOVED)]
    assert result.given == ()


def test_a_remark_beneath_a_sheet_is_told_by_its_cell(tmp_path: Path) -> None:
    """A single row at the end is told cell by cell, written or wiped."""
    book = exported()
    last = book[FORM].max_row
    book[FORM].cell(last + 1, 4).value = "已面談"
    book[FORM].cell(last + 1, 8).value = 5
    assert problems(tmp_path, book) == [
        (f"D{last + 1}", "已面談", NEW),
        (f"H{last + 1}", "5", NEW),
    ]
    book = exported()
    book[FORM].cell(last, 1).value = None
    [(cell, value, reason)] = problems(tmp_path, book)
    assert (cell, value) == (f"A{last}", None)
    assert reason.startswith("“Rulebook standard")


def test_rows_that_were_emptied_are_told_by_their_cells(tmp_path: Path) -> None:
    """In the middle or at the end, after a blank row."""
    book = exported()
    for row in (3, book["匯總"].max_row):
        for cell in book["匯總"][row]:
            if not isinstance(cell, MergedCell):
                cell.value = None
    emptied = [cell for cell, value, _ in problems(tmp_path, book) if value is None]
    assert emptied[:2] == ["A3", "B3"]
    assert emptied[-1] == f"B{book['匯總'].max_row}"
    assert len(emptied) == len(set(emptied)) > 10


def test_a_form_of_a_person_with_an_odd_name_comes_back(tmp_path: Path) -> None:
    """Names that a sheet cannot bear, or that look like an escape."""
    month = ordinary()
    who = replace(month.staff[0].person, code="A_x0041_", name="a/b&<c>'\n_x000D_")
    book = load_workbook(
        BytesIO(to_bytes(replace(month, staff=(replace(month.staff[0], person=who),)), {}))
    )
    book.worksheets[1][FIRST] = 4
    result = back(tmp_path, book)
    assert ([g.staff for g in result.given], result.problems) == (["A_x0041_"], ())
