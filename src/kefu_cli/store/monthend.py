"""What stands beside an open month's scores: issue, acknowledgements, objections, signatures."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

from kefu_cli.appraisal.canonical import digest, person_text, result_digest
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.calendar import Month
from kefu_cli.records.monthend import Ack, Issue, MonthEnd, Objection, Signature
from kefu_cli.store import kept


def month_end(db: sqlite3.Connection, appraisal: Appraisal) -> MonthEnd:
    """How far the end of the appraisal's month has come; kept results as they were kept."""
    closing = kept.standing(db, appraisal.month)
    return kept.end_of(db, closing) if closing else _open_end(db, appraisal)


def _open_end(db: sqlite3.Connection, appraisal: Appraisal) -> MonthEnd:
    month = appraisal.month
    acks, signatures = list(_acks(db, month)), list(_signatures(db, month))
    texts: dict[str, str] = {}
    if acks or signatures:  # only these ask for the result's hash, which takes time
        texts = {p.person.code: person_text(p) for p in appraisal.staff}
    result = result_digest(appraisal, texts.values()) if signatures else ""
    return MonthEnd(
        issue=issued(db, month),
        acks=tuple(
            Ack(staff, on, staff in texts and digest(texts[staff]) == seen)
            for staff, on, seen in acks
        ),
        objections=tuple(objections(db, month)),
        signatures=tuple(in_order(signatures, appraisal.rulebook.form.signers, result)),
    )


def in_order(
    signed: list[tuple[str, str, str, str]], signers: tuple[str, ...], result: str
) -> Iterator[Signature]:
    """The latest signature of each role, in the order of the form; valid where it signed this.

    One counts only with those before it: what stands after a void signature is void as well.
    """
    latest = {role: (role, name, at, sha256) for role, name, at, sha256 in signed}
    valid = True
    for role in signers:
        if role not in latest:
            valid = False
            continue
        valid = valid and latest[role][-1] == result
        yield Signature(*latest[role], valid=valid)


def issued(db: sqlite3.Connection, month: Month) -> Issue | None:
    """When the month's scores were issued last."""
    row = db.execute(
        "SELECT on_day, until_day FROM issue WHERE month = ? ORDER BY id DESC LIMIT 1",
        (str(month),),
    ).fetchone()
    return Issue(*map(date.fromisoformat, row)) if row else None


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
    db: sqlite3.Connection, correction: kept.Kept, signers: tuple[str, ...]
) -> tuple[Signature, ...]:
    """The signatures under a correction that was kept."""
    signed = list(_signatures(db, correction.month, correction.id))
    return tuple(in_order(signed, signers, correction.sha256))


def _acks(db: sqlite3.Connection, month: Month) -> Iterator[tuple[str, date, str]]:
    """Each person's latest acknowledgement: who, when, and the hash of what they saw."""
    rows = db.execute(
        """
        SELECT s.code, x.on_day, x.sha256 FROM ack AS x JOIN staff AS s ON s.id = x.staff_id
        WHERE x.voided = 0 AND x.month = ? ORDER BY s.code, x.id
        """,
        (str(month),),
    )
    latest = {staff: (staff, date.fromisoformat(on), seen) for staff, on, seen in rows}
    yield from latest.values()


def _signatures(
    db: sqlite3.Connection, month: Month, closing: int | None = None
) -> Iterator[tuple[str, str, str, str]]:
    yield from db.execute(
        "SELECT role, recorded_by, recorded_at, sha256 FROM signature"
        " WHERE month = ? AND closing_id IS ? ORDER BY id",
        (str(month), closing),
    )
