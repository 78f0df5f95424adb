"""The units that are due in a month and not settled, with who looks after them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

from kefu_cli.calendar import Month, last_day_not_ahead
from kefu_cli.records.arrears import UnpaidUnit
from kefu_cli.store import facts
from kefu_cli.store.lookup import Ref

_HELD = """
    SELECT a.building_id, s.code FROM assignment AS a JOIN staff AS s ON s.id = a.staff_id
    WHERE a.voided = 0 AND a.from_day <= :last AND coalesce(a.to_day, :last) >= :last
"""
_OF_BUILDING = "AND u.building_id = :building"
_OF_STAFF = f"""
    AND u.building_id IN (SELECT h.building_id FROM ({_HELD} AND a.staff_id = :staff) AS h)
"""


def unpaid_units(
    db: sqlite3.Connection,
    month: Month,
    today: date,
    *,
    building: Ref | None = None,
    staff: Ref | None = None,
) -> Iterator[UnpaidUnit]:
    """Each such unit, by building and code, as far as payments are known today.

    Only those of a building, or of the buildings that a person holds on the month's last day (R7),
    where one is given.
    """
    bounds = facts.count_bounds(month, last_day_not_ahead(month, today))
    holders = _holders(db, bounds["last"])
    asked: dict[str, str | int] = {**bounds}
    which = facts.unpaid_units()
    for name, ref, condition in (
        ("building", building, _OF_BUILDING),
        ("staff", staff, _OF_STAFF),
    ):
        if ref:
            which += condition
            asked[name] = ref.id
    for place, code, kind, handover, fee, owner, phone, number in db.execute(
        f"""
        SELECT b.code, x.code, x.kind, x.handover, x.monthly_fee, x.owner, x.phone, x.building_id
        FROM unit AS x JOIN building AS b ON b.id = x.building_id
        WHERE x.id IN ({which}) ORDER BY b.code, x.code
        """,
        asked,
    ):
        day = date.fromisoformat(handover)
        yield UnpaidUnit(code, place, holders.get(number, ()), kind, day, fee, owner, phone)


def _holders(db: sqlite3.Connection, last: str) -> dict[int, tuple[str, ...]]:
    """By building, the codes of who holds it on the month's last day."""
    holders: dict[int, tuple[str, ...]] = {}
    for building, staff in db.execute(f"{_HELD} ORDER BY s.code", {"last": last}):
        holders[building] = (*holders.get(building, ()), staff)
    return holders
