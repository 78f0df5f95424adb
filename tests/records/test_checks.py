"""What makes a record impossible as a whole."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kefu_cli.calendar import Month
from kefu_cli.records import noun
from kefu_cli.records.fields import Value
from kefu_cli.records.values import Clock, problems

NOON = datetime(2024, 5, 20, 12)
CLOCK = Clock(NOON)
BEFORE, AFTER = date(2024, 5, 3), date(2024, 5, 4)
TEN, ELEVEN, TWELVE = (datetime(2024, 5, 3, hour) for hour in (10, 11, 12))


def wrong(name: str, **values: Value) -> list[str]:
    """The sentences about a record of this noun, places unfilled."""
    return [message.text for message in problems(noun(name), values, CLOCK)]


@pytest.mark.parametrize(
    ("name", "first", "last"), [("staff", "joined", "left"), ("assignment", "from", "to")]
)
def test_span_of_days_runs_forward(name: str, first: str, last: str) -> None:
    """The last day may be the first, and not before it; either may be open."""
    assert wrong(name, **{first: BEFORE, last: AFTER}) == []
    assert wrong(name, **{first: BEFORE, last: BEFORE}) == []
    assert wrong(name, **{first: BEFORE, last: None}) == []
    assert wrong(name, **{first: None, last: BEFORE}) == []
    assert wrong(name) == []
    (sentence,) = wrong(name, **{first: AFTER, last: BEFORE})
    assert "is before the" in sentence


def test_span_says_both_of_its_days() -> None:
    """The refusal names the days that do not fit."""
    values: dict[str, Value] = {"joined": AFTER, "left": BEFORE}
    (message,) = noun("staff").check(values)
    assert dict(message.values) == values
    (message,) = noun("assignment").check({"from": AFTER, "to": BEFORE})
    assert dict(message.values) == {"start": AFTER, "end": BEFORE}


def test_span_of_months_runs_forward() -> None:
    """A payment's last month may be its first, and not before it."""
    may, june = Month(2024, 5), Month(2024, 6)
    assert wrong("fee", month=may, to_month=june, amount=1) == []
    assert wrong("fee", month=may, to_month=may, amount=1) == []
    assert wrong("fee", month=may, to_month=None, amount=1) == []
    assert wrong("fee", month=june, to_month=may, amount=1) == [
        "The last month {last} is before the first month {first}."
    ]


def test_payment_is_more_than_nothing() -> None:
    """A payment of one 分 is a payment; one of nothing is none."""
    assert wrong("fee", amount=1) == []
    assert wrong("fee", amount=None) == []
    assert wrong("fee", amount=0) == ["The amount must be more than 0."]


def test_all_that_is_wrong_is_said_at_once() -> None:
    """A day ahead, a span backwards and an amount of nothing are three sentences."""
    sentences = wrong(
        "fee",
        month=Month(2024, 6),
        to_month=Month(2024, 5),
        amount=0,
        paid_on=date(2024, 5, 21),
    )
    assert len(sentences) == 3


def test_absence_takes_no_other_findings_place() -> None:
    """An absence with a source is refused; either alone is not."""
    assert wrong("violation", absent=True) == []
    assert wrong("violation", absent=False, source="repair:31") == []
    assert wrong("violation", absent=True, source="repair:31") == [
        "An absence cannot take the place of another record's finding."
    ]


def test_repair_steps_follow_the_call() -> None:
    """Every step may be in the minute of the call or later, and not before."""
    steps: dict[str, Value] = {"dispatched": TEN, "followed": TEN, "completed": TEN}
    assert wrong("repair", received=TEN, revisited=TEN, **steps) == []
    assert wrong("repair", received=TEN) == []
    sentence = "{step} ({at}) is before the call ({received})."
    assert wrong("repair", received=ELEVEN, revisited=TEN, **steps) == [sentence] * 4


@pytest.mark.parametrize("step", ["dispatched", "followed", "completed"])
def test_repair_names_the_step_that_does_not_fit(step: str) -> None:
    """The refusal names the step, its time and the call's."""
    values: dict[str, Value] = {"received": ELEVEN, step: TEN}
    (message,) = noun("repair").check(values)
    label = noun("repair").field(step).label
    assert dict(message.values) == {"step": label, "at": TEN, "received": ELEVEN}


def test_repair_steps_before_an_unknown_call() -> None:
    """Where the time of the call is not known, nothing is before it."""
    assert wrong("repair", received=None, dispatched=TEN) == []


def test_revisit_follows_the_completion() -> None:
    """There is no revisit before the completion, and none without it."""
    assert wrong("repair", received=TEN, completed=ELEVEN, revisited=ELEVEN) == []
    assert wrong("repair", received=TEN, completed=TWELVE, revisited=ELEVEN) == [
        "The revisit ({at}) is before the completion ({completed})."
    ]
    assert wrong("repair", received=TEN, revisited=ELEVEN) == [
        "A revisit follows the completion, and the completion is missing."
    ]


def test_record_of_a_revisit_needs_the_revisit() -> None:
    """A text or voice record without the time of the revisit is refused."""
    assert wrong("repair", received=TEN, completed=ELEVEN, revisit_record="text") == [
        "A record of the revisit needs the time of the revisit."
    ]
    assert wrong("repair", received=TEN, completed=TEN, revisited=TEN, revisit_record="voice") == []


@pytest.mark.parametrize(
    ("name", "field"),
    [("violation", "on"), ("fee", "paid_on"), ("unit", "handover"), ("archive", "on")],
)
def test_day_of_an_event_may_be_today_and_not_ahead(name: str, field: str) -> None:
    """Today has begun; tomorrow has not."""
    assert wrong(name, **{field: date(2024, 5, 20)}) == []
    assert wrong(name, **{field: date(2024, 5, 21)}) == ["{day} lies ahead; today is {today}."]


def test_moment_later_today_does_not_lie_ahead() -> None:
    """What may not lie ahead is the day; a clock may be a little fast."""
    assert wrong("repair", received=datetime(2024, 5, 20, 23, 59)) == []
    assert wrong("repair", received=datetime(2024, 5, 21, 0, 0)) == [
        "{day} lies ahead; today is {today}."
    ]


@pytest.mark.parametrize(
    ("name", "field"),
    [("staff", "joined"), ("staff", "left"), ("assignment", "from"), ("assignment", "to")],
)
def test_roster_may_lie_ahead(name: str, field: str) -> None:
    """People are hired and buildings assigned beforehand."""
    assert wrong(name, **{field: date(2030, 1, 1)}) == []


def test_months_of_a_payment_may_lie_ahead() -> None:
    """Owners pay a year beforehand; the day of the payment is what may not lie ahead."""
    assert wrong("fee", month=Month(2024, 6), to_month=Month(2025, 5), amount=1) == []


def test_step_with_a_day_alone_fits_any_time_of_that_day() -> None:
    """An office sheet writes the day of a completion where the call has a time."""
    day = datetime(2024, 5, 3)
    assert wrong("repair", received=TEN, completed=day, revisited=day) == []
    assert len(wrong("repair", received=TEN, completed=datetime(2024, 5, 2))) == 1
    assert len(wrong("repair", received=ELEVEN, completed=TEN)) == 1


@pytest.mark.parametrize("name", ["suggestion", "story"])
def test_nothing_is_handed_in_for_a_month_that_had_not_begun(name: str) -> None:
    """On the month's first day it may be, the day before not; later it is late, not impossible."""
    june = Month(2024, 6)
    assert wrong(name, month=june, on=date(2024, 5, 3)) == ["{month} had not begun on {day}."]
    assert wrong(name, month=Month(2024, 5), on=date(2024, 5, 1)) == []
    assert wrong(name, month=Month(2024, 4), on=date(2024, 5, 3)) == []
    assert wrong(name) == []
