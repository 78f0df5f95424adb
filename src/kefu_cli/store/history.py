"""What was done to the records: who, when, by which command, with the values before and after.

A record's making stands on its own row; every later change is a row that the file's triggers
wrote. What has no command was done by another program. Values are told as ``list`` has them: codes
for references, yuan for money. The makings take a query or two a table, the changes one.

Events stand in the order of their minutes; within a minute in that of the commands, a record's
making before its changes. Another program's doing has no place among the commands of its minute
but by the rows that were written after it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from kefu_cli.records.kept import Event
from kefu_cli.records.values import from_column, plain
from kefu_cli.store.records import REFERENCES
from kefu_cli.store.told import Kind, kinds

MANY = 10
"""More records of a kind than this, made in one go (by one command, or by another program in one
minute), are told as one event: the kind, and after it how many; so is one fact changed of more
records than this. An import is then one line of its month, and its undoing a line a fact. Where a
person, a record or a command is asked for, each change is told."""

_SEPARATOR = "\x1f"
_LAST = 1 << 62
"""Stands after the number of every command."""

_GO = "coalesce(x.command_id, x.recorded_at)"
_CHANGED_IN = "coalesce(h.command_id, h.at) || ' ' || h.field"

_Raw = str | int | None
_Bound = dict[str, _Raw]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the history is asked for; None does not narrow it.

    From the day ``since`` to before the day ``before`` (both or neither, ISO); what the user
    ``by`` did; what one ``command`` did, by number; what belongs to a person, by number, to a
    record, by table and number, or to a month's ``end``: its scores, objections and signatures.
    """

    since: str | None = None
    before: str | None = None
    by: str | None = None
    staff: int | None = None
    record: tuple[str, int] | None = None
    end: str | None = None
    command: int | None = None

    @property
    def whole(self) -> bool:
        """Whether no person's, record's or month's end's history in particular is asked for."""
        return self.staff is None and self.record is None and self.end is None


@dataclass(frozen=True, slots=True)
class _Told:
    """An event with the number of its command, of its row in its table, and its record."""

    event: Event
    command: int | None
    row: int
    record: tuple[str, int]


def events(db: sqlite3.Connection, asked: Asked) -> list[Event]:
    """Everything that was asked for, in order; of the whole also commands that left no record."""
    every, bound = tuple(kinds()), _bound(db, asked)
    made = [_made(db, kind, asked, bound) for kind in every]
    changed = [told for kind in every for told in _changed(db, kind, asked, bound)]
    if asked.whole:
        seen = {told.command for stream in (*made, changed) for told in stream}
        made.append([told for told in _commands(db, asked, bound) if told.command not in seen])
    changed.sort(key=lambda told: told.row)
    return _in_order(made, changed)


def _bound(db: sqlite3.Connection, asked: Asked) -> _Bound:
    """The values that the conditions are asked with."""
    table, number = asked.record or (None, None)
    name = None
    for kind in kinds():
        if kind.table == table:
            query = f"SELECT {kind.record} FROM {table} AS x WHERE x.id = ?"
            (name,) = db.execute(query, (number,)).fetchone()
    return {
        "since": asked.since,
        "before": asked.before,
        "by": asked.by,
        "command": asked.command,
        "staff": asked.staff,
        "end": asked.end,
        "noun": table,
        "id": number,
        "name": name,
    }


def _when_and_who(asked: Asked, at: str, command: str) -> str:
    """The condition that a time and a command are those asked for."""
    conditions = ["1"]
    if asked.since is not None:
        conditions.append(f"{at} >= :since AND {at} < :before")
    if asked.command is not None:
        conditions.append(f"{command} = :command")
    if asked.by is not None:
        conditions.append(f"{command} IN (SELECT id FROM command WHERE user = :by)")
    return " AND ".join(conditions)


def _whose(asked: Asked, kind: Kind) -> str:
    """The condition that a row belongs to the person, record and month's end asked for."""
    conditions = ["1"]
    if asked.staff is not None:
        conditions.append(kind.staff)
    if asked.record is not None:
        conditions.append(kind.of)
    if asked.end is not None:
        conditions.append(kind.end)
    return " AND ".join(conditions)


def _made(db: sqlite3.Connection, kind: Kind, asked: Asked, bound: _Bound) -> list[_Told]:
    """The making of a table's records, by number."""
    when = _when_and_who(asked, "x.recorded_at", "x.command_id")
    at_once = dict(_made_at_once(db, kind, when, bound)) if asked.whole else {}
    rows = db.execute(
        f"SELECT x.id, x.recorded_at, x.command_id, c.user, c.words, {kind.record},"
        f" {kind.value_when_made}, {kind.gist_when_made} FROM {kind.table} AS x"
        f" LEFT JOIN command AS c ON c.id = x.command_id WHERE {when} AND {_whose(asked, kind)}"
        f" AND {_GO} NOT IN (SELECT value FROM json_each(:at_once))",
        {**bound, "at_once": json.dumps(list(at_once))},
    )
    one_by_one = [
        _Told(
            Event(
                at,
                user,
                words,
                record,
                kind.fact,
                None,
                value,
                gist=tuple(gist.split(_SEPARATOR)) if gist and kind.fact is None else (),
            ),
            command,
            row,
            (kind.table, row),
        )
        for row, at, command, user, words, record, value, gist in rows
    ]
    return sorted([*at_once.values(), *one_by_one], key=lambda told: told.row)


def _made_at_once(
    db: sqlite3.Connection, kind: Kind, when: str, bound: _Bound
) -> Iterator[tuple[_Raw, _Told]]:
    """What made many records of a table in one go, each with what is told of it."""
    rows = db.execute(
        "SELECT g.go, g.at, g.command_id, c.user, c.words, g.number, g.count FROM ("
        f"SELECT {_GO} AS go, x.recorded_at AS at, x.command_id, max(x.id) AS number,"
        f" count(*) AS count FROM {kind.table} AS x WHERE {when}"
        f" GROUP BY go HAVING count(*) > {MANY}"
        ") AS g LEFT JOIN command AS c ON c.id = g.command_id",
        bound,
    )
    for go, at, command, user, words, row, count in rows:
        event = Event(at, user, words, kind.table, None, None, count)
        yield go, _Told(event, command, row, (kind.table, row))


def _commands(db: sqlite3.Connection, asked: Asked, bound: _Bound) -> Iterator[_Told]:
    """Every command, whatever came of it."""
    when = _when_and_who(asked, "c.at", "c.id")
    for number, at, user, words in db.execute(
        f"SELECT c.id, c.at, c.user, c.words FROM command AS c WHERE {when} ORDER BY c.id", bound
    ):
        event = Event(at, user, words, None, None, None, None)
        yield _Told(event, number, number, ("command", number))


def _changed(db: sqlite3.Connection, kind: Kind, asked: Asked, bound: _Bound) -> Iterator[_Told]:
    """The changes of a table's records."""
    when = _when_and_who(asked, "h.at", "h.command_id")
    several = asked.whole and asked.command is None
    at_once = dict(_changed_at_once(db, kind, when, bound)) if several else {}
    yield from at_once.values()
    rows = db.execute(
        "SELECT h.id, h.at, h.command_id, c.user, c.words, h.record_id, h.field,"
        f" {_side(kind, 'before')}, {_side(kind, 'after')}, {kind.record}, {kind.value}"
        f" FROM history AS h JOIN {kind.table} AS x ON x.id = h.record_id"
        f" LEFT JOIN command AS c ON c.id = h.command_id WHERE h.noun = '{kind.table}'"
        f" AND h.field <> 'fingerprint' AND {when} AND {_whose(asked, kind)}"
        f" AND {_CHANGED_IN} NOT IN (SELECT value FROM json_each(:at_once))",
        {**bound, "at_once": json.dumps(list(at_once))},
    )
    for row, at, command, user, words, number, column, before, after, record, value in rows:
        event = _said(kind, Event(at, user, words, record, column, before, after), value)
        yield _Told(event, command, row, (kind.table, number))


def _changed_at_once(
    db: sqlite3.Connection, kind: Kind, when: str, bound: _Bound
) -> Iterator[tuple[_Raw, _Told]]:
    """What changed one fact of many records in one go, each with what is told of it."""
    rows = db.execute(
        "SELECT g.go, g.at, g.command_id, c.user, c.words, g.field, g.number, g.record_id, g.count"
        f" FROM (SELECT {_CHANGED_IN} AS go, h.at, h.command_id, h.field, max(h.id) AS number,"
        f" h.record_id, count(*) AS count FROM history AS h WHERE h.noun = '{kind.table}'"
        f" AND h.field <> 'fingerprint' AND {when} GROUP BY go HAVING count(*) > {MANY}"
        ") AS g LEFT JOIN command AS c ON c.id = g.command_id",
        bound,
    )
    for go, at, command, user, words, column, row, number, count in rows:
        declared = kind.fields.get(column)
        field = declared.name if declared else column
        event = Event(at, user, words, kind.table, field, None, count)
        yield go, _Told(event, command, row, (kind.table, number))


def _side(kind: Kind, side: str) -> str:
    """One side of a change: of a reference its code, of what is too long to be told a sign."""
    codes = "".join(
        f" WHEN '{noun}_id' THEN (SELECT r.code FROM {noun} AS r WHERE r.id = h.{side})"
        for noun in REFERENCES
    )
    hidden = "".join(f" WHEN '{column}' THEN '…'" for column in kind.hidden)
    return f"CASE h.field{codes}{hidden} ELSE h.{side} END"


def _said(kind: Kind, event: Event, value: str | None) -> Event:
    """A change in the words of the declarations; ``value`` is all that its record says."""
    column = str(event.field)
    before, after = (_plain(kind, column, kept) for kept in (event.before, event.after))
    if column == "voided" and kind.fact:
        before, after = (None if void else value for void in (before, after))
        return replace(event, field=kind.fact, before=before, after=after)
    declared = kind.fields.get(column)
    return replace(
        event,
        field=declared.name if declared else column,
        before=before,
        after=after,
        private=declared is not None and declared.private,
    )


def _plain(kind: Kind, column: str, kept: _Raw) -> _Raw:
    """A value as ``list`` has it."""
    if column == "voided":
        return bool(kept)
    declared = kind.fields.get(column)
    if declared is None or declared.kind in REFERENCES:
        return kept
    return plain(declared, from_column(declared, kept))


def _in_order(made: Iterable[Sequence[_Told]], changed: Sequence[_Told]) -> list[Event]:
    """The makings (a stream a table) and the changes as one stream of events."""
    placed: list[tuple[tuple[str, int, int, int, int], Event]] = []
    first: dict[tuple[str, int], int] = {}
    for told, command in _placed(changed, {}):
        first[told.record] = command
        step = 1 if told.command is None else 3
        placed.append(((told.event.at, command, step, 0, told.row), told.event))
    for table, stream in enumerate(made):
        for told, command in _placed(stream, first):
            step = 0 if told.command is None else 2
            placed.append(((told.event.at, command, step, table, told.row), told.event))
    return [event for _, event in sorted(placed, key=itemgetter(0))]


def _placed(
    stream: Sequence[_Told], first: Mapping[tuple[str, int], int]
) -> Iterator[tuple[_Told, int]]:
    """Each with the command that it stands by, from the last on.

    That is its own; without one, the next that wrote in this stream or changed the record
    (``first`` to do so).
    """
    command = _LAST
    for told in reversed(stream):
        if told.command is not None:
            command = told.command
        else:
            command = min(command, first.get(told.record, _LAST))
        yield told, command
