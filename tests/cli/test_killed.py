"""Killed at any moment: of every command of a month's end the file keeps all or nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from desks import Kefu, furnish, lines, outside, write_csv
from kefu_cli.store import opening
from monthend import SIGNERS

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="a hundred cold processes would take minutes"
)

PEOPLE = 24
STEPS = 6
"""How often each command is killed at a step, from its first to its last."""
LATER = datetime(2024, 6, 20, 12)


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

    @property
    def name(self) -> str:
        """The command without its options."""
        return self.line.split(" --")[0]


SIGNED = "".join(f"    sign --month 2024-03 --role {role}\n" for role in SIGNERS)
CLOSED = f"{SIGNED}    month close 2024-03\n"
CALLED = """
    building add --code 3
    unit add --code 3-1 --building 3
    repair add --no 7 --unit 3-1 --content 漏水 --received 2024-03-05T09:00
"""
VIOLATED = "    violation add --staff W001 --clause 1.1 --on 2024-03-04\n"
OBJECTED = "    objection add --staff W001 --month 2024-03 --text 已請假\n"

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
    Killed("month issue 2024-03", "", "were issued on 2024-06-20 already"),
    Killed("ack --staff W001 --month 2024-03", "", "has acknowledged this score"),
    Killed(
        "objection add --staff W001 --month 2024-03 --text 已請假",
        "",
        "Objections 2 recorded",
        code=0,
    ),
    Killed(
        "objection answer 1 --answer rejected --reason 沒有記錄",
        OBJECTED,
        "was answered on 2024-06-20 by 趙助理",
    ),
    Killed("review import BOOK --reason 月度評議", "", f"{PEOPLE} known already", code=0),
    Killed("repair dispatch 7 --at 2024-03-05T10:00 --late", f"{CALLED}{CLOSED}", "dispatched"),
    Killed("finding waive violation:1 --reason 有假條 --late", f"{VIOLATED}{CLOSED}", "waived"),
)


@pytest.fixture(scope="module")
def office_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office of some size, and beside it a file of violations."""
    folder = tmp_path_factory.mktemp("killed")
    codes = [f"W{n:03}" for n in range(PEOPLE)]
    staff = write_csv(folder / "s.csv", ("code", "name"), *((code, f"員{code}") for code in codes))
    rows = [(code, "2.2", "2024-03-15", "例會" * 40) for code in codes]
    write_csv(folder / "v.csv", ("staff", "clause", "on", "note"), *rows)
    book = folder / "b.xlsx"
    furnish(folder / "kefu.db", f"import staff {staff}\n    score --month 2024-03 --export {book}")
    filled = load_workbook(book)
    for code in codes:
        filled[f"{code} 員{code}"]["G5"] = 4
    filled.save(book)
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


def _begin(office: Kefu, office_file: Path, folder: Path, before: str) -> Path:
    """A copy of the office in a folder of its own, with what is to be done before."""
    (folder / "start").mkdir()
    file = Path(shutil.copy(office_file, folder / "start" / "kefu.db"))
    for step in lines(_named(before, office_file)):
        assert office("--db", str(file), *step).code == 0, step
    return file


def _named(text: str, office_file: Path) -> str:
    """A text of command lines with the files that it means."""
    rows, book = (str(office_file.with_name(name)) for name in ("v.csv", "b.xlsx"))
    return text.replace("FILE", rows).replace("BOOK", book)


@pytest.mark.parametrize("killed", COMMANDS, ids=lambda killed: killed.name)
def test_a_killed_command_leaves_all_or_nothing(
    office: Kefu, office_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: Killed
) -> None:
    """The file is sound, the month closed whole or open, and the same command then does it."""
    monkeypatch.setenv("KEFU_USER", "趙助理")
    file = _begin(office, office_file, tmp_path, killed.before)
    line = _named(killed.line, office_file).split()
    before = _state(file)
    found = _kill(file, line, at_pages=killed.pages, at_commit=True)
    whole = _state(tmp_path / "whole" / "kefu.db")
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
            assert (again.code, killed.again in again.out + again.err) == (killed.code, True), again
            if killed.code or "already" in killed.again:
                assert _records(_state(copy)) == _records(whole)
    assert states[-1] == whole  # it said that it was done
    assert states[0] == before
    assert any(each["half_written"] for each in found)
    signals = [each["signal"] for each in found]
    deaths = [signal.SIGKILL] * STEPS, [signal.SIGXFSZ] * (len(found) - STEPS - 1)
    assert signals == [*deaths[0], *deaths[1], signal.SIGKILL]
    assert len(deaths[1]) > killed.pages + 1


@pytest.mark.parametrize("overwrite", [False, True], ids=["new", "in place of another"])
def test_a_killed_backup_harms_no_file(
    office: Kefu, office_file: Path, tmp_path: Path, overwrite: bool
) -> None:
    """The file is as it was; what is there of a backup can be put back, the former or the new."""
    file = _begin(office, office_file, tmp_path, "")
    older, line = _state(file), ["backup", "b.db"]
    if overwrite:
        assert office("--db", str(file), "backup", str(file.with_name("b.db"))).code == 0
        assert office("--db", str(file), "building", "add", "--code", "9").code == 0
        line.append("--overwrite")
    before = _state(file)
    found = _kill(file, line, at_files=True)
    for copy in map(Path, (each["file"] for each in found)):
        assert _state(copy) == before
        assert office("--db", str(copy), "check").code == 0
        backup = copy.with_name("b.db")
        if backup.exists():
            assert office("--db", str(copy), "restore", str(backup), now=LATER).code == 0
            assert _records(_state(copy)) in (_records(older), _records(before))
        else:
            assert not overwrite
        again = office("--db", str(copy), "backup", str(backup), "--overwrite")
        assert (again.code, again.err) == (0, "")
    assert len(found) > STEPS


def test_a_killed_restore_leaves_the_one_file_or_the_other(
    office: Kefu, office_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never a mixture; the file that was there stands aside; the same backup can be put back."""
    monkeypatch.setenv("KEFU_USER", "趙助理")
    file = _begin(office, office_file, tmp_path, "")
    assert office("--db", str(file), "backup", str(file.with_name("b.db"))).code == 0
    assert office("--db", str(file), "import", "violation", _named("FILE", office_file)).code == 0
    before = _state(file)
    found = _kill(file, ["restore", "b.db"], at_files=True)
    whole = _state(tmp_path / "whole" / "kefu.db")
    states = []
    for copy in map(Path, (each["file"] for each in found)):
        states.append(_state(copy))
        assert states[-1] in (before, whole)
        assert office("--db", str(copy), "check").code == 0
        if states[-1] == whole:
            (aside,) = copy.parent.glob("*before-restore*.db")
            assert _state(aside) == before
        again = office("--db", str(copy), "restore", str(copy.with_name("b.db")), now=LATER)
        assert (again.code, again.err) == (0, "")
        assert _records(_state(copy)) == _records(whole)
    assert (states[0], states[-1]) == (before, whole)
    assert any(each["half_written"] for each in found)


def _kill(
    file: Path,
    line: list[str],
    *,
    at_pages: int = 0,
    at_commit: bool = False,
    at_files: bool = False,
) -> list[dict[str, Any]]:
    """Let the command be killed on copies of the file, at moments from its first to its last."""
    source = Path(opening.__file__).parent.parent.parent
    job = {
        "file": str(file),
        "line": line,
        "at_steps": STEPS // 2 if at_files else STEPS,
        "at_pages": at_pages,
        "at_commit": at_commit,
        "at_files": at_files,
    }
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("killing.py")), json.dumps(job)],
        env={**os.environ, "PYTHONPATH": str(source), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    ends = {signal.SIGKILL, signal.SIGXFSZ, *([0] if at_files else [])}
    assert {each["signal"] for each in found} <= ends
    return found
