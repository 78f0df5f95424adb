"""Steps of a month's end for tests that need a month signed or closed, by the real commands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Protocol

from desks import Outcome
from kefu_cli.calendar import Month
from kefu_cli.store import kept

SIGNERS = ("客服主管", "物業副經理", "物業經理", "分管領導")


class Run(Protocol):
    """Runs a line of the real commands."""

    def __call__(self, *line: str) -> Outcome:
        """What the line came to."""
        ...


def sign(kefu: Run, month: str) -> None:
    """Let all four sign the month, in their order."""
    for role in SIGNERS:
        done = kefu("sign", "--month", month, "--role", role)
        assert done.code == 0, done.err


def close(kefu: Run, month: str) -> None:
    """Let all four sign the month, and close it."""
    sign(kefu, month)
    done = kefu("month", "close", month)
    assert done.code == 0, done.err


def all_standing(file: sqlite3.Connection) -> Iterator[kept.Kept]:
    """The closings that stand, earliest month first."""
    months = file.execute("SELECT month FROM standing ORDER BY month").fetchall()
    found = (kept.standing(file, Month.parse_iso(month)) for (month,) in months)
    yield from filter(None, found)
