"""``kefu month status`` once scores were issued or the month was closed."""

from __future__ import annotations

from desks import Kefu, done
from monthend import close, matter, status


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
