"""``kefu demo``: a property's invented months, imported and scored as an office would do it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

from kefu_cli import files
from kefu_cli.calendar import Month
from kefu_cli.cli.context import Office, office_at
from kefu_cli.cli.examples import examples
from kefu_cli.cli.import_ import read_file, record, refuse_bad
from kefu_cli.cli.progress import steps
from kefu_cli.cli.score import export_workbook, show_month
from kefu_cli.cli.showing import say_done
from kefu_cli.cli.words import command, single_app
from kefu_cli.errors import FileError, Refused
from kefu_cli.messages import mark, msg
from kefu_cli.reports.figures import short_hash
from kefu_cli.store.appraisals import appraise_month
from kefu_cli.store.closing import close
from kefu_cli.store.monthend import month_end
from kefu_cli.store.opening import open_file
from kefu_cli.store.signing import sign
from kefu_cli.store.waivers import waive

app = single_app()

MONTH = Month(2024, 5)
_DATABASE = "kefu.db"
_NUMBERED = re.compile(r"\d\d-([a-z]+)[^.]*\.(?:xlsx|csv)")


@command(app, "demo", help=mark("Try kefu with invented data"), examples=examples("demo", ""))
def demo(
    ctx: typer.Context,
    folder: str = typer.Argument(
        "kefu-demo", metavar=mark("FOLDER"), help=mark("Where to put the demo's files")
    ),
    fresh: bool = typer.Option(False, "--fresh", help=mark("Make an earlier demo's files anew")),
) -> None:
    """Make a file of invented data, score a month of it and write the workbook."""
    place = Path(folder)
    database, workbook = place / _DATABASE, place / f"{MONTH}.xlsx"
    _make_room(database, workbook, fresh=fresh)
    unfinished = database.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    with office_at(unfinished, ctx) as work:
        _fill(work)
        appraisal = appraise_month(work.db, MONTH, work.clock.today)
        show_month(appraisal, "table")
        export_workbook(work, appraisal, workbook, month_end(work.db, appraisal))
    unfinished.replace(database)
    _say_what_next(database, workbook)


def sample_files() -> Iterator[tuple[str, Path]]:
    """The sample data's files in the order of their import, each with its noun."""
    for file in sorted(_samples().iterdir()):
        if named := _NUMBERED.fullmatch(file.name):
            yield named[1], file


def _fill(work: Office) -> None:
    with steps() as bar:
        for name, file in sample_files():
            batch = read_file(work, name, file, bar)
            done = record(work, batch, bar, may_update=False, keep=True)
            refuse_bad(file.name, done)
            say_done(
                msg("{file}: {noun} {count}", file=file.name, noun=batch.noun.label, count=done.new)
            )
    decided = tomllib.loads((_samples() / "demo.toml").read_text(encoding="utf-8"))
    with work.writing() as origin:
        for waiver in decided["waiver"]:
            waive(work.db, waiver["finding"], waiver["reason"], None, origin)
            say_done(msg("{finding} waived: {reason}", **waiver))
    _close(work, decided["closing"])


def _close(work: Office, decided: dict[str, Any]) -> None:
    """Let the demo's earlier month be signed and closed, by the people who would."""
    month, today = Month.parse_iso(decided["month"]), work.clock.today
    for signer in decided["signature"]:
        hand = replace(work, command=replace(work.command, user=signer["name"]))
        with hand.writing() as origin:
            sign(work.db, month, signer["role"], today, origin)
    with hand.writing() as origin:
        closed = close(work.db, month, today, origin)
    say_done(
        msg(
            "{month} signed and closed; SHA-256 {digest}",
            month=month,
            digest=short_hash(closed.sha256),
        )
    )


def _make_room(database: Path, workbook: Path, *, fresh: bool) -> None:
    """See that nobody's work is lost.

    Raises Refused where a file stands there already, FileError where no folder can be.
    """
    _make_folder(database.parent)
    there = [file for file in (database, workbook) if file.exists()]
    if there and not fresh:
        raise Refused(
            msg("{file} is there already and was left alone.", file=there[0]),
            msg(
                "Look at it: kefu --db {file} score --month {month}. Start anew: --fresh.",
                file=database,
                month=MONTH,
            ),
        )
    if not there:
        return
    if not database.exists():
        raise Refused(
            msg("{file} was not made by a demo and was left alone.", file=workbook),
            msg("Name another folder."),
        )
    with open_file(database) as db:
        first = db.execute("SELECT words FROM command ORDER BY id LIMIT 1").fetchone()
    if first is None or not first[0].startswith("kefu demo"):
        raise Refused(
            msg("{file} was not made by a demo and was left alone.", file=database),
            msg("Name another folder."),
        )


def _make_folder(place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(
            msg("{path} cannot be made: {reason}.", path=place, reason=files.why(error)),
            msg("Name another folder."),
        ) from error


def _samples() -> Path:
    """Where the sample data is: in the installed package, or beside its source."""
    package = Path(__file__).parent.parent
    for place in (package / "sample_data", package.parent.parent / "sample_data"):
        if place.is_dir():
            return place
    raise FileError(
        msg("The sample data did not come with this kefu."), msg("Install kefu again, whole.")
    )


def _say_what_next(database: Path, workbook: Path) -> None:
    say_done(msg("The demo's file: {file}", file=database))
    say_done(msg("The workbook for HR: {file}", file=workbook))
    say_done(msg("What to try next:"))
    for line in (
        f"score --month {MONTH} --staff W003 --explain",
        f"fee rate --month {MONTH}",
        f"finding list --month {MONTH}",
        f"month status {MONTH}",
        "month verify",
        "violation add",
    ):
        say_done(msg("  kefu --db {file} {line}", file=database, line=line))
