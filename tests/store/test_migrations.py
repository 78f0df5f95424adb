"""Files of the first version: copied, brought up to date, and never left in between."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from desks import Kefu, done, listed, outside, refused
from kefu_cli.store import opening
from kefu_cli.store.opening import APPLICATION_ID, LATEST, open_file
from kefu_cli.store.schema import MIGRATIONS

LANDED = {
    "m001_records": "a6b37692efaaeebd2e8c91da4dbaf3da664479d80beac7bd07b61da4a813ab75",
    "m002_month_end": "23d52bc80df63a74d1203dec78d41a6dbd96852c6bdf8951cc5dfb2de0f1d850",
}
"""The SHA-256 of the schema after each migration that landed: none of them is ever edited."""

RECORDS = """
    INSERT INTO command (user, words, at, open)
        VALUES ('王主管', 'kefu staff add', '2024-05-01T09:00', 0);
    INSERT INTO staff (code, name, joined, command_id) VALUES ('W001', '張三', '2023-03-01', 1);
    INSERT INTO base_pay (staff_id, from_month, amount) VALUES (1, '0001-01', 200000);
    INSERT INTO building (code) VALUES ('3');
    INSERT INTO assignment (building_id, staff_id, from_day) VALUES (1, 1, '2024-01-01');
    INSERT INTO unit (code, building_id, owner, phone, handover)
        VALUES ('3-1-502', 1, '王小明', '000-00001234', '2024-05-01');
    INSERT INTO fee (unit_id, month, to_month, amount, paid_on)
        VALUES (1, '2024-05', '2024-05', 24000, '2024-05-03');
    INSERT INTO violation (staff_id, clause, on_day, note) VALUES (1, '1.3', '2024-05-03', '工牌');
    INSERT INTO repair (no, unit_id, content, staff_id, received)
        VALUES ('31', 1, '漏水', 1, '2024-05-03T09:00');
    INSERT INTO repair_follow (repair_id, at, note) VALUES (1, '2024-05-10T09:00', '等配件');
    INSERT INTO waiver (finding, reason) VALUES ('violation:1', '工牌送修');
    UPDATE staff SET department = '客服部';
"""


@pytest.fixture
def old(db: Path) -> Path:
    """A file of the first version with a record of most kinds, a change among them."""
    with outside(db) as file:
        file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        MIGRATIONS.apply(Database(file, execute_plugins=False), stop_before="m002_month_end")
        file.executescript(RECORDS)
        assert _version(db) == 1
    return db


def _version(path: Path) -> int:
    with outside(path) as file:
        return int(file.execute("PRAGMA user_version").fetchone()[0])


def _records(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the first version, without what the second one added."""
    with outside(path) as file:
        tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_sqlite*'"
        found = {}
        for (table,) in file.execute(tables).fetchall():
            columns = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
            kept = ", ".join(f'"{column}"' for column in columns if column != "late")
            found[table] = file.execute(f"SELECT {kept} FROM {table} ORDER BY 1").fetchall()
        return found


def _backups(path: Path) -> list[str]:
    return sorted(p.name for p in (path.parent / "backups").glob("*.db"))


@pytest.mark.parametrize("name", LANDED)
def test_what_landed_makes_the_same_schema_for_ever(db: Path, name: str) -> None:
    """Files of every version that was given out are brought up to date from what they are."""
    names = [migration.name for migration in MIGRATIONS.pending(Database(memory=True))]
    later = names[names.index(name) + 1]
    with outside(db) as file:
        MIGRATIONS.apply(Database(file, execute_plugins=False), stop_before=later)
        made = file.execute(
            "SELECT type, name, sql FROM sqlite_schema"
            " WHERE sql IS NOT NULL AND name NOT LIKE '_sqlite%' ORDER BY type, name"
        ).fetchall()
    assert hashlib.sha256(repr(made).encode()).hexdigest() == LANDED[name]


def test_a_file_of_an_older_version_is_copied_and_brought_up_to_date(
    office: Kefu, old: Path
) -> None:
    """Not a record is lost, the copy is what the file was, and one line says where it is."""
    before = _records(old)
    outcome = office("staff", "list", "--format", "json")
    backup = old.parent / "backups" / f"kefu-before-v{LATEST}.db"
    assert outcome.err.splitlines() == [
        f"The file was brought up to date; as it was before, it is kept as {backup}"
    ]
    assert '"code": "W001"' in outcome.out
    after = _records(old)
    assert {table: after[table] for table in before} == before
    assert (_version(old), _version(backup)) == (LATEST, 1)
    assert _records(backup) == before
    assert done(office("check")).startswith(f"{old} is sound.")
    if sys.platform != "win32":
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    digest = hashlib.sha256(backup.read_bytes()).hexdigest()
    assert backup.with_name(f"{backup.name}.sha256").read_text().split()[0] == digest


def test_a_file_of_the_second_version_is_brought_up_to_date_too(office: Kefu, db: Path) -> None:
    """Whatever version a file is of, it ends with the latest schema, and a copy beside it."""
    with outside(db) as file:
        file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        MIGRATIONS.apply(Database(file, execute_plugins=False), stop_before="m003_trust")
        file.executescript(RECORDS)
    before = _records(db)
    assert [p["code"] for p in json.loads(office("staff", "list", "--format", "json").out)] == [
        "W001"
    ]
    assert (_version(db), _backups(db)) == (LATEST, [f"kefu-before-v{LATEST}.db"])
    assert _records(db) == before
    assert done(office("check")).startswith(f"{db} is sound.")


def test_a_new_file_needs_no_copy(office: Kefu, db: Path) -> None:
    """There is nothing yet that could be lost."""
    assert office("staff", "list").code == 0
    assert not (db.parent / "backups").exists()


def test_a_copy_takes_no_other_ones_place(office: Kefu, old: Path) -> None:
    """What bears the name already stays, its checksum too; the new copy bears a number."""
    folder = old.parent / "backups"
    folder.mkdir()
    first = folder / f"kefu-before-v{LATEST}.db"
    first.write_text("first")
    (folder / f"kefu-before-v{LATEST}-2.db.sha256").write_text("second")
    assert f"kefu-before-v{LATEST}-3.db" in office("staff", "list").err
    assert first.read_text() == "first"
    assert (folder / f"kefu-before-v{LATEST}-2.db.sha256").read_text() == "second"
    assert _version(folder / f"kefu-before-v{LATEST}-3.db") == 1


def test_without_a_copy_nothing_is_migrated(office: Kefu, old: Path) -> None:
    """Where the copy cannot be written the command is refused and the file is as it was."""
    before = old.read_bytes()
    (old.parent / "backups").write_text("a file where the folder should be")
    what, advice = refused(office("staff", "list"))
    assert what.startswith(f"{old} is not brought up to date without a backup: ")
    assert advice.startswith("Nothing was changed.")
    assert old.read_bytes() == before


def test_of_two_commands_one_migrates(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other finds the file migrated when its turn comes: one copy, told of once."""
    version = opening._version
    told: list[Path] = []

    def read_and_wait(file: sqlite3.Connection, path: Path) -> int:
        monkeypatch.setattr(opening, "_version", version)
        found = version(file, path)
        with open_file(path, told.append):
            return found

    monkeypatch.setattr(opening, "_version", read_and_wait)
    with open_file(old, told.append) as file:
        assert file.execute("SELECT code FROM staff").fetchall() == [("W001",)]
    assert [path.name for path in told] == _backups(old) == [f"kefu-before-v{LATEST}.db"]


def test_a_migration_that_fails_leaves_the_older_version(
    office: Kefu, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it is done or nothing, and the next command does it."""
    from kefu_cli.store.schema import m002_views

    before = _records(old)
    monkeypatch.setattr(m002_views, "NEW_VIEWS", ("CREATE VIEW list_x AS SELECT 1 FROM",))
    assert office("staff", "list").code == 1
    assert (_version(old), _records(old)) == (1, before)
    monkeypatch.undo()
    assert office("staff", "list").code == 0
    assert _version(old) == LATEST


KILLED = """
import os, signal, sys
from pathlib import Path
from kefu_cli.store.opening import open_file
from kefu_cli.store.schema import m002_guards

def killed(table):
    if table == "waiver":
        os.kill(os.getpid(), signal.SIGKILL)
    yield from guards(table)

guards, m002_guards.late = m002_guards.late, killed
with open_file(Path(sys.argv[1])):
    pass
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no process is killed so there")
def test_a_migration_that_was_killed_leaves_the_older_version(office: Kefu, old: Path) -> None:
    """The file is whole and of its version, the copy stands, and the next command does it anew."""
    before = _records(old)
    source = str(Path(opening.__file__).parents[2])
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(old)], env={"PYTHONPATH": source}, check=False
    )
    assert ended.returncode == -9
    assert (_version(old), _records(old)) == (1, before)
    assert office("staff", "list").code == 0
    assert _version(old) == LATEST
    assert _backups(old) == [f"kefu-before-v{LATEST}-2.db", f"kefu-before-v{LATEST}.db"]


def test_the_copy_can_be_put_back_and_is_migrated_when_next_opened(office: Kefu, old: Path) -> None:
    """It is the file of the older version again, with the restore in its history."""
    before = _records(old)
    assert office("staff", "edit", "W001", "--department", "工程部").code == 0
    backup = old.parent / "backups" / f"kefu-before-v{LATEST}.db"
    done(office("restore", str(backup)))
    assert _version(old) == 1
    restored = _records(old)
    assert restored.pop("command") == [
        *before.pop("command"),
        (2, "王主管", "kefu restore", "2024-06-20T09:30", 0),
    ]
    assert restored == before
    assert f"kefu-before-v{LATEST}-2.db" in office("staff", "list").err
    (person,) = listed(office, "staff", "list")
    assert (person["department"], _version(old)) == ("客服部", LATEST)


def test_check_leaves_an_older_file_as_it_is(office: Kefu, old: Path) -> None:
    """It is looked through in its own version, and what will happen to it is said."""
    before = old.read_bytes()
    assert done(office("check")).splitlines() == [
        f"{old} is sound.",
        f"Of version 1; brought to {LATEST} when next opened.",
    ]
    assert old.read_bytes() == before
    assert not (old.parent / "backups").exists()
