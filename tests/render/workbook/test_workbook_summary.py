"""匯總: what HR reads first, and what scripts rely on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kefu_cli import language
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.records.monthend import MonthEnd
from kefu_cli.render.workbook.layout import spans
from kefu_cli.render.workbook.sheet import page_room
from kefu_cli.render.workbook.summary import widths
from kefu_cli.rulebook.loading import standard
from render.workbook.months import hard, ordinary
from render.workbook.reading import read, records, rows, texts
from render.workbook.test_workbook_end import (
    CLOSED,
    REASON,
    full,
    given,
    signed,
    with_reviews,
)
from render.workbook.test_workbook_end import read as read_with

BOOK = standard()
NAMES = tuple(item.name for item in BOOK.items)


def test_headings_in_traditional_chinese_are_the_contract(
    speak: Callable[[language.Language], None],
) -> None:
    """The headings that scripts rely on come out exactly so."""
    speak("zh-Hant")
    heading = rows(read(ordinary())["匯總"])[0]
    assert heading == [
        *("工號", "姓名", "部門", "崗位"),
        *NAMES,
        *("總分", "績效比例", "績效工資基數", "應發績效工資", "處理"),
        *("改進建議", "《業主感動的事》"),
    ]


def test_sheets_have_their_names_in_every_language(
    speak: Callable[[language.Language], None],
) -> None:
    """Summary, a form a person in order, details, collection rate: named alike everywhere."""
    wanted = ["匯總", "W001 張三", "W002 李四", "W004 王小明", "扣分明細", "收繳率"]
    for spoken in language.LANGUAGES:
        speak(spoken)
        assert read(ordinary()).sheetnames == wanted


def test_a_row_holds_the_appraisals_own_numbers() -> None:
    """Scores, total, percent and money are numbers, the same as in the appraisal."""
    month = ordinary()
    for row, person in zip(records(read(month)["匯總"]), month.staff, strict=True):
        assert [row[name] for name in NAMES] == [item.score for item in person.items]
        assert row["Total score"] == person.total
        assert row["Pay share"] * 100 == person.pay.percent
        base = row["Performance pay base"]
        assert (None if base is None else base * 100) == person.pay.base


def test_money_and_percent_have_their_formats() -> None:
    """Money shows two decimals, the share of pay as a percentage."""
    sheet = read(ordinary())["匯總"]
    formats = {cell.number_format for cell in sheet[2]}
    assert {"0.00", "0%"} <= formats


def test_actions_stand_with_their_reasons_and_the_cautions_beneath() -> None:
    """Whoever reads of an action reads what the law asks first."""
    sheet = read(hard())["匯總"]
    called = records(sheet)[0]["Action called for"]
    assert "dismissal (absent without leave on 3 consecutive days or more)" in called.split("\n")
    said = "\n".join(texts(sheet))
    for _, caution in BOOK.cautions:
        assert said.count(caution) == 1


def test_duties_without_points_are_done_or_missing() -> None:
    """They change no points and stand at the end of the row."""
    first, second = records(read(ordinary())["匯總"])[:2]
    assert first["改進建議"] == "done (1)"
    assert second["改進建議"] == "missing (0 of 1)"


def test_the_chart_draws_the_totals_by_name() -> None:
    """One series, the totals' column, beside the names' column."""
    sheet = read(ordinary())["匯總"]
    (chart,) = sheet._charts  # type: ignore[attr-defined]  # openpyxl reads charts back only there
    (series,) = chart.series
    assert series.val.numRef.f == "'匯總'!$M$2:$M$4"
    assert series.cat.numRef.f == "'匯總'!$B$2:$B$4"


def test_the_heading_row_is_frozen_and_the_page_lies_across() -> None:
    """A long list keeps its headings on screen and on paper."""
    sheet = read(ordinary())["匯總"]
    assert sheet.freeze_panes == "C2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9


def test_a_chart_of_very_many_people_has_no_figures() -> None:
    """Above sixty bars they would run into each other."""
    month = ordinary()
    many = tuple(
        replace(month.staff[0], person=replace(month.staff[0].person, code=f"W{number:03d}"))
        for number in range(61)
    )
    (chart,) = read(replace(month, staff=many))["匯總"]._charts  # type: ignore[attr-defined]
    assert chart.dataLabels is None


def many_differences() -> Appraisal:
    """Eight people, each of whom was given eight scores that are not the computed ones."""
    month = with_reviews(given("direct", (0.5,) * 8))
    first = month.staff[0]
    codes = (f"W{number:03d}" for number in range(8))
    staff = tuple(replace(first, person=replace(first.person, code=code)) for code in codes)
    return replace(month, staff=staff)


def heights(sheet: Any) -> list[float]:
    """How high the rows are; a blank one as high as programs make it."""
    return [sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1)]


def test_the_chart_stands_beneath_the_table_on_a_row_that_no_page_end_can_cut() -> None:
    """Above all notes; its one row is as high as it is."""
    sheet: Any = read_with(*full())["匯總"]
    (chart,) = sheet._charts
    assert chart.anchor._from.row == 5  # the sixth: three people, their headings, a blank one
    assert sheet.row_dimensions[6].height * 12_700 >= chart.anchor.ext.height
    assert all(cell.value is None for cell in sheet[6])
    assert str(sheet.cell(8, 2).value).startswith("Closed on")


def test_everybodys_differences_are_a_table_beneath_the_chart() -> None:
    """With the person before each, and the reason at the end."""
    sheet = read_with(*full())["匯總"]
    found = [[value for value in row if value is not None] for row in rows(sheet)]
    head = next(n for n, row in enumerate(found) if "Reviewer" in row)
    assert "that are not the computed ones" in found[head - 1][0]
    assert found[head:] == [
        ["Staff no.", "Name", "Item", "Reviewer", "Computed", "Score given", "Reason"],
        ["W001", "張三", "1 儀容儀表", "物業經理　王主管", 4, 3, REASON],
        ["W001", "張三", "3 工作態度", "物業經理　王主管", 15, 12.5, REASON],
    ]
    assert sheet.cell(sheet.max_row, sheet.max_column).border.right.style == "thin"


def test_differences_of_several_pages_have_their_headings_on_each() -> None:
    """And not those of the people's table, which ended on the first page."""
    sheet = read_with(many_differences())["匯總"]
    assert not sheet.print_title_rows
    ends = [mark.id for mark in sheet.row_breaks.brk]
    high, room = heights(sheet), page_room(widths(BOOK), landscape=True)
    assert len(ends) >= 2
    for start, end in zip((0, *ends), (*ends, len(high)), strict=True):
        assert sum(high[start:end]) <= room
        page = [
            row for row in rows(sheet)[start:end] if row[4] == "Reviewer" or row[6] == "Reviewer"
        ]
        assert len(page) == (1 if start else 0)
    differing = [row for row in rows(sheet) if "直接上級　王主管" in row]
    assert len(differing) == 64


def test_a_table_of_several_pages_keeps_its_headings_on_each() -> None:
    """Whatever stands beneath it."""
    month = many_differences()
    many = tuple(
        replace(p, person=replace(p.person, code=p.person.code + str(n)))
        for n in range(3)
        for p in month.staff
    )
    assert read_with(replace(month, staff=many))["匯總"].print_title_rows == "$1:$1"


def test_the_state_of_the_month_heads_each_page() -> None:
    """Where a name may look like a code of the page's head; a month that is open says so."""
    closed = replace(CLOSED, by="R&D &P")
    sheet: Any = read_with(full()[0], replace(full()[1], closed=closed))["匯總"]
    head = sheet.oddHeader.center.text
    assert head.endswith("Closed on 2024-06-20 by R&&D &&P; SHA-256 abababababab")
    sheet = read(ordinary())["匯總"]
    assert "not closed" in sheet.oddHeader.center.text


def test_who_signed_stands_beneath_the_chart() -> None:
    """Each with the day; a signature that became void says so."""
    by = signed("客服主管", "何文傑"), signed("物業副經理", "蔡佩珊", valid=False)
    said = texts(read_with(ordinary(), MonthEnd(signatures=by))["匯總"])
    assert "Signatures: 客服主管 何文傑 (2024-06-18), 物業副經理 蔡佩珊 (2024-06-18, void)" in said
    assert not any("Signatures" in text for text in texts(read(ordinary())["匯總"]))


def test_who_has_no_pay_base_is_named() -> None:
    """The money's cells stay free of words, so that they can be summed."""
    said = texts(read(ordinary())["匯總"])
    assert "No pay base is recorded, so that no pay is reckoned: W002 李四" in said
    assert not any("No pay base" in text for text in texts(read(many_differences())["匯總"]))


@pytest.mark.parametrize(
    ("columns", "wanted", "found"),
    [
        ((5, 5, 5, 5), (5, 9), ((1, 1), (2, 3), (4, 4))),
        ((5, 5, 5), (50, 50), ((1, 1), (2, 2), (3, 3))),
        ((9, 1, 1, 1), (1, 1), ((1, 1), (2, 2), (3, 4))),
    ],
)
def test_columns_are_joined_until_they_are_wide_enough(
    columns: tuple[float, ...], wanted: tuple[float, ...], found: tuple[tuple[int, int], ...]
) -> None:
    """Each span has a column at least, and the last one has what is left."""
    assert spans(columns, wanted) == found
