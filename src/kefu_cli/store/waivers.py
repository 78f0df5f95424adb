"""Findings that are not to count, and the taking back of that."""

from __future__ import annotations

import sqlite3

from kefu_cli.errors import Refused
from kefu_cli.messages import msg
from kefu_cli.store.lookup import Ref
from kefu_cli.store.records import Origin, void


def waive(
    db: sqlite3.Connection, finding: str, reason: str, staff: Ref | None, origin: Origin
) -> None:
    """Let a finding not count, for one person or all. Raises Refused if it is waived already."""
    if _live(db, finding, staff):
        raise Refused(
            msg("{finding} is waived already.", finding=finding),
            msg(
                "To change the reason, first: kefu finding unwaive {finding}{staff} --reason …",
                finding=finding,
                staff=f" --staff {staff.code}" if staff else "",
            ),
        )
    db.execute(
        "INSERT INTO waiver (finding, staff_id, reason, recorded_by, recorded_at, command_id)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (finding, staff.id if staff else None, reason, *origin.columns),
    )


def unwaive(db: sqlite3.Connection, finding: str, reason: str, staff: Ref | None) -> None:
    """Let a waived finding count again. Raises Refused if it is not waived."""
    found = _live(db, finding, staff)
    if not found:
        raise Refused(
            msg("{finding} is not waived.", finding=finding),
            msg("See “kefu finding list --month …”."),
        )
    void(db, "waiver", found[0], reason)


def _live(db: sqlite3.Connection, finding: str, staff: Ref | None) -> tuple[int] | None:
    row: tuple[int] | None = db.execute(
        "SELECT id FROM waiver WHERE finding = ? AND staff_id IS ? AND voided = 0",
        (finding, staff.id if staff else None),
    ).fetchone()
    return row
