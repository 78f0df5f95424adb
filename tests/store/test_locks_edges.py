"""Where a lock begins and ends: one step on this side is let through, one on that is refused."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from desks import furnish, outside
from kefu_cli.store.opening import open_file
from kefu_cli.store.schema.m002_guards import CLOSED
from store.locked import close, moved

OFFICE = """
    staff add --code W005 --name 外包 --appraised no --joined 2024-06-03
    building add --code 8
    building add --code 9
    building add --code 10
    building assign --building 8 --staff W003 --from 2024-01-01 --to 2024-03-31
    building assign --building 9 --staff W003 --from 2024-01-01 --to 2024-04-01
    building assign --building 10 --staff W003 --from 2024-01-01
    assignment void 5 --reason 選錯
    repair add --no 60 --unit 3-1-503 --content 燈壞 --received 2024-05-20T09:00 --category 水電
    repair add --no 61 --unit 3-1-503 --content 門壞 --received 2024-05-21T09:00 --staff W001
"""
"""Holdings that end about the first closed day, one that was void, and words of closed days."""

UNIT = (
    "INSERT INTO unit (code, building_id, handover)"
    " SELECT 'x', id, '2023-01-01' FROM building WHERE code = '{}'"
)
STAFF = "INSERT INTO staff (code, name, left_on) VALUES ('W050', '新人', '{}')"
WAIVER = "INSERT INTO waiver (finding, reason) VALUES ('{}', 'x')"


@pytest.fixture(scope="module")
def edged_file(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That office with April and May closed, May once more after a call of it was void."""
    path = tmp_path_factory.mktemp("edges") / "kefu.db"
    shutil.copy(furnished, path)
    furnish(path, OFFICE)
    with outside(path) as file:
        file.execute(
            "INSERT INTO repair (no, unit_id, content, received, staff_id)"
            " SELECT '62', 2, '窗壞', '2024-05-30T09:00', id FROM staff WHERE code = 'W005'"
        )
    furnish(path, close("2024-04") + close("2024-05"))
    furnish(
        path,
        "month reopen 2024-05 --reason 補錄 --approved-by 陳經理\n"
        "    repair void 61 --reason 重複\n" + close("2024-05"),
    )
    return path


@pytest.fixture
def edged(db: Path, edged_file: Path) -> Path:
    """A copy of that file."""
    shutil.copy(edged_file, db)
    return db


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(UNIT.format("8"), id="held until the day before the first closed one"),
        pytest.param(UNIT.format("10"), id="held by nobody but by mistake"),
        pytest.param(STAFF.format("2024-05-31"), id="left on the last closed day"),
        pytest.param(WAIVER.format("repair:61:7.2"), id="kept in a superseded closing alone"),
    ],
)
def test_what_lies_just_outside_is_let_through(edged: Path, statement: str) -> None:
    """And no closed month comes out otherwise."""
    with open_file(edged) as file:
        assert file.execute(statement).rowcount == 1
        assert moved(file) == []


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(UNIT.format("9"), id="held on the first closed day"),
        pytest.param(STAFF.format("2024-05-30"), id="left before the last closed day"),
        pytest.param(
            "UPDATE staff SET code = 'W051' WHERE code = 'W005'", id="named by a call alone"
        ),
        pytest.param("UPDATE repair SET category = '木工' WHERE no = '60'", id="a call's category"),
        pytest.param("UPDATE repair SET category = NULL WHERE no = '60'", id="a category gone"),
    ],
)
def test_what_lies_just_inside_is_refused(edged: Path, statement: str) -> None:
    """By the closed month, and nothing else stands in the way."""
    with outside(edged) as file, pytest.raises(sqlite3.IntegrityError, match=f"^{CLOSED}$"):
        file.execute(statement)


def test_a_waiver_of_a_late_violation_is_late_as_well(edged: Path) -> None:
    """Also of one of the last closed day."""
    waiver = "INSERT INTO waiver (finding, reason, late) VALUES ('violation:{}', 'x', {})"
    with outside(edged) as file:
        made = file.execute(
            "INSERT INTO violation (staff_id, clause, on_day, late) VALUES (1, '1.1', ?, 3)",
            ("2024-05-31",),
        )
        with pytest.raises(sqlite3.IntegrityError, match=f"^{CLOSED}$"):
            file.execute(waiver.format(made.lastrowid, "NULL"))
        file.execute(waiver.format(made.lastrowid, 3))
