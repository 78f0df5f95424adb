"""``kefu history``: who changed what, and when, with the values before and after."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from kefu_cli.calendar import Month
from kefu_cli.cli.context import Office, office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.showing import format_named, show
from kefu_cli.cli.words import command, single_app
from kefu_cli.errors import UsageError
from kefu_cli.messages import mark, msg
from kefu_cli.records import NOUN_NAMES
from kefu_cli.records.kept import Event
from kefu_cli.store import history as store
from kefu_cli.store.lookup import record_id

app = single_app()


@command(app, "history", help=mark("Who changed what, and when"), examples=examples("history", ""))
def history(
    ctx: typer.Context,
    of: str | None = typer.Option(
        None, metavar=mark("RECORD"), help=mark("Only this record, such as repair:31")
    ),
    month: str | None = typer.Option(
        None,
        metavar=mark("MONTH"),
        help=mark("The month in which it was done (this one if left out)"),
    ),
    form: str = typer.Option(
        "table",
        "--format",
        metavar="table|json|csv",
        help=mark("How to show it: table, json or csv"),
    ),
    reveal: bool = typer.Option(
        False, "--reveal", help=mark("Show owners' names and phones in full")
    ),
) -> None:
    """Show the history of one record, or every change made in a month."""
    from kefu_cli.reports.history import history_table

    format_named(form)
    with office(ctx) as work:
        events = list(_of_month(work, month) if of is None else _of_record(work, of))
    show(history_table(events, reveal=reveal), form)


def _of_month(work: Office, text: str | None) -> Iterable[Event]:
    month = Month.of(work.clock.today) if text is None else work.month(text)
    return store.of_all(work.db, month.first.isoformat(), month.plus(1).first.isoformat())


def _of_record(work: Office, text: str) -> Iterable[Event]:
    kind, _, key = text.partition(":")
    if kind not in NOUN_NAMES or not key:
        raise UsageError(
            msg("--of: “{value}” does not name a record.", value=text),
            msg("Name it by its kind and number, such as repair:31."),
        )
    return store.of_record(work.db, kind, record_id(work.db, kind, key), key)
