"""What a month's end asks for in a terminal: of whom, in which range, and what it offers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from desks import Kefu, counts, done, listed, pick, shown
from monthend import close

JULY = datetime(2024, 7, 20)


@pytest.fixture
def staffed(desk: Kefu) -> Kefu:
    """The furnished office, with one who is not appraised and one who came after May."""
    done(desk("staff", "add", "--code", "W008", "--name", "何主管", "--appraised", "no"))
    done(desk("staff", "add", "--code", "W009", "--name", "新人", "--joined", "2024-06-01"))
    return desk


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        (("ack",), ()),
        (("objection", "add"), ("已補戴",)),
        (("review", "set"), ("direct", "3", "15")),
    ],
)
def test_only_those_with_a_score_of_the_month_are_offered(
    staffed: Kefu, line: tuple[str, ...], rest: tuple[str, ...]
) -> None:
    """So the month is asked first; another one's code is asked for again with the reason."""
    asked = staffed(*line, answers=("2024-05", "W009", "W001", *rest))
    assert asked.code == 0, asked.err
    assert asked.err.startswith("Month\n> Staff no.\n   1  W001  張三\n")
    assert "新人\n" not in asked.err
    assert "何主管" not in asked.err
    assert "W009 新人 is not appraised in 2024-05." in asked.err


def test_a_month_given_on_the_line_is_not_asked_for(staffed: Kefu) -> None:
    """Its people are offered all the same."""
    asked = staffed("ack", "--month", "2024-05", answers=("4",))
    assert asked.err.startswith("Staff no.\n   1  W001  張三\n")
    assert asked.code == 0


def test_a_score_is_asked_for_with_its_range(desk: Kefu) -> None:
    """And asked for again where it lies outside of it, before any reason is."""
    line = ("review", "set", "--month", "2024-05", "--staff", "W001", "--level", "direct")
    asked = desk(*line, "--item", "1", answers=("6", "-1", "5", "已補戴"))
    assert asked.code == 0, asked.err
    assert asked.err == (
        "Score given (0 to 5, computed: 4)\n> 6 is more than the 5 points of item 1.\n"
        "Give 0 to 5 points.\n> “-1” is not a score.\n"
        "Write points with at most two decimals, such as 13 or 12.5.\n> "
        "Why 5, where 4 is computed?\n> "
    )
    assert pick(shown(desk, "review", "1"), "score", "reason") == (5, "已補戴")


def test_a_score_outside_its_range_is_refused_before_a_reason_is_asked_for(desk: Kefu) -> None:
    """Where it stands on the line."""
    line = ("review", "set", "--month", "2024-05", "--staff", "W001", "--level", "direct")
    asked = desk(*line, "--item", "1", "--score", "6", answers=("已補戴",))
    assert (asked.code, asked.err.splitlines()[0]) == (
        *(1, "Error: 6 is more than the 5 points of item 1."),
    )


def test_a_closed_month_asks_nothing_more_for_a_score(desk: Kefu) -> None:
    """It takes none."""
    close(desk, "2024-05")
    asked = desk("review", "set", answers=("2024-05",))
    assert "2024-05 takes no scores" in asked.err
    assert (asked.code, asked.err.count("> ")) == (1, 1)


def test_outside_the_days_of_objection_the_day_is_asked_for_before_the_text(desk: Kefu) -> None:
    """Another day than these is asked for again; within them nobody is asked."""
    done(desk("month", "issue", "2024-05", "--on", "2024-06-03"))
    asked = desk("objection", "add", answers=("2024-05", "今天", "6月5日", "W001", "已補戴"))
    assert asked.code == 0, asked.err
    assert asked.err.startswith(
        "Month\n> Date (objections to 2024-05 are taken from 2024-06-03 to 2024-06-10)\n> "
        "Objections to 2024-05 are taken from 2024-06-03 to 2024-06-10, not on 2024-06-20.\n"
        "Give the day on which it was made; Ctrl-C stops.\n> Staff no.\n"
    )
    assert shown(desk, "objection", "1")["on"] == "2024-06-05"
    within = desk(
        *("objection", "add", "--month", "2024-05"),
        answers=("W001", "再議"),
        now=datetime(2024, 6, 10, 18),
    )
    assert (within.code, "Date" in within.err) == (0, False)


def test_the_open_objections_are_offered_to_be_answered_or_taken_back(desk: Kefu) -> None:
    """With whose they are and what they say; one that is answered is not."""
    for staff, text in (("W001", "已補戴"), ("W002", "已請假"), ("W003", "未超時")):
        line = ("objection", "add", "--staff", staff, "--month", "2024-05", "--text", text)
        done(desk(*line))
    asked = desk("objection", "answer", answers=("2", "rejected", "沒有記錄"))
    assert asked.err.startswith(
        "No.\n  1  W001, 2024-05, 已補戴\n  2  W002, 2024-05, 已請假\n"
        "  3  W003, 2024-05, 未超時\n> "
    )
    asked = desk("objection", "void", answers=("未超時", "", "本人撤回"))
    assert asked.err.startswith("No.\n  1  W001, 2024-05, 已補戴\n  3  W003, 2024-05, 未超時\n> ")
    assert [(o["id"], o["answer"]) for o in listed(desk, "objection", "list")] == [
        *((1, None), (2, "rejected")),
    ]


def test_a_backup_to_put_back_is_asked_for(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """In a terminal; elsewhere the line is told what it lacks."""
    done(desk("backup", str(tmp_path / "b.db")))
    assert desk("restore", answers=(str(tmp_path / "b.db"),)).code == 0
    before = counts(db)
    assert desk("restore").err.splitlines() == [
        "Error: The FILE is missing.",
        "Run kefu restore --help to see what it takes.",
    ]
    assert counts(db) == before
