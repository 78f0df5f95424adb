"""Verifying: what may be added beneath a closed month, forged links, and the order of faults."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from kefu_cli.store.verifying import verify

from .tampering import closed, faults_after, tampering, told, unguarded

__all__ = ("closed", "unguarded")


def test_an_old_unit_where_nobody_held_the_building_is_no_fault(unguarded: Path) -> None:
    """What it lacks, an archive here, is nobody's and was not known; it may still be added."""
    building = "INSERT INTO building (code) VALUES ('9')"
    unit = (
        "INSERT INTO unit (code, building_id, handover)"
        " SELECT '9-1', max(id), '2024-04-01' FROM building"
    )
    assert faults_after(unguarded, building, unit) == ()


def test_faults_stand_in_the_order_of_their_months_and_people(unguarded: Path) -> None:
    """Whichever result is looked at first: April before May, and there one code after another."""
    total = """UPDATE kept SET result = replace(result, '"total":"', '"total":"9')
        WHERE closing_id IN (1, 3) AND code IN ('W001', 'W003')"""
    with tampering(unguarded) as db:
        # April's is numbered after May's here.
        db.execute("UPDATE closing SET id = 9 WHERE id = 1")
        db.execute("UPDATE kept SET closing_id = 9 WHERE closing_id = 1")
        db.execute(total.replace("(1, 3)", "(9, 3)"))
        faults = verify(db).faults
    places = [(str(fault.month), fault.staff or "") for fault in faults]
    assert places == sorted(places)
    assert ("2024-04", "W001") in places
    assert ("2024-05", "W003") in places


def test_a_link_to_another_months_closing_is_no_link(unguarded: Path) -> None:
    """May that is said to follow May, though that hash was kept as well."""
    with tampering(unguarded) as db:
        (head,) = db.execute("SELECT head FROM closing WHERE id = 3").fetchone()
        hashes = dict(db.execute("SELECT id, sha256 FROM closing"))
        forged = head.replace(f'"previous":"{hashes[1]}"', f'"previous":"{hashes[2]}"')
        assert forged != head
        seal = sha256(f"{forged}\n".encode()).hexdigest()
        db.execute("UPDATE closing SET head = ?, sha256 = ? WHERE id = 3", (forged, seal))
        faults = [fault for fault in verify(db).faults if fault.code == "link"]
    assert dict(faults[0].what.values).get("month") is not None
    assert str(dict(faults[0].what.values)["month"]) == "2024-04"
    assert told(tuple(faults)) == {("2024-05", None, "link")}
