"""``kefu check``: whether the file is sound."""

from __future__ import annotations

import typer

from kefu_cli.cli.context import office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.showing import say_done
from kefu_cli.cli.words import command, single_app
from kefu_cli.errors import Refused
from kefu_cli.messages import mark, msg
from kefu_cli.store.keeping import faults_of

app = single_app()


@command(app, "check", help=mark("See whether the file is sound"), examples=examples("check", ""))
def check(ctx: typer.Context) -> None:
    """Look for damage, missing references, and tables, keys or triggers that were changed."""
    with office(ctx) as work:
        faults = list(faults_of(work.db))
        path = work.path
    for fault in faults:
        say_done(fault)
    if faults:
        raise Refused(
            msg("{path}: {count} faults.", path=path, count=len(faults)),
            msg("Put a backup in its place: kefu restore FILE"),
        )
    say_done(msg("{path} is sound.", path=path))
