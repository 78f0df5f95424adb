"""``kefu undo``: a user's last command taken back whole, shown first, and itself in the history."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.undoing import LINES, As, Line, by, files, standing
from desks import Kefu, counts, done, listed, outside, refused, shown, write_csv
from kefu_cli.cli import asking

__all__ = ("by", "files")

SECOND: dict[str, tuple[Line, ...]] = {
    "revisit": (
        LINES["complete"],
        ("repair", "revisit", "31", "--record", "text", "--at", "2024-05-06T10:00"),
    ),
    "unfollow": (
        LINES["follow"],
        ("repair", "unfollow", "31", "--at", "2024-05-04T10:00", "--reason", "記錯"),
    ),
    "base pay again": (
        LINES["base pay"],
        ("staff", "edit", "W001", "--base-pay", "2300", "--from", "2024-05", "--clear", "joined"),
    ),
    "unwaive": (LINES["waive"], ("finding", "unwaive", "repair:31:7.2", "--reason", "業主否認")),
    "other rules": (LINES["rules"], ("rules", "use", "other.toml", "--from", "2024-05")),
    "other score": (LINES["review"], (*LINES["review"][:-3], "7.5", "--reason", "再看")),
    "answer": (
        LINES["objection"],
        ("objection", "answer", "1", "--answer", "rejected", "--reason", "錄像顯示未戴"),
    ),
}
"""What can only be done after something else."""


def told(kefu: Kefu, path: Path) -> tuple[Any, ...]:
    """What kefu says of the office: the month's scores, its rates, and every record."""
    scores = done(kefu("score", "--month", "2024-05", "--format", "json"))
    rates = done(kefu("fee", "rate", "--month", "2024-05", "--format", "json"))
    lists = [done(kefu(noun, "list", "--format", "csv")) for noun in ("unit", "repair", "staff")]
    return scores, rates, lists, standing(path)


@pytest.mark.parametrize("lines", [*((x,) for x in LINES.values()), *SECOND.values()], ids=str)
def test_a_command_taken_back_leaves_no_trace_but_the_history(
    files: Kefu, db: Path, lines: tuple[Line, ...]
) -> None:
    """Scores, lists and every fact are what they were; both commands stay in the history."""
    for line in lines[:-1]:
        done(files(*line))
    before = told(files, db)
    done(files(*lines[-1]))
    assert standing(db) != before[-1]
    done(files("undo"))
    assert told(files, db) == before
    words = [event["command"] for event in listed(files, "history")]
    assert words[-1] == "kefu undo"
    with outside(db) as file:
        assert file.execute("SELECT by_command - command_id FROM undone").fetchall() == [(1,)]


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(sorted(LINES)), min_size=2, max_size=6))
def test_commands_are_taken_back_one_by_one(
    files: Kefu, db: Path, furnished: Path, names: list[str]
) -> None:
    """Whatever was done, and whatever of it was refused: the last first, each exactly."""
    shutil.copy(furnished, db)
    before = []
    for name in names:
        stood = standing(db)
        if files(*LINES[name]).code == 0 and standing(db) != stood:
            before.append(stood)
    for stood in reversed(before):
        done(files("undo"))
        assert standing(db) == stood


def test_what_is_taken_back_is_shown(desk: Kefu) -> None:
    """Records by name, facts with the value that comes back; then what came of it."""
    done(desk("building", "add", "--code", "9"))
    assert done(desk("undo")).splitlines() == [
        "What command 21 did (kefu building add, 2024-06-20 09:30)",
        "Record      Fact        Now  After undo",
        "----------  ----------  ---  ----------",
        "building:9  (recorded)       void",
        "Command 21 (kefu building add, 2024-06-20 09:30) is taken back by command 22.",
        "To have it again, give that command once more.",
    ]
    done(desk("staff", "leave", "W001", "--on", "2024-05-20"))
    assert done(desk("undo", lang="zh-Hant")).splitlines()[3:5] == [
        "staff:W001    離職日期  2024-05-20  （空）",
        "assignment:1  結束日期  2024-05-20  （空）",
    ]


def test_values_are_shown_in_words(desk: Kefu) -> None:
    """The level and the points of a score, kefu's own reason, an answer and a time."""
    for line in SECOND["other score"]:
        done(desk(*line))
    review = "W001 2024-05 Direct superior, item 3:"
    assert [line.split("  ") for line in _undone(desk)] == [
        ["review:2", "Review", f"{review} 7.5 再看", "(empty)"],
        ["review:1", "Review", "(empty)", f"{review} 9 客訴"],
        ["review:1", "Reason for voiding", "replaced by command 22", "(empty)"],
    ]
    done(desk("undo"))
    for line in SECOND["answer"]:
        done(desk(*line))
    assert _undone(desk)[0] == "objection:1  Answer  rejected  (empty)"
    done(desk("undo"))
    done(desk(*LINES["dispatch"]))
    assert "repair:31  Dispatched  2024-05-03 10:00  (empty)" in _undone(desk)


def _undone(kefu: Kefu) -> list[str]:
    """The rows of the undo of the last command, with two spaces between cells."""
    said = done(kefu("undo")).splitlines()[3:-2]
    return [re.sub(" {2,}", "  ", line).rstrip() for line in said]


def test_owners_are_not_shown(desk: Kefu) -> None:
    """Neither the name that is there nor the one that comes back; the record has it again."""
    done(desk("unit", "edit", "3-1-502", "--owner", "陳大文", "--phone", "000-00009999"))
    said = done(desk("undo", "--dry-run")) + done(desk("undo"))
    assert "王**" in said
    assert not any(name in said for name in ("陳大文", "王小明", "00009999", "00001234"))
    assert shown(desk, "unit", "3-1-502", "--reveal")["phone"] == "000-00001234"


def test_many_are_told_as_their_number(files: Kefu, db: Path, tmp_path: Path) -> None:
    """Of an import how many, and of facts changed in many records how many."""
    done(files("import", "fee", "fees.csv"))
    assert "Fee payments  30 recorded       void" in done(files("undo"))
    units = [(f"3-2-{n}", "3", f"{n}室") for n in range(11)]
    file = write_csv(tmp_path / "u.csv", ("房號", "樓棟"), *(unit[:2] for unit in units))
    done(files("import", "unit", file))
    file = write_csv(tmp_path / "u.csv", ("房號", "樓棟", "房間"), *units)
    done(files("import", "unit", file, "--update"))
    before = standing(db)
    said = done(files("undo")).splitlines()
    assert said[3:-2] == ["Units   Room  11 changed  as before"]
    assert before != standing(db)


def test_a_trial_writes_nothing(files: Kefu, db: Path) -> None:
    """It shows the same as the undo does, and any number of times."""
    done(files("import", "fee", "fees.csv"))
    before, rows = db.read_bytes(), counts(db)
    tried = [done(files("undo", "--dry-run")) for _ in range(2)]
    assert db.read_bytes() == before
    assert tried[0] == tried[1]
    assert done(files("undo")).startswith(tried[0])
    assert counts(db)["undone"] == rows["undone"] + 1


def test_the_same_file_is_new_again(files: Kefu) -> None:
    """What undo took back counts as not recorded; what was voided by hand stays recorded."""
    assert ": 30 recorded" in done(files("import", "fee", "fees.csv"))
    done(files("fee", "void", "5", "--reason", "記錯"))
    done(files("undo"))
    done(files("undo"))
    assert ": 30 recorded, 0 known" in done(files("import", "fee", "fees.csv"))
    done(files("fee", "void", "40", "--reason", "記錯"))
    assert ": 0 recorded, 30 known" in done(files("import", "fee", "fees.csv"))
    assert "Repair calls: 1 recorded, 0 known already, 1 changed" in done(files(*LINES["update"]))
    done(files("undo"))
    assert "Repair calls: 1 recorded, 0 known already, 1 changed" in done(files(*LINES["update"]))


def test_the_next_undo_takes_back_the_command_before(files: Kefu, db: Path) -> None:
    """Passing over undo itself, what it took back, and what wrote nothing."""
    start = standing(db)
    for name in ("dispatch", "follow", "complete"):
        done(files(*LINES[name]))
    done(files("undo"))
    done(files("import", "violation", write_csv(Path("v.csv"), ("工號", "條款", "日期"))))
    assert "kefu repair follow" in done(files("undo"))
    done(files(*LINES["waive"]))
    assert "kefu finding waive" in done(files("undo"))
    assert "kefu repair dispatch" in done(files("undo"))
    assert standing(db) == start


def test_everyone_takes_back_their_own(desk: Kefu, by: As) -> None:
    """Whoever came last; who has done nothing is told so."""
    done(desk(*LINES["story"]))
    by("趙經理")
    assert refused(desk("undo")) == [
        "There is nothing of 趙經理's to take back.",
        "Each user takes back their own commands; see “kefu history”.",
    ]
    done(desk(*LINES["building"]))
    by("王主管")
    assert "kefu story add" in done(desk("undo"))
    by("趙經理")
    assert "kefu building add" in done(desk("undo"))
    assert [e["user"] for e in listed(desk, "history")][-4:] == ["王主管"] * 2 + ["趙經理"] * 2


@pytest.mark.parametrize(
    ("answer", "lang", "said"),
    [
        ("否", "en", "Nothing was taken back.\n"),
        ("n", "zh-Hant", "沒有撤回任何操作。\n"),
        ("不", "zh-Hans", "没有撤回任何操作。\n"),
    ],
)
def test_a_terminal_is_asked(desk: Kefu, db: Path, answer: str, lang: str, said: str) -> None:
    """What would be taken back stands above the question; a no leaves everything."""
    done(desk(*LINES["building"]))
    before = counts(db)
    outcome = desk("undo", lang=lang, answers=("?", answer))
    assert (outcome.code, outcome.out) == (0, said)
    assert "building:7" in outcome.err
    assert counts(db) == before


@pytest.mark.parametrize(("answer", "lang"), [("是", "en"), ("yes", "zh-Hant"), ("对", "zh-Hans")])
def test_a_yes_takes_it_back(desk: Kefu, answer: str, lang: str) -> None:
    """In the words of every language; what was shown is not shown twice."""
    done(desk(*LINES["building"]))
    outcome = desk("undo", lang=lang, answers=(answer,))
    assert outcome.code == 0
    assert len(outcome.out.splitlines()) == 2
    assert "7" not in {building["code"] for building in listed(desk, "building", "list")}


def test_only_what_was_shown_is_taken_back(
    desk: Kefu, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the question stands, the same user does something else in another window."""
    done(desk(*LINES["building"]))

    def agree(*_: object) -> bool:
        with outside(db) as file:
            file.execute("PRAGMA foreign_keys = ON")
            at = "('王主管', 'kefu building add', '2024-06-20T09:30')"
            number = file.execute(f"INSERT INTO command (user, words, at) VALUES {at}").lastrowid
            file.execute("INSERT INTO building (code, command_id) VALUES ('8', ?)", (number,))
        return True

    monkeypatch.setattr(asking, "ask", agree)
    outcome = desk("undo", answers=())
    assert outcome.err.splitlines()[-2:] == [
        "Error: Another command was given meanwhile.",
        "Look at it and give the command again.",
    ]
    assert {"7", "8"} <= {building["code"] for building in listed(desk, "building", "list")}
