"""How ready a month is to be closed, as ``kefu month status`` tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kefu_cli.calendar import Month
from kefu_cli.records.monthend import NOTHING, MonthEnd

Kind = Literal[
    "not_ended",
    "earlier_month",
    "before_first",
    "objections",
    "unsigned",
    "void_signature",
    "same_signer",
    "objection_window",
    "changed_since_issue",
    "unreviewed",
    "unexplained",
    "building_unheld",
    "building_left",
    "building_not_appraised",
    "no_base",
    "fees_behind",
    "findings_unassigned",
    "unacknowledged",
    "late_records",
    "correction_unsigned",
]
"""What may stand in the way or be worth a look, as scripts know it."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to settle: of how many or of whom, since or until which day, by which command.

    What ``blocks`` keeps the month from being closed; the rest is for a person to judge.
    ``command`` is None where only time settles it.
    """

    kind: Kind
    blocks: bool = False
    count: int = 0
    names: tuple[str, ...] = ()
    on: date | None = None
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far a month's end has come, and what is left to settle, what blocks first.

    ``paid_on`` is the day of the latest payment in the file and ``recorded_at`` when it was
    recorded last; None without any.
    """

    month: Month
    end: MonthEnd = NOTHING
    matters: tuple[Matter, ...] = ()
    paid_on: date | None = None
    recorded_at: str | None = None

    @property
    def blocks(self) -> tuple[Matter, ...]:
        """What keeps the month from being closed."""
        return tuple(matter for matter in self.matters if matter.blocks)

    @property
    def warns(self) -> tuple[Matter, ...]:
        """What is worth a look before it is closed."""
        return tuple(matter for matter in self.matters if not matter.blocks)
