"""A file's records into the file, all or none, each once however often it is imported.

What is recorded already is known again: a noun with a code or number by that, a repair call
without one by unit, time and content, any other record by all its fields as first recorded.
Identical rows of one file are separate events: the second of them is the second event. What lies
in a closed month is a bad row, or is recorded as late where the command may.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kefu_cli.errors import KefuError, NotFound
from kefu_cli.messages import msg
from kefu_cli.records.fields import Field, Noun
from kefu_cli.records.incoming import Batch, Problem
from kefu_cli.store.bulk import Writer
from kefu_cli.store.known import compare, find_known, key_place
from kefu_cli.store.lookup import Ref, resolve_all
from kefu_cli.store.records import (
    REFERENCES,
    Column,
    Given,
    Origin,
    fact,
    fingerprint,
    kept_fields,
    kept_value,
    next_no,
)
from kefu_cli.store.resolving import Resolver

CHUNK = 10_000
NEAR_NAMES = 5
"""How many of a file's unknown people, buildings or units are told the nearest names."""

_Given = Mapping[str, Sequence[Given]]
"""Each field's values in the order of the rows, references resolved."""


@dataclass(slots=True)
class Imported:
    """What came of an import: how many rows are new, known, changed; and what was wrong.

    ``late`` are the places of those rows of which something was recorded as late.
    """

    new: int = 0
    known: int = 0
    changed: int = 0
    problems: list[Problem] = field(default_factory=list)
    late: set[int] = field(default_factory=set)


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
    given = _resolved(db, batch, done.problems)
    wrong = [*batch.problems, *done.problems]
    if wrong:
        return _wrong(db, batch, wrong, origin, may_update=may_update)
    rows = _rows(batch.noun, given)
    if batch.noun.key:
        _record_keyed(db, batch, given, rows, origin, done, may_update=may_update)
        done.problems = _in_order(done.problems)
        return done
    writer = Writer(db, batch, origin, done.problems, done.late)
    new = _unknown(db, batch.noun, rows, done)
    progress(done.known)
    for start in range(0, len(new), CHUNK):
        part = new[start : start + CHUNK]
        done.new += len(writer.insert({place: rows[place] for place in part}))
        progress(done.known + start + len(part))
    return done


def _wrong(
    db: sqlite3.Connection,
    batch: Batch,
    wrong: Sequence[Problem],
    origin: Origin,
    *,
    may_update: bool,
) -> Imported:
    """Every problem of a bad file: besides those found, what is wrong with its other rows."""
    rows = {problem.row for problem in wrong}
    if not rows <= set(batch.numbers):  # a column is missing: no row can be judged
        return Imported(problems=list(wrong))
    others = import_batch(db, batch.without(rows), origin, may_update=may_update)
    return Imported(problems=_in_order([*wrong, *others.problems]))


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By row, each once: a closed month may be against several facts of a row."""
    return sorted(dict.fromkeys(problems), key=lambda problem: problem.row or 0)


def _resolved(db: sqlite3.Connection, batch: Batch, problems: list[Problem]) -> _Given:
    """The batch's columns with references resolved, and absences on their clause.

    What cannot be resolved is None, and among the problems.
    """
    given: dict[str, Sequence[Given]] = dict(batch.columns)
    near = NEAR_NAMES
    for of in kept_fields(batch.noun):
        if of.kind in REFERENCES:
            texts = [text if text is None else str(text) for text in batch.columns[of.name]]
            asked = (text for text in texts if text is not None)
            answers = resolve_all(db, of.kind, asked, near)
            found = [None if text is None else answers[text] for text in texts]
            near -= sum(isinstance(answer, NotFound) for answer in answers.values())
            problems += _refusals(batch, of, found)
            given[of.name] = [ref if isinstance(ref, Ref) else None for ref in found]
    if batch.noun.name == "violation":
        given["clause"] = list(_clauses(db, batch, given, problems))
    return given


def _refusals(
    batch: Batch, of: Field, found: Sequence[Ref | KefuError | None]
) -> Iterator[Problem]:
    for place, answer in enumerate(found):
        if isinstance(answer, KefuError):
            yield _refusal(batch, of.name, place, answer)


def _refusal(batch: Batch, name: str, place: int, error: KefuError) -> Problem:
    """What is wrong with a field of a row, in the words of the command that would record it."""
    value = batch.columns[name][place]
    shown = None if value is None else str(value)
    reason = msg("{what} {advice}", what=error.what, advice=error.advice)
    return Problem(batch.numbers[place], batch.headings.get(name), shown, reason)


def _clauses(
    db: sqlite3.Connection, batch: Batch, given: _Given, problems: list[Problem]
) -> Iterator[Given]:
    """Each violation's clause; what is wrong with it, its source or person joins the problems."""
    resolver = Resolver(db)
    bad = {problem.row for problem in batch.problems}
    for place, number in enumerate(batch.numbers):
        values = {name: column[place] for name, column in given.items()}
        if number not in bad and values["staff"] is not None:
            for name, error in resolver.violation_faults(values):
                problems.append(_refusal(batch, name, place, error))
        yield values["clause"]


def _rows(noun: Noun, given: _Given) -> list[tuple[Column, ...]]:
    """Each record's columns and fingerprint."""
    columns = {f.name: _kept(given[f.name]) for f in noun.fields}
    marks = map(fingerprint, zip(*(_facts(f, columns[f.name]) for f in noun.fields), strict=True))
    kept = zip(*(columns[f.name] for f in kept_fields(noun)), strict=True)
    return [(*row, mark) for row, mark in zip(kept, marks, strict=True)]


def _facts(field: Field, column: Sequence[Column]) -> list[str]:
    facts = {kept: fact(field, kept) for kept in set(column)}
    return list(map(facts.__getitem__, column))


def _kept(values: Sequence[Given]) -> list[Column]:
    # Equal cells were read once, so that they are one object: telling these apart is quicker than
    # comparing what is in them.
    distinct = {id(value): value for value in values}
    kept = {at: kept_value(value) for at, value in distinct.items()}
    return [kept[id(value)] for value in values]


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


def _record_keyed(
    db: sqlite3.Connection,
    batch: Batch,
    given: _Given,
    rows: Sequence[tuple[Column, ...]],
    origin: Origin,
    done: Imported,
    *,
    may_update: bool,
) -> None:
    known = find_known(db, batch, rows)
    new = [place for place, match in enumerate(known) if match is None]
    compared = compare(db, batch, given, known, may_update=may_update)
    done.known = compared.same
    done.problems += compared.problems
    if done.problems:
        return
    writer = Writer(db, batch, origin, done.problems, done.late)
    _insert_keyed(writer, rows, new)
    place_of = {match.record: place for place, match in enumerate(known) if match}
    writer.change({place_of[change.record]: change for change in compared.changes})
    done.new, done.changed = len(new), len(compared.changes)


def _insert_keyed(writer: Writer, rows: Sequence[tuple[Column, ...]], new: Sequence[int]) -> None:
    db, batch = writer.db, writer.batch
    noun, at = batch.noun, key_place(batch.noun)
    made = [rows[place] for place in new]
    if noun.key == "no":
        made = list(_numbered(db, noun, made))
    recorded = writer.insert(dict(zip(new, made, strict=True)))
    children = [f for f in noun.fields if f.child and any(batch.columns[f.name])]
    if not children:
        return
    ids = _ids_by_key(db, noun, [str(row[at]) for row in recorded.values()])
    for place, row in recorded.items():
        for child in children:
            value = batch.columns[child.name][place]
            if child.child and value is not None:
                writer.add(place, child.child, ids[str(row[at])], value)


def _numbered(
    db: sqlite3.Connection, noun: Noun, rows: Sequence[tuple[Column, ...]]
) -> Iterator[tuple[Column, ...]]:
    """The rows with numbers of kefu's own where the file has none."""
    given = 0
    at = key_place(noun)
    first = int(next_no(db, noun))
    taken = {str(row[at]) for row in rows if row[at]}
    for row in rows:
        if row[at] is None:
            while str(first + given) in taken:
                given += 1
            yield (*row[:at], str(first + given), *row[at + 1 :])
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
