"""Two people at once: one of them does it, the other is told, and neither half undoes the other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Outcome
from desks import Kefu, done, outside
from kefu_cli.store import opening
from monthend import SIGNERS, close, sign

PATIENCE = 60
"""Seconds after which a process that should have ended by itself is given up."""

WAITS = """
import sqlite3, sys
connect = sqlite3.connect

def watched(*where, **how):
    made = connect(*where, **how)
    made.set_trace_callback(wait)
    return made

def wait(statement):
    if statement.startswith("BEGIN IMMEDIATE"):
        print("ready", flush=True)
        sys.stdin.readline()

sqlite3.connect = watched
from kefu_cli.cli.app import run; run()
"""
"""``kefu``, which waits for a line when it has read all that it reads before it writes."""

CLOSE = "month close 2024-05"
SIGN = f"sign --month 2024-05 --role {SIGNERS[0]}"
REOPEN = "month reopen 2024-05 --reason 漏記 --approved-by 劉總"
CORRECT = "month correction 2024-05 --keep"
RECORD = "violation add --staff W001 --clause 1.1 --on 2024-05-09"
REVIEW = "review set --staff W001 --month 2024-05 --level direct --item 1 --score 0 --reason 核實"

Order = Callable[[list["subprocess.Popen[str]"]], None]
Race = Callable[[str, str, Order], dict[str, Outcome]]


def together(processes: list[subprocess.Popen[str]]) -> None:
    """Let both go on."""
    for process in processes:
        _go(process)


def first_before_second(processes: list[subprocess.Popen[str]]) -> None:
    """Let the second go on when the first has ended."""
    for process in processes:
        _go(process)
        process.wait(PATIENCE)


def _go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.fixture
def race(db: Path) -> Iterator[Race]:
    """Let 李經理 give a line and 陳領導 another; both have read the file before either writes."""
    started: list[subprocess.Popen[str]] = []
    source = str(Path(opening.__file__).parent.parent.parent)

    def begin(user: str, line: str) -> None:
        process = subprocess.Popen(
            [sys.executable, "-c", WAITS, "--db", str(db), "--lang", "en", *line.split()],
            env={**os.environ, "PYTHONPATH": source, "PYTHONUTF8": "1", "KEFU_USER": user},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        started.append(process)

    def ended(first: str, second: str, order: Order) -> dict[str, Outcome]:
        begin("李經理", first)
        begin("陳領導", second)
        for process in started:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        order(started)
        said = [process.communicate(timeout=PATIENCE) for process in started]
        codes = [process.returncode for process in started]
        return {
            user: Outcome(code, *words)
            for user, code, words in zip(("李經理", "陳領導"), codes, said, strict=True)
        }

    yield ended
    for process in started:
        process.kill()
        process.communicate()


def _sound(desk: Kefu) -> None:
    done(desk("check"))
    done(desk("month", "verify"))


def _count(db: Path, table: str) -> int:
    with outside(db) as file:
        return int(file.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _told(ended: dict[str, Outcome], done_by: str) -> str:
    """What the one is told who comes too late."""
    (late,) = (outcome for user, outcome in ended.items() if user != done_by)
    assert (late.code, late.out) == (1, "")
    return late.err


def _doer(ended: dict[str, Outcome]) -> str:
    """Who of the two did it; only one may have."""
    (who,) = (user for user, outcome in ended.items() if outcome.code == 0)
    assert ended[who].err == ""
    return who


@pytest.mark.parametrize("order", [together, first_before_second])
def test_two_closing_one_month(desk: Kefu, db: Path, race: Race, order: Order) -> None:
    """One closes it; the other is told by whom it is closed, and since when."""
    sign(desk, "2024-05")
    ended = race(CLOSE, CLOSE, order)
    who = _doer(ended)
    assert re.match(rf"Error: 2024-05 is closed already, since .+ by {who}\.\n", _told(ended, who))
    assert _count(db, "closing") == 1
    _sound(desk)


@pytest.mark.parametrize("order", [together, first_before_second])
def test_two_signing_as_one_role(desk: Kefu, db: Path, race: Race, order: Order) -> None:
    """One has signed; the other is told who has."""
    ended = race(SIGN, SIGN, order)
    who = _doer(ended)
    told = rf"Error: {SIGNERS[0]} has signed this result of 2024-05 already: {who}, .+\n"
    assert re.match(told, _told(ended, who))
    assert _count(db, "signature") == 1
    _sound(desk)


@pytest.mark.parametrize("order", [together, first_before_second])
def test_two_reopening_one_month(desk: Kefu, db: Path, race: Race, order: Order) -> None:
    """One opens it again; for the other it is open already."""
    close(desk, "2024-05")
    ended = race(REOPEN, REOPEN, order)
    assert _told(ended, _doer(ended)).startswith("Error: 2024-05 is not closed.\n")
    assert _count(db, "reopening") == 1
    _sound(desk)


@pytest.mark.parametrize("order", [together, first_before_second])
def test_two_keeping_one_correction(desk: Kefu, db: Path, race: Race, order: Order) -> None:
    """One keeps it; the other is told that it was kept."""
    close(desk, "2024-05")
    done(desk(*RECORD.split(), "--late"))
    ended = race(CORRECT, CORRECT, order)
    told = _told(ended, _doer(ended))
    assert told.startswith("Error: This correction of 2024-05 was kept on ")
    assert _count(db, "closing") == 2
    _sound(desk)


@pytest.mark.parametrize("write", [RECORD, REVIEW], ids=["record", "review"])
@pytest.mark.parametrize(
    ("order", "closes_first"),
    [(together, True), (first_before_second, True), (first_before_second, False)],
)
def test_closing_while_another_records(
    desk: Kefu, db: Path, race: Race, write: str, order: Order, closes_first: bool
) -> None:
    """Either it is closed without the record, or it is not closed: the signatures are of less."""
    sign(desk, "2024-05")
    ended = race(*((CLOSE, write) if closes_first else (write, CLOSE)), order)
    who = _doer(ended)
    closed = (who == "李經理") == closes_first
    assert closed == closes_first or order is together
    assert _count(db, "closing") == closed
    assert (
        _told(ended, who).splitlines()[0]
        == {
            False: f"Error: 2024-05 is not signed by: {', '.join(SIGNERS)}.",
            True: "Error: 2024-05 takes no scores: months up to 2024-05 are closed."
            if write is REVIEW
            else "Error: 2024-05-09 lies in a closed month: those up to 2024-05 are closed.",
        }[closed]
    )
    _sound(desk)
