"""Why a person has the score they have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kefu_cli.appraisal.facts import (
    Collection,
    Handed,
    Handover,
    Holding,
    Person,
    Repair,
    Violation,
    Waiver,
)
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.language import say
from kefu_cli.messages import Message
from kefu_cli.reports.explain import explain
from kefu_cli.rulebook.loading import standard

Appraised = Callable[..., Appraisal]
MakeViolation = Callable[..., Violation]


def _lines(appraisal: Appraisal) -> list[str]:
    shown = []
    for line in explain(appraisal):
        text = say(line.text) if isinstance(line.text, Message) else line.text
        shown.append(f"{line.label} {text}".strip())
    return shown


def test_every_item_is_named_with_its_score(appraised: Appraised) -> None:
    """All eight, in order, whether or not anything happened."""
    lines = _lines(appraised())
    names = [item.name for item in standard().items]
    shown = [line for line in lines if any(f" {name}: " in line for name in names)]
    assert [line.split()[0] for line in shown] == [str(n) for n in range(1, 9)]
    assert "1 儀容儀表: 5 of 5" in lines


def test_where_a_person_works_is_said_where_it_is_known(appraised: Appraised) -> None:
    """Department and position in one line, or no line."""
    assert _lines(appraised())[1] == "客服部 客服員"
    assert _lines(appraised(people=(Person("W001", "張三"),)))[1] == "1 儀容儀表: 5 of 5"


def test_a_finding_stands_with_its_record_its_day_and_the_clause_to_the_letter(
    appraised: Appraised, violation: MakeViolation
) -> None:
    """The clause's words once, each of its findings beneath."""
    clause = standard().clause("1.3")
    assert clause is not None
    lines = _lines(
        appraised(violations=(violation(1, "1.3", 3, "未佩戴工牌"), violation(2, "1.3", 4)))
    )
    at = lines.index(f"1.3 {clause.text}")
    assert lines[at - 1] == "Violations that count: 2; 5 − 1 × 2 = 3"
    assert lines[at + 1] == "- 2024-05-03 未佩戴工牌 [violation:1]"
    assert lines[at + 2] == "- 2024-05-04 [violation:2]"
    assert sum(clause.text in line for line in lines) == 1


def test_what_a_finding_carries_is_all_said(appraised: Appraised, violation: MakeViolation) -> None:
    """Absence, evidence, the record it stands for, and why it is waived."""
    lines = _lines(
        appraised(
            violations=(
                violation(1, "2.1", 3, "未請假", absent=True, evidence="打卡記錄"),
                violation(2, "7.2", 4, "派工單不明確", source="repair:31"),
            ),
            waivers=(Waiver("violation:2", "主管已批准"),),
        )
    )
    assert "Absence without leave." in lines
    assert "Evidence: 打卡記錄" in lines
    assert "Recorded by hand in place of what repair:31 shows." in lines
    assert "Waived, not counted: 主管已批准" in lines


def test_a_derived_finding_lists_its_faults(appraised: Appraised) -> None:
    """Unit, what was reported, and each thing left undone with its day."""
    repair = Repair(
        "31", "1-1-1001", "1", date(2024, 5, 2), staff="W001", content="漏水",
        dispatched=date(2024, 5, 6), completed=date(2024, 5, 8),
    )  # fmt: skip
    assert (
        "- 2024-05-04 1-1-1001, 漏水: not dispatched in time (late from 2024-05-04), "
        "not revisited in time (late from 2024-05-12) [repair:31:7.2]"
    ) in _lines(appraised(repairs=(repair,)))


def test_the_totals_and_the_pay_are_added_up(
    appraised: Appraised, violation: MakeViolation
) -> None:
    """The sum of the items, the band, and base times percent."""
    lines = _lines(appraised(paid_of=(97, 100), violations=(violation(1, "1.3", 3),)))
    assert "Total: 4 + 12 + 15 + 10 + 12 + 15 + 15 + 6 = 89" in lines
    assert "89 is below 90: 0%" in lines
    assert "2000.00 × 0% = 0.00" in lines


def test_without_a_base_that_is_said(appraised: Appraised) -> None:
    """The band is shown, the product is not."""
    lines = _lines(appraised(people=(Person("W001", "張三"),)))
    assert "100 is at least 95: 100%" in lines
    assert "No base is recorded, so there is no amount." in lines


def test_a_part_month_and_an_earlier_day_are_said(appraised: Appraised) -> None:
    """Both change how the figures are to be read."""
    joined = Person("W001", "張三", joined=date(2024, 5, 20))
    lines = _lines(appraised(people=(joined,), until=date(2024, 5, 25)))
    assert "Employed on 12 of the month's 31 days." in lines
    assert "Records up to 2024-05-25." in lines
    assert not any(line.startswith(("Employed", "Records")) for line in _lines(appraised()))


def test_an_action_has_reason_evidence_and_caution(
    appraised: Appraised, violation: MakeViolation
) -> None:
    """Each caution once, however many actions it goes with."""
    absences = tuple(violation(n, "2.1", n, absent=True) for n in (1, 2, 3))
    lines = _lines(appraised(paid_of=(0, 10), violations=absences))
    assert "- dismissal: absent without leave on 3 consecutive days or more" in lines
    assert "Because of: violation:1, violation:2, violation:3" in lines
    assert "- transfer or dismissal: collection rate below 90%" in lines
    assert "- transfer or dismissal: total below 80" in lines
    book = standard()
    assert lines.count(book.caution("dismiss")) == 1
    assert lines.count(book.caution("transfer_or_dismiss")) == 1


def test_duties_are_done_or_missing(appraised: Appraised) -> None:
    """They carry no points, and are shown beside them."""
    lines = _lines(appraised(handed=(Handed("suggestion", "W001", date(2024, 5, 9)),)))
    assert "- 改進建議: done (1 of 1)" in lines
    assert "- 《業主感動的事》: missing (0 of 1)" in lines


@pytest.mark.parametrize(
    ("facts", "heading"),
    [
        ({}, "2 工作紀律: 12 of 12"),
        (
            {"violations": (Violation(1, "W001", "2.2", date(2024, 5, 3)),)},
            "2 工作紀律: 10 of 12 (R1, R2)",
        ),
        (
            {"violations": (Violation(1, "W001", "2.1", date(2024, 5, 3), absent=True),)},
            "2 工作紀律: 10 of 12 (R1, R2, R8)",
        ),
        ({"paid_of": (1, 1)}, "4 物業費收繳率: 20 of 20 (R4, R5, R6, R7)"),
    ],
)
def test_an_item_names_the_readings_that_were_applied(
    facts: dict[str, object], heading: str, appraised: Appraised
) -> None:
    """Those of the item, of the broken clause, and of an absence; none where nothing happened."""
    assert heading in _lines(appraised(**facts))


def test_the_readings_stand_beneath_to_the_letter(
    appraised: Appraised, violation: MakeViolation
) -> None:
    """Each once, by the number of its ruling."""
    appraisal = appraised(violations=(violation(1, "1.3", 3), violation(2, "2.2", 4)))
    lines = _lines(appraisal)
    item = standard().items[0]
    for reading in item.readings:
        assert lines.count(f"{reading.ruling} {reading.text}") == 1
    numbers = [int(line[1:].split()[0]) for line in lines if line[:1] == "R" and line[1].isdigit()]
    assert numbers == sorted(numbers)


def test_the_readings_of_a_finding_are_those_of_its_kind(appraised: Appraised) -> None:
    """A missing 入伙 archive is read by the rule for handovers, not by the one for repairs."""
    rules = {rule.kind: rule for rule in standard().derived}
    lines = "\n".join(
        _lines(
            appraised(
                handovers=(Handover("1-1-101", "1", date(2024, 5, 2)),),
                holdings=(Holding("W001", "1", date(2024, 1, 1)),),
            )
        )
    )
    assert rules["handover"].readings[0].text in lines
    assert rules["repair"].readings[0].text not in lines
    assert rules["rework"].readings[0].text not in lines


def test_a_missing_rework_archive_is_read_by_the_rules_of_its_clause(appraised: Appraised) -> None:
    """Its id begins with its repair call, for which the clause has no rule of its own."""
    repair = Repair(
        "31", "1-1-101", "1", date(2024, 5, 2), staff="W001", rework=True,
        dispatched=date(2024, 5, 2), completed=date(2024, 5, 3), revisited=date(2024, 5, 3),
        revisit_record="text",
    )  # fmt: skip
    rules = {rule.kind: rule for rule in standard().derived}
    lines = "\n".join(_lines(appraised(repairs=(repair,))))
    assert "[repair:31:8.1]" in lines
    assert rules["rework"].readings[0].text in lines


def test_a_finding_on_a_clause_that_the_book_lacks_is_still_shown(
    appraised: Appraised, violation: MakeViolation
) -> None:
    """A company's own book may have dropped a clause; the record is not lost from sight."""
    book = standard()
    first = book.items[0]
    shorter = replace(book, items=(replace(first, clauses=first.clauses[:2]), *book.items[1:]))
    lines = _lines(appraised(rulebook=shorter, violations=(violation(1, "1.3", 3),)))
    assert "On clauses that this rulebook does not have: no points" in lines
    assert "- 2024-05-03 [violation:1]" in lines


def test_for_everyone_the_readings_stand_once_at_the_end(appraised: Appraised) -> None:
    """Eight people need not read the same ruling eight times."""
    people = (Person("W001", "張三"), Person("W002", "李四"))
    appraisal = appraised(
        people=people,
        holdings=tuple(Holding(p.code, "1", date(2024, 1, 1)) for p in people),
        collections=(Collection("1", 10, 10),),
    )
    texts = [say(t) if isinstance(t := line.text, Message) else t for line in explain(appraisal)]
    reading = standard().items[3].readings[0].text
    assert texts.count(reading) == 1
    assert "W001 張三, 2024-05: 100 points" in texts
    assert "W002 李四, 2024-05: 100 points" in texts
