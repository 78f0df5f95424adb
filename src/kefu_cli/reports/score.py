"""A month's scores as a table, and one person's months as another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kefu_cli.appraisal.model import Appraisal, PersonAppraisal
from kefu_cli.calendar import Month
from kefu_cli.messages import Message, msg
from kefu_cli.records.monthend import NOTHING, Closed, MonthEnd, Status
from kefu_cli.reports.actions import actions_words, cautions
from kefu_cli.reports.figures import money, short_hash
from kefu_cli.reports.lines import Line
from kefu_cli.reports.table import Cell, Column, Table, verbatim
from kefu_cli.rulebook.model import Rulebook

_CODE = Column("code", msg("Staff no."), "code")
_NAME = Column("name", msg("Name"), "code")
_MONTH = Column("month", msg("Month"), "code")
_OUTCOME = (
    Column("total", msg("Total"), "number"),
    Column("percent", msg("Pay %"), "number"),
    Column("amount", msg("Pay due"), "number"),
    Column("actions", msg("Action"), machine=True),
    Column("called_for", msg("Action"), people=True),
)
_STATUS = (Column("status", msg("State"), machine=True), Column("state", msg("State"), people=True))

STATES: dict[Status, Message] = {"open": msg("open"), "closed": msg("closed")}


@dataclass(frozen=True, slots=True)
class ScoredMonth:
    """A month's appraisal, and how far the month's end has come."""

    appraisal: Appraisal
    end: MonthEnd = NOTHING

    @property
    def status(self) -> Status:
        """Whether the month is closed."""
        return self.end.status

    def person(self, code: str) -> PersonAppraisal | None:
        """The appraisal of the person with this code, if they were appraised that month."""
        return next((p for p in self.appraisal.staff if p.person.code == code), None)


def score_table(appraisal: Appraisal, end: MonthEnd = NOTHING) -> Table:
    """The month, a row a person: with what to know beneath for people, with all codes for CSV."""
    columns = _item_columns([appraisal.rulebook])
    return Table(
        title=msg("Appraisal of {month}", month=appraisal.month),
        columns=(_CODE, _NAME, *columns.values(), *_OUTCOME),
        rows=tuple(
            (p.person.code, p.person.name, *_scores(p, columns), *_outcome(p))
            for p in appraisal.staff
        ),
        notes=tuple(_notes(appraisal, end)),
    )


def state(month: Month, end: MonthEnd) -> Iterator[Message]:
    """Whether the figures stand, since when, and what was corrected beside them."""
    closed = end.closed
    if closed is None:
        yield from _of_open(end)
        return
    yield msg(
        "Closed on {at} by {by}: these figures stand. SHA-256 {digest}",
        at=closed.at.replace("T", " "),
        by=closed.by,
        digest=short_hash(closed.sha256),
    )
    yield from superseding(closed)
    if end.corrections:
        yield msg(
            "Corrections beside them: {count} (kefu month correction {month})",
            count=end.corrections,
            month=month,
        )


def _of_open(end: MonthEnd) -> Iterator[Message]:
    if end.first:
        yield before_first(end.first)
    else:
        yield msg("The month is open: what is still recorded may change these figures.")
    yield from opened_again(end)


def before_first(first: Month) -> Message:
    """That a month is not closed and yet locked, as every one before the first closed one is."""
    return msg("Before {first}, the first month that was closed: its days are locked.", first=first)


def opened_again(end: MonthEnd) -> Iterator[Message]:
    """Of an open month that was closed before: who opened it again, and why."""
    if again := end.reopened:
        yield msg(
            "Its closing {digest} was opened again on {at} by {by}, approved by {name}: {reason}",
            digest=short_hash(again.sha256),
            at=again.at.replace("T", " "),
            by=again.by,
            name=again.approved_by,
            reason=again.reason,
        )


def superseding(closed: Closed) -> Iterator[Message]:
    """Which earlier closing a closing takes the place of, and why."""
    if closed.supersedes:
        yield msg(
            "It supersedes {digest}, reopened with the consent of {name}: {reason}",
            digest=short_hash(closed.supersedes),
            name=closed.approved_by,
            reason=closed.reason,
        )


def closed_lines(month: Month, end: MonthEnd) -> tuple[Line, ...]:
    """The state of a closed month as lines, and an empty one; nothing of an open one."""
    return (*map(Line, state(month, end)), Line()) if end.closed else ()


def trend_table(code: str, months: Sequence[ScoredMonth]) -> Table:
    """One person's months, a row each; one in which they were not appraised has none."""
    found = list(_months_of(code, months))
    status = {month.appraisal.month: month.status for month in months}
    columns = _item_columns([month.appraisal.rulebook for month in months])
    names = [person.person.name for _, person in found]
    return Table(
        title=msg("Months of {code} {name}", code=code, name=names[-1] if names else ""),
        columns=(
            _MONTH,
            replace(_CODE, machine=True),
            replace(_NAME, machine=True),
            *columns.values(),
            *_OUTCOME,
            *_STATUS,
        ),
        rows=tuple(
            (
                *(month, p.person.code, p.person.name),
                *_scores(p, columns),
                *_outcome(p),
                *(status[month], STATES[status[month]]),
            )
            for month, p in found
        ),
        notes=(
            *_missing(code, months),
            *(verbatim(caution) for caution in cautions(p for _, p in found)),
        ),
    )


def _months_of(code: str, months: Iterable[ScoredMonth]) -> Iterator[tuple[Month, PersonAppraisal]]:
    for month in months:
        if person := month.person(code):
            yield month.appraisal.month, person


def _missing(code: str, months: Iterable[ScoredMonth]) -> Iterator[Message]:
    missing = tuple(m.appraisal.month for m in months if m.person(code) is None)
    if missing:
        yield msg("Not appraised in {months}.", months=missing)


def _item_columns(books: Sequence[Rulebook]) -> dict[int, Column]:
    """A column for each item by its number, headed by its name in the last of these rulebooks."""
    names = {item.no: item.name for book in books for item in book.items}
    return {no: Column(f"item_{no}", verbatim(names[no]), "number") for no in sorted(names)}


def _scores(person: PersonAppraisal, numbers: Iterable[int]) -> tuple[Cell, ...]:
    scores = {item.no: item.score for item in person.items}
    return tuple(scores.get(no) for no in numbers)


def _outcome(person: PersonAppraisal) -> tuple[Cell, ...]:
    codes = ";".join(f"{action.action}:{action.reason}" for action in person.actions)
    words = actions_words(person.actions)
    return (person.total, person.pay.percent, money(person.pay.amount), codes, words)


def _notes(appraisal: Appraisal, end: MonthEnd) -> Iterator[Message]:
    book = appraisal.rulebook
    yield msg(
        "Rulebook {name}, version {version}; records up to {day}.",
        name=book.name,
        version=book.version,
        day=appraisal.as_of,
    )
    yield from state(appraisal.month, end)
    if appraisal.unassigned:
        yield msg(
            "Findings that count against nobody here: {count} (kefu finding list --month {month})",
            count=len(appraisal.unassigned),
            month=appraisal.month,
        )
    for caution in cautions(appraisal.staff):
        yield verbatim(caution)
    yield msg("Why each point: kefu score --month {month} --explain", month=appraisal.month)
