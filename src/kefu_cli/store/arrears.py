"""The units that are due in a month and not settled, with who looks after them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

from kefu_cli.calendar import Month, last_day_not_ahead
from kefu_cli.records.unit import NOUN
from kefu_cli.store.facts import UNPAID, count_bounds
from kefu_cli.store.records import select

ArrearsRow = tuple[
    str, str, tuple[str, ...], str | None, date | None, int | None, str | None, str | None
]
"""Unit, building, who holds it, kind, handover, monthly fee in 分, owner, phone."""


def unpaid_units(db: sqlite3.Connection, month: Month, today: date) -> Iterator[ArrearsRow]:
    """Each such unit, by building and code, as far as payments are known today."""
    holders: dict[str, tuple[str, ...]] = {}
    for building, staff in db.execute(
        'SELECT building, staff FROM list_assignment WHERE voided = 0 AND "from" <= :last'
        ' AND coalesce("to", :last) >= :last ORDER BY staff',
        {"last": month.last.isoformat()},
    ):
        holders[building] = (*holders.get(building, ()), staff)
    bounds = count_bounds(month, last_day_not_ahead(month, today))
    for row in sorted(
        select(db, NOUN, f"id IN ({UNPAID})", bounds),
        key=lambda row: (str(row.values["building"]), str(row.values["code"])),
    ):
        unit = row.values
        building, kind, handover = unit["building"], unit["kind"], unit["handover"]
        fee, owner, phone = unit["monthly_fee"], unit["owner"], unit["phone"]
        yield (
            str(unit["code"]),
            str(building),
            holders.get(str(building), ()),
            str(kind),
            handover if isinstance(handover, date) else None,
            fee if isinstance(fee, int) else None,
            owner if isinstance(owner, str) else None,
            phone if isinstance(phone, str) else None,
        )
