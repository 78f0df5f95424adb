"""What the office recorded, as plain values: all that a month's appraisal is made of.

People, buildings and units are named by their codes, records by their numbers. Days are calendar
days, money is whole 分 (hundredths of a yuan). A voided record is no fact and does not appear.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

MOVE_IN = "入伙"
REWORK = "返修"


@dataclass(frozen=True, slots=True)
class Person:
    """A person on the roster; ``joined`` and ``left`` are days on which they are still employed.

    ``base_pay`` is the 績效工資基數 that holds in the month, in 分.
    """

    code: str
    name: str
    department: str | None = None
    position: str | None = None
    joined: date | None = None
    left: date | None = None
    appraised: bool = True
    base_pay: int | None = None

    def employed_on(self, day: date) -> bool:
        """Whether the person is employed on this day."""
        return (self.joined is None or self.joined <= day) and (
            self.left is None or day <= self.left
        )


@dataclass(frozen=True, slots=True)
class Holding:
    """Who looks after a building, from ``start`` to ``end``, both included; None is open."""

    staff: str
    building: str
    start: date
    end: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the person looks after the building on this day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Collection:
    """The units (戶) of a building due in the month, and how many of them are paid (R4)."""

    building: str
    due: int
    paid: int


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation recorded by hand; ``source`` names the record whose finding it replaces."""

    no: int
    staff: str
    clause: str
    on: date
    note: str | None = None
    evidence: str | None = None
    absent: bool = False
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair call and the days of its steps; ``staff`` is the person named on it, if any."""

    no: str
    unit: str
    building: str
    received: date
    staff: str | None = None
    dispatched: date | None = None
    follow_ups: tuple[date, ...] = ()
    completed: date | None = None
    revisited: date | None = None
    revisit_record: str | None = None
    rework: bool = False
    content: str | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """A unit handed over to its owner (交房)."""

    unit: str
    building: str
    on: date


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive entry of a unit: its kind (入伙, 裝修, 返修, 資料更新) and its day."""

    unit: str
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that is not to count, and why; for one person, or for all if ``staff`` is None."""

    finding: str
    reason: str
    staff: str | None = None


Level = Literal["direct", "indirect", "manager"]
LEVELS: tuple[Level, ...] = ("direct", "indirect", "manager")
"""The form's reviewers, 直接上級、間接上級、物業經理, from the least to the most senior."""


@dataclass(frozen=True, slots=True)
class Review:
    """The score (分) that a reviewer gave a person for an item of the month's form (R16).

    ``by`` is who entered it; ``reason`` why it differs from the computed score, where it does.
    """

    staff: str
    item: int
    level: Level
    score: Decimal
    by: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """A suggestion or story that a person handed in for a month, on a day."""

    kind: str
    staff: str
    on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that one month's appraisal reads.

    ``violations`` holds those of the month, every absence that the window may reach, and every
    one that names a source; ``repairs``, ``handovers`` and ``archives`` those that may yield a
    finding in the month; ``holdings`` those in force on any day of the month; ``collections`` the
    buildings with a unit due; ``handed`` what was handed in for the month.
    """

    people: tuple[Person, ...] = ()
    holdings: tuple[Holding, ...] = ()
    collections: tuple[Collection, ...] = ()
    violations: tuple[Violation, ...] = ()
    repairs: tuple[Repair, ...] = ()
    handovers: tuple[Handover, ...] = ()
    archives: tuple[Archive, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    handed: tuple[Handed, ...] = ()
    reviews: tuple[Review, ...] = ()
