"""``kefu import NOUN FILE``: a workbook or a CSV file, all rows or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import typer

from kefu_cli.cli.context import Office, office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.progress import Steps, steps
from kefu_cli.cli.showing import say_done, show
from kefu_cli.cli.words import command, single_app
from kefu_cli.errors import Refused, UsageError
from kefu_cli.messages import Message, mark, msg
from kefu_cli.records import NOUN_NAMES, noun
from kefu_cli.records.incoming import Batch
from kefu_cli.store.importing import Imported, import_batch
from kefu_cli.store.late import Late, effects

app = single_app()


class _TakenBack(Exception):
    """Ends the transaction of an import that is not to be kept."""


@command(
    app,
    "import",
    help=mark("Take in a workbook (xlsx, xls, ods) or a CSV file; all rows or none"),
    examples=examples("import", ""),
    required=("noun_name", "file"),
)
def import_command(
    ctx: typer.Context,
    noun_name: str = typer.Argument(..., metavar=mark("NOUN"), help=mark("What the rows are")),
    file: str = typer.Argument(..., metavar=mark("FILE"), help=mark("The workbook or CSV file")),
    sheet: str | None = typer.Option(None, metavar=mark("NAME"), help=mark("The sheet to read")),
    mapping: list[str] = typer.Option(
        [], "--map", metavar=mark("HEADING=FIELD"), help=mark("Read a column as this field")
    ),
    encoding: str | None = typer.Option(
        None, metavar=mark("NAME"), help=mark("The encoding of a CSV file, if it is not found out")
    ),
    update: bool = typer.Option(
        False, "--update", help=mark("Fill blanks and change plain facts of known records")
    ),
    late: bool = typer.Option(
        False, "--late", help=mark("Record as late the rows whose month is closed already")
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help=mark("Only say what would happen")),
) -> None:
    """Read the file, record its rows as one command, and say what came of it."""
    with office(ctx) as work, steps() as bar:
        batch = read_file(work, noun_name, Path(file), bar, sheet, mapping, encoding)
        lateness = Late(late)
        done = record(work, batch, bar, may_update=update, keep=not dry_run, late=lateness)
    report(Path(file).name, batch, done, kept=not dry_run)
    report_late(done, lateness, kept=not dry_run)


def read_file(
    work: Office,
    noun_name: str,
    file: Path,
    bar: Steps,
    sheet: str | None = None,
    mapping: list[str] | None = None,
    encoding: str | None = None,
) -> Batch:
    """The file's rows as records of a noun. Raises UsageError, FileError and NotFound."""
    from kefu_cli.sheets.batch import read_batch
    from kefu_cli.sheets.reading import read_grid
    from kefu_cli.sheets.templates import sheet_words

    if noun_name not in NOUN_NAMES:
        raise UsageError(
            msg("“{value}” is no kind of record.", value=noun_name),
            msg("Allowed: {choices}.", choices=NOUN_NAMES),
        )
    declared = noun(noun_name)
    pairs = dict(_pair(text) for text in mapping or ())
    bar.begin(msg("Reading {file}", file=file.name))
    grid = read_grid(file, sheet, encoding, words=sheet_words(declared))
    return read_batch(declared, grid, pairs, work.clock)


def record(
    work: Office,
    batch: Batch,
    bar: Steps,
    *,
    may_update: bool,
    keep: bool,
    late: Late | None = None,
) -> Imported:
    """Record a batch; where something is wrong with it, or it is not to be kept, nothing stays."""
    done = Imported()
    bar.begin(msg("Recording"))
    rows = len(batch.numbers)
    with _taken_back(), work.writing() as origin:
        done = import_batch(
            work.db,
            batch,
            replace(origin, late=late),
            may_update=may_update,
            progress=partial(bar.done, rows),
        )
        if done.problems or not keep:
            raise _TakenBack
    return done


def report(file: str, batch: Batch, done: Imported, *, kept: bool) -> None:
    """Say what came of an import. Raises Refused where rows are bad."""
    if batch.ignored:
        say_done(msg("Columns not used: {names}", names=batch.ignored))
    refuse_bad(file, done)
    recorded = msg("{noun}: {new} recorded, {known} known already, {changed} changed.")
    if not kept:
        recorded = msg("{noun}: {new} to record, {known} known already, {changed} to change.")
    counts = (("new", done.new), ("known", done.known), ("changed", done.changed))
    say_done(Message(recorded.text, (("noun", batch.noun.label), *counts)))
    if kept and done.new:
        say_done(msg("To take one back: kefu {noun} void … --reason …", noun=batch.noun.name))
    if kept and done.new + done.changed:
        say_done(msg("To take it all back: {command}", command="kefu undo"))
    if kept and done.changed:
        say_done(msg("What they were before: kefu history --of {noun}:…", noun=batch.noun.name))


def report_late(done: Imported, late: Late, *, kept: bool) -> None:
    """Say how many rows were recorded as late, and where to see what they change."""
    if not done.late:
        return
    recorded = msg("Recorded as late, for they lie in closed months: {count}.")
    if not kept:
        recorded = msg("To record as late, for they lie in closed months: {count}.")
    say_done(Message(recorded.text, (("count", len(done.late)),)))
    for message in effects(late) if kept else ():
        say_done(message)


def refuse_bad(file: str, done: Imported) -> None:
    """Show every bad row. Raises Refused if there is one."""
    from kefu_cli.reports.problems import import_problems

    if done.problems:
        show(import_problems(file, done.problems), "table")
        rows = len({problem.row for problem in done.problems})
        raise Refused(
            msg("{file}: {count} rows cannot be recorded.", file=file, count=rows),
            msg("Nothing was recorded. Mend the rows in the file and import it again."),
        )


@contextmanager
def _taken_back() -> Iterator[None]:
    try:
        yield
    except _TakenBack:
        return


def _pair(text: str) -> tuple[str, str]:
    heading, separator, name = text.rpartition("=")
    if not separator or not heading.strip() or not name.strip():
        raise UsageError(
            msg("--map: “{value}” is not HEADING=FIELD.", value=text),
            msg("Write it like {example}.", example="--map 員工編號=code"),
        )
    return heading.strip(), name.strip()
