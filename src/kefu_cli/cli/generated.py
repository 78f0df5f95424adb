"""Commands whose options come from declarations instead of a function's signature.

Every value arrives as the text that was typed (None where it was left out); reading it is the
declaration's business, not Typer's.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any

import typer

from kefu_cli.cli import asking, failures
from kefu_cli.cli.pages import hint
from kefu_cli.cli.words import command
from kefu_cli.errors import UsageError
from kefu_cli.messages import Message, msg

Offer = str | tuple[str, str]
"""A value that the shell may complete to, alone or with what it stands for."""

Values = dict[str, Any]
"""What was typed, by name: text or None, a bool for a flag, a list of texts for a repeatable."""


@dataclass(frozen=True, slots=True)
class Opt:
    """One option (or argument) of a generated command.

    ``name`` is the key under which its value arrives; ``flags`` are its forms (``--paid-on``),
    unused for an ``argument``. ``help`` and ``metavar`` are marked English. A ``flag`` takes no
    value (``--absent/--present`` is a flag with both answers); a ``multiple`` may be repeated.
    ``required_mark``: help says that it is required, but the line is accepted without it, so
    that the command can ask; ``unless`` names the flag that stands in for it. ``complete`` offers
    the shell values that begin with some text.
    """

    name: str
    flags: tuple[str, ...]
    help: str
    metavar: str = "TEXT"
    flag: bool = False
    multiple: bool = False
    argument: bool = False
    required_mark: bool = False
    unless: str | None = None
    complete: Callable[[typer.Context, str], Iterable[Offer]] | None = None


def add_command(
    app: typer.Typer,
    name: str,
    *,
    help: str,
    options: Sequence[Opt],
    run: Callable[[typer.Context, Values], None],
    examples: Sequence[str] = (),
) -> None:
    """Give the app a command that hands ``run`` what was typed for each option, by name."""

    def call(ctx: typer.Context, **typed: Any) -> None:
        values = {opt.name: _value(opt, typed[_parameter_name(opt)]) for opt in options}
        if not asking.is_interactive():
            _refuse_missing(ctx, options, values)
        run(ctx, values)

    parameters = [_parameter(opt) for opt in options]
    context = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    function: Any = call
    function.__signature__ = inspect.Signature([context, *parameters])
    function.__annotations__ = {p.name: p.annotation for p in (context, *parameters)}
    required = [_parameter_name(opt) for opt in options if opt.required_mark]
    command(app, name, help=help, examples=examples, required=required)(call)


def _refuse_missing(ctx: typer.Context, options: Sequence[Opt], values: Values) -> None:
    """Raise UsageError, naming everything at once that the command cannot do without."""
    needed = [x for x in options if x.required_mark and not (x.unless and values[x.unless])]
    if any(values[opt.name] is None for opt in needed):
        missing = [opt for opt in needed if not (values[opt.name] or "").strip()]
        names = [Message(x.metavar) if x.argument else max(x.flags, key=len) for x in missing]
        see = msg("Run {command} to see what it takes.", command=f"{ctx.command_path} --help")
        raise UsageError(failures.missing(names), see)


def _parameter(opt: Opt) -> inspect.Parameter:
    kind: Any = bool if opt.flag else list[str] | None if opt.multiple else str | None
    shared: dict[str, Any] = {"help": opt.help}
    if not opt.flag:
        shared |= {"metavar": opt.metavar, "autocompletion": _completion(opt)}
    default = (
        typer.Argument(None, **shared)
        if opt.argument
        else typer.Option(False if opt.flag else None, *opt.flags, show_default=False, **shared)
    )
    return inspect.Parameter(
        _parameter_name(opt), inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind
    )


def _parameter_name(opt: Opt) -> str:
    """The name in the signature: ``from`` and other words of Python's own cannot stand there."""
    return f"{opt.name}_" if iskeyword(opt.name) else opt.name


def _value(opt: Opt, typed: Any) -> Any:
    return list(typed or ()) if opt.multiple else typed


def _completion(opt: Opt) -> Callable[[typer.Context, str], list[Offer]] | None:
    offers = opt.complete
    if offers is None:
        return None

    def complete(ctx: typer.Context, incomplete: str) -> list[Offer]:
        found = offers(ctx, incomplete)
        return [x if isinstance(x, str) else (x[0], hint(x[1])) for x in found]

    return complete
