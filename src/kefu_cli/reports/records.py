"""Lists of records, and one record alone, as tables; owners' data masked unless asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from kefu_cli.calendar import Month
from kefu_cli.messages import msg
from kefu_cli.records.fields import Field, Noun, Value
from kefu_cli.records.kept import Row
from kefu_cli.records.own_words import own_words
from kefu_cli.records.values import points, yuan
from kefu_cli.reports.figures import short_hash
from kefu_cli.reports.privacy import mask
from kefu_cli.reports.table import Cell, Column, Table
from kefu_cli.rulebook.model import Rulebook

_EXTRA = {"staff_name": msg("Name"), "building": msg("Building")}
_ALWAYS_BESIDE = {"staff": "staff_name", "unit": "building"}
_NEVER_BROKEN = ("answered_by",)
"""Texts that are names, which a person reads whole."""

_TELLS_RECORDER = ("review",)
"""Nouns of which a person wants to know who recorded each, as scripts always do."""

BookOf = Callable[[Month], Rulebook]
"""The rulebook that is in force in a month."""


def records_table(
    noun: Noun,
    records: Iterable[Row],
    book_of: BookOf | None = None,
    *,
    reveal: bool = False,
    voided: bool = False,
) -> Table:
    """The records as a table: every field, then whether and why voided, and who recorded it when.

    ``voided`` shows the columns about voiding to a person too, not only to scripts; items are
    named by the book of their month.
    """
    kept = list(records)
    numbered = noun.key != "code"
    fields = [(field, beside(noun, field)) for field in noun.fields]
    columns = [Column("id", msg("No."), "code", machine=not numbered or noun.key == "no")]
    for field, extra in fields:
        columns.append(_column(field))
        if _has_words(field):
            columns.append(_words_column(field))
        if extra:
            columns.append(Column(extra, _EXTRA[extra], "code"))
    told = noun.name in _TELLS_RECORDER
    columns += [
        Column("voided", msg("Voided"), machine=not voided),
        Column("void_reason", msg("Reason for voiding"), machine=True),
        *([Column("void_words", msg("Reason for voiding"), people=True)] if voided else []),
        Column("recorded_by", msg("Recorded by"), machine=True),
        *([Column("recorder", msg("Recorded by"), "code", people=True)] if told else []),
        Column("recorded_at", msg("Recorded at"), "code", machine=True),
        Column(
            "late", msg("Recorded after closing"), machine=not any(record.late for record in kept)
        ),
    ]
    rows = tuple(
        (
            record.id,
            *_facts(record, fields, book_of, reveal=reveal),
            *_fate(record, voided=voided, told=told),
        )
        for record in kept
    )
    return Table(noun.label, tuple(columns), rows)


def beside(noun: Noun, field: Field) -> str | None:
    """What stands beside a reference for a person's eyes, unless the noun has it as a field."""
    extra = _ALWAYS_BESIDE.get(field.kind)
    return None if extra in {f.name for f in noun.fields} else extra


def _column(field: Field) -> Column:
    texts = ("text", "choice", "choices", "flag")
    if field.kind in texts and field.name not in _NEVER_BROKEN:
        return Column(field.name, field.label, machine=bool(field.labels))
    kind: Literal["number", "code"] = "number" if field.kind in ("money", "points") else "code"
    return Column(field.name, field.label, kind, machine=_has_words(field))


def _words_column(field: Field) -> Column:
    kind: Literal["text", "code"] = "text" if field.kind == "item" else "code"
    return Column(f"{field.name}_words", field.label, kind, people=True)


def _has_words(field: Field) -> bool:
    """Whether a person reads something else for a value than scripts do."""
    return bool(field.labels) or field.kind in ("item", "hash")


def _facts(
    record: Row, fields: Iterable[tuple[Field, str | None]], book_of: BookOf | None, *, reveal: bool
) -> Iterator[Cell]:
    for field, extra in fields:
        value = record.values[field.name]
        yield _cell(field, value, reveal=reveal)
        if _has_words(field):
            yield _words(field, value, record, book_of)
        if extra:
            yield record.extra[extra]


def _words(field: Field, value: Value, record: Row, book_of: BookOf | None) -> Cell:
    month = record.values.get("month")
    if field.kind == "item":
        items = book_of(month).items if book_of and isinstance(month, Month) else ()
        return f"{value} {next((i.name for i in items if i.no == value), '')}".rstrip()
    if field.kind == "hash":
        return short_hash(str(value))
    return field.labels.get(str(value))


def _fate(record: Row, *, voided: bool, told: bool) -> tuple[Cell, ...]:
    return (
        record.voided,
        record.void_reason,
        *([record.void_reason and own_words(record.void_reason)] if voided else []),
        record.recorded_by,
        *([own_words(record.recorded_by)] if told else []),
        record.recorded_at,
        record.late,
    )


def _cell(field: Field, value: Value, *, reveal: bool) -> Cell:
    if field.kind == "money" and isinstance(value, int):
        return yuan(value)
    if field.kind == "points" and isinstance(value, int):
        return points(value)
    if field.private and not reveal and isinstance(value, str):
        return mask(value)
    return value
