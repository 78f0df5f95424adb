"""Bands in words, however many of them a rulebook has and whichever of their ends are open."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kefu_cli.appraisal.model import Share
from kefu_cli.appraisal.rates import rate_of
from kefu_cli.language import say
from kefu_cli.messages import Message
from kefu_cli.reports.bands import distances, pay_band, rate_band, total_in_band
from kefu_cli.reports.rules import rulebook_lines
from kefu_cli.rulebook.loading import check, load, standard, standard_text
from kefu_cli.rulebook.model import PayTier, RateRule, RateTier

D = Decimal
ZERO = D(0)


@pytest.mark.parametrize(
    ("at_least", "below", "rate", "pay"),
    [
        (None, None, "Every rate: 7 points", "Every total: 50%"),
        (ZERO, None, "Every rate: 7 points", "Every total: 50%"),
        (None, D(90), "Below 90%: 7 points", "total < 90: 50%"),
        (ZERO, D(90), "Below 90%: 7 points", "total < 90: 50%"),
        (D(90), None, "90% or more: 7 points", "total ≥ 90: 50%"),
        (D(90), D("95.5"), "90% or more, below 95.5%: 7 points", "90 ≤ total < 95.5: 50%"),
    ],
)
def test_a_band_is_named_by_its_ends(
    at_least: Decimal | None, below: Decimal | None, rate: str, pay: str
) -> None:
    """An open end is not named, and 0 is as good as open."""
    assert say(rate_band(RateTier(at_least, below, D(7)))) == rate
    assert say(pay_band(PayTier(at_least, below, 50))) == pay


@pytest.mark.parametrize(
    ("total", "words"),
    [
        ("95", "95 is at least 95: 100%"),
        ("94", "94 is at least 90 and below 95: 50%"),
        ("90", "90 is at least 90 and below 95: 50%"),
        ("89.5", "89.5 is below 90: 0%"),
    ],
)
def test_the_band_of_the_total_is_named_by_its_ends(total: str, words: str) -> None:
    """On both sides of each edge."""
    tier = standard().pay_tier(D(total))
    assert say(total_in_band(D(total), tier)) == words


def test_a_book_that_pays_every_total_alike_can_be_explained() -> None:
    """Both ends open."""
    book = replace(standard(), pay=(PayTier(None, None, 100),))
    assert say(total_in_band(D(3), book.pay_tier(D(3)))) == "Every total: 100%"


def test_a_band_from_nothing_on_is_no_threshold() -> None:
    """Every rate reaches 0%."""
    rule = RateRule((RateTier(D(90), None, D(20)), RateTier(ZERO, D(90), ZERO)))
    rate = rate_of((Share("1", 10, 8),), rule)
    assert [say(line) for line in distances(rate, rule)] == ["90% (20 points): 1 more needed"]


def _shown(text: str) -> list[str]:
    assert check(text) == ()
    lines = rulebook_lines(load(text))
    return [say(t) if isinstance(t := line.text, Message) else t for line in lines]


def test_the_standard_book_shows_all_of_its_bands() -> None:
    """Those of the rate and those of the total, the middle ones with both ends."""
    shown = _shown(standard_text())
    assert "95% or more, below 98%: 10 points" in shown
    assert "90 ≤ total < 95: 50%" in shown


@pytest.mark.parametrize("ends", ["", "at_least = 0\n"])
def test_a_book_with_one_band_for_everything_can_be_shown(ends: str) -> None:
    """It passes its check, so it must be possible to read it."""
    text = standard_text()
    first, last = text.index("\n[[pay]]\n"), text.index("\n[[total_action]]\n")
    text = f"{text[:first]}\n[[pay]]\n{ends}percent = 100\n{text[last:]}"
    text = text.replace('["發放100%", "發放50%", "發放0%"]', '["發放100%"]')
    first = text.index("[[item.rate.tier]]")
    last = text.index("[[item.reading]]", first)
    shown = _shown(f"{text[:first]}[[item.rate.tier]]\n{ends}score = 20\n\n{text[last:]}")
    assert "Every total: 100%" in shown
    assert "Every rate: 20 points" in shown
