"""``kefu rules``: the rulebook, how its words are read, and a company's own."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from kefu_cli import files
from kefu_cli.calendar import Month
from kefu_cli.cli import fields
from kefu_cli.cli.context import needed, office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.showing import say_done, show
from kefu_cli.cli.words import new_app
from kefu_cli.errors import Refused
from kefu_cli.messages import Message, mark, msg
from kefu_cli.rulebook.loading import check, load, read, standard_text
from kefu_cli.rulebook.model import Rulebook
from kefu_cli.store.rulebooks import in_force, use

app = new_app(mark("The rulebook and its readings"), examples("rules"))

_FILE = Opt(
    "file", (), mark("The rulebook file (TOML)"), mark("FILE"), argument=True, required_mark=True
)


def _show(ctx: typer.Context, values: Values) -> None:
    from kefu_cli.render import terminal
    from kefu_cli.reports.rules import rulebook_lines

    with office(ctx) as work:
        today = Month.of(work.clock.today)
        month = work.month(values["month"]) if values["month"] else today
        book = in_force(work.db, month)
    terminal.write_lines(rulebook_lines(book), sys.stdout)


def _export(ctx: typer.Context, values: Values) -> None:
    text = standard_text()
    if values["month"]:
        with office(ctx) as work:
            text = in_force(work.db, work.month(values["month"])).text
    if values["output"] is None:
        sys.stdout.write(text)
        return
    target = Path(values["output"])
    files.check_new(target)
    files.replace(target, text.encode("utf-8"))
    say_done(msg("Rulebook written: {file}", file=target))
    say_done(msg("Change it, then: kefu rules check {file}", file=target))


def _check(ctx: typer.Context, values: Values) -> None:  # noqa: ARG001 - every command gets one
    from kefu_cli.reports.problems import rule_problems

    name = needed(msg("FILE"), values["file"])
    problems = check(read(Path(name)))
    if problems:
        show(rule_problems(name, problems), "table")
        raise Refused(
            msg("{file}: {count} problems.", file=name, count=len(problems)),
            msg("Mend them and check the file again."),
        )
    say_done(msg("{file} can be used: kefu rules use {file} --from MONTH", file=name))


def _use(ctx: typer.Context, values: Values) -> None:
    book = load(read(Path(needed(msg("FILE"), values["file"]))))
    with office(ctx) as work:
        since = work.month(needed("--from", values["from"]), "--from")
        before, earlier = in_force(work.db, since), in_force(work.db, since.plus(-1))
        with work.writing() as origin:
            use(work.db, book, since, origin)
    say_done(msg("{book} holds from {month} on.", book=_named(book), month=since))
    say_done(msg("Before it: {book}.", book=_named(before)))
    back = f"kefu rules use FILE --from {since}"
    if before.sha256 == earlier.sha256:
        back = f"kefu rules export --month {since.plus(-1)} -o FILE; {back}"
    say_done(msg("To take it back: {command}", command=back))


def _named(book: Rulebook) -> Message:
    return msg("rulebook {name}, version {version}", name=book.name, version=book.version)


for _verb, _help, _run, _options in (
    (
        "show",
        mark("Every rule in the source's words, and how it is read"),
        _show,
        (fields.MONTH_OF,),
    ),
    (
        "export",
        mark("Write a rulebook to a file, to make one's own from"),
        _export,
        (
            fields.MONTH_OF,
            Opt("output", ("--output", "-o"), mark("The file to write"), mark("FILE")),
        ),
    ),
    ("check", mark("Find everything that is wrong with a rulebook"), _check, (_FILE,)),
    (
        "use",
        mark("Put a rulebook in force from a month on"),
        _use,
        (
            _FILE,
            Opt(
                "from",
                ("--from",),
                mark("The first month that it holds"),
                mark("MONTH"),
                required_mark=True,
            ),
        ),
    ),
):
    add_command(
        app, _verb, help=_help, options=_options, run=_run, examples=examples("rules", _verb)
    )
