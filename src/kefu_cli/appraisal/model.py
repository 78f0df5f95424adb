"""What an appraisal says, each number with what it was made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kefu_cli.appraisal.facts import Level, Person, Review
from kefu_cli.calendar import Month
from kefu_cli.rulebook.model import ActionKind, Rulebook


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing left undone, and the first day on which it was late.

    ``kind``: dispatch, follow_up, revisit, revisit_record or archive.
    """

    kind: str
    late_on: date


@dataclass(frozen=True, slots=True)
class Finding:
    """What counts, or could count, against people: recorded (``violation:12``) or derived.

    ``staff`` are the people answerable: none where nobody held the building on that day.
    A recorded finding has a ``note``; a derived one has ``faults``, in the order of their days.
    ``source`` is the record it came from (``repair:31``); ``unit`` the unit that it is about.
    """

    id: str
    clause: str
    on: date
    staff: tuple[str, ...]
    note: str | None = None
    faults: tuple[Fault, ...] = ()
    evidence: str | None = None
    absent: bool = False
    source: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """A finding as it stands against one person; ``waived`` is the reason it does not count."""

    finding: Finding
    waived: str | None = None

    @property
    def counted(self) -> bool:
        """Whether it takes points."""
        return self.waived is None


@dataclass(frozen=True, slots=True)
class Need:
    """How many more paid units would reach a threshold (percent) of the collection rate."""

    threshold: Decimal
    units: int


@dataclass(frozen=True, slots=True)
class Share:
    """One building's part in a person's collection rate."""

    building: str
    due: int
    paid: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A collection rate, in whole numbers of units (戶); ``due`` 0 means 不適用.

    ``needs`` names every threshold not yet reached, lowest first.
    """

    due: int
    paid: int
    shares: tuple[Share, ...]
    needs: tuple[Need, ...]

    @property
    def percent(self) -> Decimal | None:
        """Percent with two decimals, rounded down, so that 97.999% never shows as 98.00%."""
        if self.due == 0:
            return None
        return Decimal(self.paid * 10_000 // self.due).scaleb(-2)


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item's outcome: ``score`` of ``points``, and its counted violations or its rate.

    ``reviews`` are the scores that reviewers gave, from the least senior to the most. Where one of
    them decides (R16), ``replaced`` is the computed score, in whose place ``score`` stands.
    """

    no: int
    name: str
    points: Decimal
    score: Decimal
    violations: int = 0
    wiped_out: bool = False
    rate: Rate | None = None
    reviews: tuple[Review, ...] = ()
    replaced: Decimal | None = None

    @property
    def computed(self) -> Decimal:
        """The score by the rules alone."""
        return self.score if self.replaced is None else self.replaced

    @property
    def differing(self) -> tuple[Review, ...]:
        """The reviews whose score is not the computed one."""
        return tuple(r for r in self.reviews if r.score != self.computed)

    def given(self, level: Level) -> Decimal | None:
        """The score that the reviewer of this level gave, if any."""
        return next((r.score for r in self.reviews if r.level == level), None)


@dataclass(frozen=True, slots=True)
class Pay:
    """Performance pay: percent of ``base``; base and amount in 分, None without a base."""

    percent: int
    base: int | None
    amount: int | None


@dataclass(frozen=True, slots=True)
class Action:
    """A personnel action that the rules call for, why, and the findings that are its evidence.

    ``reason``: absence_consecutive, absence_total, collection_rate or total. ``caution`` is what
    the law asks besides.
    """

    action: ActionKind
    reason: str
    caution: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyCount:
    """A monthly duty without points: how many were handed in by its day, how many are asked."""

    kind: str
    name: str
    done: int
    asked: int


@dataclass(frozen=True, slots=True)
class PersonAppraisal:
    """One person's month. ``employed_days`` of the month's days; fewer is a part month."""

    person: Person
    employed_days: int
    items: tuple[ItemScore, ...]
    total: Decimal
    pay: Pay
    actions: tuple[Action, ...]
    charges: tuple[Charge, ...]
    duties: tuple[DutyCount, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One person's result of a closed month as it stands, and as late records would have it."""

    before: PersonAppraisal
    after: PersonAppraisal


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A month scored: its people by code, and the findings that bear on nobody who is appraised."""

    month: Month
    as_of: date
    rulebook: Rulebook
    staff: tuple[PersonAppraisal, ...]
    unassigned: tuple[Finding, ...]

    def only(self, code: str) -> Appraisal:
        """The same month with this person alone; with nobody if they are not appraised in it."""
        alone = tuple(p for p in self.staff if p.person.code == code)
        return replace(self, staff=alone, unassigned=())
