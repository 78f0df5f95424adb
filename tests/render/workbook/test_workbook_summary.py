"""匯總: what HR reads first, and what scripts rely on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kefu_cli import language
from kefu_cli.rulebook.loading import standard
from render.workbook.months import hard, ordinary
from render.workbook.reading import read, records, rows, texts

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
