"""The JSON document of a month and of one person's months."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kefu_cli.appraisal.facts import Handed, Person, Repair, Violation, Waiver
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.calendar import Month
from kefu_cli.records.monthend import Closed, MonthEnd
from kefu_cli.render import as_json
from kefu_cli.reports.score import ScoredMonth
from kefu_cli.reports.score_json import Document, score_document, trend_document
from kefu_cli.rulebook.loading import standard

Appraised = Callable[..., Appraisal]
MakeViolation = Callable[..., Violation]

CLOSED = MonthEnd(
    closed=Closed(7, "close", "王主管", "2024-06-20T09:30", "ab" * 32, "cd" * 32, "ef" * 32),
    corrections=1,
)


def _read(document: Document) -> Any:
    out = io.StringIO()
    as_json.write_document(document, out)
    return json.loads(out.getvalue())


def test_the_whole_document_is_as_promised(appraised: Appraised, violation: MakeViolation) -> None:
    """Keys, order and types are a contract, compared whole."""
    appraisal = appraised(
        paid_of=(195, 200),
        violations=(violation(12, "1.3", 3, "未佩戴工牌"),),
        handed=(Handed("suggestion", "W001", date(2024, 5, 9)),),
    )
    book = standard()
    document = _read(score_document(appraisal))
    (staff,) = document.pop("staff")
    items = staff.pop("items")
    assert document == {
        "month": "2024-05",
        "as_of": "2024-05-31",
        "status": "open",
        "rulebook": {"name": "standard", "version": book.version, "sha256": book.sha256},
        "unassigned": [],
    }
    assert items[0] == {
        "no": 1,
        "name": "儀容儀表",
        "points": 5,
        "violations": 1,
        "wiped_out": False,
        "score": 4,
    }
    assert items[3] == {
        "no": 4,
        "name": "物業費收繳率",
        "points": 20,
        "due": 200,
        "paid": 195,
        "rate": "97.50",
        "to_next": {"threshold": "98", "units": 1},
        "score": 10,
    }
    assert [item["no"] for item in items] == list(range(1, 9))
    assert staff == {
        "code": "W001",
        "name": "張三",
        "department": "客服部",
        "position": "客服員",
        "employed_days": 31,
        "total": 89,
        "pay": {"percent": 0, "base": "2000.00", "amount": "0.00"},
        "actions": [],
        "findings": [
            {
                "id": "violation:12",
                "clause": "1.3",
                "on": "2024-05-03",
                "note": "未佩戴工牌",
                "counted": True,
                "waived": None,
                "absent": False,
                "evidence": None,
                "source": None,
                "unit": None,
                "faults": [],
            }
        ],
        "duties": {"suggestion": 1, "story": 0},
    }


@pytest.mark.parametrize(
    ("paid_of", "rate", "to_next"),
    [
        ((98, 100), "98.00", None),
        ((97, 100), "97.00", {"threshold": "98", "units": 1}),
        ((95, 100), "95.00", {"threshold": "98", "units": 3}),
        ((90, 100), "90.00", {"threshold": "95", "units": 5}),
        ((0, 100), "0.00", {"threshold": "90", "units": 90}),
        ((97_999, 100_000), "97.99", {"threshold": "98", "units": 1}),
        (None, None, None),
    ],
)
def test_the_next_threshold_is_the_lowest_not_reached(
    paid_of: tuple[int, int] | None,
    rate: str | None,
    to_next: object,
    appraised: Appraised,
) -> None:
    """Null at or above the highest, and where nobody is due."""
    item = _read(score_document(appraised(paid_of=paid_of)))["staff"][0]["items"][3]
    assert (item["rate"], item["to_next"]) == (rate, to_next)


def test_without_a_base_base_and_amount_are_null(appraised: Appraised) -> None:
    """The percent still stands."""
    document = _read(score_document(appraised(people=(Person("W001", "張三"),))))
    assert document["staff"][0]["pay"] == {"percent": 100, "base": None, "amount": None}


def test_an_action_has_its_reason_caution_and_evidence(
    appraised: Appraised, violation: MakeViolation
) -> None:
    """Scripts can follow a dismissal to the records behind it."""
    absences = tuple(violation(n, "2.1", n, absent=True) for n in (1, 2, 3))
    (action,) = _read(score_document(appraised(violations=absences)))["staff"][0]["actions"]
    assert action == {
        "action": "dismiss",
        "reason": "absence_consecutive",
        "caution": standard().caution("dismiss"),
        "evidence": ["violation:1", "violation:2", "violation:3"],
    }


def test_a_derived_finding_has_its_faults_and_their_words(appraised: Appraised) -> None:
    """The note is in the reader's language, the faults in English keys and ISO days."""
    repair = Repair("31", "1-1-1001", "1", date(2024, 5, 2), staff="W001", content="漏水")
    (finding,) = _read(score_document(appraised(repairs=(repair,))))["staff"][0]["findings"]
    assert finding["id"] == "repair:31:7.2"
    assert finding["note"] == "1-1-1001, 漏水: not dispatched in time (late from 2024-05-04)"
    assert finding["faults"] == [{"kind": "dispatch", "late_on": "2024-05-04"}]
    assert (finding["source"], finding["unit"]) == ("repair:31", "1-1-1001")


def test_a_waived_finding_does_not_count_and_says_why(
    appraised: Appraised, violation: MakeViolation
) -> None:
    """It stays in the document, and takes no points."""
    appraisal = appraised(
        violations=(violation(1, "1.3", 3),), waivers=(Waiver("violation:1", "記錯人"),)
    )
    staff = _read(score_document(appraisal))["staff"][0]
    assert (staff["findings"][0]["counted"], staff["findings"][0]["waived"]) == (False, "記錯人")
    assert staff["items"][0]["violations"] == 0


def test_findings_that_nobody_answers_for_are_apart(appraised: Appraised) -> None:
    """They are listed beside the staff, and count for nobody."""
    repair = Repair("31", "9-1-101", "9", date(2024, 5, 2))
    (finding,) = _read(score_document(appraised(repairs=(repair,))))["unassigned"]
    assert (finding["id"], finding["counted"]) == ("repair:31:7.2", False)


def test_a_trend_holds_each_month_with_its_state(appraised: Appraised) -> None:
    """The same keys as in the month's document, under months; absent months lack."""
    joined = Person("W001", "張三", joined=date(2024, 5, 2))
    months = [
        ScoredMonth(appraised(people=(joined,), month=Month(2024, 4)), CLOSED),
        ScoredMonth(appraised(people=(joined,)), CLOSED),
        ScoredMonth(appraised(people=(joined,), month=Month(2024, 6))),
    ]
    document = _read(trend_document("W001", months))
    assert (document["code"], document["name"]) == ("W001", "張三")
    assert [(m["month"], m["status"]) for m in document["months"]] == [
        ("2024-05", "closed"),
        ("2024-06", "open"),
    ]
    assert document["months"][0]["employed_days"] == 30
    assert document["months"][0]["closing"] == {
        "by": "王主管",
        "at": "2024-06-20T09:30",
        "sha256": "ab" * 32,
        "previous": "ef" * 32,
        "supersedes": None,
        "corrections": 1,
    }
    assert "closing" not in document["months"][1]


def test_a_trend_of_nobody_has_no_months(appraised: Appraised) -> None:
    """An unknown code gives an empty list and no name."""
    document = _read(trend_document("W009", [ScoredMonth(appraised())]))
    assert document == {"code": "W009", "name": None, "months": []}
