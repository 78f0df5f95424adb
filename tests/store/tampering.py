"""An office with closed months, and what another program does to its file."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desks import NOW, furnish, outside
from kefu_cli.calendar import Month
from kefu_cli.records.faults import Fault
from kefu_cli.store import corrections
from kefu_cli.store.opening import Command, open_file, writing
from kefu_cli.store.records import Origin
from kefu_cli.store.verifying import verify
from monthend import SIGNERS

APRIL, MAY = Month(2024, 4), Month(2024, 5)
MONTHS = {1: APRIL, 2: MAY, 3: MAY, 4: MAY}
"""By number: April, May, May again after it was reopened, and a correction of May."""

REOPEN = "month reopen 2024-05 --reason 漏錄 --approved-by 趙經理"


def _signed(month: str) -> str:
    return "".join(f"    sign --month {month} --role {role}\n" for role in SIGNERS)


@pytest.fixture(scope="module")
def closed(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with April and May closed, May reopened, closed again and corrected since."""
    path = tmp_path_factory.mktemp("closed") / "kefu.db"
    shutil.copy(furnished, path)
    steps = [
        *(_signed("2024-04"), "    month close 2024-04\n"),
        "    objection add --staff W001 --month 2024-05 --text 已請假 --on 2024-06-03\n",
        "    objection answer 1 --answer rejected --reason 沒有記錄 --on 2024-06-04\n",
        "    ack --staff W001 --month 2024-05 --on 2024-06-05\n",
        *(_signed("2024-05"), "    month close 2024-05\n", f"    {REOPEN}\n"),
        "    violation add --staff W003 --clause 2.2 --on 2024-05-09\n",
        *(_signed("2024-05"), "    month close 2024-05\n"),
    ]
    furnish(path, "".join(steps))
    with open_file(path) as db:
        db.execute(
            "INSERT INTO violation (staff_id, clause, on_day, late)"
            " SELECT id, '3.1', '2024-05-10', 3 FROM staff WHERE code = 'W001'"
        )
        command = Command("王主管", "kefu month correction", NOW)
        with writing(db, command) as number:
            corrections.keep(db, MAY, Origin(command, number))
    return path


@pytest.fixture(scope="module")
def unguarded(closed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same file without a trigger."""
    path = tmp_path_factory.mktemp("unguarded") / "kefu.db"
    shutil.copy(closed, path)
    with outside(path) as db:
        names = db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            db.execute(f"DROP TRIGGER {name}")
    return path


@contextmanager
def tampering(path: Path) -> Iterator[sqlite3.Connection]:
    """The file for another program to change; it is as before in the end."""
    with outside(path) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("BEGIN")
        yield db
        db.execute("ROLLBACK")


def faults_after(path: Path, *statements: str) -> tuple[Fault, ...]:
    """What is wrong once another program has done this."""
    with tampering(path) as db:
        for statement in statements:
            db.execute(statement)
        return verify(db).faults


def told(faults: tuple[Fault, ...]) -> set[tuple[str, str | None, str]]:
    """Month, person and code of each fault."""
    return {(str(fault.month), fault.staff, fault.code) for fault in faults}
