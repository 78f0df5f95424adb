"""Follow-ups of a repair call: as many as it takes, each with its time."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from kefu_cli.errors import NotFound
from kefu_cli.messages import msg
from kefu_cli.records.values import to_column
from kefu_cli.store.records import Origin, add_child, void


def follow(
    db: sqlite3.Connection, repair: int, at: datetime, note: str | None, origin: Origin
) -> None:
    """Add a follow-up to a repair call."""
    add_child(db, "repair_follow", repair, at, origin, note=note)


def unfollow(db: sqlite3.Connection, repair: int, at: datetime, reason: str) -> None:
    """Void the follow-up of this time. Raises NotFound."""
    row = db.execute(
        "SELECT id FROM repair_follow WHERE repair_id = ? AND at = ? AND voided = 0",
        (repair, to_column(at)),
    ).fetchone()
    if row is None:
        times = tuple(
            kept.replace("T", " ")
            for (kept,) in db.execute(
                "SELECT at FROM repair_follow WHERE repair_id = ? AND voided = 0 ORDER BY at",
                (repair,),
            )
        )
        raise NotFound(
            msg("There is no follow-up at {at}.", at=at),
            msg("It was followed up: {names}", names=times or (msg("(none)"),)),
        )
    void(db, "repair_follow", row[0], reason)
