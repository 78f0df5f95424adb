"""The form is the paper form, cell for cell, and says what happened where it happened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kefu_cli.render.workbook.form import EMPTY, TICKED
from kefu_cli.rulebook.loading import standard
from render.workbook.months import LONG_NOTE, hard, ordinary
from render.workbook.reading import read, rows, span, texts

BOOK = standard()
HEADINGS, FIRST = 4, 5
STANDARD, RECORD, EXPLANATION, POINTS = 3, 4, 5, 6


@pytest.fixture(scope="module")
def usual() -> Workbook:
    """The ordinary month's workbook."""
    return read(ordinary())


@pytest.fixture(scope="module")
def crowded() -> Workbook:
    """The workbook of the month with all that is hard on a form."""
    return read(hard())


def items(sheet: Worksheet) -> list[tuple[int, int]]:
    """First and last row of each item, by its number in the first column (pages joined)."""
    found: dict[int, tuple[int, int]] = {}
    for row in range(FIRST, sheet.max_row + 1):
        number = sheet.cell(row, 1).value
        if isinstance(number, int):
            last = span(sheet, row, 1)[2]
            found[number] = (found[number][0] if number in found else row, last)
    return [found[number] for number in sorted(found)]


def record_of(sheet: Worksheet, clause: str) -> str:
    """All that stands in the record beside a clause."""
    item = BOOK.item_of(clause)
    text = next(c.text for c in BOOK.items[item.no - 1].clauses if c.no == clause) if item else ""
    found: list[str] = []
    reading = False
    for row in range(FIRST, items(sheet)[-1][1] + 1):
        standard_text = sheet.cell(row, STANDARD).value
        reading = standard_text == text or (reading and standard_text in (None, "(continued)"))
        value = sheet.cell(row, RECORD).value
        if reading and isinstance(value, str):
            found.append(value)
    return "\n".join(found)


@pytest.mark.parametrize("name", ["W001 張三", "W002 李四", "W004 王小明"])
def test_title_heading_and_columns_are_the_sources(usual: Workbook, name: str) -> None:
    """The title, the four fields with the month's last day, and the nine headings stand on top."""
    sheet, words = usual[name], BOOK.form
    assert sheet["A1"].value == words.title
    assert span(sheet, 1, 1) == (1, 1, 1, 9)
    heading = [value for value in rows(sheet)[1] if value]
    values = (name[5:], "客服部", "客服員", "2024年5月31日")
    assert heading == [w + v for w, v in zip(words.heading, values, strict=True)]
    assert tuple(rows(sheet)[HEADINGS - 1]) == words.columns


def test_items_stand_cell_for_cell_as_in_the_rulebook(usual: Workbook) -> None:
    """Number, label, explanation and points are merged over the item's standards, in order."""
    sheet = usual["W001 張三"]
    for item, (first, last) in zip(BOOK.items, items(sheet), strict=True):
        clauses = [sheet.cell(row, STANDARD).value for row in range(first, last + 1)]
        assert clauses == [clause.text for clause in item.clauses]
        wanted: list[Any] = [
            item.no,
            item.label.replace(" ", "\n"),
            None,
            None,
            item.explanation,
            int(item.points),
        ]
        for column, value in enumerate(wanted, 1):
            if column not in (STANDARD, RECORD):
                assert sheet.cell(first, column).value == value
                assert span(sheet, first, column) == (first, column, last, column)
        for reviewer in (7, 8, 9):
            assert sheet.cell(first, reviewer).value is None
            assert span(sheet, first, reviewer)[2] == last


def test_every_finding_stands_beside_the_standard_it_broke(usual: Workbook) -> None:
    """A line with day and words; what is waived says so with its reason and is not in the sum."""
    sheet = usual["W001 張三"]
    assert record_of(sheet, "1.3") == "05-03 未佩戴工牌\nViolations: 1, −1; score 4"
    waived = "05-09 遲到 (not counted: 當日暴雨,主管已准遲到)"
    assert record_of(sheet, "2.1") == f"05-08 遲到12分鐘\n{waived}"
    assert record_of(sheet, "2.3") == "Violations: 1, −2; score 10"
    assert record_of(sheet, "7.2").startswith("05-07 1-1-1001: not dispatched in time")
    assert record_of(sheet, "8.3") == "No violation; score 6"


def test_an_absence_and_a_wiped_out_item_are_named(crowded: Workbook) -> None:
    """An absence without a note is still called one; three violations say that all is lost."""
    sheet = next(s for s in crowded.worksheets if s.title.startswith("W003"))
    absences = [f"05-{n:02d} absent without leave" for n in (6, 7, 8)]
    assert record_of(sheet, "2.1").split("\n") == absences
    assert record_of(sheet, "2.3") == "Violations: 4, all points lost; score 0"


def test_the_collection_rate_is_shown_with_its_thresholds(usual: Workbook) -> None:
    """Units due and paid, the rate, what each threshold still wants, and the score."""
    assert record_of(usual["W004 王小明"], "4.1").split("\n") == [
        "Due 200, paid 195 units",
        "Collection rate 97.50%",
        "98% (20 points): 1 more needed",
        "95% (10 points): reached",
        "90% (0 points): reached",
        "Score 10",
    ]
    assert "Not applicable" in record_of(usual["W002 李四"], "4.1")


@pytest.mark.parametrize(
    ("name", "total", "ticks"),
    [
        ("W001", "95", f"{TICKED}..."),
        ("W004", "90", f".{TICKED}.."),
        ("W003", "51", f"..{TICKED}{TICKED}"),
    ],
)
def test_one_box_of_the_pay_is_ticked_and_the_action_besides(
    usual: Workbook, crowded: Workbook, name: str, total: str, ticks: str
) -> None:
    """100%, 50% or 0% is ticked; 調崗或開除 as well, where an action is called for."""
    book = crowded if name == "W003" else usual
    sheet = next(s for s in book.worksheets if s.title.startswith(name))
    assert f"{BOOK.form.total_label}　{total}" in texts(sheet)
    boxes = (*BOOK.form.pay_boxes, BOOK.form.action_box)
    marked = "　".join(
        (TICKED if tick == TICKED else EMPTY) + box for tick, box in zip(ticks, boxes, strict=True)
    )
    assert f"{BOOK.form.pay_label}\n{marked}" in texts(sheet)


def test_an_action_comes_with_reason_evidence_and_caution(crowded: Workbook) -> None:
    """Every action called for stands on the form, and what the law asks before it, once."""
    sheet = next(s for s in crowded.worksheets if s.title.startswith("W003"))
    said = "\n".join(texts(sheet))
    days = (f"05-0{n} absent without leave (violation 30{n})" for n in (6, 7, 8))
    assert f"see {', '.join(days)})" in said
    assert "Called for: transfer or dismissal (collection rate below 90%)" in said
    for _, caution in BOOK.cautions:
        assert said.count(caution) == 1


def test_sum_remarks_and_signatures_close_the_form(usual: Workbook) -> None:
    """合計 with the full points, the four remarks, and room to sign for each of the four."""
    sheet = usual["W001 張三"]
    row = next(r for r in range(1, sheet.max_row) if sheet.cell(r, 1).value == BOOK.form.sum_label)
    assert sheet.cell(row, POINTS).value == 100
    assert "\n".join((BOOK.form.remarks_label, *BOOK.form.remarks)) in texts(sheet)
    signed = [
        cell for line in sheet.iter_rows() for cell in line if cell.value in BOOK.form.signatures
    ]
    assert [cell.value for cell in signed] == list(BOOK.form.signatures)
    for cell in signed:
        assert (sheet.row_dimensions[cell.row].height or 0) >= 36


def test_only_a_part_month_says_so(usual: Workbook) -> None:
    """The days employed stand on the form of a part month, and on no other."""
    assert "employed 20 of 31 days" in str(usual["W002 李四"]["A3"].value)
    assert "Part month" not in str(usual["W001 張三"]["A3"].value)


def test_the_rulebook_is_named_at_the_end(usual: Workbook) -> None:
    """Name, version and the beginning of the hash say by which rules the form was scored."""
    last = texts(usual["W001 張三"])[-1]
    assert BOOK.name in last
    assert BOOK.version in last
    assert BOOK.sha256[:12] in last


def test_the_page_is_a4_as_wide_as_it_is(usual: Workbook) -> None:
    """A4 upright, fitted to its width, the headings repeated, pages numbered at the foot."""
    sheet = usual["W001 張三"]
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation) == (9, "portrait")
    assert (setup.fitToWidth, setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.center.text == "Page &P of &N"
    assert sheet.freeze_panes == "A5"


def test_an_ordinary_form_ends_its_one_page_between_items(usual: Workbook) -> None:
    """Two pages, and the first ends where an item does."""
    sheet = usual["W001 張三"]
    ends = [mark.id for mark in sheet.row_breaks.brk]
    assert len(ends) == 1
    assert ends[0] in [last for _, last in items(sheet)]


def test_a_page_end_within_an_item_goes_on_with_its_number(crowded: Workbook) -> None:
    """An item longer than a page is closed at the page's end and goes on under its number."""
    sheet = next(s for s in crowded.worksheets if s.title.startswith("W003"))
    inside = [
        mark.id + 1
        for mark in sheet.row_breaks.brk
        if sheet.cell(mark.id + 1, 2).value == "(continued)"
    ]
    assert inside
    for row in inside:
        assert sheet.cell(row, 1).value in range(1, 9)
        assert sheet.cell(row, POINTS).value is None


def test_a_very_long_note_is_cut_visibly_and_points_to_the_details(crowded: Workbook) -> None:
    """The form shows the beginning and where the rest stands; no finding is missing."""
    sheet = next(s for s in crowded.worksheets if s.title.startswith("W003"))
    record = record_of(sheet, "1.1")
    assert LONG_NOTE in record.replace("\n", "")
    assert record.endswith("… (in full on sheet 扣分明細)")
    assert all(f"第{n}次" in record_of(sheet, "7.3") for n in range(1, 21))


def test_points_that_are_not_whole_stay_exact() -> None:
    """A company's rulebook may give half points; they show as they are."""
    month = ordinary()
    first = replace(BOOK.items[0], points=BOOK.items[0].points + BOOK.items[0].points / 10)
    book = replace(BOOK, items=(first, *BOOK.items[1:]))
    sheet = read(replace(month, rulebook=book))["W001 張三"]
    assert sheet.cell(FIRST, POINTS).value == 5.5
