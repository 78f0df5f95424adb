"""Real processes on one file: at once, while another writes, killed midway, cut off by a pipe."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from desks import Kefu, done, listed, outside, refused, write_csv
from kefu_cli.store import opening

KEFU = (sys.executable, "-c", "from kefu_cli.cli.app import run; run()")

PATIENCE = 60
"""Seconds after which a process that should have done something by itself is given up."""

UNITS = 20_000
"""Enough rows that SQLite writes into the file before the command is done."""

Moment = Callable[[Path, int], bool]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(db: Path) -> Iterator[Start]:
    """Start ``kefu`` on the test's file as a process of its own; what is left of it is killed."""
    started: list[subprocess.Popen[str]] = []
    source = str(Path(opening.__file__).parent.parent.parent)

    def begin(*line: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*KEFU, "--db", str(db), "--lang", "en", *line],
            env={**os.environ, "PYTHONPATH": source, "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def _ends(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def _until(process: subprocess.Popen[str], came: Callable[[], bool]) -> None:
    """Wait for something that a process does; it must not end before it has done it."""
    given_up = time.monotonic() + PATIENCE
    while not came():
        assert process.poll() is None or came(), process.communicate()
        assert time.monotonic() < given_up


def _journal(db: Path) -> Path:
    return db.with_name(f"{db.name}-journal")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1


@contextmanager
def _at_work(db: Path) -> Iterator[sqlite3.Connection]:
    """Another program in the middle of a change."""
    with outside(db) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE staff SET name = '半途' WHERE code = 'W001'")
        yield other
        if other.in_transaction:
            other.execute("ROLLBACK")


def _sound(db: Path) -> bool:
    with outside(db) as file:
        checked = file.execute("PRAGMA integrity_check").fetchall()
        broken = file.execute("PRAGMA foreign_key_check").fetchall()
        return checked == [("ok",)] and not broken


def _count(db: Path, table: str) -> int:
    with outside(db) as file:
        return int(file.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


# ---------------------------------------------------------------- at once


def test_commands_at_once_on_a_missing_file(db: Path, start: Start) -> None:
    """Each records its own; the file is made once, whole."""
    codes = ["W001", "W002", "W003", "W004"]
    processes = [start("staff", "add", "--code", code, "--name", f"員{code}") for code in codes]
    for process, code in zip(processes, codes, strict=True):
        ended = _ends(process)
        assert ended[0] == 0, ended
        assert ended[1].startswith(f"Staff {code} recorded: ")
    with outside(db) as file:
        recorded = file.execute("SELECT code FROM staff ORDER BY code").fetchall()
        (schema,) = file.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()
        (version,) = file.execute("PRAGMA user_version").fetchone()
    assert [code for (code,) in recorded] == codes
    assert schema == version == opening.LATEST
    assert _sound(db)


def test_imports_of_one_file_at_once_record_each_row_once(
    desk: Kefu, db: Path, tmp_path: Path, start: Start
) -> None:
    """Whichever comes first records a row, the other passes over it."""
    rows = [("3-1-502", "2024-05", f"{n}", "2024-05-02") for n in range(1, 2001)]
    rows += rows[:500]  # alike, and yet payments of their own
    file = write_csv(tmp_path / "f.csv", ("unit", "month", "amount", "paid_on"), *rows)
    before = _count(db, "fee")
    said = [_ends(process) for process in [start("import", "fee", file) for _ in range(2)]]
    assert [code for code, _, _ in said] == [0, 0], said
    numbers = sorted(
        re.findall(r"Fee payments: (\d+) recorded, (\d+) known", said[0][1] + said[1][1])
    )
    assert numbers == [("0", "2500"), ("2500", "0")]
    assert _count(db, "fee") == before + 2500
    assert "0 recorded, 2500 known" in done(desk("import", "fee", file))


def test_reading_goes_on_while_another_writes(desk: Kefu, db: Path, start: Start) -> None:
    """The reader sees what was there before; the writer's own change is not lost."""
    with _at_work(db) as other:
        code, out, err = _ends(start("staff", "show", "W001", "--format", "csv"))
        assert (code, err) == (0, "")
        assert "張三" in out
        other.execute("COMMIT")
    assert listed(desk, "staff", "list")[0]["name"] == "半途"


def test_a_writer_waits_for_the_one_before_it(
    desk: Kefu, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes on as soon as the file is free, and both changes are there."""
    other = sqlite3.connect(db, isolation_level=None, timeout=PATIENCE, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE staff SET name = '半途' WHERE code = 'W001'")
    begun, connect = threading.Event(), sqlite3.connect

    def watched(*where: Any, **how: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = connect(*where, **how)
        made.set_trace_callback(lambda sql: begun.set() if sql.startswith("BEGIN") else None)
        return made

    def finish() -> None:
        begun.wait(PATIENCE)
        other.execute("COMMIT")
        other.close()

    monkeypatch.setattr(sqlite3, "connect", watched)
    ending = threading.Thread(target=finish)
    ending.start()
    said = done(desk("building", "add", "--code", "7"))
    ending.join()
    assert said.startswith("Buildings 7 recorded")
    assert listed(desk, "staff", "list")[0]["name"] == "半途"


@pytest.mark.parametrize(
    ("line", "begin"),
    [
        (("building", "add", "--code", "7"), "BEGIN IMMEDIATE"),
        (("building", "list"), "BEGIN EXCLUSIVE"),
    ],
)
def test_a_file_locked_for_long_is_said_to_be(
    desk: Kefu, db: Path, monkeypatch: pytest.MonkeyPatch, line: tuple[str, ...], begin: str
) -> None:
    """After the wait: what, and what to do; nothing is written."""
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.01)
    before = db.read_bytes()
    with outside(db) as other:
        other.execute(begin)
        what, advice = refused(desk(*line))
    assert what == f"{db} has been in use by another program for over 0.01 seconds."
    assert advice == "Close the other program, or wait until it has finished, and try again."
    assert db.read_bytes() == before


# ---------------------------------------------------------------- cut off


def _began(db: Path, size_before: int) -> bool:
    return _journal(db).exists() or _size(db) > size_before


def _spilled(db: Path, size_before: int) -> bool:
    return _size(db) > size_before


def _grew(db: Path, size_before: int) -> bool:
    return _size(db) > size_before + 1_000_000


@pytest.mark.parametrize(
    ("moment", "stop"),
    [
        (_began, signal.SIGKILL),
        (_spilled, signal.SIGKILL),
        (_grew, signal.SIGKILL),
        (_began, signal.SIGINT),
        (_grew, signal.SIGTERM),
    ],
)
def test_an_import_cut_off_leaves_all_or_nothing(
    desk: Kefu,
    db: Path,
    roster: str,
    start: Start,
    moment: Moment,
    stop: signal.Signals,
) -> None:
    """Whenever it is killed, the file is sound, and the next import records every row once."""
    before, size = _count(db, "unit"), _size(db)
    process = start("import", "unit", roster)
    _until(process, lambda: moment(db, size))
    process.send_signal(stop)
    code, _, err = _ends(process)
    assert code in {-stop, 130, 0}
    assert "Traceback" not in err
    left = len(listed(desk, "unit", "list", "--building", "3"))  # the first to open it mends it
    assert _count(db, "unit") in {before, before + UNITS}
    assert left in {2, 2 + UNITS}
    assert _sound(db)
    again = UNITS - (left - 2)
    assert f"Units: {again} recorded" in done(desk("import", "unit", roster))
    assert _count(db, "unit") == before + UNITS
    assert not _journal(db).exists()


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file of many units of building 3."""
    path = tmp_path_factory.mktemp("roster") / "units.csv"
    return write_csv(path, ("code", "building"), *((f"9-{n}", "3") for n in range(UNITS)))


def test_a_file_can_be_copied_while_an_import_is_at_work(
    desk: Kefu, db: Path, roster: str, start: Start, tmp_path: Path
) -> None:
    """A reader in the meantime sees none of its rows or waits and sees all."""
    process, size = start("import", "unit", roster), _size(db)
    _until(process, lambda: _began(db, size))
    seen = len(listed(desk, "unit", "list"))
    assert seen in {3, 3 + UNITS}
    assert _ends(process)[0] == 0
    copy = tmp_path / "copy.db"
    shutil.copy(db, copy)
    assert len(listed(desk, "unit", "list")) == 3 + UNITS
    assert _sound(copy)


@pytest.mark.parametrize(
    "line",
    [
        ("staff", "list"),
        ("unit", "list", "--format", "json"),
        ("rules", "show"),
        ("rules", "export"),
        ("score", "--month", "2024-05", "--explain"),
        ("violation", "add", "--staff", "W001", "--clause", "1.1", "--on", "2024-05-09"),
    ],
    ids=" ".join,
)
def test_a_reader_that_went_away_is_no_error(
    desk: Kefu, db: Path, start: Start, line: tuple[str, ...]
) -> None:
    """Nothing is said on standard error, and the exit code tells; what was recorded stays."""
    reading, writing = os.pipe()
    os.close(reading)
    process = start(*line, stdout=writing)
    os.close(writing)
    _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (141, "")
    assert _count(db, "violation") == (3 if line[0] == "violation" else 2)
    assert desk("staff", "list").code == 0
