"""Verifying: whatever is changed beneath a closed month shows with its month and person."""

from __future__ import annotations

from pathlib import Path

import pytest

from desks import outside
from kefu_cli.messages import Message
from kefu_cli.records.faults import Fault, Verified
from kefu_cli.store.verifying import verify

from .tampering import APRIL, MAY, closed, faults_after, tampering, told, unguarded

__all__ = ("closed", "unguarded")


def test_what_was_not_touched_is_sound(closed: Path) -> None:
    """Two months, four results, and the late record that was corrected are no faults."""
    with outside(closed) as db:
        assert verify(db) == Verified(months=2, closings=4, faults=())
        assert verify(db).first is None


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE violation SET voided = 1, void_reason = 'x' WHERE id = 1",
            {("2024-05", "W001", "computed")},
        ),
        (
            "INSERT INTO violation (staff_id, clause, on_day)"
            " SELECT id, '1.1', '2024-04-30' FROM staff WHERE code = 'W003'",
            {("2024-04", "W003", "computed")},
        ),
        (
            "UPDATE fee SET voided = 1, void_reason = 'x' WHERE to_month = '2024-12'",
            {("2024-04", "W002", "computed"), ("2024-05", "W002", "computed")},
        ),
        (
            "UPDATE assignment SET to_day = '2024-05-30' WHERE id = 2",
            {("2024-05", "W002", "computed")},
        ),
        ("UPDATE repair SET worker = '李師傅', category = '水電' WHERE no = '31'", set()),
        (
            "UPDATE repair SET completed = '2024-05-04T08:00', revisited = '2024-05-05T08:00',"
            " revisit_record = 'text' WHERE no = '31'",
            {("2024-05", "W001", "computed")},
        ),
        (
            "INSERT INTO waiver (finding, reason) VALUES ('violation:2', '有假條')",
            {("2024-05", "W002", "computed")},
        ),
        (
            "INSERT INTO review (staff_id, month, level, item, score)"
            " SELECT id, '2024-04', 'direct', 1, 300 FROM staff WHERE code = 'W004'",
            {("2024-04", "W004", "computed")},
        ),
        (
            "UPDATE staff SET joined = '2024-05-01' WHERE code = 'W003'",
            {("2024-04", "W003", "computed")},
        ),
        (
            "INSERT INTO repair (no, unit_id, content, received)"
            " SELECT '99', id, '漏水', '2024-04-02T08:00' FROM unit WHERE code = '3-1-503'",
            {("2024-04", "W001", "computed")},
        ),
    ],
)
def test_a_changed_record_names_month_and_person(
    unguarded: Path, statement: str, expected: set[tuple[str, str, str]]
) -> None:
    """Whatever it is that another program changed; a correction since is computed anew as well."""
    assert told(faults_after(unguarded, statement)) == expected


def test_a_change_that_concerns_nobody_names_the_month(unguarded: Path) -> None:
    """A finding that counts against nobody is a part of the result too."""
    nobody = "UPDATE assignment SET voided = 1, void_reason = 'x' WHERE id = 1"
    call = """INSERT INTO repair (no, unit_id, content, received)
        SELECT '99', id, '漏水', '2024-04-02T08:00' FROM unit WHERE code = '3-1-503'"""
    faults = faults_after(unguarded, nobody, call)
    assert ("2024-04", None, "unassigned") in told(faults)


def test_the_first_person_is_named_before_what_concerns_nobody() -> None:
    """Of the first month; where no person is concerned, the month alone."""
    month = Fault(APRIL, None, "unassigned", Message("a"))
    person, later = (
        Fault(APRIL, "W001", "computed", Message("b")),
        Fault(MAY, "W000", "head", Message("c")),
    )
    assert Verified(2, 2, (month, person, later)).first == person
    assert Verified(2, 2, (month, later)).first == month


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff SET name = '改名', department = '工程部', position = '主管'",
        "UPDATE staff SET appraised = 0",
        "UPDATE staff SET appraised = 1 - appraised WHERE code IN ('W001', 'W003')",
        "UPDATE base_pay SET amount = amount + 100",
        "INSERT INTO base_pay (staff_id, from_month, amount)"
        " SELECT id, '2024-05', 999900 FROM staff WHERE code = 'W002'",
        "UPDATE building SET name = '改名'",
        "UPDATE unit SET owner = '新業主', phone = NULL, occupancy = '已入住'",
        "INSERT INTO staff (code, name) VALUES ('W009', '新人')",
    ],
)
def test_names_posts_and_pay_come_from_what_was_kept(unguarded: Path, statement: str) -> None:
    """What the roster says since is no fault, and neither is somebody new on it."""
    assert faults_after(unguarded, statement) == ()


def test_somebody_renamed_is_still_looked_at(unguarded: Path) -> None:
    """Their records are compared, beneath the name that was kept."""
    found = faults_after(
        unguarded,
        "UPDATE staff SET name = '改名', appraised = 0",
        "UPDATE violation SET voided = 1, void_reason = 'x' WHERE id = 2",
    )
    assert told(found) == {("2024-05", "W002", "computed")}


def test_somebody_void_is_still_looked_at(unguarded: Path) -> None:
    """By what was kept of them; their buildings and records stay theirs."""
    assert faults_after(unguarded, "UPDATE staff SET voided = 1, void_reason = 'x'") == ()


def test_what_comes_late_is_no_fault(unguarded: Path) -> None:
    """Neither before a correction nor after it."""
    late = """INSERT INTO violation (staff_id, clause, on_day, late)
        SELECT id, '1.1', '2024-04-09', 4 FROM staff WHERE code = 'W003'"""
    assert faults_after(unguarded, late) == ()


def test_a_change_of_words_says_what_differs(unguarded: Path) -> None:
    """What the person was charged with is a part of what was kept."""
    with tampering(unguarded) as db:
        db.execute("UPDATE violation SET note = '別的' WHERE id = 1")
        faults = verify(db).faults
    assert {fault.what.text for fault in faults} == {"computed anew differs: {what}"}
    (named,) = {fault.what.values for fault in faults}
    assert named == (("what", (Message("findings"),)),)


def test_the_rulebook_that_was_kept_is_the_one_that_counts(unguarded: Path) -> None:
    """Whichever the office uses since."""
    with tampering(unguarded) as db:
        db.execute(
            "INSERT INTO rulebook (name, version, from_month, text, sha256)"
            " SELECT 'own', '1', '2024-01', replace(rulebook, 'wipe_out_at = 3',"
            " 'wipe_out_at = 1'), 'x' FROM closing WHERE id = 1"
        )
        assert verify(db).faults == ()
