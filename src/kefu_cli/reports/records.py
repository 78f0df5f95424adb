"""Lists of records, and one record alone, as tables; owners' data masked unless asked for."""

from __future__ import annotations

from collections.abc import Iterable

from kefu_cli.messages import msg
from kefu_cli.records.fields import Field, Noun, Value
from kefu_cli.records.kept import Row
from kefu_cli.records.own_words import own_words
from kefu_cli.records.values import points, yuan
from kefu_cli.reports.privacy import mask
from kefu_cli.reports.table import Cell, Column, Table

_EXTRA = {"staff_name": msg("Name"), "building": msg("Building")}
_ALWAYS_BESIDE = {"staff": "staff_name", "unit": "building"}


def records_table(
    noun: Noun, records: Iterable[Row], *, reveal: bool = False, voided: bool = False
) -> Table:
    """The records as a table: every field, then whether and why voided, and who recorded it when.

    ``voided`` shows the columns about voiding to a person too, not only to scripts.
    """
    kept = list(records)
    numbered = noun.key != "code"
    fields = [(field, beside(noun, field)) for field in noun.fields]
    columns = [Column("id", msg("No."), "code", machine=not numbered or noun.key == "no")]
    for field, extra in fields:
        columns.append(_column(field))
        if field.labels:
            columns.append(Column(f"{field.name}_words", field.label, people=True))
        if extra:
            columns.append(Column(extra, _EXTRA[extra], "code"))
    columns += [
        Column("voided", msg("Voided"), machine=not voided),
        Column("void_reason", msg("Reason for voiding"), machine=True),
        *([Column("void_words", msg("Reason for voiding"), people=True)] if voided else []),
        Column("recorded_by", msg("Recorded by"), machine=True),
        Column("recorded_at", msg("Recorded at"), "code", machine=True),
        Column("late", msg("Late"), machine=not any(record.late for record in kept)),
    ]
    rows = tuple(_row(record, fields, reveal=reveal, voided=voided) for record in kept)
    return Table(noun.label, tuple(columns), rows)


def beside(noun: Noun, field: Field) -> str | None:
    """What stands beside a reference for a person's eyes, unless the noun has it as a field."""
    extra = _ALWAYS_BESIDE.get(field.kind)
    return None if extra in {f.name for f in noun.fields} else extra


def _column(field: Field) -> Column:
    if field.kind in ("text", "choice", "choices", "flag"):
        return Column(field.name, field.label, machine=bool(field.labels))
    return Column(
        field.name, field.label, "number" if field.kind in ("money", "points") else "code"
    )


def _row(
    record: Row, fields: Iterable[tuple[Field, str | None]], *, reveal: bool, voided: bool
) -> tuple[Cell, ...]:
    cells: list[Cell] = [record.id]
    for field, extra in fields:
        value = record.values[field.name]
        cells.append(_cell(field, value, reveal=reveal))
        if field.labels:
            cells.append(field.labels.get(str(value)))
        if extra:
            cells.append(record.extra[extra])
    return (
        *cells,
        record.voided,
        record.void_reason,
        *([record.void_reason and own_words(record.void_reason)] if voided else []),
        record.recorded_by,
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
