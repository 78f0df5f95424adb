"""Whether the file is sound: as it was written, by its own rules, and true to what was closed.

Nothing is computed anew here, so that a big file is soon looked through: whether closed months
would come out the same again is for ``verifying``.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kefu_cli.messages import Message, msg
from kefu_cli.records import DECISIONS, NOUN_NAMES, noun
from kefu_cli.store.chain import chain_faults, lock_faults
from kefu_cli.store.opening import LATEST, open_existing
from kefu_cli.store.records import REFERENCES

_Object = tuple[str, str, str]
_FOREIGN_KEYS = "PRAGMA foreign_key_check"
_KINDS = {
    "table": msg("table"),
    "index": msg("index"),
    "trigger": msg("trigger"),
    "view": msg("view"),
}
_SCHEMA_OBJECTS = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file's version, and everything that is wrong with it."""

    version: int
    faults: tuple[Message, ...]


def check(path: Path) -> Checked:
    """Look through a file, which stays as it is, of an older version too. Raises FileError."""
    with open_existing(path) as db:
        db.execute("BEGIN")  # what others write meanwhile is not half seen
        faults = [*damage(db), *_added(db)]
        if whole(db):
            faults += of_closed_months(db)
            faults += _of_records(db)
        return Checked(_version(db), tuple(faults))


def damage(db: sqlite3.Connection) -> Iterator[Message]:
    """Where the file is not as kefu wrote it: empty, damaged, without its guards, or half done."""
    if not db.execute("SELECT 1 FROM sqlite_schema").fetchone():
        yield msg("the file is empty")
    for (line,) in db.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield msg("the file is damaged: {detail}", detail=line)
    yield from _dangling(db)
    yield from _schema_faults(db)
    if db.execute("SELECT 1 FROM pragma_table_info('command') WHERE name = 'open'").fetchone():
        for (number,) in db.execute("SELECT id FROM command WHERE open = 1"):
            yield msg("command {number} was never finished", number=number)


def _dangling(db: sqlite3.Connection) -> Iterator[Message]:
    """References to what is not there; the rows of a table without numbers are counted."""
    try:
        found = Counter((table, row, to) for table, row, to, _ in db.execute(_FOREIGN_KEYS))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname != "SQLITE_ERROR":
            raise
        return  # a table lacks what others refer to, and is named as changed
    for (table, row, parent), count in found.items():
        if row is None:
            yield msg(
                "{table}: rows that refer to a missing {parent}: {count}",
                table=table, parent=parent, count=count,
            )  # fmt: skip
        else:
            yield msg(
                "{table} {row} refers to a missing {parent}", table=table, row=row, parent=parent
            )


def whole(db: sqlite3.Connection) -> bool:
    """Whether the file is of the latest version and has all its tables."""
    return _version(db) == LATEST and not any(kind == "table" for kind, *_ in _lacking(db))


def _version(db: sqlite3.Connection) -> int:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)


def _schema_faults(db: sqlite3.Connection) -> Iterator[Message]:
    names = {(kind, name) for kind, name, _ in db.execute(_SCHEMA_OBJECTS)}
    for kind, name, _ in sorted(_lacking(db)):
        if (kind, name) in names:
            yield msg("the {kind} {name} was changed", kind=_KINDS[kind], name=name)
        else:
            yield msg("the {kind} {name} is missing", kind=_KINDS[kind], name=name)


def _lacking(db: sqlite3.Connection) -> frozenset[_Object]:
    """The tables, keys, triggers and views of a new file that this one has not, or otherwise."""
    version = _version(db)
    return _of_a_new_file(version) - set(db.execute(_SCHEMA_OBJECTS)) if version else frozenset()


def _added(db: sqlite3.Connection) -> Iterator[Message]:
    """Triggers that kefu did not make: one can silence the history, and whatever it should keep."""
    own = {name for kind, name, _ in _of_a_new_file(_version(db)) if kind == "trigger"}
    for kind, name, _ in sorted(db.execute(_SCHEMA_OBJECTS)):
        if kind == "trigger" and name not in own:
            yield msg("the trigger {name} is not kefu's", name=name)


@cache
def _of_a_new_file(version: int) -> frozenset[_Object]:
    """What a file of this version has when it is new."""
    from sqlite_utils import Database

    from kefu_cli.store.schema import MIGRATIONS

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        made = Database(db, execute_plugins=False)
        names = [migration.name for migration in MIGRATIONS.pending(made)]
        MIGRATIONS.apply(made, stop_before=names[version] if version < len(names) else None)
        return frozenset(db.execute(_SCHEMA_OBJECTS))


def of_closed_months(db: sqlite3.Connection) -> Iterator[Message]:
    """Where kept results do not chain, or the lock is not what they say."""
    for fault in (*chain_faults(db), *lock_faults(db)):
        if fault.month is None:
            yield fault.what
        else:
            whose = f"{fault.month} {fault.staff}" if fault.staff else fault.month
            yield msg("{month}: {what}", month=whose, what=fault.what)


def _of_records(db: sqlite3.Connection) -> Iterator[Message]:
    """Live records that refer to void ones, and marks of being late that cannot be true."""
    for name in (*NOUN_NAMES, *DECISIONS):
        for field in noun(name).fields:
            if field.kind in REFERENCES:
                yield from _void_references(db, name, field.kind)
    yield from _void_references(db, "waiver", "staff")
    for table in _with_late():
        yield from _untrue_marks(db, table)


def _void_references(db: sqlite3.Connection, table: str, parent: str) -> Iterator[Message]:
    rows = db.execute(
        f"""
        SELECT x.id, (SELECT p.code FROM {parent} AS p WHERE p.id = x.{parent}_id)
        FROM {table} AS x
        WHERE x.voided = 0 AND x.{parent}_id IN (SELECT id FROM {parent} WHERE voided = 1)
        """
    )
    for row, code in rows:
        yield msg(
            "{table} {row} refers to {parent} {code}, which is void",
            table=table, row=row, parent=parent, code=code,
        )  # fmt: skip


def _with_late() -> Iterator[str]:
    """The tables whose records may be marked as late."""
    from kefu_cli.store.schema import m001_guards, m002_tables

    yield from (*m001_guards.KEPT, *m002_tables.KEPT)


def _untrue_marks(db: sqlite3.Connection, table: str) -> Iterator[Message]:
    # The mark is the number of the last closing before the command that recorded it.
    rows = db.execute(
        f"""
        SELECT x.id, x.late FROM {table} AS x
        WHERE x.late IS NOT NULL AND x.command_id IS NOT NULL AND x.late IS NOT (
            SELECT max(c.id) FROM closing AS c WHERE c.command_id < x.command_id)
        """
    )
    for row, late in rows:
        yield msg(
            "{table} {row} is marked as late after closing {late}, when it was not recorded",
            table=table, row=row, late=late,
        )  # fmt: skip
