"""What a month's end puts on the workbook: given scores, objections, signatures, the closing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kefu_cli.appraisal.facts import Level, Review
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.appraisal.scoring import reviewed
from kefu_cli.records.monthend import (
    NOTHING,
    Ack,
    Closed,
    Issue,
    MonthEnd,
    Objection,
    Reopened,
    Signature,
)
from kefu_cli.records.returned import SHEET
from kefu_cli.render.workbook import form, to_bytes
from kefu_cli.render.workbook.sheet import page_room
from kefu_cli.rulebook.loading import standard
from kefu_cli.rulebook.model import Final
from kefu_cli.sheets.returned import read_returned
from render.workbook.months import LONG_NOTE, hard, ordinary
from render.workbook.reading import rows, span, texts
from render.workbook.test_workbook_form import items, record_of
from render.workbook.test_workbook_layout import check_sheet

BOOK = standard()
FORM = "W001 張三"
SUPERVISOR, DEPUTY, *_ = BOOK.form.signatures
HASH, OLDER, RESULT = "ab" * 32, "cd" * 32, "ef" * 32
COMPUTED = (4, 10, 15, 20, 12, 15, 13, 6)  # of W001 in the ordinary month
REASON = "主管當面核實,情節輕微"


def given(level: Level, scores: Iterable[float | str | None], by: str = "王主管") -> list[Review]:
    """What one reviewer gave W001, item by item."""
    return [
        Review("W001", no, level, Decimal(score), by, REASON)
        for no, score in enumerate(scores, 1)
        if score is not None
    ]


def with_reviews(
    reviews: Iterable[Review], final: Final = "computed", month: Appraisal | None = None
) -> Appraisal:
    """The month, its first person with these scores; ``final`` says which decides."""
    month = month or ordinary()
    first, *others = month.staff
    all_given = list(reviews)
    scored = []
    for item in first.items:
        own = [review for review in all_given if review.item == item.no]
        scored.append(reviewed(item, own, final) if own else item)
    total = sum((item.score for item in scored), Decimal(0))
    first = replace(first, items=tuple(scored), total=total)
    book = replace(month.rulebook, final=final)
    return replace(month, rulebook=book, staff=(first, *others))


def signed(role: str, name: str, *, valid: bool = True) -> Signature:
    """A signature of a morning in June."""
    return Signature(role, name, "2024-06-18T09:41", RESULT, valid)


def read(month: Appraisal, end: MonthEnd = NOTHING) -> Workbook:
    """The month's workbook with what stands beside its scores, opened again."""
    book = load_workbook(BytesIO(to_bytes(month, {}, end)))
    del book[SHEET]
    return book


def on_form(month: Appraisal, end: MonthEnd = NOTHING) -> Worksheet:
    """The first person's form."""
    return read(month, end).worksheets[1]


def sums(sheet: Worksheet) -> list[Any]:
    """The three reviewers' cells in the row of 合計."""
    row = next(row for row in rows(sheet) if row[0] == BOOK.form.sum_label)
    return row[6:]


def column(sheet: Worksheet, index: int) -> str:
    """The texts of a column, put together."""
    return "".join(str(row[index]) for row in rows(sheet) if row[index])


OBJECTIONS = (
    Objection(3, "W001", date(2024, 6, 4), "5月3日工牌送修,有單據", "upheld", "單據屬實",
              date(2024, 6, 8), "趙經理"),
    Objection(4, "W001", date(2024, 6, 5), "7.2 已按時派工"),
    Objection(5, "W004", date(2024, 6, 6), "別人的異議"),
)  # fmt: skip
CLOSED = Closed(7, "close", "孫總", "2024-06-20T17:55", HASH, RESULT, supersedes=OLDER,
                reason="漏錄繳費", approved_by="李總監")  # fmt: skip


@cache
def full() -> tuple[Appraisal, MonthEnd]:
    """A closed month with everything that can stand beside a score."""
    month = with_reviews([*given("direct", COMPUTED), *given("manager", (3, None, 12.5))])
    end = MonthEnd(
        issue=Issue(date(2024, 6, 2), date(2024, 6, 9)),
        acks=(Ack("W001", date(2024, 6, 3), current=True),),
        objections=OBJECTIONS,
        signatures=tuple(signed(role, f"{role}甲") for role in BOOK.form.signers),
        closed=CLOSED,
        corrections=2,
    )
    return month, end


# ---------------------------------------------------------------- reviewers


def test_the_reviewers_columns_hold_the_scores_that_were_given() -> None:
    """In the item's merged cell, exact, beneath the level that gave them; else they are blank."""
    sheet = on_form(
        with_reviews([*given("direct", COMPUTED), *given("manager", (3, None, "12.5"))])
    )
    for (first, last), computed in zip(items(sheet), COMPUTED, strict=True):
        assert sheet.cell(first, 7).value == computed
        assert span(sheet, first, 7) == (first, 7, last, 7)
    tops = [first for first, _ in items(sheet)]
    assert [sheet.cell(top, 8).value for top in tops] == [None] * 8
    assert [sheet.cell(top, 9).value for top in tops] == [3, None, 12.5, *[None] * 5]


def test_a_column_is_summed_only_where_every_item_was_given() -> None:
    """Seven scores make no sum: it would read as a low one."""
    month = with_reviews([*given("direct", COMPUTED), *given("indirect", (*COMPUTED[:7], None))])
    assert sums(on_form(month)) == [95, None, None]
    assert sums(on_form(ordinary())) == [None, None, None]


def test_on_a_further_page_a_given_score_is_not_repeated(tmp_path: Path) -> None:
    """It stands where the item begins; filled in there or here, it is one score of one item."""
    reviews = [replace(review, staff="W003") for review in given("direct", (1,) * 8)]
    book = load_workbook(BytesIO(to_bytes(with_reviews(reviews, month=hard()), {})))
    sheet = book.worksheets[1]
    (first, _, again) = next(
        (top, last, mark.id + 1)
        for top, last in items(sheet)
        for mark in sheet.row_breaks.brk
        if top <= mark.id < last
    )
    assert (sheet.cell(first, 7).value, sheet.cell(again, 7).value) == (1, None)
    book.save(tmp_path / "f.xlsx")
    assert read_returned(tmp_path / "f.xlsx").given == ()
    sheet.cell(first, 7).value = sheet.cell(again, 7).value = 2
    book.save(tmp_path / "f.xlsx")
    back = read_returned(tmp_path / "f.xlsx")
    assert ([str(score.score) for score in back.given], back.problems) == (["2"], ())


def test_the_score_that_decides_is_told_from_the_computed_one() -> None:
    """Where a reviewer's decides, the item says what was computed, then the final score, whose."""
    reviews = [*given("direct", (3,)), *given("manager", (2.5, None, None, 10), by="趙經理")]
    sheet = on_form(with_reviews(reviews, "most_senior"))
    assert record_of(sheet, "1.3").endswith(
        "Violations: 1, −1; score 4\nFinal score 2.5 (物業經理 趙經理)"
    )
    assert record_of(sheet, "4.1").endswith("Score 20\nFinal score 10 (物業經理 趙經理)")
    assert "Sum of the scores: 83.5" in texts(sheet)
    listed = [(row[4], row[5]) for row in rows(sheet) if row[0] == "儀容儀表"][-2:]
    assert listed == [(4, 3), (4, 2.5)]


def test_a_score_that_decides_nothing_changes_no_sum() -> None:
    """By the standard rules, and where the reviewer agrees, the item's last line is the usual."""
    usual = "Violations: 1, −1; score 4"
    assert record_of(on_form(with_reviews(given("manager", (2,)))), "1.3").endswith(usual)
    agreed = with_reviews(given("manager", (4,)), "most_senior")
    assert record_of(on_form(agreed), "1.3").endswith(usual)


def test_the_rates_sheet_explains_the_computed_score() -> None:
    """A rate that leads to 20 points does so whatever a reviewer gives."""
    sheet = read(with_reviews(given("manager", (None,) * 3 + (10,)), "most_senior"))["收繳率"]
    whole = next(row for row in rows(sheet) if row[2] == "All buildings")
    assert whole[7] == 20


def test_every_difference_is_listed_beneath_the_results() -> None:
    """Item, who gave it, why, what was computed and what was given; equal scores are not listed."""
    sheet = on_form(full()[0])
    found = rows(sheet)
    head = next(n for n, row in enumerate(found) if row[0] == "Item")
    assert "The computed score decides" in found[head - 1][0]
    said = [[value for value in row if value is not None] for row in found[head : head + 3]]
    assert said == [
        ["Item", "Reviewer", "Reason", "Computed", "Score given"],
        ["儀容儀表", "物業經理　王主管", REASON, 4, 3],
        ["工作態度", "物業經理　王主管", REASON, 15, 12.5],
    ]
    assert found[head + 3][0].startswith(BOOK.form.remarks_label)
    assert not any("that are not the computed ones" in text for text in texts(on_form(ordinary())))


# ---------------------------------------------------------------- the person's side


def test_objections_stand_with_their_answers_and_an_open_one_says_so() -> None:
    """Day, text, answer, by whom, when and why; other people's stand on their own forms."""
    book = read(ordinary(), MonthEnd(objections=OBJECTIONS))
    found = rows(book[FORM])
    head = next(n for n, row in enumerate(found) if row[2] == "Objection text")
    told = [(row[0].date(), row[2], row[3]) for row in found[head + 1 : head + 3]]
    assert told == [
        (date(2024, 6, 4), "5月3日工牌送修,有單據", "upheld (趙經理, 2024-06-08): 單據屬實"),
        (date(2024, 6, 5), "7.2 已按時派工", "not yet answered"),
    ]
    assert "別人的異議" not in texts(book[FORM])
    assert "別人的異議" in texts(book["W004 王小明"])
    assert "Objections" not in texts(book["W002 李四"])


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (NOTHING, None),
        (MonthEnd(acks=(Ack("W001", date(2024, 6, 3), current=True),)), "2024-06-03"),
        (
            MonthEnd(acks=(Ack("W001", date(2024, 6, 3), current=False),)),
            "2024-06-03, another score",
        ),
        (MonthEnd(acks=(Ack("W004", date(2024, 6, 3), current=True),)), None),
        (MonthEnd(issue=Issue(date(2024, 6, 2), date(2024, 6, 9))), "not yet"),
    ],
)
def test_the_form_says_whether_the_person_has_seen_the_score(
    end: MonthEnd, said: str | None
) -> None:
    """The day of the acknowledgement, whether of this score; that it is missing, once issued."""
    lines = [text for text in texts(on_form(ordinary(), end)) if "Acknowledged" in text]
    if said is None:
        assert lines == []
    else:
        (line,) = lines
        assert line.endswith(f"Acknowledged by the person: {said}")
        if end.issue:
            assert line.startswith("Issued on 2024-06-02; objections until 2024-06-09.")


# ---------------------------------------------------------------- signatures and closing


def test_a_signature_stands_beside_its_label_with_name_and_day() -> None:
    """The four lines keep their places; who has not signed has only the label."""
    signers = BOOK.form.signers
    end = MonthEnd(signatures=(signed(signers[0], "何文傑"), signed(signers[2], "趙經理")))
    lines = texts(on_form(ordinary(), end))
    assert f"{SUPERVISOR}　何文傑　2024-06-18" in lines
    assert f"{BOOK.form.signatures[2]}　趙經理　2024-06-18" in lines
    assert DEPUTY in lines


def test_a_void_signature_does_not_look_like_one() -> None:
    """Its line is free to be signed anew; beneath it stands whose signature is void."""
    end = MonthEnd(signatures=(signed(BOOK.form.signers[0], "何文傑", valid=False),))
    lines = texts(on_form(ordinary(), end))
    assert f"{SUPERVISOR}\n(The signature of 何文傑, 2024-06-18, is void.)" in lines


def test_an_open_months_form_says_that_it_is_not_closed() -> None:
    """On every form and beneath the summary, so that no draft passes for the result."""
    book = read(ordinary())
    for sheet in book.worksheets[:4]:
        assert "The month is not closed yet." in texts(sheet)


def test_a_reopened_months_form_says_who_opened_it_and_why() -> None:
    """The paper in hand may be the one that was closed before; its day alone is told."""
    again = Reopened(OLDER, "漏錄繳費", "李總監", "孫總", "2024-06-21T17:55", 9)
    book = read(ordinary(), MonthEnd(reopened=again))
    said = "was opened again on 2024-06-21 by 孫總, with the consent of 李總監: 漏錄繳費"
    assert f"The closing with the SHA-256 {OLDER[:12]} {said}" in texts(book[FORM])
    assert f"The closing with the SHA-256 {OLDER} {said}" in texts(book["匯總"])


def test_a_closed_months_form_says_when_by_whom_and_which_hash() -> None:
    """With what it supersedes; the summary has the hashes whole, and the consent.

    Corrections came after the closing and are not on it: a second export is the first again.
    """
    book = read(*full())
    on_the_form = texts(book[FORM])
    assert f"Closed on 2024-06-20 by 孫總; SHA-256 {HASH[:12]}" in on_the_form
    assert f"It supersedes the closing with the SHA-256 {OLDER[:12]}" in on_the_form
    summary = texts(book["匯總"])
    assert f"Closed on 2024-06-20 by 孫總; SHA-256 {HASH}" in summary
    assert f"It supersedes the closing with the SHA-256 {OLDER}" in summary
    assert "Opened again with the consent of 李總監: 漏錄繳費" in summary
    assert "orrection" not in summary
    assert not any("not closed" in text for sheet in book for text in texts(sheet))


# ---------------------------------------------------------------- the workbook as a whole


def test_no_clock_time_of_signing_or_closing_is_anywhere() -> None:
    """Signatures and closings have a time in the file; the workbook has the day alone."""
    with ZipFile(BytesIO(to_bytes(full()[0], {}, full()[1]))) as archive:
        data = b"".join(map(archive.read, archive.namelist()))
    assert re.findall(rb"09:41|17:55", data) == []


def test_two_exports_are_the_same_bytes() -> None:
    """Also with all that a month's end adds."""
    month, end = full()
    assert to_bytes(month, {}, end) == to_bytes(month, {}, end)


def test_what_is_exported_comes_back_as_untouched(tmp_path: Path) -> None:
    """Given scores, objections and signatures that kefu wrote are nobody's new scores."""
    month, end = full()
    (tmp_path / "f.xlsx").write_bytes(to_bytes(month, {}, end))
    back = read_returned(tmp_path / "f.xlsx")
    assert (back.given, back.problems) == ((), ())


def test_a_changed_given_score_is_read_as_given_anew(tmp_path: Path) -> None:
    """Its cell is one to fill in whether it was blank or not."""
    book = load_workbook(BytesIO(to_bytes(full()[0], {}, full()[1])))
    book[FORM]["G5"] = 2
    book.save(tmp_path / "f.xlsx")
    back = read_returned(tmp_path / "f.xlsx")
    assert [(g.item, g.level, g.score) for g in back.given] == [(1, "direct", Decimal(2))]
    assert back.problems == ()


def long_ending(month: Appraisal) -> tuple[Appraisal, MonthEnd]:
    """Reasons, objections and answers of several pages."""
    code = month.staff[0].person.code
    reviews = [
        replace(review, staff=code, reason=LONG_NOTE * 12, by="歐陽" * 20)
        for review in [*given("direct", (0.5,) * 8), *given("manager", (0.25,) * 8)]
    ]
    objections = tuple(
        Objection(n, code, date(2024, 6, n), LONG_NOTE * n, "rejected", LONG_NOTE * 2 * n,
                  date(2024, 6, 20), "=趙\x00經理")
        for n in range(1, 9)
    )  # fmt: skip
    closed = replace(CLOSED, reason=LONG_NOTE * 200)
    return with_reviews(reviews, "most_senior", month), MonthEnd(
        objections=objections,
        signatures=tuple(
            signed(role, "名" * 60, valid=role != BOOK.form.signers[0])
            for role in BOOK.form.signers
        ),
        closed=closed,
    )


@pytest.mark.parametrize("month", [ordinary, hard])
def test_long_reasons_and_objections_show_whole_on_their_pages(month: Any) -> None:
    """Every row is high enough and within Excel's limit, and no page holds more than it can."""
    book = read(*long_ending(month()))
    for sheet in book.worksheets[:2]:
        check_sheet(sheet)
        assert max(row.height or 0 for row in sheet.row_dimensions.values()) <= 409
    sheet = book.worksheets[1]
    heights = [sheet.row_dimensions[r].height or 0 for r in range(1, sheet.max_row + 1)]
    ends = [mark.id for mark in sheet.row_breaks.brk]
    for start, end in zip((0, *ends), (*ends, len(heights)), strict=True):
        repeated = heights[3] if start else 0
        assert repeated + sum(heights[start:end]) <= page_room(form.WIDTHS)
    assert column(sheet, 3).count(LONG_NOTE) >= 16 * 12
    assert column(sheet, 2).count(LONG_NOTE) == sum(range(1, 9))


def test_an_ordinary_months_end_costs_no_third_page() -> None:
    """Two pages a person, with given scores, differences, objections and signatures."""
    for sheet in read(*full()).worksheets[1:4]:
        assert len(sheet.row_breaks.brk) == 1
