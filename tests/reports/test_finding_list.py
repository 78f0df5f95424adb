"""Every finding of a month as a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kefu_cli.appraisal.facts import Holding, Person, Repair, Violation, Waiver
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.language import say
from kefu_cli.messages import Message
from kefu_cli.reports.finding_list import finding_table

Appraised = Callable[..., Appraisal]
MakeViolation = Callable[..., Violation]


def _shown(appraisal: Appraisal, key: str) -> list[object]:
    table = finding_table(appraisal)
    at = [column.key for column in table.columns].index(key)
    cells = [row[at] for row in table.rows]
    return [say(cell) if isinstance(cell, Message) else cell for cell in cells]


def test_scripts_get_every_column_but_the_words(
    appraised: Appraised, violation: MakeViolation
) -> None:
    """The keys of a finding in the score's document, and the person."""
    (row,) = finding_table(appraised(violations=(violation(1, "1.3", 3, "遲到"),))).records()
    assert row == {
        "id": "violation:1",
        "clause": "1.3",
        "on": date(2024, 5, 3),
        "staff": "W001",
        "note": "遲到",
        "absent": False,
        "counted": True,
        "waived": None,
        "evidence": None,
        "source": None,
        "unit": None,
    }


def test_findings_stand_by_day_and_person(appraised: Appraised, violation: MakeViolation) -> None:
    """One that two people answer for has a row for each."""
    appraisal = appraised(
        people=(Person("W001", "張三"), Person("W002", "李四")),
        holdings=(
            Holding("W001", "1", date(2024, 1, 1)),
            Holding("W002", "1", date(2024, 1, 1)),
        ),
        violations=(violation(1, "1.3", 9, staff="W002"), violation(2, "1.3", 3)),
        repairs=(Repair("31", "1-1-101", "1", date(2024, 5, 2)),),
    )
    rows = [(row["id"], row["staff"]) for row in finding_table(appraisal).records()]
    assert rows == [
        ("violation:2", "W001"),
        ("repair:31:7.2", "W001"),
        ("repair:31:7.2", "W002"),
        ("violation:1", "W002"),
    ]


def test_people_read_how_each_finding_stands(
    appraised: Appraised, violation: MakeViolation
) -> None:
    """It counts, is waived for a reason, or counts against nobody."""
    appraisal = appraised(
        violations=(violation(1, "1.3", 3), violation(2, "1.3", 4)),
        repairs=(Repair("31", "9-1-101", "9", date(2024, 5, 10)),),
        waivers=(Waiver("violation:2", "記錯人"),),
    )
    assert _shown(appraisal, "standing") == ["counts", "waived: 記錯人", "counts against nobody"]
    assert [row["counted"] for row in finding_table(appraisal).records()] == [True, False, False]
    assert [row["staff"] for row in finding_table(appraisal).records()] == ["W001", "W001", None]


def test_an_absence_is_named_as_one(appraised: Appraised, violation: MakeViolation) -> None:
    """With the recorder's note where there is one."""
    appraisal = appraised(
        violations=(
            violation(1, "2.1", 3, absent=True),
            violation(2, "2.1", 9, "未請假", absent=True),
            violation(3, "2.1", 10),
        )
    )
    assert _shown(appraisal, "happened") == [
        "absent without leave",
        "absent without leave: 未請假",
        None,
    ]
