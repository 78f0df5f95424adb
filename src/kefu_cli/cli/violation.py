"""``kefu violation``: violations and absences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import typer

from kefu_cli.cli import fields
from kefu_cli.cli.context import Office, office
from kefu_cli.cli.entering import enter, say_late, writing
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.nouns import record_app, say_recorded
from kefu_cli.errors import Refused, UsageError
from kefu_cli.messages import mark, msg
from kefu_cli.records.violation import NOUN
from kefu_cli.store import records

app = record_app("violation", mark("Violations and absences"), ("list", "show", "edit", "void"))

_MOST_DAYS = 366


def _add(ctx: typer.Context, values: Values) -> None:
    if values["to"] is not None and not values["absent"]:
        raise UsageError(
            msg("--to is for absences: one record a day."),
            msg("Add --absent, or record each day by itself."),
        )
    with office(ctx) as work:
        given = enter(work, NOUN, fields.typed(NOUN.fields, values))
        days = list(_days(work, given["on"], values["to"]))
        made = [work.resolver.record(NOUN, {**given, "on": day}) for day in days]
        with writing(work, values["late"]) as origin:
            numbers = [records.insert(work.db, NOUN, one, origin) for one in made]
    for number, one in zip(numbers, made, strict=True):
        say_recorded(NOUN, number, one)
    say_late(origin)


def _days(work: Office, first: object, to: str | None) -> Iterator[date]:
    """Every day from the first to ``--to``, both included. Raises Refused."""
    assert isinstance(first, date)
    last = first if to is None else work.day(to, "--to")
    if last < first:
        raise Refused(
            msg("The last day {end} is before the first day {start}.", end=last, start=first),
            msg("Give the first day with --on and the last with --to."),
        )
    if last > work.clock.today or (last - first).days >= _MOST_DAYS:
        raise Refused(
            msg("{day} lies ahead; today is {today}.", day=last, today=work.clock.today)
            if last > work.clock.today
            else msg("From {start} to {end} is more than a year.", start=first, end=last),
            msg("Record only days that have been."),
        )
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


add_command(
    app,
    "add",
    help=mark("Record one; an absence may span several days, one record a day"),
    options=[
        *map(fields.to_add, NOUN.fields),
        Opt("to", ("--to",), mark("Last day of an absence"), mark("DAY")),
        fields.LATE,
    ],
    run=_add,
    examples=examples("violation", "add"),
)
