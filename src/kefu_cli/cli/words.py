"""Typer's commands and groups, speaking the reader's language from the first word to the last.

Help strings stand in the code in English, marked for the catalogue; they are translated when they
are shown. What Typer refuses while it reads a line leaves here as a KefuError. A text, list of
texts or flag is handed on as it was typed, so that pydantic is loaded only for other types: that
is more than half of what a short command would take. (typer is pinned to 0.29 for this, and for
the private names that are needed to type the overridden methods.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, TypeVar

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from kefu_cli.cli import failures, pages
from kefu_cli.language import current, say
from kefu_cli.messages import Message, mark, msg
from kefu_cli.script import simplified

if TYPE_CHECKING:
    from typer._click.core import Command, Context, Parameter
    from typer._click.formatting import HelpFormatter
    from typer._click.shell_completion import CompletionItem
else:
    Command = object

Function = TypeVar("Function", bound=Callable[..., Any])
Row = tuple[str, str]

_REQUIRED = "kefu_required"
_WIDEST_PAGE = 100


def words(text: str) -> str:
    """Marked text in the language in use."""
    return say(Message(text)) if text else ""


def new_app(
    help: str, examples: Sequence[str] = (), cls: type[KefuGroup] | None = None
) -> typer.Typer:
    """An empty noun; give it its verbs with ``command``. ``help`` is marked English."""
    app = typer.Typer(
        cls=cls or KefuGroup,
        help=help,
        epilog="\n".join(examples),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_noun)
    return app


def single_app() -> typer.Typer:
    """The app of a module that is one command without a noun, such as ``kefu where``."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def command(
    app: typer.Typer,
    name: str,
    *,
    help: str,
    examples: Sequence[str] = (),
    required: Sequence[str] = (),
) -> Callable[[Function], Function]:
    """Make a function a command. ``help`` is marked English, ``examples`` are whole lines.

    ``required`` names parameters that Typer takes for optional and the command does not: help
    says so, and the command asks for them or refuses.
    """

    def register(function: Function) -> Function:
        setattr(function, _REQUIRED, frozenset(required))
        registering = app.command(name, cls=KefuCommand, help=help, epilog="\n".join(examples))
        return registering(function)

    return register


def _noun() -> None:
    """Nothing of its own: a callback makes Typer see a noun where there is but one verb."""


class _Localised(Command):
    """What a command and a group have in common."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        params = super().get_params(ctx)
        for param in params:
            _spare_pydantic(param)
        return params

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = mark("Show this page")
        return option

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:
            failures.refuse_left_out_value(ctx, args)
        with _own_errors(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Context) -> Any:
        with _own_errors(ctx):
            return super().invoke(ctx)

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - nothing is shortened
        return words(self.help or "").partition("\n")[0]

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        items = super().shell_complete(ctx, incomplete)
        for item in items:
            item.help = pages.hint(words(item.help or ""))
        return items

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        page = pages.Page(_usage(self, ctx), words(self.help or ""), *self.sections(ctx))
        formatter.write(pages.draw(page, min(get_terminal_size().columns, _WIDEST_PAGE)))

    def get_usage(self, ctx: Context) -> str:
        return _usage(self, ctx)

    def sections(self, ctx: Context) -> tuple[tuple[pages.Section, ...], pages.Section]:
        """What stands below the description: arguments, options, verbs; and the examples."""
        required: frozenset[str] = getattr(self.callback, _REQUIRED, frozenset())
        shown = [p for p in self.get_params(ctx) if not getattr(p, "hidden", False)]
        arguments = [p for p in shown if isinstance(p, TyperArgument)]
        options = [p for p in shown if isinstance(p, TyperOption)]
        return (
            (
                _section(mark("Arguments:"), [_row(p, required, ctx) for p in arguments]),
                *self.verbs(ctx),
                _section(mark("Options:"), [_row(p, required, ctx) for p in options]),
            ),
            _section(
                mark("Examples:"), [(_example(x), "") for x in (self.epilog or "").splitlines()]
            ),
        )

    def verbs(self, ctx: Context) -> tuple[pages.Section, ...]:  # noqa: ARG002 - groups need it
        """The commands below this one."""
        return ()


class KefuCommand(_Localised, TyperCommand):
    """A command with its help and its errors in the reader's language."""


class KefuGroup(_Localised, TyperGroup):
    """A noun and its verbs, with help and errors in the reader's language."""

    def verbs(self, ctx: Context) -> tuple[pages.Section, ...]:
        """The verbs of this noun, each with what it does."""
        listed = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, c.get_short_help_str()) for name, c in listed if c and not c.hidden]
        return (_section(mark("Commands:"), rows),)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """The verb that the line names. Raises UsageError, with those that are near."""
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not name.startswith("-") and not ctx.resilient_parsing:
            raise failures.no_such_command(ctx, name, known)
        return super().resolve_command(ctx, args)


class AddingGroup(KefuGroup):
    """A noun whose ``add`` may be left out: ``kefu ack --staff …`` records one."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """What is neither a verb nor a wish for help is the line of ``add``."""
        if not args or (args[0].startswith("-") and args[0] != "--help"):
            args = ["add", *args]
        return super().parse_args(ctx, args)


class _AsTyped:
    """Takes the place of Typer's pydantic adapter where a value needs no reading."""

    def coerce(self, value: Any, param: Parameter, ctx: Context) -> Any:  # noqa: ARG002
        if value is None and (param.multiple or param.nargs == -1):
            return ()
        return value


_AS_TYPED: Any = _AsTyped()


def _spare_pydantic(param: Parameter) -> None:
    if isinstance(param, TyperArgument | TyperOption) and param.type_descriptor.annotation in (
        str,
        bool,
        list[str],
    ):
        param._runtime_param = _AS_TYPED


@contextmanager
def _own_errors(ctx: Context) -> Iterator[None]:
    try:
        yield
    except typer.TyperException as error:
        if failures.is_help(error):
            raise
        raise failures.explain(error, ctx) from error


def _example(line: str) -> str:
    """An example as the reader would type it."""
    return simplified(line) if current() == "zh-Hans" else line


def _section(title: str, rows: Sequence[Row]) -> pages.Section:
    return pages.Section(words(title), tuple(pages.Row(*row) for row in rows))


def _usage(self: Command, ctx: Context) -> str:
    required: frozenset[str] = getattr(self.callback, _REQUIRED, frozenset())
    pieces = [ctx.command_path]
    for param in self.get_params(ctx):
        if isinstance(param, TyperArgument) and not param.hidden:
            name = _metavar(param, ctx) + ("…" if param.nargs == -1 else "")
            pieces.append(name if param.required or param.name in required else f"[{name}]")
    pieces.append(words(mark("[OPTIONS]")))
    if isinstance(self, TyperGroup):
        pieces.append(words(mark("COMMAND …")))
    return say(msg("Usage: {line}", line=" ".join(pieces)))


def _row(param: TyperArgument | TyperOption, required: frozenset[str], ctx: Context) -> Row:
    help = words(param.help or "")
    if param.required or param.name in required:
        help = say(msg("{help} (required)", help=help))
    if getattr(param, "multiple", False) or param.nargs == -1:
        help = say(msg("{help} (may be repeated)", help=help))
    if isinstance(param.envvar, str) and param.show_envvar:
        help = say(msg("{help} (or set {variable})", help=help, variable=param.envvar))
    if param.show_default and isinstance(param.default, str) and param.default:
        help = say(msg("{help} (default: {value})", help=help, value=param.default))
    return _names(param, ctx), help


def _names(param: TyperArgument | TyperOption, ctx: Context) -> str:
    if isinstance(param, TyperArgument):
        return _metavar(param, ctx)
    names = ", ".join(sorted(param.opts, key=len))
    if param.secondary_opts:
        names = f"{names} / {', '.join(param.secondary_opts)}"
    return names if param.is_flag else f"{names} {_metavar(param, ctx)}"


def _metavar(param: TyperArgument | TyperOption, ctx: Context) -> str:
    if param.metavar is not None:
        return words(param.metavar)
    if param.type_descriptor.is_choice:
        return param.display_type(ctx).strip("<>")
    return words(mark("NUMBER") if param.type_descriptor.annotation is int else mark("TEXT"))
