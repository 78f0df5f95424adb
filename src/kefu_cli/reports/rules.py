"""A rulebook for reading: every clause in the source's words, every number, every ruling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kefu_cli.messages import Message, msg
from kefu_cli.reports.actions import ACTIONS
from kefu_cli.reports.bands import pay_band, rate_band
from kefu_cli.reports.figures import points
from kefu_cli.reports.lines import Line
from kefu_cli.reports.reviews import final_words
from kefu_cli.rulebook.model import (
    AbsenceRule,
    CountRule,
    DerivedRule,
    Item,
    RateRule,
    Reading,
    Rulebook,
)


def rulebook_lines(book: Rulebook) -> Iterator[Line]:
    """The whole book in the form's order; the readings stand beneath what they read."""
    yield Line(book.form.title, weight="title")
    yield Line(
        msg(
            "Rulebook {name}, version {version}, SHA-256 {sha256}",
            name=book.name,
            version=book.version,
            sha256=book.sha256,
        ),
        weight="quiet",
    )
    yield from _readings(book.readings, 0)
    yield Line(final_words(book))
    yield Line(
        msg(
            "People may object up to {days} days after scores are issued.", days=book.objection_days
        )
    )
    for item in book.items:
        yield Line()
        yield from _item(item, book)
    yield Line()
    yield Line(book.form.remarks_label, weight="heading")
    for remark in book.form.remarks:
        yield Line(remark, 1)
    yield from (Line(pay_band(tier), 1) for tier in book.pay)
    for called in book.total_actions:
        yield Line(
            msg(
                "total < {below}: {action}",
                below=points(called.below),
                action=ACTIONS[called.action],
            ),
            1,
        )
        yield Line(book.caution(called.action), 1, weight="quiet")
    yield Line()
    yield Line(msg("Duties without points"), weight="heading")
    for duty in book.duties:
        yield Line(f"{duty.name}（{duty.source}）：{duty.text}", 1)


def _item(item: Item, book: Rulebook) -> Iterator[Line]:
    yield Line(item.label, 0, f"{item.no}.", "heading")
    yield Line(item.explanation, 1)
    yield from (Line(text, 1) for text in _rule(item))
    yield from _readings(item.readings, 1)
    for clause in item.clauses:
        yield Line(clause.text, 1, clause.no)
        yield from _readings(clause.readings, 2)
        if clause.no == book.absence.clause:
            yield from _absence(book.absence, book)
        for rule in book.derived:
            if rule.clause == clause.no:
                yield from _derived(rule)


def _rule(item: Item) -> Iterator[Message]:
    match item.rule:
        case CountRule(each=each, wipe_out_at=wipe_out_at):
            yield msg(
                "{points} points; each violation −{each}; {wipe_out_at} or more in a month: 0",
                points=points(item.points),
                each=points(each),
                wipe_out_at=wipe_out_at,
            )
        case RateRule(tiers=tiers):
            yield from map(rate_band, tiers)


def _absence(rule: AbsenceRule, book: Rulebook) -> Iterator[Line]:
    yield Line(
        msg(
            "absent {consecutive} days in a row, or {total} times ({unit}, {window}): {action}",
            consecutive=rule.consecutive_days,
            total=rule.total,
            unit=msg("a run of days is one time")
            if rule.total_unit == "run"
            else msg("each day is one time"),
            window=_WINDOWS[rule.window],
            action=ACTIONS[rule.action],
        ),
        2,
    )
    yield Line(book.caution(rule.action), 2, weight="quiet")
    yield from _readings(rule.readings, 2)


_WINDOWS = {
    "month": msg("in the month"),
    "year": msg("in the calendar year"),
    "all": msg("ever"),
}
_LIMITS = {
    "dispatch": msg("dispatch within {days} days"),
    "follow_up": msg("follow-up within {days} days"),
    "revisit": msg("revisit within {days} days"),
    "archive": msg("archive within {days} days"),
}


_KINDS = {
    "repair": msg("repair calls"),
    "handover": msg("handovers"),
    "rework": msg("reworks"),
}


def _derived(rule: DerivedRule) -> Iterator[Line]:
    limits = tuple(Message(_LIMITS[name].text, (("days", days),)) for name, days in rule.days)
    yield Line(msg("found by kefu ({kind}): {limits}", kind=_KINDS[rule.kind], limits=limits), 2)
    yield from _readings(rule.readings, 2)


def _readings(readings: Iterable[Reading], level: int) -> Iterator[Line]:
    for reading in readings:
        yield Line(reading.text, level, f"〔{reading.ruling}〕", "quiet")
