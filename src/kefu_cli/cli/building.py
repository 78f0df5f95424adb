"""``kefu building``: buildings, and who looks after them."""

from __future__ import annotations

import typer

from kefu_cli.cli import fields
from kefu_cli.cli.context import office
from kefu_cli.cli.entering import enter, say_late, writing
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.nouns import record_app, say_recorded
from kefu_cli.cli.showing import say_done
from kefu_cli.messages import mark, msg
from kefu_cli.records.assignment import NOUN as ASSIGNMENT
from kefu_cli.store import assignments, records

app = record_app("building", mark("Buildings, and who looks after them"))


def _assign(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        ended: tuple[tuple[int, str], ...] = ()
        given = enter(work, ASSIGNMENT, fields.typed(ASSIGNMENT.fields, values))
        with writing(work, values["late"]) as origin:
            if values["replace"]:
                ended = assignments.end_others(work.db, given, origin.late)
            assignments.refuse_overlap(work.db, given)
            number = records.insert(work.db, ASSIGNMENT, given, origin)
    say_recorded(ASSIGNMENT, number, given)
    for former, code in ended:
        say_done(msg("Ended the day before: {staff}", staff=code))
        again = f"kefu assignment edit {former} --clear to"
        say_done(msg("To take it back: {command}", command=again))
    say_late(origin)


add_command(
    app,
    "assign",
    help=mark("Let a person look after a building"),
    options=[
        *map(fields.to_add, ASSIGNMENT.fields),
        Opt(
            "replace",
            ("--replace",),
            mark("End the others' time with this building the day before"),
            flag=True,
        ),
        fields.LATE,
    ],
    run=_assign,
    examples=examples("building", "assign"),
)
