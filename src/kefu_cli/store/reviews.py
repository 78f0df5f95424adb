"""Reviewers' scores (R16): which may be given, and the recording of them.

A score is judged by the month as it is scored at that moment, so it is judged inside the
transaction that records it. A score that takes another's place voids it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kefu_cli.appraisal.model import ItemScore
from kefu_cli.calendar import Month
from kefu_cli.errors import KefuError, NotFound, Refused
from kefu_cli.messages import Message, msg
from kefu_cli.records.kept import Row
from kefu_cli.records.returned import CellProblem, GivenScore, Returned
from kefu_cli.records.review import NOUN
from kefu_cli.records.values import points
from kefu_cli.rulebook.model import Rulebook
from kefu_cli.store.appraisals import appraise_month, not_appraised
from kefu_cli.store.kept import lock_of
from kefu_cli.store.lookup import Ref, resolve_all
from kefu_cli.store.records import Given, Origin, insert, select, void

_NEAR = 20
"""How many unknown people of a workbook are told the nearest names."""


@dataclass(frozen=True, slots=True)
class Score:
    """A score that a reviewer gives, field for field a record; ``score`` in hundredths of a 分."""

    staff: Ref
    month: Month
    level: str
    item: int
    score: int
    reason: str | None = None

    @property
    def record(self) -> dict[str, Given]:
        """The same as a record."""
        return {field.name: getattr(self, field.name) for field in NOUN.fields}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What came of giving a score; ``id`` is None where it was recorded alike already.

    ``former`` is the record whose place it takes.
    """

    id: int | None
    former: Row | None
    item: ItemScore
    rulebook: Rulebook


@dataclass(frozen=True, slots=True)
class Replaced:
    """A score that a new one took the place of."""

    former: Row
    item: ItemScore
    score: Score


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a workbook: how many scores, and every cell that keeps it from being taken.

    ``replaced`` are the scores whose place new ones took; ``other_rules``: it was exported by
    another rulebook than now holds in the month.
    """

    new: int = 0
    known: int = 0
    replaced: tuple[Replaced, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    other_rules: bool = False


class UnderReview:
    """An open month: its items as they are scored now, and the scores that were given.

    Making one raises Refused where the month is closed or has not begun.
    """

    def __init__(self, db: sqlite3.Connection, month: Month, today: date) -> None:
        _refuse_closed(db, month)
        appraisal = appraise_month(db, month, today)
        self.appraisal, self.rulebook = appraisal, appraisal.rulebook
        self._db, self.month = db, month
        self._items = {(p.person.code, item.no): item for p in appraisal.staff for item in p.items}
        self._given = {
            (row.values["staff"], row.values["level"], row.values["item"]): row
            for row in select(db, NOUN, "month = ?", (str(month),))
        }

    def item(self, given: Score) -> ItemScore:
        """The item for which a score is given. Raises NotFound and Refused where there is none."""
        numbers = tuple(item.no for item in self.rulebook.items)
        if given.item not in numbers:
            raise NotFound(
                msg(
                    "The rulebook of {month} has no item {item}.",
                    month=self.month,
                    item=given.item,
                ),
                msg("Choose from {names}.", names=numbers),
            )
        found = self._items.get((given.staff.code, given.item))
        if found is None:
            raise not_appraised(given.staff, given.month)
        return found

    def former(self, given: Score) -> Row | None:
        """The score that a reviewer of the same level gave the person for the item before."""
        return self._given.get((given.staff.code, given.level, given.item))

    def lacks_reason(self, given: Score) -> bool:
        """Whether a score that is not recorded yet departs from the computed one without a word."""
        former = self.former(given)
        known = former is not None and former.values["score"] == given.score
        return not known and given.reason is None and self.differs(given)

    def differs(self, given: Score) -> bool:
        """Whether a score is another than the computed one. Raises NotFound and Refused."""
        return points(given.score) != self.item(given).computed

    def judge_range(self, given: Score) -> None:
        """Raise Refused where the score is not between 0 and the item's points."""
        item, score = self.item(given), points(given.score)
        values = {"score": score, "item": item.no, "points": _plain(item.points)}
        advice = msg("Give 0 to {points} points.", points=_plain(item.points))
        if score > item.points:
            more = msg("{score} is more than the {points} points of item {item}.", **values)
            raise Refused(more, advice)
        if score < 0:
            raise Refused(msg("{score} is less than 0.", score=score), advice)

    def judge_reason(self, given: Score) -> None:
        """Raise Refused where the score lacks its reason."""
        if self.lacks_reason(given):
            raise Refused(
                msg(
                    "{score} differs from the computed score, {computed}, and no reason is given.",
                    score=points(given.score),
                    computed=_plain(self.item(given).computed),
                ),
                msg("Say why with --reason."),
            )

    def record(self, given: Score, origin: Origin) -> int:
        """Write a score that was judged, in the place of the former; gives its number."""
        former = self.former(given)
        if former:
            void(self._db, NOUN.name, former.id, f"replaced by command {origin.number}")
        return insert(self._db, NOUN, given.record, origin)


def give(db: sqlite3.Connection, given: Score, today: date, origin: Origin) -> Reviewed:
    """Record one score, unless it stands already with the same reason, or none is given now.

    Raises NotFound and Refused where it may not be given.
    """
    month = UnderReview(db, given.month, today)
    item, former = month.item(given), month.former(given)
    if former and _alike(former, given):
        return Reviewed(None, former, item, month.rulebook)
    month.judge_range(given)
    month.judge_reason(given)
    return Reviewed(month.record(given, origin), former, item, month.rulebook)


def give_all(
    db: sqlite3.Connection, returned: Returned, reason: str | None, today: date, origin: Origin
) -> Taken:
    """Record the scores given in a workbook, each difference for the same reason.

    Nothing is written where a cell is bad. Raises Refused where the month is closed or has not
    begun.
    """
    month = UnderReview(db, returned.month, today)
    refs = resolve_all(db, "staff", (cell.staff for cell in returned.given), _NEAR)
    judged = [_judged(month, cell, refs, reason) for cell in returned.given]
    bad = (outcome for outcome in judged if isinstance(outcome, CellProblem))
    problems = _in_order(returned.sheets, [*returned.problems, *bad])
    other_rules = returned.rulebook != month.rulebook.sha256
    if problems:
        return Taken(problems=problems, other_rules=other_rules)
    fit = [outcome for outcome in judged if isinstance(outcome, Score)]
    known = len(judged) - len(fit)
    formers = [(month.former(score), score) for score in fit]
    replaced = tuple(
        Replaced(former, month.item(score), score) for former, score in formers if former
    )
    for score in fit:
        month.record(score, origin)
    return Taken(len(fit) - len(replaced), known, replaced, (), other_rules)


def _judged(
    month: UnderReview, cell: GivenScore, refs: Mapping[str, Ref | KefuError], reason: str | None
) -> Score | CellProblem | None:
    """The score that a cell gives, or what is wrong with it; None where it is known already."""
    try:
        score = _score(cell, month.month, refs)
        former, differs = month.former(score), month.differs(score)
    except KefuError as error:
        return _problem(cell, error.what)
    if former and former.values["score"] == score.score:
        return None
    score = replace(score, reason=reason if differs else None)
    try:
        month.judge_range(score)
    except Refused as error:
        return _problem(cell, msg("{what} {advice}", what=error.what, advice=error.advice))
    try:
        month.judge_reason(score)
    except Refused as error:
        return replace(_problem(cell, error.what), unexplained=True)
    return score


def _problem(cell: GivenScore, reason: Message) -> CellProblem:
    return CellProblem(cell.sheet, cell.cell, _plain(cell.score), reason)


def _in_order(sheets: Sequence[str], problems: Iterable[CellProblem]) -> tuple[CellProblem, ...]:
    """As they stand in the workbook, so that they can be mended from its first sheet on."""
    places = {title: place for place, title in enumerate(sheets)}
    return tuple(sorted(problems, key=lambda p: (places.get(p.sheet, -1), p.sheet, p.place)))


def _refuse_closed(db: sqlite3.Connection, month: Month) -> None:
    last = lock_of(db).last
    if last and month <= last:
        raise Refused(
            msg("{month} takes no scores: months up to {last} are closed.", month=month, last=last),
            msg(
                "To open it again: kefu month reopen {month} --reason … --approved-by …", month=last
            ),
        )


def _alike(former: Row, given: Score) -> bool:
    reasons = (None, former.values["reason"])
    return former.values["score"] == given.score and given.reason in reasons


def _score(cell: GivenScore, month: Month, refs: Mapping[str, Ref | KefuError]) -> Score:
    """The score that a cell gives. Raises NotFound for an unknown person."""
    ref = refs[cell.staff]
    if isinstance(ref, KefuError):
        raise ref
    return Score(ref, month, cell.level, cell.item, int(cell.score.scaleb(2)))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
