"""The papers of a person's month: only what is theirs, and as it was known."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from desks import Kefu, done, lines, outside
from kefu_cli.calendar import Month
from kefu_cli.records.evidence import Papers
from kefu_cli.store.appraisals import appraise_month
from kefu_cli.store.evidence import corrected, earlier, papers
from kefu_cli.store.opening import open_file
from monthend import SIGNERS, close

MAY, TODAY = Month(2024, 5), date(2024, 6, 20)
RECORDED = """
    violation add --staff W001 --on 2024-04-30 --absent
    violation add --staff W001 --on 2024-05-01 --to 2024-05-02 --absent
    unit add --code 5-1-102 --building 5 --handover 2023-01-01
    repair follow 31 --at 2024-05-20T09:00 --note 等配件
    repair follow 31 --at 2024-05-21T09:00 --note 記錯了
    repair unfollow 31 --at 2024-05-21T09:00 --reason 記錯
    review set --staff W001 --month 2024-05 --level direct --item 3 --score 13 --reason 甲
    review set --staff W001 --month 2024-05 --level direct --item 3 --score 14 --reason 乙
    objection add --staff W001 --month 2024-05 --text 誤
    objection void 1 --reason 誤
    objection add --staff W001 --month 2024-05 --text 已請假
    objection answer 2 --answer rejected --reason 無
    ack --staff W001 --month 2024-05
    ack void 1 --reason 誤
"""


@pytest.fixture
def desk(office: Kefu, db: Path, furnished: Path) -> Kefu:
    """The furnished office with a May of which much was recorded, and some taken back."""
    shutil.copy(furnished, db)
    for line in lines(RECORDED):
        done(office(*line))
    return office


def _papers(db: Path, code: str = "W001") -> Papers:
    with open_file(db) as file:
        appraisal = appraise_month(file, MAY, TODAY)
        (person,) = appraisal.only(code).staff
        since = corrected(file, MAY, person)
        return papers(file, appraisal, person, earlier(file, person), since)


@pytest.mark.usefixtures("desk")
def test_only_findings_of_other_months_are_earlier_ones(db: Path) -> None:
    """The run of absences that an action rests on began before the month; the rest is its own."""
    with open_file(db) as file:
        (person,) = appraise_month(file, MAY, TODAY).only("W001").staff
        assert [finding.id for finding in earlier(file, person)] == ["violation:3"]
    assert person.actions[0].evidence == ("violation:3", "violation:4", "violation:5")


@pytest.mark.usefixtures("desk")
def test_what_is_void_stands_in_the_history_alone(db: Path) -> None:
    """Not among reviews, acknowledgements, objections and follow-ups."""
    found = _papers(db)
    assert [row.id for row in found.reviews.values()] == [2]
    assert [row.id for row in found.objections] == [2]
    assert found.acks == ()
    (call,) = found.grounds["repair:31:7.2"].exhibits
    assert call.follow_ups == ("2024-05-20 09:00 等配件",)
    told = {event.record for event in found.events}
    assert {"review:1", "review:2", "objection:1", "objection:2", "ack:1"} <= told


def test_unpaid_units_are_those_of_ones_own_buildings_as_it_was_known(desk: Kefu, db: Path) -> None:
    """Another person's are not there, and a payment that came late takes none away."""
    own = {"3": ["3-1-502"]}
    assert _papers(db).unpaid == own
    assert _papers(db, "W002").unpaid == {"5": ["5-1-102"]}
    close(desk, "2024-05")
    late = ("fee", "add", "--unit", "3-1-502", "--month", "2024-05", "--amount", "240", "--late")
    done(desk(*late, "--paid-on", "2024-05-20"))
    assert _papers(db).unpaid == own


def test_a_waiver_for_the_person_stands_before_one_for_everybody(desk: Kefu, db: Path) -> None:
    """Of two with the same reason."""
    done(desk("finding", "waive", "violation:1", "--reason", "送修"))
    done(desk("finding", "waive", "violation:1", "--reason", "送修", "--staff", "W001"))
    waived = _papers(db).grounds["violation:1"].waived
    assert waived
    assert waived.staff == "W001"


def test_a_waiver_since_the_closing_is_none_of_its_findings(desk: Kefu, db: Path) -> None:
    """What counted when the month was closed rests on no waiver; the one that stood then does."""
    done(desk("finding", "waive", "violation:1", "--reason", "送修"))
    close(desk, "2024-05")
    done(desk("finding", "waive", "violation:4", "--reason", "補假條", "--late"))
    line = ("finding", "waive", "violation:1", "--reason", "查實", "--staff", "W001", "--late")
    done(desk(*line))
    grounds = _papers(db).grounds
    assert grounds["violation:4"].waived is None
    assert grounds["violation:1"].waived
    assert grounds["violation:1"].waived.staff is None


def test_each_result_has_its_own_signatures(desk: Kefu, db: Path) -> None:
    """Those of the closing are not the correction's."""
    close(desk, "2024-05")
    done(
        desk(
            "violation", "add", "--staff", "W001", "--clause", "3.1", "--on", "2024-05-10", "--late"
        )
    )
    done(desk("month", "correction", "2024-05", "--keep"))
    done(desk("sign", "--month", "2024-05", "--role", SIGNERS[0]))
    closing, correction = _papers(db).results
    assert [s.role for s in closing.signatures if s.valid] == list(SIGNERS)
    assert [s.role for s in correction.signatures if s.valid] == [SIGNERS[0]]


@pytest.mark.usefixtures("desk")
def test_a_source_that_is_not_there_keeps_no_papers_back(db: Path) -> None:
    """Another program named it; the finding stands on its own record."""
    with outside(db) as file:
        file.execute("UPDATE violation SET source = 'repair:999' WHERE id = 1")
    (own,) = _papers(db).grounds["violation:1"].exhibits
    assert (own.noun, own.row.id) == ("violation", 1)
