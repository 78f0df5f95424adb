"""Rows of a file that are recorded already, and where they say something else.

A blank cell says nothing; neither does a column that the file lacks. A row is the same as its
record if it is as it was first imported, or if everything that it does say is so now.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Field, Noun, Value
from kefu_cli.records.incoming import Batch, Problem
from kefu_cli.records.values import plain, to_column
from kefu_cli.store.lookup import resolve
from kefu_cli.store.records import REFERENCES, Column, Row, get

_Record = tuple[int, str | None]
"""A record's number in the file, and its fingerprint."""

_COUNTS = "(voided = 0 OR fingerprint IS NOT NULL)"
"""Whether a record counts as recorded; one that another program wrote has no fingerprint."""

_NONE: Iterator[_Record] = iter(())


@dataclass(frozen=True, slots=True)
class Known:
    """A row's record in the file; ``same`` if the row is as it was first imported.

    ``twin`` is the place of an earlier row of the same file with the same key, ``record`` then 0.
    """

    record: int
    same: bool
    twin: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A fact of a record that a file says anew."""

    record: int
    field: Field
    value: Value


def find_known(
    db: sqlite3.Connection, batch: Batch, rows: Sequence[tuple[Column, ...]]
) -> list[Known | None]:
    """For each row the record that it is, or None for a new one."""
    numbered = _numbered(db, batch.noun, rows)
    unnumbered = _unnumbered(db, batch.noun, rows, {number for number, _ in numbered.values()})
    first: dict[object, int] = {}
    known: list[Known | None] = []
    for place, row in enumerate(rows):
        key = _key(row)
        twin = first.setdefault(key, place)
        # A call without a number that stands twice is two calls: each has its own record.
        record = numbered.get(key) or next(unnumbered.get(key, _NONE), None)
        if twin != place and rows[twin] != row:
            known.append(Known(0, same=False, twin=twin))
        elif twin != place and row[0] is not None:
            known.append(Known(0, same=True, twin=twin))
        elif record:
            known.append(Known(record[0], same=record[1] == row[-1]))
        else:
            known.append(None)
    return known


def differences(
    db: sqlite3.Connection,
    batch: Batch,
    place: int,
    match: Known,
    problems: list[Problem],
    *,
    may_update: bool,
) -> Iterator[Change]:
    """What a row says otherwise than its record: changes to make, or problems."""
    if match.twin is not None:
        problems.append(_twin(batch, place, match.twin))
        return
    record = get(db, batch.noun, match.record)
    changed = dict(record.values)
    for field in batch.said(place):
        value = _said(db, field, batch.columns[field.name][place])
        kept = record.values[field.name]
        if value == kept or (field.child and _had_before(db, field, match.record, value)):
            continue
        reason = _refusal(field, record, may_update=may_update)
        if reason:
            problems.append(_problem(batch, place, field, reason))
        else:
            changed[field.name] = value
            yield Change(match.record, field, value)
    problems += [Problem(batch.numbers[place], None, None, p) for p in batch.noun.check(changed)]


def _twin(batch: Batch, place: int, twin: int) -> Problem:
    """Why a row cannot have the number, or be the call, that an earlier row of the file has."""
    row, key = batch.numbers[twin], str(batch.noun.key)
    if batch.columns[key][place] is None:
        reason = msg("The same call stands in row {row} with other values.", row=row)
        return Problem(batch.numbers[place], None, None, reason)
    reason = msg("The same number stands in row {row} with other values.", row=row)
    return _problem(batch, place, batch.noun.field(key), reason)


def _had_before(db: sqlite3.Connection, field: Field, record: int, value: Value) -> bool:
    """Whether an earlier follow-up of the call is the one that the file has."""
    if field.child != "repair_follow":
        return False
    query = "SELECT 1 FROM repair_follow WHERE repair_id = ? AND at = ? AND voided = 0"
    return db.execute(query, (record, to_column(value))).fetchone() is not None


def _said(db: sqlite3.Connection, field: Field, value: Value) -> Value:
    if field.kind in REFERENCES and isinstance(value, str):
        return resolve(db, field.kind, value).code
    return value


def _refusal(field: Field, record: Row, *, may_update: bool) -> Message | None:
    kept = record.values[field.name]
    shown = msg("(not shown)") if field.private else plain(field, kept)
    if record.voided:
        return msg("This record is void: {reason}", reason=record.void_reason)
    if not may_update:
        return msg(
            "Recorded is {value}. With --update the file's value is taken.",
            value="—" if kept is None else shown,
        )
    if field.child == "base_pay" and kept is not None:
        return msg(
            "Recorded is {value}. A new base: kefu staff edit --base-pay … --from …", value=shown
        )
    if not (field.plain or field.child):
        return msg("Recorded is {value}, which a file cannot change.", value=shown)
    return None


def _problem(batch: Batch, place: int, field: Field, reason: Message) -> Problem:
    value = batch.columns[field.name][place]
    shown = None if field.private else plain(field, value)
    heading = batch.headings.get(field.name)
    return Problem(batch.numbers[place], heading, None if shown is None else str(shown), reason)


def _key(row: tuple[Column, ...]) -> object:
    """What a row is known by: its code or number, else unit, content and time of a repair call."""
    return row[0] if row[0] is not None else (row[1], row[2], row[4])


def _numbered(
    db: sqlite3.Connection, noun: Noun, rows: Sequence[tuple[Column, ...]]
) -> dict[object, _Record]:
    """The record of each code or number; a live one before a void one."""
    keys = json.dumps([row[0] for row in rows if row[0] is not None])
    found = db.execute(
        f"SELECT {noun.key}, id, fingerprint FROM {noun.name}"
        f" WHERE {noun.key} IN (SELECT value FROM json_each(?)) AND {_COUNTS}"
        " ORDER BY voided DESC, id",
        (keys,),
    )
    return {key: (number, mark) for key, number, mark in found}


def _unnumbered(
    db: sqlite3.Connection, noun: Noun, rows: Sequence[tuple[Column, ...]], named: Set[int]
) -> dict[object, Iterator[_Record]]:
    """The records of each call that the file knows without a number, live ones before void.

    ``named`` are the records that other rows of the file name by their number.
    """
    if noun.key != "no":
        return {}
    units = json.dumps(sorted({row[1] for row in rows if row[0] is None and row[1]}))
    calls: dict[object, list[_Record]] = {}
    for unit, content, received, number, mark in db.execute(
        "SELECT unit_id, content, received, id, fingerprint FROM repair"
        f" WHERE unit_id IN (SELECT value FROM json_each(?)) AND {_COUNTS} ORDER BY voided, id",
        (units,),
    ):
        if number not in named:
            calls.setdefault((unit, content, received), []).append((number, mark))
    return {call: iter(records) for call, records in calls.items()}
