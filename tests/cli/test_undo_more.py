"""Undo and history at their edges: what was said and reopened, changed twice, ten and eleven."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.undoing import LINES, As, by
from desks import Kefu, at_work, done, listed, outside, write_csv
from monthend import close

__all__ = ("by",)


@pytest.mark.parametrize("name", ["ack", "review", "objection"])
def test_what_was_said_of_a_reopened_month_can_be_taken_back(desk: Kefu, by: As, name: str) -> None:
    """The closing that kept it stands no more."""
    done(desk(*LINES[name]))
    by("趙經理")
    if name == "objection":
        answer = ("objection", "answer", "1", "--answer", "rejected", "--reason", "無")
        done(desk(*answer))
    close(desk, "2024-05")
    done(desk("month", "reopen", "2024-05", "--reason", "漏錄", "--approved-by", "李經理"))
    if name == "objection":
        by("李四")
        done(desk("objection", "void", "1", "--reason", "誤"))
        done(desk("undo"))
        return
    by("王主管")
    done(desk("undo"))
    assert listed(desk, name, "list") == []


def test_a_fact_that_a_command_changed_twice_gets_its_first_value_back(
    desk: Kefu, db: Path
) -> None:
    """What it was before the command, not what it was in between."""
    with outside(db) as file, at_work(file):
        for worker in ("張師傅", "李師傅"):
            file.execute("UPDATE repair SET worker = ? WHERE no = '31'", (worker,))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEFU_USER", "甲")
        done(desk("undo"))
    with outside(db) as file:
        query = "SELECT worker FROM repair WHERE no = '31'"
        assert file.execute(query).fetchone() == (None,)


@pytest.mark.parametrize(("units", "told"), [(10, 10), (11, 1)])
def test_up_to_ten_changes_are_told_one_by_one(
    desk: Kefu, tmp_path: Path, units: int, told: int
) -> None:
    """From the eleventh on a fact that a command changed is one line of its time."""
    codes = [f"5-2-{n:03}" for n in range(units)]
    rows = [(code, "5", "2023-02-01") for code in codes]
    headings = ("code", "building", "handover")
    done(desk("import", "unit", write_csv(tmp_path / "u.csv", headings, *rows)))
    rooms = write_csv(tmp_path / "r.csv", (*headings, "room"), *((*row, "1") for row in rows))
    done(desk("import", "unit", rooms, "--update"))
    found = [e for e in listed(desk, "history", "--month", "2024-06") if e["field"] == "room"]
    assert len(found) == told
