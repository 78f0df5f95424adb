"""Findings that are not to count, and the taking back of that."""

from __future__ import annotations

import sqlite3
from datetime import date

from kefu_cli.errors import Refused
from kefu_cli.messages import msg
from kefu_cli.store.late import insert
from kefu_cli.store.lookup import Ref
from kefu_cli.store.records import Origin, void


def waive(
    db: sqlite3.Connection,
    finding: str,
    reason: str,
    staff: Ref | None,
    origin: Origin,
    on: date | None = None,
) -> None:
    """Let a finding (of the day ``on``) not count, for one person or all.

    Raises Refused if it is waived already.
    """
    if _live(db, finding, staff):
        raise Refused(
            msg("{finding} is waived already.", finding=finding),
            msg(
                "To change the reason, first: kefu finding unwaive {finding}{staff} --reason …",
                finding=finding,
                staff=f" --staff {staff.code}" if staff else "",
            ),
        )
    row = {"finding": finding, "staff_id": staff.id if staff else None, "reason": reason}
    insert(db, "waiver", {**row, **origin.made}, origin.late, [on] if on else ())


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
