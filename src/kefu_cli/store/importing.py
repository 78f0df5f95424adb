"""A file's records into the file, all or none, each once however often it is imported.

What is recorded already is known again: a noun with a code or number by that, a repair call
without one by unit, time and content, any other record by all its fields as first recorded.
Identical rows of one file are separate events: the second of them is the second event.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kefu_cli.errors import KefuError
from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Field, Noun, Value
from kefu_cli.records.incoming import Batch, Problem
from kefu_cli.records.values import to_column
from kefu_cli.store.known import Change, differences, find_known
from kefu_cli.store.lookup import Ref
from kefu_cli.store.records import (
    REFERENCES,
    Column,
    Given,
    Origin,
    add_child,
    fingerprint,
    insert_many,
    kept_fields,
    next_no,
    update,
)
from kefu_cli.store.resolving import Resolver

CHUNK = 10_000
_GUARDED = {
    "violation": msg("This person is recorded as absent on that day already."),
    "assignment": msg("This person looks after this building on these days already."),
}
"""Nouns whose rows the file itself may refuse, and what such a refusal means."""


@dataclass(slots=True)
class Imported:
    """What came of an import: how many rows are new, known, changed; and what was wrong."""

    new: int = 0
    known: int = 0
    changed: int = 0
    problems: list[Problem] = field(default_factory=list)


def import_batch(
    db: sqlite3.Connection,
    batch: Batch,
    origin: Origin,
    *,
    may_update: bool,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Imported:
    """Record a batch inside an open transaction.

    Where ``problems`` come back, something may have been written: the caller takes the whole
    transaction back. ``progress`` is told how many rows are done.
    """
    done = Imported()
    rows = _rows(db, batch, done.problems)
    if batch.problems or done.problems:
        done.problems = sorted([*batch.problems, *done.problems], key=lambda p: p.row or 0)
        return done
    if batch.noun.key:
        _record_keyed(db, batch, rows, origin, done, may_update=may_update)
    elif batch.noun.name in _GUARDED:
        _record_guarded(db, batch, rows, _unknown(db, batch.noun, rows, done), origin, done)
    else:
        new = _unknown(db, batch.noun, rows, done)
        done.new = len(new)
        for start in range(0, len(new), CHUNK):
            part = [rows[place] for place in new[start : start + CHUNK]]
            insert_many(db, batch.noun, part, origin)
            progress(start + len(part))
    return done


def _rows(
    db: sqlite3.Connection, batch: Batch, problems: list[Problem]
) -> list[tuple[Column, ...]]:
    """Each record's columns and fingerprint; what cannot be resolved is among the problems."""
    noun, resolver = batch.noun, Resolver(db)
    if noun.name == "violation":
        _check_violations(batch, resolver, problems)
    columns = [
        _ids(db, batch, f, resolver, problems) if f.kind in REFERENCES else _plain(batch, f)
        for f in kept_fields(noun)
    ]
    children = [_plain(batch, f) for f in noun.fields if f.child]
    marks = map(fingerprint, zip(*columns, *children, strict=True))
    return [(*row, mark) for row, mark in zip(zip(*columns, strict=True), marks, strict=True)]


def _plain(batch: Batch, of: Field) -> list[Column]:
    values = batch.columns[of.name]
    kept = {value: to_column(value) for value in set(values)}
    return list(map(kept.__getitem__, values))


def _ids(
    db: sqlite3.Connection,
    batch: Batch,
    of: Field,
    resolver: Resolver,
    problems: list[Problem],
) -> list[Column]:
    texts = batch.columns[of.name]
    distinct = {str(text) for text in texts if text is not None}
    resolver.know(of.kind, dict(_refs(db, of.kind, distinct)))
    ids: dict[object, Column] = {None: None}
    reasons: dict[object, Message] = {}
    for text in distinct:
        try:
            ids[text] = resolver.ref(of.kind, text).id
        except KefuError as error:
            ids[text], reasons[text] = (
                None,
                msg("{what} {advice}", what=error.what, advice=error.advice),
            )
    if reasons:
        problems += [
            Problem(number, batch.headings.get(of.name), str(text), reasons[text])
            for number, text in zip(batch.numbers, texts, strict=True)
            if text in reasons
        ]
    return [ids[text] for text in texts]


def _refs(db: sqlite3.Connection, kind: str, codes: Iterable[str]) -> Iterator[tuple[str, Ref]]:
    rows = db.execute(
        f"SELECT id, code FROM {kind} WHERE voided = 0"
        " AND code IN (SELECT value FROM json_each(?))",
        (json.dumps(list(codes)),),
    )
    for number, code in rows:
        yield code, Ref(number, code)


def _check_violations(batch: Batch, resolver: Resolver, problems: list[Problem]) -> None:
    """See that each row's clause, source and person are good; absences get their clause."""
    clauses = batch.columns["clause"]
    bad = {problem.row for problem in batch.problems}
    for place, number in enumerate(batch.numbers):
        staff = _known(resolver, batch.columns["staff"][place])
        if number in bad or staff is None:
            continue
        given: dict[str, Given] = {name: column[place] for name, column in batch.columns.items()}
        given["staff"] = staff
        for name, error in resolver.violation_faults(given):
            reason = msg("{what} {advice}", what=error.what, advice=error.advice)
            value = batch.columns[name][place]
            heading, shown = batch.headings.get(name), None if value is None else str(value)
            problems.append(Problem(number, heading, shown, reason))
        clause = given["clause"]
        clauses[place] = clause if isinstance(clause, str) else None


def _known(resolver: Resolver, staff: Value) -> Ref | None:
    """The person, if they can be found; the column of people says so where they cannot."""
    try:
        return resolver.ref("staff", str(staff))
    except KefuError:
        return None


def _unknown(
    db: sqlite3.Connection, noun: Noun, rows: Sequence[Sequence[Column]], done: Imported
) -> list[int]:
    """The places of the rows that are not recorded yet; the others are counted as known."""
    marks = [str(row[-1]) for row in rows]
    left = Counter(_recorded_marks(db, noun, marks))
    if not left:
        return list(range(len(rows)))
    new = []
    for place, mark in enumerate(marks):
        if left[mark]:
            left[mark] -= 1
        else:
            new.append(place)
    done.known = len(rows) - len(new)
    return new


def _recorded_marks(db: sqlite3.Connection, noun: Noun, marks: Sequence[str]) -> dict[str, int]:
    if db.execute(f"SELECT 1 FROM {noun.name} LIMIT 1").fetchone() is None:
        return {}
    return dict(
        db.execute(
            f"SELECT fingerprint, count(*) FROM {noun.name}"
            " WHERE fingerprint IN (SELECT value FROM json_each(?)) GROUP BY fingerprint",
            (json.dumps(marks),),
        )
    )


def _record_guarded(
    db: sqlite3.Connection,
    batch: Batch,
    rows: Sequence[Sequence[Column]],
    new: Sequence[int],
    origin: Origin,
    done: Imported,
) -> None:
    """Record row by row, so that a refusal by the file names its row."""
    for place in new:
        try:
            insert_many(db, batch.noun, [rows[place]], origin)
            done.new += 1
        except sqlite3.IntegrityError:
            reason = _GUARDED[batch.noun.name]
            done.problems.append(Problem(batch.numbers[place], None, None, reason))


def _record_keyed(
    db: sqlite3.Connection,
    batch: Batch,
    rows: Sequence[tuple[Column, ...]],
    origin: Origin,
    done: Imported,
    *,
    may_update: bool,
) -> None:
    known = find_known(db, batch, rows)
    new: list[int] = []
    changes: list[Change] = []
    for place, match in enumerate(known):
        if match is None:
            new.append(place)
        elif match.same:
            done.known += 1
        else:
            found = list(differences(db, batch, place, match, done.problems, may_update=may_update))
            done.known += not found
            changes += found
    if done.problems:
        return
    _insert_keyed(db, batch, rows, new, origin)
    done.new = len(new)
    done.changed = len({change.record for change in changes})
    for change in changes:
        _apply(db, batch.noun, change, origin)


def _insert_keyed(
    db: sqlite3.Connection,
    batch: Batch,
    rows: Sequence[tuple[Column, ...]],
    new: Sequence[int],
    origin: Origin,
) -> None:
    noun = batch.noun
    made = [rows[place] for place in new]
    if noun.key == "no":
        made = list(_numbered(db, noun, made))
    insert_many(db, noun, made, origin)
    children = [f for f in noun.fields if f.child and any(batch.columns[f.name])]
    if not children:
        return
    ids = _ids_by_key(db, noun, [str(row[0]) for row in made])
    for place, row in zip(new, made, strict=True):
        for child in children:
            value = batch.columns[child.name][place]
            if child.child and value is not None:
                add_child(db, child.child, ids[str(row[0])], value, origin)


def _numbered(
    db: sqlite3.Connection, noun: Noun, rows: Iterable[tuple[Column, ...]]
) -> Iterator[tuple[Column, ...]]:
    """The rows with numbers of kefu's own where the file has none; the number stands first."""
    given = 0
    first = int(next_no(db, noun))
    taken = {str(row[0]) for row in rows if row[0]}
    for row in rows:
        if row[0] is None:
            while str(first + given) in taken:
                given += 1
            yield (str(first + given), *row[1:])
            given += 1
        else:
            yield row


def _ids_by_key(db: sqlite3.Connection, noun: Noun, keys: Sequence[str]) -> dict[str, int]:
    return dict(
        db.execute(
            f"SELECT {noun.key}, id FROM {noun.name} WHERE voided = 0"
            f" AND {noun.key} IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        )
    )


def _apply(db: sqlite3.Connection, noun: Noun, change: Change, origin: Origin) -> None:
    if change.field.child:
        add_child(db, change.field.child, change.record, change.value, origin)
    else:
        given: dict[str, Given] = {change.field.name: change.value}
        update(db, noun, change.record, given)
