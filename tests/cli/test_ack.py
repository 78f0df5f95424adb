"""``kefu ack``: a person has seen their score, and it is known which."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from desks import Kefu, counts, csv_of, done, listed, outside, refused
from monthend import close

NEXT_MONTH = datetime(2024, 7, 20, 9, 30)
ACK = ("ack", "--month", "2024-05", "--staff")


def _acks(db: Path) -> list[tuple[str, ...]]:
    query = "SELECT on_day, sha256, recorded_by, command_id FROM ack WHERE voided = 0 ORDER BY id"
    with outside(db) as file:
        return file.execute(query).fetchall()


def test_a_person_has_seen_their_score(desk: Kefu, db: Path) -> None:
    """The number, the person and the total are said, and how to take it back."""
    assert done(desk(*ACK, "张三")).splitlines() == [
        "Acknowledgement 1 recorded: W001 張三 has seen the score of 2024-05, 76 points.",
        "To take it back: kefu ack void 1 --reason …",
    ]
    ((on, sha256, by, _),) = _acks(db)
    assert (on, by) == ("2024-06-20", "王主管")
    assert len(sha256) == 64


def test_the_same_score_is_not_acknowledged_twice(desk: Kefu, db: Path) -> None:
    """Until it has changed; what changes another's score does not change this one."""
    done(desk(*ACK, "W001", "--on", "2024-06-03"))
    done(desk("violation", "add", "--staff", "W002", "--clause", "1.1", "--on", "2024-05-10"))
    before = counts(db)
    assert refused(desk(*ACK, "W001")) == [
        "W001 張三 has acknowledged this score of 2024-05 already, on 2024-06-03 (no. 1).",
        "It is acknowledged again only when it has changed.",
    ]
    assert counts(db) == before
    done(desk("violation", "add", "--staff", "W001", "--clause", "1.1", "--on", "2024-05-10"))
    done(desk(*ACK, "W001"))
    first, second = _acks(db)
    assert first[1] != second[1]


def test_who_is_not_appraised_has_no_score_to_see(desk: Kefu) -> None:
    """W002 left in June."""
    done(desk("ack", "--staff", "W002", "--month", "2024-06"))
    line = ("ack", "--staff", "W002", "--month", "2024-07")
    assert refused(desk(*line, now=NEXT_MONTH)) == [
        "W002 李四 is not appraised in 2024-07.",
        "See “kefu staff list”: appraised are those marked so and employed in the month.",
    ]


@pytest.mark.parametrize(
    ("month", "on", "said"),
    [
        ("2024-07", "2024-06-20", "2024-07 had not begun on 2024-06-20."),
        ("2024-05", "2024-04-30", "2024-05 had not begun on 2024-04-30."),
        ("2024-05", "2024-06-21", "2024-06-21 lies ahead; today is 2024-06-20."),
    ],
)
def test_a_score_is_seen_once_there_is_one(desk: Kefu, month: str, on: str, said: str) -> None:
    """Neither before the month began nor on a day ahead."""
    what, _ = refused(desk("ack", "--staff", "W001", "--month", month, "--on", on))
    assert what == said


def test_the_first_day_of_the_month_is_early_enough(desk: Kefu) -> None:
    """A running month has a score as well; it will change, and then this one is not current."""
    done(desk("ack", "--staff", "W001", "--month", "2024-06", "--on", "2024-06-01"))


def test_nobody_saw_a_score_before_it_was_there(desk: Kefu, db: Path) -> None:
    """What stands is the whole month's: it was not there before its end, nor told before issue."""
    before = counts(db)
    assert refused(desk(*ACK, "W001", "--on", "2024-05-31"))[0] == (
        "2024-05 ended on 2024-05-31: the score that stands was not there on 2024-05-31."
    )
    assert counts(db) == before
    done(desk("month", "issue", "2024-05", "--on", "2024-06-05"))
    assert refused(desk(*ACK, "W001", "--on", "2024-06-04")) == [
        "The scores of 2024-05 were issued on 2024-06-05: nobody acknowledged them on 2024-06-04.",
        "Give the day on which they saw it with --on.",
    ]
    done(desk(*ACK, "W001", "--on", "2024-06-05"))


def test_a_closed_score_is_acknowledged_too(desk: Kefu, db: Path) -> None:
    """It is the kept one that the person has seen, the same as before closing."""
    done(desk(*ACK, "W001"))
    close(desk, "2024-05")
    assert refused(desk(*ACK, "W001"))[0].startswith("W001 張三 has acknowledged this score")
    done(desk(*ACK, "W002"))
    assert len(_acks(db)) == 2


def test_what_is_missing_is_named_or_asked_for(desk: Kefu, db: Path) -> None:
    """The hash is never asked for: it is what the file says."""
    assert refused(desk("ack", "--staff", ""), 2) == [
        "--staff, --month is missing.",
        "Run kefu ack add --help to see what it takes.",
    ]
    asked = desk("ack", answers=("2024-05", "1"))
    assert asked.code == 0
    assert "   1  W001  張三\n" in asked.err
    assert len(_acks(db)) == 1


def test_acknowledgements_are_listed_and_voided(desk: Kefu) -> None:
    """As every kind of record; with or without the verb add, and voided it stays in the file."""
    done(desk("ack", "--staff", "W001", "--month", "2024-05"))
    done(desk("ack", "add", "--staff", "W003", "--month", "2024-05"))
    assert [a["staff"] for a in listed(desk, "ack", "list")] == ["W001", "W003"]
    done(desk("ack", "void", "1", "--reason", "認錯人"))
    assert [a["staff"] for a in listed(desk, "ack", "list", "--staff", "W001")] == []
    assert desk("ack").code == 2
    assert "kefu ack list" in done(desk("ack", "--help"))


def test_a_person_is_shown_the_beginning_of_the_hash(desk: Kefu) -> None:
    """Scripts have it whole."""
    done(desk("ack", "--staff", "W001", "--month", "2024-05"))
    (ack,) = listed(desk, "ack", "list")
    assert len(ack["sha256"]) == 64
    *_, row = done(desk("ack", "list")).splitlines()
    assert row.split()[-1] == ack["sha256"][:12] + "…"
    assert csv_of(done(desk("ack", "list", "--format", "csv")))[0]["sha256"] == ack["sha256"]
