"""From a rulebook's TOML text to a Rulebook, strictly: all that is wrong is said at once.

Nothing is converted, guessed or ignored. A file that ``check`` finds nothing in always loads.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from kefu_cli import files
from kefu_cli.errors import FileError, KefuError
from kefu_cli.messages import Message, msg
from kefu_cli.rulebook.checks import Clean, between
from kefu_cli.rulebook.model import (
    AbsenceRule,
    Clause,
    CountRule,
    DerivedRule,
    FormWords,
    Item,
    MonthlyDuty,
    PayTier,
    RateRule,
    RateTier,
    Reading,
    Rulebook,
    TotalAction,
)
from kefu_cli.rulebook.schema import RULEBOOK, RuleProblem

_STANDARD = Path(__file__).with_name("standard.toml")


class RulebookError(KefuError):
    """A rulebook that cannot be used; ``problems`` holds everything that is wrong with it."""

    def __init__(self, problems: tuple[RuleProblem, ...]) -> None:
        super().__init__(
            _summary(problems), msg("See everything that is wrong: kefu rules check FILE")
        )
        self.problems = problems


@cache
def standard() -> Rulebook:
    """Give the rulebook of the source's own form, as it comes with kefu."""
    return load(standard_text())


def standard_text() -> str:
    """Give the text of that rulebook, for a company to start its own from."""
    return decode(_STANDARD.read_bytes())


def read(path: Path) -> str:
    """Read the text of a rulebook file. Raises FileError, or RulebookError if it is not UTF-8."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise FileError(
            msg("There is no file {file}.", file=path), msg("See whether the path is right.")
        ) from error
    except OSError as error:
        raise FileError(
            msg("{path} cannot be read: {reason}.", path=path, reason=files.why(error)),
            msg("Name an existing rulebook file that you may read."),
        ) from error
    return decode(data)


def decode(data: bytes) -> str:
    """Decode a rulebook file: UTF-8, with or without BOM. Raises RulebookError."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RulebookError((RuleProblem("", _not_utf8(data)),)) from error


def load(text: str) -> Rulebook:
    """Read a rulebook. Raises RulebookError, which holds all of its problems."""
    book, problems = _examine(text)
    if problems:
        raise RulebookError(problems)
    return _rulebook(book, text)


def check(text: str) -> tuple[RuleProblem, ...]:
    """Find everything that is wrong with a rulebook's text; () if nothing is."""
    return _examine(text)[1]


def _examine(text: str) -> tuple[Clean, tuple[RuleProblem, ...]]:
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return {}, (RuleProblem("", _syntax(text, str(error))),)
    except (ValueError, RecursionError):  # a number of thousands of digits, or a thousand brackets
        return {}, (RuleProblem("", msg("The file cannot be read as TOML.")),)
    problems: list[RuleProblem] = []
    book: Clean = RULEBOOK(raw, "", problems)
    return book, (*problems, *between(book))


def _syntax(text: str, reason: str) -> Message:
    """Say where TOML breaks, with the line itself: why it breaks, tomllib says in English only."""
    if not (match := re.search(r"\(at line (\d+), column (\d+)\)$", reason)):
        return msg("The file ends in the middle of a value.")
    line, column = int(match[1]), int(match[2])
    return msg(
        "Line {line}, column {column} cannot be read: {written} — text stands in straight quotes"
        ' ("), and no key stands twice in one table.',
        line=line,
        column=column,
        written=text.split("\n")[line - 1].strip(),
    )


def _not_utf8(data: bytes) -> Message:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return msg("The file is not text in UTF-8.")
    return msg("The file is in GB18030 (GBK); save it as UTF-8.")


def _summary(problems: tuple[RuleProblem, ...]) -> Message:
    first = problems[0]
    if not first.key:
        return msg("The rulebook cannot be used. {first}", first=first.what)
    return msg(
        "The rulebook cannot be used; problems: {count}. The first, at {key}: {first}",
        count=len(problems),
        key=first.key,
        first=first.what,
    )


def _rulebook(book: Clean, text: str) -> Rulebook:
    return Rulebook(
        name=book["name"],
        version=book["version"],
        total=book["total"],
        items=tuple(map(_item, book["item"])),
        absence=AbsenceRule(**_with_readings(book["absence"])),
        pay=tuple(PayTier(**tier) for tier in book["pay"]),
        total_actions=tuple(TotalAction(**action) for action in book["total_action"] or ()),
        derived=tuple(map(_derived, book["derived"] or ())),
        duties=tuple(MonthlyDuty(**duty) for duty in book["duty"] or ()),
        cautions=tuple(book["caution"].items()),
        final=book["final"],
        objection_days=_or_standard(book["objection_days"], lambda: standard().objection_days),
        form=_form(book["form"]),
        readings=_readings(book),
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
    )


def _form(form: Clean) -> FormWords:
    signers = _or_standard(form["signers"], lambda: standard().form.signers)
    return FormWords(**{**form, "signers": signers})


def _or_standard(given: Any, standard_value: Callable[[], Any]) -> Any:
    """A value that books written before it was asked for lack: they have the standard one's."""
    return standard_value() if given is None else given


def _item(item: Clean) -> Item:
    return Item(
        no=item["no"],
        name=item["name"],
        label=item["label"],
        points=item["points"],
        explanation=item["explanation"],
        rule=_rule(item),
        clauses=tuple(Clause(**_with_readings(clause)) for clause in item["clause"]),
        readings=_readings(item),
    )


def _rule(item: Clean) -> CountRule | RateRule:
    if item["rate"] is None:
        return CountRule(**item["count"])
    return RateRule(tuple(RateTier(**tier) for tier in item["rate"]["tier"]))


def _derived(rule: Clean) -> DerivedRule:
    days = tuple(rule["days"].items())
    return DerivedRule(rule["kind"], rule["clause"], days, _readings(rule))


def _with_readings(table: Clean) -> dict[str, Any]:
    values = {name: value for name, value in table.items() if name != "reading"}
    return {**values, "readings": _readings(table)}


def _readings(table: Clean) -> tuple[Reading, ...]:
    return tuple(Reading(**reading) for reading in table["reading"] or ())
