"""``kefu backup``: a whole copy of the file, taken while others may write."""

from __future__ import annotations

from pathlib import Path

import typer

from kefu_cli.cli.context import office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.showing import say_done
from kefu_cli.cli.words import command, single_app
from kefu_cli.messages import mark, msg
from kefu_cli.store import copies, keeping

app = single_app()


@command(
    app, "backup", help=mark("Copy the file, whole, to a backup"), examples=examples("backup", "")
)
def backup(
    ctx: typer.Context,
    file: str | None = typer.Argument(
        None, metavar=mark("FILE"), help=mark("The backup to write; beside the file if left out")
    ),
    overwrite: bool = typer.Option(
        False, "--overwrite", help=mark("Take the place of a file of this name")
    ),
) -> None:
    """Write a backup and its checksum."""
    with office(ctx) as work:
        target = Path(file) if file else keeping.default_target(work.path, work.clock.now)
        keeping.refuse_itself(work.path, target)
        if not overwrite:
            keeping.refuse_existing(target)
        digest = copies.back_up(work.db, target)
    say_done(msg("Backup written: {file}", file=target))
    say_done(msg("SHA-256 {digest}, kept beside it", digest=digest))
    say_done(msg("To put it back: kefu restore {file}", file=target))
