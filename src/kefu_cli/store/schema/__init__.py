"""The file's schema as migrations: each lands once and is never edited afterwards.

A record table keeps its facts, then who recorded it, when and by which command; voided records
stay. Triggers keep the history of every change and refuse deletion, whichever program writes.
Views named ``list_NOUN`` show the same records with codes for references and yuan for money.
A closed month's days are locked by triggers too (``m002_guards``, ``m003_guards``).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from sqlite_utils import Database, Migrations

from kefu_cli.store.schema import m002_guards, m002_tables, m002_views, m003_guards
from kefu_cli.store.schema.m001_guards import (
    BOOKKEEPING,
    KEPT,
    OVERLAPS,
    history_triggers,
    no_replacing,
)
from kefu_cli.store.schema.m001_tables import TABLES
from kefu_cli.store.schema.m001_views import VIEWS

MIGRATIONS = Migrations("kefu")


@MIGRATIONS()
def m001_records(db: Database) -> None:
    """Every kind of record of the first version, its history and its views."""
    for statement in (*BOOKKEEPING, *TABLES, *OVERLAPS, *VIEWS):
        db.execute(statement)
    for table, columns in KEPT.items():
        for statement in (*history_triggers(table, columns), *no_replacing(table)):
            db.execute(statement)
    db.execute("PRAGMA user_version = 1")


@MIGRATIONS()
def m002_month_end(db: Database) -> None:
    """Reviews, objections, signatures and closings; a closed month's days are locked."""
    for statement in (*m002_tables.TABLES, m002_tables.STANDING):
        db.execute(statement)
    for table in KEPT:
        db.execute(f"ALTER TABLE {table} ADD COLUMN late INTEGER REFERENCES closing(id)")
    for statement in (*m002_views.views_with_late(), *m002_views.NEW_VIEWS, *_m002_triggers()):
        db.execute(statement)
    db.execute("PRAGMA user_version = 2")


@MIGRATIONS()
def m003_trust(db: Database) -> None:
    """What was said of a closed month stays; months are closed and reopened by commands alone."""
    parts = (m003_guards.BY_COMMAND, m003_guards.TRUE, m003_guards.IN_ORDER, m003_guards.WORDS)
    for statement in (*m003_guards.said(), *m003_guards.made(), *chain(*parts)):
        db.execute(statement)
    db.execute("PRAGMA user_version = 3")


def _m002_triggers() -> Iterator[str]:
    for table, columns in m002_tables.KEPT.items():
        yield from (*history_triggers(table, columns), *no_replacing(table))
    for table in (*KEPT, *m002_tables.KEPT):
        yield from m002_guards.late(table)
    for table, key in m002_guards.KEYS.items():
        yield from m002_guards.fixed(table, key)
    yield from (*m002_guards.LOCK, *m002_guards.locks(), m002_guards.LATE_BLANKS)
