"""Closing a month and opening it again: what is kept, and what links it to the month before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Literal

from kefu_cli.appraisal.canonical import (
    MARK,
    digest,
    finding_plain,
    people_texts,
    result_digest,
    text,
)
from kefu_cli.appraisal.findings import derived
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.calendar import Month
from kefu_cli.errors import Refused
from kefu_cli.messages import msg
from kefu_cli.records.monthend import Closed, MonthEnd, Objection, Reopened
from kefu_cli.script import fold
from kefu_cli.store import kept
from kefu_cli.store.appraisals import appraise_month
from kefu_cli.store.facts import gather
from kefu_cli.store.monthend import closed_already, month_end
from kefu_cli.store.records import Origin


def close(db: sqlite3.Connection, month: Month, today: date, origin: Origin) -> Closed:
    """Keep a month's result for good and lock its days, inside an open transaction.

    Raises Refused where the month has not ended, is closed already, is not the next to close, has
    an open objection, or lacks a signature under the result as it now is.
    """
    refuse_unended(month, today)
    refuse_out_of_order(db, month)
    appraisal = appraise_month(db, month, today)
    texts = people_texts(appraisal)
    end = month_end(db, appraisal, result_digest(appraisal, texts))
    refuse_objected(month, end.objections)
    refuse_unsigned(appraisal, end)
    return keep(db, appraisal, end, "close", previous_of(db, month), origin, texts)


def keep(
    db: sqlite3.Connection,
    appraisal: Appraisal,
    end: MonthEnd,
    kind: Literal["close", "correction"],
    previous: str | None,
    origin: Origin,
    texts: Sequence[str] | None = None,
) -> Closed:
    """Write a result with what stands beside it; ``previous`` is the hash that it links to.

    ``texts`` are the people's canonical texts, where they were made up already.
    """
    people = people_texts(appraisal) if texts is None else texts
    month, book = appraisal.month, appraisal.rulebook
    superseded = kept.reopened(db, month) if kind == "close" else None
    findings = sorted(_findings(db, appraisal))
    head = text(
        {
            **_result(appraisal, people),
            "kind": kind,
            "findings": digest(*findings),
            "previous": previous,
            "supersedes": superseded and superseded.sha256,
            "reopened": superseded and _consent(superseded),
            "closed": dict(zip(("by", "at", "command"), origin.columns, strict=True)),
            **_beside(end),
        }
    )
    number = db.execute(
        "INSERT INTO closing (month, kind, sha256, recorded_by, recorded_at, command_id,"
        " head, rulebook) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (str(month), kind, digest(head), *origin.columns, head, book.text),
    ).lastrowid
    assert number is not None
    db.executemany(
        "INSERT INTO kept (closing_id, place, code, result) VALUES (?, ?, ?, ?)",
        (
            (number, place, person.person.code, result)
            for place, (person, result) in enumerate(zip(appraisal.staff, people, strict=True))
        ),
    )
    db.executemany(
        "INSERT INTO kept_finding (finding, closing_id) VALUES (?, ?)",
        ((finding, number) for finding in findings),
    )
    return kept.closed_of(kept.numbered(db, number))


def reopen(
    db: sqlite3.Connection, month: Month, reason: str, approved_by: str, origin: Origin
) -> None:
    """Open a closed month again; what was kept stays, and the next closing supersedes it.

    Raises Refused where the month is not closed, a later one is, or the second person is the first.
    """
    lock = kept.lock_of(db)
    if lock.last is None or not lock.holds(month):
        raise Refused(
            msg("{month} is not closed.", month=month),
            msg("See how far it has come: kefu month status {month}", month=month),
        )
    if month != lock.last:
        raise Refused(
            msg("{last} is closed as well; months are reopened from the last.", last=lock.last),
            msg("First: kefu month reopen {last} --reason … --approved-by …", last=lock.last),
        )
    if _same_person(db, approved_by, origin.command.user):
        raise Refused(
            msg("{name} cannot approve what they do themselves.", name=approved_by),
            msg("Name the second person who agreed with --approved-by."),
        )
    standing = kept.standing(db, month)
    assert standing is not None
    db.execute(
        "INSERT INTO reopening (closing_id, reason, approved_by, recorded_by, recorded_at,"
        " command_id) VALUES (?, ?, ?, ?, ?, ?)",
        (standing.id, reason, approved_by.strip(), *origin.columns),
    )


def _same_person(db: sqlite3.Connection, one: str, other: str) -> bool:
    """Whether two names, in either script, or codes of the roster, are one person's."""
    named: dict[str, str] = {}
    for code, name in db.execute("SELECT code, name FROM staff WHERE voided = 0"):
        named[_plain(code)] = _plain(name)
    return len({named.get(key, key) for key in (_plain(one), _plain(other))}) == 1


def _plain(name: str) -> str:
    return fold("".join(char for char in name if char.isprintable() and not char.isspace()))


def refuse_unended(month: Month, today: date) -> None:
    """Raise Refused for a month whose last day is not over."""
    if today <= month.last:
        raise Refused(
            msg("{month} has not ended.", month=month),
            msg("Its result is final after {day}.", day=month.last),
        )


def instead(db: sqlite3.Connection, month: Month) -> Month | None:
    """The month to close instead of this one; None where its turn has come.

    The first may be any; once every closing was opened again, any up to the first of them.
    """
    if last := kept.lock_of(db).last:
        return None if month == last.plus(1) else last.plus(1)
    (text,) = db.execute("SELECT min(month) FROM closing").fetchone()
    first = Month.parse_iso(text) if text else None
    return first if first and month > first else None


def refuse_out_of_order(db: sqlite3.Connection, month: Month) -> None:
    """Raise Refused where the month is closed already, or another is to be closed first."""
    if closing := kept.standing(db, month):
        raise closed_already(closing)
    wanted = instead(db, month)
    if wanted is None:
        return
    if month < wanted:
        raise Refused(
            msg("{month} lies before the first month that was closed.", month=month),
            msg("The next month to close: kefu month close {month}", month=wanted),
        )
    raise Refused(
        msg("Months are closed in order; the next is {month}.", month=wanted),
        msg("First: kefu month close {month}", month=wanted),
    )


def refuse_objected(month: Month, objections: Iterable[Objection]) -> None:
    """Raise Refused where an objection waits for its answer."""
    waiting = [o for o in objections if o.open]
    if waiting:
        first = waiting[0]
        raise Refused(
            msg(
                "{month}: objections that wait for an answer: {count}; the first is {staff}'s.",
                month=month,
                count=len(waiting),
                staff=first.staff,
            ),
            msg("Answer it: kefu objection answer {id} --answer … --reason …", id=first.id),
        )


def refuse_unsigned(appraisal: Appraisal, end: MonthEnd) -> None:
    """Raise Refused where a role has not signed the result as it now is."""
    missing = unsigned(appraisal, end)
    if missing:
        raise Refused(
            msg("{month} is not signed by: {roles}.", month=appraisal.month, roles=missing),
            msg(
                "Next: kefu sign --month {month} --role {role}",
                month=appraisal.month,
                role=missing[0],
            ),
        )


def unsigned(appraisal: Appraisal, end: MonthEnd) -> tuple[str, ...]:
    """The roles whose signature is missing or void, in the order in which they sign."""
    valid = {signature.role for signature in end.signatures if signature.valid}
    return tuple(role for role in appraisal.rulebook.form.signers if role not in valid)


def previous_of(db: sqlite3.Connection, month: Month) -> str | None:
    """The hash of the month closed before."""
    before = kept.standing(db, month.plus(-1))
    return before.sha256 if before else None


def _result(appraisal: Appraisal, people: Sequence[str]) -> dict[str, Any]:
    book = appraisal.rulebook
    return {
        "month": str(appraisal.month),
        "as_of": appraisal.as_of.isoformat(),
        "rulebook": [book.name, book.version, book.sha256],
        "result": result_digest(appraisal, people),
        "people": [digest(person)[:MARK] for person in people],
        "unassigned": [finding_plain(finding) for finding in appraisal.unassigned],
    }


def _consent(superseded: Reopened) -> dict[str, Any]:
    names = ("reason", "approved_by", "by", "at", "command")
    return {name: getattr(superseded, name) for name in names}


def _beside(end: MonthEnd) -> dict[str, Any]:
    return {
        "issue": end.issue and [end.issue.on.isoformat(), end.issue.until.isoformat()],
        "acks": [[ack.staff, ack.on.isoformat(), ack.current] for ack in end.acks],
        "objections": [list(_objection(o)) for o in end.objections],
        "signatures": [[s.role, s.name, s.at, s.sha256] for s in end.signatures],
    }


def _objection(o: Objection) -> Sequence[Any]:
    answered = o.answered_on and o.answered_on.isoformat()
    return (o.id, o.staff, o.on.isoformat(), o.text, o.answer, o.reason, answered, o.answered_by)


def _findings(db: sqlite3.Connection, appraisal: Appraisal) -> set[str]:
    """The findings of which nothing may change: those kept, and those that were replaced."""
    found = {charge.finding.id for person in appraisal.staff for charge in person.charges}
    return found | {f.id for f in appraisal.unassigned} | set(_replaced(db, appraisal))


def _replaced(db: sqlite3.Connection, appraisal: Appraisal) -> Iterator[str]:
    """The month's derived findings in whose place a violation dated later stands (R15)."""
    month, book = appraisal.month, appraisal.rulebook
    row = db.execute(
        "SELECT 1 FROM violation WHERE voided = 0 AND source IS NOT NULL AND on_day > ? LIMIT 1",
        (month.last.isoformat(),),
    ).fetchone()
    if row is None:
        return
    facts = gather(db, book, month, month.last)
    replaced = {f"{v.source}:{v.clause}" for v in facts.violations if v.source}
    for finding in derived(facts, book, month.last):
        if finding.id in replaced and month.holds(finding.on):
            yield finding.id
