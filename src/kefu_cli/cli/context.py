"""What a command works with: the open file, the moment, and who is at the keyboard."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import typer

from kefu_cli.calendar import Month, parse_day, parse_month
from kefu_cli.cli.failures import missing
from kefu_cli.cli.settings import settings_of
from kefu_cli.errors import BadValue, UsageError
from kefu_cli.language import say
from kefu_cli.messages import Message, msg
from kefu_cli.records.values import Clock
from kefu_cli.store.opening import Command, default_path, is_new, open_file, writing
from kefu_cli.store.records import Origin
from kefu_cli.store.resolving import Resolver

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Office:
    """One command's view of the office's file."""

    db: sqlite3.Connection
    path: Path
    clock: Clock
    command: Command
    resolver: Resolver

    @contextmanager
    def writing(self) -> Iterator[Origin]:
        """Everything written inside is kept as one command, or nothing is."""
        with writing(self.db, self.command) as number:
            yield Origin(self.command, number)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything read inside is as it was at one moment, whoever writes meanwhile."""
        self.db.execute("BEGIN")
        try:
            yield
        finally:
            self.db.execute("ROLLBACK")

    def month(self, text: str, option: str = "--month") -> Month:
        """The month that an option names. Raises BadValue."""
        return for_option(option, lambda: parse_month(text, self.clock.today))

    def day(self, text: str, option: str) -> date:
        """The day that an option names. Raises BadValue."""
        return for_option(option, lambda: parse_day(text, self.clock.today))


def clock() -> Clock:
    """The moment at which this command runs; the only place where kefu looks at the clock."""
    return Clock(datetime.now())


def path_of(ctx: typer.Context) -> Path:
    """The file that the command works on."""
    return settings_of(ctx).db or default_path()


@contextmanager
def office(ctx: typer.Context) -> Iterator[Office]:
    """Open the file for one command, and say so where it is a new one. Raises FileError."""
    path = path_of(ctx)
    new = is_new(path)
    with office_at(path, ctx) as work:
        if new:
            tell(msg("A new file was made: {path}", path=path))
        yield work


@contextmanager
def office_at(path: Path, ctx: typer.Context) -> Iterator[Office]:
    """Open a file that the command itself has chosen. Raises FileError."""
    now = clock()
    with open_file(path, _tell_migrated) as db:
        yield Office(db, path, now, command_of(ctx, now), Resolver(db))


def command_of(ctx: typer.Context, now: Clock) -> Command:
    """Who gives this command, with which words, and when."""
    return Command(_user(), _words(ctx), now.now)


def _tell_migrated(copy: Path) -> None:
    tell(msg("The file was brought up to date; as it was before, it is kept as {file}", file=copy))


def for_option(option: str, read: Callable[[], T]) -> T:
    """What ``read`` gives; its refusal of a value names the option that the value stood behind."""
    try:
        return read()
    except BadValue as error:
        raise BadValue(
            msg("{option}: {what}", option=option, what=error.what), error.advice
        ) from error


def needed(option: str | Message, value: T | None) -> T:
    """The value of an option that a command cannot do without. Raises UsageError."""
    if value is None:
        raise UsageError(missing((option,)), msg("Give it, or see the command with --help."))
    return value


def tell(message: Message) -> None:
    """Say something that is not the result, on standard error."""
    print(say(message), file=sys.stderr)


def _user() -> str:
    named = " ".join(os.environ.get("KEFU_USER", "").split())
    if named:
        return named
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system without accounts; who it was stays unknown
        return "?"


def _words(ctx: typer.Context) -> str:
    """The command as history names it: its noun and verb, without what may be an owner's."""
    return ctx.command_path
