"""Which records a list shows: by month, person, building, and whether they are still open.

Each filter is a condition over the columns of ``list_NOUN`` and the values it is asked with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kefu_cli.calendar import Month
from kefu_cli.records.fields import Noun
from kefu_cli.store.lookup import Ref


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition, and the values that go into its places."""

    where: str
    bound: tuple[str | int, ...] = ()


OPEN = {
    "staff": Filter('"left" IS NULL'),
    "assignment": Filter('"to" IS NULL'),
    "repair": Filter("completed IS NULL OR revisited IS NULL"),
    "unit": Filter("handover IS NULL"),
    "objection": Filter("answer IS NULL"),
}
"""What still stands open, for the nouns that have such a state."""

_SPANS = {"fee": ('"month"', "to_month", ""), "assignment": ('"from"', '"to"', "-99")}


def has_month(noun: Noun) -> bool:
    """Whether the noun's records lie in months."""
    return noun.dated is not None


def has_staff(noun: Noun) -> bool:
    """Whether records can be told apart by person: named on them, or holding their building."""
    return noun.name != "staff" and (_names_staff(noun) or has_building(noun))


def has_building(noun: Noun) -> bool:
    """Whether records lie in a building."""
    return noun.name != "building" and any(f.kind in ("building", "unit") for f in noun.fields)


def in_month(noun: Noun, month: Month) -> Filter:
    """Records of a month: a payment whose span holds it, an assignment in force in it."""
    if noun.name in _SPANS:
        start, end, last = _SPANS[noun.name]
        return Filter(
            f"{start} <= ? AND coalesce({end}, '9999') >= ?", (f"{month}{last}", str(month))
        )
    return Filter(f'"{noun.dated}" >= ? AND "{noun.dated}" < ?', (str(month), str(month.plus(1))))


def of_staff(noun: Noun, staff: Ref, on: date) -> Filter:
    """Records that name the person; where none is named, those of the buildings held on a day."""
    held = (
        "building IN (SELECT h.building FROM list_assignment AS h"
        ' WHERE h.voided = 0 AND h.staff = ? AND h."from" <= ? AND coalesce(h."to", ?) >= ?)'
    )
    day = on.isoformat()
    if not _names_staff(noun):
        return Filter(held, (staff.code, day, day, day))
    if noun.field("staff").required:
        return Filter("staff = ?", (staff.code,))
    named = (staff.code, staff.code, day, day, day)
    return Filter(f"staff = ? OR (staff IS NULL AND {held})", named)


def of_building(building: Ref) -> Filter:
    """Records that lie in the building."""
    return Filter("building = ?", (building.code,))


def all_of(filters: Sequence[Filter]) -> Filter:
    """Records for which every condition holds."""
    where = " AND ".join(f"({f.where})" for f in filters) or "1"
    return Filter(where, tuple(value for f in filters for value in f.bound))


def _names_staff(noun: Noun) -> bool:
    return any(field.name == "staff" for field in noun.fields)
