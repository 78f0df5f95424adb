"""``kefu month correction``: what came late would change of a closed month, and keeping that."""

from __future__ import annotations

import sys

import typer

from kefu_cli.cli import fields
from kefu_cli.cli.context import needed, office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.showing import format_named, say_done, show
from kefu_cli.messages import mark, msg
from kefu_cli.store import corrections
from kefu_cli.store.corrections import Correction

_OPTIONS = (
    Opt("month", (), mark("The month"), mark("MONTH"), argument=True, required_mark=True),
    Opt("keep", ("--keep",), mark("Keep it as a correction, to be signed"), flag=True),
    Opt("export", ("--export",), mark("Write its workbook to this .xlsx file"), mark("FILE")),
    fields.FORMAT,
)


def add_to(app: typer.Typer) -> None:
    """Give ``kefu month`` its verb ``correction``."""
    add_command(
        app,
        "correction",
        help=mark("What came late would change of a closed month; --keep makes it a correction"),
        options=_OPTIONS,
        run=_correction,
        examples=examples("month", "correction"),
    )


def _correction(ctx: typer.Context, values: Values) -> None:
    form = format_named(values["format"] or "table")
    with office(ctx) as work:
        month = work.month(needed(msg("MONTH"), values["month"]), msg("MONTH"))
        if values["keep"]:
            with work.writing() as origin:
                corrections.keep(work.db, month, origin)
        with work.reading():
            found = corrections.correction(work.db, month)
    if values["export"] is not None:
        _export(found, values["export"])
    _show(found, form)
    if values["keep"]:
        say_done(msg("Next: kefu sign --month {month} --role …", month=month))


def _show(found: Correction, form: str) -> None:
    from kefu_cli.reports.correction import correction_document, correction_table

    said = (found.month, found.changes, found.late, found.end)
    if form == "json":
        from kefu_cli.render import as_json

        as_json.write_document(correction_document(*said), sys.stdout)
    else:
        show(correction_table(*said), form)


def _export(found: Correction, file: str) -> None:
    raise NotImplementedError
