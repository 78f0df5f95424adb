"""How results leave: a table in the format that was asked for, or a sentence."""

from __future__ import annotations

import sys

from kefu_cli.errors import UsageError
from kefu_cli.language import say
from kefu_cli.messages import Message, msg
from kefu_cli.reports.table import Table

FORMATS = ("table", "json", "csv")


def format_named(name: str) -> str:
    """One of table, json, csv. Raises UsageError for any other."""
    if name not in FORMATS:
        raise UsageError(
            msg("--format: “{value}” is not a format.", value=name),
            msg("Allowed: {choices}.", choices=FORMATS),
        )
    return name


def show(table: Table, form: str) -> None:
    """Write a table to standard output."""
    match form:
        case "json":
            from kefu_cli.render import as_json

            as_json.write(table, sys.stdout)
        case "csv":
            from kefu_cli.render import as_csv

            as_csv.write(table, sys.stdout)
        case _:
            from kefu_cli.render import terminal

            terminal.write(table, sys.stdout)


def show_one(table: Table, form: str) -> None:
    """Write a table of one row: as one object in JSON."""
    if form == "json":
        from kefu_cli.render import as_json

        as_json.write_one(table, sys.stdout)
    else:
        show(table, form)


def say_done(message: Message) -> None:
    """The result of a command that writes: what was recorded, and how to take it back."""
    print(say(message))
