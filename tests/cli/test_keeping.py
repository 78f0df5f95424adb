"""``kefu backup``, ``kefu restore`` and ``kefu check``."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import stat
import sys
from datetime import datetime
from pathlib import Path

import pytest

from desks import Kefu, done, furnish, listed, outside, refused
from kefu_cli.store import opening
from monthend import SIGNERS

LATER = datetime(2024, 6, 20, 12)


@pytest.fixture
def backup(desk: Kefu, db: Path) -> Path:
    """A backup of the furnished file."""
    target = db.with_name("copy.db")
    done(desk("backup", str(target)))
    return target


def test_backup_is_whole_private_and_has_its_checksum_beside_it(
    desk: Kefu, db: Path, backup: Path
) -> None:
    """The copy holds what the file holds, and its SHA-256 is the one that was said and kept."""
    digest = hashlib.sha256(backup.read_bytes()).hexdigest()
    assert backup.with_name("copy.db.sha256").read_text("utf-8") == f"{digest}  copy.db\n"
    if sys.platform != "win32":
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    staff = listed(desk, "staff", "list")
    db.unlink()
    backup.replace(db)
    assert listed(desk, "staff", "list") == staff


def test_backup_without_a_place_goes_beside_the_file(desk: Kefu, db: Path) -> None:
    """The folder is ``backups``, the name says when."""
    said = done(desk("backup"))
    assert str(db.parent / "backups" / "kefu-20240620-093000.db") in said


def test_backup_replaces_nothing_unless_told(desk: Kefu, backup: Path) -> None:
    """A second backup to the same place is refused, and made with --overwrite."""
    before = backup.read_bytes()
    refused(desk("backup", str(backup)))
    done(desk("building", "add", "--code", "99"))
    assert backup.read_bytes() == before
    done(desk("backup", str(backup), "--overwrite"))
    assert backup.read_bytes() != before


def test_backup_is_taken_while_another_writes(desk: Kefu, db: Path) -> None:
    """What the other has not committed is not in it, and nobody waits."""
    target = db.with_name("copy.db")
    other = sqlite3.connect(db)
    other.execute("INSERT INTO building (code) VALUES ('99')")
    done(desk("backup", str(target)))
    other.close()
    copy = sqlite3.connect(target)
    assert copy.execute("SELECT count(*) FROM building WHERE code = '99'").fetchone() == (0,)
    copy.close()


def test_restore_puts_the_backup_back_and_keeps_the_present_file(
    desk: Kefu, db: Path, backup: Path
) -> None:
    """What came after the backup is gone from the file and stands in the one put aside."""
    done(desk("building", "add", "--code", "99"))
    said = done(desk("restore", str(backup)))
    assert "99" not in [row["code"] for row in listed(desk, "building", "list")]
    aside = db.with_name("kefu-before-restore-20240620-093000.db")
    assert str(aside) in said
    done(desk("restore", str(aside), now=LATER))
    assert "99" in [row["code"] for row in listed(desk, "building", "list")]


def test_restore_makes_a_missing_file(desk: Kefu, db: Path, backup: Path) -> None:
    """A lost file comes back, and nothing is said to have been put aside."""
    db.unlink()
    assert "before-restore" not in done(desk("restore", str(backup)))
    assert listed(desk, "staff", "list")


def test_restore_replaces_a_damaged_file(desk: Kefu, db: Path, backup: Path) -> None:
    """A file that is no database any more is put aside as it is."""
    db.write_bytes(b"not a database at all" * 100)
    done(desk("restore", str(backup)))
    assert listed(desk, "staff", "list")
    aside = db.with_name("kefu-before-restore-20240620-093000.db")
    assert aside.read_bytes().startswith(b"not a database")


def test_restore_leaves_another_programs_database_alone(desk: Kefu, db: Path, backup: Path) -> None:
    """A file that is not kefu's is refused, not replaced."""
    db.unlink()
    other = sqlite3.connect(db)
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    before = db.read_bytes()
    refused(desk("restore", str(backup)))
    assert db.read_bytes() == before


def test_restore_stands_in_the_history(desk: Kefu, backup: Path) -> None:
    """Who put a backup back and when is the last thing that the file tells."""
    done(desk("building", "add", "--code", "99"))
    before = listed(desk, "history", "--month", "2024-06")[:-1]
    done(desk("restore", str(backup), now=LATER))
    *rest, last = listed(desk, "history", "--month", "2024-06")
    assert rest == before
    assert [last[key] for key in ("at", "user", "command", "record")] == [
        "2024-06-20T12:00",
        "王主管",
        "kefu restore",
        None,
    ]
    assert "is sound" in done(desk("check"))


def test_restore_leaves_the_backup_as_it_is(desk: Kefu, backup: Path) -> None:
    """It can be put back again, and its checksum still is its own."""
    before = backup.read_bytes()
    done(desk("restore", str(backup)))
    assert backup.read_bytes() == before
    done(desk("restore", str(backup), now=LATER))


def test_restore_waits_for_another_program_and_then_refuses(
    desk: Kefu, db: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the other is about to write is not lost: nothing is put back or aside meanwhile."""
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0)
    with outside(db) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "has been in use by another program" in refused(desk("restore", str(backup)))[0]
        other.execute("ROLLBACK")
    assert not list(db.parent.glob("*before-restore*"))


@pytest.mark.parametrize("harm", ["changed", "cut", "missing", "foreign"])
def test_restore_refuses_what_is_no_sound_backup(
    desk: Kefu, db: Path, backup: Path, harm: str
) -> None:
    """A changed, cut off, missing or foreign backup is refused and the file stays as it is."""
    before = db.read_bytes()
    match harm:
        case "changed":
            backup.write_bytes(backup.read_bytes() + b"x")
        case "cut":
            backup.write_bytes(backup.read_bytes()[:5000])
            backup.with_name("copy.db.sha256").unlink()
        case "missing":
            backup.unlink()
        case "foreign":
            backup.write_bytes(b"PK\x03\x04")
            backup.with_name("copy.db.sha256").unlink()
    refused(desk("restore", str(backup)))
    assert db.read_bytes() == before


def test_restore_refuses_a_backup_without_its_triggers(desk: Kefu, backup: Path) -> None:
    """A copy from which a guard was taken is not sound."""
    copy = sqlite3.connect(backup)
    copy.execute("DROP TRIGGER fee_stays")
    copy.close()
    backup.with_name("copy.db.sha256").unlink()
    assert "fee_stays" in refused(desk("restore", str(backup)))[0]


def test_restore_refuses_a_backup_whose_closed_months_were_changed(
    office: Kefu, db: Path, closed: Path
) -> None:
    """Guards that were put back hide nothing: the month, what is wrong, and how to go on."""
    shutil.copy(closed, db)
    harmed = db.with_name("copy.db")
    shutil.copy(closed, harmed)
    _tamper(harmed, "UPDATE kept SET result = result || ' ' WHERE place = 0")
    before = db.read_bytes()
    what, advice = refused(office("restore", str(harmed)))
    assert what == (
        f"{harmed} is not sound: 2024-05: the people's results that were kept were changed"
    )
    assert advice.endswith(f"kefu --db {harmed} check")
    assert db.read_bytes() == before


def test_restore_refuses_an_empty_file(desk: Kefu, db: Path) -> None:
    """There is nothing to put back."""
    empty = db.with_name("copy.db")
    empty.touch()
    assert refused(desk("restore", str(empty)))[0] == f"{empty} is not sound: the file is empty"
    assert listed(desk, "staff", "list")


def test_check_finds_nothing_in_a_sound_file(desk: Kefu, db: Path) -> None:
    """One line, exit 0."""
    assert done(desk("check")) == f"{db} is sound.\n"


def test_check_names_every_fault(desk: Kefu, db: Path) -> None:
    """A missing trigger, a changed view, a missing reference, an unfinished command."""
    with outside(db) as file:
        file.executescript(
            """
            DROP TRIGGER fee_stays;
            DROP VIEW list_building;
            CREATE VIEW list_building AS SELECT id FROM building;
            INSERT INTO assignment (building_id, staff_id, from_day) VALUES (99, 1, '2024-01-01');
            INSERT INTO command (user, words, at) VALUES ('x', 'y', '2024-01-01T00:00');
            """
        )
    outcome = desk("check")
    assert (outcome.code, len(outcome.err.splitlines())) == (1, 2)
    reference, trigger, view, command = outcome.out.splitlines()
    assert reference.endswith("refers to a missing building")
    assert trigger == "the trigger fee_stays is missing"
    assert view == "the view list_building was changed"
    assert command.endswith("was never finished")
    _, trigger, view, _ = desk("check", lang="zh-Hant").out.splitlines()
    assert ("觸發器" in trigger, "視圖" in view) == (True, True)


def _tamper(db: Path, *statements: str) -> None:
    """Change the file as someone does who takes the guards away and puts them back."""
    with outside(db) as file:
        query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        triggers = file.execute(query).fetchall()
        for name, _ in triggers:
            file.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            file.execute(statement)
        for _, sql in triggers:
            file.execute(sql)


@pytest.fixture(scope="module")
def closed(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The furnished file with its May closed; tests copy it and leave it as it is."""
    path = tmp_path_factory.mktemp("closed") / "kefu.db"
    shutil.copy(furnished, path)
    signed = "".join(f"sign --month 2024-05 --role {role}\n" for role in SIGNERS)
    furnish(path, f"{signed}month close 2024-05")
    return path


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE unit SET voided = 1, void_reason = 'x' WHERE id = 1", "fee 2 refers to unit"),
        ("UPDATE staff SET voided = 1, void_reason = 'x' WHERE id = 2", "assignment 2 refers to"),
        ("UPDATE building SET voided = 1, void_reason = 'x' WHERE id = 2", "unit 3 refers to"),
        ("UPDATE lock SET last_day = '2024-05-30'", "2024-05: the days that are locked"),
        ("UPDATE closing SET head = head || ' '", "2024-05: the head of the kept result"),
        ("UPDATE kept SET result = result || ' ' WHERE place = 0", "2024-05: the people's results"),
        ("UPDATE violation SET late = 1 WHERE id = 1", "violation 1 is marked as late after"),
        ("UPDATE fee SET late = 9 WHERE id = 1", "fee 1 refers to a missing closing"),
        ("UPDATE signature SET recorded_by = '某人'", "2024-05: the signature of 客服主管 ("),
    ],
)
def test_check_tells_what_cannot_be_true(
    office: Kefu, db: Path, closed: Path, statement: str, fault: str
) -> None:
    """Closed months that do not chain, a false lock, void records in use, marks set afterwards."""
    shutil.copy(closed, db)
    assert "is sound" in done(office("check"))
    _tamper(db, statement)
    outcome = office("check")
    assert (outcome.code, len(outcome.err.splitlines())) == (1, 2)
    assert [line for line in outcome.out.splitlines() if line.startswith(fault)]


def test_check_finds_no_fault_in_what_came_late(office: Kefu, db: Path, closed: Path) -> None:
    """A record that bears the number of the closing before its command is as it should be."""
    shutil.copy(closed, db)
    with outside(db) as file:
        file.executescript(
            """
            INSERT INTO command (user, words, at)
                VALUES ('x', 'kefu violation add', '2024-06-21T09:00');
            INSERT INTO violation (staff_id, clause, on_day, command_id, late)
                SELECT 1, '1.1', '2024-05-09', max(id), 1 FROM command;
            UPDATE command SET open = 0 WHERE open = 1;
            """
        )
    assert "is sound" in done(office("check"))


def test_check_counts_the_rows_that_have_no_number(office: Kefu, db: Path, closed: Path) -> None:
    """One line says how many of a table refer to what is missing."""
    shutil.copy(closed, db)
    with outside(db) as file:
        (kept,) = file.execute("SELECT count(*) FROM kept").fetchone()
    _tamper(db, "DELETE FROM closing")
    lines = office("check").out.splitlines()
    assert kept > 1
    assert f"kept: rows that refer to a missing closing: {kept}" in lines
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("table", ["kept_finding", "command", "lock"])
def test_check_goes_on_where_tables_are_missing(desk: Kefu, db: Path, table: str) -> None:
    """What is left is looked through, and no error stops it."""
    with outside(db) as file:
        file.execute(f"DROP TABLE {table}")
    assert f"the table {table} is missing" in desk("check").out


def test_check_goes_on_where_a_table_has_no_numbers_any_more(desk: Kefu, db: Path) -> None:
    """What others refer to cannot be looked for; the table is named all the same."""
    with outside(db) as file:
        file.execute("DROP TABLE building")
        file.execute("CREATE TABLE building (code TEXT)")
    assert "the table building was changed" in desk("check").out.splitlines()


@pytest.mark.parametrize(
    ("harm", "part"),
    [
        ("DROP TABLE kept", "kept"),
        ("ALTER TABLE closing RENAME COLUMN head TO heads", "head"),
    ],
)
def test_a_file_that_lacks_a_part_is_refused_as_such(
    office: Kefu, db: Path, closed: Path, harm: str, part: str
) -> None:
    """Another file is not what helps: what is missing is looked for, and a backup put back."""
    shutil.copy(closed, db)
    with outside(db) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
            file.execute(f"DROP TRIGGER {name}")
        file.execute(harm)
    what, advice = refused(office("score", "--month", "2024-05"))
    assert what == f"{db} lacks a part that belongs to it: {part}."
    assert "kefu check" in advice
    assert "kefu restore FILE" in advice


def test_check_looks_at_a_file_that_is_there(office: Kefu, db: Path) -> None:
    """Where there is none, none is made."""
    assert refused(office("check"))[0] == f"There is no file {db}."
    assert not db.exists()


def test_check_says_that_a_file_is_empty(office: Kefu, db: Path) -> None:
    """A file of no bytes is no sound one, and is left as it is."""
    db.touch()
    outcome = office("check")
    assert (outcome.code, outcome.out) == (1, "the file is empty\n")
    assert db.read_bytes() == b""


def test_a_file_is_no_backup_of_itself(desk: Kefu, db: Path) -> None:
    """Neither written over itself, even if told to, nor put back in its own place."""
    before = db.read_bytes()
    assert refused(desk("backup", str(db), "--overwrite"))[0] == f"{db} is the file itself."
    assert refused(desk("restore", str(db)))[0] == f"{db} is the file itself."
    assert db.read_bytes() == before
    assert not list(db.parent.glob("*before-restore*"))
