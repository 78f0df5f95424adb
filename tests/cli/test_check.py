"""``kefu check`` finds what was added to a file too; no copy takes another's place unasked."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from desks import Kefu, at_work, done, outside, refused
from kefu_cli.store.opening import APPLICATION_ID
from kefu_cli.store.schema import MIGRATIONS


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TRIGGER e BEFORE INSERT ON history BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER e BEFORE UPDATE ON violation BEGIN SELECT RAISE(IGNORE); END",
    ],
)
def test_a_trigger_that_silences_the_history_is_found(desk: Kefu, db: Path, made: str) -> None:
    """It takes nothing away, and yet nothing is kept any more."""
    with outside(db) as file:
        file.execute(made)
    outcome = desk("check")
    assert (outcome.code, outcome.out) == (1, "the trigger e is not kefu's\n")


def test_an_older_file_is_looked_through_by_its_own_version(office: Kefu, db: Path) -> None:
    """What its version had is there; what later ones brought is no fault."""
    with outside(db) as file:
        file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        MIGRATIONS.apply(Database(file, execute_plugins=False), stop_before="m002_month_end")
    assert office("check").code == 0
    with outside(db) as file:
        file.execute("DROP TRIGGER history_stays")
    assert office("check").out.splitlines()[0] == "the trigger history_stays is missing"


@pytest.mark.usefixtures("desk")
def test_the_history_takes_no_rows_of_another_program(db: Path) -> None:
    """Neither in the name of a command that has ended, nor that one was taken back by another."""
    forged = (
        "INSERT INTO history (command_id, at, noun, record_id, field, before, after)"
        " VALUES (1, '2024-01-01T00:00', 'violation', 1, 'note', 'x', 'y')",
        "INSERT INTO undone VALUES (1, 2)",
    )
    with outside(db) as file:
        for statement in forged:
            with pytest.raises(sqlite3.IntegrityError, match="the history cannot be changed"):
                file.execute(statement)
        with at_work(file), pytest.raises(sqlite3.IntegrityError):
            file.execute(forged[0])


def test_two_restores_within_a_second_keep_both_files(desk: Kefu, tmp_path: Path) -> None:
    """What was put aside is never in the way, and never asked to be deleted."""
    backup = tmp_path / "b.db"
    done(desk("backup", str(backup)))
    for _ in range(2):
        done(desk("restore", str(backup)))
    kept = sorted(path.name for path in tmp_path.glob("*before-restore*.db"))
    assert kept == [f"kefu-before-restore-20240620-093000{more}.db" for more in ("-2", "")]


def test_a_backup_takes_no_other_checksums_place(desk: Kefu, tmp_path: Path) -> None:
    """Only with --overwrite, as the backup itself."""
    beside = tmp_path / "b.db.sha256"
    beside.write_text("somebody's")
    assert refused(desk("backup", str(tmp_path / "b.db")))[0] == f"{beside} exists already."
    assert beside.read_text() == "somebody's"
    done(desk("backup", str(tmp_path / "b.db"), "--overwrite"))
    done(desk("restore", str(tmp_path / "b.db")))


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "columns",
    ["command_id) VALUES ('9', 1", "recorded_by) VALUES ('9', '老總'", "id) VALUES ('9', -1"],
)
def test_no_program_records_in_the_name_of_kefu(db: Path, columns: str) -> None:
    """Neither as a command that has ended, nor as somebody; nor under a number that blocks all."""
    with outside(db) as file:
        with pytest.raises(sqlite3.IntegrityError, match="the command at work, or outside kefu"):
            file.execute(f"INSERT INTO building (code, {columns})")
        file.execute("INSERT INTO building (code) VALUES ('9')")
        with pytest.raises(sqlite3.IntegrityError, match="numbers begin at 1"):
            file.execute("INSERT INTO command (id, user, words, at) VALUES (-1, 'x', 'x', 'x')")
