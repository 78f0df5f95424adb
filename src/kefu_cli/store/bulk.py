"""A file's rows written in one go, and those that the file turns away one by one.

What it turns away is a problem of its row, or is recorded as late where the command may.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from kefu_cli.messages import Message, msg
from kefu_cli.records.incoming import Batch, Problem
from kefu_cli.store.known import Change
from kefu_cli.store.late import ClosedMonth, Dated, has_marks
from kefu_cli.store.records import (
    Column,
    Given,
    Origin,
    add_child,
    column_of,
    days_in,
    insert_many,
    insert_row,
    kept_value,
    update,
)

T = TypeVar("T")

_GUARDED = {
    "violation": (
        "kefu: recorded already",
        msg("This person is recorded as absent on that day already."),
    ),
    "assignment": (
        "kefu: this person already looks after this building then",
        msg("This person looks after this building on these days already."),
    ),
}
"""Nouns whose rows the file itself may refuse: what it says then, and what that means."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes rows of a batch, by their places, inside an open transaction.

    ``problems`` get what the file turned away, ``late`` the places of what it took only as late.
    """

    db: sqlite3.Connection
    batch: Batch
    origin: Origin
    problems: list[Problem]
    late: set[int]

    def insert(self, rows: Mapping[int, Sequence[Column]]) -> dict[int, Sequence[Column]]:
        """Add records (``records.insert_many``); gives those that were not turned away."""
        refused = set()

        def write(ahead: Iterator[int]) -> None:
            insert_many(self.db, self.batch.noun, map(rows.__getitem__, ahead), self.origin)

        def write_one(place: int) -> None:
            refused.add(place)
            days = days_in(column[place] for column in self.batch.columns.values())
            with self._row(place):
                insert_row(self.db, self.batch.noun, rows[place], self.origin, days)
                refused.discard(place)

        _in_bulk(list(rows), write, write_one)
        return {place: row for place, row in rows.items() if place not in refused}

    def add(self, place: int, table: str, parent: int, value: Given) -> None:
        """Add one of the many values that a field of a row's record has."""
        with self._row(place):
            add_child(self.db, table, parent, value, self.origin)

    def change(self, changes: Mapping[int, Change]) -> None:
        """Change what rows say anew: all facts of a record at once, as they were checked."""
        alike: dict[tuple[str, ...], list[int]] = {}
        for place, change in changes.items():
            facts = _facts(change)
            if facts:
                alike.setdefault(tuple(facts), []).append(place)
            for field, value in change.facts:
                if field.child:
                    self.add(place, field.child, change.record, value)

        def write(names: tuple[str, ...], ahead: Iterator[int]) -> None:
            sets = ", ".join(f"{column_of(self.batch.noun.field(name))} = ?" for name in names)
            rows = (
                (*map(kept_value, _facts(c).values()), c.record)
                for c in map(changes.__getitem__, ahead)
            )
            self.db.executemany(f"UPDATE {self.batch.noun.name} SET {sets} WHERE id = ?", rows)

        def write_one(place: int) -> None:
            change = changes[place]
            with self._row(place):
                update(self.db, self.batch.noun, change.record, _facts(change), self.origin.late)

        # What was filled in late and taken back is let through by the file: it is looked at singly.
        singly = has_marks(self.db, self.batch.noun.name)
        for names, places in alike.items():
            if singly:
                for place in places:
                    write_one(place)
            else:
                _in_bulk(places, partial(write, names), write_one)

    @contextmanager
    def _row(self, place: int) -> Iterator[None]:
        """The writing of one row: what the file says against it becomes its problem."""
        before = self._count_late()
        try:
            yield
        except ClosedMonth as error:
            self._turned_away(place, error.reason, self._field_of(place, error.locked))
        except sqlite3.IntegrityError as error:
            refusal, reason = _GUARDED.get(self.batch.noun.name, ("", msg("")))
            if str(error) != refusal:
                raise
            self._turned_away(place, reason)
        if self._count_late() > before:
            self.late.add(place)

    def _turned_away(self, place: int, reason: Message, field: str | None = None) -> None:
        heading, value = None, None
        if field:
            heading = self.batch.headings.get(field)
            value = str(kept_value(self.batch.columns[field][place])).replace("T", " ")
        self.problems.append(Problem(self.batch.numbers[place], heading, value, reason))

    def _field_of(self, place: int, locked: Dated | None) -> str | None:
        """The field of a row that holds the day because of which it was turned away."""
        named = (name for name, column in self.batch.columns.items() if column[place] == locked)
        return next(named, None) if locked else None

    def _count_late(self) -> int:
        return self.origin.late.count if self.origin.late else 0


def _facts(change: Change) -> dict[str, Given]:
    """What is changed in the record's own row."""
    return {field.name: value for field, value in change.facts if not field.child}


def _in_bulk(
    items: Sequence[T], write: Callable[[Iterator[T]], object], write_one: Callable[[T], object]
) -> None:
    """Write items in one go, each that the file turns away by itself, and go on behind it."""
    at = -1

    def ahead() -> Iterator[T]:
        nonlocal at
        while at + 1 < len(items):
            at += 1
            yield items[at]

    while at + 1 < len(items):
        try:
            write(ahead())
        except sqlite3.IntegrityError:  # the one at which it stopped; those before it stay
            write_one(items[at])
