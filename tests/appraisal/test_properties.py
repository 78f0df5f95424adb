"""What holds of every appraisal, whatever was recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kefu_cli.appraisal.absence import calls
from kefu_cli.appraisal.facts import Facts, Repair, Violation, Waiver
from kefu_cli.appraisal.findings import find, repair_faults
from kefu_cli.appraisal.model import Appraisal, Finding, PersonAppraisal, Rate, Share
from kefu_cli.appraisal.rates import rate_of, thresholds, tier_of
from kefu_cli.appraisal.scoring import appraise
from kefu_cli.rulebook.loading import standard
from kefu_cli.rulebook.model import RateRule

from .strategies import CLAUSES, MONTH, codes, days, days_of_month, facts, repairs

BOOK = standard()
RATE_RULE = next(item.rule for item in BOOK.items if isinstance(item.rule, RateRule))
REPAIR_RULE = next(rule for rule in BOOK.derived if rule.kind == "repair")
MONTHS = tuple(MONTH.plus(months) for months in range(-3, 6))
PARTS = ("people", "holdings", "collections", "violations", "repairs", "handovers", "archives")


@given(facts(), st.randoms(use_true_random=False))
def test_order_of_records_does_not_matter(given_facts: Facts, random: Random) -> None:
    """The same records in any order make the same appraisal."""
    shuffled = {
        part: tuple(random.sample(getattr(given_facts, part), len(getattr(given_facts, part))))
        for part in (*PARTS, "waivers", "handed")
    }
    assert appraise(Facts(**shuffled), BOOK, MONTH) == appraise(given_facts, BOOK, MONTH)


@given(facts(), codes, st.sampled_from(CLAUSES), days)
def test_one_more_violation_never_helps(
    given_facts: Facts, staff: str, clause: str, on: date
) -> None:
    """One violation more raises no score and no pay, and takes no action away."""
    more = Violation(999, staff, clause, on)
    before = appraise(given_facts, BOOK, MONTH)
    after = appraise(_with_violation(given_facts, more), BOOK, MONTH)
    for was, now in zip(before.staff, after.staff, strict=True):
        assert all(b.score >= a.score for b, a in zip(was.items, now.items, strict=True))
        assert was.total >= now.total
        assert was.pay.percent >= now.pay.percent
        assert {a.reason for a in was.actions} <= {a.reason for a in now.actions}
        if was.person.code != staff:
            assert was == now


@given(facts())
def test_total_is_the_sum_of_the_items(given_facts: Facts) -> None:
    """The total is the sum of eight items, each between 0 and its points."""
    for person in appraise(given_facts, BOOK, MONTH).staff:
        assert [item.no for item in person.items] == [1, 2, 3, 4, 5, 6, 7, 8]
        assert person.total == sum(item.score for item in person.items)
        assert all(0 <= item.score <= item.points for item in person.items)


@given(facts(sources=False, waived=False), st.data())
def test_waiver_undoes_a_violation_exactly(given_facts: Facts, data: st.DataObject) -> None:
    """With a waiver everything is as if the violation had not been recorded, but that it shows."""
    if not given_facts.violations:
        return
    violation = data.draw(st.sampled_from(given_facts.violations))
    others = tuple(v for v in given_facts.violations if v != violation)
    without = appraise(replace(given_facts, violations=others), BOOK, MONTH)
    waiver = Waiver(f"violation:{violation.no}", "reason")
    waived = appraise(replace(given_facts, waivers=(waiver,)), BOOK, MONTH)
    assert [_outcome(p) for p in waived.staff] == [_outcome(p) for p in without.staff]
    for person in waived.staff:
        assert all(c.counted == (c.finding.id != waiver.finding) for c in person.charges)


@given(facts(waived=False), st.data())
def test_waiver_for_one_person_leaves_the_others(given_facts: Facts, data: st.DataObject) -> None:
    """A waiver that names a person takes one violation off that person and touches nobody else."""
    before = appraise(given_facts, BOOK, MONTH)
    charged = [(p.person.code, c.finding) for p in before.staff for c in p.charges]
    if not charged:
        return
    code, finding = data.draw(st.sampled_from(charged))
    waiver = Waiver(finding.id, "reason", code)
    after = appraise(replace(given_facts, waivers=(waiver,)), BOOK, MONTH)
    item = BOOK.item_of(finding.clause)
    assert item is not None
    for was, now in zip(before.staff, after.staff, strict=True):
        if was.person.code != code:
            assert was == now
        else:
            fewer = {i.no: i.violations - (i.no == item.no) for i in was.items}
            assert {i.no: i.violations for i in now.items} == fewer
            assert len(was.charges) == len(now.charges)


@given(facts())
def test_every_counted_finding_belongs_to_an_item(given_facts: Facts) -> None:
    """What counts against a person is counted in an item, and in one only."""
    for person in appraise(given_facts, BOOK, MONTH).staff:
        counted = [charge.finding.clause for charge in person.charges if charge.counted]
        items = [item.no for clause in counted if (item := BOOK.item_of(clause))]
        assert len(items) == len(counted)
        for scored in person.items:
            assert scored.violations == items.count(scored.no)


@given(facts())
def test_every_finding_is_charged_or_named_apart(given_facts: Facts) -> None:
    """No finding of the month is lost: it is charged to somebody appraised, or unassigned."""
    appraisal = appraise(given_facts, BOOK, MONTH)
    charged = {c.finding.id for person in appraisal.staff for c in person.charges}
    unassigned = {finding.id for finding in appraisal.unassigned}
    assert charged.isdisjoint(unassigned)
    assert charged | unassigned == {f.id for f in find(given_facts, BOOK, MONTH, MONTH.last)}


@given(facts(), days_of_month, days_of_month)
def test_later_day_removes_no_finding(given_facts: Facts, one: date, other: date) -> None:
    """Seen from a later day no finding is gone or redated, except those that were replaced."""
    earlier = _by_id(find(given_facts, BOOK, MONTH, min(one, other)))
    later = _by_id(find(given_facts, BOOK, MONTH, max(one, other)))
    replaced = {f"{v.source}:{v.clause}" for v in given_facts.violations if v.source}
    for finding in earlier.values():
        now = later.get(finding.id)
        if now is None:
            assert finding.id in replaced
        else:
            assert (now.on, now.staff) == (finding.on, finding.staff)
            assert now.faults[: len(finding.faults)] == finding.faults


@given(facts(), days_of_month)
def test_nothing_later_than_the_day_shows(given_facts: Facts, as_of: date) -> None:
    """Seen from a day, no finding and no fault is dated after it or outside the month."""
    for finding in find(given_facts, BOOK, MONTH, as_of):
        assert MONTH.first <= finding.on <= as_of
        assert all(finding.on <= fault.late_on <= as_of for fault in finding.faults)


@given(facts(), st.integers(0, 400))
def test_day_after_the_month_changes_nothing(given_facts: Facts, later: int) -> None:
    """A day on or after the month's last is as good as none."""
    as_of = MONTH.last + timedelta(days=later)
    assert appraise(given_facts, BOOK, MONTH, as_of) == appraise(given_facts, BOOK, MONTH)


@given(facts())
def test_finding_belongs_to_one_month_only(given_facts: Facts) -> None:
    """Scored month by month, no finding appears in two of them."""
    found = [f.id for month in MONTHS for f in find(given_facts, BOOK, month, month.last)]
    assert len(found) == len(set(found))


@given(facts(), st.integers(0, 40))
def test_records_of_another_time_change_nothing(given_facts: Facts, earlier: int) -> None:
    """What happened to people after the month, absences included, is not seen in it."""
    after = MONTH.last + timedelta(days=1 + earlier)
    more = (*given_facts.violations, Violation(999, "W001", "2.1", after, absent=True))
    assert _outcomes(appraise(replace(given_facts, violations=more), BOOK, MONTH)) == _outcomes(
        appraise(given_facts, BOOK, MONTH)
    )


@given(st.integers(1, 10_000_000), st.data())
def test_shown_rate_never_exceeds_the_exact_rate(due: int, data: st.DataObject) -> None:
    """The percent shown is at most the exact one, and less than a hundredth below it."""
    paid = data.draw(st.integers(0, due))
    percent = Rate(due, paid, (), ()).percent
    assert percent is not None
    assert percent * due <= paid * 100 < (percent + Decimal("0.01")) * due
    assert str(percent).partition(".")[2].isdigit()
    assert len(str(percent).partition(".")[2]) == 2


@given(st.integers(1, 2_000_000), st.data())
def test_needs_are_minimal(due: int, data: st.DataObject) -> None:
    """The units that would reach a threshold reach it, one fewer does not, and none is left out."""
    paid = data.draw(st.integers(0, due))
    needs = {need.threshold: need.units for need in _rate(due, paid).needs}
    assert list(needs) == sorted(needs)
    for threshold in thresholds(RATE_RULE):
        if paid * 100 >= threshold * due:
            assert threshold not in needs
        else:
            assert (paid + needs[threshold]) * 100 >= threshold * due
            assert (paid + needs[threshold] - 1) * 100 < threshold * due


@given(st.integers(1, 5000), st.data())
def test_rate_lies_in_one_band_and_one_more_payment_never_harms(
    due: int, data: st.DataObject
) -> None:
    """Every rate lies in just one band, and one unit more is never worth fewer points."""
    paid = data.draw(st.integers(0, due))
    exact = Decimal(paid * 100)
    holding = [
        tier
        for tier in RATE_RULE.tiers
        if (tier.at_least is None or exact >= tier.at_least * due)
        and (tier.below is None or exact < tier.below * due)
    ]
    tier = tier_of(_rate(due, paid), RATE_RULE)
    assert [tier] == holding
    if paid < due:
        better = tier_of(_rate(due, paid + 1), RATE_RULE)
        assert better is not None
        assert better.score >= holding[0].score


@given(st.sets(st.dates(date(2023, 11, 1), date(2024, 6, 30)), max_size=40))
def test_absences_agree_with_counting_day_by_day(absent: set[date]) -> None:
    """The calls for dismissal are those that a finger on the calendar finds."""
    absences = [
        Violation(no, "W001", "2.1", on, absent=True)
        for no, on in enumerate(absent)
        if on <= MONTH.last
    ]
    seen = {violation.on for violation in absences}
    in_month = [day for day in seen if MONTH.holds(day)]
    wanted = set()
    if any(_run(seen, day) >= BOOK.absence.consecutive_days for day in in_month):
        wanted.add("absence_consecutive")
    year = {day for day in seen if day.year == MONTH.year}
    starts = [day for day in year if day - timedelta(days=1) not in year]
    if in_month and len(starts) >= BOOK.absence.total:
        wanted.add("absence_total")
    assert {call.reason for call in calls(absences, BOOK.absence, MONTH)} == wanted


@given(repairs())
def test_repair_faults_agree_with_waiting_day_by_day(calls_taken: tuple[Repair, ...]) -> None:
    """The faults of a call are those found by going through its days one by one."""
    for repair in calls_taken:
        found = {(fault.kind, fault.late_on) for fault in repair_faults(repair, REPAIR_RULE)}
        assert found == set(_faults_by_day(repair))


def _faults_by_day(repair: Repair) -> Iterable[tuple[str, date]]:
    limits = dict(REPAIR_RULE.days)
    day = repair.received
    since = repair.received  # the last day on which somebody dealt with the call
    dispatched = completed = revisited = False
    for _ in range(200):
        if (day - repair.received).days == limits["dispatch"] + 1 and not dispatched:
            yield "dispatch", day
        if (day - since).days == limits["follow_up"] + 1 and not completed:
            yield "follow_up", day
        since_completion = (day - repair.completed).days if repair.completed else 0
        if since_completion == limits["revisit"] + 1 and not revisited:
            yield "revisit", day
        dispatched |= repair.dispatched == day or (
            repair.dispatched is None and repair.completed == day
        )
        completed |= repair.completed == day
        revisited |= repair.revisited == day
        since = day if day in repair.follow_ups else since
        if repair.revisited == day and not repair.revisit_record:
            yield "revisit_record", day
        day += timedelta(days=1)


def _run(absent: set[date], day: date) -> int:
    first = last = day
    while first - timedelta(days=1) in absent:
        first -= timedelta(days=1)
    while last + timedelta(days=1) in absent:
        last += timedelta(days=1)
    return (last - first).days + 1


def _rate(due: int, paid: int) -> Rate:
    return rate_of([Share("1", due, paid)], RATE_RULE)


def _with_violation(given_facts: Facts, violation: Violation) -> Facts:
    return replace(given_facts, violations=(*given_facts.violations, violation))


def _by_id(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {finding.id: finding for finding in findings}


def _outcome(person: PersonAppraisal) -> tuple[object, ...]:
    return person.items, person.total, person.pay, person.actions, person.duties


def _outcomes(appraisal: Appraisal) -> list[tuple[object, ...]]:
    return [_outcome(person) for person in appraisal.staff]
