"""Importing a fee workbook of 100,000 rows against openpyxl and sqlite-utils."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter
from timing import KEFU, environment, medians, report

from kefu_cli.store.opening import open_file

ROWS = 100_000
UNITS = 5_000
HEADINGS = ("房號", "月份", "至月份", "金額", "繳費日期", "方式", "收據號", "部分繳納")
PEER = """
import sys
from openpyxl import load_workbook
from sqlite_utils import Database
sheet = load_workbook(sys.argv[1], read_only=sys.argv[2] == "streamed").active
rows = sheet.iter_rows(values_only=True)
headings = next(rows)
db = Database(memory=False, filename_or_conn=sys.argv[3], recreate=True)
db["fee"].insert_all(dict(zip(headings, row)) for row in rows)
"""


def main() -> None:
    """Print the ratios to openpyxl's two ways of reading."""
    with tempfile.TemporaryDirectory() as folder:
        book, empty, file = (Path(folder, name) for name in ("fees.xlsx", "empty.db", "kefu.db"))
        peer = str(Path(folder, "peer.db"))
        write(book)
        make(empty)
        anew = "import shutil, sys; shutil.copyfile(*sys.argv[1:3])"
        prepare = (sys.executable, "-c", anew, str(empty), str(file))
        kefu = (*KEFU, "--db", str(file), "import", "fee", str(book))
        commands = {
            "copy": prepare,
            "kefu": ("sh", "-c", f"{_line(prepare)} && {_line(kefu)}"),
            "openpyxl": (sys.executable, "-c", PEER, str(book), "whole", peer),
            "openpyxl read-only": (sys.executable, "-c", PEER, str(book), "streamed", peer),
        }
        seconds = medians(commands, rounds=5)
        alone = seconds["kefu"] - seconds["copy"]
        for name in ("openpyxl", "openpyxl read-only"):
            report(f"{name} / kefu", seconds, seconds[name] / alone, "at least 5")
        again = subprocess.run(kefu, check=True, capture_output=True, text=True, env=environment())
        print(again.stdout.splitlines()[0])


def _line(command: tuple[str, ...]) -> str:
    return subprocess.list2cmdline(command)


def write(book: Path) -> None:
    """Write the workbook."""
    workbook = xlsxwriter.Workbook(str(book), {"constant_memory": True})
    sheet = workbook.add_worksheet()
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADINGS)
    for n in range(ROWS):
        month = f"2024-{n // UNITS % 12 + 1:02}"
        sheet.write_row(n + 1, 0, (f"1-1-{n % UNITS}", month, month, 240 + n % 90))
        sheet.write_number(n + 1, 4, 45_400 + n % 150, day)
        sheet.write_row(n + 1, 5, ("微信", f"R{n:06}", ""))
    workbook.close()


def make(path: Path) -> None:
    """Make a file that holds the units."""
    with open_file(path) as db:
        db.execute("BEGIN")
        db.execute("INSERT INTO building (id, code) VALUES (1, '1')")
        db.executemany(
            "INSERT INTO unit (code, building_id) VALUES (?, 1)",
            ((f"1-1-{n}",) for n in range(UNITS)),
        )
        db.execute("COMMIT")


if __name__ == "__main__":
    main()
