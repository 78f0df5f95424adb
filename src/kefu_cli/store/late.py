"""What turns up after its month was closed: recorded as late, where the command may.

The file's triggers alone judge what lies in a closed month. A write that they turn away is tried
once more as late: a new record bears the number of the last closing, a blank fact that is filled
in has a row in ``late_change``. What they turn away even so stays refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from kefu_cli.calendar import Month
from kefu_cli.errors import Refused
from kefu_cli.messages import Message, msg

CLOSED = "kefu: closed"
"""How the refusals begin that a closed month gives, whichever trigger speaks."""

_NOT_BLANK = "kefu: only a blank fact is filled in late"

RECORDED = (
    "staff",
    "assignment",
    "unit",
    "fee",
    "violation",
    "repair",
    "archive",
    "suggestion",
    "story",
)
"""The nouns of which a record may come late."""

FILLED = ("staff", "assignment", "unit", "repair")
"""The nouns of which a blank fact may be filled in late."""

LASTING = ("staff", "base_pay", "assignment", "unit")
"""The tables whose records hold from their day on, in every later month too."""

Columns = Mapping[str, str | int | None]
Dated = date | Month


class ClosedMonth(Refused):
    """A write into a closed month; ``reason`` says so in the few words of a bad row.

    ``locked`` is the day or month, among those that were to be written, that lies in one.
    """

    def __init__(
        self, last: Month, locked: Dated | None, *, may_be_late: bool, rests: bool = False
    ) -> None:
        self.locked = locked
        self.reason = msg(
            "It is closed up to {last}; only a month that is reopened can be changed.", last=last
        )
        advice = msg(
            "To change it, open the month again:"
            " kefu month reopen {last} --reason … --approved-by …",
            last=last,
        )
        if may_be_late:
            self.reason = msg(
                "It is closed up to {last}; with --late it is recorded as late.", last=last
            )
            advice = msg(
                "With --late it is recorded as late and counts in the open months"
                " (see kefu month correction {last});"
                " otherwise: kefu month reopen {last} --reason … --approved-by …",
                last=last,
            )
        what = msg(
            "The months up to {last} are closed, and this belongs to one of them.", last=last
        )
        if locked:
            what = msg(
                "{day} lies in a closed month: those up to {last} are closed.",
                day=locked,
                last=last,
            )
        elif rests:
            what = msg(
                "What this is about was kept with a closed month: those up to {last} are closed.",
                last=last,
            )
        super().__init__(what, advice)


@dataclass(slots=True)
class Late:
    """Whether a command may record what a closed month turns away, and what it has recorded so.

    ``allowed`` is whether --late was given. ``count`` is how many writes went in as late, and
    ``months`` are the closed months on which they may bear.
    """

    allowed: bool
    count: int = 0
    months: set[Month] = field(default_factory=set)


def lies_in_closed_month(error: BaseException) -> bool:
    """Whether an error is the refusal of a closed month."""
    return isinstance(error, sqlite3.IntegrityError) and str(error).startswith(CLOSED)


def refusal(
    db: sqlite3.Connection,
    days: Iterable[Dated] = (),
    *,
    may_be_late: bool = False,
    rests: bool = False,
) -> ClosedMonth:
    """What a person is told of a write into a closed month, in which one of ``days`` may lie.

    Where none does, ``rests`` says that what it names does: a source, a person, a building.
    """
    (text,) = db.execute("SELECT last_month FROM lock").fetchone()
    last = Month.parse_iso(text)
    dates_first = sorted(days, key=lambda day: isinstance(day, Month))
    locked = next((day for day in dates_first if str(day)[:7] <= text), None)
    return ClosedMonth(last, locked, may_be_late=may_be_late, rests=rests)


def insert(
    db: sqlite3.Connection, table: str, row: Columns, late: Late | None, days: Sequence[Dated] = ()
) -> int:
    """Add a row, as late where it must be and may be, and give its number.

    ``days`` are those that it names. Raises ClosedMonth where --late would do, and the file's own
    sqlite3.IntegrityError where nothing would.
    """
    try:
        return _insert(db, table, row)
    except sqlite3.IntegrityError as error:
        if late is None or not lies_in_closed_month(error):
            raise
        if not late.allowed:
            raise refusal(db, days, may_be_late=True, rests=bool(days)) from error
    (closing,) = db.execute("SELECT closing_id FROM lock").fetchone()
    number = _insert(db, table, {**row, "late": closing})
    _note(db, late, table, days)
    return number


def change(
    db: sqlite3.Connection,
    table: str,
    number: int,
    facts: Columns,
    late: Late | None,
    days: Sequence[Dated] = (),
) -> None:
    """Change facts of a record; the blank ones of a closed month as late, where that may be.

    Raises as ``insert`` does.
    """
    try:
        _update(db, table, number, facts)
        # What was filled in late, taken back and is filled in again is so without another mark.
        if late and _is_marked(db, table, number, facts):
            if not late.allowed:
                raise refusal(db, days, may_be_late=True)
            _note(db, late, table, days)
        return
    except sqlite3.IntegrityError as error:
        if late is None or not lies_in_closed_month(error):
            raise
    if not _fill(db, table, number, facts, keep=late.allowed):
        raise refusal(db, days)
    if not late.allowed:
        raise refusal(db, days, may_be_late=True)
    _note(db, late, table, days)


def effects(late: Late) -> Iterator[Message]:
    """Where to see what late records would change, month by month."""
    for month in sorted(late.months):
        yield msg("What it would change in {month}: kefu month correction {month}", month=month)


def _fill(db: sqlite3.Connection, table: str, number: int, facts: Columns, *, keep: bool) -> bool:
    """Change facts, those marked as late that would not be let through without; False if none is.

    Without ``keep`` it only tries.
    """

    def write(late: Iterable[str]) -> None:
        for name in late:
            _mark(db, table, number, name)
        _update(db, table, number, facts)

    late = list(facts)
    for name in facts:
        fewer = [other for other in late if other != name]
        if _let_through(db, partial(write, fewer), keep=False):
            late = fewer
    return _let_through(db, partial(write, late), keep=keep)


def _let_through(db: sqlite3.Connection, write: Callable[[], object], *, keep: bool) -> bool:
    """Whether no closed month turns away what is written; it stays if none does and ``keep``."""
    db.execute("SAVEPOINT part")
    try:
        write()
    except sqlite3.IntegrityError as error:
        db.execute("ROLLBACK TO part")
        db.execute("RELEASE part")
        if not lies_in_closed_month(error):
            raise
        return False
    if not keep:
        db.execute("ROLLBACK TO part")
    db.execute("RELEASE part")
    return True


def _mark(db: sqlite3.Connection, table: str, number: int, field: str) -> None:
    """Let a fact be filled in late; nothing happens where it is not blank, or never comes late."""
    try:
        db.execute(
            "INSERT INTO late_change (noun, record_id, field, closing_id)"
            " SELECT ?, ?, ?, closing_id FROM lock",
            (table, number, field),
        )
    except sqlite3.IntegrityError as error:
        if str(error) != _NOT_BLANK:
            raise


def _is_marked(db: sqlite3.Connection, table: str, number: int, facts: Columns) -> bool:
    marked = db.execute(
        "SELECT field FROM late_change WHERE noun = ? AND record_id = ?"
        " AND closing_id = (SELECT closing_id FROM lock WHERE last_day IS NOT NULL)",
        (table, number),
    )
    return any(facts.get(field) for (field,) in marked)


def has_marks(db: sqlite3.Connection, table: str) -> bool:
    """Whether any fact of a table's records was filled in late since the last closing."""
    query = (
        "SELECT 1 FROM late_change WHERE noun = ?"
        " AND closing_id = (SELECT closing_id FROM lock WHERE last_day IS NOT NULL) LIMIT 1"
    )
    return db.execute(query, (table,)).fetchone() is not None


def _note(db: sqlite3.Connection, late: Late, table: str, days: Iterable[Dated]) -> None:
    """Count a late write, and the closed months on which it bears: by its days, or for good."""
    bounds = db.execute("SELECT first_month, last_month FROM lock").fetchone()
    first, last = map(Month.parse_iso, bounds)
    months = [day if isinstance(day, Month) else Month.of(day) for day in days] or [last]
    begin = min(max(min(months), first), last)
    end = last if table in LASTING else min(max(*months, begin), last)
    late.count += 1
    late.months |= {begin.plus(n) for n in range(end - begin + 1)}


def _insert(db: sqlite3.Connection, table: str, row: Columns) -> int:
    marks = ", ".join("?" * len(row))
    cursor = db.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values())
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _update(db: sqlite3.Connection, table: str, number: int, facts: Columns) -> None:
    sets = ", ".join(f"{name} = ?" for name in facts)
    db.execute(f"UPDATE {table} SET {sets} WHERE id = ?", (*facts.values(), number))
