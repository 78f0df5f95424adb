"""Each trigger by itself: with every other one gone it still does its part, and alone does it."""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from desks import AT_WORK, at_work, furnish, outside
from kefu_cli.store.schema import MIGRATIONS
from store.locked import close, locked_file

__all__ = ("locked_file",)

CASES = tomllib.loads(Path(__file__).with_name("locks.toml").read_text(encoding="utf-8"))


def _triggers() -> dict[str, str]:
    """Every trigger of a new file, by its name."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        MIGRATIONS.apply(Database(db, execute_plugins=False))
        return dict(db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))


TRIGGERS = _triggers()
LOCKING = ("closing_locks", "reopening_unlocks")
HISTORIES = [name for name in TRIGGERS if name.endswith("_history")]
REFUSING = [name for name in TRIGGERS if name not in (*LOCKING, *HISTORIES)]

NEXT = (
    "INSERT INTO closing (month, kind, sha256, head, rulebook) VALUES ('{}', '{}', 's', 'h', 'r')"
)
REOPEN = (
    "INSERT INTO reopening (closing_id, reason, approved_by)"
    " SELECT max(id) {}, 'x', '甲' FROM closing"
)
OVERLAPPING = "INSERT INTO assignment (building_id, staff_id, from_day) VALUES (1, 1, '2025-01-01')"
OWN = {
    "history_true": (
        "INSERT INTO history (command_id, at, noun, record_id, field)"
        " VALUES (1, '2024-06-20T09:30', 'staff', 1, 'name')"
    ),
    "undone_true": "INSERT INTO undone VALUES (1, 1)",
    "assignment_overlap_new": OVERLAPPING,
    "assignment_overlap_change": "UPDATE assignment SET building_id = 1, staff_id = 1",
    "rulebook_closed": "UPDATE rulebook SET from_month = '2024-05' WHERE id = 1",
    "issue_closed": (
        "INSERT INTO issue (month, on_day, until_day, sha256)"
        " VALUES ('2024-05', '2024-06-20', '2024-06-27', 'x')"
    ),
    "signature_closed": (
        "INSERT INTO signature (month, role, sha256) VALUES ('2024-05', '物業經理', 'x')"
    ),
    "lock_true": "UPDATE lock SET last_day = '2024-05-30'",
    "lock_stays": "DELETE FROM lock",
    "lock_one": "INSERT OR REPLACE INTO lock (id) VALUES (1)",
    "closing_in_order": NEXT.format("2024-07", "close"),
    "closing_corrects": NEXT.format("2024-06", "correction"),
    "closing_by_command": NEXT.format("2024-06", "close"),
    "reopening_last": REOPEN.format("- 2"),
    "reopening_by_command": REOPEN.format(""),
    "review_taken_new": (
        "INSERT OR REPLACE INTO review (staff_id, month, level, item, score)"
        " SELECT staff_id, month, level, item, 1 FROM review WHERE voided = 0 LIMIT 1"
    ),
    "review_taken_change": (
        "UPDATE OR REPLACE review SET level = 'direct' WHERE level = 'indirect'"
    ),
    "kept_whole": "INSERT INTO kept VALUES (1, 99, 'W090', '{}')",
    "kept_finding_whole": "INSERT INTO kept_finding VALUES ('violation:3', 1)",
    "late_change_blank": (
        "INSERT INTO late_change (noun, record_id, field, closing_id)"
        " VALUES ('repair', 3, 'dispatched', 4)"
    ),
}
"""What a trigger of its own kind has to turn away."""

UNIQUE = {
    "staff": "code",
    "building": "code",
    "unit": "code",
    "repair": "no",
    "base_pay": "staff_id, from_month",
    "violation": "staff_id, on_day, absent",
    "waiver": "finding, staff_id",
    "rulebook": "from_month",
}
ENDS = (
    "_made",
    "_closed_new",
    "_closed",
    "_late_stays",
    "_stays",
    "_origin",
    "_fixed",
    "_late",
    "_change",
    "_new",
)
"""Longer ones first, so that the rest of a name is its table."""


@pytest.fixture(scope="module")
def unguarded(locked_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The locked office with a row in every table, and without a trigger."""
    path = tmp_path_factory.mktemp("each") / "kefu.db"
    shutil.copy(locked_file, path)
    furnish(
        path,
        """
    month reopen 2024-05 --reason 補錄 --approved-by 陳經理
    month issue 2024-05
    review set --staff W001 --month 2024-05 --level indirect --item 3 --score 12 --reason 核實
"""
        + close("2024-05")
        + """
    repair dispatch 41 --at 2024-05-29T09:00 --late
    building add --code 9
    undo
""",
    )
    with outside(path) as db:
        (triggers,) = zip(
            *db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'"), strict=True
        )
        assert set(triggers) == set(TRIGGERS)
        for name in triggers:
            db.execute(f"DROP TRIGGER {name}")
        for month in ("2024-07", "2024-08"):
            book = f"('n', 'v', '{month}', 't', 's')"
            db.execute(
                f"INSERT INTO rulebook (name, version, from_month, text, sha256) VALUES {book}"
            )
    return path


@contextlib.contextmanager
def _guarded_by(path: Path, name: str) -> Iterator[sqlite3.Connection]:
    """The file with one trigger; it is as before in the end."""
    with outside(path) as file:
        file.execute("PRAGMA ignore_check_constraints = ON")
        file.execute("BEGIN")
        file.execute(TRIGGERS[name])
        yield file
        file.execute("ROLLBACK")


def _columns(file: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in file.execute(f"PRAGMA table_info({table})")]


def _attempt(file: sqlite3.Connection, name: str) -> tuple[str, str]:
    """The table that the trigger watches, and what it alone has to turn away."""
    table = re.findall(r"\bON (\w+)", TRIGGERS[name].partition("BEGIN")[0])[0]
    if name in OWN:
        return table, OWN[name]
    end = next((end for end in ENDS if name == f"{table}{end}"), None)
    assert end, f"{name} has no case yet: give it one in OWN"
    return table, _usual(table, end, _columns(file, table))


def _usual(table: str, end: str, columns: list[str]) -> str:
    """What a trigger of a kind that many tables have turns away."""
    match end:
        case "_stays":
            return f"DELETE FROM {table}"
        case "_fixed":
            return f"UPDATE {table} SET {columns[-1]} = {columns[-1]}"
        case "_origin":
            return f"UPDATE {table} SET recorded_by = 'x'"
        case "_new":
            return f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"
        case "_change":
            taken = UNIQUE[table]
            first = "voided = 0 AND absent = 1" if table == "violation" else "voided = 0"
            return (
                f"UPDATE OR REPLACE {table} SET ({taken}) = (SELECT {taken} FROM {table}"
                f" WHERE {first} ORDER BY id LIMIT 1)"
                f" WHERE id = (SELECT max(id) FROM {table} WHERE voided = 0)"
            )
        case "_made":
            new = {"id": "-5", "command_id": "NULL", "recorded_by": "'outside kefu'"}
            new |= {"voided": "1", "void_reason": "'x'", "open": "0", "closing_id": "3"}
            values = ", ".join(new.get(column, column) for column in columns)
            return f"INSERT INTO {table} SELECT {values} FROM {table} LIMIT 1"
        case "_late_stays":
            return f"UPDATE {table} SET late = CASE WHEN late IS NULL THEN 1 END"
        case "_late":
            new = {"id": "9999", "late": "1", "voided": "1", "void_reason": "'x'"}
            values = ", ".join(new.get(column, column) for column in columns)
            return f"INSERT INTO {table} SELECT {values} FROM {table} LIMIT 1"
    verb = "INSERT INTO" if end == "_closed_new" else "UPDATE"
    found: list[str] = [case["sql"] for case in CASES["refused"]]
    return next(sql for sql in found if re.match(rf"{verb} {table}\b", sql))


@pytest.mark.parametrize("name", REFUSING)
def test_each_trigger_refuses_by_itself(unguarded: Path, name: str) -> None:
    """Plain SQLite is turned away by it alone; once it is gone too, the same is let through."""
    with _guarded_by(unguarded, name) as file:
        table, attempt = _attempt(file, name)
        before = file.execute(f"SELECT * FROM {table}").fetchall()
        assert before
        with pytest.raises(sqlite3.IntegrityError, match=r"^kefu: "):
            file.execute(attempt)
        assert file.execute(f"SELECT * FROM {table}").fetchall() == before
        file.execute(f"DROP TRIGGER {name}")
        assert file.execute(attempt).rowcount > 0
        assert file.execute(f"SELECT * FROM {table}").fetchall() != before or _same(attempt)


def _same(attempt: str) -> bool:
    """Whether a statement writes what is there already."""
    return "SELECT *" in attempt or bool(re.search(r"SET (\w+) = \1$", attempt))


@pytest.mark.parametrize("name", HISTORIES)
def test_each_history_is_written_by_its_trigger(unguarded: Path, name: str) -> None:
    """Every fact of a record, with the values before and after; without it, nothing is."""
    table = name.removesuffix("_history")
    with _guarded_by(unguarded, name) as file:
        kinds = {row[1]: row[2] for row in file.execute(f"PRAGMA table_info({table})")}
        for made in ("id", "recorded_by", "recorded_at", "command_id", "late"):
            del kinds[made]
        new = {column: 77 if kind == "INTEGER" else "x" for column, kind in kinds.items()}
        columns, marks = ", ".join(new), ", ".join(f":{column}" for column in new)
        (number, *old) = file.execute(f"SELECT id, {columns} FROM {table} LIMIT 1").fetchone()
        known = file.execute("SELECT count(*) FROM history").fetchone()[0]
        change = f"UPDATE {table} SET ({columns}) = ({marks}) WHERE id = {number}"
        with at_work(file):
            file.execute(change, new)
            told = file.execute(
                "SELECT field, before, after FROM history WHERE noun = ? AND record_id = ?"
                f" AND command_id = {AT_WORK} AND at = '2024-07-01T09:00'",
                (table, number),
            )
            assert told.fetchall() == list(zip(new, old, new.values(), strict=True))
        file.execute(f"DROP TRIGGER {name}")
        file.execute(f"UPDATE {table} SET voided = 78 WHERE id = {number}")
        written = file.execute("SELECT count(*) FROM history").fetchone()[0] - known
        assert written == len(new)


@pytest.mark.parametrize(
    ("name", "statement", "lock"),
    [
        ("closing_locks", NEXT.format("2024-06", "close"), ("2024-04", "2024-06", "2024-06-30", 4)),
        ("reopening_unlocks", REOPEN.format(""), ("2024-04", "2024-04", "2024-04-30", 3)),
    ],
)
def test_each_trigger_that_moves_the_lock_does(
    unguarded: Path, name: str, statement: str, lock: tuple[str, str, str, int]
) -> None:
    """A closing locks and a reopening unlocks by it alone; without it the lock stays."""
    what = "SELECT first_month, last_month, last_day, closing_id FROM lock"
    for there in (True, False):
        with _guarded_by(unguarded, name) as file:
            before = file.execute(what).fetchone()
            if not there:
                file.execute(f"DROP TRIGGER {name}")
            file.execute(statement)
            assert file.execute(what).fetchone() == (lock if there else before)


def test_a_reopening_takes_no_other_ones_place(db: Path, locked_file: Path) -> None:
    """With its number it would close again what an earlier one had opened; both stay."""
    shutil.copy(locked_file, db)
    furnish(db, "month reopen 2024-05 --reason 補錄 --approved-by 陳經理\nmonth close 2024-05")
    what = "SELECT * FROM reopening"
    with outside(db) as file, at_work(file):
        before = file.execute(what).fetchall()
        with pytest.raises(sqlite3.IntegrityError, match="reopening rows stay as they are"):
            file.execute(
                "INSERT OR REPLACE INTO reopening (id, closing_id, reason, approved_by, command_id)"
                f" VALUES (1, 3, 'x', '乙', {AT_WORK})"
            )
        assert file.execute(what).fetchall() == before
        assert file.execute("SELECT id FROM standing ORDER BY id").fetchall() == [(1,), (3,)]
