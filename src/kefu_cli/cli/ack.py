"""``kefu ack``: a person has seen their score of a month; ``add`` may be left out."""

from __future__ import annotations

from dataclasses import replace

import typer

from kefu_cli.cli import fields
from kefu_cli.cli.appraising import month_scored, whose_score
from kefu_cli.cli.context import office
from kefu_cli.cli.entering import Interview, enter
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Values, add_command
from kefu_cli.cli.nouns import record_app
from kefu_cli.cli.showing import say_done
from kefu_cli.cli.words import AddingGroup
from kefu_cli.messages import mark, msg
from kefu_cli.records.ack import NOUN
from kefu_cli.store.objections import acknowledge

app = record_app(
    "ack", mark("A person has seen their score"), ("list", "show", "void"), AddingGroup
)

# Which result was seen is for the file to say, not for the line.
_TYPED = replace(NOUN, fields=tuple(f for f in NOUN.fields if f.name != "sha256"))


def _ack(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        asked = Interview(("month",), {"staff": whose_score(work, month_scored(work))})
        given = enter(work, _TYPED, fields.typed(_TYPED.fields, values), asked)
        with work.writing() as origin:
            number, seen = acknowledge(work.db, given, work.clock.today, origin)
    say_done(
        msg(
            "Acknowledgement {id} recorded: {staff} has seen the score of {month}, {total} points.",
            id=number,
            staff=str(given["staff"]),
            month=given["month"],
            total=seen.total,
        )
    )
    say_done(msg("To take it back: {command}", command=f"kefu ack void {number} --reason …"))


add_command(
    app,
    "add",
    help=mark("Record that a person has seen their score"),
    options=[fields.to_add(field) for field in _TYPED.fields],
    run=_ack,
    examples=examples("ack", "add"),
)
