"""What was done to the records: who, when, by which command, with the values before and after.

A record's making stands on its own row; every later change is a row that the file's triggers
wrote. A change without a command was made by another program.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

Raw = str | int | None


@dataclass(frozen=True, slots=True)
class Event:
    """One fact of one record made or changed; ``words`` is None for another program's doing."""

    at: str
    user: str | None
    words: str | None
    record: str
    field: str | None
    before: Raw
    after: Raw


def of_record(db: sqlite3.Connection, table: str, number: int, key: str) -> Iterator[Event]:
    """A record's making and its changes, in order."""
    row = db.execute(
        f"SELECT x.recorded_at, x.recorded_by, c.words FROM {table} AS x"
        " LEFT JOIN command AS c ON c.id = x.command_id WHERE x.id = ?",
        (number,),
    ).fetchone()
    yield Event(row[0], row[1], row[2], f"{table}:{key}", None, None, None)
    yield from _changes(db, "h.noun = ? AND h.record_id = ?", (table, number), key)


def of_all(db: sqlite3.Connection, since: str, before: str) -> Iterator[Event]:
    """Every change from one day up to another, in order; records are named by their numbers."""
    yield from _changes(db, "h.at >= ? AND h.at < ?", (since, before), None)


def _changes(
    db: sqlite3.Connection, where: str, bound: tuple[str | int, ...], key: str | None
) -> Iterator[Event]:
    rows = db.execute(
        "SELECT h.at, c.user, c.words, h.noun, h.record_id, h.field, h.before, h.after"
        f" FROM history AS h LEFT JOIN command AS c ON c.id = h.command_id WHERE {where}"
        " ORDER BY h.id",
        bound,
    )
    for at, user, words, noun, number, field, before, after in rows:
        if field != "fingerprint":
            yield Event(at, user, words, f"{noun}:{key or number}", field, before, after)
