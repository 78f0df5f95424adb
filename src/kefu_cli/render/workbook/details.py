"""扣分明細: every finding of the month, with the clause's words and what it takes off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from kefu_cli.appraisal.model import Appraisal, Charge, Finding, PersonAppraisal
from kefu_cli.language import say
from kefu_cli.messages import msg
from kefu_cli.render.workbook import layout, safe, style, table, words
from kefu_cli.render.workbook.sheet import Sheet, Value
from kefu_cli.render.workbook.table import Column
from kefu_cli.rulebook.model import CountRule, Item, Rulebook

TITLE = "扣分明細"

_COLUMNS = (
    Column(msg("Finding"), 21.5, style.CENTRED),
    Column(msg("Staff no."), 9.0, style.CENTRED),
    Column(msg("Name"), 10.0, style.CENTRED),
    Column(msg("Date"), 11.0, style.BODY.number(style.DAY)),
    Column(msg("Item"), 11.0, style.CENTRED),
    Column(msg("Clause"), 6.5, style.CENTRED),
    Column(msg("Words of the clause"), 36.5, style.BODY),
    Column(msg("What happened"), 33.0, style.BODY),
    Column(msg("Evidence"), 11.0, style.BODY),
    Column(msg("Counted"), 12.0, style.CENTRED),
    Column(msg("Why not counted"), 18.0, style.BODY),
    Column(msg("Points lost"), 7.0, style.BODY.number()),
)
WIDTHS = tuple(column.width for column in _COLUMNS)
_LONG = tuple(index for index, column in enumerate(_COLUMNS) if column.look is style.BODY)
_MOST_LINES = 15  # of a row, so that rows fill pages well
_IDENTITY = range(6)  # repeated where a finding runs on over several rows


def fill(sheet: Sheet, appraisal: Appraisal) -> None:
    """Draw every finding on an empty sheet, and set up how it is printed."""
    rows = ((row, False) for values in _findings(appraisal) for row in _split(values))
    table.fill(sheet, _COLUMNS, rows, msg("Deductions"), str(appraisal.month))


def _findings(appraisal: Appraisal) -> Iterator[tuple[Value, ...]]:
    book = appraisal.rulebook
    for person in appraisal.staff:
        for charge, effect in zip(person.charges, effects(person, book), strict=True):
            yield _row(charge.finding, person, charge, effect, book)
    for finding in appraisal.unassigned:
        yield _row(finding, None, None, _NONE, book)


class Effect(NamedTuple):
    """The points that a finding takes off; ``wipes`` is how many were reached, if it takes all."""

    points: Decimal
    wipes: int | None = None


_NONE = Effect(Decimal(0))


def effects(person: PersonAppraisal, book: Rulebook) -> list[Effect]:
    """What each finding takes off, in order; together what their items lost.

    Each takes what the rule says, as far as the item has points left; the one that takes the
    item to its wipe-out takes all that is left.
    """
    left = {score.no: score.points for score in person.items}
    counted: dict[int, int] = {}
    taken = []
    for charge in person.charges:
        item = book.item_of(charge.finding.clause)
        if item is None or not charge.counted or not isinstance(item.rule, CountRule):
            taken.append(_NONE)
            continue
        counted[item.no] = counted.get(item.no, 0) + 1
        at = item.rule.wipe_out_at
        wipes = at if counted[item.no] == at else None
        each = left[item.no] if counted[item.no] >= at else min(item.rule.each, left[item.no])
        left[item.no] -= each
        taken.append(Effect(each, wipes))
    return taken


def _row(
    finding: Finding,
    person: PersonAppraisal | None,
    charge: Charge | None,
    effect: Effect,
    book: Rulebook,
) -> tuple[Value, ...]:
    clause, item = book.clause(finding.clause), book.item_of(finding.clause)
    reason = charge.waived if charge else say(msg("counts against nobody"))
    return (
        finding.id,
        person.person.code if person else ("、".join(finding.staff) or None),
        person.person.name if person else None,
        finding.on,
        _item_name(item),
        finding.clause,
        clause.text if clause else None,
        words.what_happened(finding),
        finding.evidence,
        _counted(charge, effect),
        reason,
        words.points(effect.points),
    )


def _counted(charge: Charge | None, effect: Effect) -> str:
    if charge is None or not charge.counted:
        return say(msg("no"))
    if effect.wipes:
        return say(msg("yes ({count} reached: all points lost)", count=effect.wipes))
    return say(msg("yes"))


def _item_name(item: Item | None) -> str | None:
    return f"{item.no} {item.name}" if item else None


def _split(values: Sequence[Value]) -> Iterator[tuple[Value, ...]]:
    """The row, or several where one cannot be high enough to show its texts."""
    pieces = {
        index: layout.chunks(safe.clean(text), WIDTHS[index], style.BODY.size, _MOST_LINES)
        for index in _LONG
        if isinstance(text := values[index], str)
    }
    yield tuple(pieces[i][0] if i in pieces else value for i, value in enumerate(values))
    for rest in zip_longest(*(texts[1:] for texts in pieces.values())):
        more = dict(zip(pieces, rest, strict=True))
        yield tuple(
            value if index in _IDENTITY else more.get(index) for index, value in enumerate(values)
        )
