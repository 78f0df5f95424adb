"""From what was typed to a valid record: read, asked for, filled in, checked, resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from dataclasses import field as made_by
from datetime import date
from pathlib import Path

from kefu_cli.calendar import Month
from kefu_cli.cli import asking
from kefu_cli.cli.context import Office, for_option, needed
from kefu_cli.cli.showing import say_done
from kefu_cli.errors import Refused, UsageError
from kefu_cli.language import say
from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Field, Noun, Value
from kefu_cli.records.values import Clock, parse, problems, to_column, with_defaults
from kefu_cli.store.late import Late, effects
from kefu_cli.store.lookup import choices
from kefu_cli.store.records import REFERENCES, Given, Origin

Typed = Mapping[str, str | None]
"""What stood behind each field's option; flags as ``true``; None where it was left out."""


@dataclass(frozen=True, slots=True)
class Question:
    """How a fact is asked for: the question, what reads an answer, and what may be answered."""

    text: Message
    read: Callable[[str], Value]
    choices: Sequence[asking.Choice] = ()


@dataclass(frozen=True, slots=True)
class Interview:
    """How a noun is asked for in a terminal, where that is not its fields one after the other.

    ``first`` names the fields that are asked for before the others; ``questions`` makes the
    question for a field of the values known by then. One that it makes is asked even if the field
    may be left out; None leaves it to the declaration.
    """

    first: tuple[str, ...] = ()
    questions: Mapping[str, Callable[[Mapping[str, Value]], Question | None]] = made_by(
        default_factory=dict
    )

    def order(self, noun: Noun) -> list[Field]:
        """The noun's fields as they are asked for."""
        early = [noun.field(name) for name in self.first]
        return [*early, *(each for each in noun.fields if each not in early)]


_AS_DECLARED = Interview()


@contextmanager
def writing(office: Office, late: bool | None) -> Iterator[Origin]:
    """As ``Office.writing``, for a command with --late: whether it was given, None without it."""
    with office.writing() as origin:
        yield origin if late is None else replace(origin, late=Late(late))


def say_late(origin: Origin) -> None:
    """Say what was recorded as late, if anything was, and where to see what it changes."""
    if origin.late and origin.late.count:
        say_done(msg("Recorded as late: it counts in the months that are still open."))
        for message in effects(origin.late):
            say_done(message)


def enter(
    office: Office, noun: Noun, typed: Typed, interview: Interview = _AS_DECLARED
) -> dict[str, Given]:
    """The record that the options and, in a terminal, the answers make.

    Raises UsageError for a missing or unreadable value, and Refused, NotFound or Ambiguous for
    one that the file or the rules do not hold.
    """
    values = read(noun.fields, typed, office.clock)
    if any(field.missing_from(values) for field in noun.fields):
        values |= _complete(office, noun, values, interview)
    return checked(office, noun, with_defaults(noun, values, office.clock))


def file_named(text: str | None, question: Message) -> Path:
    """The file that an argument names, or the answer to a question. Raises UsageError."""
    if text is None and asking.is_interactive():
        return asking.ask(say(question), Path)
    return Path(needed(msg("FILE"), text))


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


def _complete(
    office: Office, noun: Noun, values: Mapping[str, Value], interview: Interview
) -> dict[str, Value]:
    """Ask for what is missing. Raises UsageError, naming the options, where nobody can answer."""
    missing = [field for field in noun.fields if field.missing_from(values)]
    if not asking.is_interactive():
        names = tuple(field.option for field in missing)
        raise UsageError(
            msg("{name} is missing.", name=names),
            msg("Run {command} to see what it takes.", command=f"{noun.command} --help"),
        )
    answers: dict[str, Value] = {}
    for each in interview.order(noun):
        if values.get(each.name) is not None:
            continue
        so_far = {**values, **answers}
        make = interview.questions.get(each.name)
        if make and (made := make(so_far)):
            answers[each.name] = asking.ask(say(made.text), made.read, made.choices)
        elif each in missing or each.asked:
            answers[each.name] = _ask(office, each, so_far)
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
            return [(c.word, say(c.label) if c.label else "") for c in field.choices]
        case "item":
            month = so_far["month"]  # a required field that is asked for before
            assert isinstance(month, Month)
            return [(str(item.no), item.name) for item in office.resolver.book(month).items]
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
