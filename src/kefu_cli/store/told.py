"""How the history tells the records of each table: their names, what is said of them, and whose.

Everything here is SQL over ``x``, the table's row. Conditions are asked with ``:staff`` (a person's
number), ``:end`` (a month), and ``:noun``, ``:id``, ``:name`` (a record's table, number and name).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from kefu_cli.records import DECISIONS, NOUN_NAMES
from kefu_cli.records import noun as noun_named
from kefu_cli.records.fields import Field, Noun
from kefu_cli.records.staff import NOUN as STAFF
from kefu_cli.store.records import FROM_THE_BEGINNING, REFERENCES, column_of, kept_fields

NEVER = "0"
SEPARATOR = "char(31)"
"""Stands between the facts of a record, in SQL; the character itself is in no value."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How the records of one table are told.

    ``record`` names the record, as commands do, or the one that it says something of. ``of``,
    ``staff`` and ``end`` are the conditions under which it belongs to the record, the person and
    the month's end asked for.
    ``fact`` is what a row says as a whole (as a field's name; None where ``show`` says it), and
    ``value`` how. ``gist`` are a record's main facts, for a person to read when it is made, with
    ``SEPARATOR`` between them. ``fields`` are the declared fields by column, ``hidden`` the columns
    too long to be told.
    """

    table: str
    record: str
    of: str = NEVER
    staff: str = NEVER
    end: str = NEVER
    fact: str | None = None
    value: str = "NULL"
    gist: str = "NULL"
    fields: Mapping[str, Field] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()

    @property
    def value_when_made(self) -> str:
        """``value`` before any change: nobody is said to have recorded what came later."""
        return self._when_made(self.value)

    @property
    def gist_when_made(self) -> str:
        """``gist`` before any change."""
        return self._when_made(self.gist)

    def _when_made(self, value: str) -> str:
        was = (
            f"SELECT h.before FROM history AS h WHERE h.noun = '{self.table}'"
            r" AND h.record_id = x.id AND h.field = '\1' ORDER BY h.id LIMIT 1"
        )
        return re.sub(r"\bx\.(\w+)", rf"iif(EXISTS ({was}), ({was}), x.\1)", value)


def kinds() -> Iterator[Kind]:
    """Every table whose records the history tells."""
    yield from map(_of_noun, NOUN_NAMES)
    yield from OTHERS
    for name in DECISIONS:
        yield replace(_of_noun(name), end=_ENDS, fact=name, value=_DECIDED[name], gist="NULL")


def _of_noun(name: str) -> Kind:
    declared = noun_named(name)
    fields = {column_of(each): each for each in kept_fields(declared)}
    staff = _names_staff(name, "x") if "staff_id" in fields else NEVER
    return Kind(
        name,
        f"'{name}:' || x.{declared.key or 'id'}",
        of=f":noun = '{name}' AND x.id = :id",
        staff="x.id = :staff" if name == "staff" else staff,
        gist=_gist(declared, fields),
        fields=fields,
    )


def _gist(declared: Noun, fields: Mapping[str, Field]) -> str:
    """A record's required facts, its day and its note; owners' data stays out of it."""
    main = {
        column: field
        for column, field in fields.items()
        if (field.required or field.name in (declared.dated, "note"))
        and field.name != declared.key
        and not field.private
    }
    parts = (
        f"coalesce({_fact(column, field)} || {SEPARATOR}, '')" for column, field in main.items()
    )
    return f"rtrim({' || '.join(parts)}, {SEPARATOR})" if main else "NULL"


def _fact(column: str, field: Field) -> str:
    if field.kind in REFERENCES:
        return f"(SELECT r.code FROM {field.kind} AS r WHERE r.id = x.{column})"
    if field.kind == "moment":
        return f"replace(x.{column}, 'T', ' ')"
    return _decimal(f"x.{column}") if field.kind == "money" else f"x.{column}"


def _names_staff(table: str, row: str) -> str:
    """That a row names the person now, or did before it was changed."""
    return (
        f"({row}.staff_id = :staff OR {row}.id IN (SELECT h.record_id FROM history AS h"
        f" WHERE h.noun = '{table}' AND h.field = 'staff_id' AND h.before = :staff))"
    )


def _decimal(column: str) -> str:
    return f"printf('%d.%02d', {column} / 100, {column} % 100)"


_CODE = "(SELECT s.code FROM staff AS s WHERE s.id = x.staff_id)"
_MONTH = "'month:' || x.month"
_ENDS = "x.month = :end"
_REPAIRS = f"repair AS y WHERE {_names_staff('repair', 'y')}"
_VIOLATIONS = f"violation AS y WHERE {_names_staff('violation', 'y')}"

_KEY_AT = "instr(x.finding, ':') + 1"
_ABOUT = f"""(
    replace(substr(x.finding, 1, {_KEY_AT} - 1), 'handover:', 'unit:')
    || substr(x.finding, {_KEY_AT}, instr(substr(x.finding, {_KEY_AT}) || ':', ':') - 1)
)"""
"""The record of a finding such as ``repair:31:7.2``: its kind and number without the clause."""

OTHERS = (
    Kind(
        "base_pay",
        f"'staff:' || {_CODE}",
        of=":noun = 'staff' AND x.staff_id = :id",
        staff="x.staff_id = :staff",
        fact="base_pay",
        value=f"iif(x.from_month = '{FROM_THE_BEGINNING}', '', x.from_month || ' ')"
        f" || {_decimal('x.amount')}",
        fields={"amount": STAFF.field("base_pay")},
    ),
    Kind(
        "repair_follow",
        "(SELECT 'repair:' || y.no FROM repair AS y WHERE y.id = x.repair_id)",
        of=":noun = 'repair' AND x.repair_id = :id",
        staff=f"x.repair_id IN (SELECT y.id FROM {_REPAIRS})",
        fact="followed",
        value="x.at || coalesce(' ' || x.note, '')",
    ),
    Kind(
        "waiver",
        _ABOUT,
        of=f"{_ABOUT} = :name",
        staff=f"(x.staff_id = :staff OR x.staff_id IS NULL AND {_ABOUT} IN ("
        f"SELECT 'violation:' || y.id FROM {_VIOLATIONS}"
        f" UNION ALL SELECT 'repair:' || y.no FROM {_REPAIRS}))",
        fact="waived",
        value=f"x.finding || coalesce(' ' || {_CODE}, '') || ' ' || x.reason",
    ),
    Kind(
        "rulebook",
        "'rulebook:' || x.name || ' ' || x.version",
        fact="from_month",
        value="x.from_month",
        hidden=("text",),
    ),
    Kind("issue", _MONTH, end=_ENDS, fact="issued", value="x.on_day"),
    Kind(
        "signature",
        _MONTH,
        end=_ENDS,
        fact="signed",
        value="iif(x.closing_id IS NULL, '', 'correction ') || x.role",
    ),
    Kind(
        "closing",
        _MONTH,
        end=_ENDS,
        fact="closed",
        value="x.kind || ' ' || substr(x.sha256, 1, 12)",
    ),
    Kind(
        "reopening",
        "(SELECT 'month:' || y.month FROM closing AS y WHERE y.id = x.closing_id)",
        end="x.closing_id IN (SELECT y.id FROM closing AS y WHERE y.month = :end)",
        fact="reopened",
        value="x.approved_by || ': ' || x.reason",
    ),
)
"""The tables that are no noun's; a further one is one more entry."""

_DECIDED = {
    "review": f"{_CODE} || ' ' || x.month || ' ' || x.level || ' ' || x.item || ': '"
    f" || {_decimal('x.score')} || coalesce(' ' || x.reason, '')",
    "objection": f"{_CODE} || ' ' || x.month || ' ' || x.text",
    "ack": f"{_CODE} || ' ' || x.month",
}
"""What a decision says as a whole."""
