"""What stands beside a month's scores: which signatures and acknowledgements count."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desks import Kefu, done, outside
from kefu_cli.appraisal.canonical import result_digest
from kefu_cli.calendar import Month
from kefu_cli.records.monthend import NOTHING, Ack, MonthEnd, Signature
from kefu_cli.store.appraisals import appraise_month
from kefu_cli.store.monthend import acks, month_end, objections
from kefu_cli.store.opening import open_file
from monthend import SIGNERS, close, sign

MAY = Month(2024, 5)
TODAY = date(2024, 6, 20)
FIRST, SECOND, THIRD, LAST = SIGNERS
VIOLATION = (
    "INSERT INTO violation (id, staff_id, clause, on_day) SELECT 99, id, '1.1', '2024-05-10'"
    " FROM staff WHERE code = 'W001'"
)


def _end(db: Path) -> MonthEnd:
    with open_file(db) as file:
        return month_end(file, appraise_month(file, MAY, TODAY))


def _valid(db: Path) -> dict[str, bool]:
    return {signature.role: signature.valid for signature in _end(db).signatures}


def _result(db: Path) -> str:
    with open_file(db) as file:
        appraisal = appraise_month(file, MAY, TODAY)
        return result_digest(appraisal)


def _sign_outside(db: Path, role: str, sha256: str) -> None:
    with outside(db) as file:
        file.execute(
            "INSERT INTO signature (month, role, sha256, recorded_at)"
            " VALUES ('2024-05', ?, ?, '2024-06-19T08:00')",
            (role, sha256),
        )


def _change_outside(db: Path) -> None:
    with outside(db) as file:
        file.execute(VIOLATION)


def test_nothing_is_recorded_of_a_month_at_first(desk: Kefu, db: Path) -> None:  # noqa: ARG001
    """Neither issue nor signatures, and it is open."""
    end = _end(db)
    assert end == NOTHING
    assert end.status == "open"


def test_signatures_stand_in_the_order_of_the_form(desk: Kefu, db: Path) -> None:
    """Each with its name, its time and the hash of what was signed."""
    sign(desk, "2024-05")
    result = _result(db)
    assert _end(db).signatures == tuple(
        Signature(role, "王主管", "2024-06-20T09:30", result, valid=True) for role in SIGNERS
    )


def test_a_change_by_another_program_makes_them_all_void(desk: Kefu, db: Path) -> None:
    """They stay to be seen, and count again when the change is taken back."""
    sign(desk, "2024-05")
    _change_outside(db)
    assert _valid(db) == dict.fromkeys(SIGNERS, False)
    with outside(db) as file:
        file.execute("UPDATE violation SET voided = 1, void_reason = 'x' WHERE id = 99")
    assert _valid(db) == dict.fromkeys(SIGNERS, True)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE staff SET name = '張四' WHERE code = 'W001'",
        "UPDATE base_pay SET amount = 1 WHERE staff_id = (SELECT id FROM staff WHERE code='W001')",
        "INSERT INTO waiver (finding, reason) VALUES ('violation:1', 'x')",
    ],
)
def test_whatever_belongs_to_the_result_makes_them_void(desk: Kefu, db: Path, change: str) -> None:
    """A name on the form, the pay, a waiver."""
    sign(desk, "2024-05")
    with outside(db) as file:
        assert file.execute(change).rowcount == 1
    assert set(_valid(db).values()) == {False}


def test_what_belongs_to_another_month_leaves_them(desk: Kefu, db: Path) -> None:
    """What happened in June was not signed."""
    sign(desk, "2024-05")
    done(desk("violation", "add", "--staff", "W001", "--clause", "1.1", "--on", "2024-06-03"))
    assert set(_valid(db).values()) == {True}


def test_one_signature_of_a_role_is_shown(desk: Kefu, db: Path) -> None:
    """The one that counts; where none does, the latest."""
    sign(desk, "2024-05")
    _change_outside(db)
    done(desk("sign", "--month", "2024-05", "--role", FIRST))
    second = _result(db)
    done(desk("violation", "add", "--staff", "W001", "--clause", "1.1", "--on", "2024-05-11"))

    def shown() -> list[tuple[bool, bool]]:
        return [(s.valid, s.sha256 == second) for s in _end(db).signatures]

    assert shown() == [(False, True), (False, False), (False, False), (False, False)]
    for number in ("99", "100"):
        done(desk("violation", "void", number, "--reason", "記錯人"))
    assert shown() == [(True, False)] * 4


def test_a_signature_after_a_void_one_is_void(desk: Kefu, db: Path) -> None:
    """Even where it is of the result as it now is."""
    sign(desk, "2024-05")
    _change_outside(db)
    _sign_outside(db, SECOND, _result(db))
    assert _valid(db) == dict.fromkeys(SIGNERS, False)


def test_a_signature_after_a_missing_one_is_void(desk: Kefu, db: Path) -> None:
    """Another program can write one out of order; it counts for nothing until given anew."""
    _sign_outside(db, SECOND, _result(db))
    assert _valid(db) == {SECOND: False}
    done(desk("sign", "--month", "2024-05", "--role", FIRST))
    assert _valid(db) == {FIRST: True, SECOND: False}
    done(desk("sign", "--month", "2024-05", "--role", SECOND))
    assert _valid(db) == {FIRST: True, SECOND: True}
    assert [s.name for s in _end(db).signatures] == ["王主管", "王主管"]


def test_a_role_that_the_form_does_not_have_counts_for_nothing(desk: Kefu, db: Path) -> None:
    """Whoever wrote it."""
    _sign_outside(db, "總經理", _result(db))
    sign(desk, "2024-05")
    assert tuple(_valid(db)) == SIGNERS


def test_an_acknowledgement_is_current_while_the_score_is(desk: Kefu, db: Path) -> None:
    """Another's change leaves it; the latest of a person is shown."""
    for staff in ("W001", "W002"):
        done(desk("ack", "--staff", staff, "--month", "2024-05", "--on", "2024-06-03"))
    early = date(2024, 6, 3)
    assert _end(db).acks == (Ack("W001", early, current=True), Ack("W002", early, current=True))
    _change_outside(db)
    assert _end(db).acks == (Ack("W001", early, current=False), Ack("W002", early, current=True))
    done(desk("ack", "--staff", "W001", "--month", "2024-05"))
    assert _end(db).of("W001").acks == (Ack("W001", TODAY, current=True),)


def test_who_is_not_appraised_any_more_has_seen_no_current_score(desk: Kefu, db: Path) -> None:
    """What they saw is not what stands now."""
    done(desk("ack", "--staff", "W003", "--month", "2024-05"))
    with outside(db) as file:
        file.execute("UPDATE staff SET appraised = 0 WHERE code = 'W003'")
    assert _end(db).acks == (Ack("W003", TODAY, current=False),)


def test_a_closed_month_shows_what_stood_when_it_was_closed(desk: Kefu, db: Path) -> None:
    """What a person says afterwards is on record beside it, not in it."""
    done(desk("ack", "--staff", "W001", "--month", "2024-05"))
    close(desk, "2024-05")
    done(desk("ack", "--staff", "W002", "--month", "2024-05"))
    line = ("objection", "add", "--staff", "W001", "--month", "2024-05", "--text", "不服")
    done(desk(*line))
    end = _end(db)
    assert (end.status, end.objections) == ("closed", ())
    assert [(ack.staff, ack.current) for ack in end.acks] == [("W001", True)]
    with open_file(db) as file:
        assert [(o.id, o.staff, o.open) for o in objections(file, MAY)] == [(1, "W001", True)]
        now = list(acks(file, appraise_month(file, MAY, TODAY)))
    assert [(ack.staff, ack.current) for ack in now] == [("W001", True), ("W002", True)]
