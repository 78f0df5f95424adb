"""What the evidence of one person's month is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from kefu_cli.appraisal.model import Appraisal, Charge, Finding, PersonAppraisal
from kefu_cli.records.evidence import Ground, Papers
from kefu_cli.records.monthend import Closed, MonthEnd


@dataclass(frozen=True, slots=True)
class Pack:
    """One person's month: its result, the month's end, and the papers beside them.

    ``earlier`` are findings of other months on which an action rests; ``corrected`` those that
    kept corrections have otherwise than the closed result, each with the one that it came with
    and what it rests on; ``reveal``: owners' names and phones are shown.
    """

    appraisal: Appraisal
    person: PersonAppraisal
    end: MonthEnd
    earlier: tuple[Finding, ...]
    papers: Papers
    corrected: tuple[tuple[Closed, Charge, Ground], ...] = ()
    reveal: bool = False

    @property
    def corner(self) -> str:
        """What stands at the head of each page: whose month it is."""
        return f"{self.person.person.code} {self.person.person.name}　{self.appraisal.month}"
