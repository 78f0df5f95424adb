"""What a closing keeps is the result itself, field by field, and not only a text of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from desks import Kefu, done, lines
from kefu_cli.appraisal.model import PersonAppraisal
from kefu_cli.calendar import Month
from kefu_cli.store.appraisals import appraise_month
from kefu_cli.store.opening import open_file
from monthend import close

MAY, TODAY = Month(2024, 5), date(2024, 6, 20)
RICH = """
    violation add --staff W001 --clause 1.1 --on 2024-05-07 --evidence 錄像A1
    violation add --staff W001 --clause 1.2 --on 2024-05-08
    violation add --staff W001 --clause 1.1 --on 2024-05-10
    violation add --staff W001 --clause 7.2 --on 2024-05-09 --source repair:31
    violation add --staff W002 --on 2024-05-07 --to 2024-05-08 --absent
    unit add --code 5-1-102 --building 5 --handover 2023-01-01
    repair add --no 90 --unit 5-1-102 --content 燈壞 --received 2024-05-03T09:00
    assignment void 2 --reason 誤
    building assign --building 5 --staff W002 --from 2024-05-20
    finding waive violation:1 --reason 當天已補
    review set --staff W001 --month 2024-05 --level manager --item 3 --score 13.5 --reason 核實
"""
"""Evidence, a source, an item wiped out, absences that call for dismissal, a rate below every
threshold, a finding that is nobody's, a waiver and a review."""


def _as_kept(appraised: PersonAppraisal) -> PersonAppraisal:
    """A result without what is no part of it: when a person came and went."""
    person = replace(appraised.person, joined=None, left=None)
    return replace(appraised, person=person)


def test_every_field_of_a_result_is_kept(desk: Kefu, db: Path) -> None:
    """Of everybody, and of what counts against nobody."""
    for line in lines(RICH):
        done(desk(*line))
    with open_file(db) as file:
        before = appraise_month(file, MAY, TODAY)
    people = {each.person.code: each for each in before.staff}
    findings = [c.finding for each in before.staff for c in each.charges]
    assert any(f.evidence for f in findings)
    assert any(f.absent for f in findings)
    assert any(f.source for f in findings)
    assert any(f.faults for f in findings)
    assert before.unassigned
    assert before.unassigned[0].unit
    assert any(item.wiped_out for item in people["W001"].items)
    assert people["W002"].actions
    assert people["W002"].actions[0].evidence
    assert any(item.rate and item.rate.needs for item in people["W002"].items)
    close(desk, "2024-05")
    with open_file(db) as file:
        after = appraise_month(file, MAY, TODAY)
    assert after.staff == tuple(map(_as_kept, before.staff))
    assert after.unassigned == before.unassigned
