"""What was done to the records: who, when, by which command, with the values before and after.

A record's making stands on its own row; every later change is a row that the file's triggers
wrote. A change without a command was made by another program. Values are told as ``list`` has
them: codes for references, yuan for money.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

from kefu_cli.records import NOUN_NAMES
from kefu_cli.records import noun as noun_named
from kefu_cli.records.fields import Field, Noun
from kefu_cli.records.kept import Event
from kefu_cli.records.values import from_column, plain, yuan
from kefu_cli.store.records import FROM_THE_BEGINNING, REFERENCES, column_of, kept_fields

Raw = str | int | None

_CHILDREN = {
    "staff": ("base_pay", "base_pay", "staff_id", "from_month", "amount"),
    "repair": ("followed", "repair_follow", "repair_id", "at", "note"),
}
"""By noun: the field that has many values; their table, its reference, their time, the value."""


def of_record(db: sqlite3.Connection, table: str, number: int, key: str) -> Iterator[Event]:
    """A record's making and its changes, in order; also those of its pay bases or follow-ups."""
    row = db.execute(
        f"SELECT x.recorded_at, x.recorded_by, c.words FROM {table} AS x"
        " LEFT JOIN command AS c ON c.id = x.command_id WHERE x.id = ?",
        (number,),
    ).fetchone()
    name = f"{table}:{key}"
    yield Event(row[0], row[1], row[2], name, None, None, None)
    later = [*_changes(db, "h.noun = ? AND h.record_id = ?", (table, number), name)]
    if table in _CHILDREN:
        later += _children(db, table, number, name)
    later += _waivers(db, name)
    yield from sorted(later, key=lambda event: event.at)


def of_all(db: sqlite3.Connection, since: str, before: str) -> Iterator[Event]:
    """Every change from one day up to another, in order."""
    yield from _changes(db, "h.at >= ? AND h.at < ?", (since, before), None)


def _changes(
    db: sqlite3.Connection, where: str, bound: tuple[str | int, ...], name: str | None
) -> Iterator[Event]:
    rows = db.execute(
        "SELECT h.at, c.user, c.words, h.noun, h.record_id, h.field, h.before, h.after"
        f" FROM history AS h LEFT JOIN command AS c ON c.id = h.command_id WHERE {where}"
        " ORDER BY h.id",
        bound,
    )
    for at, user, words, table, number, column, before, after in rows:
        if column == "fingerprint":
            continue
        field, told, private = column, (before, after), False
        if declared := _declared(table, column):
            field, private = declared.name, declared.private
            told = (_told(db, declared, before), _told(db, declared, after))
        elif column == "voided":
            told = (bool(before), bool(after))
        record = name or _name(db, table, number)
        yield Event(at, user, words, record, field, *told, private)


def _children(db: sqlite3.Connection, table: str, number: int, name: str) -> Iterator[Event]:
    """What was added to a record over time, and what of it was taken back."""
    field, child, parent, since, value = _CHILDREN[table]
    rows = db.execute(
        f"SELECT x.id, x.recorded_at, x.recorded_by, c.words, x.{since}, x.{value}"
        f" FROM {child} AS x LEFT JOIN command AS c ON c.id = x.command_id"
        f" WHERE x.{parent} = ? ORDER BY x.id",
        (number,),
    )
    for made, at, user, words, told, kept in rows.fetchall():
        value = yuan(kept) if child == "base_pay" else kept
        when = None if told == FROM_THE_BEGINNING else told
        shown = " ".join(part for part in (when, value) if part)
        yield Event(at, user, words, name, field, None, shown)
        yield from _taken_back(db, child, made, Event(at, user, words, name, field, shown, None))


def _waivers(db: sqlite3.Connection, name: str) -> Iterator[Event]:
    """What was waived of the record's findings, and what of that was taken back."""
    rows = db.execute(
        "SELECT x.id, x.recorded_at, x.recorded_by, c.words, x.finding, s.code, x.reason"
        " FROM waiver AS x LEFT JOIN command AS c ON c.id = x.command_id"
        " LEFT JOIN staff AS s ON s.id = x.staff_id"
        " WHERE x.finding = ?1 OR substr(x.finding, 1, length(?1) + 1) = ?1 || ':' ORDER BY x.id",
        (name,),
    )
    for made, at, user, words, finding, staff, reason in rows.fetchall():
        shown = " ".join(part for part in (finding, staff, reason) if part)
        yield Event(at, user, words, name, "waived", None, shown)
        yield from _taken_back(
            db, "waiver", made, Event(at, user, words, name, "waived", shown, None)
        )


def _taken_back(db: sqlite3.Connection, table: str, number: int, undone: Event) -> Iterator[Event]:
    """That what was added to a record is void, by whose command, and why."""
    for change in _changes(db, "h.noun = ? AND h.record_id = ?", (table, number), undone.record):
        if change.field == "voided":
            yield replace(change, field=undone.field, before=undone.before, after=None)
        else:
            yield change


def _declared(table: str, column: str) -> Field | None:
    """The field of which this column is, if the table is a noun's."""
    if table not in NOUN_NAMES:
        return None
    return next((f for f in kept_fields(noun_named(table)) if column_of(f) == column), None)


def _told(db: sqlite3.Connection, field: Field, kept: Raw) -> Raw:
    """A value as ``list`` has it."""
    if field.kind in REFERENCES:
        row = db.execute(f"SELECT code FROM {field.kind} WHERE id = ?", (kept,)).fetchone()
        return str(row[0]) if row else None
    if field.kind == "money" and isinstance(kept, int):
        return yuan(kept)
    return plain(field, from_column(field, kept))


def _name(db: sqlite3.Connection, table: str, number: int) -> str:
    """How commands name the record: by its code or number, else by the file's own."""
    key = _key(table)
    if key is None:
        return f"{table}:{number}"
    row = db.execute(f"SELECT {key} FROM {table} WHERE id = ?", (number,)).fetchone()
    return f"{table}:{row[0]}"


def _key(table: str) -> str | None:
    noun: Noun | None = noun_named(table) if table in NOUN_NAMES else None
    return noun.key if noun else None
