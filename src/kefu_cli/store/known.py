"""Rows of a file that are recorded already, and where they say something else.

A blank cell says nothing; neither does a column that the file lacks. A row is the same as its
record if it is as it was first imported, or if everything that it does say is so now.
"""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Field, Noun
from kefu_cli.records.incoming import Batch, Problem
from kefu_cli.records.kept import Row
from kefu_cli.records.own_words import own_words
from kefu_cli.records.values import plain, to_column
from kefu_cli.store.lookup import Ref
from kefu_cli.store.records import Column, Given, column_of, kept_fields, select

_Record = tuple[int, str | None]
"""A record's number in the file, and its fingerprint."""

_COUNTS = "(voided = 0 OR fingerprint IS NOT NULL)"
"""Whether a record counts as recorded; one that another program wrote has no fingerprint."""

_CHUNK = 5_000
"""How many records are held in memory at once while they are compared with a file."""

_CALL = ("unit", "content", "received")
"""The fields by which a call without a number is known."""

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
    """The facts of a record that a file says anew."""

    record: int
    facts: tuple[tuple[Field, Given], ...]


@dataclass(slots=True)
class Compared:
    """What known rows say: how many nothing new, the changes of others, what cannot be so."""

    same: int = 0
    changes: list[Change] = dataclasses.field(default_factory=list)
    problems: list[Problem] = dataclasses.field(default_factory=list)


def key_place(noun: Noun) -> int:
    """Where a record's columns hold its code or number."""
    return _place(noun, str(noun.key))


def _place(noun: Noun, name: str) -> int:
    return [field.name for field in kept_fields(noun)].index(name)


def find_known(
    db: sqlite3.Connection, batch: Batch, rows: Sequence[tuple[Column, ...]]
) -> list[Known | None]:
    """For each row the record that it is, or None for a new one."""
    at, call = key_place(batch.noun), _call_places(batch.noun)
    numbered = _numbered(db, batch.noun, rows)
    unnumbered = _unnumbered(db, batch.noun, rows, {number for number, _ in numbered.values()})
    first: dict[object, int] = {}
    known: list[Known | None] = []
    for place, row in enumerate(rows):
        key = row[at] if row[at] is not None else tuple(row[part] for part in call)
        twin = first.setdefault(key, place)
        # A call without a number that stands twice is two calls: each has its own record.
        record = numbered.get(key) or next(unnumbered.get(key, _NONE), None)
        if twin != place and rows[twin] != row:
            known.append(Known(0, same=False, twin=twin))
        elif twin != place and row[at] is not None:
            known.append(Known(0, same=True, twin=twin))
        elif record:
            known.append(Known(record[0], same=record[1] == row[-1]))
        else:
            known.append(None)
    return known


def compare(
    db: sqlite3.Connection,
    batch: Batch,
    given: Mapping[str, Sequence[Given]],
    known: Sequence[Known | None],
    *,
    may_update: bool,
) -> Compared:
    """What the rows that are known say otherwise than their records.

    ``given`` are the batch's columns with references resolved.
    """
    done = Compared()
    differing: dict[int, int] = {}
    for place, match in enumerate(known):
        if match is not None and match.same:
            done.same += 1
        elif match is not None and match.twin is not None:
            done.problems.append(_twin(batch, place, match.twin))
        elif match is not None:
            differing[place] = match.record
    places = list(differing)
    for start in range(0, len(places), _CHUNK):
        part = {place: differing[place] for place in places[start : start + _CHUNK]}
        kept = _fetch(db, batch.noun, list(part.values()))
        for place, record in part.items():
            _compare_row(batch, given, place, kept[record], done, may_update=may_update)
    return done


@dataclass(frozen=True, slots=True)
class _Kept:
    """A record, and every follow-up that its call has had."""

    row: Row
    followed: Set[Column]


def _fetch(db: sqlite3.Connection, noun: Noun, records: Sequence[int]) -> dict[int, _Kept]:
    numbers = json.dumps(records)
    among = "IN (SELECT value FROM json_each(?))"
    followed: dict[int, set[Column]] = {}
    if any(field.child == "repair_follow" for field in noun.fields):
        query = f"SELECT repair_id, at FROM repair_follow WHERE voided = 0 AND repair_id {among}"
        for record, at in db.execute(query, (numbers,)):
            followed.setdefault(record, set()).add(at)
    rows = select(db, noun, f"id {among}", (numbers,), voided=True)
    return {row.id: _Kept(row, followed.get(row.id, set())) for row in rows}


def _compare_row(
    batch: Batch,
    given: Mapping[str, Sequence[Given]],
    place: int,
    kept: _Kept,
    done: Compared,
    *,
    may_update: bool,
) -> None:
    facts: list[tuple[Field, Given]] = []
    problems: list[Problem] = []
    whole = dict(kept.row.values)
    for field in batch.said(place):
        value = given[field.name][place]
        said = value.code if isinstance(value, Ref) else value
        if said == whole[field.name] or (field.child and to_column(said) in kept.followed):
            continue
        reason = _refusal(field, kept.row, may_update=may_update)
        if reason:
            problems.append(_problem(batch, place, field, reason))
        else:
            whole[field.name] = said
            facts.append((field, value))
    number = batch.numbers[place]
    problems += [Problem(number, None, None, reason) for reason in batch.noun.check(whole)]
    done.problems += problems
    if facts:
        done.changes.append(Change(kept.row.id, tuple(facts)))
    done.same += not (facts or problems)


def _twin(batch: Batch, place: int, twin: int) -> Problem:
    """Why a row cannot have the number, or be the call, that an earlier row of the file has."""
    row, key = batch.numbers[twin], str(batch.noun.key)
    if batch.columns[key][place] is None:
        reason = msg("The same call stands in row {row} with other values.", row=row)
        return Problem(batch.numbers[place], None, None, reason)
    reason = msg("The same number stands in row {row} with other values.", row=row)
    return _problem(batch, place, batch.noun.field(key), reason)


def _refusal(field: Field, record: Row, *, may_update: bool) -> Message | None:
    kept = record.values[field.name]
    shown = msg("(not shown)") if field.private else plain(field, kept)
    if record.voided:
        return msg("This record is void: {reason}", reason=own_words(record.void_reason or ""))
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


def _call_places(noun: Noun) -> tuple[int, ...]:
    """Where a record's columns hold what a call without a number is known by."""
    return tuple(_place(noun, name) for name in _CALL) if noun.key == "no" else ()


def _numbered(
    db: sqlite3.Connection, noun: Noun, rows: Sequence[tuple[Column, ...]]
) -> dict[object, _Record]:
    """The record of each code or number; a live one before a void one."""
    at = key_place(noun)
    keys = json.dumps([row[at] for row in rows if row[at] is not None])
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
    at, unit = key_place(noun), _place(noun, "unit")
    units = json.dumps(sorted({row[unit] for row in rows if row[at] is None and row[unit]}))
    names = ", ".join(column_of(noun.field(name)) for name in _CALL)
    calls: dict[object, list[_Record]] = {}
    for *call, number, mark in db.execute(
        f"SELECT {names}, id, fingerprint FROM {noun.name}"
        f" WHERE unit_id IN (SELECT value FROM json_each(?)) AND {_COUNTS} ORDER BY voided, id",
        (units,),
    ):
        if number not in named:
            calls.setdefault(tuple(call), []).append((number, mark))
    return {call: iter(records) for call, records in calls.items()}
