"""The person's side of a month's score: that they have seen it, and what they say against it.

Both change no result, so that they are taken of a closed month as well.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from kefu_cli.appraisal.canonical import digest, person_text
from kefu_cli.appraisal.model import PersonAppraisal
from kefu_cli.calendar import Month
from kefu_cli.errors import Refused
from kefu_cli.messages import Message, msg
from kefu_cli.records import ack
from kefu_cli.records.kept import Row
from kefu_cli.records.objection import NOUN
from kefu_cli.store import records
from kefu_cli.store.appraisals import appraise_month, not_appraised
from kefu_cli.store.changing import refuse_changed
from kefu_cli.store.lookup import Ref
from kefu_cli.store.monthend import windows_of
from kefu_cli.store.records import Given, Origin


def acknowledge(
    db: sqlite3.Connection, given: Mapping[str, Given], today: date, origin: Origin
) -> tuple[int, PersonAppraisal]:
    """Record that a person has seen their score as it now is; gives its number and the score.

    Raises Refused where they are not appraised in the month, the month has not begun, the score
    was not there to be seen on that day, or they have acknowledged just this score already.
    """
    staff, month = _whose(given)
    seen = _score_of(db, staff, month, today)
    _refuse_unseen(db, month, given["on"], today)
    sha256 = digest(person_text(seen))
    _refuse_acknowledged(db, staff, month, sha256)
    number = records.insert(db, ack.NOUN, {**given, "sha256": sha256}, origin)
    return number, seen


def object_to(
    db: sqlite3.Connection, given: Mapping[str, Given], today: date, origin: Origin
) -> int:
    """Record an objection to a score, and return its number.

    Raises Refused where the person is not appraised in the month, or the month was issued and
    the objection's day is not among those on which objections are taken.
    """
    staff, month = _whose(given)
    on = given["on"]
    assert isinstance(on, date)
    _score_of(db, staff, month, today)
    refuse_outside(db, month, on, msg("If it was made in time, give its day with --on."))
    blank: dict[str, Given] = dict.fromkeys(field.name for field in NOUN.fields)
    return records.insert(db, NOUN, {**blank, **given}, origin)


def answer(db: sqlite3.Connection, row: Row, given: Mapping[str, Given], origin: Origin) -> None:
    """Record the answer to an objection: ``answer``, ``reason``, ``on``.

    Raises Refused where the answer's day is before the objection's, or another has changed the
    objection since it was read.
    """
    refuse_changed(db, NOUN, row)
    on, objected = given["on"], row.values["on"]
    assert isinstance(on, date)
    assert isinstance(objected, date)
    if on < objected:
        raise Refused(
            msg(
                "Objection {id} was made on {objected}: it cannot have been answered on {day}.",
                id=row.id,
                objected=objected,
                day=on,
            ),
            msg("Give the day of the answer with --on."),
        )
    answered: dict[str, Given] = {
        "answer": given["answer"],
        "answer_reason": given["reason"],
        "answered_on": on,
        "answered_by": origin.command.user,
    }
    records.update(db, NOUN, row.id, answered)


def refuse_answered(row: Row) -> None:
    """Raise Refused where the objection has its answer."""
    given = row.values["answer"]
    if given is not None:
        label = NOUN.field("answer").labels[str(given)]
        raise Refused(
            msg(
                "Objection {id} was answered on {day} by {name}: {answer}.",
                id=row.id,
                day=row.values["answered_on"],
                name=row.values["answered_by"],
                answer=label,
            ),
            msg(
                "To answer otherwise: kefu objection void {id} --reason …, and add it anew.",
                id=row.id,
            ),
        )


def _whose(given: Mapping[str, Given]) -> tuple[Ref, Month]:
    staff, month = given["staff"], given["month"]
    assert isinstance(staff, Ref)
    assert isinstance(month, Month)
    return staff, month


def _score_of(db: sqlite3.Connection, staff: Ref, month: Month, today: date) -> PersonAppraisal:
    alone = appraise_month(db, month, today).only(staff.code).staff
    if not alone:
        raise not_appraised(staff, month)
    return alone[0]


def _refuse_unseen(db: sqlite3.Connection, month: Month, on: Given, today: date) -> None:
    """Raise Refused where the score that now stands was not there yet on the day given."""
    assert isinstance(on, date)
    windows = windows_of(db, month)
    advice = msg("Give the day on which they saw it with --on.")
    if windows and on < windows[0].on:
        what = msg(
            "The scores of {month} were issued on {first}: nobody acknowledged them on {day}.",
            month=month,
            first=windows[0].on,
            day=on,
        )
        raise Refused(what, advice)
    if on <= month.last < today:
        what = msg(
            "{month} ended on {last}: the score that stands was not there on {day}.",
            month=month,
            last=month.last,
            day=on,
        )
        raise Refused(what, advice)


def _refuse_acknowledged(db: sqlite3.Connection, staff: Ref, month: Month, sha256: str) -> None:
    row = db.execute(
        "SELECT id, on_day, sha256 FROM ack WHERE voided = 0 AND staff_id = ? AND month = ?"
        " ORDER BY id DESC LIMIT 1",
        (staff.id, str(month)),
    ).fetchone()
    if row and row[2] == sha256:
        raise Refused(
            msg(
                "{staff} has acknowledged this score of {month} already, on {day} (no. {id}).",
                staff=str(staff),
                month=month,
                day=row[1],
                id=row[0],
            ),
            msg("It is acknowledged again only when it has changed."),
        )


def refuse_outside(db: sqlite3.Connection, month: Month, on: date, advice: Message) -> None:
    """Raise Refused, with the advice, for a day on which no objections to a month are taken."""
    windows = windows_of(db, month)
    if windows and not any(window.on <= on <= window.until for window in windows):
        window = windows[-1]
        raise Refused(
            msg(
                "Objections to {month} are taken from {first} to {last}, not on {day}.",
                month=month,
                first=window.on,
                last=window.until,
                day=on,
            ),
            advice,
        )
