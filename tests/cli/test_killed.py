"""Killed at any moment: of every command of a month's end the file keeps all or nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desks import Kefu, furnish, lines, outside, write_csv
from kefu_cli.store import opening
from monthend import SIGNERS

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="a hundred cold processes would take minutes"
)

PEOPLE = 24
STEPS = 13
"""How often each command is killed at a step, from its first to its last."""


@dataclass(frozen=True)
class Killed:
    """A command that is killed: what was given before, and what it says if it is done already.

    ``pages`` is how often it is killed while the file grows; one that adds little adds no page.
    """

    line: str
    before: str
    again: str
    code: int = 1
    pages: int = 0


SIGNED = "".join(f"    sign --month 2024-03 --role {role}\n" for role in SIGNERS)
CLOSED = f"{SIGNED}    month close 2024-03\n"

COMMANDS = (
    Killed("month close 2024-03", SIGNED, "2024-03 is closed already", pages=2),
    Killed(
        "month reopen 2024-03 --reason 漏記 --approved-by 李經理", CLOSED, "2024-03 is not closed"
    ),
    Killed("sign --month 2024-03 --role 客服主管", "", "客服主管 has signed this result"),
    Killed(
        "review set --staff W001 --month 2024-03 --level direct --item 1 --score 3 --reason 核實",
        "",
        "nothing to change",
        code=0,
    ),
    Killed(
        "month correction 2024-03 --keep",
        f"{CLOSED}    import violation FILE --late\n",
        "was kept on",
        pages=2,
    ),
    Killed("undo", "    import violation FILE\n", "There is nothing of 趙助理's"),
    Killed(
        "import violation FILE --late",
        CLOSED,
        f"0 recorded, {PEOPLE} known already",
        code=0,
        pages=2,
    ),
)


@pytest.fixture(scope="module")
def office_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office of some size, and beside it a file of violations."""
    folder = tmp_path_factory.mktemp("killed")
    codes = [f"W{n:03}" for n in range(PEOPLE)]
    staff = write_csv(folder / "s.csv", ("code", "name"), *((code, f"員{code}") for code in codes))
    rows = [(code, "2.2", "2024-03-15", "例會" * 40) for code in codes]
    write_csv(folder / "v.csv", ("staff", "clause", "on", "note"), *rows)
    furnish(folder / "kefu.db", f"import staff {staff}")
    return folder / "kefu.db"


def _state(file: Path) -> dict[str, list[Any]]:
    """Every row of every table, as the next program to open the file finds them."""
    with outside(file) as db:
        tables = [
            name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        return {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


def _records(state: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """A state without the commands: one that finds everything known stands among them too."""
    return {table: rows for table, rows in state.items() if table != "command"}


@pytest.mark.parametrize("killed", COMMANDS, ids=lambda killed: killed.line.split(" --")[0])
def test_a_killed_command_leaves_all_or_nothing(
    office: Kefu, office_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: Killed
) -> None:
    """The file is sound, the month closed whole or open, and the same command then does it."""
    rows = str(office_file.with_name("v.csv"))
    file, line = tmp_path / "before.db", killed.line.replace("FILE", rows).split()
    monkeypatch.setenv("KEFU_USER", "趙助理")
    shutil.copy(office_file, file)
    for step in lines(killed.before.replace("FILE", rows)):
        assert office("--db", str(file), *step).code == 0
    before = _state(file)
    found = _kill(file, line, killed.pages)
    whole = _state(tmp_path / "whole.db")
    assert before != whole
    states = []
    for copy in map(Path, (each["file"] for each in found)):
        states.append(_state(copy))
        assert states[-1] in (before, whole)
        for look in (("check",), ("month", "verify")):
            assert office("--db", str(copy), *look).code == 0
        again = office("--db", str(copy), *line)
        if states[-1] == before:
            assert (again.code, again.err, _state(copy)) == (0, "", whole)
        else:
            assert (again.code, killed.again in again.out + again.err) == (killed.code, True)
            assert _records(_state(copy)) == _records(whole)
    assert states[-1] == whole  # it said that it was done
    assert states[0] == before
    assert any(each["half_written"] for each in found)


def _kill(file: Path, line: list[str], pages: int) -> list[dict[str, Any]]:
    """Let the command be killed on copies of the file, at moments from its first to its last."""
    source = Path(opening.__file__).parent.parent.parent
    done = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("killing.py")),
            json.dumps({"file": str(file), "line": line, "at_steps": STEPS, "at_pages": pages}),
        ],
        env={**os.environ, "PYTHONPATH": str(source), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    signals = [each["signal"] for each in found]
    assert signals == [signal.SIGKILL] * STEPS + [signal.SIGXFSZ] * pages + [signal.SIGKILL]
    return found
