"""A file that kefu did not export, or whose hidden sheet cannot be read, is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from kefu_cli.appraisal.canonical import digest
from kefu_cli.errors import FileError
from kefu_cli.records.returned import FORMAT, FREE, SHEET
from kefu_cli.sheets import guards, original
from kefu_cli.sheets.returned import read_returned

from .making import filled, ods, ods_table, raw_xlsx, xls, xlsx

HEAD = {"format": FORMAT, "month": "2024-05", "rulebook": "abc"}


def kept(*sheets: dict[str, Any], rows: Any = (), head: Any = HEAD) -> Workbook:
    """A workbook with a hidden sheet of these lines, and a form of staff W1 that is empty."""
    book = Workbook()
    book.worksheets[0].title = "W1"
    hidden = book.create_sheet(SHEET)
    texts = [e if isinstance(e, str) else json.dumps(e) for e in (head, *rows, *sheets)]
    for text in (*texts, json.dumps(digest(*filter(None, texts)))):
        hidden.append([text])
    return book


def refusal(path: Path) -> tuple[str, str]:
    """How a file is refused."""
    with pytest.raises(FileError) as error:
        read_returned(path)
    return filled(error.value.what), filled(error.value.advice)


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [""],
        ["kefu"],
        [DEEP],
        ["{" + '"a":' * 3],
        ['{"format": ' + "9" * 5_000 + "}"],
        [{**HEAD, "format": FORMAT + 1}],
        [{**HEAD, "month": "2024-13"}],
        [{**HEAD, "month": "上月"}],
        [{**HEAD, "rulebook": None}],
        [[HEAD]],
        [HEAD, ["odd", "x"]],
        [HEAD, ["", 1]],
        [HEAD, []],
        [HEAD, "x"],
        [HEAD, {"sheet": "W1", "staff": "W1"}],
        [HEAD, {"sheet": "W1", "staff": 1, "rows": []}],
        [HEAD, {"sheet": "W1", "staff": "W1", "rows": [0]}],
        [HEAD, ["", "x"], {"sheet": "W1", "staff": "W1", "rows": [-1]}],
        [HEAD, ["", "x"], {"sheet": "W1", "staff": "W1", "rows": [True]}],
        [HEAD, *[{"sheet": "W1", "staff": "W1", "rows": []}] * 2],
        [HEAD, *[{"sheet": title, "staff": "W1", "rows": []} for title in ("W1", "W2")]],
    ],
)
def test_a_hidden_sheet_that_cannot_be_read_is_refused(tmp_path: Path, lines: list[Any]) -> None:
    """Of another version, hostile or half: one sentence, and what to do instead."""
    book = kept(head=lines[0] if lines else "", rows=lines[1:])
    book.save(tmp_path / "f.xlsx")
    assert refusal(tmp_path / "f.xlsx") == (
        "f.xlsx is not a workbook that kefu exported.",
        "Export it with “kefu score --month MONTH --export FILE.xlsx”, and fill that in.",
    )


@pytest.mark.parametrize(
    ("was", "now"), [("2024-05", "2024-06"), ('"staff": "W1"', '"staff": "W2"')]
)
def test_a_hidden_sheet_that_was_changed_is_refused(tmp_path: Path, was: str, now: str) -> None:
    """Scores filled in for one person and month are never taken for another's."""
    book = kept({"sheet": "W1", "staff": "W1", "rows": []})
    book.save(tmp_path / "f.xlsx")
    assert not read_returned(tmp_path / "f.xlsx").problems
    cells = [cell for row in book[SHEET] for cell in row]
    for cell in cells:
        cell.value = str(cell.value).replace(was, now)
    book.save(tmp_path / "f.xlsx")
    assert refusal(tmp_path / "f.xlsx")[0] == "f.xlsx: its sheet “kefu” was changed."


def test_sheets_that_are_nobodys_may_be_several(tmp_path: Path) -> None:
    """The overview and the rules stand beside the forms."""
    sheets: list[dict[str, Any]] = [
        {"sheet": title, "staff": "", "rows": []} for title in ("總表", "細則")
    ]
    kept(*sheets).save(tmp_path / "f.xlsx")
    assert len(read_returned(tmp_path / "f.xlsx").problems) == len(["總表", "細則", "W1"])


def test_a_hidden_sheet_that_claims_too_many_cells_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A short list of rows can stand for a sheet that no memory holds."""
    sheet = {"sheet": "W1", "staff": "W1", "rows": [0] * 10}
    kept(sheet, rows=[[FREE, *"abcdefghij"]]).save(tmp_path / "f.xlsx")
    assert read_returned(tmp_path / "f.xlsx").given == ()
    monkeypatch.setattr(original, "MOST_CELLS", 99)
    assert refusal(tmp_path / "f.xlsx")[0] == "f.xlsx is not a workbook that kefu exported."


def test_a_workbook_that_kefu_did_not_export_is_refused(tmp_path: Path) -> None:
    """Any other workbook lacks the hidden sheet."""
    path = xlsx(tmp_path / "f.xlsx", ["工號", "評分"])
    assert refusal(path)[0] == "f.xlsx is not a workbook that kefu exported."


@pytest.mark.parametrize("kind", ["csv", "xls", "ods"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, kind: str) -> None:
    """With what to do: the same workbook can be saved as xlsx."""
    path = tmp_path / f"f.{kind}"
    if kind == "csv":
        path.write_text("工號\n", encoding="utf-8")
    elif kind == "xls":
        xls(path)
    else:
        ods(path, ods_table(SHEET, [["x"]]))
    what, advice = refusal(path)
    assert what == f"f.{kind} is no xlsx workbook."
    assert "save it as an xlsx workbook" in advice


def test_a_locked_workbook_is_refused_as_such(tmp_path: Path) -> None:
    """HR locks what goes round; it must be unlocked first."""
    path = tmp_path / "f.xlsx"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"))
    assert refusal(path)[0] == "f.xlsx is locked with a password."


def test_cells_far_apart_are_refused(tmp_path: Path) -> None:
    """Every sheet passes the reader's guards, the hidden one too."""
    far = '<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>'
    cells = f'<sheetData><row r="1">{far}</row></sheetData>'
    path = raw_xlsx(tmp_path / "f.xlsx", cells, title=SHEET)
    assert "too large once opened" in refusal(path)[0]


def test_which_of_two_sheets_of_one_name_is_meant_is_not_guessed(tmp_path: Path) -> None:
    """The one that is looked at must be the one that is read; such a file is tried out first."""
    book = Workbook()
    book.create_sheet("twice").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    with ZipFile(tmp_path / "a.xlsx") as made, ZipFile(tmp_path / "b.xlsx", "w") as changed:
        assert set(guards.sheet_parts(made, "a.xlsx")) == {"Sheet", "twice"}
        for name in made.namelist():
            changed.writestr(name, made.read(name).replace(b'"twice"', b'"Sheet"'))
    with ZipFile(tmp_path / "b.xlsx") as changed:
        assert guards.sheet_parts(changed, "b.xlsx") == {}
