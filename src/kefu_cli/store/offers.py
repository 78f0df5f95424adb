"""What the shell may complete to: codes that are in the file, open repair calls, clauses."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kefu_cli.calendar import Month
from kefu_cli.store.opening import open_file
from kefu_cli.store.rulebooks import in_force

MOST = 200
_QUERIES = {
    "staff": "SELECT code, name FROM staff WHERE voided = 0 AND code LIKE ? ORDER BY code LIMIT ?",
    "building": "SELECT code, coalesce(name, '') FROM building"
    " WHERE voided = 0 AND code LIKE ? ORDER BY code LIMIT ?",
    "unit": "SELECT code, '' FROM unit WHERE voided = 0 AND code LIKE ? ORDER BY code LIMIT ?",
    "repair": "SELECT no, content FROM repair WHERE voided = 0 AND no LIKE ?"
    " AND (completed IS NULL OR revisited IS NULL) ORDER BY received DESC LIMIT ?",
}


def offered(path: Path, kind: str, beginning: str) -> list[tuple[str, str]]:
    """The values of a kind that begin so, each with what it stands for; none without a file."""
    if not path.exists():
        return []
    with open_file(path) as db:
        if kind == "clause":
            return _clauses(db, beginning)
        pattern = beginning.replace("%", "").replace("_", "") + "%"
        return list(db.execute(_QUERIES[kind], (pattern, MOST)))


def _clauses(db: sqlite3.Connection, beginning: str) -> list[tuple[str, str]]:
    book = in_force(db, Month(9999, 12))
    found = ((no, book.clause(no)) for no in book.countable() if no.startswith(beginning))
    return [(no, clause.text) for no, clause in found if clause]
