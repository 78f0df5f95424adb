"""What came late: no kept result knows it, a correction and the open months do."""

from __future__ import annotations

import json
import shlex
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desks import Kefu, counts, done
from kefu_cli.calendar import Month
from kefu_cli.records import NOUN_NAMES
from kefu_cli.store.late import (
    FILLED,
    RECORDED,
    ClosedMonth,
    Dated,
    Late,
    change,
    effects,
    insert,
)
from kefu_cli.store.opening import open_file, writing
from kefu_cli.store.schema import m002_guards
from kefu_cli.store.schema.m001_guards import KEPT
from store.locked import (
    COMMAND,
    close_june,
    keep_correction,
    locked,
    locked_file,
    moved,
    opened,
    shifted,
)

__all__ = ("locked", "locked_file", "opened")

APRIL, MAY = "2024-04", "2024-05"
LATE: dict[str, tuple[str, list[str]]] = {
    "a violation": ("violation add --staff W001 --clause 1.1 --on 2024-04-10", [APRIL]),
    "an absence": ("violation add --staff W003 --absent --on 2024-05-10", [MAY]),
    "a violation in a finding's place": (
        "violation add --staff W001 --clause 7.2 --on 2024-06-12 --source repair:31",
        [MAY],
    ),
    "a fee": ("fee add --unit 3-1-502 --month 2024-05 --amount 240 --paid-on 2024-05-20", [MAY]),
    "an archive": ("archive add --unit 3-1-502 --kind 入伙 --on 2024-05-10", [MAY]),
    "a suggestion": (
        "suggestion add --staff W002 --month 2024-05 --text 加燈 --on 2024-05-10",
        [],
    ),
    "a story": ("story add --staff W002 --month 2024-05 --text 送傘 --on 2024-05-10", []),
    "a call": (
        "repair add --unit 3-1-502 --content 燈壞 --received 2024-05-10T09:00 --staff W001",
        [MAY],
    ),
    "a dispatch": ("repair dispatch 31 --at 2024-05-04T09:00", [MAY]),
    "a follow-up": ("repair follow 44 --at 2024-04-09T09:00", []),
    "a follow-up, late as it is": ("repair follow 31 --at 2024-05-28T09:00", []),
    "a completion": ("repair complete 31 --at 2024-05-03T12:00", [MAY]),
    "a completion of a rework": ("repair complete 45 --at 2024-05-31T12:00", []),
    "a record of a revisit": ("repair edit 47 --revisit-record text", [MAY]),
    "a mark of rework": ("repair edit 40 --rework", [MAY]),
    "a handover": ("unit handover 3-1-503 --on 2024-05-05", [MAY]),
    "a unit": ("unit add --code 3-1-600 --building 3 --handover 2024-03-01", [APRIL, MAY]),
    "a person": ("staff add --code W090 --name 某 --joined 2024-05-02", []),
    "a last day": ("staff leave W001 --on 2024-05-10", [MAY]),
    "a holder": ("building assign --building 5 --staff W004 --from 2024-05-10", [MAY]),
    "a holder instead of another": (
        "building assign --building 3 --staff W004 --from 2024-05-10 --replace",
        [MAY],
    ),
    "an end of a holding": ("assignment edit 1 --to 2024-05-10", [MAY]),
    "a waiver": ("finding waive repair:31:7.2 --reason 業主延期", [MAY]),
    "a pay base": ("staff edit W002 --base-pay 1900 --from 2024-05", [MAY]),
}
"""The commands that record something of a closed month, and which months would come out anew."""


@pytest.mark.parametrize("what", LATE)
def test_what_came_late_moves_no_kept_result(office: Kefu, locked: Path, what: str) -> None:
    """Refused without --late; with it every result stays, after the next closing too.

    Only a correction sees it, in the months on which it bears.
    """
    command, months = LATE[what]
    before = counts(locked)
    refused = office(*shlex.split(command))
    assert (refused.code, refused.out) == (1, "")
    assert counts(locked) == before
    assert "Recorded as late" in done(office(*shlex.split(command), "--late"))
    with open_file(locked) as file:
        assert (moved(file), shifted(file)) == ([], months)
        assert _late(file) > 0
    with open_file(locked) as file:
        close_june(file)
        assert moved(file) == []


@pytest.mark.parametrize("what", [what for what, (_, months) in LATE.items() if months])
def test_a_correction_knows_what_came_late_until_then(
    office: Kefu, locked: Path, what: str
) -> None:
    """It is computed again as it was kept, whatever comes late after it."""
    command, (month, *_) = LATE[what]
    done(office(*shlex.split(command), "--late"))
    with open_file(locked) as file:
        keep_correction(file, month)
        assert moved(file) == []
    for line in ("violation add --staff W001 --clause 2.2 --on 2024-04-11", *SINCE):
        done(office(*shlex.split(line), "--late"))
    with open_file(locked) as file:
        assert (moved(file), shifted(file)) == ([], [APRIL, MAY])


SINCE = (
    "violation add --staff W001 --clause 2.2 --on 2024-05-09",
    "fee add --unit 5-1-102 --month 2024-05 --amount 9 --paid-on 2024-05-11",
    "repair follow 41 --at 2024-05-29T09:00",
    "unit add --code 3-1-700 --building 3 --handover 2023-01-01",
)


def test_a_late_record_of_an_open_month_is_none(office: Kefu, locked: Path) -> None:
    """With --late a row that no lock turns away is a row like any other, and nothing is said."""
    for line in (
        "violation add --staff W001 --clause 1.1 --on 2024-06-01",
        "fee add --unit 3-1-502 --month 2024-05 --amount 240 --paid-on 2024-06-01",
        "repair dispatch 31 --at 2024-06-01T09:00",
        "unit handover 3-1-503 --on 2024-06-01",
        "staff leave W001 --on 2024-05-31",
        "staff add --code W090 --name 某",
        "finding waive violation:3 --staff W001 --reason 已說明",
    ):
        assert "late" not in done(office(*shlex.split(line), "--late"))
    with open_file(locked) as file:
        assert (_late(file), moved(file)) == (0, [])


@pytest.mark.usefixtures("locked")
def test_in_a_file_that_is_open_again_nothing_is_late(office: Kefu) -> None:
    """A fact that came late, emptied and filled in again once every month was reopened."""
    dispatch = shlex.split("repair dispatch 31 --at 2024-05-04T09:00 --late")
    assert "Recorded as late" in done(office(*dispatch))
    done(office("repair", "edit", "31", "--clear", "dispatched"))
    for month in (MAY, APRIL):
        done(office("month", "reopen", month, "--reason", "補錄", "--approved-by", "陳經理"))
    assert "late" not in done(office(*dispatch))


@pytest.mark.usefixtures("locked")
def test_open_months_count_what_came_late(office: Kefu) -> None:
    """A unit is due, a run of absences goes on, and who left is gone."""
    for line in (
        "unit add --code 5-1-900 --building 5 --handover 2024-05-01",
        "violation add --staff W003 --absent --on 2024-05-30 --to 2024-06-01",
        "staff leave W001 --on 2024-05-20",
    ):
        done(office(*shlex.split(line), "--late"))
    june = _score(office, "2024-06")
    assert set(june) == {"W002", "W003", "W004", "W006"}
    assert june["W003"]["items"][3]["due"] == 4
    assert [action["reason"] for action in june["W003"]["actions"]][:1] == ["absence_consecutive"]
    assert _score(office, "2024-05")["W001"]["items"][3]["due"] == 1


def _score(kefu: Kefu, month: str) -> dict[str, Any]:
    document = json.loads(done(kefu("score", "--month", month, "--format", "json")))
    return {person["code"]: person for person in document["staff"]}


def test_only_facts_that_the_lock_turns_away_are_late(opened: sqlite3.Connection) -> None:
    """A completion of May comes late, with it the rework; a revisit of June does not."""
    facts = {
        "dispatched": None,
        "completed": "2024-05-30T09:00",
        "result": "好",
        "revisited": "2024-06-01T09:00",
        "revisit_record": "text",
        "rework": 1,
    }
    late = Late(allowed=True)
    change(opened, "repair", 1, facts, late, [date(2024, 5, 30), date(2024, 6, 1)])
    marks = opened.execute("SELECT noun, record_id, field, closing_id FROM late_change")
    assert list(marks) == [("repair", 1, "completed", 2), ("repair", 1, "rework", 2)]
    assert (late.count, late.months) == (1, {Month(2024, 5)})


@pytest.mark.parametrize(
    ("facts", "may"),
    [
        ({"dispatched": "2024-05-04T09:00"}, True),
        ({"dispatched": "2024-05-04T09:00", "content": "x"}, False),
        ({"content": "x"}, False),
    ],
)
def test_what_is_refused_leaves_no_mark(
    opened: sqlite3.Connection, facts: dict[str, str], may: bool
) -> None:
    """And only where --late would help is it named as the way to go on."""
    for late in (Late(allowed=False), *(() if may else (Late(allowed=True),))):
        with pytest.raises(ClosedMonth) as refused:
            change(opened, "repair", 1, facts, late)
        assert ("--late" in refused.value.advice.text) is may
        assert ("--late" in refused.value.reason.text) is may
        assert late.count == 0
    assert _late(opened) == 0


def test_a_command_without_the_option_is_told_to_reopen(opened: sqlite3.Connection) -> None:
    """What no command may record as late leaves as the refusal of its transaction."""
    statement = "UPDATE violation SET note = 'x' WHERE id = 1"
    with pytest.raises(ClosedMonth) as refused, writing(opened, COMMAND):
        opened.execute(statement)
    assert "--late" not in refused.value.advice.text
    assert not opened.in_transaction


@pytest.mark.parametrize(
    ("days", "months"),
    [
        ([], [MAY]),
        ([date(2024, 4, 10), date(2024, 5, 10)], [APRIL, MAY]),
        ([Month(2024, 5), date(2024, 6, 10)], [MAY]),
        ([date(2023, 1, 1)], [APRIL]),
        ([date(2024, 6, 10)], [MAY]),
    ],
)
def test_a_late_write_names_the_months_on_which_it_bears(
    opened: sqlite3.Connection, days: list[Dated], months: list[str]
) -> None:
    """The closed months of its days; the nearest one where they lie before or after."""
    late = Late(allowed=True)
    waiver: dict[str, str | int | None] = {"finding": "violation:1", "staff_id": 1, "reason": "x"}
    insert(opened, "waiver", waiver, late, days)
    assert [dict(said.values)["month"] for said in effects(late)] == list(
        map(Month.parse_iso, months)
    )


def test_what_holds_from_a_day_on_bears_on_every_later_month(opened: sqlite3.Connection) -> None:
    """Who looks after a building since April looks after it in May."""
    late = Late(allowed=True)
    row: dict[str, str | int | None] = {"building_id": 1, "staff_id": 2, "from_day": "2024-04-15"}
    insert(opened, "assignment", row, late, [date(2024, 4, 15)])
    assert late.months == {Month(2024, 4), Month(2024, 5)}


def test_another_refusal_of_the_file_is_passed_on(opened: sqlite3.Connection) -> None:
    """--late makes nothing of what is refused for another reason."""
    twin = {"code": "W001", "name": "某"}
    for late in (None, Late(allowed=True)):
        with pytest.raises(sqlite3.IntegrityError, match="recorded already"):
            insert(opened, "staff", twin, late)
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            change(opened, "staff", 1, {"name": ""}, late)


def test_the_options_are_where_the_locks_are() -> None:
    """--late is for every noun of which records, or blank facts, are turned away."""
    made = {statement.split()[2] for statement in m002_guards.locks()}
    assert set(RECORDED) == {n for n in NOUN_NAMES if f"{n}_closed_new" in made}
    assert set(FILLED) == {fact.partition(".")[0] for fact in m002_guards.BLANK}


def _late(file: sqlite3.Connection) -> int:
    """How many records and facts came late, after the second closing."""
    tables = (*KEPT, "late_change")
    marks = {table: "closing_id" if table == "late_change" else "late" for table in tables}
    queries = (f"SELECT count(*) FROM {table} WHERE {mark} = 2" for table, mark in marks.items())
    return sum(file.execute(query).fetchone()[0] for query in queries)
