"""Steps of a person's time with the office: a new pay base, leaving."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from kefu_cli.calendar import Month
from kefu_cli.records.staff import NOUN
from kefu_cli.store.late import Late, change
from kefu_cli.store.records import Given, Origin, add_child, update, void


def set_base_pay(
    db: sqlite3.Connection, staff: int, amount: int, since: Month, origin: Origin
) -> None:
    """Let a pay base (分 a month) hold from a month on; earlier months keep theirs."""
    row = db.execute(
        "SELECT id FROM base_pay WHERE staff_id = ? AND from_month = ? AND voided = 0",
        (staff, str(since)),
    ).fetchone()
    if row:
        void(db, "base_pay", row[0], f"replaced by command {origin.number}")
    add_child(db, "base_pay", staff, amount, origin, month=since)


def update_plain(
    db: sqlite3.Connection, staff: int, changes: Mapping[str, Given], late: Late | None
) -> None:
    """Change plain facts of the person."""
    update(db, NOUN, staff, changes, late)


def leave(
    db: sqlite3.Connection, staff: int, day: date, reason: str, late: Late | None
) -> dict[str, int | None]:
    """Enter the last day of work and end what the person holds.

    Gives each building with the assignment that ended; None for one that would only have begun
    later, which is voided for the ``reason``.
    """
    update(db, NOUN, staff, {"left": day}, late)
    rows = db.execute(
        "SELECT a.id, b.code, a.from_day FROM assignment AS a JOIN building AS b"
        " ON b.id = a.building_id WHERE a.staff_id = ? AND a.voided = 0"
        " AND (a.to_day IS NULL OR a.to_day > ?) ORDER BY b.code",
        (staff, day.isoformat()),
    ).fetchall()
    for number, _, start in rows:
        if start > day.isoformat():
            void(db, "assignment", number, reason)
        else:
            change(db, "assignment", number, {"to_day": day.isoformat()}, late, [day])
    return {code: None if start > day.isoformat() else n for n, code, start in rows}


def open_repairs(db: sqlite3.Connection, staff: int, day: date) -> tuple[str, ...]:
    """The numbers of the repair calls not yet revisited for which the person answers on a day.

    These are the calls in their name, and those in nobody's name of the buildings they hold.
    """
    rows = db.execute(
        "SELECT r.no FROM repair AS r JOIN unit AS u ON u.id = r.unit_id"
        " WHERE r.voided = 0 AND r.revisited IS NULL AND (r.staff_id = :staff OR ("
        " r.staff_id IS NULL AND EXISTS (SELECT 1 FROM assignment AS a"
        " WHERE a.building_id = u.building_id AND a.staff_id = :staff AND a.voided = 0"
        " AND a.from_day <= :day AND coalesce(a.to_day, :day) >= :day)))"
        " ORDER BY r.received",
        {"staff": staff, "day": day.isoformat()},
    )
    return tuple(no for (no,) in rows)
