"""A process that gives one command in children of its own, each of which dies midway.

One warm process that forks is what makes a hundred deaths cheap. ``test_killed`` starts it, tells
it as JSON what to do, and is answered in JSON.
"""

from __future__ import annotations

import io
import json
import os
import resource
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from kefu_cli.cli import app, context
from kefu_cli.records.values import Clock

NOW = datetime(2024, 6, 20, 9, 30)
PAGE = 4096
SMALL_CACHE = "PRAGMA cache_size = 1"
"""What does not fit is written into the file before the command is done, as in a big office."""

Moment = Callable[[], None]
"""Sets up when the process is to die."""

_connect = sqlite3.connect


def main() -> None:
    """Do one job: a ``line`` on a ``file``, with so many deaths ``at_steps`` and ``at_pages``."""
    job = json.loads(sys.argv[1])
    file, line = Path(job["file"]), job["line"]
    context.clock = lambda: Clock(NOW)
    steps = _whole(file, line)
    moments: list[Moment] = [
        partial(_at_step, steps * n // job["at_steps"]) for n in range(job["at_steps"])
    ]
    moments += [partial(_at_page, file, n) for n in range(job["at_pages"])]
    moments.append(_at_first_word)
    print(json.dumps([_killed(file, line, n, moment) for n, moment in enumerate(moments)]))


def _whole(file: Path, line: list[str]) -> int:
    """Give the command to its end once, which loads all that it uses; gives its steps."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    _watch(count)
    code = _give(Path(shutil.copy(file, file.with_name("whole.db"))), line)
    assert code == 0, code
    return steps


def _at_step(last: int) -> None:
    """Die at a step of SQLite's machine."""
    left = last

    def count() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            _die()

    _watch(count)


def _at_page(file: Path, more: int) -> None:
    """Die when the file grows by a page more, in the middle of writing."""
    most = file.stat().st_size + more * PAGE
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    _watch(None)


def _at_first_word() -> None:
    """Die when the command is about to say that it is done."""

    class Last(io.StringIO):
        def write(self, _: str) -> int:
            _die()

    _watch(None)
    sys.stdout = Last()


def _killed(file: Path, line: list[str], number: int, moment: Moment) -> dict[str, Any]:
    """Let a child give the command until its moment; says how it ended and what it left."""
    copy = Path(shutil.copy(file, file.with_name(f"killed-{number}.db")))
    child = os.fork()
    if child == 0:
        try:
            moment()
            _give(copy, line)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    journal = copy.with_name(f"{copy.name}-journal")
    return {
        "file": str(copy),
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        "half_written": journal.exists() and copy.read_bytes() != file.read_bytes(),
    }


def _watch(step: Callable[[], None] | None) -> None:
    """Let ``step`` be called at every step of whatever connection is made from now on."""

    def connect(*where: Any, **how: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = _connect(*where, **how)
        made.execute(SMALL_CACHE)
        made.set_progress_handler(step, 1)
        return made

    sqlite3.connect = connect  # type: ignore[assignment]


def _give(file: Path, line: list[str]) -> int:
    """Give a command; what it says goes nowhere, or to whom the moment has put there."""
    if sys.stdout is sys.__stdout__:
        sys.stdout = io.StringIO()
    try:
        return app.main(["--db", str(file), "--lang", "en", *line])
    finally:
        sys.stdout = sys.__stdout__


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


if __name__ == "__main__":
    main()
