"""The monthly table and one person's months."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kefu_cli.appraisal.facts import Person, Repair, Violation
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.calendar import Month
from kefu_cli.language import say
from kefu_cli.messages import Message
from kefu_cli.records.monthend import NOTHING, Closed, MonthEnd
from kefu_cli.reports.score import ScoredMonth, score_table, trend_table
from kefu_cli.rulebook.loading import standard

Appraised = Callable[..., Appraisal]
MakeViolation = Callable[..., Violation]


CLOSED = Closed(7, "close", "王主管", "2024-06-20T09:30", "ab" * 32, "cd" * 32)


def _notes(appraisal: Appraisal, end: MonthEnd = NOTHING) -> list[str]:
    return [say(note) for note in score_table(appraisal, end).notes]


def test_scripts_get_the_promised_columns(appraised: Appraised) -> None:
    """The CSV's header is a contract."""
    (row,) = score_table(appraised(paid_of=(195, 200))).records()
    assert list(row) == [
        "code",
        "name",
        *(f"item_{no}" for no in range(1, 9)),
        "total",
        "percent",
        "amount",
        "actions",
    ]


def test_a_row_holds_the_scores_and_the_pay(appraised: Appraised, violation: MakeViolation) -> None:
    """Points are decimals, the percent a number, the amount text in yuan."""
    appraisal = appraised(paid_of=(195, 200), violations=(violation(1, "1.3", 3),))
    (row,) = score_table(appraisal).records()
    assert row["item_1"] == Decimal(4)
    assert row["item_4"] == Decimal(10)
    assert (row["total"], row["percent"], row["amount"]) == (Decimal(89), 0, "0.00")


def test_scripts_get_actions_as_codes_and_people_as_words(
    appraised: Appraised, violation: MakeViolation
) -> None:
    """Every action with its reason for scripts; each kind once for people."""
    absences = tuple(violation(n, "2.1", n, absent=True) for n in (1, 2, 3))
    table = score_table(appraised(paid_of=(0, 10), violations=absences))
    (row,) = table.records()
    assert row["actions"] == (
        "dismiss:absence_consecutive;transfer_or_dismiss:collection_rate;transfer_or_dismiss:total"
    )
    words = table.rows[0][-1]
    assert isinstance(words, Message)
    assert say(words) == "dismissal, transfer or dismissal"


def test_without_an_action_the_cell_is_empty(appraised: Appraised) -> None:
    """Empty text for scripts, nothing for people, and no caution beneath."""
    table = score_table(appraised())
    assert table.rows[0][-2:] == ("", None)
    assert not [note for note in table.notes if "勞動合同法" in say(note)]


def test_without_a_base_there_is_no_amount(appraised: Appraised) -> None:
    """The percent stands alone."""
    (row,) = score_table(appraised(people=(Person("W001", "張三"),))).records()
    assert (row["percent"], row["amount"]) == (100, None)


def test_beneath_stand_the_rulebook_the_day_and_the_state(appraised: Appraised) -> None:
    """A reader knows by which book, up to which day, and whether it may still change."""
    book = standard()
    notes = _notes(appraised(until=date(2024, 5, 20)))
    assert notes[0] == f"Rulebook standard, version {book.version}; records up to 2024-05-20."
    assert notes[1].startswith("The month is open")
    closed = "Closed on 2024-06-20 09:30 by 王主管: these figures stand. SHA-256 abababababab…"
    assert _notes(appraised(), MonthEnd(closed=CLOSED))[1] == closed
    assert notes[-1].endswith("kefu score --month 2024-05 --explain")


def test_corrections_are_told_beside_the_figures_that_stand(appraised: Appraised) -> None:
    """How many, and where to see them; none without any."""
    (told,) = [
        note
        for note in _notes(appraised(), MonthEnd(closed=CLOSED, corrections=2))
        if "orrection" in note
    ]
    assert told == "Corrections beside them: 2 (kefu month correction 2024-05)"
    assert "orrection" not in " ".join(_notes(appraised(), MonthEnd(closed=CLOSED)))


def test_each_caution_stands_once(appraised: Appraised) -> None:
    """Two people with the same action share one line of caution."""
    people = (Person("W001", "張三"), Person("W002", "李四"))
    violations = tuple(
        Violation(n, f"W00{1 + n % 2}", f"{item}.1", date(2024, 5, 3))
        for n, item in enumerate((item for item in (2, 3, 7) for _ in range(6)), start=1)
    )
    notes = _notes(appraised(people=people, violations=violations))
    assert notes.count(standard().caution("transfer_or_dismiss")) == 1


def test_findings_that_nobody_answers_for_are_named(appraised: Appraised) -> None:
    """They take nobody's points, and are not passed over in silence either."""
    repairs = (Repair("31", "9-1-101", "9", date(2024, 5, 2)),)
    (note,) = [note for note in _notes(appraised(repairs=repairs)) if "nobody" in note]
    assert "1 (kefu finding list --month 2024-05)" in note


def test_a_trend_has_a_row_for_each_month_in_which_the_person_was_appraised(
    appraised: Appraised,
) -> None:
    """A month before they joined is named beneath instead."""
    joined = Person("W001", "張三", joined=date(2024, 5, 2), base_pay=100)
    months = [
        ScoredMonth(appraised(people=(joined,), month=Month(2024, number))) for number in (4, 5, 6)
    ]
    table = trend_table("W001", months)
    assert [row["month"] for row in table.records()] == [Month(2024, 5), Month(2024, 6)]
    assert next(table.records())["code"] == "W001"
    assert [say(note) for note in table.notes] == ["Not appraised in 2024-04."]
    assert say(table.title) == "Months of W001 張三"


def test_a_trend_over_two_rulebooks_has_a_column_for_each_item_of_either(
    appraised: Appraised,
) -> None:
    """An item that one of the books lacks is blank in its month."""
    book = standard()
    shorter = replace(book, items=book.items[:-1])
    months = [
        ScoredMonth(appraised(month=Month(2024, 4), rulebook=shorter)),
        ScoredMonth(appraised()),
    ]
    rows = list(trend_table("W001", months).records())
    assert [row["item_8"] for row in rows] == [None, Decimal(6)]


def test_a_trend_of_nobody_is_empty(appraised: Appraised) -> None:
    """No rows, and every month named as without them."""
    table = trend_table("W009", [ScoredMonth(appraised())])
    assert table.rows == ()
    assert [say(note) for note in table.notes] == ["Not appraised in 2024-05."]
