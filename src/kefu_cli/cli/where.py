"""``kefu where``: where the file is."""

from __future__ import annotations

import typer

from kefu_cli.cli.context import path_of, tell
from kefu_cli.cli.examples import examples
from kefu_cli.cli.words import command, single_app
from kefu_cli.messages import mark, msg

app = single_app()


@command(app, "where", help=mark("Where the file is"), examples=examples("where", ""))
def where(ctx: typer.Context) -> None:
    """Print the path of the file that commands work on, whether it exists yet or not."""
    path = path_of(ctx).absolute()
    if not path.exists():
        tell(msg("It does not exist yet; the first record makes it."))
    print(path)
