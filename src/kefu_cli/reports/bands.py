"""The bands of a rate and of a total in words: what each is worth, which one a figure lies in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kefu_cli.appraisal.model import Rate
from kefu_cli.messages import Message, msg
from kefu_cli.reports.figures import points
from kefu_cli.rulebook.model import PayTier, RateRule, RateTier


@dataclass(frozen=True, slots=True)
class _Words:
    """A band's sentence by which of its ends are open; ``bound`` and ``below`` are the ends."""

    everything: Message
    lowest: Message
    highest: Message
    between: Message


_RATE = _Words(
    everything=msg("Every rate: {score} points"),
    lowest=msg("Below {below}%: {score} points"),
    highest=msg("{bound}% or more: {score} points"),
    between=msg("{bound}% or more, below {below}%: {score} points"),
)
_PAY = _Words(
    everything=msg("Every total: {percent}%"),
    lowest=msg("total < {below}: {percent}%"),
    highest=msg("total ≥ {bound}: {percent}%"),
    between=msg("{bound} ≤ total < {below}: {percent}%"),
)
_TOTAL = _Words(
    everything=msg("Every total: {percent}%"),
    lowest=msg("{total} is below {below}: {percent}%"),
    highest=msg("{total} is at least {bound}: {percent}%"),
    between=msg("{total} is at least {bound} and below {below}: {percent}%"),
)


def rate_band(tier: RateTier) -> Message:
    """A band of the collection rate and its points."""
    return _said(_RATE, tier, score=points(tier.score))


def pay_band(tier: PayTier) -> Message:
    """A band of the total and its share of pay."""
    return _said(_PAY, tier, percent=tier.percent)


def total_in_band(total: Decimal, tier: PayTier) -> Message:
    """In which band the total lies, and the share of pay that it earns by that."""
    return _said(_TOTAL, tier, total=points(total), percent=tier.percent)


def distances(rate: Rate, rule: RateRule) -> Iterator[Message]:
    """Each rate from which a better band begins, highest first, and how far away it is."""
    missing = {need.threshold: need.units for need in rate.needs}
    for tier in rule.tiers:
        if not tier.at_least:
            continue
        values = {"rate": points(tier.at_least), "score": points(tier.score)}
        if units := missing.get(tier.at_least):
            yield msg("{rate}% ({score} points): {units} more needed", units=units, **values)
        else:
            yield msg("{rate}% ({score} points): reached", **values)


def _said(words: _Words, tier: RateTier | PayTier, **values: object) -> Message:
    low, high = tier.at_least, tier.below
    if low:  # a band from 0 on is as good as open below
        values["bound"] = points(low)
    if high is not None:
        values["below"] = points(high)
    if high is None:
        sentence = words.highest if low else words.everything
    else:
        sentence = words.between if low else words.lowest
    return Message(sentence.text, tuple(values.items()))
