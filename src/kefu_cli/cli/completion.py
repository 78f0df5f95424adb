"""The shell completes kefu's lines: installing that, and answering when the shell asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer import completion as typer_completion

from kefu_cli.errors import KefuError, Refused
from kefu_cli.language import say
from kefu_cli.messages import msg

if TYPE_CHECKING:
    from typer._click.core import Command

_SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
_TYPER: Any = typer_completion  # what is used of it is private; typer is pinned


def install() -> None:
    """Install completion for the shell that runs kefu. Raises Refused for an unknown shell."""
    _, path = _TYPER.install(shell=_shell())
    print(say(msg("Completion for {shell} is in {file}.", shell=_shell(), file=path)))
    print(say(msg("It works from the next terminal on.")))


def show() -> None:
    """Print the script that makes this shell complete kefu's lines. Raises Refused."""
    print(
        _TYPER.get_completion_script(
            prog_name="kefu", complete_var="_KEFU_COMPLETE", shell=_shell()
        )
    )


def answer(command: Command, name: str, variable: str) -> int:
    """Answer the shell's question, which stands in the environment; give the exit code."""
    _TYPER.completion_init()
    try:
        command.main([], prog_name=name, complete_var=variable)
    except SystemExit as done:
        return int(done.code or 0)
    except KefuError:
        pass  # a file that is missing or refused: there is nothing to offer, and no one to tell
    return 1


def _shell() -> str:
    found: str | None = _TYPER._get_shell_name()
    if found in _SHELLS:
        return found
    raise Refused(
        msg("kefu cannot tell which shell this is, or cannot complete in it."),
        msg("Run it inside one of: {shells}.", shells=_SHELLS),
    )
