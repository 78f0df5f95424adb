"""Keeping the file at its edges: two restores at once, and what ``check`` does not complain of."""

from __future__ import annotations

import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from cli.test_keeping import _tamper
from desks import Kefu, done, lines, outside
from kefu_cli.store import checking
from monthend import close


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such modes")
def test_the_folder_of_backups_is_its_users_alone(desk: Kefu, db: Path) -> None:
    """Names and phones are in every copy."""
    done(desk("backup"))
    assert stat.S_IMODE((db.parent / "backups").stat().st_mode) == 0o700


def test_check_half_sees_nothing_that_others_write(
    desk: Kefu, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it looks, nobody else's change becomes a part of the file; afterwards it may."""
    whole = checking.whole

    def change_and_look(file: sqlite3.Connection) -> bool:
        with outside(db) as other, pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO building (code) VALUES ('9')")
        return whole(file)

    monkeypatch.setattr(checking, "whole", change_and_look)
    assert "is sound" in done(desk("check"))
    with outside(db) as other:
        other.execute("INSERT INTO building (code) VALUES ('9')")


SAID = """
    finding waive violation:1 --reason 工牌送修 --staff W001
    ack --staff W003 --month 2024-05
    violation add --staff W004 --clause 1.1 --on 2024-05-09
    violation void 3 --reason 記錯
"""


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("W001", "waiver 1 refers to staff W001, which is void"),
        ("W003", "ack 1 refers to staff W003, which is void"),
        ("W004", None),
    ],
)
def test_check_names_live_records_of_void_people(
    desk: Kefu, db: Path, code: str, told: str | None
) -> None:
    """Waivers and decisions as well; what is void itself may refer to whom it will."""
    for line in lines(SAID):
        done(desk(*line))
    _tamper(db, f"UPDATE staff SET voided = 1, void_reason = 'x' WHERE code = '{code}'")
    outcome = desk("check")
    assert (outcome.code == 0) is (told is None), outcome
    assert told is None or told in outcome.out.splitlines()


@pytest.mark.parametrize(("after", "faults"), [(0, 1), (1, 0)])
def test_the_closing_that_a_mark_names_was_before_its_command(
    desk: Kefu, db: Path, after: int, faults: int
) -> None:
    """What the closing's own command recorded would not have come after it."""
    close(desk, "2024-05")
    _tamper(
        db,
        "INSERT INTO command (user, words, at, open) VALUES ('x', 'y', '2024-06-21T09:00', 0)",
        "INSERT INTO violation (staff_id, clause, on_day, command_id, late)"
        f" SELECT 1, '1.1', '2024-05-09', command_id + {after}, id FROM closing",
    )
    assert desk("check").out.count("is marked as late after closing 1") == faults
