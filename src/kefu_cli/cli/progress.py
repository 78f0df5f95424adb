"""A bar on standard error for what takes over two seconds; nothing where nobody watches."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kefu_cli.language import say
from kefu_cli.messages import Message

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE_SECONDS = 2.0


class Steps:
    """The steps of a long command, as its bar shows them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._text, self._done = "", 0
        self._total: int | None = None
        self._bar: Progress | None = None
        self._over = False  # the timer may fire while the last step ends

    def begin(self, step: Message) -> None:
        """Say which step begins; how long it takes nobody knows yet."""
        with self._lock:
            self._text, self._done, self._total = say(step), 0, None
            self._show()

    def done(self, total: int, rows: int) -> None:
        """Say how many rows of the step are done, and of how many."""
        with self._lock:
            self._done, self._total = rows, total
            self._show()

    def appear(self) -> None:
        """Draw the bar from now on."""
        from rich.console import Console
        from rich.progress import Progress

        with self._lock:
            if self._over:
                return
            self._bar = Progress(console=Console(file=sys.stderr, markup=False), transient=True)
            self._bar.add_task(self._text, total=self._total, completed=self._done)
            self._bar.start()

    def vanish(self) -> None:
        """Take the bar away."""
        with self._lock:
            self._over = True
            if self._bar:
                self._bar.stop()

    def _show(self) -> None:
        if self._bar:
            task = self._bar.task_ids[0]
            self._bar.update(task, description=self._text, total=self._total, completed=self._done)


@contextmanager
def steps() -> Iterator[Steps]:
    """The steps of a command; their bar appears after ``PATIENCE_SECONDS`` in a terminal."""
    shown = Steps()
    timer = threading.Timer(PATIENCE_SECONDS, shown.appear)
    timer.daemon = True
    if sys.stderr.isatty():
        timer.start()
    try:
        yield shown
    finally:
        timer.cancel()
        shown.vanish()
