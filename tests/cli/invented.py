"""An invented noun, so that the frame is tested without any of the real commands."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal

import pytest
import typer

from kefu_cli.cli import app as app_module
from kefu_cli.cli.generated import Offer, Opt, add_command
from kefu_cli.cli.lazy import Entry
from kefu_cli.cli.settings import settings_of
from kefu_cli.cli.words import command, new_app, single_app
from kefu_cli.errors import Refused
from kefu_cli.messages import msg

STAFF = (("W001", "張三"), ("W002", "李四，這個人的說明很長" * 9))


@dataclass(frozen=True)
class Outcome:
    """What a command line came to."""

    code: int
    out: str
    err: str


Kefu = Callable[..., Outcome]


@pytest.fixture
def kefu(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kefu:
    """Run a line on the invented commands ``thing`` and ``place``, in English unless told."""
    table = {
        "thing": Entry("invented_thing", "Stories", "The office:"),
        "place": Entry("invented_place", "Where the file is", "The file:"),
        "absent": Entry("invented_and_not_there", "Assignments", "The file:"),
    }
    for name in ("KEFU_DB", "KEFU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(app_module._Root, "table", table)
    monkeypatch.setitem(sys.modules, "invented_thing", _module("invented_thing", _thing()))
    monkeypatch.setitem(sys.modules, "invented_place", _module("invented_place", _place()))

    def run(*line: str, lang: str | None = "en") -> Outcome:
        if lang is not None:
            monkeypatch.setenv("KEFU_LANG", lang)
        code = app_module.main(line)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


def _module(name: str, app: typer.Typer) -> ModuleType:
    module = ModuleType(name)
    module.app = app  # type: ignore[attr-defined]  # what a module is asked for
    return module


def _thing() -> typer.Typer:
    app = new_app("Stories", examples=["kefu thing add --staff W001"])
    add_command(
        app,
        "add",
        help="Violations and absences",
        options=[
            Opt("staff", ("--staff",), "Staff no.", "STAFF", required_mark=True, complete=_staff),
            Opt("from", ("--from", "-f"), "From", "DAY"),
            Opt("absent", ("--absent",), "Absent", flag=True),
            Opt("media", ("--media",), "Media", multiple=True),
        ],
        run=lambda ctx, values: print(values, settings_of(ctx)),
        examples=["kefu thing add --staff W001 --from 2024-05-03"],
    )
    unit = Opt("unit", (), "Unit", "UNIT", argument=True, required_mark=True)
    add_command(app, "show", help="Units", options=[unit], run=lambda _, values: print(values))
    command(app, "count", help="Amount")(_count)
    command(app, "fail", help="Note")(_fail)
    return app


def _place() -> typer.Typer:
    app = single_app()
    command(app, "place", help="Where the file is", examples=["kefu place"])(_where)
    return app


def _staff(ctx: typer.Context, incomplete: str) -> Iterator[Offer]:  # noqa: ARG001
    yield from (offer for offer in STAFF if offer[0].startswith(incomplete))


def _count(number: int, level: Literal["low", "high"] = typer.Option(..., help="Category")) -> None:
    print(number + 1, level)


def _where(ctx: typer.Context) -> None:
    print(ctx.obj)


def _fail(how: str = typer.Option("bug", help="Note")) -> None:
    raise FAILURES[how]


FAILURES: dict[str, Any] = {
    "ctrl-c": KeyboardInterrupt(),
    "end": EOFError(),
    "abort": typer.Abort(),
    "exit": typer.Exit(3),
    "reader gone": BrokenPipeError(),
    "full": OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "五月.xlsx"),
    "read-only": PermissionError(errno.EACCES, os.strerror(errno.EACCES)),
    "missing": FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "x"),
    "refused": Refused(msg("“{value}” is not a day.", value="x\ny\x1b[31m"), msg("Answer y or n.")),
    "own bad value": typer.BadParameter("nothing of the kind"),
    "bug": ZeroDivisionError("division by zero"),
}
