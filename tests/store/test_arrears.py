"""The units in arrears, and the facts of one record: only what is asked for is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desks import Kefu, done
from kefu_cli.calendar import Month
from kefu_cli.records.arrears import UnpaidUnit
from kefu_cli.store.arrears import unpaid_units
from kefu_cli.store.facts import gather_record
from kefu_cli.store.lookup import resolve
from kefu_cli.store.opening import open_file

TODAY = date(2024, 6, 20)


@pytest.fixture
def owing(desk: Kefu) -> Kefu:
    """An office with units in arrears in buildings 10, 3 and 5, two of them of one person."""
    for line in (
        ("building", "add", "--code", "10"),
        ("building", "assign", "--building", "10", "--staff", "W001", "--from", "2024-01-01"),
        ("building", "assign", "--building", "3", "--staff", "W003", "--from", "2024-05-31"),
        ("building", "assign", "--building", "5", "--staff", "W001", "--from", "2024-06-01"),
        ("unit", "add", "--code", "5-9", "--building", "5", "--handover", "2024-05-31"),
        ("unit", "add", "--code", "10-1", "--building", "10", "--handover", "2024-05-31"),
        ("unit", "add", "--code", "3-1-1", "--building", "3", "--handover", "2024-05-31"),
    ):
        done(desk(*line))
    return desk


@pytest.mark.usefixtures("owing")
@pytest.mark.parametrize(
    ("building", "staff", "units"),
    [
        (None, None, ["10-1", "3-1-1", "3-1-502", "5-9"]),
        ("3", None, ["3-1-1", "3-1-502"]),
        (None, "W001", ["10-1", "3-1-1", "3-1-502"]),
        (None, "W003", ["3-1-1", "3-1-502"]),
        (None, "W002", ["5-9"]),
        (None, "W004", []),
        ("10", "W001", ["10-1"]),
        ("5", "W001", []),
    ],
)
def test_units_of_a_building_and_of_a_person(
    db: Path, building: str | None, staff: str | None, units: list[str]
) -> None:
    """Those that a person holds on the month's last day; by building and code."""
    with open_file(db) as file:
        found = unpaid_units(
            file,
            Month(2024, 5),
            TODAY,
            building=resolve(file, "building", building) if building else None,
            staff=resolve(file, "staff", staff) if staff else None,
        )
        assert [unit.unit for unit in found] == units


@pytest.mark.usefixtures("owing")
def test_all_who_hold_the_building_are_named(db: Path) -> None:
    """Also where one of them was asked for."""
    with open_file(db) as file:
        staff = resolve(file, "staff", "W003")
        assert list(unpaid_units(file, Month(2024, 5), TODAY, staff=staff))[1] == UnpaidUnit(
            "3-1-502",
            "3",
            ("W001", "W003"),
            "住宅",
            date(2024, 5, 1),
            24_000,
            "王小明",
            "000-00001234",
        )


def test_the_facts_of_a_record_are_its_own(owing: Kefu, db: Path) -> None:
    """The archives of its unit and the holdings of its building, of whatever time."""
    done(owing("archive", "add", "--unit", "3-1-502", "--kind", "入伙", "--on", "2024-05-02"))
    with open_file(db) as file:
        call = gather_record(file, "repair", "31", TODAY)
        unit = gather_record(file, "handover", "5-1-101", TODAY)
        nothing = gather_record(file, "repair", "?", TODAY)
    assert {holding.building for holding in call.holdings} == {"3"}
    assert {holding.staff for holding in call.holdings} == {"W001", "W003"}
    assert [archive.unit for archive in call.archives] == ["3-1-502"]
    assert {holding.building for holding in unit.holdings} == {"5"}
    assert [archive.on for archive in unit.archives] == [date(2023, 1, 10)]
    assert (nothing.repairs, nothing.holdings, nothing.archives) == ((), (), ())
