"""What a closing keeps, and the marks of what came late, stay as they are: for every program."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from desks import AT_WORK, at_work, furnish, outside
from kefu_cli.store import late
from kefu_cli.store.opening import open_file
from kefu_cli.store.schema import m002_guards
from store.locked import LATE_FACT, keep_correction, locked, locked_file

__all__ = ("locked", "locked_file")

STAY = ("closing", "kept", "kept_finding", "reopening", "late_change", "issue", "signature")
NEXT = (
    "INSERT INTO closing (month, kind, sha256, head, rulebook, command_id)"
    f" VALUES (?, ?, 's', 'h', 'r', {AT_WORK})"
)
REOPEN = (
    "INSERT INTO reopening (closing_id, reason, approved_by, recorded_by, command_id)"
    f" VALUES (?, 'x', ?, '甲', {AT_WORK})"
)
VIOLATION = "INSERT INTO violation (staff_id, clause, on_day, late) VALUES (1, '1.1', ?, ?)"
MARK = "late is what was recorded after the last closing"
FILLED = "only a blank fact is filled in late"


@pytest.fixture(scope="module")
def full_file(locked_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The locked office with a row in every table of a month's end."""
    path = tmp_path_factory.mktemp("kept") / "kefu.db"
    shutil.copy(locked_file, path)
    furnish(
        path,
        """
    month reopen 2024-05 --reason 補錄 --approved-by 陳經理
    month issue 2024-05
    month close 2024-05
    repair dispatch 41 --at 2024-05-29T09:00 --late
    building add --code 9
    undo
""",
    )
    return path


@pytest.fixture
def full(db: Path, full_file: Path) -> Path:
    """A copy of that file."""
    shutil.copy(full_file, db)
    return db


def _refuses(
    file: sqlite3.Connection, statement: str, *values: object, why: str = "kefu: "
) -> None:
    """That a statement is refused, and leaves everything as it was."""
    before = list(file.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match=why):
        file.execute(statement, values)
    assert list(file.iterdump()) == before


@pytest.mark.parametrize("table", [*STAY, "undone", "lock"])
def test_what_was_decided_is_neither_changed_nor_removed_nor_replaced(
    full: Path, table: str
) -> None:
    """Not one column of it, not by the same row anew, not by another one in its place."""
    with outside(full) as file:
        columns = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
        assert file.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0
        _refuses(file, f"DELETE FROM {table}")
        for column in columns:
            _refuses(file, f"UPDATE {table} SET {column} = 77")
            _refuses(file, f"UPDATE OR REPLACE {table} SET {column} = 77")
        for how in ("REPLACE INTO", "INSERT OR REPLACE INTO", "INSERT OR IGNORE INTO"):
            _refuses(file, f"{how} {table} SELECT * FROM {table} LIMIT 1")
            other = ", ".join(_otherwise(column) for column in columns)
            _refuses(file, f"{how} {table} SELECT {other} FROM {table} LIMIT 1")


def _otherwise(column: str) -> str:
    """The columns that name a row, and something else in the others."""
    names = ("id", "closing_id", "place", "finding", "command_id")
    return column if column in names else f"CASE WHEN typeof({column}) = 'text' THEN '2024-05' END"


@pytest.mark.parametrize("table", ["kept", "kept_finding"])
def test_nothing_is_added_to_what_a_closing_kept(full: Path, table: str) -> None:
    """Neither to the last one nor to an earlier one, once it is done."""
    row = {"kept": "9, 'W090', '{}'", "kept_finding": "'violation:3'"}[table]
    columns = {"kept": "place, code, result", "kept_finding": "finding"}[table]
    with outside(full) as file:
        for closing in (1, 2, 3, 4):
            _refuses(file, f"INSERT INTO {table} (closing_id, {columns}) VALUES ({closing}, {row})")


@pytest.mark.parametrize("month", ["2024-03", "2024-04", "2024-05", "2024-07"])
def test_months_close_in_order(locked: Path, month: str) -> None:
    """After May comes June: no month twice, none left out, none before the first."""
    with outside(locked) as file, at_work(file):
        _refuses(file, NEXT, month, "close", why="months close in order")


def test_only_a_closed_month_is_corrected(locked: Path) -> None:
    """And a correction closes nothing."""
    with outside(locked) as file, at_work(file):
        _refuses(file, NEXT, "2024-06", "correction", why="only a closed month")
        file.execute(NEXT, ("2024-04", "correction"))
        assert file.execute("SELECT last_month FROM lock").fetchone() == ("2024-05",)
        _refuses(file, NEXT, "2024-05", "close", why="months close in order")


@pytest.mark.parametrize(
    ("closing", "by"), [(1, "乙"), (99, "乙"), (2, "甲")], ids=["not the last", "none", "alone"]
)
def test_only_the_last_month_is_reopened_and_by_two(locked: Path, closing: int, by: str) -> None:
    """April while May is closed, a closing that is none, and a consent of one's own."""
    with outside(locked) as file, at_work(file):
        _refuses(file, REOPEN, closing, by, why="only the month closed last")


def test_a_closing_is_reopened_once(locked: Path) -> None:
    """After May it is April's turn, and May, once reopened, is closed anew first."""
    with outside(locked) as file, at_work(file):
        file.execute(REOPEN, (2, "乙"))
        _refuses(file, REOPEN, 2, "乙")
        file.execute(REOPEN, (1, "乙"))
        _refuses(file, REOPEN, 1, "乙")
        _refuses(file, NEXT, "2024-05", "close", why="months close in order")
        file.execute(NEXT, ("2024-04", "close"))


def test_once_all_are_reopened_an_earlier_month_may_be_the_first(locked: Path) -> None:
    """Whoever began with the wrong one begins anew; the months in between are closed in order."""
    with outside(locked) as file, at_work(file):
        for closing in (2, 1):
            file.execute(REOPEN, (closing, "乙"))
        file.execute(NEXT, ("2024-02", "close"))
        _refuses(file, NEXT, "2024-04", "close", why="months close in order")
        file.execute(NEXT, ("2024-03", "close"))
        file.execute(NEXT, ("2024-04", "close"))


@pytest.mark.parametrize("open_command", [False, True])
def test_no_other_program_closes_or_reopens_a_month(locked: Path, open_command: bool) -> None:
    """Neither with no command nor with one that has ended, were it another's at work."""
    with outside(locked) as file:
        if open_command:
            file.execute("INSERT INTO command (user, words, at) VALUES ('甲', 'kefu', 'x')")
        for command in ("NULL", "1"):
            closing = NEXT.replace(AT_WORK, command)
            _refuses(file, closing, "2024-06", "close", why="kefu month close")
            _refuses(file, REOPEN.replace(AT_WORK, command), 2, "乙", why="kefu month reopen")


def test_a_closing_locks_at_once(locked: Path) -> None:
    """Whoever writes it: from the next statement on the month is locked."""
    with outside(locked) as file:
        file.execute(VIOLATION, ("2024-06-30", None))
        with at_work(file):
            file.execute(NEXT, ("2024-06", "close"))
        _refuses(file, VIOLATION, "2024-06-30", None, why=late.CLOSED)


@pytest.mark.parametrize("mark", [1, 3, 0, -1])
def test_a_mark_of_being_late_is_the_last_closings(locked: Path, mark: int) -> None:
    """No other number is one, on a locked day or an open one."""
    with outside(locked) as file:
        for day in ("2024-05-10", "2024-06-10"):
            _refuses(file, VIOLATION, day, mark, why=MARK)


@pytest.mark.parametrize(
    "change",
    ["violation SET late = 2 WHERE id = 3", "violation SET late = NULL WHERE id = 9"],
    ids=["given", "taken"],
)
def test_a_mark_of_being_late_is_not_changed(locked: Path, change: str) -> None:
    """It is neither given to what was known nor taken from what was not."""
    with outside(locked) as file:
        file.execute(VIOLATION, ("2024-05-10", 2))
        _refuses(file, f"UPDATE {change}", why=MARK)


def test_a_late_record_is_free_until_the_next_closing(locked: Path) -> None:
    """No kept result counts it; the next closing may, and from then on it is locked as others."""
    change = "UPDATE violation SET on_day = '2024-05-12', note = 'x' WHERE id = 9"
    with outside(locked) as file:
        file.execute(VIOLATION, ("2024-05-10", 2))
        file.execute(change)
        file.execute("UPDATE violation SET voided = 1, void_reason = 'x' WHERE id = 9")
        file.execute("UPDATE violation SET voided = 0, void_reason = NULL WHERE id = 9")
        with at_work(file):
            file.execute(NEXT, ("2024-06", "close"))
        _refuses(file, change, why=late.CLOSED)


def test_a_correction_settles_what_it_counts(locked: Path) -> None:
    """What it was made of stays, so that it can be computed again."""
    with open_file(locked) as file:
        file.execute(VIOLATION, ("2024-05-10", 2))
        keep_correction(file, "2024-05")
        _refuses(file, "UPDATE violation SET note = 'x' WHERE id = 9", why=late.CLOSED)


def test_a_review_and_a_rulebook_are_never_late(locked: Path) -> None:
    """The mark is no way around: a closed month takes neither."""
    review = "INSERT INTO review (staff_id, month, level, item, score, late)"
    book = "INSERT INTO rulebook (name, version, from_month, text, sha256, late)"
    with outside(locked) as file:
        _refuses(file, f"{review} VALUES (1, '2024-05', 'manager', 1, 1, 2)", why=late.CLOSED)
        _refuses(file, f"{book} VALUES ('n', 'v', '2024-05', 't', 's', 2)", why=late.CLOSED)


BLANK = [
    ("staff", 1, "left_on", "'2024-05-20'"),
    ("assignment", 1, "to_day", "'2024-05-20'"),
    ("unit", 2, "handover", "'2024-05-20'"),
    ("repair", 1, "dispatched", "'2024-05-04T09:00'"),
    ("repair", 1, "completed", "'2024-05-04T09:00'"),
    ("repair", 7, "revisit_record", "'text'"),
    ("repair", 3, "rework", "1"),
]


@pytest.mark.parametrize(("table", "number", "field", "value"), BLANK)
def test_a_blank_fact_is_filled_in_late_once_it_is_marked(
    locked: Path, table: str, number: int, field: str, value: str
) -> None:
    """Only then, and freely until the next closing; from then on it is locked."""
    fill = f"UPDATE {table} SET {field} = {value} WHERE id = {number}"
    empty = (
        f"UPDATE {table} SET {field} = {'0' if field == 'rework' else 'NULL'} WHERE id = {number}"
    )
    with outside(locked) as file:
        _refuses(file, fill, why=late.CLOSED)
        file.execute(LATE_FACT, (table, number, field))
        for statement in (fill, empty, fill):
            file.execute(statement)
        with at_work(file):
            file.execute(NEXT, ("2024-06", "close"))
        _refuses(file, empty, why=late.CLOSED)


def test_a_blank_revisit_is_filled_in_late_with_its_completion(locked: Path) -> None:
    """Each of the two with a mark of its own."""
    fill = "UPDATE repair SET completed = '2024-05-05T09:00', revisited = '2024-05-06T09:00'"
    with outside(locked) as file:
        file.execute(LATE_FACT, ("repair", 1, "completed"))
        _refuses(file, f"{fill} WHERE id = 1", why=late.CLOSED)
        file.execute(LATE_FACT, ("repair", 1, "revisited"))
        file.execute(f"{fill} WHERE id = 1")


@pytest.mark.parametrize(
    ("table", "number", "field"),
    [
        ("repair", 3, "dispatched"),
        ("repair", 7, "rework"),
        ("staff", 7, "left_on"),
        ("repair", 1, "content"),
        ("violation", 1, "note"),
        ("repair", 99, "dispatched"),
    ],
)
def test_nothing_else_is_marked_as_filled_in_late(
    locked: Path, table: str, number: int, field: str
) -> None:
    """No fact that stands, none that is never late, none of a record that is not there."""
    with outside(locked) as file:
        with pytest.raises(sqlite3.IntegrityError, match=FILLED):
            file.execute(LATE_FACT, (table, number, field))
        _refuses(
            file,
            "INSERT INTO late_change (noun, record_id, field, closing_id)"
            " VALUES ('repair', 1, 'dispatched', 1)",
            why=FILLED,
        )


def test_the_words_of_a_late_step_can_be_mended(locked: Path) -> None:
    """Who was sent, of a dispatch filled in late, is as free as the dispatch itself."""
    with outside(locked) as file:
        file.execute(LATE_FACT, ("repair", 1, "dispatched"))
        file.execute(
            "UPDATE repair SET dispatched = '2024-05-04T09:00', worker = '李' WHERE id = 1"
        )
        file.execute("UPDATE repair SET dispatched = NULL, worker = NULL WHERE id = 1")


def test_the_code_knows_how_the_file_speaks() -> None:
    """How the refusal of a closed month begins is the triggers' to say."""
    assert m002_guards.CLOSED.startswith(late.CLOSED)
