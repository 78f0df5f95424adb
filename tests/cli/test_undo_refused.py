"""What ``kefu undo`` does not take back, and the reason that it gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.undoing import LINES, As, Line, by, files, standing
from desks import Kefu, counts, done, outside, refused
from monthend import close, sign

__all__ = ("by", "files")


def unwilling(kefu: Kefu, path: Path) -> list[str]:
    """Both lines of a refused undo, which has written nothing, tried or not."""
    before = counts(path)
    said = refused(kefu("undo"))
    assert refused(kefu("undo", "--dry-run")) == said
    assert counts(path) == before
    return said


def _issue(kefu: Kefu) -> None:
    done(kefu("month", "issue", "2024-05"))


def _reopen(kefu: Kefu) -> None:
    close(kefu, "2024-05")
    line = ("month", "reopen", "2024-05", "--reason", "漏錄", "--approved-by", "趙經理")
    assert kefu(*line).code == 0


@pytest.mark.parametrize(
    ("act", "words", "reason"),
    [
        (lambda kefu: sign(kefu, "2024-05"), "sign", "signatures stay"),
        (_issue, "month issue", "scores stay issued"),
        (
            lambda kefu: close(kefu, "2024-05"),
            "month close",
            "a month stays closed, and a correction stays made",
        ),
        (_reopen, "month reopen", "a month stays reopened"),
    ],
)
def test_what_is_decided_once_stays(
    desk: Kefu, db: Path, act: Callable[[Kefu], None], words: str, reason: str
) -> None:
    """Signatures, issues, closings and reopenings; the advice says what can be done."""
    act(desk)
    what, advice = unwilling(desk, db)
    assert what == f"“kefu {words}” of 2024-06-20 09:30 cannot be taken back: {reason}."
    assert "2024-05" in advice


def test_a_restored_file_is_not_taken_back(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """Undo does not reach behind a restore into what the backup holds."""
    done(desk("backup", str(tmp_path / "b.db")))
    assert desk("restore", str(tmp_path / "b.db")).code == 0
    assert "the file is a backup that was put back" in unwilling(desk, db)[0]


def test_a_closed_months_records_stay(desk: Kefu, db: Path, by: As) -> None:
    """Somebody else has closed the month since; what is dated after it can be taken back."""
    done(desk(*LINES["violation"]))
    done(desk("story", "add", "--staff", "W001", "--month", "2024-06", "--text", "雨夜"))
    by("趙經理")
    close(desk, "2024-05")
    by("王主管")
    done(desk("undo"))
    assert unwilling(desk, db) == [
        "“kefu violation add” of 2024-06-20 09:30 cannot be taken back: it lies in a closed month.",
        "To open it again: kefu month reopen 2024-05 --reason … --approved-by …",
    ]


@pytest.mark.parametrize("name", ["ack", "review"])
def test_what_was_said_of_a_closed_score_stays(desk: Kefu, db: Path, by: As, name: str) -> None:
    """It was kept with the month; what was said after the closing was not."""
    done(desk(*LINES[name]))
    by("趙經理")
    close(desk, "2024-05")
    by("李四")
    done(desk(*LINES["objection"]))
    done(desk("undo"))
    by("王主管")
    assert "it lies in a closed month" in unwilling(desk, db)[0]


def test_what_others_changed_since_stays(files: Kefu, db: Path, by: As) -> None:
    """A record of an import, or one that was only changed; until the others take theirs back."""
    start = standing(db)
    done(files(*LINES["dispatch"]))
    done(files("import", "fee", "fees.csv"))
    by("趙經理")
    done(files("fee", "edit", "7", "--receipt", "1"))
    done(files(*LINES["complete"]))
    by("王主管")
    assert unwilling(files, db) == [
        "“kefu import” of 2024-06-20 09:30 cannot be taken back:"
        " fee:7 was changed by 趙經理 since (kefu fee edit, 2024-06-20 09:30).",
        "See “kefu history”; what was done later has to be taken back first.",
    ]
    by("趙經理")
    done(files("undo"))
    done(files("undo"))
    by("王主管")
    done(files("undo"))
    done(files("undo"))
    assert standing(db) == start


def test_what_another_program_changed_since_stays(desk: Kefu, db: Path) -> None:
    """It has no user; the record is named."""
    done(desk(*LINES["dispatch"]))
    done(desk(*LINES["building"]))
    done(desk("undo"))
    with outside(db) as file:
        file.execute("UPDATE repair SET worker = '趙師傅' WHERE no = '31'")
    assert "repair:31 was changed by another program since (" in unwilling(desk, db)[0]


@pytest.mark.parametrize(
    ("mine", "theirs", "reason"),
    [
        (
            "staff",
            ("violation", "add", "--staff", "W009", "--clause", "1.1"),
            "violation:3 would refer to staff:W009, void by then",
        ),
        (
            "staff",
            ("staff", "edit", "W009", "--base-pay", "1", "--from", "2024-06"),
            "staff:W009 base_pay would refer to staff:W009, void by then",
        ),
        (
            "building",
            ("unit", "add", "--code", "7-1", "--building", "7"),
            "unit:7-1 would refer to building:7, void by then",
        ),
        (
            "unit",
            ("archive", "add", "--unit", "3-1-504", "--kind", "裝修"),
            "archive:2 would refer to unit:3-1-504, void by then",
        ),
        (
            "repair",
            ("repair", "follow", "33", "--at", "2024-05-03 10:00"),
            "repair:33 followed would refer to repair:33, void by then",
        ),
    ],
)
def test_what_others_refer_to_stays(
    desk: Kefu, db: Path, by: As, mine: str, theirs: Line, reason: str
) -> None:
    """Their record would be left without its person, building, unit or call."""
    done(desk(*LINES[mine]))
    by("趙經理")
    done(desk(*theirs))
    by("王主管")
    assert reason in unwilling(desk, db)[0]
    by("趙經理")
    done(desk("undo"))
    by("王主管")
    done(desk("undo"))


def test_what_comes_back_must_have_its_place(desk: Kefu, db: Path, by: As) -> None:
    """Somebody has recorded the voided day of absence anew."""
    done(desk(*LINES["void absence"]))
    by("趙經理")
    done(desk("violation", "add", "--staff", "W002", "--on", "2024-05-06", "--absent"))
    by("王主管")
    what = unwilling(desk, db)[0]
    assert "violation:2 cannot stand beside what was recorded since" in what


def test_what_comes_back_must_find_what_it_refers_to(desk: Kefu, db: Path, by: As) -> None:
    """The building of the voided assignment has been voided since."""
    done(desk("building", "add", "--code", "9"))
    done(desk("assignment", "add", "--building", "9", "--staff", "W003", "--from", "2024-01-01"))
    done(desk("assignment", "void", "3", "--reason", "選錯"))
    by("趙經理")
    done(desk("building", "void", "9", "--reason", "未建"))
    by("王主管")
    assert "assignment:3 would refer to building:9, void by then" in unwilling(desk, db)[0]


@pytest.fixture
def less(files: Kefu, tmp_path: Path) -> Kefu:
    """The desk with a rulebook ``less.toml`` that lacks the last clause."""
    head, _, tail = (tmp_path / "own.toml").read_text(encoding="utf-8").rpartition('no = "8.3"')
    head = head.rstrip().removesuffix("[[item.clause]]")
    (tmp_path / "less.toml").write_text(head + tail[tail.index("\n[") :], encoding="utf-8")
    return files


LAST_CLAUSE = ("violation", "add", "--staff", "W001", "--clause", "8.3", "--on", "2024-05-08")
LOST = [
    "the rulebook would lack clause 8.3.",
    "Violation 3 is recorded on it; see “kefu violation show 3”.",
]


def test_a_former_rulebook_must_have_the_clauses_in_use(less: Kefu, db: Path, by: As) -> None:
    """Somebody has recorded a violation on a clause that only the newer book has."""
    done(less("rules", "use", "less.toml", "--from", "2024-05"))
    done(less(*LINES["rules"]))
    by("趙經理")
    done(less(*LAST_CLAUSE))
    by("王主管")
    what, advice = unwilling(less, db)
    assert [what.partition(": ")[2], advice] == LOST


def test_a_violation_must_find_its_clause_again(less: Kefu, db: Path, by: As) -> None:
    """Somebody has put a book in force that lacks it; from another month on it does no harm."""
    done(less(*LAST_CLAUSE))
    done(less("violation", "void", "3", "--reason", "記錯"))
    by("趙經理")
    done(less("rules", "use", "less.toml", "--from", "2024-05"))
    by("王主管")
    what, advice = unwilling(less, db)
    assert [what.partition(": ")[2], advice] == LOST
    by("趙經理")
    done(less("undo"))
    done(less("rules", "use", "less.toml", "--from", "2024-04"))
    done(less("rules", "use", "own.toml", "--from", "2024-05"))
    by("王主管")
    done(less("undo"))
