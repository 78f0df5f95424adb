"""What the shell may complete to: codes that are in the file, open repair calls, clauses."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kefu_cli.calendar import Month
from kefu_cli.store.lookup import beginning_with
from kefu_cli.store.opening import open_existing
from kefu_cli.store.rulebooks import in_force

MOST = 200
_OFFERS = {
    "staff": ("code", "name", "1 ORDER BY code"),
    "building": ("code", "coalesce(name, '')", "1 ORDER BY code"),
    "unit": ("code", "''", "1 ORDER BY code"),
    "repair": (
        "no",
        "content",
        "(completed IS NULL OR revisited IS NULL) ORDER BY received DESC",
    ),
}
"""By kind: the column that is completed, what stands beside it, which are offered and how."""


def offered(path: Path, kind: str, beginning: str) -> list[tuple[str, str]]:
    """The values of a kind that begin so, each with what it stands for; none without a file."""
    if not path.exists():
        return []
    with open_existing(path, read_only=True) as db:
        if kind == "clause":
            return _clauses(db, beginning)
        return _codes(db, kind, beginning)


def _codes(db: sqlite3.Connection, kind: str, beginning: str) -> list[tuple[str, str]]:
    column, beside, which = _OFFERS[kind]
    query = (
        f"SELECT {column}, {beside} FROM {kind} WHERE voided = 0"
        f" AND {column} >= ? AND {column} < ? AND {which} LIMIT ?"
    )
    found: dict[str, str] = {}
    for start, end in beginning_with(beginning):
        found |= dict(db.execute(query, (start, end, MOST)))
    return list(found.items())[:MOST]


def _clauses(db: sqlite3.Connection, beginning: str) -> list[tuple[str, str]]:
    book = in_force(db, Month(9999, 12))
    found = ((no, book.clause(no)) for no in book.countable() if no.startswith(beginning))
    return [(no, clause.text) for no, clause in found if clause]
