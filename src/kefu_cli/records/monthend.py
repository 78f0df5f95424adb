"""What stands beside a month's scores: issue, acknowledgements, objections, signatures, closing.

Days are calendar days; times are ``YYYY-MM-DDTHH:MM`` as recorded. Hashes are SHA-256 in hex.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from kefu_cli.calendar import Month
from kefu_cli.records.kept import Row

Status = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class Issue:
    """That the scores were issued to the people: on which day, and the last day to object."""

    on: date
    until: date


@dataclass(frozen=True, slots=True)
class Ack:
    """That a person has seen their score; ``current``: the very score that now stands."""

    staff: str
    on: date
    current: bool


@dataclass(frozen=True, slots=True)
class Objection:
    """What a person says against their score; ``answer`` is upheld, rejected or, open, None."""

    id: int
    staff: str
    on: date
    text: str
    answer: str | None = None
    reason: str | None = None
    answered_on: date | None = None
    answered_by: str | None = None

    @property
    def open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.answer is None


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature under a month's result, which counts only while the result is what was signed.

    ``valid`` is False once the result has another hash than ``sha256``.
    """

    role: str
    name: str
    at: str
    sha256: str
    valid: bool

    @property
    def on(self) -> date:
        """The day of the signature."""
        return date.fromisoformat(self.at[:10])


@dataclass(frozen=True, slots=True)
class Closed:
    """A kept result: its number in the file, its hash, and those of the results it builds on.

    ``previous`` is the hash of the month closed before (of the corrected result, for a
    correction), ``supersedes`` that of an earlier closing of the same month, reopened since
    for ``reason`` with the consent of ``approved_by``.
    """

    id: int
    kind: Literal["close", "correction"]
    by: str
    at: str
    sha256: str
    result: str
    previous: str | None = None
    supersedes: str | None = None
    reason: str | None = None
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class Reopened:
    """That a closed month was opened again: why, with whose consent, by whom and when.

    ``sha256`` is the hash of the closing, ``command`` the number of the command that opened it;
    None where another program did.
    """

    sha256: str
    reason: str
    approved_by: str
    by: str
    at: str
    command: int | None


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """How far a month's end has come; of a closed month, as it was when it was closed.

    ``signatures`` hold the latest of each role, in the order of the form; ``corrections`` is how
    many corrections were kept since the closing. Of an open month, ``reopened`` is there where it
    was closed before, and ``first`` where it lies before the first closed month, which that is.
    """

    issue: Issue | None = None
    acks: tuple[Ack, ...] = ()
    objections: tuple[Objection, ...] = ()
    signatures: tuple[Signature, ...] = ()
    closed: Closed | None = None
    corrections: int = 0
    reopened: Reopened | None = None
    first: Month | None = None

    @property
    def status(self) -> Status:
        """Whether the month is closed."""
        return "closed" if self.closed else "open"

    def of(self, code: str) -> MonthEnd:
        """The same month's end with this person's acknowledgements and objections alone."""
        acks = tuple(a for a in self.acks if a.staff == code)
        mine = tuple(o for o in self.objections if o.staff == code)
        return replace(self, acks=acks, objections=mine)


@dataclass(frozen=True, slots=True)
class LateRecord:
    """A record (``violation:15``), or a fact of one, that came after a month was closed.

    ``row`` is the record itself, with that fact; ``value`` is what stands in its place where
    ``field`` is kept in a table of its own (a pay base, a follow-up, a waiver).
    """

    record: str
    field: str | None
    by: str
    at: str
    row: Row | None = None
    value: str | None = None


NOTHING = MonthEnd()
"""The end of a month of which nothing is recorded yet."""
