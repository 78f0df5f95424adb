"""``kefu assignment``: who looked after what, and when."""

from __future__ import annotations

import pytest

from desks import Kefu, done, listed, pick, refused, shown


def test_add_and_show(desk: Kefu) -> None:
    """The same as ``building assign``; every field is there."""
    done(
        desk(
            *("assignment", "add", "--building", "5", "--staff", "W003"),
            *("--from", "5月1日", "--to", "2024-05-31"),
        )
    )
    assert shown(desk, "assignment", "3") == {
        "id": 3,
        "building": "5",
        "staff": "W003",
        "staff_name": "王五",
        "from": "2024-05-01",
        "to": "2024-05-31",
        "voided": False,
        "void_reason": None,
        "recorded_by": "王主管",
        "recorded_at": "2024-06-20T09:30",
        "late": False,
    }


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), [1, 2, 3]),
        (("--month", "2023-12"), []),
        (("--month", "2024-01"), [1, 2]),
        (("--month", "2024年3月"), [1, 2, 3]),
        (("--month", "2024-06"), [1, 2]),
        (("--month", "2025-01"), [1]),
        (("--staff", "李四"), [2]),
        (("--staff", "W004"), []),
        (("--building", "五号楼"), [2, 3]),
        (("--open",), [1]),
        (("--staff", "W001", "--building", "5"), []),
    ],
)
def test_filters(desk: Kefu, options: tuple[str, ...], found: list[int]) -> None:
    """By a month in which it was in force on some day, by person, by building, still open."""
    done(
        desk(
            *("assignment", "add", "--building", "5", "--staff", "W003"),
            *("--from", "2024-03-31", "--to", "2024-05-31"),
        )
    )
    assert [a["id"] for a in listed(desk, "assignment", "list", *options)] == found


def test_the_last_day_can_be_changed_and_taken_away(desk: Kefu) -> None:
    """An assignment's end is a plain fact; it stays behind its beginning."""
    done(desk("assignment", "edit", "1", "--to", "2024-06-30"))
    assert shown(desk, "assignment", "1")["to"] == "2024-06-30"
    done(desk("assignment", "edit", "1", "--clear", "to"))
    assert shown(desk, "assignment", "1")["to"] is None
    assert refused(desk("assignment", "edit", "1", "--to", "2023-12-31"))[0] == (
        "The last day 2023-12-31 is before the first day 2024-01-01."
    )


def test_an_end_taken_away_does_not_make_two_at_once(desk: Kefu) -> None:
    """The overlap is refused when it is made by a change too."""
    done(desk("assignment", "edit", "1", "--to", "2024-05-31"))
    done(desk("building", "assign", "--building", "3", "--staff", "W001", "--from", "2024-06-10"))
    assert refused(desk("assignment", "edit", "1", "--clear", "to"))[0] == (
        "W001 張三 looks after 3 already, from 2024-06-10 to …."
    )


def test_a_voided_assignment_holds_nothing(desk: Kefu) -> None:
    """Its days are free for another one."""
    done(desk("assignment", "void", "1", "--reason", "樓棟選錯"))
    done(desk("building", "assign", "--building", "3", "--staff", "W001", "--from", "2024-01-01"))
    assert [a["id"] for a in listed(desk, "assignment", "list", "--staff", "W001")] == [3]
    kept = shown(desk, "assignment", "1")
    assert pick(kept, "voided", "void_reason") == (True, "樓棟選錯")


def test_an_end_before_the_beginning_is_refused(desk: Kefu) -> None:
    """With both days."""
    line = ("--building", "5", "--staff", "W003", "--from", "2024-05-02", "--to", "2024-05-01")
    assert refused(desk("assignment", "add", *line))[0] == (
        "The last day 2024-05-01 is before the first day 2024-05-02."
    )


def test_an_unknown_number_is_refused(desk: Kefu) -> None:
    """Whichever verb it is given to."""
    for verb in (("show",), ("edit", "--to", "2024-01-01"), ("void", "--reason", "x")):
        what, advice = refused(desk("assignment", verb[0], "77", *verb[1:]))
        assert (what, advice) == (
            "There is no Assignments 77.",
            "See “kefu assignment list”.",
        )
