"""``kefu import``: files of other kinds, from other hands, and files that kefu wrote itself."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from cli.importing import ROWS, sheet
from desks import Kefu, csv_of, done, listed, outside, pick, refused, shown, write_csv
from kefu_cli.records import NOUN_NAMES, noun
from sheets.making import xlsx


def _said(name: str, *, new: int = 0, known: int = 0, changed: int = 0) -> str:
    label = noun(name).label.text
    return f"{label}: {new} recorded, {known} known already, {changed} changed."


@pytest.mark.parametrize("name", NOUN_NAMES)
def test_a_row_is_known_in_a_file_of_another_kind(desk: Kefu, tmp_path: Path, name: str) -> None:
    """Text in a CSV file and typed cells in a workbook are the same record."""
    done(desk("import", name, sheet(tmp_path / "f.csv", *ROWS[name])))
    said = done(desk("import", name, sheet(tmp_path / "f.xlsx", *ROWS[name])))
    assert said.splitlines()[-1] == _said(name, known=len(ROWS[name]) - 1)


def test_given_numbers_do_not_meet_those_of_the_file(desk: Kefu, tmp_path: Path) -> None:
    """A call without a number gets one that no row of the file has."""
    file = write_csv(
        tmp_path / "r.csv",
        ("no", "unit", "content", "received"),
        ("", "3-1-502", "a", "2024-05-03"),
        ("33", "3-1-502", "b", "2024-05-03"),
        ("35", "3-1-502", "c", "2024-05-03"),
        ("", "3-1-502", "d", "2024-05-03"),
        ("", "3-1-502", "e", "2024-05-03"),
    )
    done(desk("import", "repair", file))
    made = {call["content"]: call["no"] for call in listed(desk, "repair", "list")}
    assert pick(made, "a", "b", "c", "d", "e") == ("34", "33", "35", "36", "37")


def test_owners_values_are_not_shown_in_problems(desk: Kefu, tmp_path: Path) -> None:
    """Neither the file's nor the recorded one, also where a row is bad for another reason."""
    file = write_csv(
        tmp_path / "u.csv",
        ("房號", "樓棟", "業主", "電話"),
        ("3-1-502", "3", "李大明", "000-00007777"),
        ("3-1-599", "9", "周某某", "000-00006666"),
    )
    for more in ((), ("--dry-run",)):
        outcome = desk("import", "unit", file, *more)
        assert outcome.code == 1
        for private in ("李大明", "7777", "王小明", "1234", "周某某", "6666"):
            assert private not in outcome.out + outcome.err


def test_a_record_of_another_program_is_known(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """By its code; what differs is shown as ever."""
    with outside(db) as file:
        file.execute("INSERT INTO staff (code, name, position) VALUES ('W101', '趙六', '管家')")
    name = write_csv(tmp_path / "s.csv", ("工號", "姓名", "崗位"), ("W101", "趙六", "管家"))
    assert _said("staff", known=1) in done(desk("import", "staff", name))
    name = write_csv(tmp_path / "s.csv", ("工號", "姓名"), ("W101", "趙陸"))
    outcome = desk("import", "staff", name)
    assert outcome.code == 1
    assert "Recorded is 趙六." in outcome.out


def test_options_of_reading(desk: Kefu, tmp_path: Path) -> None:
    """A sheet by name, a heading by hand; unused columns are named; another encoding."""
    rows = (("員工編號", "姓名", "星座"), ("W101", "趙六", "獅子"))
    book = xlsx(tmp_path / "s.xlsx", *rows, title="名冊")
    line = ("import", "staff", str(book), "--sheet", "名冊", "--map", "員工編號=code")
    assert done(desk(*line)).splitlines()[:2] == [
        "Columns not used: 星座",
        _said("staff", new=1),
    ]
    old = tmp_path / "old.csv"
    old.write_bytes("工号,姓名\nW102,孙七\n".encode("gb18030"))
    assert _said("staff", new=1) in done(desk("import", "staff", str(old)))
    assert shown(desk, "staff", "孫七")["code"] == "W102"


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        (("people", "f.csv"), 2, "“people” is no kind of record."),
        (("staff",), 2, "The FILE is missing."),
        (("staff", "no.csv"), 1, "There is no file no.csv."),
        (("staff", "f.csv", "--map", "x"), 2, "--map: “x” is not HEADING=FIELD."),
        (("staff", "f.csv", "--map", "=code"), 2, "--map: “=code” is not HEADING=FIELD."),
    ],
)
def test_what_cannot_be_imported_is_refused(
    desk: Kefu,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    line: tuple[str, ...],
    code: int,
    what: str,
) -> None:
    """No such noun, no file, half a mapping."""
    monkeypatch.chdir(tmp_path)
    write_csv(tmp_path / "f.csv", ("工號", "姓名"), ("W101", "趙六"))
    assert refused(desk("import", *line), code)[0] == what


def test_an_import_is_one_command(desk: Kefu, tmp_path: Path) -> None:
    """Its user and its time stand on every row."""
    now = datetime(2024, 6, 21, 8, 0)
    done(desk("import", "staff", sheet(tmp_path / "f.csv", *ROWS["staff"]), now=now))
    made = listed(desk, "staff", "list")[4:]
    assert {pick(p, "recorded_by", "recorded_at") for p in made} == {("王主管", "2024-06-21T08:00")}


def test_dates_of_a_workbook_are_dates(desk: Kefu, tmp_path: Path) -> None:
    """Cells that Excel keeps as days and as numbers."""
    book = xlsx(
        tmp_path / "f.xlsx",
        ("房號", "月份", "金額", "繳費日期"),
        ("3-1-503", date(2024, 5, 1), 240.0, datetime(2024, 5, 31)),
    )
    done(desk("import", "fee", str(book)))
    assert pick(shown(desk, "fee", "3"), "month", "amount", "paid_on") == (
        "2024-05",
        "240.00",
        "2024-05-31",
    )


@pytest.mark.parametrize("name", NOUN_NAMES)
def test_a_list_is_a_file_to_import(desk: Kefu, db: Path, tmp_path: Path, name: str) -> None:
    """What ``list --format csv`` writes is known whole here, and makes the same list elsewhere."""
    done(desk("import", name, sheet(tmp_path / "f.csv", *ROWS[name])))
    text = _listed(desk, db, name)
    file = tmp_path / "again.csv"
    file.write_text(text, encoding="utf-8")
    said = done(desk("import", name, str(file)))
    assert said.splitlines()[-1] == _said(name, known=len(csv_of(text)))
    elsewhere = _with_what_it_refers_to(desk, db, tmp_path, name)
    assert desk("--db", str(elsewhere), "import", name, str(file)).code == 0
    assert _facts(_listed(desk, elsewhere, name)) == _facts(text)


def _listed(kefu: Kefu, file: Path, name: str) -> str:
    reveal = ("--reveal",) if any(field.private for field in noun(name).fields) else ()
    return done(kefu("--db", str(file), name, "list", "--format", "csv", *reveal))


def _facts(text: str) -> list[list[str]]:
    """The rows without their numbers and when they were recorded."""
    return [[v for k, v in row.items() if k not in ("id", "recorded_at")] for row in csv_of(text)]


def _with_what_it_refers_to(kefu: Kefu, db: Path, tmp_path: Path, name: str) -> Path:
    """A new file with the people, buildings, units and calls that a noun's records name."""
    elsewhere = tmp_path / "elsewhere.db"
    kefu("--db", str(elsewhere), "where")
    for other in ("staff", "building", "unit", "repair"):
        if other == name:
            break
        if other != "repair" or name == "violation":
            file = tmp_path / f"{other}.csv"
            file.write_text(_listed(kefu, db, other), encoding="utf-8")
            assert kefu("--db", str(elsewhere), "import", other, str(file)).code == 0
    return elsewhere
