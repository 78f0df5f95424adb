"""A month scored from the file as it stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kefu_cli.appraisal.facts import Person
from kefu_cli.appraisal.findings import derived, recorded
from kefu_cli.appraisal.model import Appraisal, Finding
from kefu_cli.appraisal.scoring import appraise, employed_days
from kefu_cli.calendar import Month, last_day_not_ahead
from kefu_cli.errors import NotFound, Refused
from kefu_cli.messages import msg
from kefu_cli.records.values import plain_code
from kefu_cli.rulebook.model import Rulebook
from kefu_cli.store import kept
from kefu_cli.store.facts import gather, gather_record, violation
from kefu_cli.store.knowledge import Knowledge
from kefu_cli.store.rulebooks import held, in_force


def appraise_month(
    db: sqlite3.Connection, month: Month, today: date, as_of: date | None = None
) -> Appraisal:
    """Score a month by the rulebook in force in it, up to ``as_of`` or as far as it is known.

    Of a closed month it is the result that was kept. Raises Refused for a month that has not
    begun, and for an ``as_of`` of a closed one.
    """
    refuse_not_begun(month, today)
    if closing := kept.standing(db, month):
        if as_of:
            raise Refused(
                msg("{month} is closed: --as-of has no place in it.", month=month),
                msg("Leave --as-of out to see the result that was kept."),
            )
        return kept.appraisal_of(db, closing)
    if as_of and as_of < month.first:
        raise Refused(
            msg("{day} is before {month}.", day=as_of, month=month),
            msg("Give a day of the month, or score an earlier month."),
        )
    known = last_day_not_ahead(month, today)
    until = min(as_of, known) if as_of else known
    book = in_force(db, month)
    return appraise(gather(db, book, month, until), book, month, until)


def not_appraised(staff: object, month: Month) -> Refused:
    """The refusal of what needs a person's score of a month in which they have none."""
    return Refused(
        msg("{staff} is not appraised in {month}.", staff=str(staff), month=month),
        msg("See “kefu staff list”: appraised are those marked so and employed in the month."),
    )


def recompute(db: sqlite3.Connection, closing: kept.Kept, known: Knowledge) -> Appraisal:
    """Compute a kept result's month anew from the records, by the rulebook that was kept.

    Who is appraised, their names and posts are those of the kept result; whoever came to have
    worked on no day of the month is still appraised in it. A pay base may have come late.
    """
    standing = kept.appraisal_of(db, closing)
    month, book = closing.month, standing.rulebook
    facts = gather(db, book, month, month.last, known)
    bases = {person.code: person.base_pay for person in facts.people}
    people = tuple(
        replace(still_appraised(person, month), base_pay=bases.get(person.code, person.base_pay))
        if person.appraised
        else person
        for person in as_kept(facts.people, (p.person for p in standing.staff))
    )
    return appraise(replace(facts, people=people), book, month)


def still_appraised(person: Person, month: Month) -> Person:
    """Somebody of a kept result, who stays in it though by now they worked on no day of the month.

    Their days were filled in late; a correction counts what they did, and leaves nobody out.
    """
    return person if employed_days(person, month) else replace(person, joined=None, left=None)


def as_kept(people: Iterable[Person], standing: Iterable[Person]) -> tuple[Person, ...]:
    """The roster with those of a kept result as they were then, and nobody else appraised."""
    now = {person.code: person for person in people}
    then = {
        person.code: replace(
            now.pop(person.code, person),
            name=person.name,
            department=person.department,
            position=person.position,
            base_pay=person.base_pay,
            appraised=True,
        )
        for person in standing
    }
    return (*then.values(), *(replace(person, appraised=False) for person in now.values()))


def refuse_not_begun(month: Month, today: date) -> None:
    """Raise Refused for a month of which nothing can be known yet."""
    if month.first > today:
        raise Refused(
            msg("{month} has not begun.", month=month),
            msg("Score {month} or an earlier month.", month=Month.of(today)),
        )


def due_archives(db: sqlite3.Connection, month: Month, today: date) -> tuple[Finding, ...]:
    """The archives of handovers and reworks that are missing and late in the month.

    In a running month these are also the ones that will be late in it if nothing is filed.
    Raises Refused for a month that has not begun.
    """
    refuse_not_begun(month, today)
    book = in_force(db, month)
    found = derived(gather(db, book, month, month.last), book, month.last)
    return tuple(
        sorted(
            (f for f in found if f.faults[0].kind == "archive" and month.holds(f.on)),
            key=lambda f: (f.on, f.id),
        )
    )


def finding_of(db: sqlite3.Connection, finding: str, today: date) -> Finding:
    """The finding with this id, whenever it was. Raises NotFound."""
    from kefu_cli.rulebook.loading import standard

    kind, _, rest = finding.partition(":")
    rest = plain_code(rest)
    wanted = f"{kind}:{rest}"
    if kind == "violation":
        found = [recorded(v) for v in violation(db, rest)]
    else:
        books = {book.sha256: book for book in (standard(), *(book for _, book in held(db)))}
        found = [
            f
            for book in books.values()
            for f in _derived(db, kind, rest, book, today)
            if f.id == wanted and in_force(db, Month.of(f.on)).sha256 == book.sha256
        ]
    if found:
        return found[0]
    raise NotFound(
        msg("There is no finding “{value}”.", value=finding),
        msg("See “kefu finding list --month …”."),
    )


def _derived(
    db: sqlite3.Connection, kind: str, rest: str, book: Rulebook, today: date
) -> tuple[Finding, ...]:
    key = rest.rpartition(":")[0]
    return tuple(derived(gather_record(db, kind, key, today), book, today))
