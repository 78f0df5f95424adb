"""An office with two closed months, April and May 2024, and records on both sides of every edge."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from desks import NOW, furnish
from kefu_cli.appraisal.canonical import differing, person_plain
from kefu_cli.calendar import Month
from kefu_cli.store import closing, corrections, kept
from kefu_cli.store.appraisals import appraise_month, recompute
from kefu_cli.store.knowledge import EVERYTHING, Knowledge
from kefu_cli.store.monthend import month_end
from kefu_cli.store.opening import Command, open_file, writing
from kefu_cli.store.records import Origin
from monthend import SIGNERS, all_standing

COMMAND = Command("王主管", "kefu", NOW)
BEFORE = """
    staff add --code W005 --name 外包 --appraised no
    staff add --code W006 --name 新人 --joined 2024-06-03 --base-pay 1800
    staff add --code W007 --name 早退 --left 2024-03-31
    staff add --code W008 --name 臨時 --appraised no
    staff edit W001 --base-pay 2100 --from 2024-05
    building add --code 7
    building assign --building 5 --staff W005 --from 2024-02-01
    building assign --building 5 --staff W003 --from 2024-06-01
    building assign --building 3 --staff W007 --from 2024-01-01
    unit add --code 5-1-102 --building 5 --handover 2024-04-20
    unit add --code 5-1-103 --building 5
    unit add --code 5-1-104 --building 5 --handover 2024-06-05
    unit add --code 7-1-101 --building 7 --handover 2024-01-01
    unit add --code 7-1-102 --building 7 --handover 2024-04-10
    fee add --unit 5-1-102 --month 2024-04 --to-month 2024-05 --amount 480 --paid-on 2024-04-25
    fee add --unit 3-1-502 --month 2024-06 --to-month 2024-12 --amount 1680 --paid-on 2024-05-20
    fee add --unit 5-1-101 --month 2024-02 --amount 240 --paid-on 2024-02-10
    fee add --unit 5-1-102 --month 2024-06 --amount 240 --paid-on 2024-06-10
    violation add --staff W001 --clause 1.1 --on 2024-06-03
    violation add --staff W003 --clause 1.1 --on 2024-04-03
    violation add --staff W001 --clause 1.1 --on 2024-02-05
    violation add --staff W002 --on 2024-06-04 --absent
    repair add --no 40 --unit 5-1-103 --content 燈壞 --received 2024-05-02T09:00 --staff W003
    repair dispatch 40 --worker 李師傅 --at 2024-05-03T10:00
    repair follow 40 --at 2024-05-04T09:00
    repair complete 40 --result 換燈 --at 2024-05-06T10:00
    repair revisit 40 --record text --at 2024-05-07T10:00
    repair add --no 41 --unit 5-1-103 --content 門壞 --received 2024-05-28T09:00 --staff W001
    repair add --no 42 --unit 3-1-503 --content 漏水 --received 2024-05-20T09:00 --rework
    repair dispatch 42 --at 2024-05-21T09:00
    repair complete 42 --at 2024-06-05T09:00
    repair add --no 43 --unit 3-1-502 --content 窗壞 --received 2024-06-03T09:00
    repair add --no 44 --unit 5-1-101 --content 牆裂 --received 2024-04-08T09:00 --rework
    repair complete 44 --at 2024-04-10T09:00
    repair revisit 44 --at 2024-05-06T09:00
    repair add --no 45 --unit 3-1-502 --content 管堵 --received 2024-05-31T09:00
    repair add --no 46 --unit 3-1-502 --content 鎖壞 --received 2024-05-10T09:00
    repair add --no 47 --unit 3-1-502 --content 燈閃 --received 2024-05-13T09:00 --staff W003
    repair dispatch 47 --at 2024-05-13T10:00
    repair complete 47 --at 2024-05-14T09:00
    repair revisit 47 --at 2024-05-15T09:00
    repair add --no 48 --unit 3-1-502 --content 錯記 --received 2024-05-13T09:00
    repair void 48 --reason 重複報修
    violation add --staff W001 --clause 7.2 --on 2024-06-10 --source repair:46
    violation add --staff W008 --clause 1.1 --on 2024-04-05
    archive add --unit 5-1-102 --kind 入伙 --on 2024-04-25
    archive add --unit 5-1-104 --kind 入伙 --on 2024-06-10
    suggestion add --staff W002 --month 2024-06 --text 加燈 --on 2024-06-10
    story add --staff W002 --month 2024-06 --text 拾金不昧 --on 2024-06-11
    finding waive violation:1 --reason 工牌送修
    finding waive violation:3 --reason 已說明
    review set --staff W001 --month 2024-05 --level direct --item 3 --score 14 --reason 客氣
    objection add --staff W001 --month 2024-05 --text 工牌送修 --on 2024-06-03
    objection answer 1 --answer upheld --reason 屬實 --on 2024-06-04
    objection add --staff W001 --month 2024-06 --text 未到場 --on 2024-06-19
    ack --staff W001 --month 2024-05 --on 2024-06-03
    ack --staff W001 --month 2024-06 --on 2024-06-19
"""
"""Besides the furniture of every desk: what is recorded before the two months are closed."""


def close(month: str) -> str:
    """The command lines that sign a month and close it."""
    signed = "".join(f"    sign --month {month} --role {role}\n" for role in SIGNERS)
    return f"{signed}    month close {month}\n"


@pytest.fixture(scope="session")
def locked_file(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of that office; tests copy it and leave it as it is."""
    path = tmp_path_factory.mktemp("locked") / "kefu.db"
    shutil.copy(furnished, path)
    furnish(path, BEFORE + close("2024-04") + close("2024-05"))
    return path


@pytest.fixture
def locked(db: Path, locked_file: Path) -> Path:
    """A copy of that file."""
    shutil.copy(locked_file, db)
    return db


@pytest.fixture
def opened(locked: Path) -> Iterator[sqlite3.Connection]:
    """A copy of that file, open as kefu opens it."""
    with open_file(locked) as file:
        yield file


def moved(file: sqlite3.Connection) -> list[str]:
    """The months whose kept result, or a correction's, does not come out again."""
    results = [run for c in all_standing(file) for run in (c, *kept.corrections(file, c))]
    return [str(run.month) for run in results if not _comes_out(file, run, Knowledge(run.id))]


def shifted(file: sqlite3.Connection) -> list[str]:
    """The closed months that come out otherwise with what is known by now."""
    closed = all_standing(file)
    return [str(c.month) for c in closed if not _comes_out(file, c, EVERYTHING)]


def _comes_out(file: sqlite3.Connection, result: kept.Kept, known: Knowledge) -> bool:
    """Whether people's results are those kept, and what counted against nobody still does."""
    then, now = kept.appraisal_of(file, result), recompute(file, result, known)
    people = {person.person.code: person_plain(person) for person in now.staff}
    same = [
        was.person.code in people and not differing(person_plain(was), people[was.person.code])
        for was in then.staff
    ]
    return all(same) and set(then.unassigned) <= set(now.unassigned)


LATE_FACT = (
    "INSERT INTO late_change (noun, record_id, field, closing_id)"
    " SELECT ?, ?, ?, closing_id FROM lock"
)


def keep_correction(file: sqlite3.Connection, month: str) -> None:
    """Keep what late records change of a month as a correction."""
    with writing(file, COMMAND) as number:
        corrections.keep(file, Month.parse_iso(month), Origin(COMMAND, number))


def close_june(file: sqlite3.Connection) -> None:
    """Keep June's result and lock it, whoever has signed."""
    month = Month(2024, 6)
    with writing(file, COMMAND) as number:
        result = appraise_month(file, month, month.plus(1).last)
        end = month_end(file, result)
        before = closing.previous_of(file, month)
        closing.keep(file, result, end, "close", before, Origin(COMMAND, number))
