"""From facts and findings to each person's points, pay and actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kefu_cli.appraisal import absence
from kefu_cli.appraisal.facts import LEVELS, Facts, Person, Review, Violation
from kefu_cli.appraisal.findings import find
from kefu_cli.appraisal.holders import Holders
from kefu_cli.appraisal.model import (
    Action,
    Appraisal,
    Charge,
    DutyCount,
    Finding,
    ItemScore,
    Pay,
    PersonAppraisal,
    Rate,
    Share,
)
from kefu_cli.appraisal.rates import rate_of, tier_of
from kefu_cli.calendar import Month
from kefu_cli.rulebook.model import (
    ActionKind,
    CountRule,
    Final,
    Item,
    MonthlyDuty,
    RateRule,
    Rulebook,
)


def appraise(
    facts: Facts, rulebook: Rulebook, month: Month, as_of: date | None = None
) -> Appraisal:
    """Score everyone who is appraised in the month (R12), by code.

    ``as_of`` leaves out what happened after that day, up to the month's last day (the default);
    units due, holders and thresholds stay those of the month's last day.
    """
    until = min(as_of or month.last, month.last)
    findings = find(facts, rulebook, month, until)
    scorer = _Scorer(facts, rulebook, month, until, findings)
    people = sorted((p for p in facts.people if _takes_part(p, month)), key=lambda p: p.code)
    appraised = {person.code for person in people}
    return Appraisal(
        month=month,
        as_of=until,
        rulebook=rulebook,
        staff=tuple(scorer.score(person) for person in people),
        unassigned=tuple(f for f in findings if appraised.isdisjoint(f.staff)),
    )


def employed_days(person: Person, month: Month) -> int:
    """On how many days of the month the person was employed."""
    first = max(person.joined or month.first, month.first)
    last = min(person.left or month.last, month.last)
    return max((last - first).days + 1, 0)


def score_count(item: Item, rule: CountRule, violations: int) -> ItemScore:
    """任一項違規1起,扣N分,依次累加; 當月發生3起以上,該分值全扣 (R1, R2); never below 0."""
    wiped_out = violations >= rule.wipe_out_at
    left = item.points - rule.each * violations
    score = Decimal(0) if wiped_out else max(left, Decimal(0))
    return ItemScore(item.no, item.name, item.points, score, violations, wiped_out)


def score_rate(item: Item, rule: RateRule, rate: Rate) -> ItemScore:
    """The points of the band in which the rate lies; all of them where nobody is due (R6)."""
    tier = tier_of(rate, rule)
    score = item.points if tier is None else tier.score
    return ItemScore(item.no, item.name, item.points, score, rate=rate)


def reviewed(scored: ItemScore, reviews: Iterable[Review], final: Final) -> ItemScore:
    """The item with what reviewers gave (R16); ``final`` says which score decides."""
    given = tuple(sorted(reviews, key=lambda review: LEVELS.index(review.level)))
    if final == "computed":
        return replace(scored, reviews=given)
    return replace(scored, reviews=given, score=given[-1].score, replaced=scored.score)


def pay_of(total: Decimal, base: int | None, rulebook: Rulebook) -> Pay:
    """The share of performance pay that a total earns (R9), rounded half up to the 分."""
    percent = rulebook.pay_tier(total).percent
    amount = None if base is None else (base * percent + 50) // 100
    return Pay(percent, base, amount)


class _Scorer:
    """One month's facts, laid out by person, so that each is looked up once."""

    def __init__(
        self,
        facts: Facts,
        rulebook: Rulebook,
        month: Month,
        as_of: date,
        findings: Iterable[Finding],
    ) -> None:
        self._rulebook, self._month, self._as_of = rulebook, month, as_of
        self._scored: dict[tuple[int, int], ItemScore] = {}
        self._duties = [(duty, min(_due(duty, month), as_of)) for duty in rulebook.duties]
        self._item_of = {c.no: item.no for item in rulebook.items for c in item.clauses}
        self._holders = Holders(facts.holdings, facts.people)
        self._collections = {c.building: c for c in facts.collections}
        self._waivers = {(w.finding, w.staff): w.reason for w in facts.waivers}
        self._charges: dict[str, list[Charge]] = {}
        for finding in findings:
            for code in finding.staff:
                charge = Charge(finding, self._waived(finding.id, code))
                self._charges.setdefault(code, []).append(charge)
        self._absences: dict[str, list[Violation]] = {}
        for violation in facts.violations:
            if violation.absent and self._counts_as_absence(violation):
                self._absences.setdefault(violation.staff, []).append(violation)
        self._reviews: dict[tuple[str, int], list[Review]] = {}
        for review in facts.reviews:
            self._reviews.setdefault((review.staff, review.item), []).append(review)
        self._handed: dict[tuple[str, str], list[date]] = {}
        for handed in facts.handed:
            self._handed.setdefault((handed.staff, handed.kind), []).append(handed.on)

    def score(self, person: Person) -> PersonAppraisal:
        """One person's month."""
        charges = tuple(self._charges.get(person.code, ()))
        items = tuple(self._reviewed(person, item) for item in self._items(person, charges))
        total = sum((item.score for item in items), Decimal(0))
        return PersonAppraisal(
            person=person,
            employed_days=employed_days(person, self._month),
            items=items,
            total=total,
            pay=pay_of(total, person.base_pay, self._rulebook),
            actions=tuple(self._actions(person, items, total)),
            charges=charges,
            duties=tuple(self._duty(person, duty, by) for duty, by in self._duties),
        )

    def _waived(self, finding: str, staff: str) -> str | None:
        return self._waivers.get((finding, staff), self._waivers.get((finding, None)))

    def _counts_as_absence(self, violation: Violation) -> bool:
        waived = self._waived(f"violation:{violation.no}", violation.staff)
        return waived is None and violation.on <= self._as_of

    def _items(self, person: Person, charges: tuple[Charge, ...]) -> Iterator[ItemScore]:
        counts = self._counts(charges)
        for item in self._rulebook.items:
            if isinstance(item.rule, CountRule):
                yield self._count(item, item.rule, counts[item.no])
            else:
                yield score_rate(item, item.rule, rate_of(self._shares(person), item.rule))

    def _reviewed(self, person: Person, scored: ItemScore) -> ItemScore:
        # Another program may have written a score that the item does not have.
        found = self._reviews.get((person.code, scored.no), ())
        given = [review for review in found if review.score <= scored.points]
        return reviewed(scored, given, self._rulebook.final) if given else scored

    def _count(self, item: Item, rule: CountRule, violations: int) -> ItemScore:
        """The item's outcome, made once for everyone who has as many violations of it."""
        key = (item.no, violations)
        if key not in self._scored:
            self._scored[key] = score_count(item, rule, violations)
        return self._scored[key]

    def _counts(self, charges: Iterable[Charge]) -> Counter[int]:
        """How many charges count on each item, by its number."""
        counted = (c.finding.clause for c in charges if c.counted)
        return Counter(self._item_of[no] for no in counted if no in self._item_of)

    def _shares(self, person: Person) -> tuple[Share, ...]:
        held = self._holders.buildings(person.code, self._month.last)
        found = (self._collections.get(building) for building in held)
        return tuple(Share(c.building, c.due, c.paid) for c in found if c)

    def _actions(
        self, person: Person, items: tuple[ItemScore, ...], total: Decimal
    ) -> Iterator[Action]:
        book = self._rulebook
        absences = self._absences.get(person.code, ())
        for call in absence.calls(absences, book.absence, self._month) if absences else ():
            yield self._action(book.absence.action, call.reason, call.evidence)
        for item, scored in zip(book.items, items, strict=True):
            if isinstance(item.rule, RateRule) and scored.rate:
                tier = tier_of(scored.rate, item.rule)
                if tier and tier.action:
                    yield self._action(tier.action, "collection_rate")
        for called in book.total_actions:
            if total < called.below:
                yield self._action(called.action, "total")

    def _action(self, kind: ActionKind, reason: str, evidence: tuple[str, ...] = ()) -> Action:
        return Action(kind, reason, self._rulebook.caution(kind), evidence)

    def _duty(self, person: Person, duty: MonthlyDuty, by: date) -> DutyCount:
        days = self._handed.get((person.code, duty.kind), ())
        return DutyCount(duty.kind, duty.name, sum(day <= by for day in days), duty.at_least)


def _due(duty: MonthlyDuty, month: Month) -> date:
    """The day of the month by which a duty is handed in."""
    return month.last if duty.due_day is None else month.first.replace(day=duty.due_day)


def _takes_part(person: Person, month: Month) -> bool:
    return person.appraised and employed_days(person, month) > 0
