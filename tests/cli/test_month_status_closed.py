"""``kefu month status`` once scores were issued or a month was closed."""

from __future__ import annotations

from pathlib import Path

from cli.test_month_status import STATUS
from desks import Kefu, done, outside
from monthend import SIGNERS, close, matter, status


def test_a_closed_month_tells_how_it_was_closed(desk: Kefu) -> None:
    """Who and when, the hash, the signatures; nothing is left to settle."""
    close(desk, "2024-05")
    found = status(desk)
    assert (found["status"], found["blocks"], found["warns"]) == ("closed", [], [])
    assert (found["closing"]["by"], found["closing"]["corrections"]) == ("王主管", 0)
    assert [signature["role"] for signature in found["signatures"]] == list(SIGNERS)
    said = done(desk(*STATUS)).splitlines()
    digest = found["closing"]["sha256"][:12]
    assert said[:2] == [
        "The end of 2024-05",
        f"Closed on 2024-06-20 09:30 by 王主管: these figures stand. SHA-256 {digest}…",
    ]
    assert said[2:] == [f"Signed: {role} 王主管, 2024-06-20 09:30" for role in SIGNERS]


def test_late_records_of_a_closed_month_wait_for_a_correction(desk: Kefu, db: Path) -> None:
    """What changes the month is counted, until a correction has taken it in; nothing void is."""
    close(desk, "2024-04")
    late = ("violation", "add", "--staff", "W003", "--clause", "1.1", "--late", "--on")
    done(desk(*late, "2024-04-09"))
    close(desk, "2024-05")
    assert matter(status(desk), "late_records") is None
    done(desk(*late, "2024-05-09"))
    done(desk(*late, "2024-05-10"))
    done(desk("violation", "void", "5", "--reason", "記錯"))
    with outside(db) as file:
        file.execute(
            "INSERT INTO late_change (noun, record_id, field, closing_id)"
            " SELECT 'repair', id, 'dispatched', 2 FROM repair WHERE no = '31'"
        )
    assert matter(status(desk), "late_records") == {
        "count": 1,
        "names": [],
        "on": None,
        "command": "kefu month correction 2024-05",
    }
    april = matter(status(desk, "2024-04"), "late_records")
    assert april
    assert april["count"] == 1
    done(desk("month", "correction", "2024-05", "--keep"))
    assert matter(status(desk), "late_records") is None
    assert status(desk)["closing"]["corrections"] == 1
    assert "Corrections beside them: 1" in done(desk(*STATUS))


def test_what_came_late_and_changes_nothing_waits_for_nothing(desk: Kefu) -> None:
    """Else it would be named for ever, with a command that finds nothing to do."""
    close(desk, "2024-05")
    done(desk("story", "add", "--staff", "W001", "--month", "2024-05", "--on", "2024-05-02",
              "--text", "助人", "--late"))  # fmt: skip
    assert matter(status(desk), "late_records") is None


def test_an_objection_to_a_closed_month_is_still_to_be_answered(desk: Kefu) -> None:
    """It stands in nobody's way any more, but it does not vanish."""
    close(desk, "2024-05")
    assert matter(status(desk), "objections") is None
    done(desk("objection", "add", "--staff", "W001", "--month", "2024-05", "--text", "沒有遲到"))
    assert status(desk)["warns"][0] == {
        "code": "objections",
        "count": 1,
        "names": ["W001"],
        "on": None,
        "command": "kefu objection answer 1 --answer … --reason …",
    }
    done(desk("objection", "answer", "1", "--answer", "rejected", "--reason", "有記錄"))
    assert matter(status(desk), "objections") is None


def test_a_month_before_the_first_is_locked_and_says_so(desk: Kefu) -> None:
    """It was never closed, and yet nothing is recorded in it any more: it is not called open."""
    close(desk, "2024-05")
    said = "Before 2024-05, the first month that was closed: its days are locked."
    assert said in done(desk("month", "status", "2024-04")).splitlines()
    shown = done(desk("score", "--month", "2024-04")).splitlines()
    assert said in shown
    assert not any("open" in line for line in shown)


def test_what_was_issued_is_issued_again_where_it_has_changed(desk: Kefu) -> None:
    """People were told other scores than those that would be closed."""
    done(desk("month", "issue", "2024-05"))
    assert matter(status(desk), "changed_since_issue") is None
    done(desk("violation", "add", "--staff", "W001", "--clause", "3.1", "--on", "2024-05-20"))
    changed = matter(status(desk), "changed_since_issue")
    assert changed is not None
    assert (changed["on"], changed["command"]) == ("2024-06-20", "kefu month issue 2024-05")
    done(desk("month", "issue", "2024-05"))
    assert matter(status(desk), "changed_since_issue") is None
