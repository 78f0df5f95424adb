"""Corrections one after another, after a reopening, and of whatever can come late."""

from __future__ import annotations

import json
import shlex
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from cli.test_correction import LATE as VIOLATION
from cli.test_correction import correction, sign_correction, total
from desks import Kefu, done, outside, refused
from monthend import SIGNERS, close, matter, status
from store.locked import locked, locked_file
from store.test_late import LATE

__all__ = ("locked", "locked_file")

LATER = datetime(2024, 6, 21, 9)
KEEP = ("month", "correction", "2024-05", "--keep")
REOPEN = ("month", "reopen", "2024-05", "--reason", "補錄", "--approved-by", "李經理")
SUGGESTION = ("suggestion", "add", "--staff", "W001", "--month", "2024-05", "--text", "加燈")
DISPATCH = ("repair", "dispatch", "31", "--at", "2024-05-04T09:00", "--late")


@pytest.fixture
def closed(desk: Kefu) -> Kefu:
    """The furnished office, with May closed."""
    close(desk, "2024-05")
    return desk


def _named(kefu: Kefu) -> list[tuple[str, str | None]]:
    """What the correction of May says that came late."""
    return [(late["record"], late["field"]) for late in correction(kefu)["late"]]


def _corrected(kefu: Kefu) -> None:
    """Keep what waits, and let all sign it."""
    done(kefu(*KEEP))
    sign_correction(kefu)


def test_a_correction_after_a_reopening_starts_from_the_new_closing(closed: Kefu) -> None:
    """What was corrected before stands in the new result, and is no correction of it."""
    done(closed(*VIOLATION))
    _corrected(closed)
    done(closed(*REOPEN))
    close(closed, "2024-05")
    again = total(closed, "W001")
    document = json.loads(done(closed("score", "--month", "2024-05", "--format", "json")))
    assert document["closing"]["corrections"] == 0
    assert matter(status(closed), "late_records") is None
    assert (correction(closed)["changes"], _named(closed)) == ([], [])
    done(closed(*VIOLATION[:5], "1.1", *VIOLATION[6:]))
    (change,) = correction(closed)["changes"]
    assert change["total"] == {"before": again, "after": again - 1}
    assert _named(closed) == [("violation:4", None)]
    found = matter(status(closed), "late_records")
    assert found
    assert found["count"] == 1


def test_a_correction_after_a_reopening_supersedes_nothing(closed: Kefu, db: Path) -> None:
    """Only a closing takes the place of one that was reopened."""
    done(closed(*REOPEN))
    done(closed("month", "close", "2024-05"))
    done(closed(*VIOLATION))
    done(closed(*KEEP))
    with outside(db) as file:
        heads = [json.loads(head) for (head,) in file.execute("SELECT head FROM closing")]
    assert [head["kind"] for head in heads] == ["close", "close", "correction"]
    assert [head["supersedes"] is None for head in heads] == [True, False, True]
    assert [head["reopened"] is None for head in heads] == [True, False, True]


def test_signatures_out_of_order_make_no_correction_stand(closed: Kefu, db: Path) -> None:
    """Another program wrote all four, the last first: the closing is still what is corrected."""
    done(closed(*VIOLATION))
    done(closed(*KEEP))
    before = correction(closed)
    with outside(db) as file:
        for role in reversed(SIGNERS):
            file.execute(
                "INSERT INTO signature (month, role, sha256, closing_id)"
                " SELECT month, ?, sha256, id FROM closing WHERE kind = 'correction'",
                (role,),
            )
    after = correction(closed)
    assert len(after.pop("signatures")) == len(SIGNERS)
    before.pop("signatures")
    assert after == before
    assert after["changes"]
    assert "was kept on" in refused(closed(*KEEP))[0]


def test_only_what_came_since_the_last_correction_waits(closed: Kefu) -> None:
    """Records and facts that were corrected are named no more; what is new is, in its order."""
    done(closed(*SUGGESTION, "--on", "2024-05-20", "--late"))
    done(closed(*VIOLATION, now=LATER))
    done(closed(*DISPATCH, now=LATER))
    first = [("suggestion:2", None), ("violation:3", None), ("repair:31", "dispatched")]
    assert _named(closed) == first
    _corrected(closed)
    assert _named(closed) == first
    done(closed(*SUGGESTION, "--on", "2024-05-21", "--late"))
    done(closed("unit", "handover", "3-1-503", "--on", "2024-05-25", "--late", now=LATER))
    done(closed(*VIOLATION[:5], "1.1", *VIOLATION[6:], now=LATER))
    found = _named(closed)
    assert found[0] == ("suggestion:3", None)
    assert sorted(found[1:], key=str) == [("unit:3-1-503", "handover"), ("violation:4", None)]


def test_what_changes_nothing_is_not_said_of_the_correction_before(closed: Kefu) -> None:
    """The correction that was signed is shown with what it was made of, and no more."""
    done(closed(*VIOLATION))
    done(closed(*DISPATCH))
    _corrected(closed)
    signed = correction(closed)
    done(closed(*SUGGESTION, "--on", "2024-05-20", "--late"))
    done(closed("repair", "complete", "31", "--at", "2024-05-31T09:00", "--late"))
    assert correction(closed) == signed
    assert matter(status(closed), "late_records") is None


@pytest.mark.parametrize("what", LATE)
def test_whatever_comes_late_is_named_where_it_bears(
    office: Kefu, db: Path, locked: Path, what: str
) -> None:
    """By the correction of a month; by its status where it changes a result that was closed."""
    line, _ = LATE[what]
    assert locked == db
    done(office(*shlex.split(line), "--late"))
    named = 0
    for month in ("2024-04", "2024-05"):
        found = json.loads(done(office("month", "correction", month, "--format", "json")))
        waits = matter(status(office, month), "late_records")
        assert (waits or {}).get("count") == (len(found["late"]) if found["changes"] else None)
        named += len(found["late"])
    assert named > 0


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ("張三", "W001"),
        ("W001", "張三"),
        ("張三", "张三"),
        ("张三", " 張\u3000三 "),
        ("w001", "Ｗ００１"),
        ("王主管", "王\u200b主管"),
    ],
)
def test_nobody_approves_their_own_reopening_by_another_name(
    closed: Kefu, db: Path, monkeypatch: pytest.MonkeyPatch, user: str, name: str
) -> None:
    """By their code, in the other script, with blanks, or with signs that nobody sees."""
    monkeypatch.setenv("KEFU_USER", user)
    before = db.read_bytes()
    outcome = closed(*REOPEN[:-1], name)
    assert outcome.code == 1
    assert "cannot approve what they do themselves" in outcome.err
    assert db.read_bytes() == before
    done(closed(*REOPEN[:-1], "W002"))


def test_a_finding_that_was_replaced_is_kept_with_its_own_month(
    office: Kefu, db: Path, furnished: Path
) -> None:
    """April's, in whose place a violation of June stands, is none of May's."""
    shutil.copy(furnished, db)
    call = ("repair", "add", "--no", "70", "--unit", "3-1-503", "--content", "燈壞")
    done(office(*call, "--received", "2024-04-10T09:00", "--staff", "W001"))
    instead = ("violation", "add", "--staff", "W001", "--clause", "7.2", "--on", "2024-06-10")
    done(office(*instead, "--source", "repair:70"))
    close(office, "2024-04")
    close(office, "2024-05")
    with outside(db) as file:
        query = "SELECT closing_id FROM kept_finding WHERE finding = 'repair:70:7.2'"
        assert file.execute(query).fetchall() == [(1,)]


def test_an_acknowledgement_of_another_score_is_kept_as_such(desk: Kefu, db: Path) -> None:
    """Whoever has seen an earlier score has not seen the one that was closed."""
    for code in ("W001", "W002"):
        done(desk("ack", "--staff", code, "--month", "2024-05"))
    done(desk("violation", "add", "--staff", "W001", "--clause", "1.1", "--on", "2024-05-07"))
    close(desk, "2024-05")
    with outside(db) as file:
        (head,) = file.execute("SELECT head FROM closing").fetchone()
    assert [(code, now) for code, _, now in json.loads(head)["acks"]] == [
        ("W001", False),
        ("W002", True),
    ]
