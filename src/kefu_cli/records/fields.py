"""How a kind of record is declared: its fields once, and everything else follows from them.

Options and prompts of the command line, columns of ``list``, headings of imported files,
templates, JSON and CSV keys are all read off a Noun. The file's columns are kept by migrations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from kefu_cli.calendar import Month
from kefu_cli.messages import Message

Kind = Literal[
    "text",
    "code",  # names a record: no spaces, no colon
    "day",
    "moment",  # a day and a time, to the minute
    "month",
    "money",  # kept in 分, written in yuan
    "flag",
    "choice",
    "choices",  # several of them, in the order of the declaration
    "clause",
    "staff",  # a reference, by code
    "building",
    "unit",
    "source",  # another record, such as repair:31
    "item",  # the number of an item of the form
    "points",  # kept in hundredths of a point, written in 分
    "hash",  # SHA-256 in hex
]

Value = str | int | bool | date | datetime | Month | None
"""What a field holds once read: money is an int of 分, several choices are joined by 、."""

Values = Mapping[str, Value]
"""A record: the values of a noun's fields by name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value: the word that is kept, and the other words it is known by.

    ``label`` is what a person reads instead, where the word is one for scripts.
    """

    word: str
    aliases: tuple[str, ...] = ()
    label: Message | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of a record.

    ``name`` is the JSON key, the CSV column and (with dashes) the option; ``heading`` is the
    column's heading in a zh-Hant file; ``label`` the English words for it (the catalogue's zh-Hant
    for it is the heading). ``default`` holds for typed commands: a value, ``today``, ``now``, or
    ``=other`` for the value of another field. ``plain``: may be changed by ``edit``; ``private``:
    owner data, masked unless asked for. ``column`` is the file's column where it has another name.
    ``child`` names the table that keeps it where it has many values over time.
    ``implied_by`` is the flag that stands in for a required value. ``asked``: a terminal asks for
    it too when it has to ask for a required one. ``help`` is what the option's help says where the
    label is not enough.
    """

    name: str
    kind: Kind
    heading: str
    label: Message
    required: bool = False
    default: Value = None
    choices: tuple[Choice, ...] = ()
    plain: bool = False
    private: bool = False
    column: str | None = None
    child: str | None = None
    implied_by: str | None = None
    asked: bool = False
    help: Message | None = None

    @property
    def option(self) -> str:
        """The option on the command line: ``--paid-on``."""
        return "--" + self.name.replace("_", "-")

    @property
    def labels(self) -> dict[str, Message]:
        """What a person reads for a value, where that is not the value itself."""
        return {choice.word: choice.label for choice in self.choices if choice.label}

    def missing_from(self, values: Values) -> bool:
        """Whether the record lacks this field although it must have it."""
        implied = self.implied_by is not None and bool(values.get(self.implied_by))
        return self.required and values.get(self.name) is None and not implied

    @property
    def stored_as(self) -> str:
        """The column in the file."""
        return self.column or self.name


def nothing_wrong(_values: Values) -> Iterable[Message]:
    """The check of a noun whose fields have no say over one another."""
    return ()


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of record.

    ``name`` is its noun on the command line and its table in the file. ``key`` is the field that
    names a record (``code`` or ``no``), None where the file's own number does. ``dated`` is the
    field whose day or month places it in time; ``may_lie_ahead`` whether that may be in the
    future. ``check`` yields what is wrong with a record as a whole. ``verb`` is the one that
    records one.
    """

    name: str
    label: Message
    fields: tuple[Field, ...]
    key: str | None = None
    dated: str | None = None
    may_lie_ahead: bool = False
    check: Callable[[Values], Iterable[Message]] = nothing_wrong
    verb: str = "add"

    @property
    def command(self) -> str:
        """The command that records one: ``kefu violation add``."""
        return f"kefu {self.name} {self.verb}".rstrip()

    def field(self, name: str) -> Field:
        """The field of this name. Raises KeyError."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    @property
    def events(self) -> tuple[Field, ...]:
        """The fields that say when something happened; their days may not lie ahead."""
        if self.may_lie_ahead:
            return ()
        return tuple(f for f in self.fields if f.kind in ("day", "moment"))
