"""``kefu archive``: what was filed for a unit, and what is missing."""

from __future__ import annotations

import typer

from kefu_cli.cli import fields
from kefu_cli.cli.context import office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Values, add_command
from kefu_cli.cli.nouns import month_of, record_app
from kefu_cli.cli.showing import format_named, show
from kefu_cli.messages import mark
from kefu_cli.store.appraisals import due_archives

app = record_app("archive", mark("What was filed, and what is missing"))


def _missing(ctx: typer.Context, values: Values) -> None:
    from kefu_cli.reports.archives import missing_table

    form = format_named(values["format"] or "table")
    with office(ctx) as work, work.reading():
        month = month_of(work, values["month"])
        found = due_archives(work.db, month, work.clock.today)
        if values["staff"]:
            code = work.resolver.ref("staff", values["staff"]).code
            found = tuple(finding for finding in found if code in finding.staff)
        today = work.clock.today
    show(missing_table(month, found, today), form)


add_command(
    app,
    "missing",
    help=mark("Archives of move-ins and reworks that are or will be late in a month"),
    options=[
        fields.MONTH_ASKED,
        fields.reference("staff", mark("Only this person's")),
        fields.FORMAT,
    ],
    run=_missing,
    examples=examples("archive", "missing"),
)
