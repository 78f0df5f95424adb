"""``kefu score``: a month's result, why it is so, and the workbook that HR files."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from kefu_cli.appraisal.model import Appraisal
from kefu_cli.calendar import Month
from kefu_cli.cli.context import Office, office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.nouns import month_of
from kefu_cli.cli.showing import format_named, say_done, show
from kefu_cli.cli.words import command, single_app
from kefu_cli.errors import Refused, UsageError
from kefu_cli.messages import mark, msg
from kefu_cli.records.monthend import NOTHING, MonthEnd
from kefu_cli.store import kept
from kefu_cli.store.appraisals import appraise_month, not_appraised
from kefu_cli.store.facts import unpaid
from kefu_cli.store.knowledge import EVERYTHING, Knowledge
from kefu_cli.store.monthend import month_end

app = single_app()

_MOST_MONTHS = 120


@command(
    app,
    "score",
    help=mark("Score a month, and export the workbook"),
    examples=examples("score", ""),
)
def score(
    ctx: typer.Context,
    month: str | None = typer.Option(None, metavar=mark("MONTH"), help=mark("The month to score")),
    staff: str | None = typer.Option(None, metavar=mark("STAFF"), help=mark("Only this person")),
    explain: bool = typer.Option(False, "--explain", help=mark("Say why, point by point")),
    form: str = typer.Option(
        "table",
        "--format",
        metavar="table|json|csv",
        help=mark("How to show it: table, json or csv"),
    ),
    export: str | None = typer.Option(
        None, metavar=mark("FILE"), help=mark("Write the workbook for HR to this .xlsx file")
    ),
    as_of: str | None = typer.Option(
        None, "--as-of", metavar=mark("DAY"), help=mark("Leave out what happened after this day")
    ),
    first: str | None = typer.Option(
        None, "--from", metavar=mark("MONTH"), help=mark("First of several months of one person")
    ),
    last: str | None = typer.Option(
        None, "--to", metavar=mark("MONTH"), help=mark("The last of them")
    ),
) -> None:
    """Score one month, or show one person's months."""
    _refuse_mixed(explain, format_named(form))
    with office(ctx) as work, work.reading():
        if first is not None or last is not None:
            _months(work, staff, first, last, form, others=(month, export, as_of, explain or None))
        else:
            _month(work, month_of(work, month), staff, form, explain, export, as_of)


def export_workbook(
    work: Office, appraisal: Appraisal, target: Path, end: MonthEnd = NOTHING
) -> None:
    """Write the month's workbook: of a kept result, by what was known of it. Raises FileError."""
    from kefu_cli.render.workbook.book import write

    known = Knowledge(end.closed.id) if end.closed else EVERYTHING
    by_building = unpaid(work.db, appraisal.month, appraisal.as_of, known)
    held = {
        (person.person.code, share.building): by_building.get(share.building, [])
        for person in appraisal.staff
        for item in person.items
        if item.rate
        for share in item.rate.shares
    }
    write(appraisal, held, target, end)


def show_month(
    appraisal: Appraisal,
    form: str,
    end: MonthEnd = NOTHING,
    *,
    explained: bool = False,
    alone: bool = False,
) -> None:
    """Write a month's result to standard output; ``alone``: one person was asked for."""
    if form == "json":
        from kefu_cli.render import as_json
        from kefu_cli.reports.score_json import explained_document, score_document

        document = explained_document if explained else score_document
        as_json.write_document(document(appraisal, end), sys.stdout)
    elif explained:
        from kefu_cli.render import terminal
        from kefu_cli.reports.explain import explain as explained_lines
        from kefu_cli.reports.score import closed_lines

        lines = (*closed_lines(appraisal.month, end), *explained_lines(appraisal))
        terminal.write_lines(lines, sys.stdout)
    else:
        from kefu_cli.reports.score import score_table

        show(score_table(appraisal, end), form)
        if form == "table":
            _show_reviews(appraisal, alone=alone)


def _show_reviews(appraisal: Appraisal, *, alone: bool) -> None:
    """All scores given to one person; of everyone those that differ from the computed ones."""
    from kefu_cli.reports.reviews import agreement, difference_table, review_table

    if table := review_table(appraisal) if alone else difference_table(appraisal):
        sys.stdout.write("\n")
        show(table, "table")
    elif agreed := agreement(appraisal):
        say_done(agreed)


def _month(
    work: Office,
    month: Month,
    staff: str | None,
    form: str,
    explained: bool,
    export: str | None,
    as_of: str | None,
) -> None:
    until = work.day(as_of, "--as-of") if as_of is not None else None
    appraisal = appraise_month(work.db, month, work.clock.today, until)
    end = kept.end_where_closed(work.db, month)
    if export is not None:
        end = month_end(work.db, appraisal)
    if staff is not None:
        ref = work.resolver.ref("staff", staff)
        appraisal = appraisal.only(ref.code)
        if not appraisal.staff:
            raise not_appraised(ref, appraisal.month)
    if export is not None:
        export_workbook(work, appraisal, Path(export), end)
    show_month(appraisal, form, end, explained=explained, alone=staff is not None)
    if export is not None and form == "table":
        say_done(msg("Workbook written: {file}", file=export))


def _months(
    work: Office,
    staff: str | None,
    first: str | None,
    last: str | None,
    form: str,
    others: tuple[object, ...],
) -> None:
    """One person's months. Raises UsageError where the options do not go together."""
    if staff is None or first is None or any(other is not None for other in others):
        raise UsageError(
            msg("--from and --to show one person's months."),
            msg("Write it like {example}.", example=examples("score", "")[-1]),
        )
    ref = work.resolver.ref("staff", staff)
    start = work.month(first, "--from")
    end = Month.of(work.clock.today) if last is None else work.month(last, "--to")
    if end < start:
        raise Refused(
            msg("The last month {last} is before the first month {first}.", last=end, first=start),
            msg("Give the first month with --from and the last with --to."),
        )
    today = work.clock.today
    span = end - start + 1
    if span > _MOST_MONTHS:
        raise Refused(
            msg("From {first} to {last} is more than ten years.", first=start, last=end),
            msg("Give the first month with --from and the last with --to."),
        )
    months = [start.plus(n) for n in range(span)]
    scored = [appraise_month(work.db, month, today).only(ref.code) for month in months]
    ends = [kept.end_where_closed(work.db, month) for month in months]
    _show_months(ref.code, scored, ends, form)


def _show_months(code: str, appraisals: list[Appraisal], ends: list[MonthEnd], form: str) -> None:
    from kefu_cli.reports.score import ScoredMonth, trend_table

    months = [ScoredMonth(*month) for month in zip(appraisals, ends, strict=True)]
    if form == "json":
        from kefu_cli.render import as_json
        from kefu_cli.reports.score_json import trend_document

        as_json.write_document(trend_document(code, months), sys.stdout)
    else:
        show(trend_table(code, months), form)


def _refuse_mixed(explained: bool, form: str) -> None:
    if explained and form == "csv":
        raise UsageError(
            msg("--explain has no place in --format csv, a row a person."),
            msg("Give --format json, or leave one of the two out."),
        )
