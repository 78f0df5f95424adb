"""A month's scores as a table for people, and as rows for scripts; one person's months likewise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kefu_cli.appraisal.model import Appraisal, PersonAppraisal
from kefu_cli.calendar import Month
from kefu_cli.messages import Message, msg
from kefu_cli.reports.actions import actions_words, cautions
from kefu_cli.reports.figures import money
from kefu_cli.reports.table import Cell, Column, Table, verbatim
from kefu_cli.rulebook.model import Rulebook

Status = Literal["open", "closed"]

_CODE = Column("code", msg("Staff no."), "code")
_NAME = Column("name", msg("Name"))
_MONTH = Column("month", msg("Month"), "code")
_OUTCOME = (
    Column("total", msg("Total"), "number"),
    Column("percent", msg("Pay %"), "number"),
    Column("amount", msg("Pay due"), "number"),
    Column("actions", msg("Called for")),
)


@dataclass(frozen=True, slots=True)
class ScoredMonth:
    """A month's appraisal and whether the month is closed."""

    appraisal: Appraisal
    status: Status = "open"

    def person(self, code: str) -> PersonAppraisal | None:
        """The appraisal of the person with this code, if they were appraised that month."""
        return next((p for p in self.appraisal.staff if p.person.code == code), None)


def score_table(appraisal: Appraisal, status: Status = "open") -> Table:
    """The monthly table for people: a row a person, the rulebook and what to know beneath."""
    return Table(
        title=msg("Appraisal of {month}", month=appraisal.month),
        columns=(_CODE, _NAME, *_item_columns([appraisal.rulebook]), *_OUTCOME),
        rows=tuple(
            (p.person.code, p.person.name, *_scores(p), *_outcome(p), actions_words(p.actions))
            for p in appraisal.staff
        ),
        notes=tuple(_notes(appraisal, status)),
    )


def score_rows(appraisal: Appraisal) -> Table:
    """The month for CSV: the same rows, with actions as ``dismiss:absence_total;…``."""
    return Table(
        title=msg("Appraisal of {month}", month=appraisal.month),
        columns=(_CODE, _NAME, *_item_columns([appraisal.rulebook]), *_OUTCOME),
        rows=tuple(
            (p.person.code, p.person.name, *_scores(p), *_outcome(p), _action_codes(p))
            for p in appraisal.staff
        ),
    )


def trend_table(code: str, months: Sequence[ScoredMonth]) -> Table:
    """One person's months for people; a month in which they were not appraised has no row."""
    found = list(_months_of(code, months))
    rows = tuple((m, *_scores(p), *_outcome(p), actions_words(p.actions)) for m, p in found)
    notes = (verbatim(caution) for caution in cautions(p for _, p in found))
    return _trend(code, months, rows, (*notes, *_missing(code, months)))


def trend_rows(code: str, months: Sequence[ScoredMonth]) -> Table:
    """One person's months for CSV: ``month`` in place of code and name."""
    found = _months_of(code, months)
    rows = tuple((m, *_scores(p), *_outcome(p), _action_codes(p)) for m, p in found)
    return _trend(code, months, rows, ())


def _trend(
    code: str,
    months: Sequence[ScoredMonth],
    rows: tuple[tuple[Cell, ...], ...],
    notes: tuple[Message, ...],
) -> Table:
    names = [p.person.name for m in months if (p := m.person(code))]
    title = msg("Months of {code} {name}", code=code, name=names[-1] if names else "")
    columns = _item_columns([month.appraisal.rulebook for month in months])
    return Table(title, (_MONTH, *columns, *_OUTCOME), rows, notes)


def _months_of(
    code: str, months: Iterable[ScoredMonth]
) -> Iterator[tuple[Month, PersonAppraisal]]:
    for month in months:
        if person := month.person(code):
            yield month.appraisal.month, person


def _missing(code: str, months: Iterable[ScoredMonth]) -> Iterator[Message]:
    missing = tuple(m.appraisal.month for m in months if m.person(code) is None)
    if missing:
        yield msg("Not appraised in {months}.", months=missing)


def _item_columns(books: Sequence[Rulebook]) -> tuple[Column, ...]:
    """A column for each item, headed by its name in the last of these rulebooks."""
    names = {item.no: item.name for book in books for item in book.items}
    return tuple(Column(f"item_{no}", verbatim(names[no]), "number") for no in sorted(names))


def _scores(person: PersonAppraisal) -> tuple[Cell, ...]:
    return tuple(item.score for item in person.items)


def _outcome(person: PersonAppraisal) -> tuple[Cell, ...]:
    return (person.total, person.pay.percent, money(person.pay.amount))


def _action_codes(person: PersonAppraisal) -> str:
    return ";".join(f"{action.action}:{action.reason}" for action in person.actions)


def _notes(appraisal: Appraisal, status: Status) -> Iterator[Message]:
    book = appraisal.rulebook
    yield msg(
        "Rulebook {name}, version {version}; records up to {day}.",
        name=book.name,
        version=book.version,
        day=appraisal.as_of,
    )
    if status == "closed":
        yield msg("The month is closed: these figures stand.")
    else:
        yield msg("The month is open: what is still recorded may change these figures.")
    if appraisal.unassigned:
        yield msg(
            "{count} findings count against nobody here: kefu finding list --month {month}",
            count=len(appraisal.unassigned),
            month=appraisal.month,
        )
    for caution in cautions(appraisal.staff):
        yield verbatim(caution)
    yield msg("Why each point: kefu score --month {month} --explain", month=appraisal.month)
