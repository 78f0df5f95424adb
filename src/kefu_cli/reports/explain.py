"""Why a person has the score they have: every point with its finding, every finding with its words.

The rulebook's own words stand as they are written; the rest is in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kefu_cli.appraisal.model import (
    Appraisal,
    Charge,
    DutyCount,
    ItemScore,
    PersonAppraisal,
)
from kefu_cli.messages import Message, msg
from kefu_cli.reports.actions import action_words, reason_words
from kefu_cli.reports.arithmetic import count_sum, pay_sum, rate_lines, total_sum
from kefu_cli.reports.bands import total_in_band
from kefu_cli.reports.figures import points
from kefu_cli.reports.findings import note
from kefu_cli.reports.lines import Line
from kefu_cli.reports.readings import charges_of, in_order, item_readings, readings_of, replaces
from kefu_cli.reports.reviews import review_lines
from kefu_cli.rulebook.model import CountRule, Item, RateRule, Reading, Rulebook

_DASH = "-"


def explain(appraisal: Appraisal) -> tuple[Line, ...]:
    """Everyone's month, then each reading of the rules that was applied to any of them, once."""
    people = (line for person in appraisal.staff for line in (*_person(person, appraisal), Line()))
    return (*people, *_readings(readings_of(appraisal.staff, appraisal), appraisal.rulebook))


def _person(person: PersonAppraisal, appraisal: Appraisal) -> Iterator[Line]:
    book = appraisal.rulebook
    yield from _head(person, appraisal)
    for item, scored in zip(book.items, person.items, strict=True):
        yield from _item(item, scored, charges_of(person, item), book)
    yield from _strays(person, book)
    yield Line(msg("Total: {sum}", sum=total_sum(person)), weight="heading")
    yield from _pay(person, book)
    yield from _actions(person, book)
    yield from _duties(person.duties)


def _head(person: PersonAppraisal, appraisal: Appraisal) -> Iterator[Line]:
    who = person.person
    yield Line(
        msg(
            "{name}, {month}: {points} points",
            name=f"{who.code} {who.name}",
            month=appraisal.month,
            points=points(person.total),
        ),
        weight="title",
    )
    if place := " ".join(filter(None, (who.department, who.position))):
        yield Line(place)
    if person.employed_days < appraisal.month.days:
        yield Line(
            msg(
                "Employed on {days} of the month's {all} days.",
                days=person.employed_days,
                all=appraisal.month.days,
            )
        )
    if appraisal.as_of < appraisal.month.last:
        yield Line(msg("Records up to {day}.", day=appraisal.as_of))


def _item(
    item: Item, scored: ItemScore, charges: tuple[Charge, ...], book: Rulebook
) -> Iterator[Line]:
    yield Line(
        _score(item, scored, item_readings(item, scored, charges, book)),
        label=f"{item.no}",
        weight="heading",
    )
    match item.rule:
        case CountRule() if scored.violations:
            yield Line(count_sum(scored, item.rule), 1)
        case CountRule():
            yield Line(msg("No violation counts."), 1)
        case RateRule() if scored.rate:
            yield from (Line(text, 1) for text in rate_lines(scored, scored.rate, item.rule))
    for clause in item.clauses:
        broken = [charge for charge in charges if charge.finding.clause == clause.no]
        if broken:
            yield Line(clause.text, 1, clause.no)
        for charge in broken:
            yield from _charge(charge)
    yield from (Line(text, 1) for text in review_lines(scored))


def _score(item: Item, scored: ItemScore, readings: Iterable[Reading]) -> Message:
    values = {
        "item": item.name,
        "score": points(scored.score),
        "points": points(scored.points),
    }
    rulings = tuple(dict.fromkeys(reading.ruling for reading in in_order(readings)))
    if not rulings:
        return msg("{item}: {score} of {points}", **values)
    return msg("{item}: {score} of {points} ({rulings})", rulings=rulings, **values)


def _charge(charge: Charge) -> Iterator[Line]:
    finding = charge.finding
    happened = note(finding)
    if happened is None:
        text = msg("{day} [{finding}]", day=finding.on, finding=finding.id)
    else:
        text = msg("{day} {note} [{finding}]", day=finding.on, note=happened, finding=finding.id)
    yield Line(text, 2, _DASH)
    if finding.absent:
        yield Line(msg("Absence without leave."), 3)
    if finding.evidence:
        yield Line(msg("Evidence: {evidence}", evidence=finding.evidence), 3)
    if replaces(charge):
        yield Line(
            msg("Recorded by hand in place of what {source} shows.", source=finding.source), 3
        )
    if charge.waived is not None:
        yield Line(msg("Waived, not counted: {reason}", reason=charge.waived), 3)


def _strays(person: PersonAppraisal, book: Rulebook) -> Iterator[Line]:
    strays = [c for c in person.charges if book.item_of(c.finding.clause) is None]
    if strays:
        yield Line(msg("On clauses that this rulebook does not have: no points"), weight="heading")
    for charge in strays:
        yield from _charge(charge)


def _pay(person: PersonAppraisal, book: Rulebook) -> Iterator[Line]:
    yield Line(msg("Performance pay"), weight="heading")
    yield Line(total_in_band(person.total, book.pay_tier(person.total)), 1)
    if person.pay.base is None:
        yield Line(msg("No base is recorded, so there is no amount."), 1)
    else:
        yield Line(pay_sum(person.pay), 1)


def _actions(person: PersonAppraisal, book: Rulebook) -> Iterator[Line]:
    if not person.actions:
        return
    yield Line(msg("Called for by the rules; people decide"), weight="heading")
    for action in person.actions:
        what, why = action_words(action), reason_words(action, book)
        yield Line(msg("{action}: {reason}", action=what, reason=why), 1, _DASH)
        if action.evidence:
            yield Line(msg("Because of: {evidence}", evidence=action.evidence), 2)
    for caution in dict.fromkeys(action.caution for action in person.actions):
        yield Line(caution, 1)


def _duties(duties: Iterable[DutyCount]) -> Iterator[Line]:
    yield Line(msg("Duties without points"), weight="heading")
    for duty in duties:
        values = {"duty": duty.name, "done": duty.done, "asked": duty.asked}
        if duty.done >= duty.asked:
            yield Line(msg("{duty}: done ({done} of {asked})", **values), 1, _DASH)
        else:
            yield Line(msg("{duty}: missing ({done} of {asked})", **values), 1, _DASH)


def _readings(readings: Iterable[Reading], book: Rulebook) -> Iterator[Line]:
    yield Line(
        msg(
            "How the rules are read (rulebook {name}, version {version})",
            name=book.name,
            version=book.version,
        ),
        weight="title",
    )
    yield from (Line(reading.text, label=reading.ruling) for reading in readings)
