"""A month's scores as the JSON document that scripts rely on."""

from __future__ import annotations

from collections.abc import Sequence

from kefu_cli.appraisal.facts import LEVELS
from kefu_cli.appraisal.model import (
    Action,
    Appraisal,
    Charge,
    Finding,
    ItemScore,
    PersonAppraisal,
    Rate,
)
from kefu_cli.messages import Message, msg
from kefu_cli.records.monthend import NOTHING, MonthEnd
from kefu_cli.reports.explain import explain
from kefu_cli.reports.figures import money, percent, points
from kefu_cli.reports.findings import note
from kefu_cli.reports.lines import Line
from kefu_cli.reports.score import ScoredMonth

Document = dict[str, object]
"""Keys in English; the values are those of table cells, lists and documents."""


def score_document(appraisal: Appraisal, end: MonthEnd = NOTHING) -> Document:
    """The month: its rulebook, its people, and the findings that count against nobody."""
    return {
        **_head(appraisal, end),
        "staff": [_person(person) for person in appraisal.staff],
        "unassigned": [
            _finding(Charge(finding), counted=False) for finding in appraisal.unassigned
        ],
    }


def explained_document(appraisal: Appraisal, end: MonthEnd = NOTHING) -> Document:
    """The month, and ``explanation``: why, point by point, line by line in the language in use."""
    lines = (line for line in explain(appraisal) if line.text)
    explanation = [line.text if not line.label else _labelled(line) for line in lines]
    return {**score_document(appraisal, end), "explanation": explanation}


def _labelled(line: Line) -> Message:
    return msg("{label} {line}", label=line.label, line=line.text)


def trend_document(code: str, months: Sequence[ScoredMonth]) -> Document:
    """One person's months, each with its rulebook; months in which they were not appraised lack."""
    found = [(month, person) for month in months if (person := month.person(code))]
    return {
        "code": code,
        "name": found[-1][1].person.name if found else None,
        "months": [
            {**_head(month.appraisal, month.end), **_person(person)} for month, person in found
        ],
    }


def _head(appraisal: Appraisal, end: MonthEnd) -> Document:
    book = appraisal.rulebook
    return {
        "month": appraisal.month,
        "as_of": appraisal.as_of,
        "status": end.status,
        **closing(end),
        "rulebook": {"name": book.name, "version": book.version, "sha256": book.sha256},
    }


def closing(end: MonthEnd) -> Document:
    """Who closed the month and what the result builds on; or who opened it again, and why."""
    closed, again = end.closed, end.reopened
    if again:
        names = ("by", "at", "sha256", "reason", "approved_by")
        return {"reopened": {name: getattr(again, name) for name in names}}
    if closed is None:
        return {}
    told = {
        name: getattr(closed, name) for name in ("by", "at", "sha256", "previous", "supersedes")
    }
    return {"closing": {**told, "corrections": end.corrections}}


def _person(appraised: PersonAppraisal) -> Document:
    person, pay = appraised.person, appraised.pay
    return {
        "code": person.code,
        "name": person.name,
        "department": person.department,
        "position": person.position,
        "employed_days": appraised.employed_days,
        "items": [_item(item) for item in appraised.items],
        "total": appraised.total,
        "pay": {"percent": pay.percent, "base": money(pay.base), "amount": money(pay.amount)},
        "actions": [_action(action) for action in appraised.actions],
        "findings": [_finding(charge, charge.counted) for charge in appraised.charges],
        "duties": {duty.kind: duty.done for duty in appraised.duties},
    }


def _item(item: ItemScore) -> Document:
    head: Document = {"no": item.no, "name": item.name, "points": item.points}
    if item.rate is None:
        counted = {"violations": item.violations, "wiped_out": item.wiped_out}
        return {**head, **counted, "score": item.score, **_reviews(item)}
    return {**head, **_rate(item.rate), "score": item.score, **_reviews(item)}


def _reviews(item: ItemScore) -> Document:
    """The computed score and the reviewers' beside it, of an item that has any of theirs."""
    if not item.reviews:
        return {}
    given: Document = {level: item.given(level) for level in LEVELS}
    differing = [{"level": r.level, "by": r.by, "reason": r.reason} for r in item.differing]
    return {"computed": item.computed, **given, "differing": differing}


def _rate(rate: Rate) -> Document:
    need = rate.needs[0] if rate.due and rate.needs else None
    return {
        "due": rate.due,
        "paid": rate.paid,
        "rate": percent(rate),
        "to_next": need and {"threshold": points(need.threshold), "units": need.units},
    }


def _action(action: Action) -> Document:
    return {
        "action": action.action,
        "reason": action.reason,
        "caution": action.caution,
        "evidence": list(action.evidence),
    }


def _finding(charge: Charge, counted: bool) -> Document:
    finding: Finding = charge.finding
    return {
        "id": finding.id,
        "clause": finding.clause,
        "on": finding.on,
        "note": note(finding),
        "counted": counted,
        "waived": charge.waived,
        "absent": finding.absent,
        "evidence": finding.evidence,
        "source": finding.source,
        "unit": finding.unit,
        "faults": [{"kind": fault.kind, "late_on": fault.late_on} for fault in finding.faults],
    }
