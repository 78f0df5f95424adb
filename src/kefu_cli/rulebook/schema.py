"""What shape a rulebook file must have: which keys, of which kind, within which bounds.

A spec reads one raw TOML value and reports what is wrong with it; it never raises and never
converts one kind into another. What comes back is clean: a table holds every valid value, and None
for an optional key that is absent. A key whose value is missing or wrong is not in it, so that a
later check can tell "left out" from "unreadable". A value that cannot be read at all is ``BAD``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol, get_args

from kefu_cli.messages import Message, msg
from kefu_cli.rulebook.model import ActionKind

BAD: Any = object()
"""Stands for a value that was reported and cannot be used."""


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One thing wrong with a rulebook: where (``item[3].clause[0].text``) and what.

    Places in lists count from 0; the key is empty where the file as a whole is meant.
    """

    key: str
    what: Message


class Spec(Protocol):
    """How one value must be; ``read`` gives it back clean, or BAD after reporting why not."""

    def read(self, raw: object, key: str, problems: list[RuleProblem]) -> Any:
        """Check ``raw``, which stands at ``key``, and add what is wrong to ``problems``."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text that is not blank; one of ``choices`` where they are given."""

    choices: tuple[str, ...] = ()

    def read(self, raw: object, key: str, problems: list[RuleProblem]) -> Any:
        """Give back the text as it is written."""
        if not isinstance(raw, str):
            return _refuse(key, _not_of_kind(msg("text"), raw), problems)
        if not raw.strip():
            return _refuse(key, msg("This text is empty."), problems)
        if any(character < " " and character != "\n" for character in raw):
            return _refuse(key, msg("This text holds a control character."), problems)
        if self.choices and raw not in self.choices:
            what = msg("“{value}” is not allowed; allowed: {names}.", value=raw, names=self.choices)
            return _refuse(key, what, problems)
        return raw


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from ``low`` to ``high``, both included."""

    low: int
    high: int

    def read(self, raw: object, key: str, problems: list[RuleProblem]) -> Any:
        """Give back the int."""
        if isinstance(raw, bool) or not isinstance(raw, int):
            return _refuse(key, _not_of_kind(msg("a whole number"), raw), problems)
        if not self.low <= raw <= self.high:
            return _refuse(key, _out_of_range(raw, self.low, self.high), problems)
        return raw


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number from ``low`` to ``high``, both included, with at most two decimals."""

    low: Decimal
    high: Decimal

    def read(self, raw: object, key: str, problems: list[RuleProblem]) -> Any:
        """Give back the Decimal, without zeros at its end."""
        if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
            return _refuse(key, _not_of_kind(msg("a number"), raw), problems)
        value = Decimal(raw)
        if not value.is_finite() or not self.low <= value <= self.high:
            return _refuse(key, _out_of_range(raw, self.low, self.high), problems)
        if value != value.quantize(Decimal("0.01")):
            return _refuse(key, msg("{value} has more than two decimals.", value=raw), problems)
        return Decimal(int(value)) if value == int(value) else value.normalize()


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of texts: so many as ``count`` says, or at least one."""

    count: int | None = None

    def read(self, raw: object, key: str, problems: list[RuleProblem]) -> Any:
        """Give back the texts as a tuple."""
        if not isinstance(raw, list):
            return _refuse(key, _not_of_kind(msg("a list of texts"), raw), problems)
        if wrong := _wrong_length(raw, self.count):
            return _refuse(key, wrong, problems)
        texts = tuple(
            Text().read(part, f"{key}[{place}]", problems) for place, part in enumerate(raw)
        )
        return BAD if BAD in texts else texts


@dataclass(frozen=True, slots=True)
class Table:
    """A table of just these keys; those named ``optional`` may be left out."""

    fields: Mapping[str, Spec]
    optional: frozenset[str] = frozenset()

    def read(self, raw: object, key: str, problems: list[RuleProblem]) -> Any:
        """Give back a dict of the values that are valid, and None for optional ones left out."""
        if not isinstance(raw, dict):
            return _refuse(key, _not_of_kind(msg("a table"), raw), problems)
        for name in raw.keys() - self.fields.keys():
            what = msg("This key is not known; known here: {names}.", names=tuple(self.fields))
            problems.append(RuleProblem(under(key, name), what))
        clean: dict[str, Any] = {}
        for name, spec in self.fields.items():
            if name in raw:
                value = spec.read(raw[name], under(key, name), problems)
                if value is not BAD:
                    clean[name] = value
            elif name in self.optional:
                clean[name] = None
            else:
                problems.append(RuleProblem(under(key, name), msg("This key is missing.")))
        return clean


@dataclass(frozen=True, slots=True)
class Tables:
    """A list of tables, at least one."""

    each: Table

    def read(self, raw: object, key: str, problems: list[RuleProblem]) -> Any:
        """Give back a tuple of clean dicts, as long as the list; BAD for one that is no table."""
        if not isinstance(raw, list):
            return _refuse(key, _not_of_kind(msg("a list of tables"), raw), problems)
        if wrong := _wrong_length(raw, None):
            return _refuse(key, wrong, problems)
        return tuple(
            {} if row is BAD else row
            for place, part in enumerate(raw)
            for row in [self.each.read(part, f"{key}[{place}]", problems)]
        )


@dataclass(frozen=True, slots=True)
class Named:
    """A table of values of one kind under names that the schema does not know."""

    each: Spec

    def read(self, raw: object, key: str, problems: list[RuleProblem]) -> Any:
        """Give back a dict of the names; the value is BAD where it was reported."""
        if not isinstance(raw, dict):
            return _refuse(key, _not_of_kind(msg("a table"), raw), problems)
        return {name: self.each.read(part, under(key, name), problems) for name, part in raw.items()}


def under(key: str, name: str) -> str:
    """The key of a name within the table at ``key``."""
    return f"{key}.{name}" if key else name


def _refuse(key: str, what: Message, problems: list[RuleProblem]) -> Any:
    problems.append(RuleProblem(key, what))
    return BAD


def _not_of_kind(wanted: Message, raw: object) -> Message:
    return msg("This must be {wanted}, not {found}.", wanted=wanted, found=_kind(raw))


def _out_of_range(value: object, low: object, high: object) -> Message:
    return msg("{value} is not allowed; allowed: {low} to {high}.", value=value, low=low, high=high)


def _wrong_length(raw: list[object], count: int | None) -> Message | None:
    if count is not None and len(raw) != count:
        return msg("There must be {count} here, not {found}.", count=count, found=len(raw))
    return None if raw else msg("There must be at least one here.")


def _kind(raw: object) -> Message:
    for kinds, name in _KINDS:
        if isinstance(raw, kinds):
            return name
    raise TypeError(f"TOML has no {type(raw).__name__}")


_KINDS: tuple[tuple[type | tuple[type, ...], Message], ...] = (
    (bool, msg("true or false")),  # before int, of which it is a kind
    (int, msg("a whole number")),
    (Decimal, msg("a number")),
    (str, msg("text")),
    ((date, datetime, time), msg("a date or time")),
    (list, msg("a list")),
    (dict, msg("a table")),
)

_MOST_POINTS = Decimal(10_000)
_POINTS = Number(Decimal(0), _MOST_POINTS)
_PERCENT = Number(Decimal(0), Decimal(100))
_DAYS = Whole(0, 3660)  # ten years: no deadline is longer, and no day runs out of the calendar
_TIMES = Whole(1, 366)
_ACTION = Text(get_args(ActionKind))

_READINGS = Tables(Table({"ruling": Text(), "text": Text()}))
_WITH_READINGS = frozenset({"reading"})

_FORM = Table(
    {
        "title": Text(),
        "heading": Texts(4),
        "columns": Texts(9),
        "reviewers": Texts(3),
        "sum_label": Text(),
        "total_label": Text(),
        "pay_label": Text(),
        "pay_boxes": Texts(),
        "action_box": Text(),
        "remarks_label": Text(),
        "remarks": Texts(),
        "signatures": Texts(4),
    }
)
_RATE_TIER = Table(
    {"at_least": _PERCENT, "below": _PERCENT, "score": _POINTS, "action": _ACTION},
    frozenset({"at_least", "below", "action"}),
)
_ITEM = Table(
    {
        "no": Whole(1, 99),
        "name": Text(),
        "label": Text(),
        "points": _POINTS,
        "explanation": Text(),
        "count": Table({"each": _POINTS, "wipe_out_at": _TIMES}),
        "rate": Table({"tier": Tables(_RATE_TIER)}),
        "clause": Tables(
            Table({"no": Text(), "text": Text(), "reading": _READINGS}, _WITH_READINGS)
        ),
        "reading": _READINGS,
    },
    frozenset({"count", "rate", "reading"}),
)
_ABSENCE = Table(
    {
        "clause": Text(),
        "consecutive_days": _TIMES,
        "total": _TIMES,
        "total_unit": Text(("run", "day")),
        "window": Text(("month", "year", "all")),
        "action": _ACTION,
        "reading": _READINGS,
    },
    _WITH_READINGS,
)
_PAY = Table(
    {"at_least": _POINTS, "below": _POINTS, "percent": Whole(0, 100)},
    frozenset({"at_least", "below"}),
)
_DERIVED = Table(
    {"kind": Text(), "clause": Text(), "days": Named(_DAYS), "reading": _READINGS}, _WITH_READINGS
)
_DUTY = Table(
    {
        "kind": Text(("suggestion", "story")),
        "name": Text(),
        "at_least": Whole(1, 99),
        "due_day": Whole(1, 28),  # a day that every month has; left out, it is the last
        "source": Text(),
        "text": Text(),
    },
    frozenset({"due_day"}),
)

RULEBOOK = Table(
    {
        "name": Text(),
        "version": Text(),
        "total": Number(Decimal(1), _MOST_POINTS),
        "final": Text(("computed", "reviewed")),
        "reading": _READINGS,
        "form": _FORM,
        "item": Tables(_ITEM),
        "absence": _ABSENCE,
        "pay": Tables(_PAY),
        "total_action": Tables(
            Table({"below": Number(Decimal("0.01"), _MOST_POINTS), "action": _ACTION})
        ),
        "caution": Table({action: Text() for action in get_args(ActionKind)}),
        "derived": Tables(_DERIVED),
        "duty": Tables(_DUTY),
    },
    frozenset({"reading", "total_action", "derived", "duty"}),
)
"""The whole file."""
