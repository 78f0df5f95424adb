"""Handing a building over from those who look after it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date, timedelta

from kefu_cli.store.lookup import Ref
from kefu_cli.store.records import Given, void


def end_others(db: sqlite3.Connection, given: Mapping[str, Given]) -> tuple[str, ...]:
    """End what others hold of the building the day before the new assignment begins.

    One that began on that day or later is voided. Gives those people's codes.
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
    for number, _, since in rows:
        if since > before:
            void(db, "assignment", number, f"replaced from {start} on")
        else:
            db.execute("UPDATE assignment SET to_day = ? WHERE id = ?", (before, number))
    return tuple(code for _, code, _ in rows)
