"""Undo where commands alone do not reach: late records, and histories that others have written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from desks import NOW, Kefu, outside, pick, shown
from kefu_cli.errors import Refused
from kefu_cli.language import say
from kefu_cli.store.opening import Command, open_file, writing
from kefu_cli.store.records import Origin
from kefu_cli.store.undoing import Undone, take_back
from monthend import close

ADD = Command("王主管", "kefu violation add", NOW)
UNDO = Command("王主管", "kefu undo", NOW)
CLOSING = "(SELECT closing_id FROM lock)"


@pytest.fixture
def file(desk: Kefu, db: Path) -> Iterator[sqlite3.Connection]:
    """The furnished file with May closed, open for commands to write to."""
    close(desk, "2024-05")
    with open_file(db) as opened:
        yield opened


def command(file: sqlite3.Connection, *statements: str) -> int:
    """One command of 王主管's: its statements, with ``:id`` for its number, which it gives."""
    with writing(file, ADD) as number:
        for statement in statements:
            file.execute(statement, {"id": number})
    return number


def undo(file: sqlite3.Connection) -> Undone:
    """王主管's last command taken back."""
    with writing(file, UNDO) as number:
        return take_back(file, Origin(UNDO, number))


LATE = (
    "INSERT INTO violation (staff_id, clause, on_day, recorded_by, command_id, late)"
    f" VALUES (1, '1.1', '2024-05-08', '王主管', :id, {CLOSING})"
)
FILLED = (
    "INSERT INTO late_change (noun, record_id, field, closing_id)"
    f" VALUES ('repair', 1, 'dispatched', {CLOSING})",
    "UPDATE repair SET dispatched = '2024-05-03T10:00', worker = '李師傅' WHERE id = 1",
)


def test_what_came_late_can_be_taken_back(file: sqlite3.Connection) -> None:
    """A record after the last closing has been counted by none."""
    number = command(file, LATE)
    assert undo(file).number == number
    assert file.execute("SELECT voided FROM violation WHERE late IS NOT NULL").fetchall() == [(1,)]


def test_a_fact_filled_in_late_is_blank_again(desk: Kefu, file: sqlite3.Connection) -> None:
    """What was said to have come late stays said; it can be filled in anew."""
    command(file, *FILLED)
    undo(file)
    assert pick(shown(desk, "repair", "31"), "dispatched", "worker") == (None, None)
    assert file.execute("SELECT count(*) FROM late_change").fetchone() == (1,)
    command(file, *FILLED)
    assert shown(desk, "repair", "31")["worker"] == "李師傅"


@pytest.mark.parametrize("late", [(LATE,), FILLED], ids=["record", "fact"])
def test_what_came_late_before_the_last_closing_stays(
    desk: Kefu, file: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, late: tuple[str, ...]
) -> None:
    """The month closed after it counted it."""
    command(file, *late)
    monkeypatch.setenv("KEFU_USER", "趙經理")

    def later(*line: str) -> object:
        return desk(*line, now=NOW.replace(month=7))

    close(later, "2024-06")  # type: ignore[arg-type]
    with pytest.raises(Refused) as refusal:
        undo(file)
    assert "it lies in a closed month" in say(refusal.value.what)


@pytest.mark.parametrize("field", ["no_such", "name = '趙六' --"])
def test_only_facts_come_back(desk: Kefu, db: Path, file: sqlite3.Connection, field: str) -> None:
    """A row that another program forged, its guard dropped, is neither run nor in the way."""
    number = command(file, "UPDATE staff SET department = '工程部' WHERE id = 3")
    with outside(db) as other:
        other.execute("DROP TRIGGER history_true")
        other.execute(
            "INSERT INTO history (command_id, at, noun, record_id, field, before, after)"
            " VALUES (?, '2024-06-20T09:30', 'staff', 3, ?, 9, 3)",
            (number, field),
        )
    undo(file)
    assert pick(shown(desk, "staff", "W003"), "id", "name", "department") == (3, "王五", "客服部")
