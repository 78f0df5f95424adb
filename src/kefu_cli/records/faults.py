"""What is wrong with closed months, as ``kefu month verify`` finds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kefu_cli.calendar import Month
from kefu_cli.messages import Message

Code = Literal[
    "head",
    "unreadable",
    "month",
    "kind",
    "closed_by",
    "rulebook",
    "people",
    "findings",
    "link",
    "removed",
    "reopening",
    "said",
    "lock",
    "computed",
    "unassigned",
]
"""What may be wrong, as scripts know it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not as it was kept: of a month, and of a person where it is theirs.

    ``month`` is None where the file does not tell it any more.
    """

    month: Month | None
    staff: str | None
    code: Code
    what: Message


@dataclass(frozen=True, slots=True)
class Verified:
    """How many months are closed, how many results were ever kept, and everything that is wrong.

    The faults are in the order of their months and people.
    """

    months: int
    closings: int
    faults: tuple[Fault, ...]

    @property
    def first(self) -> Fault | None:
        """The fault to name first: of the first month, and there of the first person."""
        if not self.faults:
            return None
        of_month = [fault for fault in self.faults if fault.month == self.faults[0].month]
        return next((fault for fault in of_month if fault.staff), of_month[0])
