"""What stands beside an open month's scores: issue, acknowledgements, objections, signatures."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from kefu_cli.appraisal.canonical import digest, person_text, result_digest
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.calendar import Month
from kefu_cli.errors import Refused
from kefu_cli.messages import msg
from kefu_cli.records.monthend import Ack, Issue, MonthEnd, Objection, Signature
from kefu_cli.store import kept

_Signed = tuple[int, str, str, str, str]


def month_end(db: sqlite3.Connection, appraisal: Appraisal, result: str | None = None) -> MonthEnd:
    """How far the end of the appraisal's month has come; kept results as they were kept.

    ``result`` is the hash of the result, where it was made up already.
    """
    closing = kept.standing(db, appraisal.month)
    return kept.end_of(db, closing) if closing else _open_end(db, appraisal, result or "")


def _open_end(db: sqlite3.Connection, appraisal: Appraisal, result: str) -> MonthEnd:
    month = appraisal.month
    if not result and _is_signed(db, month):  # only then is the hash asked for: it takes time
        result = result_digest(appraisal)
    return replace(
        kept.open_end(db, month),
        issue=issued(db, month),
        acks=tuple(acks(db, appraisal)),
        objections=tuple(objections(db, month)),
        signatures=signatures_under(db, month, appraisal.rulebook.form.signers, result),
    )


def signatures_under(
    db: sqlite3.Connection,
    month: Month,
    signers: Iterable[str],
    result: str,
    correction: int | None = None,
) -> tuple[Signature, ...]:
    """The signature of each role that has signed, in the order of the form; valid or void.

    One is valid under the result that it signed, if those before it were given before it.
    """
    rows = db.execute(
        "SELECT id, role, recorded_by, recorded_at, sha256 FROM signature"
        " WHERE month = ? AND closing_id IS ? ORDER BY id",
        (str(month), correction),
    )
    return tuple(_in_order(rows.fetchall(), signers, result))


def _in_order(signed: list[_Signed], signers: Iterable[str], result: str) -> Iterator[Signature]:
    before: int | None = 0  # None from the first role on whose signature is missing or void
    for role in signers:
        own = [signature for signature in signed if signature[1] == role]
        valid = [s for s in own if before is not None and s[-1] == result and s[0] > before]
        before = valid[0][0] if valid else None
        for signature in valid[:1] or own[-1:]:
            yield Signature(*signature[1:], valid=bool(valid))


def issued(db: sqlite3.Connection, month: Month) -> Issue | None:
    """When the month's scores were issued last."""
    windows = windows_of(db, month)
    return windows[-1] if windows else None


def windows_of(db: sqlite3.Connection, month: Month) -> tuple[Issue, ...]:
    """Every time that the month's scores were issued, each with its own days for objections."""
    rows = db.execute(
        "SELECT on_day, until_day FROM issue WHERE month = ? ORDER BY id", (str(month),)
    )
    return tuple(Issue(*map(date.fromisoformat, row)) for row in rows)


def objections(db: sqlite3.Connection, month: Month) -> Iterator[Objection]:
    """The month's objections, in their order."""
    rows = db.execute(
        """
        SELECT x.id, s.code, x.on_day, x.text, x.answer, x.answer_reason, x.answered_on,
            x.answered_by
        FROM objection AS x JOIN staff AS s ON s.id = x.staff_id
        WHERE x.voided = 0 AND x.month = ? ORDER BY x.id
        """,
        (str(month),),
    )
    for number, staff, on, text, answer, reason, answered_on, answered_by in rows:
        day = date.fromisoformat(answered_on) if answered_on else None
        on_day = date.fromisoformat(on)
        yield Objection(number, staff, on_day, text, answer, reason, day, answered_by)


def correction_signatures(
    db: sqlite3.Connection, correction: kept.Kept, signers: Iterable[str]
) -> tuple[Signature, ...]:
    """The signatures under a correction that was kept."""
    return signatures_under(db, correction.month, signers, correction.sha256, correction.id)


def closed_already(closing: kept.Kept) -> Refused:
    """What to raise where a month would have to be open."""
    closed = closing.head["closed"]
    return Refused(
        msg(
            "{month} is closed already, since {at} by {by}.",
            month=closing.month,
            at=closed["at"].replace("T", " "),
            by=closed["by"],
        ),
        msg(
            "To open it again: kefu month reopen {month} --reason … --approved-by …",
            month=closing.month,
        ),
    )


def acks(db: sqlite3.Connection, appraisal: Appraisal) -> Iterator[Ack]:
    """Each person's latest acknowledgement of the month, and whether it is of this result."""
    rows = db.execute(
        """
        SELECT s.code, x.on_day, x.sha256 FROM ack AS x JOIN staff AS s ON s.id = x.staff_id
        WHERE x.voided = 0 AND x.month = ? ORDER BY s.code, x.id
        """,
        (str(appraisal.month),),
    )
    latest = {staff: (on, seen) for staff, on, seen in rows}
    scores = {p.person.code: p for p in appraisal.staff if p.person.code in latest}
    for staff, (on, seen) in latest.items():
        score = scores.get(staff)
        current = score is not None and digest(person_text(score)) == seen
        yield Ack(staff, date.fromisoformat(on), current)


def _is_signed(db: sqlite3.Connection, month: Month) -> bool:
    query = "SELECT 1 FROM signature WHERE month = ? AND closing_id IS NULL LIMIT 1"
    return db.execute(query, (str(month),)).fetchone() is not None
