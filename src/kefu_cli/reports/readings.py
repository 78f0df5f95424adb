"""Which readings of the rules were applied to a person's month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kefu_cli.appraisal.model import Appraisal, Charge, ItemScore, PersonAppraisal
from kefu_cli.rulebook.model import DerivedRule, Item, Reading, Rulebook

_ALWAYS = "R9"
_FINDINGS = "R3"
_ACTIONS = "R10"
_PART_MONTH = "R12"
_DERIVED = "R13"
_WAIVED = "R14"
_REPLACED = "R15"
_REVIEWED = "R16"


def readings_of(people: Iterable[PersonAppraisal], appraisal: Appraisal) -> tuple[Reading, ...]:
    """The readings applied to these people's month, each once, by the number of their ruling."""
    book = appraisal.rulebook
    found: dict[Reading, None] = {}
    for person in people:
        rulings = set(_general(person, appraisal))
        found |= dict.fromkeys(reading for reading in book.readings if reading.ruling in rulings)
        for item, scored in zip(book.items, person.items, strict=True):
            found |= dict.fromkeys(item_readings(item, scored, charges_of(person, item), book))
    return in_order(found)


def in_order(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Readings by the number of their ruling: R4 before R13."""
    return tuple(sorted(readings, key=lambda reading: (len(reading.ruling), reading.ruling)))


def item_readings(
    item: Item, scored: ItemScore, charges: tuple[Charge, ...], book: Rulebook
) -> tuple[Reading, ...]:
    """The readings by which an item got its score, in the order of the rulebook."""
    found: list[Reading] = []
    if scored.violations or scored.rate:
        found += item.readings
    broken = {charge.finding.clause for charge in charges}
    for clause in item.clauses:
        if scored.rate or clause.no in broken:
            found += clause.readings
    if any(charge.finding.absent for charge in charges):
        found += book.absence.readings
    for charge in charges:
        found += (reading for rule in _rules_behind(charge, book) for reading in rule.readings)
    return tuple(dict.fromkeys(found))


def charges_of(person: PersonAppraisal, item: Item) -> tuple[Charge, ...]:
    """What stands against a person on an item's clauses."""
    clauses = {clause.no for clause in item.clauses}
    return tuple(charge for charge in person.charges if charge.finding.clause in clauses)


def replaces(charge: Charge) -> bool:
    """Whether it was recorded by hand in place of what kefu finds in a record."""
    return charge.finding.source is not None and not charge.finding.faults


def _general(person: PersonAppraisal, appraisal: Appraisal) -> Iterator[str]:
    """The numbers of the rulings that belong to no item and had a say in this month."""
    yield _ALWAYS
    if person.charges:
        yield _FINDINGS
    if person.actions:
        yield _ACTIONS
    if person.employed_days < appraisal.month.days:
        yield _PART_MONTH
    if any(charge.finding.faults for charge in person.charges):
        yield _DERIVED
    if not all(charge.counted for charge in person.charges):
        yield _WAIVED
    if any(replaces(charge) for charge in person.charges):
        yield _REPLACED
    if any(item.reviews for item in person.items):
        yield _REVIEWED


def _rules_behind(charge: Charge, book: Rulebook) -> list[DerivedRule]:
    """The rules that may have found it: the one of its record's kind, else all of its clause."""
    finding = charge.finding
    if not finding.faults:
        return []
    kind = finding.id.partition(":")[0]
    rules = [rule for rule in book.derived if rule.clause == finding.clause]
    return [rule for rule in rules if rule.kind == kind] or rules
