"""What tests of ``kefu history`` share: a later moment, and what the events say."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from desks import Kefu, done, listed, pick

LATER = datetime(2024, 7, 1, 8, 0)
"""A moment at which the office is furnished already."""


def later(kefu: Kefu, *line: str) -> None:
    """Give a command at that moment."""
    done(kefu(*line, now=LATER))


def last(file: sqlite3.Connection) -> str:
    """When the last change was made; another program's has the time of its own clock."""
    (at,) = file.execute("SELECT at FROM history ORDER BY id DESC LIMIT 1").fetchone()
    assert isinstance(at, str)
    return at


def told(kefu: Kefu, *line: str) -> list[tuple[Any, ...]]:
    """What the events say, without who and when."""
    return [pick(e, "record", "field", "before", "after") for e in listed(kefu, "history", *line)]
