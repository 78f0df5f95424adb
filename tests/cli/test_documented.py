"""Every command is explained, in every language, with examples that can be typed."""

from __future__ import annotations

import gettext
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main
from typer.core import TyperGroup

from kefu_cli import language
from kefu_cli.cli.app import COMMANDS, app


def _walk(group: Any, ctx: Any) -> Iterator[tuple[Any, Any]]:
    for name in group.list_commands(ctx):
        below = group.get_command(ctx, name)
        below_ctx = below.context_class(below, info_name=name, parent=ctx)
        yield below, below_ctx
        if isinstance(below, TyperGroup):
            yield from _walk(below, below_ctx)


def _all() -> Iterator[tuple[Any, Any]]:
    root: Any = typer.main.get_command(app)
    ctx = root.context_class(root, info_name="kefu")
    yield root, ctx
    yield from _walk(root, ctx)


@pytest.fixture(scope="module")
def commands() -> dict[str, tuple[Any, Any]]:
    """Every command and noun by the line that calls it."""
    return {ctx.command_path: (command, ctx) for command, ctx in _all()}


def _texts(command: Any, ctx: Any) -> Iterator[str]:
    yield command.help or ""
    for param in command.get_params(ctx):
        yield param.help or ""
        if param.metavar and param.metavar.isupper():
            yield param.metavar


@pytest.mark.parametrize("name", ["zh_Hant", "zh_Hans"])
def test_every_text_of_help_is_translated(commands: dict[str, tuple[Any, Any]], name: str) -> None:
    """Descriptions of commands and options are marked for the catalogues, and stand in them."""
    catalogue = gettext.translation("kefu", language.LOCALE_DIR, [name])
    missing = {
        (line, text)
        for line, (command, ctx) in commands.items()
        for text in _texts(command, ctx)
        if not text or catalogue.gettext(text) == text
    }
    assert missing == set()


def test_every_command_has_examples(commands: dict[str, tuple[Any, Any]]) -> None:
    """Each shows a line that begins with its own name."""
    without = [
        line
        for line, (command, _) in commands.items()
        if not isinstance(command, TyperGroup)
        and not any(x.startswith(line) for x in (command.epilog or "").splitlines())
    ]
    assert without == []


def test_every_example_can_be_read(commands: dict[str, tuple[Any, Any]]) -> None:
    """Its nouns, verbs and options exist, and no required argument is left out."""
    root: Any = commands["kefu"][0]
    examples = {x for c, _ in commands.values() for x in (c.epilog or "").splitlines()}
    for example in sorted(examples):
        program, *line = shlex.split(example)
        assert program == "kefu", example
        ctx: Any = root.make_context("kefu", line)
        while isinstance(ctx.command, TyperGroup):
            rest = [*ctx._protected_args, *ctx.args]
            found: Any = ctx.command.resolve_command(ctx, rest)
            ctx = found[1].make_context(found[0], found[2], parent=ctx)


def test_the_nouns_of_the_table_are_all_walked(commands: dict[str, tuple[Any, Any]]) -> None:
    """The checks above saw every entry."""
    assert {line.split()[1] for line in commands if " " in line} == set(COMMANDS)
