"""What shape a rulebook file must have: which keys, of which kind, within which bounds.

A reader checks one raw TOML value and reports what is wrong with it; it never raises and never
converts one kind into another. What comes back is clean: a table holds every valid value, and None
for an optional key that is absent. A key whose value is missing or wrong is not in it, so that a
later check can tell "left out" from "unreadable". A value that cannot be used at all is ``BAD``.

Readers are plain functions, not dataclasses: this module is loaded by every command that scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

from kefu_cli.messages import Message, msg
from kefu_cli.rulebook.model import ActionKind, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Reader = Callable[[object, str, list["RuleProblem"]], Any]

BAD: Any = object()
"""Stands for a value that was reported and cannot be used."""


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One thing wrong with a rulebook: where (``item[3].clause[0].text``) and what.

    Places in lists count from 0; the key is empty where the file as a whole is meant.
    """

    key: str
    what: Message


def text(choices: tuple[str, ...] = ()) -> Reader:
    """Read text that is not blank; one of ``choices`` where they are given."""

    def read(raw: object, key: str, problems: list[RuleProblem]) -> Any:
        if not isinstance(raw, str):
            return _refuse(key, _not_of_kind(msg("text"), raw), problems)
        if not raw.strip():
            return _refuse(key, msg("This text is empty."), problems)
        if any(character < " " and character != "\n" for character in raw):
            return _refuse(key, msg("This text holds a control character."), problems)
        if choices and raw not in choices:
            return _refuse(key, not_among(raw, choices), problems)
        return raw

    return read


def whole(low: int, high: int) -> Reader:
    """Read a whole number from ``low`` to ``high``, both included."""

    def read(raw: object, key: str, problems: list[RuleProblem]) -> Any:
        if isinstance(raw, bool) or not isinstance(raw, int):
            return _refuse(key, _not_of_kind(msg("a whole number"), raw), problems)
        if not low <= raw <= high:
            return _refuse(key, out_of_range(raw, low, high), problems)
        return raw

    return read


def number(low: Decimal, high: Decimal) -> Reader:
    """Read an exact number from ``low`` to ``high``, both included, with at most two decimals.

    It comes back as a Decimal without zeros at its end.
    """

    def read(raw: object, key: str, problems: list[RuleProblem]) -> Any:
        if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
            return _refuse(key, _not_of_kind(msg("a number"), raw), problems)
        value = Decimal(raw)
        if not value.is_finite() or not low <= value <= high:
            return _refuse(key, out_of_range(raw, low, high), problems)
        if value != value.quantize(Decimal("0.01")):
            return _refuse(key, msg("{value} has more than two decimals.", value=raw), problems)
        return Decimal(int(value)) if value == int(value) else value.normalize()

    return read


def texts(count: int | None = None) -> Reader:
    """Read a list of texts: so many as ``count`` says, or at least one. It comes back a tuple."""
    each = text()

    def read(raw: object, key: str, problems: list[RuleProblem]) -> Any:
        if not isinstance(raw, list):
            return _refuse(key, _not_of_kind(msg("a list of texts"), raw), problems)
        if count not in (None, len(raw)):
            return _refuse(key, not_so_many(count, len(raw)), problems)
        if not raw:
            return _refuse(key, _NOT_NONE, problems)
        parts = tuple(each(part, f"{key}[{place}]", problems) for place, part in enumerate(raw))
        return BAD if BAD in parts else parts

    return read


def table(fields: Mapping[str, Reader], optional: frozenset[str] = frozenset()) -> Reader:
    """Read a table of just these keys; those named ``optional`` may be left out."""

    def read(raw: object, key: str, problems: list[RuleProblem]) -> Any:
        if not isinstance(raw, dict):
            return _refuse(key, _not_of_kind(msg("a table"), raw), problems)
        problems += [
            RuleProblem(under(key, name), unknown(tuple(fields)))
            for name in raw
            if name not in fields
        ]
        clean: dict[str, Any] = {}
        for name, each in fields.items():
            if name in raw:
                value = each(raw[name], under(key, name), problems)
                if value is not BAD:
                    clean[name] = value
            elif name in optional:
                clean[name] = None
            else:
                problems.append(RuleProblem(under(key, name), MISSING))
        return clean

    return read


def tables(each: Reader) -> Reader:
    """Read a list of tables, at least one; {} stands for one of them that is no table."""

    def read(raw: object, key: str, problems: list[RuleProblem]) -> Any:
        if not isinstance(raw, list):
            return _refuse(key, _not_of_kind(msg("a list of tables"), raw), problems)
        if not raw:
            return _refuse(key, _NOT_NONE, problems)
        rows = (each(part, f"{key}[{place}]", problems) for place, part in enumerate(raw))
        return tuple({} if row is BAD else row for row in rows)

    return read


def named(each: Reader) -> Reader:
    """Read a table of values of one kind under any names; BAD stands for one that is wrong."""

    def read(raw: object, key: str, problems: list[RuleProblem]) -> Any:
        if not isinstance(raw, dict):
            return _refuse(key, _not_of_kind(msg("a table"), raw), problems)
        return {name: each(part, under(key, name), problems) for name, part in raw.items()}

    return read


def under(key: str, name: str) -> str:
    """Join the key of a table and a name within it."""
    return f"{key}.{name}" if key else name


MISSING = msg("This key is missing.")
_NOT_NONE = msg("There must be at least one here.")


def unknown(names: tuple[str, ...]) -> Message:
    """Say that a key is none of these."""
    return msg("This key is not known; known here: {names}.", names=names)


def not_among(value: str, names: tuple[str, ...]) -> Message:
    """Say that a text is none of these."""
    return msg("“{value}” is not allowed; allowed: {names}.", value=value, names=names)


def out_of_range(value: object, low: object, high: object) -> Message:
    """Say that a number is less than ``low`` or more than ``high``."""
    return msg("{value} is not allowed; allowed: {low} to {high}.", value=value, low=low, high=high)


def not_so_many(count: int | None, found: int) -> Message:
    """Say that a list is not of the length that it must have."""
    return msg("There must be {count} here, not {found}.", count=count, found=found)


def _refuse(key: str, what: Message, problems: list[RuleProblem]) -> Any:
    problems.append(RuleProblem(key, what))
    return BAD


def _not_of_kind(wanted: Message, raw: object) -> Message:
    found = next(name for kinds, name in _KINDS if isinstance(raw, kinds))
    return msg("This must be {wanted}, not {found}.", wanted=wanted, found=found)


_KINDS: tuple[tuple[type | tuple[type, ...], Message], ...] = (
    (bool, msg("true or false")),  # before int, of which it is a kind
    (int, msg("a whole number")),
    (Decimal, msg("a number with decimals")),
    (str, msg("text")),
    ((date, datetime, time), msg("a date or time")),
    (list, msg("a list")),
    (dict, msg("a table")),
)

_MOST_POINTS = Decimal(10_000)
_POINTS = number(Decimal(0), _MOST_POINTS)
_PERCENT = number(Decimal(0), Decimal(100))
_DAYS = whole(0, 3660)  # ten years: no deadline is longer, and no day runs out of the calendar
_TIMES = whole(1, 366)
_ACTION = text(get_args(ActionKind))

_READINGS = tables(table({"ruling": text(), "text": text()}))
_WITH_READINGS = frozenset({"reading"})

_FORM = table(
    {
        "title": text(),
        "heading": texts(4),
        "columns": texts(9),
        "reviewers": texts(3),
        "sum_label": text(),
        "total_label": text(),
        "pay_label": text(),
        "pay_boxes": texts(),
        "action_box": text(),
        "remarks_label": text(),
        "remarks": texts(),
        "signatures": texts(4),
        "signers": texts(4),
    },
    frozenset({"signers"}),  # books written before they were named have those of the standard one
)
_RATE_TIER = table(
    {"at_least": _PERCENT, "below": _PERCENT, "score": _POINTS, "action": _ACTION},
    frozenset({"at_least", "below", "action"}),
)
_ITEM = table(
    {
        "no": whole(1, 99),
        "name": text(),
        "label": text(),
        "points": _POINTS,
        "explanation": text(),
        "count": table({"each": _POINTS, "wipe_out_at": _TIMES}),
        "rate": table({"tier": tables(_RATE_TIER)}),
        "clause": tables(
            table({"no": text(), "text": text(), "reading": _READINGS}, _WITH_READINGS)
        ),
        "reading": _READINGS,
    },
    frozenset({"count", "rate", "reading"}),
)
_ABSENCE = table(
    {
        "clause": text(),
        "consecutive_days": _TIMES,
        "total": _TIMES,
        "total_unit": text(("run", "day")),
        "window": text(("month", "year", "all")),
        "action": _ACTION,
        "reading": _READINGS,
    },
    _WITH_READINGS,
)
_PAY = table(
    {"at_least": _POINTS, "below": _POINTS, "percent": whole(0, 100)},
    frozenset({"at_least", "below"}),
)
_DERIVED = table(
    {"kind": text(), "clause": text(), "days": named(_DAYS), "reading": _READINGS}, _WITH_READINGS
)
_DUTY = table(
    {
        "kind": text(("suggestion", "story")),
        "name": text(),
        "at_least": whole(1, 99),
        "due_day": whole(1, 28),  # a day that every month has; left out, it is the last
        "source": text(),
        "text": text(),
    },
    frozenset({"due_day"}),
)

RULEBOOK = table(
    {
        "name": text(),
        "version": text(),
        "total": number(Decimal(1), _MOST_POINTS),
        "final": text(get_args(Final)),
        "objection_days": _DAYS,
        "reading": _READINGS,
        "form": _FORM,
        "item": tables(_ITEM),
        "absence": _ABSENCE,
        "pay": tables(_PAY),
        "total_action": tables(
            table({"below": number(Decimal("0.01"), _MOST_POINTS), "action": _ACTION})
        ),
        "caution": table({action: text() for action in get_args(ActionKind)}),
        "derived": tables(_DERIVED),
        "duty": tables(_DUTY),
    },
    frozenset({"reading", "total_action", "derived", "duty", "objection_days"}),
)
"""The whole file."""
