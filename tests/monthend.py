"""Steps of a month's end for tests that need a month signed or closed, by the real commands."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, Protocol

from desks import Kefu, Outcome, done
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


def status(kefu: Kefu, month: str = "2024-05", **how: Any) -> dict[str, Any]:
    """The status as scripts have it."""
    found = json.loads(done(kefu("month", "status", month, "--format", "json", **how)))
    assert isinstance(found, dict)
    return found


def matter(found: dict[str, Any], code: str) -> dict[str, Any] | None:
    """The one matter of this kind, if there is one; its code left out."""
    (*named,) = (m for part in ("blocks", "warns") for m in found[part] if m["code"] == code)
    assert len(named) <= 1
    return {key: value for key, value in named[0].items() if key != "code"} if named else None
