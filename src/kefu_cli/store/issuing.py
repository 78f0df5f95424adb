"""Issuing a month's scores to the people, which begins the days on which they may object."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

from kefu_cli.appraisal.canonical import result_digest
from kefu_cli.calendar import Month, not_ahead
from kefu_cli.errors import Refused
from kefu_cli.messages import msg
from kefu_cli.records.monthend import Issue
from kefu_cli.store import kept
from kefu_cli.store.appraisals import appraise_month
from kefu_cli.store.closing import refuse_unended
from kefu_cli.store.monthend import closed_already, issued
from kefu_cli.store.records import Origin


def issue(
    db: sqlite3.Connection, month: Month, on: date, today: date, origin: Origin
) -> tuple[Issue, int]:
    """Record that a month's result was issued; gives the days to object, and to how many people.

    Raises Refused where the month is closed or had not ended that day, the day lies ahead, or
    this result was issued already.
    """
    if closing := kept.standing(db, month):
        raise closed_already(closing)
    if ahead := not_ahead(on, today):
        raise Refused(ahead, msg("Record only days that have been."))
    refuse_unended(month, today)
    if on <= month.last:
        raise Refused(
            msg(
                "{month} cannot have been issued on {day}: its last day is {last}.",
                month=month,
                day=on,
                last=month.last,
            ),
            msg("Give a later day with --on."),
        )
    appraisal = appraise_month(db, month, today)
    result = result_digest(appraisal)
    _refuse_issued(db, month, result, on)
    made = Issue(on, on + timedelta(days=appraisal.rulebook.objection_days))
    db.execute(
        "INSERT INTO issue (month, on_day, until_day, sha256, recorded_by, recorded_at,"
        " command_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (str(month), made.on.isoformat(), made.until.isoformat(), result, *origin.columns),
    )
    return made, len(appraisal.staff)


def _refuse_issued(db: sqlite3.Connection, month: Month, result: str, on: date) -> None:
    last = issued(db, month)
    if last and (on < last.on or issued_result(db, month) == result):
        raise Refused(
            msg("The scores of {month} were issued on {day} already.", month=month, day=last.on),
            msg("They are issued again only when they have changed, and not on an earlier day."),
        )


def issued_result(db: sqlite3.Connection, month: Month) -> str:
    """The hash of the result of which a month's scores were issued last."""
    (sha256,) = db.execute(
        "SELECT sha256 FROM issue WHERE month = ? ORDER BY id DESC LIMIT 1", (str(month),)
    ).fetchone()
    return str(sha256)
