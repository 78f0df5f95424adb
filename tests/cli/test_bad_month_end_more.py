"""What undo, keeping, verify, check and a returned workbook refuse, in every language.

As ``test_bad_month_end``: two lines, exit code, nothing written; the sentences are a snapshot.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from openpyxl import Workbook, load_workbook
from syrupy.assertion import SnapshotAssertion

from cli.refusing import LANGUAGES, MARKS, found_everywhere, refused_everywhere, two_lines
from desks import Kefu, done, lines, listed, outside
from kefu_cli.appraisal.canonical import digest
from kefu_cli.records.faults import Code
from kefu_cli.store import records
from monthend import SIGNERS
from store.tampering import closed, unguarded

__all__ = ("closed", "unguarded")

SIGNED = "".join(f"    sign --month 2024-05 --role {role}\n" for role in SIGNERS)
CLOSED = f"{SIGNED}    month close 2024-05\n"
REOPEN = "    month reopen 2024-05 --reason 漏錄 --approved-by 李經理\n"
THEIRS = "BY 趙經理"
"""From here on somebody else gives the commands; the line itself is 王主管's again."""

UNDO = {
    "an issue": "month issue 2024-05",
    "a reopening": f"{CLOSED}{REOPEN}",
    "a restore": "backup b.db\n    restore b.db",
    "nothing": "",
    "a closed month": (
        f"violation add --staff W001 --clause 1.1 --on 2024-05-07\n    {THEIRS}\n{CLOSED}"
    ),
    "changed by somebody": f"repair dispatch 31\n    {THEIRS}\n    repair edit 31 --worker 趙師傅",
    "changed by another program": (
        "repair dispatch 31\n    SQL \"UPDATE repair SET worker = '趙師傅' WHERE no = '31'\""
    ),
    "in use": (
        "staff add --code W009 --name 趙六\n"
        f"    {THEIRS}\n    violation add --staff W009 --clause 1.1 --on 2024-06-07"
    ),
    "its place taken": (
        "violation void 2 --reason 記錯人\n"
        f"    {THEIRS}\n    violation add --staff W002 --absent --on 2024-05-06"
    ),
    "its clause gone": (
        "rules use less.toml --from 2024-05\n    rules use own.toml --from 2024-05\n"
        f"    {THEIRS}\n    violation add --staff W001 --clause 8.3 --on 2024-05-08"
    ),
}
"""By why it is not taken back: what was done before."""

BEFORE = {
    "a correction that is another one by now": (
        f"{CLOSED}    violation add --staff W001 --clause 3.1 --on 2024-05-10 --late\n"
        "    month correction 2024-05 --keep\n"
        "    violation add --staff W001 --clause 3.2 --on 2024-05-10 --late",
        "sign --month 2024-05 --role 客服主管",
    ),
    "scores issued a day ahead": ("", "month issue 2024-05 --on 2024-06-21"),
    "a restore of the file itself": ("", "restore ../kefu.db"),
    "a restore of no file": ("", "restore none.db"),
    "a backup in place of the file itself": ("", "backup ../kefu.db --overwrite"),
    "a backup in place of another file": ("backup b.db", "backup b.db"),
    "a restore of an empty file": ("", "restore empty.db"),
}
"""By kind: what was done before, and the line that is refused with exit code 1."""


def _give(kefu: Kefu, db: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """The command lines of a text; ``BY`` gives the place to another user, ``SQL`` to a program."""
    for word, *rest in lines(text):
        if word == "BY":
            monkeypatch.setenv("KEFU_USER", rest[0])
        elif word == "SQL":
            with outside(db) as file:
                file.execute(*rest)
        else:
            outcome = kefu(word, *rest)
            assert outcome.code == 0, outcome


@pytest.fixture
def corner(desk: Kefu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kefu:
    """The furnished office in a folder with the files that the lines name."""
    place = tmp_path / "corner"
    place.mkdir()
    monkeypatch.chdir(place)
    (place / "empty.db").touch()
    own = done(desk("rules", "export")).replace('name = "standard"', 'name = "own"')
    head, _, tail = own.rpartition('no = "8.3"')
    less = head.rstrip().removesuffix("[[item.clause]]") + tail[tail.index("\n[") :]
    for name, text in (("own.toml", own), ("less.toml", less)):
        (place / name).write_text(text, encoding="utf-8")
    return desk


@pytest.mark.parametrize("why", UNDO)
def test_an_undo_that_is_refused_says_why(
    corner: Kefu,
    db: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
    why: str,
) -> None:
    """Which command it would be, what stands in the way, and what can be done instead."""
    _give(corner, db, monkeypatch, UNDO[why])
    monkeypatch.setenv("KEFU_USER", "王主管" if UNDO[why] else "新人")
    told = "\n".join(refused_everywhere(corner, db, tmp_path, 1, "undo"))
    assert re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", _at_the_desk, told) == snapshot


def _at_the_desk(found: re.Match[str]) -> str:
    """A time as it is told; another program's is the clock's own."""
    return found[0] if found[0] == "2024-06-20 09:30" else "NOW"


@pytest.mark.parametrize("kind", BEFORE)
def test_a_refusal_of_signing_issuing_and_keeping(
    corner: Kefu,
    db: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
    kind: str,
) -> None:
    """What was wrong with which value, and what to do."""
    before, line = BEFORE[kind]
    _give(corner, db, monkeypatch, before)
    assert "\n".join(refused_everywhere(corner, db, tmp_path, 1, line)) == snapshot


def test_a_backup_that_is_not_sound(
    corner: Kefu, db: Path, tmp_path: Path, closed: Path, snapshot: SnapshotAssertion
) -> None:
    """The first thing that is wrong with it is said."""
    shutil.copy(closed, "b.db")
    _harm(Path("b.db"), "DROP TRIGGER fee_stays")
    assert "\n".join(refused_everywhere(corner, db, tmp_path, 1, "restore b.db")) == snapshot


def test_a_record_that_was_changed_meanwhile(
    corner: Kefu, db: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """Between a command's reading and its writing another program changed the call."""
    get: Callable[..., object] = records.get
    told = []
    for lang in LANGUAGES:

        def read_and_wait(*args: object, worker: str = lang) -> object:
            row = get(*args)
            monkeypatch.setattr(records, "get", get)
            with outside(db) as other:
                other.execute("UPDATE repair SET worker = ? WHERE no = '31'", (worker,))
            return row

        monkeypatch.setattr(records, "get", read_and_wait)
        told += two_lines(corner("repair", "dispatch", "31", lang=lang), 1, MARKS[lang], lang)
    assert "\n".join(told) == snapshot


# ---------------------------------------------------------------- what a look finds

_ALONE = (
    'UPDATE closing SET head = replace(head, \'"previous":"\' || (SELECT sha256 FROM closing'
    " WHERE id = 1) || '\"', '\"previous\":null') WHERE id = 3"
)
FAULTS: dict[str, tuple[Code, tuple[str, ...]]] = {
    "head": ("head", ("UPDATE closing SET head = head || ' ' WHERE id = 3",)),
    "unreadable": ("unreadable", ("UPDATE closing SET head = '{}' WHERE id = 3", "SEAL 3")),
    "month": ("month", ("UPDATE closing SET month = '2024-03' WHERE id = 1",)),
    "kind": ("kind", ("UPDATE closing SET kind = 'correction' WHERE id = 1",)),
    "closed by": ("closed_by", ("UPDATE closing SET recorded_by = '某人' WHERE id = 1",)),
    "rulebook": ("rulebook", ("UPDATE closing SET rulebook = rulebook || ' ' WHERE id = 1",)),
    "people": ("people", ("DELETE FROM kept WHERE closing_id = 1 AND place = 0",)),
    "another's": ("people", ("UPDATE kept SET code = 'W002' WHERE closing_id = 3 AND place = 0",)),
    "findings": ("findings", ("INSERT INTO kept_finding VALUES ('repair:9:7.2', 1)",)),
    "link": ("link", ("DELETE FROM closing WHERE id = 1",)),
    "link to nothing": ("link", (_ALONE, "SEAL 3")),
    "removed": ("removed", ("DELETE FROM closing WHERE id = 2",)),
    "signature": ("removed", ("DELETE FROM signature WHERE id = 1",)),
    "reopening": ("reopening", ("UPDATE reopening SET reason = '別的'",)),
    "objection": ("said", ("UPDATE objection SET text = '別的'",)),
    "ack": ("said", ("UPDATE ack SET on_day = '2024-06-06'",)),
    "lock": ("lock", ("UPDATE lock SET last_day = '2024-05-30'",)),
    "lock of nothing": ("lock", ("DELETE FROM closing",)),
    "computed": (
        "computed",
        (
            "UPDATE fee SET voided = 1, void_reason = 'x'",
            "INSERT INTO violation (staff_id, clause, on_day, absent)"
            " VALUES (2, '2.1', '2024-05-07', 1), (2, '2.1', '2024-05-08', 1)",
        ),
    ),
    "not employed": ("computed", ("UPDATE staff SET left_on = '2024-04-30' WHERE code = 'W002'",)),
    "a result unreadable": (
        "unreadable",
        ("UPDATE kept SET result = '{' WHERE closing_id = 1 AND code = 'W003'",),
    ),
    "unassigned": (
        "unassigned",
        (
            "UPDATE assignment SET voided = 1, void_reason = 'x' WHERE id = 1",
            "INSERT INTO repair (no, unit_id, content, received)"
            " SELECT '99', id, '漏水', '2024-04-02T08:00' FROM unit WHERE code = '3-1-503'",
        ),
    ),
}
"""By name: the fault that another program makes, and how."""


def _harm(db: Path, *statements: str) -> None:
    """Let another program do this; ``SEAL`` gives a forged head the hash that fits it."""
    with outside(db) as file:
        file.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            if statement.startswith("SEAL "):
                number = statement.removeprefix("SEAL ")
                query = f"SELECT head FROM closing WHERE id = {number}"
                (head,) = file.execute(query).fetchone()
                file.execute(f"UPDATE closing SET sha256 = ? WHERE id = {number}", (digest(head),))
            else:
                file.execute(statement)


@pytest.mark.parametrize("name", FAULTS)
def test_verify_says_each_fault(
    office: Kefu, db: Path, tmp_path: Path, unguarded: Path, snapshot: SnapshotAssertion, name: str
) -> None:
    """A row a fault on standard output, then the first of them and what to do."""
    code, statements = FAULTS[name]
    shutil.copy(unguarded, db)
    _harm(db, *statements)
    found = office("month", "verify", "--format", "json")
    assert code in {fault["fault"] for fault in json.loads(found.out)}
    assert "\n".join(found_everywhere(office, db, tmp_path, "month verify")) == snapshot


def test_every_fault_is_tried() -> None:
    """A new code of a fault needs its sentence here."""
    assert {code for code, _ in FAULTS.values()} == set(get_args(Code))


CHECKS = {
    "damaged": ("UPDATE staff SET code = '' WHERE id = 3",),
    "guards": ("DROP TRIGGER fee_stays", "DROP VIEW list_fee", "CREATE VIEW list_fee AS SELECT 1"),
    "unfinished": ("UPDATE command SET open = 1 WHERE id = 1",),
    "dangling": ("UPDATE assignment SET building_id = 99 WHERE id = 1",),
    "dangling rows": ("DELETE FROM closing",),
    "void in use": ("UPDATE building SET voided = 1, void_reason = 'x' WHERE id = 1",),
    "untrue mark": ("UPDATE violation SET late = 1 WHERE id = 1",),
    "chain": ("UPDATE kept SET result = result || ' ' WHERE closing_id = 3 AND place = 0",),
}


@pytest.mark.parametrize("name", CHECKS)
def test_check_says_each_fault(
    office: Kefu, db: Path, tmp_path: Path, closed: Path, snapshot: SnapshotAssertion, name: str
) -> None:
    """A line a fault on standard output, then how many there are and what to do."""
    shutil.copy(closed, db)
    with outside(db) as file:
        query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        triggers = dict(file.execute(query).fetchall())
    _harm(db, *(f"DROP TRIGGER {trigger}" for trigger in triggers))
    gone = {words.split()[-1] for words in CHECKS[name] if words.startswith("DROP TRIGGER")}
    _harm(db, *(words for words in CHECKS[name] if not words.startswith("DROP TRIGGER")))
    _harm(db, *(sql for trigger, sql in triggers.items() if trigger not in gone))
    assert "\n".join(found_everywhere(office, db, tmp_path, "check")) == snapshot


def test_check_says_that_a_file_is_empty(
    office: Kefu, db: Path, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """It holds nothing, not even a version."""
    db.touch()
    assert "\n".join(found_everywhere(office, db, tmp_path, "check")) == snapshot


# ---------------------------------------------------------------- a returned workbook


def _spoil(book: Workbook) -> None:
    """Everything that can be wrong with the cells of a workbook that was exported."""
    form = book["W001 張三"]
    for area in list(form.merged_cells.ranges):
        form.unmerge_cells(str(area))
    form["G5"], form["H5"], form["I5"] = "好", 6, "#REF!"
    form["G8"] = 11
    form["G11"], form["G12"] = 15, 14
    form["D6"] = "改了"
    form["F5"] = 4
    book["扣分明細"].insert_rows(2)
    del book["收繳率"]
    book.create_sheet("說明")
    for title in ("W003 王五", "W004 王五"):
        book[title]["G11"] = 15


def test_a_returned_workbook_is_told_cell_by_cell(
    corner: Kefu, db: Path, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Sheets, rows, cells outside the three columns, and scores that cannot be given."""
    done(corner("score", "--month", "2024-05", "--export", "may.xlsx"))
    book = load_workbook("may.xlsx")
    _spoil(book)
    book.save("may.xlsx")
    done(corner("staff", "edit", "W003", "--appraised", "no"))
    done(corner("staff", "void", "W004", "--reason", "誤"))
    told = found_everywhere(corner, db, tmp_path, "review import may.xlsx")
    assert "\n".join(told) == snapshot
    assert listed(corner, "review", "list") == []
