"""``kefu restore``: a backup in the file's place, the present file put aside."""

from __future__ import annotations

from pathlib import Path

import typer

from kefu_cli.cli import context
from kefu_cli.cli.examples import examples
from kefu_cli.cli.showing import say_done
from kefu_cli.cli.words import command, single_app
from kefu_cli.messages import mark, msg
from kefu_cli.store import keeping

app = single_app()


@command(
    app,
    "restore",
    help=mark("Put a backup in the file's place; the present file is kept aside"),
    examples=examples("restore", ""),
)
def restore(
    ctx: typer.Context,
    file: str = typer.Argument(..., metavar=mark("FILE"), help=mark("The backup to put back")),
) -> None:
    """Check the backup, put the present file aside, and put the backup in its place."""
    path = context.path_of(ctx)
    aside = keeping.restore(path, Path(file), context.command_of(ctx, context.clock()))
    say_done(msg("{file} was put back as {path}", file=file, path=path))
    if aside:
        say_done(msg("What was there before is kept as {file}", file=aside))
        say_done(msg("To take it back: {command}", command=f"kefu restore {aside}"))
