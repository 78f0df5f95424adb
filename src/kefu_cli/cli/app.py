"""``kefu``: the entry point, the options before the noun, and the table of all commands.

``main`` runs one command and gives its exit code: 0 done, 1 refused, 2 the line cannot be read,
130 stopped by the user, 141 the reader of the output went away.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

import typer
import typer.main

from kefu_cli import __version__, files, language
from kefu_cli.cli import failures
from kefu_cli.cli.lazy import Entry, LazyGroup
from kefu_cli.cli.settings import read_settings
from kefu_cli.errors import FileError, KefuError, UsageError
from kefu_cli.messages import mark, msg

_NAME: Final = "kefu"
_COMPLETION: Final = "_KEFU_COMPLETE"
_READER_GONE: Final = 141

_OFFICE = mark("The office:")
_MONTH = mark("What happened:")
_SCORE = mark("The month's result:")
_END = mark("The month's end:")
_FILE = mark("The file:")

COMMANDS: Final = {
    "staff": Entry("kefu_cli.cli.staff", mark("People who are appraised"), _OFFICE),
    "building": Entry(
        "kefu_cli.cli.building", mark("Buildings, and who looks after them"), _OFFICE
    ),
    "assignment": Entry(
        "kefu_cli.cli.assignment", mark("Who looked after what, and when"), _OFFICE
    ),
    "unit": Entry("kefu_cli.cli.unit", mark("Flats, shops and parking spaces"), _OFFICE),
    "fee": Entry("kefu_cli.cli.fee", mark("Payments, collection rate and arrears"), _MONTH),
    "violation": Entry("kefu_cli.cli.violation", mark("Violations and absences"), _MONTH),
    "repair": Entry(
        "kefu_cli.cli.repair", mark("Repair calls, from the call to the revisit"), _MONTH
    ),
    "archive": Entry("kefu_cli.cli.archive", mark("What was filed, and what is missing"), _MONTH),
    "suggestion": Entry("kefu_cli.cli.suggestion", mark("Improvement suggestions"), _MONTH),
    "story": Entry("kefu_cli.cli.story", mark("Stories of owners who were moved"), _MONTH),
    "score": Entry("kefu_cli.cli.score", mark("Score a month, and export the workbook"), _SCORE),
    "finding": Entry("kefu_cli.cli.finding", mark("What counts against whom, and waivers"), _SCORE),
    "rules": Entry("kefu_cli.cli.rules", mark("The rulebook and its readings"), _SCORE),
    "review": Entry("kefu_cli.cli.review", mark("Scores that the form's reviewers give"), _END),
    "ack": Entry("kefu_cli.cli.ack", mark("A person has seen their score"), _END),
    "objection": Entry("kefu_cli.cli.objection", mark("Objections to a score, and answers"), _END),
    "sign": Entry("kefu_cli.cli.sign", mark("Sign a month's result"), _END),
    "month": Entry(
        "kefu_cli.cli.month", mark("Issue, close, correct, reopen and verify a month"), _END
    ),
    "evidence": Entry(
        "kefu_cli.cli.evidence", mark("Write the evidence of one person's month"), _END
    ),
    "import": Entry("kefu_cli.cli.import_", mark("Take in a workbook or a CSV file"), _FILE),
    "template": Entry("kefu_cli.cli.template", mark("Write a workbook to fill in"), _FILE),
    "history": Entry("kefu_cli.cli.history", mark("Who did what, and when"), _FILE),
    "undo": Entry("kefu_cli.cli.undo", mark("Take back your last command"), _FILE),
    "where": Entry("kefu_cli.cli.where", mark("Where the file is"), _FILE),
    "backup": Entry("kefu_cli.cli.backup", mark("Copy the file, whole, to a backup"), _FILE),
    "restore": Entry("kefu_cli.cli.restore", mark("Put a backup in the file's place"), _FILE),
    "check": Entry("kefu_cli.cli.check", mark("See whether the file is sound"), _FILE),
    "demo": Entry("kefu_cli.cli.demo", mark("Try kefu with invented data"), _FILE),
}
"""Every noun and single command, in the order in which help shows them."""

EXAMPLES: Final = (
    "kefu demo",
    "kefu violation add --staff W001 --clause 2.1 --on 2024-05-03 --note 遲到",
    "kefu fee rate --month 2024-05",
    "kefu score --month 2024-05 --explain",
    "kefu score --month 2024-05 --export 2024-05.xlsx",
)


class _Root(LazyGroup):
    table = COMMANDS


app = typer.Typer(
    cls=_Root,
    help=mark(
        "The monthly appraisal of customer-service staff, worked out from what the office recorded."
    ),
    epilog="\n".join(EXAMPLES),
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def _before_the_noun(
    ctx: typer.Context,
    db: str | None = typer.Option(
        None,
        metavar=mark("FILE"),
        envvar="KEFU_DB",
        show_envvar=True,
        help=mark("Work on this file"),
    ),
    lang: str | None = typer.Option(
        None,
        metavar="|".join(language.LANGUAGES),
        help=mark("Speak this language (or set KEFU_LANG)"),
    ),
    version: bool = typer.Option(False, "--version", help=mark("Show the version")),
    install_completion: bool = typer.Option(
        False, "--install-completion", help=mark("Let this shell complete kefu's commands")
    ),
    show_completion: bool = typer.Option(
        False, "--show-completion", help=mark("Show the completion script of this shell")
    ),
) -> None:
    if lang is not None:
        language.use(language.named(lang))
    if version:
        print(f"{_NAME} {__version__}")
        raise typer.Exit
    if install_completion or show_completion:
        from kefu_cli.cli import completion  # once in a kefu's life

        completion.install() if install_completion else completion.show()
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        raise failures.no_command(ctx)
    ctx.obj = read_settings(db)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line (without the program's name) and give its exit code."""
    line = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(line)
    except KefuError as error:
        failures.report(error)
        return error.exit_code
    except typer.TyperException as help_page:
        print(help_page.format_message(), file=sys.stderr)
        return help_page.exit_code
    except (KeyboardInterrupt, EOFError, typer.Abort):
        failures.report_interruption()
        return failures.INTERRUPTED
    except BrokenPipeError:
        return _READER_GONE
    except Exception as error:  # the last resort: whatever it is, no reader sees a traceback
        return _unforeseen(error)


def run() -> NoReturn:
    """The entry point: ``main`` on the process's own line and streams."""
    gc.disable()  # a command ends long before its garbage matters, and looking for it takes time
    _settle_streams()
    code = main()
    if code == _READER_GONE:
        _close_output()
    sys.exit(code)


def _run(line: list[str]) -> int:
    language.use(language.of_locale(os.environ))
    chosen = _language_asked(line)
    language.use(language.named(chosen) if chosen else language.pick(os.environ))
    _refuse_undecodable(line)
    command = typer.main.get_command(app)
    if _COMPLETION in os.environ:
        from kefu_cli.cli import completion

        return completion.answer(command, _NAME, _COMPLETION)
    try:
        with command.make_context(_NAME, line) as ctx:
            result = command.invoke(ctx)
    except typer.Exit as done:
        result = done.exit_code
    sys.stdout.flush()  # here, where a full disk or a closed pipe can still be told
    return result if isinstance(result, int) else 0


def _unforeseen(error: Exception) -> int:
    known = files.foreseen(error) if isinstance(error, OSError) else None
    if known is None:
        failures.report_unexpected(error)
        return FileError.exit_code
    failures.report(known)
    return known.exit_code


def _language_asked(line: Sequence[str]) -> str | None:
    """The value of ``--lang`` before the noun: help and errors need it before the line is read."""
    asked, previous = None, ""
    for word in line:
        if previous == "--lang":
            asked = word
        elif word.startswith("--lang="):
            asked = word.partition("=")[2]
        elif previous != "--db" and not word.startswith("-"):
            break
        previous = "" if previous in ("--lang", "--db") else word
    return asked


def _refuse_undecodable(line: Sequence[str]) -> None:
    """Raise UsageError for a word that is no text: bytes that the terminal's encoding lacks."""
    for word in line:
        if any("\ud800" <= char <= "\udfff" for char in word):
            raise UsageError(
                msg("“{value}” holds bytes that are no text.", value=word),
                msg("Type it anew, in the encoding of this terminal."),
            )


def _settle_streams() -> None:
    """Set the process's streams, once for all that kefu writes.

    What is piped is UTF-8 with plain LF, as JSON and CSV promise whatever the locale says; a
    terminal keeps its encoding. A character that a stream lacks stops nothing and is written as its
    code, not as a question mark: two names do not become one, and JSON can still be read.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if stream is sys.stdin:
            stream.reconfigure(errors="replace")  # what cannot be read has no code, only a mark
        elif stream.isatty():
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _close_output() -> None:
    """Leave Python nothing to flush into a pipe that no one reads any more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
