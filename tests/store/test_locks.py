"""What a closed month lets no program write: plain SQLite here, which knows nothing of kefu."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from desks import AT_WORK, at_work, outside
from kefu_cli.store.late import CLOSED
from kefu_cli.store.schema import m002_guards
from kefu_cli.store.schema.m001_guards import KEPT
from store.locked import LATE_FACT, keep_correction, locked, locked_file, moved, opened

__all__ = ("locked", "locked_file", "opened")

CASES = tomllib.loads(Path(__file__).with_name("locks.toml").read_text(encoding="utf-8"))


def _cases(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "sql", [pytest.param(c["sql"], id=c["why"]) for c in CASES[kind]]
    )


@_cases("refused")
def test_what_belongs_to_a_closed_month_is_refused(locked: Path, sql: str) -> None:
    """The refusal is the closed month's, and every row stays as it was."""
    with outside(locked) as file:
        before = list(file.iterdump())
        with pytest.raises(sqlite3.IntegrityError, match=f"^{m002_guards.CLOSED}$"):
            file.execute(sql)
        assert list(file.iterdump()) == before


@_cases("allowed")
def test_what_bears_on_open_months_alone_is_let_through(locked: Path, sql: str) -> None:
    """It is written, and the closed months still come out as they were kept."""
    with outside(locked) as file:
        assert file.execute(sql).rowcount > 0
        assert moved(file) == []


VALUES: dict[str, Sequence[str | int | None]] = {
    "day": ("2024-04-20", "2024-05-31", "2024-06-01", None),
    "moment": ("2024-04-20T09:00", "2024-06-01T09:00", None),
    "month": ("2024-05", "2024-06"),
    "number": (0, 1, 2),
    "text": ("x", "7.2", "repair:31", "repair:31:7.2", "返修", "text", None),
}
"""What is tried in a column, by its kind."""
KINDS = {
    **dict.fromkeys(("joined", "left_on", "from_day", "to_day"), "day"),
    **dict.fromkeys(("handover", "paid_on", "on_day"), "day"),
    **dict.fromkeys(("received", "dispatched", "completed", "revisited", "at"), "moment"),
    **dict.fromkeys(("month", "to_month", "from_month"), "month"),
}


@pytest.mark.parametrize("table", KEPT)
def test_no_change_that_is_let_through_moves_a_closed_month(locked: Path, table: str) -> None:
    """Whatever is written into one column of one row: it is refused, or the results come out."""
    with outside(locked) as file:
        for change, values in _changes(file, table):
            file.execute("BEGIN")
            try:
                file.execute(change, values)
            except sqlite3.IntegrityError:
                pass
            else:
                assert moved(file) == [], (change, values)
            file.execute("ROLLBACK")


def _changes(
    file: sqlite3.Connection, table: str
) -> Iterator[tuple[str, tuple[str | int | None, int]]]:
    made = {"id", "recorded_by", "recorded_at", "command_id", "fingerprint", "void_reason", "late"}
    numbers = [row[0] for row in file.execute(f"SELECT id FROM {table}").fetchall()]
    for _, name, kind, *_ in file.execute(f"PRAGMA table_info({table})").fetchall():
        if name in made:
            continue
        why = ", void_reason = 'x'" if name == "voided" else ""
        for value in VALUES[KINDS.get(name, "number" if kind == "INTEGER" else "text")]:
            for number in numbers:
                yield f"UPDATE {table} SET {name} = ?{why} WHERE id = ?", (value, number)


REOPEN = (
    "INSERT INTO reopening (closing_id, reason, approved_by, command_id)"
    f" VALUES (?, 'x', '乙', {AT_WORK})"
)


def test_a_reopened_month_is_open_at_once_for_every_program(locked: Path) -> None:
    """Its days are free again; those of the month before, still closed, are not."""
    add = "INSERT INTO violation (staff_id, clause, on_day) VALUES (1, '1.1', ?)"
    with outside(locked) as file:
        with at_work(file):
            file.execute(REOPEN, (2,))
        file.execute(add, ("2024-05-01",))
        with pytest.raises(sqlite3.IntegrityError, match=CLOSED):
            file.execute(add, ("2024-04-30",))
        with at_work(file):
            file.execute(REOPEN, (1,))
        file.execute(add, ("2024-04-30",))


def test_a_correction_keeps_its_findings_as_well(opened: sqlite3.Connection) -> None:
    """What came late and was corrected is neither waived nor replaced from an open day."""
    opened.execute(
        "INSERT INTO repair (no, unit_id, content, received, staff_id, late)"
        " VALUES ('90', 1, 'x', '2024-05-10T09:00', 1, 2)"
    )
    keep_correction(opened, "2024-05")
    waiver = "INSERT INTO waiver (finding, reason) VALUES ('repair:90:7.2', 'x')"
    instead = (
        "INSERT INTO violation (staff_id, clause, on_day, source)"
        " VALUES (1, '7.2', '2024-06-10', 'repair:90')"
    )
    for statement in (waiver, instead):
        with pytest.raises(sqlite3.IntegrityError, match=CLOSED):
            opened.execute(statement)


def test_a_late_end_of_a_holding_is_none_for_what_was_closed(opened: sqlite3.Connection) -> None:
    """A building whose holder is said, late, to have gone before: its units are due as they were.

    Nobody else held it, so that by today's records it was nobody's in the closed months.
    """
    for assignment in (1, 5):
        opened.execute(LATE_FACT, ("assignment", assignment, "to_day"))
        end = "UPDATE assignment SET to_day = '2024-01-31' WHERE id = ?"
        opened.execute(end, (assignment,))
    with pytest.raises(sqlite3.IntegrityError, match=CLOSED):
        opened.execute(
            "INSERT INTO unit (code, building_id, handover) VALUES ('x', 1, '2020-01-01')"
        )
    assert moved(opened) == []
