"""``kefu evidence``: the workbook with all that one person's month rests on."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from desks import Kefu, done, furnish, listed, outside, refused
from kefu_cli.render.workbook import layout
from kefu_cli.rulebook.loading import standard
from packs import pack, records, rows

SHEETS = ["W001 張三", "依據", "收繳率", "評分", "異議", "簽名與雜湊", "歷史"]
HEADS = [
    *("Grounds", "Collection rate", "Reviews", "Objections"),
    *("Signatures and hashes", "History"),
]
LATER = datetime(2024, 7, 1, 12)
MAY = """
    staff edit W001 --base-pay 2100 --from 2024-06
    violation add --staff W001 --clause 1.1 --on 2024-05-09 --note =1+1 --source repair:31
    violation add --staff W001 --on 2024-04-30 --absent --note 無故未到
    violation add --staff W001 --on 2024-05-01 --to 2024-05-02 --absent
    repair follow 31 --at 2024-05-20T09:00 --note 等配件到貨
    unit edit 3-1-502 --owner 王小華
    finding waive violation:1 --reason 工牌送修 --staff W001
    month issue 2024-05 --on 2024-06-03
    review set --staff W001 --month 2024-05 --level direct --item 3 --score 13 --reason 客訴處理遲緩
    objection add --staff W001 --month 2024-05 --text 當天請了假 --on 2024-06-04
    objection answer 1 --answer rejected --reason 查無假條 --on 2024-06-05
    objection add --staff W002 --month 2024-05 --text 別人的異議 --on 2024-06-04
    objection answer 2 --answer rejected --reason 查無 --on 2024-06-05
    ack --staff W001 --month 2024-05 --on 2024-06-04
"""


@pytest.fixture(scope="module")
def decided(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The furnished file with a May on which much was recorded and decided; it stays as it is."""
    path = tmp_path_factory.mktemp("decided") / "kefu.db"
    shutil.copy(furnished, path)
    furnish(path, MAY)
    return path


@pytest.fixture
def desk(office: Kefu, db: Path, decided: Path) -> Kefu:
    """The commands on that file."""
    shutil.copy(decided, db)
    return office


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the evidence goes."""
    return tmp_path / "evidence.xlsx"


def _texts(book: Workbook) -> str:
    return "\n".join(
        str(value) for sheet in book for row in rows(sheet) for value in row if value is not None
    )


def _texts_of(sheet: Worksheet) -> str:
    return "\n".join(str(value) for row in rows(sheet) for value in row if value is not None)


def test_the_form_stands_first_as_it_is_exported(desk: Kefu, target: Path, tmp_path: Path) -> None:
    """Cell for cell, and the other sheets follow in their order."""
    book = pack(desk, target)
    assert book.sheetnames == SHEETS
    exported = tmp_path / "may.xlsx"
    done(desk("score", "--month", "2024-05", "--export", str(exported)))
    assert rows(book["W001 張三"]) == rows(load_workbook(exported)["W001 張三"])


def test_every_finding_stands_with_its_clause_and_its_record(desk: Kefu, target: Path) -> None:
    """Those that count and those waived, each with all that its record says, and who wrote it."""
    found = records(pack(desk, target)["依據"])
    own = listed(desk, "finding", "list", "--month", "2024-05", "--staff", "W001")
    stated = dict.fromkeys(row["Finding"] for row in found)
    assert [id for id in stated if id != "violation:4"] == [row["id"] for row in own]
    clauses = {row["id"]: row["clause"] for row in own}
    for row in found:
        if row["What happened"]:
            clause = standard().clause(row["Clause"])
            assert clause
            assert row["Words of the clause"] == clause.text
            assert row["Clause"] == clauses.get(row["Finding"], "2.1")
    (badge,) = [row for row in found if row["Finding"] == "violation:1"]
    assert badge["The record and its facts"].splitlines() == [
        "violation:1",
        "Staff no.: W001",
        "Name: 張三",
        "Clause: 1.3",
        "Date: 2024-05-03",
        "Note: 未戴工牌",
        "Absent: no",
    ]
    assert badge["Recorded by and at"].splitlines() == ["王主管", "2024-06-20 09:30"]
    assert badge["Standing"].splitlines() == [
        "waived: 工牌送修",
        "王主管, 2024-06-20 09:30",
        "only for this person",
    ]
    (call,) = [row for row in found if row["Finding"] == "repair:31:7.2"]
    assert call["Standing"] == "counts"
    assert "Followed up: 2024-05-20 09:00 等配件到貨" in call["The record and its facts"]


def test_a_violation_shows_the_record_whose_place_it_takes(desk: Kefu, target: Path) -> None:
    """It has a further row for its source."""
    rows = records(pack(desk, target)["依據"])
    of_one = [r["The record and its facts"] for r in rows if r["Finding"] == "violation:3"]
    assert [text.splitlines()[0] for text in of_one] == ["violation:3", "repair:31"]


def test_what_an_action_rests_on_stands_before_the_month_too(desk: Kefu, target: Path) -> None:
    """A run of absences that began in April is shown whole, with what the law asks."""
    sheet = pack(desk, target)["依據"]
    first, *_ = records(sheet)
    assert (first["Finding"], str(first["Date"])[:10]) == ("violation:4", "2024-04-30")
    assert first["Standing"].startswith("before this month")
    notes = [row[0] for row in rows(sheet)[len(records(sheet)) + 2 :]]
    assert notes[0] == (
        "Called for: dismissal (absent without leave on 3 consecutive days or more;"
        " see 04-30 absent without leave (violation 4), 05-01 absent without leave (violation 5),"
        " 05-02 absent without leave (violation 6))"
    )
    form = _texts_of(pack(desk, target)["W001 張三"])
    assert "; see violation 4 (before this month), 05-01 absent without leave (viol" in form
    assert [note for note in notes if note.startswith("Before acting: ") and "第三十九條" in note]


def test_owners_are_masked_unless_they_are_asked_for(desk: Kefu, target: Path) -> None:
    """On no sheet, and not in what was changed of them either."""
    masked = _texts(pack(desk, target))
    assert "handover:3-1-502:8.1" in masked
    for secret in ("王小明", "王小華", "000-00001234"):
        assert secret not in masked
    shown = _texts(pack(desk, target, "--reveal"))
    for secret in ("王小明", "王小華", "000-00001234"):
        assert secret in shown


def test_reviewers_scores_stand_beside_the_computed_ones(desk: Kefu, target: Path) -> None:
    """Every item has its row; a reviewed one says who gave what, when and why."""
    sheet = pack(desk, target)["評分"]
    items = records(sheet)
    assert [row["Item"].split()[0] for row in items] == [str(n) for n in range(1, 9)]
    assert items[2] == {
        "Item": "3 工作態度",
        "Full points": 15,
        "Computed": 15,
        "Reviewer": "Direct superior",
        "Score given": 13,
        "Given by": "王主管",
        "Recorded at": "2024-06-20 09:30",
        "Reason": "客訴處理遲緩",
        "Final score": 15,
    }
    assert rows(sheet)[-1][0].startswith("The computed score decides")


def test_objections_stand_with_their_answers(desk: Kefu, target: Path) -> None:
    """The issue, what the person has seen and said, and what they were told; nobody else's."""
    rows = records(pack(desk, target)["異議"])
    assert [row["What"] for row in rows] == ["Scores issued", "Acknowledgement 1", "Objection 1"]
    issue, ack, objection = rows
    assert issue["Words"] == "Objections are taken until 2024-06-10."
    assert ack["Words"] == "Has seen the score as it now is."
    assert [objection[key] for key in ("Words", "Answer", "Reason of the answer")] == [
        "當天請了假",
        "rejected",
        "查無假條",
    ]
    assert str(objection["Answered on"])[:10] == "2024-06-05"
    assert objection["Answered by"] == "王主管"
    done(desk("finding", "unwaive", "violation:1", "--staff", "W001", "--reason", "查無送修"))
    _, ack, _ = records(pack(desk, target)["異議"])
    assert ack["Words"].startswith("Has seen an earlier score (")


def test_the_history_tells_of_every_record_concerned(desk: Kefu, target: Path) -> None:
    """The person's, the findings', the decisions'; in the order in which it was done."""
    done(desk("violation", "edit", "1", "--evidence", "門崗錄像", now=LATER))
    rows = records(pack(desk, target)["歷史"])
    about = {row["Record"] for row in rows}
    assert {"staff:W001", "violation:1", "repair:31", "unit:3-1-502"} <= about
    assert {"review:1", "objection:1", "ack:1"} <= about
    assert not {"objection:2", "staff:W002"} & about
    assert [row["When"] for row in rows] == sorted(row["When"] for row in rows)
    (waived,) = [row for row in rows if row["Fact"] == "Waived because"]
    assert (waived["Who"], waived["Command"]) == ("王主管", "kefu finding waive")


def test_the_history_is_in_a_persons_words(desk: Kefu, target: Path) -> None:
    """Times with a space, levels by their labels, points without idle zeros."""
    rows = records(pack(desk, target)["歷史"])
    after = {(row["Record"], row["Fact"]): row["After"] for row in rows}
    assert after["review:1", "Review"] == ("W001 2024-05 Direct superior, item 3: 13 客訴處理遲緩")
    assert after["repair:31", "Followed up"] == "2024-05-20 09:00 等配件到貨"
    assert not [row for row in rows if "T" in row["When"]]


def test_the_same_file_gives_the_same_bytes(desk: Kefu, target: Path) -> None:
    """Whenever it is written, over the one that stands there."""
    pack(desk, target)
    before = target.read_bytes()
    line = ("evidence", "--staff", "W001", "--month", "2024-05", "-o", str(target))
    done(desk(*line, now=LATER))
    assert target.read_bytes() == before


def test_no_text_acts_as_a_formula(desk: Kefu, target: Path) -> None:
    """What begins like one is text, on every sheet."""
    cells = [c for sheet in pack(desk, target) for row in sheet.iter_rows() for c in row]
    formulas = [cell for cell in cells if cell.data_type == "f"]
    assert formulas == []
    assert any(cell.value == "=1+1" for cell in cells)


def test_it_prints_on_a4_with_its_headings_and_whose_it_is(desk: Kefu, target: Path) -> None:
    """As wide as a page, headings on each, the person's name at the head; a & is a &."""
    done(desk("staff", "edit", "W001", "--name", "張&B三"))
    book = pack(desk, target)
    for title, head in zip(book.sheetnames[1:], HEADS, strict=True):
        sheet = book[title]
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, 1)
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.oddHeader
        assert sheet.oddHeader.center.text == f"{head}　W001 張&&B三　2024-05"


def test_its_pages_are_headed_in_the_readers_language(desk: Kefu, target: Path) -> None:
    """Sheets have the same names everywhere, so that they are found; paper speaks to a person."""
    line = ("evidence", "--staff", "W001", "--month", "2024-05", "-o", str(target))
    done(desk(*line, lang="zh-Hans"))
    book: Any = load_workbook(target)
    assert book.sheetnames == SHEETS
    said = [sheet.oddHeader.center.text.split("　")[0] for sheet in book.worksheets[1:]]
    assert (said[0], said[3], said[4]) == ("依据", "异议", "签名与哈希")


def test_a_time_needs_no_second_line(desk: Kefu, target: Path) -> None:
    """A row of one line is as high as one."""
    done(desk("sign", "--month", "2024-05", "--role", "客服主管"))
    book = pack(desk, target)
    for title, column in (("評分", 7), ("簽名與雜湊", 3), ("歷史", 1)):
        sheet = book[title]
        time = next(str(row[column - 1]) for row in rows(sheet)[1:] if row[column - 1])
        width = sheet.column_dimensions[get_column_letter(column)].width
        assert len(layout.wrapped(time, layout.room(width, 9))) == 1


def test_a_score_that_came_to_differ_has_the_forms_words_for_its_reason(
    desk: Kefu, target: Path
) -> None:
    """None was asked for when it was given: the computed score changed since."""
    line = ("--staff", "W001", "--month", "2024-05", "--level", "manager", "--item", "6")
    done(desk("review", "set", *line, "--score", "15"))
    done(desk("violation", "add", "--staff", "W001", "--clause", "6.1", "--on", "2024-05-09"))
    (row,) = [r for r in records(pack(desk, target)["評分"]) if r["Reviewer"] == "Property manager"]
    assert row["Reason"] == "(none was asked for when it was given)"


def test_a_name_that_another_program_wrote_spoils_no_page(
    desk: Kefu, db: Path, target: Path
) -> None:
    """However long it is and whatever characters it holds, the workbook opens."""
    with outside(db) as file:
        file.execute("UPDATE staff SET name = ? WHERE code = 'W001'", ("張\x01" + "三" * 300,))
    head = pack(desk, target)["依據"].oddHeader
    assert head
    text = str(head.center.text)
    assert text.startswith("Grounds　W001 張\ufffd三三")
    assert len(text) < 100


def test_a_long_text_runs_on_over_rows_and_none_of_it_is_lost(desk: Kefu, target: Path) -> None:
    """Each of them bears the finding's name and is no higher than a row may be."""
    note = "一段很長的說明" * 300
    done(desk("violation", "edit", "1", "--note", note))
    sheet = pack(desk, target)["依據"]
    rows = [row for row in records(sheet) if row["Finding"] == "violation:1"]
    assert len(rows) > 2
    assert note in "".join(row["What happened"] or "" for row in rows)
    assert [row["Date"] for row in rows[1:]] == [None] * len(rows[1:])
    heights = [dimension.height for dimension in sheet.row_dimensions.values()]
    assert max(height for height in heights if height) < 409


def test_a_person_of_whom_nothing_is_recorded_has_their_pack(desk: Kefu, target: Path) -> None:
    """Empty tables say that they are empty."""
    book = pack(desk, target, staff="W003")
    assert [row["Finding"] for row in records(book["依據"])] == ["(none)"]
    assert [row["What"] for row in records(book["異議"])] == ["Scores issued"]


LINE = ("evidence", "--staff", "W001", "--month", "2024-05", "-o")


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        ((*LINE, "x.csv"), 1, "x.csv is not named like a workbook."),
        ((*LINE, "nowhere/x.xlsx"), 1, "The folder nowhere does not exist."),
        ((*LINE, "folder.xlsx"), 1, "folder.xlsx is a folder."),
        (LINE[:-1], 2, "--output is missing."),
        (("evidence", "--month", "2024-05", "-o", "x.xlsx"), 2, "--staff is missing."),
        (("evidence", "--staff", "W001", "-o", "x.xlsx"), 2, "--month is missing."),
    ],
)
def test_what_cannot_be_written_is_refused(
    desk: Kefu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: Any, code: int, what: str
) -> None:
    """With what is wrong, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.xlsx").mkdir()
    before = sorted(tmp_path.iterdir())
    assert refused(desk(*line), code)[0] == what
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("staff", "month", "what"),
    [
        ("W002", "2024-07", "2024-07 has not begun."),
        ("W008", "2024-05", "There is no staff member “W008”."),
        ("W004", "2024-05", "W004 王五 is not appraised in 2024-05."),
    ],
)
def test_who_has_no_such_month_is_refused(
    desk: Kefu, target: Path, staff: str, month: str, what: str
) -> None:
    """Unknown people, people who are not appraised, and months to come have no evidence."""
    done(desk("staff", "edit", "W004", "--appraised", "no"))
    line = ("evidence", "--staff", staff, "--month", month, "-o", str(target))
    assert refused(desk(*line))[0] == what
    assert not target.exists()


def test_a_terminal_is_asked_for_what_is_missing(desk: Kefu, target: Path) -> None:
    """The person, the month and the file."""
    outcome = desk("evidence", answers=("張三", "2024-05", str(target)))
    assert (outcome.code, outcome.out) == (0, f"Evidence written: {target}\n")
    assert target.exists()
