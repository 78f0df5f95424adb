"""Recording one violation against a one-command Typer program that only prints."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from timing import KEFU, environment, medians, report

PRINTS = """
import typer

app = typer.Typer(pretty_exceptions_enable=False)

@app.command()
def add(
    staff: str = typer.Option(...),
    clause: str = typer.Option(...),
    on: str = typer.Option(...),
    note: str = typer.Option(...),
) -> None:
    print(staff, clause, on, note)

app()
"""
VALUES = ("--staff", "W001", "--clause", "2.1", "--on", "2024-05-03", "--note", "遲到")


def main() -> None:
    """Print the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "prints.py")
        program.write_text(PRINTS, encoding="utf-8")
        kefu = (*KEFU, "--db", str(Path(folder, "kefu.db")))
        staff = (*kefu, "staff", "add", "--code", "W001", "--name", "張三")
        subprocess.run(staff, check=True, stdout=subprocess.DEVNULL, env=environment())
        commands = {
            "prints": (sys.executable, str(program), *VALUES),
            "kefu": (*kefu, "violation", "add", *VALUES),
        }
        seconds = medians(commands, rounds=21)
        report("record one violation", seconds, seconds["kefu"] / seconds["prints"], "at most 1.25")


if __name__ == "__main__":
    main()
