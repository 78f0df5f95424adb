"""A correction has a workbook of its own: what changes, why, and the forms as corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from kefu_cli.appraisal.model import Action, Change, PersonAppraisal
from kefu_cli.appraisal.scoring import pay_of
from kefu_cli.errors import FileError
from kefu_cli.records import noun as named
from kefu_cli.records.kept import Row
from kefu_cli.records.monthend import NOTHING, Closed, LateRecord, Objection, Signature
from kefu_cli.render.workbook.correction import Corrected, to_bytes, write
from kefu_cli.reports.correction import Shown
from kefu_cli.rulebook.loading import standard
from render.workbook.months import BASE, MAY, ordinary
from render.workbook.reading import rows, texts
from render.workbook.test_workbook_layout import check_sheet

BOOK = standard()
BEFORE, AFTER = "ab" * 32, "cd" * 32
CAUTION = BOOK.cautions[0][1]


def record(noun: str, number: int, **values: Any) -> Row:
    """A record as the file holds it, its other fields blank."""
    declared = {field.name: None for field in named(noun).fields}
    extra = {"staff_name": "張三", "building": "1"}
    return Row(number, {**declared, **values}, extra, False, None, "何文傑", "", late=True)


VIOLATION = record("violation", 15, staff="W001", clause="3.1", on=date(2024, 5, 8), absent=False)
UNIT = record("unit", 7, code="1-1-301", building="1", owner="王小明", handover=date(2024, 5, 2))
LATE = (
    LateRecord("violation:15", None, "何文傑", "2024-06-22T08:07", VIOLATION),
    LateRecord("unit:1-1-301", "handover", "", "2024-06-23T08:07", UNIT),
    LateRecord(
        "repair:31", "followed", "何文傑", "2024-06-23T08:07", None, "2024-05-03T10:00 等料"
    ),
)
KEPT = Closed(9, "correction", "趙經理", "2024-06-24T16:58", AFTER, AFTER, previous=BEFORE)


def changed(person: PersonAppraisal, no: int, score: int) -> Change:
    """A person of whom one item gets another score."""
    items = tuple(replace(i, score=Decimal(score)) if i.no == no else i for i in person.items)
    total = sum((item.score for item in items), Decimal(0))
    pay = pay_of(total, person.person.base_pay, BOOK)
    after = replace(person, items=items, total=total, pay=pay)
    if total < 80:
        after = replace(after, actions=(Action("transfer_or_dismiss", "total", CAUTION),))
    return Change(person, after)


@cache
def corrected() -> Corrected:
    """A preview: a pay that is halved, a pay without a base, and one with an action."""
    first, second, third = ordinary().staff
    changes = changed(first, 3, 13), changed(second, 1, 4), changed(third, 4, 0)
    changes = (*changes[:2], changed(changes[2].after, 6, 0))
    after = replace(ordinary(), staff=tuple(c.after for c in changes), unassigned=())
    return Corrected(Shown(after.month, changes, LATE), BEFORE, after)


def signed() -> Corrected:
    """The same once it is kept and begins to be signed."""
    by = Signature(BOOK.form.signers[0], "何文傑", "2024-06-25T07:06", AFTER, valid=True)
    end = replace(NOTHING, closed=KEPT, signatures=(by,))
    return corrected()._replace(shown=replace(corrected().shown, end=end, place=2, count=2))


def read(what: Corrected) -> Workbook:
    """Its workbook, opened again."""
    return load_workbook(BytesIO(to_bytes(what)))


def table(book: Workbook) -> list[dict[str, Any]]:
    """The rows of the people whose result changes, by their headings."""
    found = rows(book["更正"])
    head = next(n for n, row in enumerate(found) if row[0] == "Staff no.")
    people = found[head + 1 : head + 4]
    return [dict(zip(found[head], row, strict=True)) for row in people]


def test_it_has_the_changes_first_and_then_a_form_a_person() -> None:
    """Only those whose result changes have one; nothing is hidden."""
    book = read(corrected())
    assert book.sheetnames == ["更正", "W001 張三", "W002 李四", "W004 王小明"]
    assert {sheet.sheet_state for sheet in book.worksheets} == {"visible"}


def test_a_row_has_the_figures_before_and_after() -> None:
    """Numbers as numbers, so that payroll can go on with them, and the difference in yuan."""
    first, second, third = table(read(corrected()))
    assert first == {
        "Staff no.": "W001",
        "Name": "張三",
        "Items": "3 工作態度 15 → 13",
        "Total before": 95,
        "Total after": 93,
        "Pay share before": 1,
        "Pay share after": 0.5,
        "Pay due before": 2000,
        "Pay due after": 1000,
        "Difference (yuan)": -1000,
        "Action called for": None,
    }
    assert BASE == 2000 * 100
    assert [second[key] for key in ("Pay due before", "Difference (yuan)")] == [None, None]
    assert third["Action called for"] == "(none) → transfer or dismissal"


def test_a_difference_has_its_sign() -> None:
    """What is to be paid on top reads otherwise than what was paid too much."""
    sheet = read(corrected())["更正"]
    cell = next(c for row in sheet for c in row if c.value == -1000)
    assert cell.number_format == "+0.00;-0.00;0.00"


def test_beside_an_action_stands_what_the_law_asks() -> None:
    """On the sheet of changes as well."""
    assert f"Before acting: {CAUTION}" in texts(read(corrected())["更正"])


def test_it_says_which_result_it_corrects_and_whether_it_was_kept() -> None:
    """Hashes whole on the first sheet; kept on a day, by whom, by which hash, or a preview."""
    preview, kept = texts(read(corrected())["更正"]), texts(read(signed())["更正"])
    assert kept[0] == "Correction no. 2"
    for said in (preview, kept):
        assert f"It corrects the result with the SHA-256 {BEFORE}" in said
    assert "A preview: not kept yet." in preview
    assert f"Correction kept on 2024-06-24 by 趙經理; SHA-256 {AFTER}" in kept


def test_what_came_late_stands_with_its_content_by_whom_and_when() -> None:
    """A row a record, but for owners' names: whoever signs sees why the result changes."""
    found = [
        [value for value in row if value is not None] for row in rows(read(corrected())["更正"])
    ]
    at = found.index(["Recorded since the month was closed"])
    assert found[at + 1 : at + 5] == [
        ["Record", "What it says", "Recorded by", "Recorded on"],
        ["Violations, no. 15", "Staff no. W001, Name 張三, Clause 3.1, Date 2024-05-08", "何文傑",
         datetime(2024, 6, 22)],
        ["Units, no. 1-1-301", "Handed over 2024-05-02", "outside kefu", datetime(2024, 6, 23)],
        ["Repair calls, no. 31", "Followed up 2024-05-03 10:00 等料", "何文傑",
         datetime(2024, 6, 23)],
    ]  # fmt: skip


def test_what_came_late_is_marked_on_the_corrected_form() -> None:
    """A finding that the closed result did not have, and one that it had otherwise."""
    change, *others = corrected().shown.changes
    charges = {charge.finding.id: charge for charge in change.after.charges}
    first, second = charges.pop("violation:1"), charges.pop("violation:2")
    charges["violation:2"] = replace(second, waived="有單據")
    before = replace(change.before, charges=tuple(charges.values()))
    shown = replace(corrected().shown, changes=(replace(change, before=before), *others))
    form = read(corrected()._replace(shown=shown))["W001 張三"]
    said = "\n".join(texts(form) + [str(row[3]) for row in rows(form)])
    assert f"{first.finding.on:%m-%d} 未佩戴工牌 (recorded late)" in said
    assert f"{second.finding.on:%m-%d} 遲到12分鐘 (changed by what came late)" in said
    assert said.count("late)") == 4  # each stands among the texts and in its column
    assert "late)" not in "\n".join(texts(read(corrected())["W001 張三"]))


def test_the_objections_to_the_closed_result_stand_on_the_corrected_form() -> None:
    """They may be why it is corrected."""
    objection = Objection(3, "W001", date(2024, 6, 4), "5月3日工牌送修,有單據")
    end = replace(NOTHING, objections=(objection,))
    book = read(corrected()._replace(shown=replace(corrected().shown, end=end)))
    assert objection.text in texts(book["W001 張三"])
    assert objection.text not in texts(book["W002 李四"])


def test_the_four_signatures_close_the_first_sheet() -> None:
    """With name and day once given."""
    preview, kept = texts(read(corrected())["更正"]), texts(read(signed())["更正"])
    assert preview[-4:] == list(BOOK.form.signatures)
    assert kept[-4:] == [
        f"{BOOK.form.signatures[0]}　何文傑　2024-06-25",
        *BOOK.form.signatures[1:],
    ]


def test_a_corrected_form_is_marked_as_one() -> None:
    """In its title and at its end; it never says that the month is open or closed."""
    for what, state in (
        (corrected(), "A preview: not kept yet."),
        (signed(), f"Correction kept on 2024-06-24 by 趙經理; SHA-256 {AFTER[:12]}"),
    ):
        sheet = read(what)["W001 張三"]
        assert sheet["A1"].value == f"{BOOK.form.title}(correction)"
        said = texts(sheet)
        assert f"{BOOK.form.total_label}　93" in said
        assert state in said
        assert f"It corrects the result with the SHA-256 {BEFORE[:12]}" in said
        assert not any("losed" in text for text in said)


def test_its_page_lies_across_and_every_text_shows_whole() -> None:
    """A4, the headings repeated and frozen; long lists of late records too."""
    fee = record("fee", 1, unit="1-1-301", month=MAY, to_month=MAY, amount=10_000)
    many = tuple(LateRecord(f"fee:{n}", None, "名" * 300, LATE[0].at, fee) for n in range(90))
    sheet = read(signed())["更正"]
    head = next(n for n, row in enumerate(rows(sheet), 1) if row[0] == "Staff no.")
    assert sheet.print_title_rows == f"${head}:${head}"
    book = read(signed()._replace(shown=replace(signed().shown, late=many)))
    sheet = book["更正"]
    assert not sheet.print_title_rows
    assert sheet.freeze_panes == f"A{head + 1}"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    for each in book.worksheets:
        check_sheet(each)
    said = texts(sheet)
    assert sum(text.startswith("Fee payments, no. ") for text in said) == 90
    assert said.count("Unit 1-1-301, Building 1, Month 2024-05, Amount 100.00") == 90
    assert said.count("What it says") == 1 + len(sheet.row_breaks.brk)


def test_the_same_correction_gives_the_same_bytes_without_a_clock_time() -> None:
    """Times of keeping, signing and recording are in the file, not in the workbook."""
    data = to_bytes(signed())
    assert to_bytes(signed()) == data
    with ZipFile(BytesIO(data)) as archive:
        whole = b"".join(map(archive.read, archive.namelist()))
    assert not any(time in whole for time in (b"08:07", b"16:58", b"07:06"))


def test_it_is_written_whole_or_refused(tmp_path: Path) -> None:
    """As every workbook."""
    write(corrected(), tmp_path / "c.xlsx")
    assert (tmp_path / "c.xlsx").read_bytes() == to_bytes(corrected())
    with pytest.raises(FileError):
        write(corrected(), tmp_path / "c.pdf")
    assert [file.name for file in tmp_path.iterdir()] == ["c.xlsx"]
