"""The collection rate 收繳率, compared in whole numbers of units (R4–R6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal

from kefu_cli.appraisal.model import Need, Rate, Share
from kefu_cli.rulebook.model import RateRule, RateTier


def rate_of(shares: Sequence[Share], rule: RateRule) -> Rate:
    """The rate over all of a person's buildings, and what is missing to each threshold."""
    due, paid = sum(s.due for s in shares), sum(s.paid for s in shares)
    return Rate(due, paid, tuple(shares), tuple(_needs(due, paid, rule)))


def tier_of(rate: Rate, rule: RateRule) -> RateTier | None:
    """The band in which the rate lies; None where nobody is due."""
    if rate.due == 0:
        return None
    return next(tier for tier in rule.tiers if _lies_in(rate, tier))


def thresholds(rule: RateRule) -> tuple[Decimal, ...]:
    """The rates, in percent, from which a better band begins; lowest first."""
    return tuple(sorted(tier.at_least for tier in rule.tiers if tier.at_least))


def _lies_in(rate: Rate, tier: RateTier) -> bool:
    times_100 = rate.paid * 100
    reaches = tier.at_least is None or times_100 >= tier.at_least * rate.due
    return reaches and (tier.below is None or times_100 < tier.below * rate.due)


def _needs(due: int, paid: int, rule: RateRule) -> Iterator[Need]:
    for threshold in thresholds(rule):
        wanted = int((threshold * due / 100).to_integral_value(ROUND_CEILING))
        if wanted > paid:
            yield Need(threshold, wanted - paid)
