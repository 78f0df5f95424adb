"""The rule cases of ``tests/rulebook/cases``, each scored and compared with what it expects."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from kefu_cli.appraisal.model import Appraisal, Charge, Finding, PersonAppraisal, Rate
from kefu_cli.appraisal.scoring import appraise
from kefu_cli.records.values import yuan
from kefu_cli.rulebook.loading import standard, standard_text
from kefu_cli.rulebook.model import CountRule, RateRule, Rulebook

from .cases import FOLDER, Case, Table, all_cases, changed

CASES = all_cases()
ELSEWHERE = {
    "R17": "the ticked box belongs to the form",
    "R18": "complaints are not recorded yet",
}


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case) -> None:
    """A rule case comes out as its file says."""
    appraisal = appraise(case.facts, case.rulebook, case.month, case.as_of)
    for code, expected in case.expect.items():
        outcome = _outcome(appraisal, code)
        wanted = {"actions": [], **expected, **_whole(expected, case.rulebook)}
        assert {key: outcome[key] for key in wanted} == wanted, f"{code}: {case.sentence}"
    unassigned = tuple(_words(finding) for finding in appraisal.unassigned)
    assert unassigned == case.unassigned, case.sentence


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case_holds_together(case: Case) -> None:
    """Whatever a case is about, totals, pay, cautions and counts agree with one another."""
    for person in appraise(case.facts, case.rulebook, case.month, case.as_of).staff:
        assert person.total == sum(item.score for item in person.items)
        assert all(0 <= item.score <= item.points for item in person.items)
        assert all(a.caution == case.rulebook.caution(a.action) for a in person.actions)
        counted = sum(charge.counted for charge in person.charges)
        assert counted == sum(item.violations for item in person.items)


def test_every_ruling_has_its_cases() -> None:
    """Every ruling that the rulebook prints is tried by a file of its own, or is elsewhere."""
    book = standard()
    readings = [*book.readings, *book.absence.readings]
    readings += [r for item in book.items for r in item.readings]
    readings += [r for item in book.items for c in item.clauses for r in c.readings]
    readings += [r for rule in book.derived for r in rule.readings]
    tried = {f"R{int(path.name[1:3])}" for path in FOLDER.glob("r[0-9][0-9]-*.toml")}
    assert {reading.ruling for reading in readings} - tried == set(ELSEWHERE)


def test_every_case_has_a_sentence_of_its_own() -> None:
    """No two cases say the same thing."""
    sentences = [case.sentence for case in CASES]
    assert len(set(sentences)) == len(sentences)
    assert len(sentences) >= 90


def test_changed_rule_stands_where_it_was_asked_for() -> None:
    """A case that changes one number of the rules changes that number alone."""
    before = standard_text().splitlines()
    after = changed(standard_text(), {"derived.rework.days.archive": 7}).splitlines()
    assert [line for line in after if line not in before] == ["archive = 7"]
    assert len(before) == len(after)


def test_changed_rule_that_does_not_exist_is_an_error() -> None:
    """A case that changes what the rulebook does not have fails, and does not pass unnoticed."""
    with pytest.raises(AssertionError, match=r"item\.9\.points"):
        changed(standard_text(), {"item.9.points": 5})


def _whole(expected: Table, book: Rulebook) -> dict[str, Any]:
    """What a case leaves unsaid about the items: full points, no violation."""
    unsaid: dict[str, Mapping[str, object]] = {
        "items": {str(item.no): item.points for item in book.items},
        "computed": {str(item.no): item.points for item in book.items},
        "violations": {str(i.no): 0 for i in book.items if isinstance(i.rule, CountRule)},
    }
    return {key: {**unsaid[key], **expected[key]} for key in unsaid if key in expected}


def _outcome(appraisal: Appraisal, code: str) -> dict[str, Any]:
    person = next((p for p in appraisal.staff if p.person.code == code), None)
    if person is None:
        return {"appraised": False, "actions": []}
    pay = person.pay
    return {
        "appraised": True,
        "days": person.employed_days,
        "items": {str(item.no): item.score for item in person.items},
        "computed": {str(item.no): item.computed for item in person.items},
        "violations": {str(i.no): i.violations for i in person.items if i.rate is None},
        "wiped_out": [item.no for item in person.items if item.wiped_out],
        "total": person.total,
        "percent": pay.percent,
        "base": "none" if pay.base is None else yuan(pay.base),
        "amount": "none" if pay.amount is None else yuan(pay.amount),
        "actions": [f"{action.action}: {action.reason}" for action in person.actions],
        "evidence": {a.reason: list(a.evidence) for a in person.actions if a.evidence},
        "findings": [_charge(charge) for charge in person.charges],
        "duties": {duty.kind: duty.done for duty in person.duties},
        **_rate(person, appraisal.rulebook),
    }


def _rate(person: PersonAppraisal, book: Rulebook) -> dict[str, Any]:
    no = next(item.no for item in book.items if isinstance(item.rule, RateRule))
    rate = next(item.rate for item in person.items if item.no == no)
    assert isinstance(rate, Rate)
    return {
        "rate": "none" if rate.percent is None else str(rate.percent),
        "due": rate.due,
        "paid": rate.paid,
        "shares": {share.building: f"{share.paid}/{share.due}" for share in rate.shares},
        "to_next": {_plain(need.threshold): need.units for need in rate.needs},
    }


def _charge(charge: Charge) -> str:
    return _words(charge.finding) + ("" if charge.counted else f" waived: {charge.waived}")


def _words(finding: Finding) -> str:
    faults = ", ".join(f"{fault.kind} {fault.late_on}" for fault in finding.faults)
    return f"{finding.id} on {finding.on}" + (f": {faults}" if faults else "")


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
