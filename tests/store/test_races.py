"""Two commands at once: what one has read may be otherwise when it writes."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desks import NOW, Kefu, counts, done, shown
from kefu_cli.calendar import Month
from kefu_cli.errors import KefuError, NotFound, Refused
from kefu_cli.records import noun
from kefu_cli.records.fields import Value
from kefu_cli.records.kept import Row
from kefu_cli.records.values import Clock, with_defaults
from kefu_cli.store import records
from kefu_cli.store.changing import refuse_changed
from kefu_cli.store.lookup import resolve
from kefu_cli.store.opening import Command, open_file, writing
from kefu_cli.store.records import Origin

COMMAND = Command("王主管", "kefu fee add", NOW)


@pytest.fixture
def file(db: Path, furnished: Path) -> Iterator[sqlite3.Connection]:
    """The furnished file, as a first command has it open."""
    shutil.copy(furnished, db)
    with open_file(db) as opened:
        yield opened


def test_a_record_that_was_taken_back_meanwhile_is_not_referred_to(
    desk: Kefu, db: Path, file: sqlite3.Connection
) -> None:
    """The unit was found, then voided by another command, then paid for."""
    unit = resolve(file, "unit", "3-1-503")
    done(desk("unit", "void", "3-1-503", "--reason", "房號不存在"))
    before = counts(db)
    given = with_defaults(noun("fee"), {"month": Month(2024, 5), "amount": 100}, Clock(NOW))
    with pytest.raises(NotFound), writing(file, COMMAND) as number:
        records.insert(file, noun("fee"), {**given, "unit": unit}, Origin(COMMAND, number))
    assert counts(db) == before


def test_a_record_that_was_changed_meanwhile_is_not_changed_over(
    desk: Kefu, file: sqlite3.Connection
) -> None:
    """A step that another command has just entered is not lost."""
    call = records.get(file, noun("repair"), 1)
    refuse_changed(file, noun("repair"), call)
    done(desk("repair", "dispatch", "31"))
    with pytest.raises(Refused):
        refuse_changed(file, noun("repair"), call)


@pytest.mark.parametrize(
    "line",
    [
        ("repair", "dispatch", "31", "--worker", "趙師傅"),
        ("repair", "edit", "31", "--category", "水電"),
        ("repair", "follow", "31"),
    ],
)
def test_every_change_looks_again_before_it_writes(
    desk: Kefu, db: Path, monkeypatch: pytest.MonkeyPatch, line: tuple[str, ...]
) -> None:
    """Between its reading and its writing another program changed the call."""
    _meanwhile(monkeypatch, db)
    outcome = desk(*line)
    assert outcome.code == 1
    assert outcome.err.splitlines() == [
        "Error: Repair calls 31 was changed meanwhile.",
        "Look at it and give the command again.",
    ]
    assert shown(desk, "repair", "31")["worker"] == "李師傅"


def _meanwhile(monkeypatch: pytest.MonkeyPatch, db: Path) -> None:
    """Let another program name call 31's worker as soon as a command has read it."""
    get: Callable[..., Row] = records.get

    def read_and_wait(*args: object) -> Row:
        row = get(*args)
        monkeypatch.setattr(records, "get", get)
        with open_file(db) as other:
            other.execute("UPDATE repair SET worker = '李師傅' WHERE no = '31'")
        return row

    monkeypatch.setattr(records, "get", read_and_wait)


@pytest.mark.parametrize("times", [1, 2, 30])
def test_numbers_are_given_one_after_another(file: sqlite3.Connection, times: int) -> None:
    """However many in one transaction."""
    unit = resolve(file, "unit", "3-1-503")
    given = with_defaults(noun("repair"), {"content": "漏水"}, Clock(NOW))
    with writing(file, COMMAND) as number:
        for _ in range(times):
            records.insert(file, noun("repair"), {**given, "unit": unit}, Origin(COMMAND, number))
    numbers = file.execute("SELECT no FROM repair ORDER BY id").fetchall()
    assert numbers == [(str(31 + n),) for n in range(times + 2)]


def test_a_refusal_inside_a_command_takes_everything_back(
    db: Path, file: sqlite3.Connection
) -> None:
    """Of three records with one code, none is kept."""
    before = counts(db)
    given = with_defaults(noun("building"), {"code": "7"}, Clock(NOW))
    with pytest.raises(KefuError), writing(file, COMMAND) as number:
        _insert_thrice(file, given, Origin(COMMAND, number))
    assert counts(db) == before


def _insert_thrice(file: sqlite3.Connection, given: dict[str, Value], origin: Origin) -> None:
    for _ in range(3):
        records.insert(file, noun("building"), given, origin)
