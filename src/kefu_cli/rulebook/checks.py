"""What must hold between the values of a rulebook, beyond each value's own shape.

Every check takes the clean tables that ``schema.RULEBOOK`` gave back and passes over whatever is
missing from them: that has been reported already, and a guess about it would only mislead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from kefu_cli.messages import Message, msg
from kefu_cli.rulebook.schema import (
    MISSING,
    RuleProblem,
    not_among,
    not_so_many,
    out_of_range,
    under,
    unknown,
)

Clean = Mapping[str, Any]

ITEMS = 8
"""How many items a form has: the workbook, the CSV and the reviews have a place for each."""

DEADLINES: Mapping[str, tuple[str, ...]] = {
    "repair": ("dispatch", "follow_up", "revisit"),
    "handover": ("archive",),
    "rework": ("archive",),
}
"""The kinds of omission that kefu can find in its own records, and the deadlines of each."""

_RATES = Decimal(100)
_NO_END = Decimal("Infinity")


def between(book: Clean) -> Iterator[RuleProblem]:
    """Find everything in which the values of a rulebook contradict one another."""
    items: Sequence[Clean] = book.get("item", ())
    yield from _items(items)
    yield from _sum(book, items)
    for place, item in enumerate(items):
        yield from _item(item, f"item[{place}]", place + 1)
    yield from _one_rate(items)
    yield from _pay(book)
    yield from _clause_exists(book.get("absence", {}), "absence", items)
    yield from _derived(book, items)
    yield from _twice(book, "derived")
    yield from _twice(book, "duty")


def _items(items: Sequence[Clean]) -> Iterator[RuleProblem]:
    if items and len(items) != ITEMS:
        yield RuleProblem("item", not_so_many(ITEMS, len(items)))
    for place, item in enumerate(items):
        if "no" in item and item["no"] != place + 1:
            what = msg("The number here is {no}, not {found}.", no=place + 1, found=item["no"])
            yield RuleProblem(f"item[{place}].no", what)


def _sum(book: Clean, items: Sequence[Clean]) -> Iterator[RuleProblem]:
    if "total" not in book or not items or any("points" not in item for item in items):
        return
    points = sum((item["points"] for item in items), Decimal(0))
    if points != book["total"]:
        what = msg(
            "The items' points add up to {sum}, not to {total}.", sum=points, total=book["total"]
        )
        yield RuleProblem("total", what)


def _item(item: Clean, key: str, no: int) -> Iterator[RuleProblem]:
    yield from _clauses(item, key, no)
    if {"count", "rate"} <= item.keys() and (item["count"] is None) == (item["rate"] is None):
        what = msg("An item has either “count” or “rate”, and not both.")
        yield RuleProblem(key, what)
    if count := item.get("count"):
        yield from _within_points(item, count, "each", under(key, "count"))
    if rate := item.get("rate"):
        tiers: Sequence[Clean] = rate.get("tier", ())
        yield from _bands(tiers, f"{key}.rate.tier", _RATES)
        for place, tier in enumerate(tiers):
            yield from _within_points(item, tier, "score", f"{key}.rate.tier[{place}]")


def _clauses(item: Clean, key: str, no: int) -> Iterator[RuleProblem]:
    for place, clause in enumerate(item.get("clause", ())):
        expected = f"{no}.{place + 1}"
        if "no" in clause and clause["no"] != expected:
            what = msg("The number here is {no}, not {found}.", no=expected, found=clause["no"])
            yield RuleProblem(f"{key}.clause[{place}].no", what)


def _within_points(item: Clean, table: Clean, name: str, key: str) -> Iterator[RuleProblem]:
    if "points" in item and name in table and table[name] > item["points"]:
        what = msg(
            "{value} is more than the item's {points} points.",
            value=table[name],
            points=item["points"],
        )
        yield RuleProblem(under(key, name), what)


def _one_rate(items: Sequence[Clean]) -> Iterator[RuleProblem]:
    if not items or any("rate" not in item for item in items):
        return
    if sum(item["rate"] is not None for item in items) != 1:
        yield RuleProblem("item", msg("Exactly one item must have “rate”."))


def _pay(book: Clean) -> Iterator[RuleProblem]:
    tiers: Sequence[Clean] = book.get("pay", ())
    boxes: Sequence[str] = book.get("form", {}).get("pay_boxes", ())
    if tiers and boxes and len(tiers) != len(boxes):
        yield RuleProblem("form.pay_boxes", not_so_many(len(tiers), len(boxes)))
    if "total" not in book:
        return
    yield from _bands(tiers, "pay", book["total"])
    for place, action in enumerate(book.get("total_action") or ()):
        yield from _above(action, ("below",), f"total_action[{place}]", book["total"])


def _derived(book: Clean, items: Sequence[Clean]) -> Iterator[RuleProblem]:
    for place, rule in enumerate(book.get("derived") or ()):
        key = f"derived[{place}]"
        yield from _clause_exists(rule, key, items)
        if "kind" not in rule:
            continue
        if rule["kind"] not in DEADLINES:
            yield RuleProblem(f"{key}.kind", not_among(rule["kind"], tuple(DEADLINES)))
        elif "days" in rule:
            yield from _deadlines(rule, f"{key}.days")


def _deadlines(rule: Clean, key: str) -> Iterator[RuleProblem]:
    names = DEADLINES[rule["kind"]]
    for name in rule["days"]:
        if name not in names:
            yield RuleProblem(under(key, name), unknown(names))
    for name in names:
        if name not in rule["days"]:
            yield RuleProblem(under(key, name), MISSING)


def _clause_exists(rule: Clean, key: str, items: Sequence[Clean]) -> Iterator[RuleProblem]:
    if "clause" not in rule or not items:
        return
    homes = [
        item for item in items for c in item.get("clause", ()) if c.get("no") == rule["clause"]
    ]
    if not homes:
        what = msg("The rulebook has no clause {no}.", no=rule["clause"])
        yield RuleProblem(f"{key}.clause", what)
    elif homes[0].get("rate") is not None:
        what = msg(
            "Clause {no} is scored by the collection rate; no violation stands on it.",
            no=rule["clause"],
        )
        yield RuleProblem(f"{key}.clause", what)


def _twice(book: Clean, name: str) -> Iterator[RuleProblem]:
    seen: set[str] = set()
    for place, row in enumerate(book.get(name) or ()):
        kind = row.get("kind")
        if kind in seen:
            what = msg("“{value}” stands here twice.", value=kind)
            yield RuleProblem(f"{name}[{place}].kind", what)
        elif kind is not None:
            seen.add(kind)


def _bands(tiers: Sequence[Clean], key: str, top: Decimal) -> Iterator[RuleProblem]:
    """Find what is wrong with bands, highest first, that must share out 0 to ``top`` inclusive."""
    wrong = [problem for i, tier in enumerate(tiers) for problem in _band(tier, f"{key}[{i}]", top)]
    yield from wrong
    if wrong or any(end not in tier for tier in tiers for end in ("at_least", "below")):
        return
    bands = [(_low(tier), _high(tier), f"{key}[{i}]") for i, tier in enumerate(tiers)]
    if any(lower[:2] > upper[:2] for upper, lower in pairwise(bands)):
        yield RuleProblem(key, msg("The bands must stand in order, the highest first."))
    yield from _seams(sorted(bands), key)


def _seams(bands: Sequence[tuple[Decimal, Decimal, str]], key: str) -> Iterator[RuleProblem]:
    """Find gaps and overlaps of bands (low, high, key of the band), given from the lowest up."""
    reached = Decimal(0)
    for low, high, place in bands:
        if low > reached:
            what = msg("No band holds {low} to below {high}.", low=reached, high=low)
            yield RuleProblem(key, what)
        elif low < reached:
            yield RuleProblem(place, _overlap(low, min(high, reached)))
        reached = max(reached, high)
    if bands and reached < _NO_END:
        yield RuleProblem(key, msg("No band holds {low} and more.", low=reached))


def _overlap(low: Decimal, high: Decimal) -> Message:
    if high == _NO_END:
        return msg("Two bands hold {low} and more.", low=low)
    return msg("Two bands hold {low} to below {high}.", low=low, high=high)


def _band(tier: Clean, key: str, top: Decimal) -> Iterator[RuleProblem]:
    yield from _above(tier, ("at_least", "below"), key, top)
    low, high = tier.get("at_least"), tier.get("below")
    if low is not None and high is not None and low >= high:
        what = msg("“at_least” ({low}) must be less than “below” ({high}).", low=low, high=high)
        yield RuleProblem(key, what)


def _above(table: Clean, names: Sequence[str], key: str, top: Decimal) -> Iterator[RuleProblem]:
    for name in names:
        value = table.get(name)
        if value is not None and value > top:
            yield RuleProblem(under(key, name), out_of_range(value, 0, top))


def _low(tier: Clean) -> Decimal:
    return Decimal(0) if tier["at_least"] is None else tier["at_least"]


def _high(tier: Clean) -> Decimal:
    return _NO_END if tier["below"] is None else tier["below"]
