"""The file's schema as migrations: each lands once and is never edited afterwards.

A record table keeps its facts, then who recorded it, when and by which command; voided records
stay. Triggers keep the history of every change and refuse deletion, whichever program writes.
Views named ``list_NOUN`` show the same records with codes for references and yuan for money.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

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
