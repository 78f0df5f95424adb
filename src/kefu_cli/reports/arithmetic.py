"""The sums behind a score, spelled out: ``12 − 2 × 2 = 8``."""

from __future__ import annotations

from collections.abc import Iterator

from kefu_cli.appraisal.model import ItemScore, Pay, PersonAppraisal, Rate, Share
from kefu_cli.appraisal.rates import tier_of
from kefu_cli.messages import Message, msg
from kefu_cli.records.values import yuan
from kefu_cli.reports.bands import distances, rate_band
from kefu_cli.reports.figures import percent, points
from kefu_cli.rulebook.model import CountRule, RateRule


def count_sum(scored: ItemScore, rule: CountRule) -> Message:
    """How an item's counted violations, at least one, make its computed score."""
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
    if left < scored.computed:
        return msg(
            "Violations that count: {count}; {sum}, and never below {score}.",
            score=points(scored.computed),
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
    yield rate_band(tier)
    yield from distances(rate, rule)
    if len(rate.shares) > 1:
        yield msg("By building (paid of due): {shares}", shares=tuple(map(_share, rate.shares)))


def total_sum(person: PersonAppraisal) -> str:
    """The items' scores added up."""
    parts = " + ".join(points(item.score) for item in person.items)
    return f"{parts} = {points(person.total)}"


def pay_sum(pay: Pay) -> str:
    """Base times percent; the amount is rounded half up to the 分."""
    return f"{yuan(pay.base or 0)} × {pay.percent}% = {yuan(pay.amount or 0)}"


def _share(share: Share) -> Message:
    values = {"building": share.building, "paid": share.paid, "due": share.due}
    return msg("{building}: {paid}/{due}", **values)
