"""Closing and verifying twelve months of 5,000 people against scoring these months."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from bench_score import many
from timing import KEFU, environment, report

from kefu_cli.appraisal.canonical import result_digest
from kefu_cli.calendar import Month
from kefu_cli.store.appraisals import appraise_month
from kefu_cli.store.opening import open_file

PEOPLE = 5_000
UNITS_EACH = 10
YEAR = 2023
MONTHS = tuple(Month(YEAR, number) for number in range(1, 13))
AFTERWARDS = date(YEAR + 1, 1, 15)
ROUNDS = 3


def main() -> None:
    """Print the ratio of closing and verifying to scoring."""
    with tempfile.TemporaryDirectory() as folder:
        signed, file = Path(folder, "signed.db"), Path(folder, "kefu.db")
        fill(signed)
        scored = [("score", "--month", str(month), "--format", "csv") for month in MONTHS]
        closed = [("month", "close", str(month)) for month in MONTHS]
        ratios = []
        for _ in range(ROUNDS):
            shutil.copy(signed, file)
            seconds = {
                "12 score": _taken(file, scored),
                "12 month close": _taken(file, closed),
                "month verify": _taken(file, [("month", "verify")]),
            }
            ending = seconds["12 month close"] + seconds["month verify"]
            ratios.append(ending / seconds["12 score"])
            report("close and verify a year", seconds, ratios[-1], "at most 3")
        print(f"median: {sorted(ratios)[ROUNDS // 2]:.2f}")


def _taken(file: Path, lines: Iterable[Sequence[str]]) -> float:
    """How long command lines take, a process each, one after the other."""
    begin = time.perf_counter()
    for line in lines:
        command = (*KEFU, "--db", str(file), *line)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment())
    return time.perf_counter() - begin


def fill(path: Path) -> None:
    """Make a file of a year, with everything that a month's end needs, the signatures too."""
    people, units = range(1, PEOPLE + 1), range(1, PEOPLE * UNITS_EACH + 1)
    with open_file(path) as db:
        db.execute("BEGIN")
        many(db, "staff", "id, code, name", ((n, f"W{n:05}", f"員工{n}") for n in people))
        pay = ((n, "0001-01", 200_000) for n in people)
        many(db, "base_pay", "staff_id, from_month, amount", pay)
        many(db, "building", "id, code", ((n, str(n)) for n in people))
        held = ((n, n, "2022-01-01") for n in people)
        many(db, "assignment", "building_id, staff_id, from_day", held)
        many(
            db,
            "unit",
            "id, code, building_id, handover, monthly_fee",
            ((n, f"{n}-1", (n - 1) // UNITS_EACH + 1, "2020-06-01", 24_000) for n in units),
        )
        many(
            db,
            "fee",
            "unit_id, month, to_month, amount, paid_on",
            (
                (n, f"{YEAR}-{first:02}", f"{YEAR}-{first + 2:02}", 72_000, f"{YEAR}-{first:02}-06")
                for first in (1, 4, 7, 10)
                for n in units
                if n % 40
            ),
        )
        many(
            db,
            "violation",
            "staff_id, clause, on_day, note",
            (
                (n, f"{n % 3 + 1}.1", f"{month}-{n % 28 + 1:02}", "記錄")
                for month in MONTHS
                for n in people
            ),
        )
        many(
            db,
            "repair",
            "no, unit_id, content, received, dispatched",
            (
                (f"{month}-{n}", n, "漏水", f"{month}-{n % 28 + 1:02}T09:00", f"{month}-28T09:00")
                for month in MONTHS
                for n in people[::10]
            ),
        )
        for month in MONTHS:
            appraisal = appraise_month(db, month, AFTERWARDS)
            result = result_digest(appraisal)
            signers = appraisal.rulebook.form.signers
            signed = ((str(month), role, result) for role in signers)
            many(db, "signature", "month, role, sha256", signed)
        db.execute("COMMIT")
        db.execute("ANALYZE")


if __name__ == "__main__":
    main()
