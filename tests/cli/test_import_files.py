"""``kefu import``: a file of each noun in, out again, and every bad row told at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from desks import Kefu, Outcome, counts, csv_of, done, listed, outside, pick, refused, shown
from desks import write_csv as written
from kefu_cli.records import NOUN_NAMES, noun
from sheets.making import xlsx

FILES: dict[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    "staff": (
        ("工號", "姓名", "部門", "績效工資基數", "入職日期", "參加考核"),
        (
            ("W101", "趙六", "", "1,875.25", "2024/5/16", ""),
            ("W102", "孫七", "工程部", "", "", "否"),
        ),
    ),
    "building": (("樓棟", "樓棟名稱"), (("101", "一期"), ("102", ""))),
    "assignment": (
        ("樓棟", "工號", "開始日期", "結束日期"),
        (("3", "W003", "2024-06-01", ""), ("五號樓", "张三", "2025/1/1", "2025/12/31")),
    ),
    "unit": (
        ("房号", "楼栋", "类型", "业主", "电话", "交房日期", "月物业费"),
        (
            ("3-2-101", "3", "住宅", "趙大", "000-00001111", "2024年5月1日", "240"),
            ("3-2-102", "三号楼", "商铺", "", "", "", ""),
        ),
    ),
    "fee": (
        ("unit", "month", "to_month", "amount", "paid_on", "partial"),
        (
            ("3-1-502", "2024-05", "2024-07", "720", "2024-05-31", ""),
            ("3-1-503", "202405", "", "100.5", "20240531", "是"),
        ),
    ),
    "violation": (
        ("工號", "條款", "日期", "說明", "曠工"),
        (("W001", "2.1", "2024-05-07", "遲到", ""), ("李四", "", "2024-05-08", "", "√")),
    ),
    "repair": (
        ("工單號", "房號", "報修內容", "工號", "報修時間", "跟進時間", "返修"),
        (
            ("WX-1", "3-1-502", "燈不亮", "W001", "2024-05-03 09:00", "2024-05-10", "1"),
            ("", "3-1-503", "門鎖壞", "", "2024-05-04 10:30", "", ""),
        ),
    ),
    "archive": (
        ("房號", "檔案類別", "日期", "載體"),
        (
            ("3-1-502", "入伙", "2024-05-10", "電子、紙質"),
            ("3-1-502", "资料更新", "2024-05-11", ""),
        ),
    ),
    "suggestion": (
        ("工號", "月份", "內容", "日期"),
        (
            ("W001", "2024-05", "加裝鞋套機", "2024-05-09"),
            ("W003", "2024-05", "加裝座椅", "2024-05-10"),
        ),
    ),
    "story": (
        ("姓名", "月份", "內容", "日期"),
        (
            ("張三", "2024-05", "送傘", "2024-05-09"),
            ("李四", "2024-05", "扶老人", "2024-05-10"),
        ),
    ),
}
"""By noun: the headings and rows of a good file of two."""


def _file(tmp_path: Path, name: str, kind: str = "csv") -> str:
    headings, rows = FILES[name]
    if kind == "csv":
        return written(tmp_path / f"{name}.csv", headings, *rows)
    return str(xlsx(tmp_path / f"{name}.xlsx", headings, *rows))


def _said(name: str, *, new: int = 0, known: int = 0, changed: int = 0) -> str:
    label = noun(name).label.text
    return f"{label}: {new} recorded, {known} known already, {changed} changed."


def _bad(outcome: Outcome) -> list[str]:
    """The lines of a bad file's table, below its heading."""
    lines = outcome.err.splitlines()
    assert outcome.code == 1
    assert len(lines) == 2
    assert lines[0].startswith("Error: ")
    assert lines[1].startswith("Nothing was recorded.")
    table = outcome.out.splitlines()
    rule = next(n for n, line in enumerate(table) if set(line) <= {"-", " "} and line)
    return table[rule + 1 :]


def test_every_noun_has_its_file() -> None:
    """A new noun is tried here too."""
    assert tuple(FILES) == NOUN_NAMES


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", NOUN_NAMES)
def test_a_file_is_recorded_once(
    desk: Kefu, db: Path, tmp_path: Path, name: str, kind: str
) -> None:
    """A dry run records nothing, the import every row, the second import none."""
    file, before = _file(tmp_path, name, kind), counts(db)
    dry = done(desk("import", name, file, "--dry-run"))
    assert dry == f"{noun(name).label.text}: 2 to record, 0 known already, 0 to change.\n"
    assert counts(db) == before
    assert done(desk("import", name, file)).splitlines() == [
        _said(name, new=2),
        f"To take one back: kefu {name} void … --reason …",
    ]
    after = counts(db)
    assert after[name] == before[name] + 2
    assert done(desk("import", name, file)) == _said(name, known=2) + "\n"
    assert counts(db) | {"command": 0} == after | {"command": 0}


@pytest.mark.parametrize("name", NOUN_NAMES)
def test_an_import_in_another_format_is_known_too(desk: Kefu, tmp_path: Path, name: str) -> None:
    """Text in a CSV file and the same text in a workbook are the same record."""
    done(desk("import", name, _file(tmp_path, name, "csv")))
    assert done(desk("import", name, _file(tmp_path, name, "xlsx"))) == _said(name, known=2) + "\n"


def test_what_was_imported_is_listed_as_it_was_meant(desk: Kefu, tmp_path: Path) -> None:
    """Defaults, choices in either script, flags, names for codes."""
    for name in NOUN_NAMES:
        done(desk("import", name, _file(tmp_path, name)))
    people = {p["code"]: p for p in listed(desk, "staff", "list")}
    assert pick(people["W101"], "department", "base_pay", "joined", "appraised") == (
        "客服部",
        "1875.25",
        "2024-05-16",
        True,
    )
    assert pick(people["W102"], "department", "position", "appraised") == (
        "工程部",
        "客服員",
        False,
    )
    assert pick(shown(desk, "unit", "3-2-102"), "building", "kind") == ("3", "商鋪")
    assert pick(shown(desk, "fee", "4"), "month", "to_month", "partial") == (
        "2024-05",
        "2024-05",
        True,
    )
    assert pick(shown(desk, "violation", "4"), "staff", "clause", "absent") == ("W002", "2.1", True)
    assert pick(shown(desk, "repair", "33"), "unit", "received") == ("3-1-503", "2024-05-04T10:30")
    assert pick(shown(desk, "repair", "WX-1"), "followed", "rework") == ("2024-05-10T00:00", True)
    assert shown(desk, "archive", "2")["media"] == "電子、紙質"
    assert shown(desk, "story", "3")["staff"] == "W002"


def test_given_numbers_do_not_meet_those_of_the_file(desk: Kefu, tmp_path: Path) -> None:
    """A call without a number gets one that no row of the file has."""
    file = written(
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
    file = written(
        tmp_path / "u.csv",
        ("房號", "樓棟", "業主", "電話"),
        ("3-1-502", "3", "李大明", "000-00007777"),
        ("3-1-599", "9", "周某某", "000-00006666"),
    )
    outcome = desk("import", "unit", file)
    assert outcome.code == 1
    for private in ("李大明", "7777", "王小明", "1234", "周某某", "6666"):
        assert private not in outcome.out + outcome.err


def test_a_record_of_another_program_is_known(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """By its code; what differs is shown as ever."""
    with outside(db) as file:
        file.execute("INSERT INTO staff (code, name, position) VALUES ('W101', '趙六', '管家')")
    name = written(tmp_path / "s.csv", ("工號", "姓名", "崗位"), ("W101", "趙六", "管家"))
    assert _said("staff", known=1) in done(desk("import", "staff", name))
    name = written(tmp_path / "s.csv", ("工號", "姓名"), ("W101", "趙陸"))
    (line,) = _bad(desk("import", "staff", name))
    assert "Recorded is 趙六." in line


def test_every_bad_row_is_reported_at_once_and_nothing_is_written(
    desk: Kefu, db: Path, tmp_path: Path
) -> None:
    """With the spreadsheet's row number, the column, the value and the reason."""
    before = counts(db)
    file = written(
        tmp_path / "f.csv",
        ("房號", "月份", "金額", "繳費日期"),
        ("3-1-502", "2024-05", "240", "2024-05-31"),
        ("3-1-502", "2024-05", "-240", "2024-05-31"),
        ("3-1-502", "2024-13", "240", "2024-05-31"),
        ("3-1-502", "2024-05", "240.125", "2024-02-30"),
        ("", "2024-05", "240", "2024-05-31"),
        ("3-1-50", "2024-05", "240", "2024-05-31"),
        ("3-1-502", "2024-05", "0", "2024-05-31"),
        ("3-1-502", "2024-05", "240", ""),
        ("3-1-502", "2024-05", "240", "2024-06-21"),
    )
    outcome = desk("import", "fee", file)
    assert outcome.err.splitlines()[0] == "Error: f.csv: 8 rows cannot be recorded."
    rows = [line.split()[0] for line in _bad(outcome)]
    assert rows == ["3", "4", "5", "5", "6", "7", "8", "9", "10"]
    assert "There is no unit “3-1-50”. Did you mean 3-1-503, 3-1-502?" in outcome.out
    assert "2024-06-21 lies ahead; today is 2024-06-20." in outcome.out
    dry = desk("import", "fee", file, "--dry-run")
    assert (dry.code, dry.out) == (1, outcome.out)
    assert counts(db) == before


def test_references_are_answered_with_the_nearest(desk: Kefu, tmp_path: Path) -> None:
    """Unknown people, buildings and clauses, a name of two, and each row once."""
    file = written(
        tmp_path / "v.csv",
        ("工號", "條款", "日期"),
        ("张四", "1.1", "2024-05-06"),
        ("王五", "1.1", "2024-05-06"),
        ("W001", "4.1", "2024-05-06"),
        ("W001", "9.9", "2024-05-06"),
        ("W002", "1.1", "2024-06-16"),
    )
    rows = [" ".join(line.split()) for line in _bad(desk("import", "violation", file))]
    assert rows[3].startswith("5 條款 9.9 There is no clause “9.9”. Choose from 1.1")
    assert rows == [
        "2 工號 张四 There is no staff member “张四”. Did you mean W002 李四, W001 張三?",
        "3 工號 王五 “王五” names 2 records. Give the code: W003 王五, W004 王五.",
        "4 條款 4.1 Clause 4.1 (物業費收繳率) is scored by the collection rate, not by violations. "
        "Record payments with “kefu fee add”; see “kefu fee rate”.",
        *(
            row
            for row in rows
            if row.startswith("5 條款 9.9 There is no clause “9.9”. Choose from 1.1")
        ),
        "6 工號 W002 W002 李四 was not employed on 2024-06-16. See “kefu staff show W002”.",
    ]


def test_absences_and_assignments_that_clash_name_their_row(
    desk: Kefu, db: Path, tmp_path: Path
) -> None:
    """With what is recorded, and with one another."""
    before = counts(db)
    absences = written(
        tmp_path / "v.csv",
        ("工號", "日期", "曠工"),
        ("W002", "2024-05-06", "是"),
        ("W003", "2024-05-06", "是"),
        ("W003", "2024-05-06", "1"),
    )
    rows = [" ".join(line.split()) for line in _bad(desk("import", "violation", absences))]
    assert rows == ["4 This person is recorded as absent on that day already."]
    assignments = written(
        tmp_path / "a.csv",
        ("樓棟", "工號", "開始日期"),
        ("3", "W002", "2024-06-01"),
        ("3", "W001", "2024-06-01"),
    )
    rows = [" ".join(line.split()) for line in _bad(desk("import", "assignment", assignments))]
    assert rows == ["3 This person looks after this building on these days already."]
    assert counts(db) == before


def test_options_of_reading(desk: Kefu, tmp_path: Path) -> None:
    """A sheet by name, a heading by hand, an encoding; unused columns are named."""
    book = xlsx(
        tmp_path / "s.xlsx", ("員工編號", "姓名", "星座"), ("W101", "趙六", "獅子"), title="名冊"
    )
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
        (("staff",), 2, "FILE is missing."),
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
    written(tmp_path / "f.csv", ("工號", "姓名"), ("W101", "趙六"))
    assert refused(desk("import", *line), code)[0] == what


def test_an_import_is_one_command(desk: Kefu, tmp_path: Path) -> None:
    """Its user and its time stand on every row."""
    now = datetime(2024, 6, 21, 8, 0)
    done(desk("import", "staff", _file(tmp_path, "staff"), now=now))
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
def test_a_list_in_csv_can_be_imported_again(
    office: Kefu, desk: Kefu, tmp_path: Path, name: str
) -> None:
    """What ``list`` writes is a file that ``import`` reads, and knows every row of."""
    done(desk("import", name, _file(tmp_path, name)))
    text = done(desk(name, "list", "--format", "csv", *_reveal(name)))
    file = tmp_path / "again.csv"
    file.write_text(text, encoding="utf-8")
    said = done(desk("import", name, str(file)))
    assert said.splitlines()[-1] == _said(name, known=len(csv_of(text)))
    fresh = tmp_path / "fresh.db"
    _refill(office, fresh, name, desk, tmp_path)
    done(office("--db", str(fresh), "import", name, str(file)))
    again = done(office("--db", str(fresh), name, "list", "--format", "csv", *_reveal(name)))
    assert _told(again) == _told(text)


def _reveal(name: str) -> tuple[str, ...]:
    return ("--reveal",) if any(field.private for field in noun(name).fields) else ()


def _told(text: str) -> list[list[str]]:
    """The rows without their numbers and who recorded them."""
    rows: Sequence[dict[str, str]] = csv_of(text)
    return [[v for k, v in row.items() if k not in ("id", "recorded_at")] for row in rows]


def _refill(office: Kefu, fresh: Path, name: str, desk: Kefu, tmp_path: Path) -> None:
    """Put into a new file what records of a noun refer to."""
    kinds = {field.kind for field in noun(name).fields}
    wanted = [
        other
        for other in ("staff", "building", "unit")
        if other in kinds or (other == "building" and "unit" in kinds)
    ]
    office("--db", str(fresh), "staff", "list")
    for other in wanted:
        if other != name:
            text = done(desk(other, "list", "--format", "csv", *_reveal(other)))
            file = tmp_path / f"{other}-of.csv"
            file.write_text(text, encoding="utf-8")
            done(office("--db", str(fresh), "import", other, str(file)))
