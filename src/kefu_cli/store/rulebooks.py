"""Which rulebook is in force in a month: the file's own from its month on, else the standard."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from typing import TYPE_CHECKING

from kefu_cli.calendar import Month
from kefu_cli.errors import Refused
from kefu_cli.messages import msg
from kefu_cli.rulebook.model import Rulebook
from kefu_cli.store.records import Origin, void

if TYPE_CHECKING:
    from collections.abc import Iterator


def in_force(db: sqlite3.Connection, month: Month) -> Rulebook:
    """The rulebook by which a month is scored."""
    from kefu_cli.rulebook.loading import standard

    row = db.execute(
        "SELECT text FROM rulebook WHERE voided = 0 AND from_month <= ?"
        " ORDER BY from_month DESC LIMIT 1",
        (str(month),),
    ).fetchone()
    return from_text(row[0]) if row else standard()


def use(db: sqlite3.Connection, book: Rulebook, since: Month, origin: Origin) -> int:
    """Put a book in force from a month on, in place of one that began in the same month.

    Raises Refused where a violation is recorded, from that month on, on a clause it lacks.
    """
    clauses = set(book.countable())
    (until,) = db.execute(
        "SELECT min(from_month) FROM rulebook WHERE voided = 0 AND from_month > ?", (str(since),)
    ).fetchone()
    recorded = db.execute(
        "SELECT id, clause FROM violation WHERE voided = 0 AND on_day >= ? AND on_day < ?",
        (str(since), until or "9999-99"),
    )
    for number, clause in recorded:
        if clause not in clauses:
            raise Refused(
                msg("This rulebook has no clause {clause} for violations.", clause=clause),
                msg("Violation {id} is recorded on it; see “kefu violation show {id}”.", id=number),
            )
    row = db.execute(
        "SELECT id FROM rulebook WHERE voided = 0 AND from_month = ?", (str(since),)
    ).fetchone()
    if row:
        void(db, "rulebook", row[0], f"replaced by command {origin.number}")
    cursor = db.execute(
        "INSERT INTO rulebook (name, version, from_month, text, sha256,"
        " recorded_by, recorded_at, command_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (book.name, book.version, str(since), book.text, book.sha256, *origin.columns),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def held(db: sqlite3.Connection) -> Iterator[tuple[Month, Rulebook]]:
    """The file's own rulebooks and the months from which they hold, earliest first."""
    rows = db.execute("SELECT from_month, text FROM rulebook WHERE voided = 0 ORDER BY from_month")
    for since, text in rows:
        yield Month.parse_iso(since), from_text(text)


@lru_cache(maxsize=8)
def from_text(text: str) -> Rulebook:
    """The rulebook that the file keeps as this text."""
    from kefu_cli.rulebook.loading import load

    return load(text)
