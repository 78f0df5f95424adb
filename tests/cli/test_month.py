"""``kefu month``: closing, opening again, and the kept result that every command then shows."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from desks import Kefu, counts, csv_of, done, outside, refused
from monthend import SIGNERS, close, sign

REOPEN = ("month", "reopen", "2024-05", "--reason", "漏錄繳費", "--approved-by", "趙經理")
JULY = datetime(2024, 7, 8, 9, 30)


def _closings(db: Path) -> list[tuple[Any, ...]]:
    with outside(db) as file:
        return file.execute("SELECT id, month, sha256 FROM closing ORDER BY id").fetchall()


def _hash(db: Path, number: int) -> str:
    """What a person is shown of the hash of a closing."""
    return str({i: sha for i, _, sha in _closings(db)}[number])[:12] + "…"


def _score(kefu: Kefu, month: str = "2024-05") -> dict[str, Any]:
    found = json.loads(done(kefu("score", "--month", month, "--format", "json")))
    assert isinstance(found, dict)
    return found


def _change_what_a_result_shows(kefu: Kefu, db: Path) -> None:
    """Rename and pay anew after a closing, and let another program change what it counted."""
    done(kefu("staff", "edit", "W001", "--name", "張三豐", "--department", "工程部"))
    done(kefu("staff", "edit", "W002", "--appraised", "no"))
    done(kefu("staff", "edit", "W003", "--base-pay", "9000", "--from", "2024-06"))
    done(kefu("building", "edit", "3", "--name", "三棟"))
    with outside(db) as file:
        file.execute("DROP TRIGGER violation_closed")
        file.execute("UPDATE violation SET voided = 1, void_reason = '記錯'")
        file.execute(
            "INSERT INTO fee (unit_id, month, to_month, amount, paid_on, late)"
            " SELECT id, '2024-05', '2024-05', 24000, '2024-05-20', 1 FROM unit"
        )


# ---------------------------------------------------------------- closing


def test_closing_says_what_was_kept_and_how_to_go_on(desk: Kefu, db: Path) -> None:
    """The people, the hash, what is locked, and what to do about what turns up later."""
    sign(desk, "2024-05")
    assert done(desk("month", "close", "2024-05")).splitlines() == [
        "2024-05 closed: the results of 4 people are kept.",
        f"SHA-256 {_hash(db, 1)}, the first of the chain",
        "Every day up to 2024-05-31 is locked from now on.",
        "What turns up later is recorded with --late; then: kefu month correction 2024-05",
        "To take it back: kefu month reopen 2024-05 --reason … --approved-by …",
    ]


def test_the_next_month_is_chained_to_the_one_before(desk: Kefu, db: Path) -> None:
    """Both hashes are shown."""
    close(desk, "2024-04")
    sign(desk, "2024-05")
    said = done(desk("month", "close", "2024-05")).splitlines()
    assert said[1] == f"SHA-256 {_hash(db, 2)}, chained to {_hash(db, 1)} of 2024-04"


def test_a_month_is_closed_once(desk: Kefu, db: Path) -> None:
    """Who closed it and when is said, and how it is opened; nothing is written."""
    close(desk, "2024-05")
    before = counts(db)
    assert refused(desk("month", "close", "2024-05")) == [
        "2024-05 is closed already, since 2024-06-20 09:30 by 王主管.",
        "To open it again: kefu month reopen 2024-05 --reason … --approved-by …",
    ]
    assert counts(db) == before


def test_months_are_closed_in_order(desk: Kefu) -> None:
    """The first may be any; then the next is named, also for a month that lies before the first."""
    close(desk, "2024-03")
    sign(desk, "2024-05")
    assert refused(desk("month", "close", "2024-05")) == [
        "Months are closed in order; the next is 2024-04.",
        "First: kefu month close 2024-04",
    ]
    assert refused(desk("month", "close", "2024-02")) == [
        "2024-02 lies before the first month that was closed.",
        "The next month to close: kefu month close 2024-04",
    ]


def test_whoever_began_with_the_wrong_month_begins_anew(desk: Kefu) -> None:
    """Once nothing stands closed, an earlier month may be the first; what follows is in order."""
    close(desk, "2024-04")
    done(desk("month", "reopen", "2024-04", "--reason", "先結三月", "--approved-by", "趙經理"))
    sign(desk, "2024-05")
    assert refused(desk("month", "close", "2024-05"))[0].endswith("the next is 2024-04.")
    close(desk, "2024-03")
    done(desk("month", "close", "2024-04"))
    assert json.loads(done(desk("month", "verify", "--format", "json"))) == []


def test_a_month_is_closed_when_its_last_day_is_over(desk: Kefu) -> None:
    """Not while it runs."""
    assert refused(desk("month", "close", "2024-06")) == [
        "2024-06 has not ended.",
        "Its result is final after 2024-06-30.",
    ]


def test_an_open_objection_keeps_a_month_open(desk: Kefu) -> None:
    """Whose it is and how it is answered is said; once it is, the month can be closed."""
    objection = ("--staff", "W002", "--month", "2024-05", "--text", "5月6日已請假")
    done(desk("objection", "add", *objection))
    sign(desk, "2024-05")
    assert refused(desk("month", "close", "2024-05")) == [
        "2024-05: objections that wait for an answer: 1; the first is W002's.",
        "Answer it: kefu objection answer 1 --answer … --reason …",
    ]
    done(desk("objection", "answer", "1", "--answer", "rejected", "--reason", "無假條"))
    done(desk("month", "close", "2024-05"))


def test_a_missing_signature_keeps_a_month_open(desk: Kefu, db: Path) -> None:
    """All roles that are missing are named, and the command of the next."""
    done(desk("sign", "--month", "2024-05", "--role", SIGNERS[0]))
    before = counts(db)
    assert refused(desk("month", "close", "2024-05")) == [
        "2024-05 is not signed by: 物業副經理, 物業經理, 分管領導.",
        "Next: kefu sign --month 2024-05 --role 物業副經理",
    ]
    assert counts(db) == before


def test_the_month_is_asked_for_in_a_terminal(desk: Kefu) -> None:
    """Elsewhere a line without it cannot be read."""
    assert refused(desk("month", "close"), 2) == [
        "The MONTH is missing.",
        "Run kefu month close --help to see what it takes.",
    ]
    assert refused(desk("month", "close", "五月"), 2)[0].startswith("MONTH: “五月”")
    sign(desk, "2024-05")
    asked = desk("month", "close", answers=("上個", "上月"))
    assert asked.code == 0
    assert asked.out.startswith("2024-05 closed")


# ---------------------------------------------------------------- opening again


def test_a_closed_month_is_opened_again_with_a_reason_and_a_second_person(
    desk: Kefu, db: Path
) -> None:
    """What was kept stays, and the next closing supersedes it, visibly."""
    close(desk, "2024-05")
    assert done(desk(*REOPEN)).splitlines() == [
        "2024-05 is open again: 漏錄繳費",
        "Approved by 趙經理; the closed result is kept.",
        "The next closing supersedes it: kefu month close 2024-05",
    ]
    assert _score(desk)["status"] == "open"
    again = f"Its closing {_hash(db, 1)} was opened again on 2024-06-20 09:30 by 王主管"
    again += ", approved by 趙經理: 漏錄繳費"
    assert again in done(desk("score", "--month", "2024-05")).splitlines()
    assert again in done(desk("month", "status", "2024-05")).splitlines()
    assert _score(desk)["reopened"]["approved_by"] == "趙經理"
    done(desk("violation", "void", "1", "--reason", "記錯人"))
    sign(desk, "2024-05")
    said = done(desk("month", "close", "2024-05")).splitlines()
    first, second = _hash(db, 1), _hash(db, 2)
    assert said[1:3] == [
        f"SHA-256 {second}, the first of the chain",
        f"It supersedes {first}, reopened with the consent of 趙經理: 漏錄繳費",
    ]
    assert said[2] in done(desk("score", "--month", "2024-05")).splitlines()
    assert "reopened" not in _score(desk)
    closing = _score(desk)["closing"]
    assert (closing["sha256"][:12] + "…", closing["supersedes"][:12] + "…") == (second, first)
    assert [month for _, month, _ in _closings(db)] == ["2024-05", "2024-05"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (("2024-06",), "2024-06 is not closed."),
        (("2024-04",), "2024-05 is closed as well; months are reopened from the last."),
        (
            ("2024-05", "--approved-by", "王主管"),
            "王主管 cannot approve what they do themselves.",
        ),
    ],
)
def test_what_cannot_be_opened_again(
    desk: Kefu, db: Path, line: tuple[str, ...], what: str
) -> None:
    """An open month, one with a closed one after it, and one by oneself; nothing is written."""
    close(desk, "2024-04")
    close(desk, "2024-05")
    before = counts(db)
    given = (*REOPEN[3:], *line[1:])
    assert refused(desk("month", "reopen", line[0], *given))[0] == what
    assert counts(db) == before


@pytest.mark.parametrize("lacking", ["--reason", "--approved-by"])
@pytest.mark.parametrize("empty", [True, False])
def test_opening_again_needs_a_reason_and_a_name(desk: Kefu, lacking: str, empty: bool) -> None:
    """Neither may be left out or blank."""
    close(desk, "2024-05")
    at = REOPEN.index(lacking)
    line = (*REOPEN[:at], *((lacking, "  ") if empty else ()), *REOPEN[at + 2 :])
    what = f"{lacking} is empty." if empty else f"{lacking} is missing."
    assert refused(desk(*line), 2)[0] == what


def test_reason_and_name_are_asked_for_in_a_terminal(desk: Kefu) -> None:
    """In this order, after the month."""
    close(desk, "2024-05")
    asked = desk("month", "reopen", answers=("2024-05", "漏錄繳費", "趙經理"))
    assert asked.code == 0
    assert asked.out.splitlines()[1].startswith("Approved by 趙經理")


# ---------------------------------------------------------------- the kept result


def test_the_score_of_a_closed_month_is_marked_closed(desk: Kefu, db: Path) -> None:
    """In the table, in the explanation and, with all that it builds on, in JSON."""
    close(desk, "2024-04")
    close(desk, "2024-05")
    told = f"Closed on 2024-06-20 09:30 by 王主管: these figures stand. SHA-256 {_hash(db, 2)}"
    assert told in done(desk("score", "--month", "2024-05"))
    explained = done(desk("score", "--month", "2024-05", "--staff", "W001", "--explain"))
    assert explained.startswith(told)
    (_, _, april), (_, _, may) = _closings(db)
    document = _score(desk)
    assert document["status"] == "closed"
    assert document["closing"] == {
        "by": "王主管",
        "at": "2024-06-20T09:30",
        "sha256": may,
        "previous": april,
        "supersedes": None,
        "corrections": 0,
    }
    assert (_score(desk, "2024-06")["status"], "closing" in _score(desk, "2024-06")) == (
        "open",
        False,
    )


def test_a_closed_month_has_no_as_of(desk: Kefu) -> None:
    """Whichever the day; the kept result is one."""
    close(desk, "2024-05")
    for day in ("2024-05-10", "2024-05-31", "2024-06-20"):
        line = ("score", "--month", "2024-05", "--as-of", day)
        assert refused(desk(*line))[0] == "2024-05 is closed: --as-of has no place in it."


def test_one_persons_months_say_which_are_closed(desk: Kefu) -> None:
    """In the table, in CSV and in JSON."""
    close(desk, "2024-04")
    line = ("score", "--staff", "W001", "--from", "2024-04", "--to", "2024-05")
    table = done(desk(*line)).splitlines()
    assert table[1].split()[-1] == "State"
    assert [row.split()[-1] for row in table[3:5]] == ["closed", "open"]
    assert [r["status"] for r in csv_of(done(desk(*line, "--format", "csv")))] == ["closed", "open"]
    months = json.loads(done(desk(*line, "--format", "json")))["months"]
    assert [month["status"] for month in months] == ["closed", "open"]


def test_every_command_shows_the_kept_result(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """Names, records and late payments that changed since change none of it, byte for byte."""
    close(desk, "2024-05")
    lines = (
        ("score", "--month", "2024-05"),
        ("score", "--month", "2024-05", "--explain"),
        ("score", "--month", "2024-05", "--format", "csv"),
        ("score", "--month", "2024-05", "--format", "json"),
        ("fee", "rate", "--month", "2024-05"),
        ("finding", "list", "--month", "2024-05"),
    )
    first, again = tmp_path / "first.xlsx", tmp_path / "again.xlsx"
    before = [done(desk(*line)) for line in lines]
    done(desk("score", "--month", "2024-05", "--export", str(first)))
    _change_what_a_result_shows(desk, db)
    assert [done(desk(*line)) for line in lines] == before
    done(desk("score", "--month", "2024-05", "--export", str(again), now=JULY))
    assert again.read_bytes() == first.read_bytes()


def test_a_damaged_result_is_said_to_be(desk: Kefu, db: Path) -> None:
    """Where another program broke it, no command shows a part of it."""
    close(desk, "2024-05")
    with outside(db) as file:
        file.execute("DROP TRIGGER kept_fixed")
        file.execute("UPDATE kept SET result = '{' WHERE code = 'W001'")
    assert refused(desk("score", "--month", "2024-05")) == [
        "The kept result of 2024-05 was damaged.",
        "See what is wrong: kefu month verify",
    ]


# ---------------------------------------------------------------- verifying


def test_closed_months_are_verified(desk: Kefu) -> None:
    """How many there are; in JSON and CSV nothing is a result as well."""
    close(desk, "2024-04")
    close(desk, "2024-05")
    assert done(desk("month", "verify")) == "2 closed months verified.\n"
    assert done(desk("month", "verify", "--format", "json")) == "[]\n"
    assert done(desk("month", "verify", "--format", "csv")) == "month,staff,fault,what\n"


def test_without_a_closed_month_there_is_nothing_to_verify(desk: Kefu) -> None:
    """Which is said, and is no fault."""
    assert done(desk("month", "verify")) == "No month is closed; there is nothing to verify.\n"


def test_the_first_month_and_person_that_differ_are_named(desk: Kefu, db: Path) -> None:
    """In the error's line; all of them in the result."""
    close(desk, "2024-04")
    close(desk, "2024-05")
    with outside(db) as file:
        file.execute("DROP TRIGGER violation_closed")
        file.execute("UPDATE violation SET voided = 1, void_reason = 'x'")
    found = desk("month", "verify", "--format", "json")
    assert found.code == 1
    assert json.loads(found.out) == [
        {
            "month": "2024-05",
            "staff": staff,
            "fault": "computed",
            "what": "computed anew differs: items, total, findings",
        }
        for staff in ("W001", "W002")
    ]
    assert found.err.splitlines() == [
        "Error: 2024-05 W001: computed anew differs: items, total, findings; faults: 2.",
        "See who changed it with kefu history; a backup has it as it was: kefu restore FILE",
    ]
    assert desk("month", "verify").out.splitlines()[3:] == [
        "2024-05  W001       computed anew differs: items, total, findings",
        "2024-05  W002       computed anew differs: items, total, findings",
    ]
