"""Records in and out of the file, whatever their kind.

A record goes in as the values of its noun's fields, its references resolved (``Ref``), and comes
out as a ``Row``: the same values, its number, and who recorded it when. Nothing is deleted:
``void`` marks a record, and the file's triggers keep every change.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from kefu_cli.calendar import Month
from kefu_cli.errors import Refused
from kefu_cli.messages import msg
from kefu_cli.records.fields import Field, Noun, Value
from kefu_cli.records.kept import Row
from kefu_cli.records.values import from_column, to_column
from kefu_cli.store import late as lateness
from kefu_cli.store.late import Dated, Late
from kefu_cli.store.lookup import Ref, not_found
from kefu_cli.store.opening import Command

REFERENCES = ("staff", "building", "unit")
FROM_THE_BEGINNING = "0001-01"
"""The month from which a person's first pay base holds."""

_DIGITS_OF_A_NUMBER = 18  # what SQLite counts with; a longer work order is not counted on from

Given = Value | Ref
Column = str | int | None

_MADE = ("recorded_by", "recorded_at", "command_id")


@dataclass(frozen=True, slots=True)
class Origin:
    """What stands on every row about its making: the command, its number and its user.

    ``late`` is there where the command has --late, given or not.
    """

    command: Command
    number: int
    late: Late | None = None

    @property
    def columns(self) -> tuple[str, str, int]:
        """The values of ``recorded_by``, ``recorded_at`` and ``command_id``."""
        return (self.command.user, self.command.at.isoformat(timespec="minutes"), self.number)

    @property
    def made(self) -> dict[str, Column]:
        """The same values by their columns."""
        return dict(zip(_MADE, self.columns, strict=True))


def column_of(field: Field) -> str:
    """The column of a record's table in which a field is kept."""
    return f"{field.kind}_id" if field.kind in REFERENCES else field.stored_as


def kept_fields(noun: Noun) -> tuple[Field, ...]:
    """The fields that are kept in the noun's own table."""
    return tuple(field for field in noun.fields if field.child is None)


def columns(noun: Noun, values: Mapping[str, Given]) -> tuple[Column, ...]:
    """What the noun's own table keeps of these values, in the order of ``kept_fields``."""
    return tuple(kept_value(values[field.name]) for field in kept_fields(noun))


def fact(field: Field, kept: Column) -> str:
    """A field's part in a fingerprint; a blank has none, so that a new field changes no old one."""
    return "" if kept is None else f"{field.name}={kept}\x1f"


def fingerprint(facts: Iterable[str]) -> str:
    """A short mark by which the same record is known again when a file is imported twice."""
    joined = "".join(facts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def insert_many(
    db: sqlite3.Connection, noun: Noun, rows: Iterable[Sequence[Column]], origin: Origin
) -> None:
    """Add records whose columns (``columns`` and then the fingerprint) are made up already.

    Raises the file's sqlite3.IntegrityError where one of them lies in a closed month.
    """
    names = _names(noun)
    marks = ", ".join("?" * len(names))
    made = origin.columns
    db.executemany(
        f"INSERT INTO {noun.name} ({', '.join(names)}) VALUES ({marks})",
        ((*row, *made) for row in rows),
    )


def insert_row(
    db: sqlite3.Connection,
    noun: Noun,
    row: Sequence[Column],
    origin: Origin,
    days: Sequence[Dated] = (),
) -> int:
    """Add one record of ``insert_many``, late where it may be (``late.insert``)."""
    columns = dict(zip(_names(noun), (*row, *origin.columns), strict=True))
    return lateness.insert(db, noun.name, columns, origin.late, days)


def _names(noun: Noun) -> list[str]:
    names = [column_of(field) for field in kept_fields(noun)]
    return [*names, "fingerprint", *_MADE]


def insert(db: sqlite3.Connection, noun: Noun, values: Mapping[str, Given], origin: Origin) -> int:
    """Add one record with every field given, and return its number.

    Raises Refused where its code or number is taken, or the file's own rules are against it.
    """
    given = dict(values)
    if noun.key == "no" and not given["no"]:
        given["no"] = next_no(db, noun)
    refuse_taken(db, noun, given)
    _refuse_taken_back(db, noun, given)
    kept = columns(noun, given)
    facts = (fact(field, kept_value(given.get(field.name))) for field in noun.fields)
    row = (*kept, fingerprint(facts))
    number = insert_row(db, noun, row, origin, days_in(given.values()))
    for field in noun.fields:
        if field.child and given.get(field.name) is not None:
            add_child(db, field.child, number, given[field.name], origin)
    return number


def days_in(values: Iterable[Given]) -> list[Dated]:
    """The days and months among the values of a record."""
    return [value for value in values if isinstance(value, date | Month)]


def refuse_taken(db: sqlite3.Connection, noun: Noun, values: Mapping[str, Given]) -> None:
    """Raise Refused where the code or number, or the day of an absence, is taken."""
    if noun.key:
        key = values[noun.key]
        query = f"SELECT 1 FROM {noun.name} WHERE {noun.key} = ? AND voided = 0"
        if db.execute(query, (key,)).fetchone():
            raise Refused(
                msg("{field} {value} is taken.", field=noun.field(noun.key).label, value=key),
                msg("See “kefu {noun} show {value}”.", noun=noun.name, value=key),
            )
    if noun.name == "violation" and values.get("absent"):
        _refuse_second_absence(db, values)


def next_no(db: sqlite3.Connection, noun: Noun) -> str:
    """The number that kefu gives: one more than the largest plain number so far."""
    (largest,) = db.execute(
        f"SELECT max(CAST(no AS INTEGER)) FROM {noun.name}"
        f" WHERE no NOT GLOB '*[^0-9]*' AND length(no) <= {_DIGITS_OF_A_NUMBER}"
    ).fetchone()
    return str((largest or 0) + 1)


def add_child(
    db: sqlite3.Connection,
    table: str,
    parent: int,
    value: Given,
    origin: Origin,
    note: str | None = None,
    month: Month | None = None,
) -> int:
    """Add one of the many values that a field has over time: a follow-up, a pay base."""
    given: dict[str, Column] = {"repair_id": parent, "at": kept_value(value), "note": note}
    if table == "base_pay":
        since = str(month) if month else FROM_THE_BEGINNING
        given = {"staff_id": parent, "amount": kept_value(value), "from_month": since}
    return lateness.insert(
        db, table, {**given, **origin.made}, origin.late, days_in([value, month])
    )


def update(
    db: sqlite3.Connection,
    noun: Noun,
    number: int,
    changes: Mapping[str, Given],
    late: Late | None = None,
) -> None:
    """Change facts of one record, late where they may be; what was before is in the history."""
    if changes:
        facts = {column_of(noun.field(name)): kept_value(v) for name, v in changes.items()}
        lateness.change(db, noun.name, number, facts, late, days_in(changes.values()))


def void(db: sqlite3.Connection, table: str, number: int, reason: str) -> None:
    """Mark a record as void, with the reason; it stays in the file."""
    db.execute(
        f"UPDATE {table} SET voided = 1, void_reason = ? WHERE id = ?",
        (reason, number),
    )


def get(db: sqlite3.Connection, noun: Noun, number: int) -> Row:
    """The record of this number, voided or not."""
    (row,) = select(db, noun, "id = ?", (number,), voided=True)
    return row


def select(
    db: sqlite3.Connection,
    noun: Noun,
    where: str = "1",
    bound: Sequence[Column] | Mapping[str, Column] = (),
    *,
    voided: bool = False,
) -> list[Row]:
    """The records for which a condition over the columns of ``list_NOUN`` holds, as recorded.

    ``where`` is written in this package, never by a user; what a user says is in ``bound``.
    """
    unless = "" if voided else "AND voided = 0"
    cursor = db.execute(
        f"SELECT * FROM list_{noun.name} WHERE ({where}) {unless} ORDER BY id", bound
    )
    plan = _plan(noun, [description[0] for description in cursor.description])
    return [_row(plan, row) for row in cursor]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where a query's columns go in a ``Row``, found out once for all of its rows."""

    fields: tuple[tuple[str, Field, int], ...]
    extra: tuple[tuple[str, int], ...]
    own: Callable[[Sequence[Column]], Sequence[Column]]


def _plan(noun: Noun, names: Sequence[str]) -> _Plan:
    at = {name: place for place, name in enumerate(names)}
    known = {*(field.name for field in noun.fields), *_OWN}
    return _Plan(
        fields=tuple((field.name, field, at[field.name]) for field in noun.fields),
        extra=tuple((name, place) for name, place in at.items() if name not in known),
        own=itemgetter(*(at[name] for name in _OWN)),
    )


_OWN = ("id", "voided", "void_reason", "recorded_by", "recorded_at", "late")


def _row(plan: _Plan, kept: Sequence[Column]) -> Row:
    number, voided, reason, recorded_by, recorded_at, late = plan.own(kept)
    return Row(
        id=int(number or 0),
        values={name: from_column(field, kept[place]) for name, field, place in plan.fields},
        extra={name: kept[place] for name, place in plan.extra},
        voided=bool(voided),
        void_reason=_text(reason),
        recorded_by=str(recorded_by),
        recorded_at=str(recorded_at),
        late=bool(late),
    )


def _text(value: Column) -> str | None:
    return None if value is None else str(value)


def kept_value(value: Given) -> Column:
    """What the file keeps of a value: of a reference its number."""
    return value.id if isinstance(value, Ref) else to_column(value)


def _refuse_taken_back(db: sqlite3.Connection, noun: Noun, values: Mapping[str, Given]) -> None:
    # What a record refers to was looked up before the transaction: it may be void by now.
    for field in noun.fields:
        ref = values.get(field.name)
        if isinstance(ref, Ref):
            query = f"SELECT 1 FROM {field.kind} WHERE id = ? AND voided = 0"
            if not db.execute(query, (ref.id,)).fetchone():
                raise not_found(db, field.kind, ref.code)


def _refuse_second_absence(db: sqlite3.Connection, values: Mapping[str, Given]) -> None:
    row = db.execute(
        "SELECT id FROM violation WHERE absent = 1 AND voided = 0 AND staff_id = ? AND on_day = ?",
        (kept_value(values["staff"]), kept_value(values["on"])),
    ).fetchone()
    if row:
        raise Refused(
            msg(
                "{staff} is recorded as absent on {day} already.",
                staff=str(values["staff"]),
                day=values["on"],
            ),
            msg("See “kefu violation show {id}”.", id=row[0]),
        )
