"""Closed months: how far the file is locked, and the results that were kept.

A closing keeps a head (month, rulebook, hashes, signatures, objections), the rulebook's text and
one text a person. The head's hash is the closing's; the head names the hash of the people's texts
and of the closing before, so that a changed byte anywhere shows (``chain`` looks for it).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kefu_cli.appraisal.canonical import finding_from, person_from
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.calendar import Month
from kefu_cli.errors import FileError
from kefu_cli.messages import msg
from kefu_cli.records.monthend import (
    NOTHING,
    Ack,
    Closed,
    Issue,
    MonthEnd,
    Objection,
    Reopened,
    Signature,
)
from kefu_cli.rulebook.model import Rulebook
from kefu_cli.store.rulebooks import from_text

Head = Mapping[str, Any]

UNREADABLE = (
    *(ValueError, LookupError, TypeError, AttributeError),
    *(ArithmeticError, RecursionError),
)
"""What reading raises where a kept text is not what kefu wrote."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Which months are closed, from the first to the last; None where none is."""

    first: Month | None
    last: Month | None

    def holds(self, month: Month) -> bool:
        """Whether the month is closed."""
        return bool(self.first and self.last and self.first <= month <= self.last)


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept result: its number in the file, its hash, its head, and the rulebook's text."""

    id: int
    month: Month
    sha256: str
    head_text: str
    rulebook: str

    @property
    def corrects(self) -> bool:
        """Whether it is a correction."""
        return bool(self.head["kind"] == "correction")

    @property
    def head(self) -> Head:
        """The head as plain values. Raises ValueError where it was damaged."""
        head: Head = json.loads(self.head_text)
        return head


def lock_of(db: sqlite3.Connection) -> Lock:
    """How far the file is locked."""
    first, last = db.execute("SELECT first_month, last_month FROM lock").fetchone()
    return Lock(_month(first), _month(last))


def standing(db: sqlite3.Connection, month: Month) -> Kept | None:
    """The closing that stands for a month; None where the month is open."""
    return next(_kept(db, "id = (SELECT id FROM standing WHERE month = ?)", str(month)), None)


def corrections(db: sqlite3.Connection, closing: Kept) -> tuple[Kept, ...]:
    """The corrections kept since a closing, in their order."""
    where = "kind = 'correction' AND month = ? AND id > ? ORDER BY id"
    return tuple(_kept(db, where, str(closing.month), closing.id))


def numbered(db: sqlite3.Connection, number: int) -> Kept:
    """The kept result of this number."""
    return next(_kept(db, "id = ?", number))


def people_texts(db: sqlite3.Connection, closing: int) -> list[str]:
    """The people's results as they were kept, in their order."""
    rows = db.execute("SELECT result FROM kept WHERE closing_id = ? ORDER BY place", (closing,))
    return [text for (text,) in rows]


def count_people(db: sqlite3.Connection, closing: int) -> int:
    """How many people's results were kept."""
    row = db.execute("SELECT count(*) FROM kept WHERE closing_id = ?", (closing,)).fetchone()
    return int(row[0])


def appraisal_of(db: sqlite3.Connection, kept: Kept) -> Appraisal:
    """The result that was kept. Raises FileError where it was damaged."""
    with _reading(kept):
        head = kept.head
        return Appraisal(
            month=kept.month,
            as_of=date.fromisoformat(head["as_of"]),
            rulebook=from_text(kept.rulebook),
            staff=tuple(person_from(json.loads(text)) for text in people_texts(db, kept.id)),
            unassigned=tuple(map(finding_from, head["unassigned"])),
        )


def rulebook_of(kept: Kept) -> Rulebook:
    """The rulebook that was kept."""
    return from_text(kept.rulebook)


def end_where_closed(db: sqlite3.Connection, month: Month) -> MonthEnd:
    """What stood beside a closed month's result; of an open month only what closings are to it."""
    closing = standing(db, month)
    return end_of(db, closing) if closing else open_end(db, month)


def open_end(db: sqlite3.Connection, month: Month) -> MonthEnd:
    """What closings are to an open month: one of its own that was opened again, or later ones."""
    first = lock_of(db).first
    before = first if first and month < first else None
    return replace(NOTHING, reopened=reopened(db, month), first=before)


def reopened(db: sqlite3.Connection, month: Month) -> Reopened | None:
    """The last opening again of a closing of the month, if there was one."""
    row = db.execute(
        """
        SELECT c.sha256, r.reason, r.approved_by, r.recorded_by, r.recorded_at, r.command_id
        FROM closing AS c JOIN reopening AS r ON r.closing_id = c.id
        WHERE c.month = ? ORDER BY c.id DESC LIMIT 1
        """,
        (str(month),),
    ).fetchone()
    return Reopened(*row) if row else None


def end_of(db: sqlite3.Connection, kept: Kept) -> MonthEnd:
    """What stood beside the result when it was kept. Raises FileError where it was damaged."""
    made_since = len(corrections(db, kept))
    with _reading(kept):
        head = kept.head
        issue = head["issue"]
        return MonthEnd(
            issue=issue and Issue(*map(date.fromisoformat, issue)),
            acks=tuple(Ack(staff, date.fromisoformat(on), now) for staff, on, now in head["acks"]),
            objections=tuple(map(_objection, head["objections"])),
            signatures=tuple(
                Signature(role, name, at, signed, valid=True)
                for role, name, at, signed in head["signatures"]
            ),
            closed=closed_of(kept),
            corrections=made_since,
        )


def closed_of(kept: Kept) -> Closed:
    """Who kept the result, when, and what it builds on. Raises FileError where it was damaged."""
    with _reading(kept):
        head = kept.head
        reopened = head["reopened"] or {}
        return Closed(
            id=kept.id,
            kind=head["kind"],
            by=head["closed"]["by"],
            at=head["closed"]["at"],
            sha256=kept.sha256,
            result=head["result"],
            previous=head["previous"],
            supersedes=head["supersedes"],
            reason=reopened.get("reason"),
            approved_by=reopened.get("approved_by"),
        )


@contextmanager
def _reading(kept: Kept) -> Iterator[None]:
    try:
        yield
    except UNREADABLE as error:
        raise FileError(
            msg("The kept result of {month} was damaged.", month=kept.month),
            msg("See what is wrong: kefu month verify"),
        ) from error


def _objection(plain: list[Any]) -> Objection:
    number, staff, on, text, answer, reason, answered_on, answered_by = plain
    day = answered_on and date.fromisoformat(answered_on)
    on_day = date.fromisoformat(on)
    return Objection(number, staff, on_day, text, answer, reason, day, answered_by)


def _kept(db: sqlite3.Connection, where: str, *bound: str | int) -> Iterator[Kept]:
    rows = db.execute(f"SELECT id, month, sha256, head, rulebook FROM closing WHERE {where}", bound)
    for number, month, sha256, head, book in rows:
        yield Kept(number, Month.parse_iso(month), sha256, head, book)


def _month(text: str | None) -> Month | None:
    return Month.parse_iso(text) if text else None
