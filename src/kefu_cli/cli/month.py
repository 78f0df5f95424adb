"""``kefu month``: a month's end, from what still stands in its way to the proof that it stands."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from kefu_cli.calendar import Month
from kefu_cli.cli import asking, fields, month_correction, month_issue
from kefu_cli.cli.appraising import MONTH_NAMED, month_named
from kefu_cli.cli.context import needed, office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.nouns import reason_of
from kefu_cli.cli.showing import format_named, say_done, show
from kefu_cli.cli.words import new_app
from kefu_cli.errors import Refused, UsageError
from kefu_cli.language import say
from kefu_cli.messages import mark, msg
from kefu_cli.records.faults import Verified
from kefu_cli.records.monthend import Closed
from kefu_cli.records.readiness import Readiness
from kefu_cli.reports.figures import short_hash
from kefu_cli.store import closing, kept, readiness, verifying

app = new_app(mark("Issue, close, correct, reopen and verify a month"), examples("month"))

_APPROVED_BY = Opt(
    "approved_by",
    ("--approved-by",),
    mark("The second person, who agreed to it"),
    mark("NAME"),
    required_mark=True,
)


def _close(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        month = month_named(work, values["month"])
        with work.writing() as origin:
            closed = closing.close(work.db, month, work.clock.today, origin)
            people = kept.count_people(work.db, closed.id)
    _say_closed(month, closed, people)


def _say_closed(month: Month, closed: Closed, people: int) -> None:
    from kefu_cli.reports.score import superseding

    say_done(
        msg("{month} closed: the results of {count} people are kept.", month=month, count=people)
    )
    if closed.previous:
        say_done(
            msg(
                "SHA-256 {digest}, chained to {previous} of {before}",
                digest=short_hash(closed.sha256),
                previous=short_hash(closed.previous),
                before=month.plus(-1),
            )
        )
    else:
        say_done(msg("SHA-256 {digest}, the first of the chain", digest=short_hash(closed.sha256)))
    for sentence in superseding(closed):
        say_done(sentence)
    say_done(msg("Every day up to {day} is locked from now on.", day=month.last))
    say_done(
        msg(
            "What turns up later is recorded with --late; then: kefu month correction {month}",
            month=month,
        )
    )
    say_done(
        msg(
            "To take it back: {command}",
            command=f"kefu month reopen {month} --reason … --approved-by …",
        )
    )


def _reopen(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        month = month_named(work, values["month"])
        reason, name = reason_of(values["reason"]), _approved_by(values["approved_by"])
        with work.writing() as origin:
            closing.reopen(work.db, month, reason, name, origin)
    say_done(msg("{month} is open again: {reason}", month=month, reason=reason))
    say_done(msg("Approved by {name}; the closed result is kept.", name=name))
    say_done(msg("The next closing supersedes it: kefu month close {month}", month=month))


def _approved_by(text: str | None) -> str:
    """The second person, given or asked for. Raises UsageError."""
    if text is None and asking.is_interactive():
        return asking.ask(say(msg("Approved by")), str.strip)
    name = " ".join(needed("--approved-by", text).split())
    if not name:
        raise UsageError(
            msg("--approved-by is empty."), msg("Name the second person who agreed to it.")
        )
    return name


def _status(ctx: typer.Context, values: Values) -> None:
    form = format_named(values["format"] or "table")
    with office(ctx) as work, work.reading():
        month = month_named(work, values["month"])
        ready = readiness.readiness(work.db, month, work.clock.today)
    _show_status(ready, form)


def _show_status(ready: Readiness, form: str) -> None:
    from kefu_cli.reports.monthend import status_document, status_lines, status_table

    if form == "json":
        from kefu_cli.render import as_json

        as_json.write_document(status_document(ready), sys.stdout)
    elif form == "table" and not ready.matters:
        from kefu_cli.render import terminal

        terminal.write_lines(status_lines(ready), sys.stdout)
    else:
        show(status_table(ready), form)


def _verify(ctx: typer.Context, values: Values) -> None:
    from kefu_cli.reports.monthend import verify_table

    form = format_named(values["format"] or "table")
    with office(ctx) as work, work.reading():
        found = verifying.verify(work.db)
    if found.faults or form != "table":
        show(verify_table(found), form)
    _refuse_faults(found, work.path)
    if form == "table" and found.months:
        say_done(msg("{count} closed months verified.", count=found.months))
    elif form == "table":
        say_done(msg("No month is closed; there is nothing to verify."))


def _refuse_faults(found: Verified, path: Path) -> None:
    """Raise Refused where anything is wrong, naming the first month and person."""
    first = found.first
    if first is None:
        return
    where = " ".join(str(each) for each in (first.month, first.staff) if each)
    raise Refused(
        msg(
            "{where}: {what}; faults: {count}.",
            where=where or path,
            what=first.what,
            count=len(found.faults),
        ),
        msg("See who changed it with kefu history; a backup has it as it was: kefu restore FILE"),
    )


month_issue.issue_command(app)
for _verb, _help, _run, _options in (
    (
        "status",
        mark("What still stands in the way of closing a month"),
        _status,
        (MONTH_NAMED, fields.FORMAT),
    ),
    ("close", mark("Keep a month's result for good, and lock its days"), _close, (MONTH_NAMED,)),
    (
        "reopen",
        mark("Open the month closed last again; what was kept stays"),
        _reopen,
        (MONTH_NAMED, fields.REASON, _APPROVED_BY),
    ),
    (
        "verify",
        mark("Compute closed months anew, and see that nothing kept was changed"),
        _verify,
        (fields.FORMAT,),
    ),
):
    add_command(
        app, _verb, help=_help, options=_options, run=_run, examples=examples("month", _verb)
    )
month_correction.correction_command(app)
