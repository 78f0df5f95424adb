"""Options read off a noun's declaration, and what was typed behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import typer

from kefu_cli.cli.context import path_of
from kefu_cli.cli.generated import Offer, Opt, Values
from kefu_cli.messages import mark
from kefu_cli.records.fields import Field, Kind, Noun

Completer = Callable[[typer.Context, str], Iterable[Offer]]

_METAVARS: dict[Kind, str] = {
    "text": mark("TEXT"),
    "code": mark("CODE"),
    "day": mark("DAY"),
    "moment": mark("TIME"),
    "month": mark("MONTH"),
    "money": mark("YUAN"),
    "flag": mark("YES|NO"),
    "item": mark("ITEM"),
    "points": mark("POINTS"),
    "clause": mark("CLAUSE"),
    "staff": mark("STAFF"),
    "building": mark("BUILDING"),
    "unit": mark("UNIT"),
    "source": mark("RECORD"),
}

REASON = Opt("reason", ("--reason",), mark("Why"), mark("TEXT"), required_mark=True)
FORMAT = Opt("format", ("--format",), mark("How to show it: table, json or csv"), "table|json|csv")
LATE = Opt(
    "late",
    ("--late",),
    mark("Record it as late if its month is closed already"),
    flag=True,
)
REVEAL = Opt("reveal", ("--reveal",), mark("Show owners' names and phones in full"), flag=True)
VOIDED = Opt("voided", ("--voided",), mark("Show voided records too"), flag=True)
MONTH_OF = Opt("month", ("--month",), mark("The book in force in this month"), mark("MONTH"))
MONTH_ASKED = Opt("month", ("--month",), mark("Which month"), mark("MONTH"), required_mark=True)
MONTH = Opt("month", ("--month",), mark("Only this month"), mark("MONTH"))


def record(noun: Noun) -> Opt:
    """The argument that names the record a verb acts on."""
    metavar = mark("CODE") if noun.key == "code" else mark("NUMBER")
    return Opt(
        "record",
        (),
        mark("The record"),
        metavar,
        argument=True,
        required_mark=True,
        complete=_completer(noun.name),
    )


def to_add(field: Field) -> Opt:
    """The option by which a new record gets the field."""
    flag = field.kind == "flag" and not field.default
    metavar = "|".join(choice.word for choice in field.choices) or _METAVARS[field.kind]
    return Opt(
        field.name,
        (field.option,),
        (field.help or field.label).text,
        metavar,
        flag=flag,
        required_mark=field.required,
        unless=field.implied_by,
        complete=_completer(field.kind),
    )


def to_edit(field: Field) -> Opt:
    """The option by which a record's field is changed; nothing is required of an edit."""
    return replace(to_add(field), required_mark=False)


def reference(kind: Kind, help: str) -> Opt:
    """The option that names a staff member or a building to look for."""
    return Opt(kind, (f"--{kind}",), help, _METAVARS[kind], complete=_completer(kind))


def typed(fields: Iterable[Field], values: Values) -> dict[str, str | None]:
    """What was typed for each field; a flag that was set counts as ``true``."""
    given = {field.name: values[field.name] for field in fields}
    return {name: _as_text(value) for name, value in given.items()}


def _as_text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else None
    return None if value is None else str(value)


def _completer(kind: str) -> Completer | None:
    if kind not in ("staff", "building", "unit", "clause", "repair"):
        return None

    def offers(ctx: typer.Context, incomplete: str) -> Iterable[Offer]:
        from kefu_cli.store.offers import offered  # only the shell's completion needs it

        return offered(path_of(ctx), kind, incomplete)

    return offers
