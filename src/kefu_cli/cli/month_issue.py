"""``kefu month issue``: the scores go to the people, who may object from that day on."""

from __future__ import annotations

import typer

from kefu_cli.cli.appraising import MONTH_NAMED, month_named
from kefu_cli.cli.context import office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.showing import say_done
from kefu_cli.messages import mark, msg
from kefu_cli.store.issuing import issue

_ON = Opt("on", ("--on",), mark("The day of issue (today if left out)"), mark("DAY"))


def issue_command(app: typer.Typer) -> None:
    """Give ``kefu month`` its verb ``issue``."""
    add_command(
        app,
        "issue",
        help=mark("Issue a month's scores to the people; from then on they may object"),
        options=(MONTH_NAMED, _ON),
        run=_issue,
        examples=examples("month", "issue"),
    )


def _issue(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        month = month_named(work, values["month"])
        on = work.day(values["on"] or "today", "--on")
        with work.writing() as origin:
            made, people = issue(work.db, month, on, work.clock.today, origin)
    say_done(msg("{month} issued on {day} to {count} people.", month=month, day=on, count=people))
    command = f"kefu objection add --staff … --month {month} --text …"
    say_done(msg("Objections are taken until {day}: {command}", day=made.until, command=command))
    say_done(msg("An issue cannot be taken back; if the scores change, issue them again."))
