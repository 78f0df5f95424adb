"""``kefu month issue``: the scores go to the people, and the days to object begin."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from desks import Kefu, counts, done, outside, refused
from monthend import close

ISSUE = ("month", "issue", "2024-05")


def _issues(db: Path) -> list[tuple[str, ...]]:
    query = "SELECT on_day, until_day, recorded_by FROM issue ORDER BY id"
    with outside(db) as file:
        return file.execute(query).fetchall()


def test_the_scores_are_issued(desk: Kefu, db: Path) -> None:
    """To how many, until when they may object, and that it stays."""
    assert done(desk(*ISSUE, "--on", "2024-06-03")).splitlines() == [
        "2024-05 issued on 2024-06-03 to 4 people.",
        "Objections are taken until 2024-06-10:"
        " kefu objection add --staff … --month 2024-05 --text …",
        "An issue cannot be taken back; if the scores change, issue them again.",
    ]
    assert _issues(db) == [("2024-06-03", "2024-06-10", "王主管")]


def test_the_rulebook_says_how_long_objections_are_taken(desk: Kefu, tmp_path: Path) -> None:
    """No days at all leave the day of issue."""
    text = done(desk("rules", "export"))
    assert "objection_days = 7" in text
    own = text.replace("objection_days = 7", "objection_days = 0").replace('"standard"', '"own"', 1)
    book = tmp_path / "own.toml"
    book.write_text(own, encoding="utf-8")
    done(desk("rules", "use", str(book), "--from", "2024-05"))
    assert "until 2024-06-03:" in done(desk(*ISSUE, "--on", "2024-06-03"))


def test_the_same_scores_are_issued_once(desk: Kefu, db: Path) -> None:
    """When they were is said, and nothing is written."""
    done(desk(*ISSUE, "--on", "2024-06-03"))
    before = counts(db)
    assert refused(desk(*ISSUE)) == [
        "The scores of 2024-05 were issued on 2024-06-03 already.",
        "They are issued again only when they have changed, and not on an earlier day.",
    ]
    assert counts(db) == before


def test_changed_scores_are_issued_again(desk: Kefu, db: Path) -> None:
    """That begins the days to object anew, beside the first; it is not dated before that."""
    done(desk(*ISSUE, "--on", "2024-06-03"))
    done(desk("violation", "void", "1", "--reason", "記錯人"))
    assert refused(desk(*ISSUE, "--on", "2024-06-02"))[0] == (
        "The scores of 2024-05 were issued on 2024-06-03 already."
    )
    done(desk(*ISSUE))
    assert [row[:2] for row in _issues(db)][1:] == [("2024-06-20", "2024-06-27")]
    line = ("objection", "add", "--staff", "W001", "--month", "2024-05", "--text", "x")
    assert refused(desk(*line, "--on", "2024-06-11"))[0].startswith(
        "Objections to 2024-05 are taken from 2024-06-20 to 2024-06-27"
    )
    done(desk(*line, "--on", "2024-06-10"))
    done(desk(*line))


def test_a_month_is_issued_once_its_last_day_is_over(desk: Kefu) -> None:
    """By the day of issue, which does not lie ahead."""
    assert refused(desk(*ISSUE, "--on", "2024-05-31")) == [
        "2024-05 cannot have been issued on 2024-05-31: its last day is 2024-05-31.",
        "Give a later day with --on.",
    ]
    assert refused(desk("month", "issue", "2024-06"))[0] == "2024-06 has not ended."
    assert refused(desk(*ISSUE, "--on", "2024-06-21"))[0] == (
        "2024-06-21 lies ahead; today is 2024-06-20."
    )
    done(desk(*ISSUE, now=datetime(2024, 6, 1)))


def test_a_closed_month_is_not_issued(desk: Kefu) -> None:
    """Who closed it is said, and how it is opened."""
    close(desk, "2024-05")
    assert refused(desk(*ISSUE)) == [
        "2024-05 is closed already, since 2024-06-20 09:30 by 王主管.",
        "To open it again: kefu month reopen 2024-05 --reason … --approved-by …",
    ]


def test_a_missing_month_is_named_or_asked_for(desk: Kefu, db: Path) -> None:
    """In a terminal it is asked for."""
    assert refused(desk("month", "issue"), 2)[0] == "The MONTH is missing."
    assert desk("month", "issue", answers=("2024-05",)).code == 0
    assert len(_issues(db)) == 1
