"""What can be asked of an appraisal once it is made."""

from __future__ import annotations

from datetime import date

import pytest

from kefu_cli.appraisal.facts import Facts, Holding, Person, Repair, Violation
from kefu_cli.appraisal.findings import in_order, recorded
from kefu_cli.appraisal.holders import Holders
from kefu_cli.appraisal.model import Rate
from kefu_cli.appraisal.scoring import appraise, employed_days
from kefu_cli.calendar import Month
from kefu_cli.rulebook.loading import standard

MAY = Month(2024, 5)
BOTH = (Person("W002", "李四"), Person("W001", "張三"))


def test_people_stand_in_the_order_of_their_codes() -> None:
    """People are listed by code, in whatever order they were recorded."""
    appraisal = appraise(Facts(people=BOTH), standard(), MAY)
    assert [person.person.code for person in appraisal.staff] == ["W001", "W002"]


def test_appraisal_says_its_month_and_day_and_rulebook() -> None:
    """An appraisal names the month, the day up to which it looked, and the rulebook it used."""
    appraisal = appraise(Facts(), standard(), MAY, date(2024, 5, 20))
    assert (appraisal.month, appraisal.as_of) == (MAY, date(2024, 5, 20))
    assert appraisal.rulebook is standard()


def test_only_one_person_of_an_appraisal() -> None:
    """One person alone is the same person, without the findings that count against nobody."""
    whole = appraise(Facts(people=BOTH, repairs=(_late_call(),)), standard(), MAY)
    alone = whole.only("W002")
    assert len(whole.unassigned) == 1
    assert alone.staff == (whole.staff[1],)
    assert alone.unassigned == ()
    assert alone.month == whole.month


def test_only_a_person_who_is_not_appraised() -> None:
    """Of a person who is not appraised in the month there is nothing."""
    assert appraise(Facts(people=BOTH), standard(), MAY).only("W009").staff == ()


def test_clause_that_the_rulebook_does_not_have_takes_no_points() -> None:
    """A violation of a clause that a later rulebook dropped is listed, and no item counts it."""
    violation = Violation(1, "W001", "1.9", date(2024, 5, 3))
    facts = Facts(people=BOTH, violations=(violation,))
    (person, _) = appraise(facts, standard(), MAY).staff
    assert person.total == 100
    assert [charge.finding.id for charge in person.charges] == ["violation:1"]


def test_recorded_finding_carries_its_record() -> None:
    """A recorded violation's finding has the note, the evidence and the source of the record."""
    finding = recorded(
        Violation(12, "W001", "7.2", date(2024, 5, 3), "遲報", "照片", source="repair:31")
    )
    assert finding.id == "violation:12"
    assert (finding.note, finding.evidence, finding.source) == ("遲報", "照片", "repair:31")
    assert (finding.staff, finding.absent, finding.faults) == (("W001",), False, ())


def test_derived_finding_carries_its_record() -> None:
    """A derived finding names its call, the call's unit and what was reported."""
    facts = Facts(people=BOTH, repairs=(_late_call(),))
    (finding,) = appraise(facts, standard(), MAY).unassigned
    assert (finding.id, finding.source, finding.unit) == (
        "repair:31:7.2",
        "repair:31",
        "1-1-1001",
    )
    assert finding.note == "漏水"


def test_findings_of_one_day_and_clause_stand_by_number() -> None:
    """Number 9 comes before number 10, though "10" sorts before "9"."""
    findings = [recorded(Violation(no, "W001", "1.1", date(2024, 5, 3))) for no in (10, 9, 100)]
    ordered = sorted(findings, key=in_order)
    assert [finding.id for finding in ordered] == ["violation:9", "violation:10", "violation:100"]


def test_holders_of_a_building_stand_in_order() -> None:
    """Those who hold a building are listed by code, each once."""
    start = date(2024, 1, 1)
    held = [Holding(code, "1", start) for code in ("W003", "W001", "W003")]
    assert Holders(held).of("1", start) == ("W001", "W003")
    assert Holders(held).of("2", start) == ()


def test_buildings_of_a_person_stand_in_order() -> None:
    """A person's buildings are listed by code, each once."""
    start = date(2024, 1, 1)
    held = [Holding("W001", building, start) for building in ("2", "1", "2")]
    assert Holders(held).buildings("W001", start) == ("1", "2")
    assert Holders(held).buildings("W002", start) == ()


def test_holding_outside_of_an_employment_is_none() -> None:
    """Before joining and after leaving, an assignment holds nothing for the person."""
    person = Person("W001", "張三", joined=date(2024, 5, 2), left=date(2024, 5, 4))
    holders = Holders([Holding("W001", "1", date(2020, 1, 1))], [person])
    held = [day for day in range(1, 6) if holders.of("1", date(2024, 5, day))]
    assert held == [2, 3, 4]


def test_rate_of_nobody_due_has_no_percent() -> None:
    """Where nobody is due there is no percent, and no division by nought."""
    assert Rate(0, 0, (), ()).percent is None


@pytest.mark.parametrize(
    ("joined", "left", "days"),
    [
        (None, None, 31),
        (date(2024, 5, 1), date(2024, 5, 31), 31),
        (date(2024, 5, 31), None, 1),
        (None, date(2024, 5, 1), 1),
        (date(2024, 6, 1), None, 0),
        (None, date(2024, 4, 30), 0),
    ],
)
def test_employed_days(joined: date | None, left: date | None, days: int) -> None:
    """Joining and leaving days are days employed; outside the month there are none."""
    assert employed_days(Person("W001", "張三", joined=joined, left=left), MAY) == days


def _late_call() -> Repair:
    return Repair("31", "1-1-1001", "1", date(2024, 5, 3), content="漏水")
