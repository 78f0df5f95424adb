"""曠工: runs of days absent, and when they call for dismissal (R8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kefu_cli.appraisal.facts import Violation
from kefu_cli.calendar import Month
from kefu_cli.rulebook.model import AbsenceRule


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive calendar days absent, each with the violation that records it."""

    days: tuple[Violation, ...]

    def within(self, first: date, last: date) -> tuple[Violation, ...]:
        """The run's days from ``first`` to ``last``, both included."""
        return tuple(v for v in self.days if first <= v.on <= last)


@dataclass(frozen=True, slots=True)
class Call:
    """A call for dismissal: its reason and the violations that are its evidence."""

    reason: str
    evidence: tuple[str, ...]


def runs(absences: Iterable[Violation]) -> tuple[Run, ...]:
    """Group one person's absences into runs of consecutive days, earliest first."""
    grouped: list[list[Violation]] = []
    for absence in sorted(absences, key=lambda v: v.on):
        if grouped and absence.on - grouped[-1][-1].on <= timedelta(days=1):
            grouped[-1].append(absence)
        else:
            grouped.append([absence])
    return tuple(Run(tuple(days)) for days in grouped)


def calls(absences: Iterable[Violation], rule: AbsenceRule, month: Month) -> Iterator[Call]:
    """What one person's absences up to a day of the month call for.

    A run long enough with a day in the month calls for dismissal, even where it began before;
    so do enough 次 in the window, in a month that holds an absence itself.
    """
    all_runs = runs(absences)
    in_month = [run for run in all_runs if run.within(month.first, month.last)]
    long = [v for run in in_month if len(run.days) >= rule.consecutive_days for v in run.days]
    if long:
        yield Call("absence_consecutive", _ids(long))
    first = {"month": month.first, "year": date(month.year, 1, 1), "all": date.min}[rule.window]
    counted = [found for run in all_runs if (found := run.within(first, month.last))]
    times = sum(len(days) for days in counted) if rule.total_unit == "day" else len(counted)
    if in_month and times >= rule.total:
        yield Call("absence_total", _ids(v for days in counted for v in days))


def _ids(violations: Iterable[Violation]) -> tuple[str, ...]:
    return tuple(f"violation:{v.no}" for v in violations)
