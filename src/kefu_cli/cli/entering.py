"""From what was typed to a valid record: read, asked for, filled in, checked, resolved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kefu_cli.calendar import Month
from kefu_cli.cli import asking
from kefu_cli.cli.context import Office, for_option
from kefu_cli.errors import Refused, UsageError
from kefu_cli.language import say
from kefu_cli.messages import msg
from kefu_cli.records.fields import Field, Noun, Value
from kefu_cli.records.values import Clock, parse, problems, to_column, with_defaults
from kefu_cli.store.lookup import choices
from kefu_cli.store.records import REFERENCES, Given

Typed = Mapping[str, str | None]
"""What stood behind each field's option; flags as ``true``; None where it was left out."""


def enter(office: Office, noun: Noun, typed: Typed) -> dict[str, Given]:
    """The record that the options and, in a terminal, the answers make.

    Raises UsageError for a missing or unreadable value, and Refused, NotFound or Ambiguous for
    one that the file or the rules do not hold.
    """
    values = read(noun.fields, typed, office.clock)
    if any(field.missing_from(values) for field in noun.fields):
        values |= complete(office, noun, values)
    return checked(office, noun, with_defaults(noun, values, office.clock))


def read(fields: Sequence[Field], typed: Typed, clock: Clock) -> dict[str, Value]:
    """The values of the options that were given. Raises BadValue, naming the option."""

    def value_of(field: Field, text: str) -> Value:
        return for_option(field.option, lambda: parse(field, text, clock))

    return {f.name: value_of(f, text) for f in fields if (text := typed.get(f.name)) is not None}


def checked(office: Office, noun: Noun, values: Mapping[str, Value]) -> dict[str, Given]:
    """The record, valid as a whole, its references resolved. Raises Refused and NotFound."""
    for problem in problems(noun, values, office.clock):
        raise Refused(problem, msg("Correct it and give the command again; nothing was written."))
    return office.resolver.record(noun, values)


def complete(office: Office, noun: Noun, values: Mapping[str, Value]) -> dict[str, Value]:
    """Ask for what is missing. Raises UsageError, naming the options, where nobody can answer."""
    missing = [field for field in noun.fields if field.missing_from(values)]
    if not asking.is_interactive():
        names = tuple(field.option for field in missing)
        raise UsageError(
            msg("{name} is missing.", name=names),
            msg("Run {command} to see what it takes.", command=f"kefu {noun.name} add --help"),
        )
    answers: dict[str, Value] = {}
    for field in noun.fields:
        if field in missing or (field.asked and values.get(field.name) is None):
            answers[field.name] = _ask(office, field, {**values, **answers})
    return answers


def _ask(office: Office, field: Field, so_far: Mapping[str, Value]) -> Value:
    return asking.ask(
        say(field.label),
        _reader(office, field),
        choices=_choices(office, field, so_far),
        default=_default(field, office.clock),
    )


def _default(field: Field, clock: Clock) -> str | None:
    """What an empty answer means: the field's default, or nothing where it may be absent."""
    if field.required:
        return None
    if field.default == "today":
        return clock.today.isoformat()
    if field.default == "now":
        return clock.now.isoformat(sep=" ", timespec="minutes")
    value = None if isinstance(field.default, str) else to_column(field.default)
    return "" if value is None else str(value)


def _reader(office: Office, field: Field) -> Callable[[str], Value]:
    def value_of(text: str) -> Value:
        value = parse(field, text, office.clock)
        if field.kind in REFERENCES and isinstance(value, str):
            return office.resolver.ref(field.kind, value).code
        if field.kind == "clause" and isinstance(value, str):
            return office.resolver.clause(value, office.clock.today)
        return value

    return value_of


def _choices(
    office: Office, field: Field, so_far: Mapping[str, Value]
) -> Sequence[tuple[str, str]]:
    match field.kind:
        case "staff" | "building":
            return [(ref.code, ref.name or "") for ref in choices(office.db, field.kind)]
        case "choice" | "choices":
            return [(choice.word, "") for choice in field.choices]
        case "clause":
            on = so_far.get("on")
            day = on if isinstance(on, date) else office.clock.today
            return clause_choices(office, day)
        case _:
            return ()


def clause_choices(office: Office, day: date) -> Sequence[tuple[str, str]]:
    """The clauses on which violations are recorded, each with its words."""
    book = office.resolver.book(Month.of(day))
    found = ((no, book.clause(no)) for no in book.countable())
    return [(no, clause.text) for no, clause in found if clause]
