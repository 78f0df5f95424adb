"""Reading what a person typed into a value, and writing a value out again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kefu_cli.calendar import Month, not_ahead, parse_day, parse_moment, parse_month
from kefu_cli.errors import BadValue
from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Choice, Field, Noun, Value, Values
from kefu_cli.script import fold

_TRUE = frozenset(("true", "1", "yes", "y", "是", "√", "✓", "對", "对"))
_FALSE = frozenset(("false", "0", "no", "n", "否", "×", "不", "非"))
_AMOUNT = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?", re.ASCII)
_SCORE = re.compile(r"\d{1,6}(\.\d*)?", re.ASCII)
_ITEM = re.compile(r"\d{1,2}", re.ASCII)
_CENT = Decimal("0.01")
_MOST_MONEY = Decimal(100_000_000)
_SOURCE = re.compile(r"[a-z]+:[^\s:]+")
_MEDIA_SEPARATORS = re.compile(r"[、,，;；/]")


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment at which a command runs: what 今天 and “now” mean in it."""

    now: datetime

    @property
    def today(self) -> date:
        """The day of that moment."""
        return self.now.date()


def parse(field: Field, text: str, clock: Clock) -> Value:
    """Read a field's value from text; blank text is None. Raises BadValue.

    References (staff, building, unit, clause) come back as the text that was written: whether
    they exist is for the store and the rulebook to say.
    """
    written = text.strip()
    if not written:
        return None
    match field.kind:
        case "day":
            return parse_day(written, clock.today)
        case "moment":
            return parse_moment(written, clock.now)
        case "month":
            return parse_month(written, clock.today)
        case "choice":
            return _choose(field.choices, written)
        case "choices":
            return _choose_several(field.choices, written)
        case kind:
            return _READERS.get(kind, str)(written)


def parse_money(text: str) -> int:
    """Read an amount in yuan (``1,920``, ``¥12.50``) as whole 分. Raises BadValue.

    An amount is neither negative nor finer than the 分.
    """
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    plain = plain.removeprefix("¥").removesuffix("元").strip()
    if not _AMOUNT.fullmatch(plain):
        raise _bad_amount(msg("“{value}” is not an amount.", value=text))
    amount = Decimal(plain.replace(",", ""))
    if amount < 0:
        raise _bad_amount(msg("The amount {value} is negative.", value=text))
    if amount >= _MOST_MONEY:
        raise _bad_amount(msg("“{value}” is not an amount.", value=text))
    if amount != (rounded := amount.quantize(_CENT)):
        raise _bad_amount(msg("The amount {value} is finer than 0.01 yuan.", value=text))
    return int(rounded.scaleb(2))


def parse_points(text: str) -> int:
    """Read a score in 分 (``13``, ``12.5``) as whole hundredths of a point. Raises BadValue."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("分").strip()
    value = Decimal(plain) if _SCORE.fullmatch(plain) else None
    if value is None or value != value.quantize(_CENT):
        raise BadValue(
            msg("“{value}” is not a score.", value=text),
            msg("Write points with at most two decimals, such as 13 or 12.5."),
        )
    return int(value.scaleb(2))


def points(hundredths: int) -> Decimal:
    """Hundredths of a point as points, without zeros at the end."""
    value = Decimal(hundredths).scaleb(-2)
    return Decimal(int(value)) if value == int(value) else value.normalize()


def parse_item(text: str) -> int:
    """Read the number of an item of the form. Raises BadValue."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _ITEM.fullmatch(plain):
        raise BadValue(
            msg("“{value}” is not the number of an item.", value=text),
            msg("Give the number of an item of the form, such as 3."),
        )
    return int(plain)


def parse_flag(text: str) -> bool:
    """Read yes or no as people here write it. Raises BadValue."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in _TRUE:
        return True
    if plain in _FALSE:
        return False
    raise BadValue(
        msg("“{value}” is neither yes nor no.", value=text), msg("Write 是 or 否 (true or false).")
    )


def plain_code(text: str) -> str:
    """A code as it is kept: plain forms, capitals, so that w003 and Ｗ００３ are W003."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def parse_code(text: str) -> str:
    """Read a code or number. Raises BadValue on space or colon."""
    code = plain_code(text)
    if re.search(r"[\s:]", code) or not code.isprintable():
        raise BadValue(
            msg("“{value}” cannot be a code.", value=text),
            msg("A code has no spaces and no colon, such as W001 or 1-1-1001."),
        )
    return code


def problems(noun: Noun, values: Values, clock: Clock) -> Iterator[Message]:
    """Everything that makes a record impossible as a whole: days ahead, and the noun's check."""
    for field in noun.events:
        at = values.get(field.name)
        if isinstance(at, datetime):
            at = at.date()
        if isinstance(at, date) and (ahead := not_ahead(at, clock.today)):
            yield ahead
    yield from noun.check(values)


def with_defaults(noun: Noun, values: Values, clock: Clock) -> dict[str, Value]:
    """The record with the defaults of typed commands in its blanks."""
    filled: dict[str, Value] = {}
    for field in noun.fields:
        value = values.get(field.name)
        filled[field.name] = _default(field, values, clock) if value is None else value
    return filled


def to_column(value: Value) -> str | int | None:
    """The value as the file keeps it."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Month):
        return str(value)
    return value


def from_column(field: Field, kept: str | int | None) -> Value:
    """The value of what the file keeps."""
    if kept is None:
        return None
    if isinstance(kept, int):
        return bool(kept) if field.kind == "flag" else kept
    match field.kind:
        case "money":
            return int(Decimal(kept).scaleb(2))
        case "day":
            return date.fromisoformat(kept)
        case "moment":
            return datetime.fromisoformat(kept)
        case "month":
            return Month.parse_iso(kept)
        case _:
            return kept


def yuan(cents: int) -> str:
    """An amount of 分 as yuan with two decimals: 192000 is ``1920.00``."""
    return f"{Decimal(cents).scaleb(-2):.2f}"


def plain(field: Field, value: Value) -> str | bool | int | None:
    """The value as JSON has it: money is text in yuan, days are ISO, absent is None.

    Points are text too, exact, for a person to read.
    """
    if field.kind == "points" and isinstance(value, int):
        return f"{points(value):f}"
    if field.kind == "money" and isinstance(value, int):
        return yuan(value)
    if isinstance(value, bool):
        return value
    return to_column(value)


def _default(field: Field, values: Values, clock: Clock) -> Value:
    if field.default == "today" and field.kind == "day":
        return clock.today
    if field.default == "now" and field.kind == "moment":
        return clock.now.replace(second=0, microsecond=0)
    if isinstance(field.default, str) and field.default.startswith("="):
        return values.get(field.default[1:])
    return field.default


def _choose(choices: Sequence[Choice], text: str) -> str:
    wanted = fold(text)
    for choice in choices:
        if wanted in (fold(choice.word), *map(fold, choice.aliases)):
            return choice.word
    raise BadValue(
        msg("“{value}” is not among the choices.", value=text),
        msg("Choose from {names}.", names=tuple(choice.word for choice in choices)),
    )


def _choose_several(choices: Sequence[Choice], text: str) -> str | None:
    parts = (part.strip() for part in _MEDIA_SEPARATORS.split(text))
    chosen = {_choose(choices, part) for part in parts if part}
    return "、".join(choice.word for choice in choices if choice.word in chosen) or None


def _parse_source(text: str) -> str:
    kind, colon, key = unicodedata.normalize("NFKC", text).partition(":")
    source = kind + colon + key.upper()
    if not _SOURCE.fullmatch(source):
        raise BadValue(
            msg("“{value}” does not name a record.", value=text),
            msg("Name it by its kind and number, such as repair:31."),
        )
    return source


def _bad_amount(what: Message) -> BadValue:
    return BadValue(what, msg("Write yuan with at most two decimals, such as 1920 or 1920.50."))


_READERS: dict[str, Callable[[str], Value]] = {
    "money": parse_money,
    "flag": parse_flag,
    "code": parse_code,
    "source": _parse_source,
    "points": parse_points,
    "item": parse_item,
}
