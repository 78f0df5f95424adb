"""Every failure as two lines on standard error: what was wrong, and what to do about it.

Typer's own complaints about a line that it cannot read are put into kefu's words here; the reader
never sees a traceback, which goes to a file instead.
"""

from __future__ import annotations

import re
import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperArgument, TyperGroup, TyperOption

from kefu_cli import __version__
from kefu_cli.errors import KefuError, UsageError, advise
from kefu_cli.language import say
from kefu_cli.messages import Message, msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from typer._click.core import Context, Parameter

INTERRUPTED = 130
"""What a process ends with that the user stopped, as shells have it."""

_EXTRA = re.compile(r"Got unexpected extra argument\(s\) \((.*)\)", re.DOTALL)


def report(error: KefuError) -> None:
    """Say what was wrong and what to do, a line each, on standard error."""
    _tell(say(msg("Error: {what}", what=error.what)))
    _tell(say(error.advice))


def report_interruption() -> None:
    """Say that the user stopped the command and nothing came of what it had not finished."""
    if sys.stderr.isatty():
        sys.stderr.write("\n")  # the terminal has shown ^C on this line
    _tell(say(msg("Stopped. What had not finished was not written.")))


def report_unexpected(error: Exception) -> None:
    """Say that kefu itself is at fault, and where its traceback was put for whoever mends it."""
    import tempfile  # both are wanted on this path alone
    import traceback

    text = f"kefu {__version__}, Python {sys.version}, {sys.platform}\n\n"
    text += "".join(traceback.format_exception(error))
    what = msg("Something went wrong inside kefu ({kind}).", kind=type(error).__name__)
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="replace", prefix="kefu-", suffix=".log", delete=False
        ) as log:
            log.write(text)
    except OSError:
        advice = msg("Report it with the command that you gave; no log could be written.")
    else:
        advice = msg("Report it with the log: {file}", file=log.name)
    report(KefuError(what, advice))


def is_help(error: typer.TyperException) -> bool:
    """Whether this is no error but the help page of a noun that was typed by itself."""
    return type(error).__name__ == "NoArgsIsHelpError"


def no_such_command(ctx: Context, name: str, known: Sequence[str]) -> UsageError:
    """The refusal of an unknown noun or verb, with those that are near."""
    near = tuple(get_close_matches(name.lower(), known))
    return UsageError(
        msg("There is no command “{name}”.", name=name), advise(near, _see_help(ctx, "commands"))
    )


def no_command(ctx: Context) -> UsageError:
    """The refusal of a line that ends before it says what to do."""
    return UsageError(msg("The command is missing."), _see_help(ctx, "commands"))


def refuse_left_out_value(ctx: Context, args: Sequence[str]) -> None:
    """Raise UsageError where an option's value is the next option's name (``--staff --on``).

    Typer would take the name for the value. ``--note=--on`` is still a way to mean it.
    """
    options = _options(ctx)
    takes_value = False
    for previous, arg in zip(["", *args], args, strict=False):
        if takes_value and arg in options:
            raise _no_value(ctx, previous)
        if not takes_value and (arg == "--" or _ends_options(ctx, arg)):
            return
        takes_value = not takes_value and arg in options and not options[arg].is_flag


def explain(error: typer.TyperException, ctx: Context) -> UsageError:
    """Typer's complaint about the line, in kefu's words."""
    ctx = getattr(error, "ctx", None) or ctx
    match type(error).__name__:
        case "NoSuchOption":
            return _no_such_option(error, ctx)
        case "BadOptionUsage":
            return _bad_option(error, ctx)
        case "MissingParameter":
            return _missing(error, ctx)
        case "BadParameter":
            return _bad_value(error, ctx)
        case _:
            return _bad_line(error, ctx)


def missing(names: Sequence[str | Message]) -> Message:
    """That options or arguments are missing: options stand apart from a sentence, words do not."""
    if str(names[0]).startswith("-"):
        return msg("{name} is missing.", name=tuple(names))
    return msg("The {name} is missing.", name=tuple(names))


def _tell(line: str) -> None:
    """One line, whatever a value brought with it: no line breaks, no control of the terminal."""
    print("".join(c if c.isprintable() else " " for c in line), file=sys.stderr)


def _see_help(ctx: Context, what: str = "options") -> Message:
    if what == "commands":
        return msg("Run {command} to see the commands.", command=f"{ctx.command_path} --help")
    return msg("Run {command} to see what it takes.", command=f"{ctx.command_path} --help")


def _options(ctx: Context) -> dict[str, TyperOption]:
    params = ctx.command.get_params(ctx)
    options = (p for p in params if isinstance(p, TyperOption))
    return {flag: p for p in options for flag in (*p.opts, *p.secondary_opts)}


def _ends_options(ctx: Context, arg: str) -> bool:
    return isinstance(ctx.command, TyperGroup) and not arg.startswith("-")


def _no_such_option(error: Any, ctx: Context) -> UsageError:
    name: str = error.option_name
    what = msg("There is no option {option}.", option=name)
    if ctx.parent is not None and name in _options(ctx.find_root()):
        words = ctx.command_path.split()
        line = " ".join([words[0], name, "…", *words[1:]])
        return UsageError(what, msg("It stands before the noun: {line}", line=line))
    return UsageError(what, advise(tuple(error.possibilities or ()), _see_help(ctx)))


def _bad_option(error: Any, ctx: Context) -> UsageError:
    option = _options(ctx).get(error.option_name)
    if option is None or not option.is_flag:
        return _no_value(ctx, error.option_name)
    what = msg("The option {option} takes no value.", option=error.option_name)
    return UsageError(what, msg("Write {option} by itself.", option=error.option_name))


def _no_value(ctx: Context, option: str) -> UsageError:
    return UsageError(msg("The option {option} needs a value.", option=option), _see_help(ctx))


def _missing(error: Any, ctx: Context) -> UsageError:
    return UsageError(missing((_name(error.param),)), _see_help(ctx))


def _bad_value(error: Any, ctx: Context) -> UsageError:
    param: Parameter | None = error.param
    if param is None:
        return _bad_line(error, ctx)
    name = _name(param)
    details: list[dict[str, Any]] = getattr(error.__cause__, "errors", list)()
    if details:
        what = msg("“{value}” is no value for {name}.", value=details[0].get("input"), name=name)
    else:
        what = msg("The value for {name} cannot be used.", name=name)
    choices = _choices(param)
    if choices:
        return UsageError(what, msg("Allowed: {choices}.", choices=choices))
    return UsageError(what, _see_help(ctx))


def _choices(param: Parameter) -> tuple[str, ...]:
    if not isinstance(param, TyperOption | TyperArgument):
        return ()
    choices: Iterable[Any] = param.type_descriptor.choices or ()
    return tuple(str(getattr(choice, "value", choice)) for choice in choices)


def _bad_line(error: typer.TyperException, ctx: Context) -> UsageError:
    if extra := _EXTRA.fullmatch(error.message):
        return UsageError(
            msg("“{words}” does not belong here.", words=extra[1]),
            msg(
                "Values stand behind their option, and in quotes if they hold spaces; see {help}.",
                help=f"{ctx.command_path} --help",
            ),
        )
    if error.message == "Missing command.":
        return no_command(ctx)
    what = msg("The line cannot be read: {reason}", reason=error.format_message())
    return UsageError(what, _see_help(ctx))


def _name(param: Parameter) -> Message | str:
    if isinstance(param, TyperArgument):
        return Message(param.metavar or param.name.upper())
    return max(param.opts, key=len)
