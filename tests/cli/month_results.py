"""What a tiny office's months come to by all that is recorded, written without kefu's code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MONTHS = ("2024-03", "2024-04", "2024-05")
LAST_DAYS = dict(zip(MONTHS, ("2024-03-31", "2024-04-30", "2024-05-31"), strict=True))
ROLES = ("客服主管", "物業副經理", "物業經理", "分管領導")
LEVELS = ("direct", "indirect", "manager")
CLAUSES = {"1.3": 1, "2.2": 2, "3.2": 3}
BASES = {"W001": 2000_00, "W002": 3000_50}
"""Each person's pay base, in 分."""

UNITS = {"W001": ("1-101", "1-102"), "W002": ("2-101",)}
PEOPLE = tuple(UNITS)

POINTS = {1: 5, 2: 12, 3: 15, 4: 20, 5: 12, 6: 15, 7: 15, 8: 6}
EACH = {1: 1, 2: 2, 3: 2, 7: 2}
MOST_SENIOR_FROM = "2024-04"
"""From this month on the office's rulebook lets the most senior reviewer decide."""

REASON = "經查屬實"
"""The reason that is given wherever one is asked for."""

Facts = Mapping[str, Any]
Result = dict[str, dict[str, Any]]
"""By person: the scores, what they come from, and what they come to."""


@dataclass
class Record:
    """A record: its facts, ``voided`` among them, and after which closing it or a fact came late.

    A fact of which nothing is known is None.
    """

    kind: str
    facts: dict[str, Any]
    late: int | None = None
    filled_late: dict[str, int] = field(default_factory=dict)


@dataclass
class Records:
    """Everything that is recorded, by name, and what it comes to."""

    records: dict[str, Record]

    def computed(self, month: str) -> Result:
        """What a month comes to by all that is recorded."""
        return {person: self._person(person, month) for person in PEOPLE}

    def _person(self, person: str, month: str) -> dict[str, Any]:
        findings = dict(self._findings(person, month))
        counted = [item for _, item, _, waived in findings.values() if waived is None]
        scores = {item: _points(item, counted.count(item)) for item in POINTS}
        due, paid = self._collected(person, month)
        scores[4] = 20 if paid * 100 >= 98 * due else 10 if paid * 100 >= 95 * due else 0
        reviews = self._reviews(person, month)
        for item, given in reviews.items():
            if month >= MOST_SENIOR_FROM:
                scores[item] = next(given[level][0] for level in LEVELS[::-1] if level in given)
        total = sum(scores.values())
        percent = 100 if total >= 95 else 50 if total >= 90 else 0
        amount = BASES[person] * percent // 100
        poor = due > 0 and paid * 100 < 90 * due
        return {
            "position": self.records[f"staff:{person}"].facts["position"],
            "findings": findings,
            "reviews": reviews,
            "collected": (due, paid),
            "scores": scores,
            "total": total,
            "percent": percent,
            "amount": f"{amount // 100}.{amount % 100:02}",
            "actions": ["collection_rate"] * poor + ["total"] * (total < 80),
        }

    def _findings(self, person: str, month: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Each with its day, its item, its note, and the reason for which it was waived."""
        for key, facts in self.live("violation"):
            if (facts["staff"], facts["on"][:7]) == (person, month):
                told = (facts["on"], CLAUSES[facts["clause"]], facts["note"], self._waived(key))
                yield key, told
        for key, facts in self.live("repair"):
            if (facts["staff"], facts["late_on"][:7]) == (person, month) and _missed(facts):
                finding = f"{key}:7.2"
                yield finding, (facts["late_on"], 7, "", self._waived(finding))

    def _waived(self, finding: str) -> str | None:
        return next((w["reason"] for _, w in self.live("waiver") if w["of"] == finding), None)

    def _collected(self, person: str, month: str) -> tuple[int, int]:
        """How many units are due, and how many of them are paid."""
        units, fees = UNITS[person], self.live("fee")
        return len(units), sum(any(_settles(f, u, month) for _, f in fees) for u in units)

    def _reviews(self, person: str, month: str) -> dict[int, dict[str, tuple[Any, ...]]]:
        given: dict[int, dict[str, tuple[Any, ...]]] = {}
        for _, facts in self.live("review"):
            if (facts["staff"], facts["month"]) == (person, month):
                said = (facts["score"], facts["by"], facts["reason"])
                given.setdefault(facts["item"], {})[facts["level"]] = said
        return given

    def live(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        """The records of a kind that are not void, by name, with their facts."""
        found = self.records.items()
        return [(k, r.facts) for k, r in found if r.kind == kind and not r.facts["voided"]]


def _points(item: int, violations: int) -> int:
    return 0 if violations >= 3 else POINTS[item] - EACH.get(item, 0) * violations


def _settles(fee: Facts, unit: str, month: str) -> bool:
    in_span = fee["unit"] == unit and fee["month"] <= month <= fee["to_month"]
    return bool(in_span and fee["paid_on"] <= LAST_DAYS[month])


def _missed(call: Facts) -> bool:
    """Whether a call was not dispatched before the day on which that is late."""
    return str(call["dispatched"] or call["completed"]) >= str(call["late_on"])
