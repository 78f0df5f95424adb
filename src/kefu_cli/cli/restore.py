"""``kefu restore``: a backup in the file's place, the present file put aside."""

from __future__ import annotations

import typer

from kefu_cli.cli import context
from kefu_cli.cli.entering import file_named
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.showing import say_done
from kefu_cli.cli.words import single_app
from kefu_cli.messages import mark, msg
from kefu_cli.store import keeping

app = single_app()

_FILE = Opt(
    "file", (), mark("The backup to put back"), mark("FILE"), argument=True, required_mark=True
)


def _restore(ctx: typer.Context, values: Values) -> None:
    path = context.path_of(ctx)
    backup = file_named(values["file"], msg("The backup to put back"))
    aside = keeping.restore(path, backup, context.command_of(ctx, context.clock()))
    say_done(msg("{file} was put back as {path}", file=backup, path=path))
    if aside:
        say_done(msg("What was there before is kept as {file}", file=aside))
        say_done(msg("To take it back: {command}", command=f"kefu restore {aside}"))


add_command(
    app,
    "restore",
    help=mark("Put a backup in the file's place; the present file is kept aside"),
    options=(_FILE,),
    run=_restore,
    examples=examples("restore", ""),
)
