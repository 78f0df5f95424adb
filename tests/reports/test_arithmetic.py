"""The sums behind a score, spelled out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kefu_cli.appraisal.model import Pay, Share
from kefu_cli.appraisal.rates import rate_of
from kefu_cli.appraisal.scoring import score_count, score_rate
from kefu_cli.language import say
from kefu_cli.reports.arithmetic import count_sum, pay_sum, rate_lines
from kefu_cli.rulebook.loading import standard
from kefu_cli.rulebook.model import CountRule, RateRule, RateTier


@pytest.mark.parametrize(
    ("violations", "words"),
    [
        (1, "Violations that count: 1; 12 − 2 × 1 = 10"),
        (2, "Violations that count: 2; 12 − 2 × 2 = 8"),
        (3, "Violations that count: 3; 3 or more take all 12 points."),
        (4, "Violations that count: 4; 3 or more take all 12 points."),
    ],
)
def test_a_count_is_subtracted_or_takes_all(violations: int, words: str) -> None:
    """The rulebook's own numbers, on both sides of the limit."""
    item = standard().items[1]
    assert isinstance(item.rule, CountRule)
    scored = score_count(item, item.rule, violations)
    assert say(count_sum(scored, item.rule)) == words


def test_a_sum_below_nothing_says_that_it_stops_there() -> None:
    """A book with a far limit: 5 − 2 × 3 would be less than nothing."""
    rule = CountRule(Decimal(2), wipe_out_at=9)
    scored = score_count(replace(standard().items[0], rule=rule), rule, 3)
    assert say(count_sum(scored, rule)) == (
        "Violations that count: 3; 5 − 2 × 3 = -1, and never below 0."
    )


def _rate(paid: int, due: int, rule: RateRule | None = None) -> list[str]:
    item = standard().items[3]
    assert isinstance(item.rule, RateRule)
    used = rule or item.rule
    rate = rate_of((Share("1", due, paid),), used)
    return [say(line) for line in rate_lines(score_rate(item, used, rate), rate, used)]


def test_a_rate_shows_its_band_and_its_distance_to_each_threshold() -> None:
    """Reached ones are said to be reached."""
    assert _rate(195, 200) == [
        "Units paid: 195 of 200, 97.50%",
        "95% or more, below 98%: 10 points",
        "98% (20 points): 1 more needed",
        "95% (10 points): reached",
        "90% (0 points): reached",
    ]


@pytest.mark.parametrize(
    ("paid", "band"),
    [
        (98, "98% or more: 20 points"),
        (97, "95% or more, below 98%: 10 points"),
        (94, "90% or more, below 95%: 0 points"),
        (89, "Below 90%: 0 points"),
    ],
)
def test_each_band_is_named_by_its_ends(paid: int, band: str) -> None:
    """An open end is not named."""
    assert _rate(paid, 100)[1] == band


def test_a_rate_of_nobody_says_that_it_does_not_apply() -> None:
    """All points, and no percent of nothing."""
    assert _rate(0, 0) == ["No unit was due: not applicable, all 20 points."]


def test_several_buildings_are_listed() -> None:
    """Where a rate is made of more than one building, each has its part."""
    item = standard().items[3]
    assert isinstance(item.rule, RateRule)
    rate = rate_of((Share("1", 10, 9), Share("2", 20, 20)), item.rule)
    lines = list(rate_lines(score_rate(item, item.rule, rate), rate, item.rule))
    assert say(lines[-1]) == "By building (paid of due): 1: 9/10, 2: 20/20"


def test_a_book_with_one_band_for_every_rate_can_be_explained() -> None:
    """Both ends open."""
    rule = RateRule((RateTier(None, None, Decimal(20)),))
    assert _rate(1, 2, rule) == ["Units paid: 1 of 2, 50.00%", "Every rate: 20 points"]


def test_pay_is_base_times_percent() -> None:
    """In yuan with two decimals, as it was rounded."""
    assert pay_sum(Pay(50, 200_101, 100_051)) == "2001.01 × 50% = 1000.51"
