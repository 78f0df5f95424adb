"""``kefu month correction``: what came late would change of a closed month, and keeping that."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kefu_cli import files
from kefu_cli.cli import fields
from kefu_cli.cli.appraising import MONTH_NAMED, month_named
from kefu_cli.cli.context import office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.showing import format_named, say_done, show
from kefu_cli.messages import mark, msg
from kefu_cli.store import corrections
from kefu_cli.store.corrections import Correction

if TYPE_CHECKING:
    from kefu_cli.reports.correction import Shown

_OPTIONS = (
    MONTH_NAMED,
    Opt("keep", ("--keep",), mark("Keep it as a correction, to be signed"), flag=True),
    Opt("export", ("--export",), mark("Write its workbook to this .xlsx file"), mark("FILE")),
    fields.FORMAT,
)


def correction_command(app: typer.Typer) -> None:
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
    target = _target(values["export"])
    with office(ctx) as work:
        month = month_named(work, values["month"])
        if values["keep"]:
            with work.writing() as origin:
                corrections.keep(work.db, month, origin)
        with work.reading():
            found = corrections.to_show(work.db, month)
    if target:
        _export(found, target)
    _show(found, form, target)
    if values["keep"] and form == "table":
        say_done(msg("The late records that it counts are locked from now on, as the month is."))


def _show(found: Correction, form: str, target: Path | None) -> None:
    from kefu_cli.reports.correction import correction_document, correction_table, unchanged_lines

    said = _shown(found)
    if form == "json":
        from kefu_cli.render import as_json

        as_json.write_document(correction_document(said), sys.stdout)
    elif form == "table" and not found.changes:
        from kefu_cli.render import terminal

        terminal.write_lines(unchanged_lines(said), sys.stdout)
    else:
        show(correction_table(said), form)
    if target and form == "table":
        say_done(msg("The correction's workbook was written: {file}", file=target))


def _shown(found: Correction) -> Shown:
    from kefu_cli.reports.correction import Shown

    return Shown(
        month=found.month,
        changes=found.changes,
        late=found.late,
        end=found.end,
        place=found.place,
        count=found.count,
        unsigned=found.unsigned,
    )


def _target(file: str | None) -> Path | None:
    """Where the workbook goes. Raises FileError where it cannot, before anything is kept."""
    if file is None:
        return None
    target = Path(file)
    files.check_workbook(target)
    files.check(target)
    return target


def _export(found: Correction, target: Path) -> None:
    """Write the correction's workbook. Raises Refused where nothing changes, and FileError."""
    from kefu_cli.render.workbook.correction import Corrected, write

    if not found.changes:
        raise corrections.nothing_to_keep(found.month, None)
    write(Corrected(_shown(found), found.base, found.after), target)
