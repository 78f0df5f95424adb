"""``kefu undo``: a user's last command taken back whole; a terminal is shown it and asked first."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TextIO

import typer

from kefu_cli.cli import asking
from kefu_cli.cli.context import Office, office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.showing import say_done
from kefu_cli.cli.words import single_app
from kefu_cli.errors import Refused
from kefu_cli.language import say
from kefu_cli.messages import Message, mark, msg
from kefu_cli.records.values import parse_flag
from kefu_cli.store.undoing import Undone, take_back

app = single_app()


class _OnlyTried(Exception):
    """Ends the transaction of an undo that is only to be shown."""


def _undo(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        if values["dry_run"]:
            _show(_tried(work), sys.stdout)
            return
        shown = _tried(work) if asking.is_interactive() else None
        if shown and not _confirmed(shown):
            say_done(msg("Nothing was taken back."))
            return
        undone, by = _taken_back(work, shown)
    if shown is None:
        _show(undone, sys.stdout)
    said = msg("Command {number} ({words}, {at}) is taken back by command {by}.")
    say_done(_named(said, undone, by=by))
    say_done(msg("To have it again, give that command once more."))


def _tried(work: Office) -> Undone:
    """What would be taken back: it is, and then that is. Raises Refused as ``take_back`` does."""
    with suppress(_OnlyTried), work.writing() as origin:
        undone = take_back(work.db, origin)
        raise _OnlyTried
    return undone


def _taken_back(work: Office, shown: Undone | None) -> tuple[Undone, int]:
    """What was taken back, and by which command. Raises Refused if something else was shown."""
    with work.writing() as origin:
        undone = take_back(work.db, origin)
        if shown and undone.number != shown.number:
            raise Refused(
                msg("Another command was given meanwhile."),
                msg("Look at it and give the command again."),
            )
    return undone, origin.number


def _confirmed(shown: Undone) -> bool:
    _show(shown, sys.stderr)
    return asking.ask(say(msg("Take this back? (y/n)")), parse_flag)


def _show(undone: Undone, out: TextIO) -> None:
    from kefu_cli.render import terminal
    from kefu_cli.reports.undo import undo_table

    title = _named(msg("What command {number} did ({words}, {at})"), undone)
    terminal.write(undo_table(title, undone.events), out)


def _named(message: Message, undone: Undone, **more: object) -> Message:
    at = undone.at.replace("T", " ")
    told = {"number": undone.number, "words": undone.words, "at": at, **more}
    return Message(message.text, tuple(told.items()))


add_command(
    app,
    "undo",
    help=mark("Take back your last command"),
    options=(
        Opt(
            "dry_run",
            ("--dry-run",),
            mark("Only list what would be taken back; write nothing"),
            flag=True,
        ),
    ),
    run=_undo,
    examples=examples("undo", ""),
)
