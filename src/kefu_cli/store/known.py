"""Rows of a file that are recorded already, and where they say something else.

A blank cell says nothing; neither does a column that the file lacks. A row is the same as its
record if it is as it was first imported, or if everything that it does say is so now.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Field, Noun, Value
from kefu_cli.records.incoming import Batch, Problem
from kefu_cli.records.values import plain
from kefu_cli.store.lookup import resolve
from kefu_cli.store.records import REFERENCES, Column, Row, get


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
    keys = [_key(row) for row in rows]
    recorded = _recorded(db, batch.noun, rows)
    first: dict[object, int] = {}
    known: list[Known | None] = []
    for place, (key, row) in enumerate(zip(keys, rows, strict=True)):
        if key in recorded:
            number, mark = recorded[key]
            known.append(Known(number, same=mark == row[-1]))
        elif key in first:
            twin = first[key]
            known.append(Known(0, same=rows[twin] == row, twin=twin))
        else:
            first[key] = place
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
        twin = msg(
            "The same number stands in row {row} with other values.", row=batch.numbers[match.twin]
        )
        problems.append(_problem(batch, place, batch.noun.field(str(batch.noun.key)), twin))
        return
    record = get(db, batch.noun, match.record)
    changed = dict(record.values)
    for field in batch.said(place):
        value = _said(db, field, batch.columns[field.name][place])
        kept = record.values[field.name]
        if value == kept:
            continue
        reason = _refusal(field, record, may_update=may_update)
        if reason:
            problems.append(_problem(batch, place, field, reason))
        else:
            changed[field.name] = value
            yield Change(match.record, field, value)
    problems += [Problem(batch.numbers[place], None, None, p) for p in batch.noun.check(changed)]


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


def _recorded(
    db: sqlite3.Connection, noun: Noun, rows: Sequence[tuple[Column, ...]]
) -> dict[object, tuple[int, str | None]]:
    found: dict[object, tuple[int, str | None]] = {}
    keys = json.dumps([row[0] for row in rows if row[0] is not None])
    # A live record comes last, so that it stands for its key before a void one.
    for key, number, mark in db.execute(
        f"SELECT {noun.key}, id, fingerprint FROM {noun.name}"
        f" WHERE {noun.key} IN (SELECT value FROM json_each(?)) AND fingerprint IS NOT NULL"
        " ORDER BY voided DESC, id",
        (keys,),
    ):
        found[key] = (number, mark)
    if noun.key == "no":
        units = json.dumps(sorted({row[1] for row in rows if row[0] is None and row[1]}))
        for unit, content, received, number, mark in db.execute(
            "SELECT unit_id, content, received, id, fingerprint FROM repair"
            " WHERE unit_id IN (SELECT value FROM json_each(?)) AND fingerprint IS NOT NULL"
            " ORDER BY voided DESC, id",
            (units,),
        ):
            found[unit, content, received] = (number, mark)
    return found
