"""What ``score --export`` and ``month correction --export`` write at a month's end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desks import Kefu, done, refused
from monthend import SIGNERS, close, sign

MONTH = ("--month", "2024-05")
LATE = ("violation", "add", "--staff", "W001", "--clause", "3.1", "--on", "2024-05-10", "--late")


@pytest.fixture
def closed(desk: Kefu) -> Kefu:
    """The furnished office, with May closed."""
    close(desk, "2024-05")
    return desk


def exported(kefu: Kefu, file: Path) -> bytes:
    """The workbook of May."""
    done(kefu("score", *MONTH, "--export", str(file)))
    return file.read_bytes()


def corrected(kefu: Kefu, file: Path, *more: str) -> str:
    """What is said when the correction of May is exported."""
    return done(kefu("month", "correction", "2024-05", "--export", str(file), *more))


def said(sheet: Worksheet) -> str:
    """All texts of a sheet, a line each."""
    values = (value for row in sheet.iter_rows(values_only=True) for value in row)
    return "\n".join(value for value in values if isinstance(value, str))


def late(kefu: Kefu) -> list[tuple[str, str | None]]:
    """What came late, by name and fact."""
    line = ("month", "correction", "2024-05", "--format", "json")
    return [(each["record"], each["field"]) for each in json.loads(done(kefu(*line)))["late"]]


def test_the_form_has_reviews_objections_and_signatures(desk: Kefu, tmp_path: Path) -> None:
    """What the commands recorded stands on the person's form."""
    review = ("review", "set", "--staff", "W001", *MONTH, "--level", "manager", "--item", "3")
    done(desk(*review, "--score", "12.5", "--reason", "頂撞上級"))
    done(desk("objection", "add", "--staff", "W001", *MONTH, "--text", "並未頂撞"))
    done(desk("sign", *MONTH, "--role", SIGNERS[0]))
    exported(desk, tmp_path / "f.xlsx")
    form = said(load_workbook(tmp_path / "f.xlsx")["W001 張三"])
    for text in ("頂撞上級", "並未頂撞", "not yet answered", "王主管　2024-06-20", "not closed"):
        assert text in form


def test_a_changed_month_shows_its_signatures_as_void(desk: Kefu, tmp_path: Path) -> None:
    """The form of a result that nobody signed bears nobody's signature."""
    sign(desk, "2024-05")
    done(desk(*LATE[:-1]))
    exported(desk, tmp_path / "f.xlsx")
    form = said(load_workbook(tmp_path / "f.xlsx")["W002 李四"])
    assert form.count("is void") == 4
    assert "　王主管　" not in form


def test_an_open_month_is_exported_twice_to_the_same_bytes(desk: Kefu, tmp_path: Path) -> None:
    """Nothing of when or where it was written is in it."""
    sign(desk, "2024-05")
    assert exported(desk, tmp_path / "a.xlsx") == exported(desk, tmp_path / "b.xlsx")


def test_a_closed_month_is_exported_to_the_same_bytes_for_ever(
    closed: Kefu, tmp_path: Path
) -> None:
    """Whatever comes late, and whatever people are called since."""
    before = exported(closed, tmp_path / "a.xlsx")
    done(closed(*LATE))
    pay = ("fee", "add", "--unit", "3-1-502", *MONTH, "--amount", "120.5", "--late")
    done(closed(*pay, "--paid-on", "2024-05-30"))
    done(closed("finding", "waive", "violation:1", "--reason", "當日另有批准", "--late"))
    done(closed("staff", "edit", "W001", "--name", "張三豐"))
    assert late(closed)
    assert exported(closed, tmp_path / "b.xlsx") == before
    assert "not closed" not in said(load_workbook(tmp_path / "b.xlsx")["匯總"])


def test_what_came_late_is_named_as_commands_name_it(closed: Kefu) -> None:
    """A record by its number or code; what belongs to another record by that one and its fact."""
    done(closed(*LATE))
    done(closed("unit", "handover", "3-1-503", "--on", "2024-05-02", "--late"))
    done(closed("repair", "follow", "31", "--at", "2024-05-20T10:00", "--note", "已約", "--late"))
    done(closed("finding", "waive", "violation:1", "--reason", "另有批准", "--late"))
    done(closed("staff", "edit", "W002", "--base-pay", "1800", "--from", "2024-05", "--late"))
    assert set(late(closed)) == {
        ("violation:3", None),
        ("unit:3-1-503", "handover"),
        ("repair:31", "followed"),
        ("violation:1", "waived"),
        ("staff:W002", "base_pay"),
    }


def test_a_correction_is_exported_with_its_signatures(closed: Kefu, tmp_path: Path) -> None:
    """First as a preview; once kept, with its hash and who has signed it."""
    done(closed(*LATE))
    file = tmp_path / "c.xlsx"
    assert corrected(closed, file).endswith(f"The correction's workbook was written: {file}\n")
    assert "A preview: not kept yet." in said(load_workbook(file)["更正"])
    assert json.loads(corrected(closed, file, "--keep", "--format", "json"))["kept"]
    done(closed("sign", *MONTH, "--role", SIGNERS[0]))
    document: Any = json.loads(corrected(closed, file, "--format", "json"))
    book = load_workbook(file)
    assert book.sheetnames == ["更正", "W001 張三"]
    first = said(book["更正"])
    for text in ("Violations, no. 3", document["kept"], "王主管　2024-06-20", "15 → 13"):
        assert text in first


def test_a_correction_that_everyone_signed_is_still_exported(closed: Kefu, tmp_path: Path) -> None:
    """With all four signatures; what came late since then is no part of it."""
    done(closed(*LATE))
    file = tmp_path / "c.xlsx"
    corrected(closed, file, "--keep")
    sign(closed, "2024-05")
    filed = ("--unit", "5-1-101", "--kind", "資料更新", "--on", "2024-05-03")
    done(closed("archive", "add", *filed, "--late"))
    assert corrected(closed, file).endswith(f"The correction's workbook was written: {file}\n")
    book = load_workbook(file)
    first = said(book["更正"])
    assert book.sheetnames == ["更正", "W001 張三"]
    assert first.count("　王主管　2024-06-20") == 4
    assert "Violations, no. 3" in first
    assert "archive:" not in first


def test_where_nothing_changes_no_correction_is_exported(closed: Kefu, tmp_path: Path) -> None:
    """A workbook of nothing would read as a correction that was made."""
    line = ("month", "correction", "2024-05", "--export", str(tmp_path / "c.xlsx"))
    assert refused(closed(*line)) == [
        "Nothing that came late changes 2024-05.",
        "See the result that stands: kefu score --month 2024-05",
    ]
    assert list(tmp_path.glob("*.xlsx")) == []


@pytest.mark.parametrize("name", ["c.pdf", "no/c.xlsx"])
def test_a_file_that_cannot_be_written_keeps_no_correction(
    closed: Kefu, tmp_path: Path, name: str
) -> None:
    """What is refused has written nothing, to the file of records neither."""
    done(closed(*LATE))
    keep = ("month", "correction", "2024-05", "--keep", "--export", str(tmp_path / name))
    refused(closed(*keep))
    found = json.loads(done(closed("month", "correction", "2024-05", "--format", "json")))
    assert found["kept"] is None
