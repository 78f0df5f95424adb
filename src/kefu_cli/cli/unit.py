"""``kefu unit``: flats, shops and parking spaces, and their handover."""

from __future__ import annotations

import typer

from kefu_cli.cli import fields
from kefu_cli.cli.context import office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.nouns import apply_changes, record_app, record_of
from kefu_cli.messages import mark
from kefu_cli.records.unit import NOUN

app = record_app("unit", mark("Flats, shops and parking spaces"))


def _handover(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        row = record_of(work, NOUN, values["record"])
        day = work.day(values["on"], "--on") if values["on"] else work.clock.today
        apply_changes(work, NOUN, row, {"handover": day}, values["late"])


add_command(
    app,
    "handover",
    help=mark("Enter the day on which a unit was handed over to its owner"),
    options=[
        fields.record(NOUN),
        Opt("on", ("--on",), mark("The day (today if left out)"), mark("DAY")),
        fields.LATE,
    ],
    run=_handover,
    examples=examples("unit", "handover"),
)
