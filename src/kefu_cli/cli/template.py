"""``kefu template``: workbooks to fill in and import."""

from __future__ import annotations

from pathlib import Path

import typer

from kefu_cli.cli.examples import examples
from kefu_cli.cli.showing import say_done
from kefu_cli.cli.words import command, single_app
from kefu_cli.errors import UsageError
from kefu_cli.messages import mark, msg
from kefu_cli.records import NOUN_NAMES, noun

app = single_app()


@command(
    app,
    "template",
    help=mark("Write a workbook to fill in"),
    examples=examples("template", ""),
    required=("output",),
)
def template(
    nouns: list[str] = typer.Argument(
        ..., metavar=mark("NOUN"), help=mark("What its sheets are for")
    ),
    output: str = typer.Option(
        ..., "--output", "-o", metavar=mark("FILE"), help=mark("The .xlsx file to write")
    ),
) -> None:
    """Write a workbook with a sheet for each noun."""
    from kefu_cli.sheets.templates import write_template

    for name in nouns:
        if name not in NOUN_NAMES:
            raise UsageError(
                msg("“{value}” is no kind of record.", value=name),
                msg("Allowed: {choices}.", choices=NOUN_NAMES),
            )
    target = Path(output)
    write_template([noun(name) for name in nouns], target)
    say_done(msg("Template written: {file}", file=target))
    say_done(msg("Fill it in, then: kefu import {noun} {file}", noun=nouns[0], file=target))
