"""Scoring a month of a million units and 5,000 people against the bare SQL of its counts."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from pathlib import Path

from timing import KEFU, medians, peak_mebibytes, report

from kefu_cli.store.opening import open_file

PEOPLE = 5_000
BUILDINGS_EACH = 2
UNITS_EACH = 100
BARE = """
import sqlite3, sys
from kefu_cli.store.facts import counts
db = sqlite3.connect(sys.argv[1])
bounds = {"month": "2024-05", "last": "2024-05-31", "as_of": "2024-05-31"}
for row in db.execute(counts(), bounds):
    pass
"""


def main() -> None:
    """Print the ratio to the bare SQL, the growth with size, and the memory."""
    with tempfile.TemporaryDirectory() as folder:
        whole, part = Path(folder, "whole.db"), Path(folder, "part.db")
        fill(part, PEOPLE // 4)
        fill(whole, PEOPLE)
        commands = {
            "bare SQL": (sys.executable, "-c", BARE, str(whole)),
            "kefu": _score(whole),
            "a quarter": _score(part),
        }
        seconds = medians(commands, rounds=5)
        report("score a month", seconds, seconds["kefu"] / seconds["bare SQL"], "at most 2")
        report("four times as much", seconds, seconds["kefu"] / seconds["a quarter"], "about 4")
        print(f"peak memory: {peak_mebibytes(_score(whole)):.0f} MiB (under 300)")


def _score(path: Path) -> tuple[str, ...]:
    return (*KEFU, "--db", str(path), "score", "--month", "2024-05", "--format", "csv")


def fill(path: Path, people: int) -> None:
    """Make a file of so many people, with their buildings, units, payments and records."""
    buildings = people * BUILDINGS_EACH
    with open_file(path) as db:
        db.execute("BEGIN")
        many(
            db,
            "staff",
            "id, code, name",
            ((n, f"W{n:05}", f"員工{n}") for n in range(1, people + 1)),
        )
        many(db, "building", "id, code", ((n, str(n)) for n in range(1, buildings + 1)))
        many(
            db,
            "assignment",
            "building_id, staff_id, from_day",
            ((n, (n - 1) // BUILDINGS_EACH + 1, "2023-01-01") for n in range(1, buildings + 1)),
        )
        units = range(1, buildings * UNITS_EACH + 1)
        many(
            db,
            "unit",
            "id, code, building_id, handover, monthly_fee",
            ((n, f"{n}-1", (n - 1) // UNITS_EACH + 1, "2020-06-01", 24000) for n in units),
        )
        many(
            db,
            "fee",
            "unit_id, month, to_month, amount, paid_on",
            ((n, "2024-04", "2024-06", 72000, "2024-05-06") for n in units if n % 40),
        )
        many(
            db,
            "violation",
            "staff_id, clause, on_day, note",
            (
                (n, f"{n % 3 + 1}.1", f"2024-05-{n % 28 + 1:02}", "記錄")
                for n in range(1, people + 1)
            ),
        )
        many(
            db,
            "repair",
            "no, unit_id, content, received",
            (
                (str(n), n * 37, "漏水", f"2024-05-{n % 28 + 1:02}T09:00")
                for n in range(1, people + 1)
            ),
        )
        db.execute("COMMIT")
        db.execute("ANALYZE")


def many(db: sqlite3.Connection, table: str, columns: str, rows: object) -> None:
    """Insert rows of some columns into a table."""
    marks = ", ".join("?" for _ in columns.split(","))
    db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
