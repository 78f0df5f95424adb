"""Asking in a terminal for what the line left out.

Questions go to standard error, so that standard output holds nothing but the result. An answer
that is refused is asked for again with the reason; Ctrl-C leaves through KeyboardInterrupt and an
input that ends through UsageError, in both cases before anything was written.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from shutil import get_terminal_size
from typing import TypeVar

from kefu_cli.cli.pages import columns, wrap
from kefu_cli.errors import Ambiguous, BadValue, NotFound, Refused, UsageError
from kefu_cli.language import say
from kefu_cli.messages import Message, msg
from kefu_cli.script import fold

T = TypeVar("T")
Choice = tuple[str, str]
"""A value, and what it stands for."""

_MOST_SHOWN = 25


def is_interactive() -> bool:
    """Whether someone sits at a terminal, to read a question and to type an answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(
    question: str,
    read: Callable[[str], T],
    choices: Sequence[Choice] = (),
    default: str | None = None,
) -> T:
    """Ask until ``read`` takes the answer, and give what it made of it.

    Choices are shown with numbers; an answer may be the value, its number, its full name, or a
    part of a name, which narrows the choices. An empty answer stands for ``default`` where there
    is one. Raises UsageError if the input ends.
    """
    shown: Sequence[Choice] = choices
    _tell(question)
    _show(shown, default)
    while True:
        answer = _line(question) or default
        if answer is None:
            _tell(say(msg("An answer is needed; Ctrl-C stops.")))
            continue
        value = _chosen(answer, shown, choices)
        if value is None and (narrowed := _narrowed(answer, choices)):
            shown, default = narrowed, narrowed[0][0] if len(narrowed) == 1 else None
            _show(shown, default)
            continue
        try:
            return read(answer if value is None else value)
        except (BadValue, NotFound, Ambiguous, Refused) as error:
            _tell(say(error.what))
            _tell(say(error.advice))


def _show(choices: Sequence[Choice], default: str | None) -> None:
    numbered = _are_numbered(choices)
    widest = max((columns(value) for value, _ in choices[:_MOST_SHOWN]), default=0)
    for number, (value, label) in enumerate(choices[:_MOST_SHOWN], start=1):
        start = f"{number:>4}  {value}" if numbered else f"  {value}"
        if label in ("", value):
            _tell(start)
            continue
        start += " " * (widest - columns(value) + 2)
        first, *rest = wrap(label, max(get_terminal_size().columns - columns(start), 20))
        _tell(start + first)
        for line in rest:
            _tell(" " * columns(start) + line)
    if len(choices) > _MOST_SHOWN:
        more = len(choices) - _MOST_SHOWN
        _tell(say(msg("… and {count} more; type a part of the name to narrow them.", count=more)))
    if default:
        _tell(say(msg("(Enter: {value})", value=default)))
    elif default is not None:
        _tell(say(msg("(Enter: leave it empty)")))


def _are_numbered(choices: Sequence[Choice]) -> bool:
    """Whether a number can stand for a choice: not where the values are numbers themselves."""
    return not any(value.isdigit() for value, _ in choices)


def _chosen(answer: str, shown: Sequence[Choice], choices: Sequence[Choice]) -> str | None:
    """The value that the answer names in full or by its number, if it does."""
    wanted = fold(answer)
    if not wanted:
        return None
    for value, _ in choices:
        if fold(value) == wanted:
            return value
    number = int(wanted) if wanted.isdecimal() and wanted.isascii() else 0
    if _are_numbered(choices) and 1 <= number <= min(len(shown), _MOST_SHOWN):
        return shown[number - 1][0]
    named = [value for value, label in choices if fold(label) == wanted]
    return named[0] if len(named) == 1 else None


def _narrowed(answer: str, choices: Sequence[Choice]) -> list[Choice]:
    part = fold(answer)
    return [c for c in choices if part and (part in fold(c[0]) or part in fold(c[1]))]


def _line(question: str) -> str:
    """One line as typed, without spaces around it. Raises UsageError where the input ends."""
    try:
        if sys.stdin.isatty() and sys.stdout.isatty():
            with suppress(ImportError):  # Windows edits lines by itself
                import readline  # noqa: F401 - arrow keys work, wide characters are erased whole
            return input("> ").strip()
        sys.stderr.write("> ")
        sys.stderr.flush()
        line = sys.stdin.readline()
    except EOFError:
        line = ""
    if line:
        return line.strip()
    sys.stderr.write("\n")
    raise UsageError(_ended(question), msg("Give every required value as an option."))


def _ended(question: str) -> Message:
    return msg("The input ended before this was answered: {question}", question=question)


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
