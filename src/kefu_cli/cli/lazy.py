"""The top of the command tree: nouns known by name, their modules loaded only when they run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar

import typer.main

from kefu_cli.cli.pages import Row, Section
from kefu_cli.cli.words import KefuCommand, KefuGroup, words

if TYPE_CHECKING:
    from typer._click.core import Command, Context
    from typer._click.shell_completion import CompletionItem


@dataclass(frozen=True, slots=True)
class Entry:
    """A noun or single command: the module that has its ``app``, and its words in English.

    ``section`` is the heading under which ``kefu --help`` lists it; entries of one section stand
    together in the table.
    """

    module: str
    help: str
    section: str


class LazyGroup(KefuGroup):
    """A group whose commands come from ``table``; listing them loads none of their modules."""

    table: ClassVar[Mapping[str, Entry]] = {}

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._listing = False

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - Typer's signature
        """Every name of the table, in its order."""
        return list(self.table)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002
        """The command of this name, its module loaded; while listing, its name and words alone."""
        entry = self.table.get(cmd_name)
        if entry is None:
            return None
        if self._listing:
            return KefuCommand(cmd_name, help=entry.help)
        if cmd_name not in self.commands:
            app = import_module(entry.module).app
            self.commands[cmd_name] = typer.main.get_command(app)
        return self.commands[cmd_name]

    def verbs(self, ctx: Context) -> tuple[Section, ...]:  # noqa: ARG002
        """The nouns under their headings, described by the table."""
        left = max(map(len, self.table))
        sections = groupby(self.table.items(), lambda item: item[1].section)
        return tuple(
            Section(words(title), tuple(Row(name, words(e.help)) for name, e in entries), left)
            for title, entries in sections
        )

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        """What the shell may complete to, found without loading a module."""
        with self._only_listing():
            return super().shell_complete(ctx, incomplete)

    @contextmanager
    def _only_listing(self) -> Iterator[None]:
        self._listing = True
        try:
            yield
        finally:
            self._listing = False
