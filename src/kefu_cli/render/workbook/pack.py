"""What the evidence of one person's month is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from kefu_cli.appraisal.model import Appraisal, Finding, PersonAppraisal
from kefu_cli.records.evidence import Papers
from kefu_cli.records.monthend import MonthEnd


@dataclass(frozen=True, slots=True)
class Pack:
    """One person's month: its result, the month's end, and the papers beside them.

    ``earlier`` are findings of other months on which an action rests; ``reveal``: owners' names
    and phones are shown.
    """

    appraisal: Appraisal
    person: PersonAppraisal
    end: MonthEnd
    earlier: tuple[Finding, ...]
    papers: Papers
    reveal: bool = False

    @property
    def corner(self) -> str:
        """What stands at the head of each page: whose month it is."""
        return f"{self.person.person.code} {self.person.person.name}　{self.appraisal.month}"
