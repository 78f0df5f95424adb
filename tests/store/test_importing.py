"""A batch of records into the file: what is known, what is changed, and what is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from desks import Kefu, done, listed, outside, pick, refused, shown, write_csv
from kefu_cli.records import noun
from kefu_cli.records.fields import Noun, Value
from kefu_cli.records.incoming import Batch
from kefu_cli.store import known
from kefu_cli.store.importing import NEAR_NAMES, Imported, import_batch
from kefu_cli.store.opening import Command, open_file, writing
from kefu_cli.store.records import Origin

CALL = ("工單號", "房號", "報修內容", "報修時間")


def _batch(of: Noun, *rows: Mapping[str, Value]) -> Batch:
    """Rows as a sheet gives them: what a row does not say is the field's default."""
    columns = {f.name: [row.get(f.name, f.default) for row in rows] for f in of.fields}
    filled = {
        f.name: frozenset(n for n, row in enumerate(rows) if f.name not in row) for f in of.fields
    }
    headings = {f.name: f.heading for f in of.fields}
    return Batch(of, list(range(2, len(rows) + 2)), columns, [], (), headings, filled)


@contextmanager
def _file(path: Path) -> Iterator[tuple[sqlite3.Connection, Origin]]:
    command = Command("王主管", "import", datetime(2024, 6, 20, 9, 30))
    with open_file(path) as file, writing(file, command) as number:
        yield file, Origin(command, number)


def _import(path: Path, batch: Batch, *, may_update: bool = False) -> Imported:
    with _file(path) as (file, origin):
        return import_batch(file, batch, origin, may_update=may_update)


@pytest.fixture
def numbered(desk: Kefu) -> Kefu:
    """An office where people's codes are numbers, and other people's numbers in the file."""
    for code, name in (("2", "趙一"), ("1", "錢二"), ("9001", "孫三")):
        done(desk("staff", "add", "--code", code, "--name", name))
    return desk


@pytest.mark.parametrize(
    ("staff", "code"), [("1", "1"), ("2", "2"), ("9001", "9001"), ("李四", "W002")]
)
def test_another_person_on_a_call_is_the_person_of_that_code(
    numbered: Kefu, tmp_path: Path, staff: str, code: str
) -> None:
    """The code is no number of the file's own; the same file again finds nothing to change."""
    file = write_csv(
        tmp_path / "r.csv",
        (*CALL, "工號"),
        ("31", "3-1-502", "廚房水管漏水", "2024-05-03T09:00", staff),
    )
    for changed in (1, 0):
        said = done(numbered("import", "repair", file, "--update"))
        assert f"{1 - changed} known already, {changed} changed" in said
        assert shown(numbered, "repair", "31")["staff"] == code


def test_steps_that_move_together_are_changed_together(desk: Kefu, tmp_path: Path) -> None:
    """A later completion would stand after the old revisit; both are new, and nothing is wrong."""
    done(desk("repair", "complete", "31", "--at", "2024-05-04T09:00"))
    done(desk("repair", "revisit", "31", "--record", "text", "--at", "2024-05-05T09:00"))
    file = write_csv(
        tmp_path / "r.csv",
        (*CALL, "完成時間", "回訪時間", "跟進時間"),
        (
            *("31", "3-1-502", "廚房水管漏水", "2024-05-03T09:00"),
            *("2024-05-10T09:00", "2024-05-11T09:00", "2024-05-06T09:00"),
        ),
    )
    assert "1 changed" in done(desk("import", "repair", file, "--update"))
    call = shown(desk, "repair", "31")
    assert pick(call, "completed", "revisited", "followed", "revisit_record") == (
        *("2024-05-10T09:00", "2024-05-11T09:00", "2024-05-06T09:00"),
        "text",
    )
    events = listed(desk, "history", "--of", "repair:31")
    assert {"completed", "revisited"} <= {event["field"] for event in events}


@pytest.mark.parametrize("chunk", [1, 2, 5_000])
def test_rows_are_compared_with_their_own_records(
    desk: Kefu, db: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    """However many are held in memory at once."""
    monkeypatch.setattr(known, "_CHUNK", chunk)
    rooms = {"3-1-503": "503", "5-1-101": "101", "3-1-502": "502"}
    buildings = {code: code[0] for code in rooms}
    rows = ({"code": c, "building": buildings[c], "room": room} for c, room in rooms.items())
    came = _import(db, _batch(noun("unit"), *rows), may_update=True)
    assert (came.new, came.known, came.changed, came.problems) == (0, 1, 2, [])
    assert {unit["code"]: unit["room"] for unit in listed(desk, "unit", "list")} == rooms


@pytest.mark.usefixtures("desk")
def test_a_refused_row_is_not_counted_as_known(db: Path) -> None:
    """Only one that says what the file says."""
    of = noun("building")
    came = _import(db, _batch(of, {"code": "3", "name": "三號樓"}, {"code": "5", "name": "別名"}))
    assert (came.new, came.known, came.changed) == (0, 1, 0)
    assert [problem.row for problem in came.problems] == [3]


@pytest.mark.usefixtures("desk")
def test_a_batch_stays_as_it_was_read(db: Path) -> None:
    """An absence gets its clause on its record, not in the caller's batch."""
    day: dict[str, Value] = {"staff": "W001", "on": date(2024, 5, 8), "absent": True}
    batch = _batch(noun("violation"), day)
    before = {name: list(column) for name, column in batch.columns.items()}
    assert _import(db, batch).new == 1
    assert batch.columns == before
    with outside(db) as file:
        assert file.execute("SELECT clause FROM violation ORDER BY id DESC").fetchone() == ("2.1",)


@pytest.mark.parametrize("turned", [False, True])
def test_a_call_without_a_number_is_known_wherever_its_fields_stand(
    desk: Kefu, db: Path, turned: bool
) -> None:
    """By unit, content and time; a call with a number by that; new ones get the next."""
    of = noun("repair")
    if turned:
        of = replace(of, fields=of.fields[::-1])
    at: dict[str, Value] = {"received": datetime(2024, 5, 2, 14, 5)}
    call = {"unit": "3-1-503", "content": "滲水", **at}
    taken: dict[str, Value] = {"no": "31", "unit": "3-1-502", "content": "廚房水管漏水"}
    taken["received"] = datetime(2024, 5, 3, 9)
    assert _import(db, _batch(noun("repair"), call)).new == 1
    again = _batch(of, {**call, "result": "補漏"}, taken, {**call, "content": "異響"})
    came = _import(db, again, may_update=True)
    assert (came.new, came.known, came.changed, came.problems) == (1, 1, 1, [])
    calls = {call["no"]: call for call in listed(desk, "repair", "list")}
    assert pick(calls["33"], "content", "result") == ("滲水", "補漏")
    assert calls["34"]["content"] == "異響"


@pytest.mark.parametrize(
    ("name", "heading", "row"),
    [
        ("violation", ("工號", "條款", "日期"), ("W001", "1.1", "2024-05-08")),
        ("assignment", ("樓棟", "工號", "開始日期"), ("5", "W001", "2024-05-08")),
    ],
)
def test_another_refusal_by_the_file_is_told_as_it_is(
    desk: Kefu, db: Path, tmp_path: Path, name: str, heading: tuple[str, ...], row: tuple[str, ...]
) -> None:
    """Only the refusals that are known are put into words of the row."""
    with outside(db) as file:
        file.execute(
            f"CREATE TRIGGER other BEFORE INSERT ON {name}"
            " BEGIN SELECT RAISE(ABORT, 'kefu: the month is closed'); END"
        )
    table = write_csv(tmp_path / "f.csv", heading, row)
    assert refused(desk("import", name, table)) == [
        "The file refuses this: the month is closed.",
        "Nothing was written.",
    ]


def test_only_the_first_unknown_of_a_file_are_told_near_names(desk: Kefu, db: Path) -> None:
    """All columns of the file together; every bad row says what is unknown."""
    assert desk
    month: dict[str, Value] = {"from": date(2024, 1, 1)}
    rows = [{"building": f"3{n}", "staff": f"W00{n}x", **month} for n in range(NEAR_NAMES - 2)]
    came = _import(db, _batch(noun("assignment"), *rows))
    told = [dict(problem.reason.values) for problem in came.problems]
    near = [str(said["advice"]).count("Did you mean") for said in told]
    assert len(told) == 2 * len(rows)
    assert sum(near) == NEAR_NAMES
    assert near[0] == near[1] == 1
