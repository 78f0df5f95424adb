"""No text of a record can act as a formula, break the file or bring a time of day into it."""

from __future__ import annotations

import os
import re
import time
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from kefu_cli.render.workbook import safe, to_bytes
from kefu_cli.render.workbook.names import SheetNames
from render.workbook.months import UNPAID, hard, ordinary
from render.workbook.reading import read, texts


def members(data: bytes) -> dict[str, bytes]:
    """The files in a workbook."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_no_cell_is_a_formula_whatever_its_text() -> None:
    """=, +, -, @ and #N/A are text, and stay text when edited."""
    data = to_bytes(hard(), UNPAID)
    for name, content in members(data).items():
        if name.startswith("xl/worksheets/sheet"):
            assert b"<f>" not in content
            assert b't="e"' not in content
    book = load_workbook(BytesIO(data))
    sheet = book["匯總"]
    name = next(cell for cell in sheet["B"] if str(cell.value).startswith("=HYPERLINK"))
    assert (name.data_type, name.quotePrefix) == ("s", True)
    assert "#N/A" in texts(book["扣分明細"])


def test_what_xml_cannot_hold_is_replaced_visibly() -> None:
    """Control characters, non-characters and lone surrogates become U+FFFD in a file that opens."""
    data = to_bytes(hard(), {})
    for name, content in members(data).items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(content)  # noqa: S314 (the test's own bytes)
    kept = next(t for t in texts(load_workbook(BytesIO(data))["扣分明細"]) if t.startswith("壞"))
    assert kept == "壞\ufffd字\ufffd\ufffd元 _x005F_x0041_"


def test_another_reader_sees_the_text_as_it_was_written() -> None:
    """Calamine reads every sheet, and what looks like an escape comes out as typed."""
    book = CalamineWorkbook.from_filelike(BytesIO(to_bytes(hard(), {})))
    assert book.sheet_names[0] == "匯總"
    happened = [str(row[7]) for row in book.get_sheet_by_name("扣分明細").to_python()]
    assert "=1+1" in happened


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_becomes_one_that_a_cell_can_hold(text: str) -> None:
    """Whatever is recorded, what is written is legal XML and not over the limit."""
    clean = safe.text(text)
    ET.fromstring(f"<t>{clean.replace('&', '').replace('<', '')}</t>")  # noqa: S314
    assert safe.units(clean) <= safe.MOST_CHARS


def test_text_over_the_limit_of_a_cell_is_cut_visibly() -> None:
    """A cell holds 32,767 UTF-16 units; the end says that there was more."""
    cut = safe.text("😀" * 20_000)
    assert safe.units(cut) <= safe.MOST_CHARS
    assert cut.endswith("😀……")


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("W001 張三", "W001 張三"),
        ("W/1 a\\b?*:[x]", "W／1 a＼b？＊：［x］"),
        ("'W1 x'", "’W1 x’"),
        ("W1 a\nb\tc", "W1 a b_c"),
        ("W001 " + "名" * 40, "W001 " + "名" * 25 + "…"),
        ("History", "History (2)"),
        ("'", "’"),
    ],
)
def test_sheet_names_keep_excels_rules(wanted: str, name: str) -> None:
    """Forbidden characters, quotes at the ends, the length and the reserved name."""
    assert SheetNames().take(wanted) == name


def test_sheet_names_differ_whatever_their_case() -> None:
    """Excel takes w1 and W1 for one name; a number tells them apart, within the length."""
    names = SheetNames()
    given = [
        names.take(w) for w in ("W1 Ann", "w1 ann", "W1 ANN", "匯總", "匯總", *["長" * 31] * 12)
    ]
    assert len({name.casefold() for name in given}) == len(given)
    assert all(len(name) <= 31 for name in given)
    assert given[:3] == ["W1 Ann", "w1 ann (2)", "W1 ANN (3)"]


def test_a_person_named_as_a_sheet_does_not_take_its_name() -> None:
    """The sheets that scripts look for keep their names."""
    month = ordinary()
    person = replace(month.staff[0], person=replace(month.staff[0].person, code="收繳率", name=""))
    names = read(replace(month, staff=(person,))).sheetnames
    assert names == ["匯總", "收繳率 (2)", "扣分明細", "收繳率"]


def test_two_exports_are_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the clock and the time zone say."""
    first = to_bytes(hard(), UNPAID)
    monkeypatch.setattr(time, "time", lambda: 4e9)
    monkeypatch.setitem(os.environ, "TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        assert to_bytes(hard(), UNPAID) == first
    finally:
        monkeypatch.undo()
        time.tzset()


def test_no_clock_time_is_anywhere() -> None:
    """The only moments in the file are the month's last day, at its start."""
    data = to_bytes(ordinary(), {})
    with ZipFile(BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    moments = {m for c in members(data).values() for m in re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+", c)}
    assert moments == {b"2024-05-31T00:00:00"}


def test_a_month_of_nobody_is_a_workbook_too() -> None:
    """Headings without rows, and no chart of nothing."""
    book = read(replace(ordinary(), staff=()))
    assert book.sheetnames == ["匯總", "扣分明細", "收繳率"]


@settings(deadline=None, max_examples=25)
@given(st.text(st.characters(exclude_categories=()), min_size=1))
def test_any_name_opens_again(name: str) -> None:
    """A person may be called anything; the workbook opens and has a sheet for them."""
    month = ordinary()
    person = replace(month.staff[0], person=replace(month.staff[0].person, name=name))
    assert len(read(replace(month, staff=(person,))).sheetnames) == 4
