"""The sums behind a score, spelled out: ``12 − 2 × 2 = 8``."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kefu_cli.appraisal.model import ItemScore, Pay, PersonAppraisal, Rate, Share
from kefu_cli.appraisal.rates import thresholds, tier_of
from kefu_cli.messages import Message, msg
from kefu_cli.records.values import yuan
from kefu_cli.reports.figures import percent, points
from kefu_cli.rulebook.model import CountRule, RateRule, Rulebook


def count_sum(scored: ItemScore, rule: CountRule) -> Message:
    """How an item's counted violations, at least one, make its score."""
    if scored.wiped_out:
        return msg(
            "Violations that count: {count}; {limit} or more take all {points} points.",
            count=scored.violations,
            limit=rule.wipe_out_at,
            points=points(scored.points),
        )
    left = scored.points - rule.each * scored.violations
    taken = f"{points(scored.points)} − {points(rule.each)} × {scored.violations}"
    values = {"count": scored.violations, "sum": f"{taken} = {points(left)}"}
    if left < scored.score:
        return msg(
            "Violations that count: {count}; {sum}, and never below {score}.",
            score=points(scored.score),
            **values,
        )
    return msg("Violations that count: {count}; {sum}", **values)


def rate_lines(scored: ItemScore, rate: Rate, rule: RateRule) -> Iterator[Message]:
    """How a collection rate makes its item's score, and how far it is from each threshold."""
    tier = tier_of(rate, rule)
    if tier is None:
        yield msg(
            "No unit was due: not applicable, all {points} points.", points=points(scored.points)
        )
        return
    yield msg(
        "Units paid: {paid} of {due}, {rate}%", paid=rate.paid, due=rate.due, rate=percent(rate)
    )
    yield _band(tier.at_least, tier.below, points(tier.score))
    needs = {need.threshold: need.units for need in rate.needs}
    for bound in thresholds(rule):
        if bound in needs:
            yield msg(
                "{threshold}%: not reached; paid units missing: {units}",
                threshold=points(bound),
                units=needs[bound],
            )
        else:
            yield msg("{threshold}%: reached", threshold=points(bound))
    if len(rate.shares) > 1:
        yield msg("By building (paid of due): {shares}", shares=tuple(map(_share, rate.shares)))


def total_sum(person: PersonAppraisal) -> str:
    """The items' scores added up."""
    parts = " + ".join(points(item.score) for item in person.items)
    return f"{parts} = {points(person.total)}"


def pay_tier(total: Decimal, pay: Pay, rulebook: Rulebook) -> Message:
    """The band of the total that decides the share of pay."""
    tier = next(t for t in rulebook.pay if t.at_least is None or total >= t.at_least)
    values = {"total": points(total), "percent": pay.percent}
    if tier.at_least is None and tier.below is not None:
        return msg("{total} is below {below}: {percent}%", below=points(tier.below), **values)
    if tier.below is None and tier.at_least is not None:
        return msg("{total} is at least {bound}: {percent}%", bound=points(tier.at_least), **values)
    if tier.at_least is None or tier.below is None:
        return msg("Every total: {percent}%", percent=pay.percent)
    return msg(
        "{total} is at least {bound} and below {below}: {percent}%",
        bound=points(tier.at_least),
        below=points(tier.below),
        **values,
    )


def pay_sum(pay: Pay) -> str:
    """Base times percent; the amount is rounded half up to the 分."""
    return f"{yuan(pay.base or 0)} × {pay.percent}% = {yuan(pay.amount or 0)}"


def _band(at_least: Decimal | None, below: Decimal | None, score: str) -> Message:
    if at_least is None and below is not None:
        return msg("Below {below}%: {score} points", below=points(below), score=score)
    if below is None and at_least is not None:
        return msg("{bound}% or more: {score} points", bound=points(at_least), score=score)
    if at_least is None or below is None:
        return msg("Every rate: {score} points", score=score)
    return msg(
        "{bound}% or more, below {below}%: {score} points",
        bound=points(at_least),
        below=points(below),
        score=score,
    )


def _share(share: Share) -> Message:
    values = {"building": share.building, "paid": share.paid, "due": share.due}
    return msg("{building}: {paid}/{due}", **values)
