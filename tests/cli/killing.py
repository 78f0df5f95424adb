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
SOME = 20
"""Of the pages of a file so many are written, and then no more."""
SMALL_CACHE = "PRAGMA cache_size = 1"
"""What does not fit is written into the file before the command is done, as in a big office."""

Moment = Callable[[], None]
"""Sets up when the process is to die."""

_connect = sqlite3.connect


def main() -> None:
    """Do one job: a ``line`` on a ``file``, with so many deaths ``at_steps`` and ``at_pages``.

    ``at_commit`` asks for one at each page that it changes, ``at_files`` for one at each thing that
    it does to files, and some while it writes the last of them.
    """
    job = json.loads(sys.argv[1])
    file, line = Path(job["file"]), job["line"]
    context.clock = lambda: Clock(NOW)
    whole = _copy_of(file, "whole")
    steps = _whole(whole, line)
    moments: list[Moment] = [
        partial(_at_step, steps * n // job["at_steps"]) for n in range(job["at_steps"])
    ]
    moments += [partial(_at_page, file, n) for n in range(job["at_pages"])]
    if job["at_commit"]:
        moments += [partial(_at_limit, page) for page in _touched(file, whole)]
    if job["at_files"]:
        moments += _at_files(_events(_copy_of(file, "counted"), line))
    moments.append(_at_first_word)
    print(json.dumps([_killed(file, line, n, moment) for n, moment in enumerate(moments)]))


def _copy_of(file: Path, name: str) -> Path:
    """The file with all that lies beside it, in a folder of its own."""
    return shutil.copytree(file.parent, file.parent.with_name(name)) / file.name


def _whole(file: Path, line: list[str]) -> int:
    """Give the command to its end once, which loads all that it uses; gives its steps."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    _watch(count)
    code = _give(file, line)
    assert code == 0, code
    return steps


def _touched(file: Path, whole: Path) -> list[int]:
    """The pages that the command changes, of those that were there before."""
    before, after = file.read_bytes(), whole.read_bytes()
    places = range(0, len(before), PAGE)
    return [at // PAGE for at in places if before[at : at + PAGE] != after[at : at + PAGE]]


def _events(file: Path, line: list[str]) -> int:
    """What the command does to files, counted in a child, for a hook is never taken away."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        count = 0

        def one_more() -> None:
            nonlocal count
            count += 1

        _watch(None)
        _hook(file.parent, one_more)
        _give(file, line)
        os.write(write, str(count).encode())
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read, "rb") as counted:
        return int(counted.read())


def _hook(folder: Path, happens: Callable[[], None]) -> None:
    """Let ``happens`` be called before each thing that is done to a file of the folder."""

    def hook(event: str, args: tuple[object, ...]) -> None:
        if event in _DOINGS:
            name = str(args[0])
            if str(folder) in name or not name.startswith("/"):
                happens()

    sys.addaudithook(hook)


_DOINGS = ("open", "os.rename", "os.remove", "os.chmod", "os.mkdir", "sqlite3.connect")


def _at_files(events: int) -> list[Moment]:
    """At each of the things that are done to files, and in the middle of what is written last.

    Where less is written, the command comes to its end.
    """
    each = range(1, events + 1)
    at_once: list[Moment] = [partial(_at_event, n, _die) for n in each]
    return at_once + [partial(_at_event, n, partial(_at_limit, SOME)) for n in each[-4:]]


def _at_event(number: int, happens: Callable[[], object]) -> None:
    """Let it happen before the thing of this number that is done to files."""
    left = number

    def one_less() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            happens()

    _watch(None)
    _hook(Path.cwd(), one_less)


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
    _at_limit(file.stat().st_size // PAGE + more)


def _at_limit(pages: int) -> None:
    """Die when a file is written beyond so many pages: pages are written in their order."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (pages * PAGE, pages * PAGE))
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
    copy = _copy_of(file, f"killed-{number}")
    child = os.fork()
    if child == 0:
        try:
            os.chdir(copy.parent)
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
    """Give a command beside its file; its words go nowhere, or where a moment has led them."""
    os.chdir(file.parent)
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
