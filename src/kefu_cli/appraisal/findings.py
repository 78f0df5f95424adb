"""What counts, or could count, against people: violations as recorded, omissions as found.

An omission is found in a record of its own kind (R13): one finding per record and clause, dated
the first day on which it is late, so that it belongs to that day's month whenever one looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from kefu_cli.appraisal.facts import MOVE_IN, REWORK, Facts, Handover, Repair, Violation
from kefu_cli.appraisal.holders import Holders
from kefu_cli.appraisal.model import Fault, Finding
from kefu_cli.calendar import Month
from kefu_cli.rulebook.model import DerivedRule, Rulebook

Archives = dict[tuple[str, str], list[date]]
"""The days of the archive entries of a unit and kind."""


def find(facts: Facts, rulebook: Rulebook, month: Month, as_of: date) -> tuple[Finding, ...]:
    """Every finding of the month that stands on ``as_of``, by day, clause and record.

    A violation that names a source takes the place of that record's derived finding on the same
    clause (R15), even where it is dated in a later month; seen from an earlier day within the
    month, only if it had happened by then.
    """
    replaced = {
        (violation.source, violation.clause)
        for violation in facts.violations
        if violation.source and (violation.on <= as_of or as_of == month.last)
    }
    found = [recorded(violation) for violation in facts.violations]
    found += [
        finding
        for finding in derived(facts, rulebook, as_of)
        if (finding.source, finding.clause) not in replaced
    ]
    return tuple(sorted((f for f in found if month.holds(f.on) and f.on <= as_of), key=in_order))


def in_order(finding: Finding) -> tuple[date, str, int, str]:
    """The order in which findings are listed: by day, clause and record number."""
    return (finding.on, finding.clause, len(finding.id), finding.id)


def recorded(violation: Violation) -> Finding:
    """The finding that a recorded violation is."""
    return Finding(
        id=f"violation:{violation.no}",
        clause=violation.clause,
        on=violation.on,
        staff=(violation.staff,),
        note=violation.note,
        evidence=violation.evidence,
        absent=violation.absent,
        source=violation.source,
    )


def derived(facts: Facts, rulebook: Rulebook, as_of: date) -> Iterator[Finding]:
    """Every omission that the facts hold, with the faults late on or before ``as_of``."""
    holders = Holders(facts.holdings, facts.people)
    archives: Archives = {}
    for archive in facts.archives:
        archives.setdefault((archive.unit, archive.kind), []).append(archive.on)
    for rule in rulebook.derived:
        yield from FINDERS[rule.kind](facts, rule, archives, holders, as_of)


def repair_findings(
    facts: Facts, rule: DerivedRule, _archives: Archives, holders: Holders, as_of: date
) -> Iterator[Finding]:
    """未跟進、未回訪、無記錄者,均視為失職 (clause 7.2)."""
    for repair in facts.repairs:
        faults = _late(repair_faults(repair, rule), as_of)
        if faults:
            yield _repair_finding(repair, rule, faults, holders)


def repair_faults(repair: Repair, rule: DerivedRule) -> Iterator[Fault]:
    """What was left undone on a repair call.

    Dispatch and first follow-up count from the call, each follow-up starts the wait anew, the
    revisit counts from the completion; a completion without a dispatch is its dispatch.
    """
    dispatched = repair.dispatched or repair.completed
    yield from _missed("dispatch", repair.received, rule.limit("dispatch"), dispatched)
    end = repair.completed
    waits = [repair.received, *sorted(d for d in repair.follow_ups if end is None or d < end)]
    for since, until in zip(waits, [*waits[1:], end], strict=True):
        yield from _missed("follow_up", since, rule.limit("follow_up"), until)
    if repair.completed:
        yield from _missed("revisit", repair.completed, rule.limit("revisit"), repair.revisited)
    if repair.revisited and not repair.revisit_record:
        yield Fault("revisit_record", repair.revisited)


def rework_findings(
    facts: Facts, rule: DerivedRule, archives: Archives, holders: Holders, as_of: date
) -> Iterator[Finding]:
    """A completed 返修 without its archive, dated from the call on (clause 8.1)."""
    for repair in facts.repairs:
        if not (repair.rework and repair.completed):
            continue
        filed = (d for d in archives.get((repair.unit, REWORK), ()) if d >= repair.received)
        faults = _late(_missed("archive", repair.completed, rule.limit("archive"), *filed), as_of)
        if faults:
            yield _repair_finding(repair, rule, faults, holders)


def handover_findings(
    facts: Facts, rule: DerivedRule, archives: Archives, holders: Holders, as_of: date
) -> Iterator[Finding]:
    """A unit handed over without its 入伙 archive (clause 8.1)."""
    for handover in facts.handovers:
        filed = archives.get((handover.unit, MOVE_IN), ())
        faults = _late(_missed("archive", handover.on, rule.limit("archive"), *filed), as_of)
        if faults:
            yield _handover_finding(handover, rule, faults, holders)


Finder = Callable[[Facts, DerivedRule, Archives, Holders, date], Iterator[Finding]]

FINDERS: dict[str, Finder] = {
    "repair": repair_findings,
    "handover": handover_findings,
    "rework": rework_findings,
}
"""The kinds of derived rule, by the name under which a rulebook asks for them."""


def _missed(kind: str, since: date, limit: int, *done: date | None) -> Iterator[Fault]:
    """The fault of nothing done from ``since`` up to ``limit`` days after it."""
    deadline = since + timedelta(days=limit)
    if not any(day is not None and day <= deadline for day in done):
        yield Fault(kind, deadline + timedelta(days=1))


def _late(faults: Iterable[Fault], as_of: date) -> tuple[Fault, ...]:
    by_day = sorted(faults, key=lambda fault: fault.late_on)
    return tuple(fault for fault in by_day if fault.late_on <= as_of)


def _repair_finding(
    repair: Repair, rule: DerivedRule, faults: tuple[Fault, ...], holders: Holders
) -> Finding:
    on = faults[0].late_on
    staff = (repair.staff,) if repair.staff else holders.of(repair.building, on)
    source = f"repair:{repair.no}"
    return Finding(
        id=f"{source}:{rule.clause}",
        clause=rule.clause,
        on=on,
        staff=staff,
        note=repair.content,
        faults=faults,
        source=source,
        unit=repair.unit,
    )


def _handover_finding(
    handover: Handover, rule: DerivedRule, faults: tuple[Fault, ...], holders: Holders
) -> Finding:
    on = faults[0].late_on
    source = f"handover:{handover.unit}"
    return Finding(
        id=f"{source}:{rule.clause}",
        clause=rule.clause,
        on=on,
        staff=holders.of(handover.building, on),
        faults=faults,
        source=source,
        unit=handover.unit,
    )
