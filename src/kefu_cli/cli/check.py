"""``kefu check``: whether the file is sound."""

from __future__ import annotations

import typer

from kefu_cli.cli.context import path_of
from kefu_cli.cli.examples import examples
from kefu_cli.cli.showing import say_done
from kefu_cli.cli.words import command, single_app
from kefu_cli.errors import Refused
from kefu_cli.messages import mark, msg
from kefu_cli.store import checking
from kefu_cli.store.opening import LATEST

app = single_app()


@command(app, "check", help=mark("See whether the file is sound"), examples=examples("check", ""))
def check(ctx: typer.Context) -> None:
    """Look for damage, for guards that were taken away, and for what cannot be true."""
    path = path_of(ctx)
    found = checking.check(path)
    for fault in found.faults:
        say_done(fault)
    if found.faults:
        raise Refused(
            msg("{path}: {count} faults.", path=path, count=len(found.faults)),
            msg("Put a backup in its place: kefu restore FILE"),
        )
    say_done(msg("{path} is sound.", path=path))
    if found.version != LATEST:
        versions = {"version": found.version, "latest": LATEST}
        say_done(msg("Of version {version}; brought to {latest} when next opened.", **versions))
