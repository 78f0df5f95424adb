"""``kefu fee``: payments, the collection rate 收繳率, arrears."""

from __future__ import annotations

import typer

from kefu_cli.cli import fields
from kefu_cli.cli.appraising import appraised
from kefu_cli.cli.context import office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Values, add_command
from kefu_cli.cli.nouns import month_of, record_app
from kefu_cli.cli.showing import format_named, show
from kefu_cli.messages import mark
from kefu_cli.store.appraisals import refuse_not_begun
from kefu_cli.store.arrears import unpaid_units

app = record_app("fee", mark("Payments, collection rate and arrears"))


def _rate(ctx: typer.Context, values: Values) -> None:
    from kefu_cli.reports.rates import rate_table

    form = format_named(values["format"] or "table")
    show(rate_table(appraised(ctx, values)), form)


def _unpaid(ctx: typer.Context, values: Values) -> None:
    from kefu_cli.reports.rates import unpaid_table

    form = format_named(values["format"] or "table")
    with office(ctx) as work, work.reading():
        month = month_of(work, values["month"])
        refuse_not_begun(month, work.clock.today)
        asked = {
            kind: work.resolver.ref(kind, values[kind])
            for kind in ("building", "staff")
            if values[kind]
        }
        found = list(unpaid_units(work.db, month, work.clock.today, **asked))
    show(unpaid_table(month, found, reveal=values["reveal"]), form)


_MONTH = fields.MONTH_ASKED
_STAFF = fields.reference("staff", mark("Only this person's"))
_BUILDING = fields.reference("building", mark("Only this building's"))

add_command(
    app,
    "rate",
    help=mark("Each person's collection rate, and how far it is from each threshold"),
    options=[_MONTH, _STAFF, fields.FORMAT],
    run=_rate,
    examples=examples("fee", "rate"),
)
add_command(
    app,
    "unpaid",
    help=mark("The units that are due in a month and not settled"),
    options=[_MONTH, _STAFF, _BUILDING, fields.FORMAT, fields.REVEAL],
    run=_unpaid,
    examples=examples("fee", "unpaid"),
)
