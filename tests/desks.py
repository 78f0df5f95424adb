"""A small office, furnished once by the real commands and copied for every test that wants it."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shlex
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pytest

from kefu_cli.cli import app as app_module
from kefu_cli.cli import context
from kefu_cli.records.values import Clock

NOW = datetime(2024, 6, 20, 9, 30)
"""The moment at which the office is furnished."""


class Outcome(Protocol):
    """What a command line came to."""

    @property
    def code(self) -> int:
        """Its exit code."""
        ...

    @property
    def out(self) -> str:
        """What it printed."""
        ...

    @property
    def err(self) -> str:
        """What it said on standard error."""
        ...


class Kefu(Protocol):
    """The ``office`` fixture: run a line of the real commands on the test's file."""

    def __call__(
        self,
        *line: str,
        lang: str = ...,
        now: datetime = ...,
        answers: tuple[str, ...] | None = ...,
    ) -> Outcome:
        """What the line came to."""
        ...


FURNITURE = """
    staff add --code W001 --name 張三 --base-pay 2000 --joined 2023-03-01
    staff add --code W002 --name 李四 --left 2024-06-15
    staff add --code W003 --name 王五
    staff add --code W004 --name 王五 --department 工程部
    building add --code 3 --name 三號樓
    building add --code 5 --name 五號樓
    building assign --building 3 --staff W001 --from 2024-01-01
    building assign --building 5 --staff W002 --from 2024-01-01 --to 2024-12-31
    unit add --code 3-1-502 --building 3 --owner 王小明 --phone 000-00001234
        --handover 2024-05-01 --monthly-fee 240 --room 502
    unit add --code 3-1-503 --building 3 --owner 陳大文 --phone 000-00005678
    unit add --code 5-1-101 --building 5 --kind shop --handover 2023-01-01
    fee add --unit 5-1-101 --month 2024-01 --to-month 2024-12 --amount 1920
        --paid-on 2024-01-05 --receipt 000123
    fee add --unit 3-1-502 --month 2024-05 --amount 120.5 --paid-on 2024-06-03 --partial
    violation add --staff W001 --clause 1.3 --on 2024-05-03 --note 未戴工牌
    violation add --staff W002 --on 2024-05-06 --absent
    repair add --no 31 --unit 3-1-502 --content 廚房水管漏水 --staff W001
        --received 2024-05-03T09:00
    repair add --unit 5-1-101 --content 捲簾門卡住 --received 2024-06-18T08:00
    archive add --unit 5-1-101 --kind 入伙 --on 2023-01-10 --media 紙質、電子
    suggestion add --staff W001 --month 2024-05 --text 大堂加裝雨傘架 --on 2024-05-20
    story add --staff W001 --month 2024-05 --text 雨夜送老人回家 --on 2024-05-21
"""


def lines(text: str) -> Iterator[list[str]]:
    """The command lines of a text, one a line; a line that is set in further goes on."""
    joined = text.replace("\n        ", " ")
    return (shlex.split(line) for line in joined.splitlines() if line.strip())


def furnish(path: Path, text: str) -> None:
    """Run the command lines of a text on a file, at ``NOW`` and by 王主管; all must succeed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "clock", lambda: Clock(NOW))
        patch.setenv("KEFU_USER", "王主管")
        silence = io.StringIO()
        with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
            for line in lines(text):
                code = app_module.main(["--db", str(path), "--lang", "en", *line])
                assert code == 0, (line, silence.getvalue())


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The furnished file; tests copy it and leave it as it is."""
    path = tmp_path_factory.mktemp("office") / "kefu.db"
    furnish(path, FURNITURE)
    return path


@pytest.fixture
def desk(office: Kefu, db: Path, furnished: Path) -> Kefu:
    """The commands on a furnished office's file."""
    shutil.copy(furnished, db)
    return office


def done(outcome: Outcome) -> str:
    """What a command that must succeed printed; nothing went to standard error."""
    assert (outcome.code, outcome.err) == (0, ""), outcome
    return outcome.out


def refused(outcome: Outcome, code: int = 1) -> list[str]:
    """The two lines of a refusal: what, and what to do; nothing is on standard output."""
    said = outcome.err.splitlines()
    assert (outcome.code, outcome.out, len(said)) == (code, "", 2), outcome
    assert said[0].startswith("Error: ")
    return [said[0].removeprefix("Error: "), said[1]]


def listed(kefu: Kefu, *line: str) -> list[dict[str, Any]]:
    """The JSON array that a command prints."""
    found = json.loads(done(kefu(*line, "--format", "json")))
    assert isinstance(found, list)
    return found


def shown(kefu: Kefu, noun: str, record: str, *more: str) -> dict[str, Any]:
    """The JSON object that ``show`` prints."""
    found = json.loads(done(kefu(noun, "show", record, *more, "--format", "json")))
    assert isinstance(found, dict)
    return found


def csv_of(text: str) -> list[dict[str, str]]:
    """The rows of a CSV result."""
    return list(csv.DictReader(io.StringIO(text)))


def write_csv(path: Path, headings: Sequence[str], *rows: Sequence[str]) -> str:
    """Write a CSV file as Excel saves one, and give its name."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return str(path)


def pick(record: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    """Some facts of a record."""
    return tuple(record[name] for name in names)


@contextlib.contextmanager
def outside(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as any other program opens it: no pragmas, no help from kefu."""
    other = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        yield other
    finally:
        other.close()


AT_WORK = "(SELECT id FROM command WHERE open = 1)"
"""The number of the command at work, in SQL."""


@contextlib.contextmanager
def at_work(file: sqlite3.Connection) -> Iterator[None]:
    """As a command of 甲's: only one that is at work closes and reopens months."""
    file.execute("INSERT INTO command (user, words, at) VALUES ('甲', 'kefu', '2024-07-01T09:00')")
    yield
    file.execute("UPDATE command SET open = 0 WHERE open = 1")


def counts(path: Path) -> dict[str, int]:
    """How many rows each table holds, the bookkeeping's too."""
    with outside(path) as file:
        tables = file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {t: file.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for (t,) in tables}
