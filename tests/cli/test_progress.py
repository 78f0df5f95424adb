"""The bar of what takes long: on standard error, for a terminal, and gone in the end."""

from __future__ import annotations

import io
import sys
import threading
from pathlib import Path

import pytest

from cli.importing import ROWS, sheet
from desks import Kefu
from kefu_cli.cli import progress
from kefu_cli.messages import msg


class _Terminal(io.StringIO):
    """A standard error at which somebody sits."""

    def isatty(self) -> bool:
        return True


class _Timer:
    """A timer that goes off as soon as it is started."""

    def __init__(self, seconds: float, act: object) -> None:
        assert seconds == progress.PATIENCE_SECONDS == 2
        self.act, self.daemon, self.cancelled = act, False, False

    def start(self) -> None:
        """Go off."""
        assert callable(self.act)
        self.act()

    def cancel(self) -> None:
        """Be called off."""
        self.cancelled = True


def _sit_down(monkeypatch: pytest.MonkeyPatch) -> _Terminal:
    """A terminal, and no patience at all; set by the test, as capturing sets its own before it."""
    stream = _Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(threading, "Timer", _Timer)
    monkeypatch.setenv("TERM", "xterm")
    return stream


def test_the_bar_shows_the_step_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read or recorded, as it goes on; afterwards the line is cleared."""
    terminal = _sit_down(monkeypatch)
    with progress.steps() as bar:
        bar.begin(msg("Reading {file}", file="fees.xlsx"))
        bar.begin(msg("Recording"))
        bar.done(200, 200)
    assert "100%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[2K")


def test_nothing_is_drawn_where_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Piped, the timer does not even start."""
    monkeypatch.setattr(threading, "Timer", _Timer)
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with progress.steps() as bar:
        bar.begin(msg("Recording"))
        bar.done(200, 200)
    assert stream.getvalue() == ""


def test_a_bar_that_comes_too_late_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """The timer may go off while the last step ends."""
    terminal = _sit_down(monkeypatch)
    bar = progress.Steps()
    bar.vanish()
    bar.appear()
    assert terminal.getvalue() == ""


def test_an_import_at_a_terminal_prints_the_same_result(
    desk: Kefu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bar stays out of standard output."""
    terminal = _sit_down(monkeypatch)
    outcome = desk("import", "staff", sheet(tmp_path / "f.csv", *ROWS["staff"]))
    assert outcome.code == 0
    assert outcome.out.startswith("Staff: 2 recorded")
    assert "\x1b" not in outcome.out
    assert "\x1b" in terminal.getvalue()
