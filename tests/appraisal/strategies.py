"""What an office may have recorded, made up by hypothesis, around one month."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from hypothesis import strategies as st

from kefu_cli.appraisal.facts import (
    Archive,
    Collection,
    Facts,
    Handed,
    Handover,
    Holding,
    Person,
    Repair,
    Violation,
    Waiver,
)
from kefu_cli.calendar import Month
from kefu_cli.rulebook.loading import standard
from kefu_cli.rulebook.model import CountRule

MONTH = Month(2024, 5)
CODES = ("W001", "W002", "W003")
BUILDINGS = ("1", "2", "3")
UNITS = ("1-1-1001", "1-1-1002", "2-1-1001")
CLAUSES = tuple(
    clause.no
    for item in standard().items
    if isinstance(item.rule, CountRule)
    for clause in item.clauses
)

days = st.dates(date(2024, 3, 1), date(2024, 7, 15))
days_of_month = st.dates(MONTH.first, MONTH.last)
codes = st.sampled_from(CODES)
buildings = st.sampled_from(BUILDINGS)
units = st.sampled_from(UNITS)


@st.composite
def people(draw: st.DrawFn) -> tuple[Person, ...]:
    """Everyone on the roster: some joined or left around the month, some are not appraised."""
    return tuple(
        Person(
            code,
            code,
            joined=draw(st.none() | st.dates(date(2023, 1, 1), MONTH.last)),
            left=draw(st.none() | st.dates(MONTH.first, date(2024, 7, 1))),
            appraised=draw(st.sampled_from((True, True, True, False))),
            base_pay=draw(st.none() | st.integers(0, 10_000_00)),
        )
        for code in CODES
    )


@st.composite
def violations(draw: st.DrawFn, *, sources: bool) -> tuple[Violation, ...]:
    """Violations on any clause, some of them in the place of a derived finding, and absences."""
    numbers = count(1)
    source = st.sampled_from((None, "repair:1", "repair:2", "handover:1-1-1001"))
    recorded = draw(
        st.lists(
            st.builds(
                lambda staff, clause, on, named: Violation(
                    next(numbers), staff, clause, on, source=named
                ),
                codes,
                st.sampled_from((*CLAUSES, "7.2", "8.1")),
                days,
                source if sources else st.none(),
            ),
            max_size=8,
        )
    )
    absent = draw(st.sets(st.tuples(codes, days), max_size=10))
    return (
        *recorded,
        *(Violation(next(numbers), staff, "2.1", on, absent=True) for staff, on in sorted(absent)),
    )


@st.composite
def repairs(draw: st.DrawFn) -> tuple[Repair, ...]:
    """Repair calls in every state, their steps in a possible order."""
    return tuple(_repair(draw, str(no)) for no in range(1, draw(st.integers(0, 4)) + 1))


def _repair(draw: st.DrawFn, no: str) -> Repair:
    received = draw(days)
    completed = draw(st.none() | _after(received, 60))
    revisited = draw(st.none() | _after(completed, 8)) if completed else None
    return Repair(
        no,
        draw(units),
        draw(buildings),
        received,
        staff=draw(st.none() | codes),
        dispatched=draw(st.none() | _after(received, 4)),
        follow_ups=tuple(draw(st.lists(_after(received, 70), max_size=3))),
        completed=completed,
        revisited=revisited,
        revisit_record=draw(st.sampled_from((None, "text", "voice"))) if revisited else None,
        rework=draw(st.booleans()),
    )


def _after(day: date, most: int) -> st.SearchStrategy[date]:
    return st.integers(0, most).map(lambda later: day + timedelta(days=later))


@st.composite
def facts(draw: st.DrawFn, *, sources: bool = True, waived: bool = True) -> Facts:
    """Everything that an office may have recorded around the month."""
    found = draw(violations(sources=sources))
    findings = [f"violation:{violation.no}" for violation in found]
    findings += ["repair:1:7.2", "repair:2:7.2", "repair:1:8.1", "handover:1-1-1001:8.1"]
    waivers = st.dictionaries(
        st.tuples(st.sampled_from(findings), st.none() | codes), st.text(min_size=1), max_size=3
    )
    return Facts(
        people=draw(people()),
        holdings=tuple(draw(st.lists(_holdings, max_size=6))),
        collections=tuple(draw(_collections)),
        violations=found,
        repairs=draw(repairs()),
        handovers=tuple(Handover(u, draw(buildings), draw(days)) for u in draw(st.sets(units))),
        archives=tuple(draw(st.lists(_archives, max_size=4))),
        waivers=tuple(
            Waiver(finding, reason, staff)
            for (finding, staff), reason in (draw(waivers) if waived else {}).items()
        ),
        handed=tuple(draw(st.lists(_handed, max_size=4))),
    )


_holdings = st.builds(
    Holding,
    codes,
    buildings,
    st.dates(date(2023, 1, 1), date(2024, 6, 5)),
    st.none() | st.dates(date(2024, 4, 1), date(2024, 7, 1)),
)
_collections = st.lists(
    st.builds(
        lambda building, due, share: Collection(building, due, due * share // 1000),
        buildings,
        st.integers(0, 400),
        st.integers(850, 1000),
    ),
    unique_by=lambda collection: collection.building,
)
_archives = st.builds(Archive, units, st.sampled_from(("入伙", "返修", "裝修")), days)
_handed = st.builds(Handed, st.sampled_from(("suggestion", "story")), codes, days)
