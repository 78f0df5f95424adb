"""``kefu history``: who did what, and when, with the values before and after."""

from __future__ import annotations

from datetime import timedelta

import typer

from kefu_cli.calendar import Month
from kefu_cli.cli import fields
from kefu_cli.cli.context import Office, office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.showing import format_named, show
from kefu_cli.cli.words import single_app
from kefu_cli.errors import UsageError
from kefu_cli.messages import mark, msg
from kefu_cli.records import DECISIONS, NOUN_NAMES
from kefu_cli.store.history import Asked, events
from kefu_cli.store.lookup import record_id

app = single_app()


def _history(ctx: typer.Context, values: Values) -> None:
    from kefu_cli.reports.history import history_table

    form = format_named(values["format"] or "table")
    with office(ctx) as work, work.reading():
        found = events(work.db, _asked(work, values))
    show(history_table(found, reveal=values["reveal"]), form)


def _asked(work: Office, values: Values) -> Asked:
    since, before = _span(work, values)
    staff, of, by = values["staff"], values["of"], values["by"]
    end = _end(work, of)
    return Asked(
        since=since,
        before=before,
        by=" ".join(by.split()) if by is not None else None,
        staff=record_id(work.db, "staff", staff) if staff is not None else None,
        record=_record(work, of) if of is not None and end is None else None,
        end=end,
    )


def _span(work: Office, values: Values) -> tuple[str | None, str | None]:
    """The first day, and the day after the last one; neither where all of the time is meant."""
    if values["month"] is not None and values["on"] is not None:
        raise UsageError(
            msg("--month and --on do not go together."), msg("Give the month or the day.")
        )
    if values["on"] is not None:
        day = work.day(values["on"], "--on")
        return day.isoformat(), (day + timedelta(days=1)).isoformat()
    if values["month"] is not None:
        month = work.month(values["month"])
    elif values["of"] is not None or values["staff"] is not None:
        return None, None
    else:
        month = Month.of(work.clock.today)
    return month.first.isoformat(), month.plus(1).first.isoformat()


def _end(work: Office, text: str | None) -> str | None:
    """The month whose end is asked for, as in month:2024-05; None where no month is named."""
    kind, _, month = (text or "").partition(":")
    return str(work.month(month, "--of")) if kind == "month" else None


def _record(work: Office, text: str) -> tuple[str, int]:
    kind, _, key = text.partition(":")
    if kind not in (*NOUN_NAMES, *DECISIONS) or not key:
        raise UsageError(
            msg("--of: “{value}” does not name a record.", value=text),
            msg("Name it by its kind and number, such as repair:31."),
        )
    return kind, record_id(work.db, kind, key)


add_command(
    app,
    "history",
    help=mark("Who did what, and when"),
    options=(
        Opt(
            "of",
            ("--of",),
            mark("Only this record or month's end, such as repair:31 or month:2024-05"),
            mark("RECORD"),
        ),
        fields.reference("staff", mark("Only this person and the records in their name")),
        Opt(
            "month",
            ("--month",),
            mark("The month in which it was done (this one, if nothing else is named)"),
            mark("MONTH"),
        ),
        Opt("on", ("--on",), mark("The day on which it was done"), mark("DAY")),
        Opt("by", ("--by",), mark("Only what this user did"), mark("USER")),
        fields.FORMAT,
        fields.REVEAL,
    ),
    run=_history,
    examples=examples("history", ""),
)
