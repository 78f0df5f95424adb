"""Handing a building over from those who look after it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date, timedelta

from kefu_cli.errors import Refused
from kefu_cli.messages import msg
from kefu_cli.store.late import Late, change
from kefu_cli.store.lookup import Ref
from kefu_cli.store.records import Given


def refuse_overlap(
    db: sqlite3.Connection, given: Mapping[str, Given], number: int | None = None
) -> None:
    """Raise Refused where the person holds the building on one of these days already.

    ``number`` is the assignment that is to be changed, which does not stand in its own way.
    """
    building, staff = given["building"], given["staff"]
    assert isinstance(building, Ref)
    assert isinstance(staff, Ref)
    row = db.execute(
        "SELECT id, from_day, to_day FROM assignment"
        " WHERE building_id = ? AND staff_id = ? AND voided = 0 AND id IS NOT ?"
        " AND from_day <= coalesce(?, '9999-12-31') AND coalesce(to_day, '9999-12-31') >= ?",
        (building.id, staff.id, number, _iso(given["to"]), _iso(given["from"])),
    ).fetchone()
    if row:
        raise Refused(
            msg(
                "{staff} looks after {building} already, from {start} to {end}.",
                staff=str(staff),
                building=building.code,
                start=row[1],
                end=row[2] or "…",
            ),
            msg("To end that first: kefu assignment edit {id} --to …", id=row[0]),
        )


def _iso(day: Given) -> str | None:
    return day.isoformat() if isinstance(day, date) else None


def end_others(
    db: sqlite3.Connection, given: Mapping[str, Given], late: Late | None
) -> tuple[tuple[int, str], ...]:
    """End what others hold of the building the day before the new assignment begins.

    Gives the number and the person of each that ended. Raises Refused where one begins on that
    day or later: nothing is left of it to end.
    """
    building, start = given["building"], given["from"]
    assert isinstance(building, Ref)
    assert isinstance(start, date)
    rows = db.execute(
        "SELECT a.id, s.code, a.from_day FROM assignment AS a JOIN staff AS s ON s.id = a.staff_id"
        " WHERE a.building_id = ? AND a.voided = 0 AND (a.to_day IS NULL OR a.to_day >= ?)"
        " ORDER BY s.code",
        (building.id, start.isoformat()),
    ).fetchall()
    before = (start - timedelta(days=1)).isoformat()
    for number, code, since in rows:
        if since > before:
            raise Refused(
                msg(
                    "{staff} looks after {building} from {start} on, which is not before {day}.",
                    staff=code,
                    building=building.code,
                    start=since,
                    day=start,
                ),
                msg("If that is wrong, first: kefu assignment void {id} --reason …", id=number),
            )
        change(db, "assignment", number, {"to_day": before}, late, [start])
    return tuple((number, code) for number, code, _ in rows)
