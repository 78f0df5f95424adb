"""What the file refuses whichever program writes to it: here plain SQLite, with no help."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from desks import Kefu, done, furnish, listed, outside

KEPT = (
    "staff",
    "base_pay",
    "building",
    "assignment",
    "unit",
    "fee",
    "violation",
    "repair",
    "repair_follow",
    "archive",
    "suggestion",
    "story",
    "waiver",
    "rulebook",
    "review",
    "objection",
    "ack",
)


@pytest.fixture(scope="module")
def fuller(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The furnished office with a row more where a table was empty."""
    folder = tmp_path_factory.mktemp("full")
    path, book = folder / "kefu.db", folder / "own.toml"
    shutil.copy(furnished, path)
    furnish(
        path,
        f"""
    repair follow 31 --at 2024-05-10T09:00
    finding waive violation:1 --reason 工牌送修
    rules export --output {book}
    rules use {book} --from 2024-07
    staff edit W003 --department 工程部
    review set --staff W001 --month 2024-05 --level direct --item 3 --score 13 --reason 核實
    objection add --staff W001 --month 2024-05 --text 已請假
    ack --staff W001 --month 2024-05
""",
    )
    return path


@pytest.fixture
def full(office: Kefu, db: Path, fuller: Path) -> Kefu:
    """The commands on that file."""
    shutil.copy(fuller, db)
    return office


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("table", [*KEPT, "command", "history"])
def test_nothing_is_deleted(db: Path, table: str) -> None:
    """Records are voided, and the history stays; the refusal says so."""
    with outside(db) as file:
        assert file.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0
        with pytest.raises(sqlite3.IntegrityError, match=r"kefu: .* (never deleted|be removed)"):
            file.execute(f"DELETE FROM {table}")


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("table", [*KEPT, "command", "history"])
def test_nothing_is_replaced(db: Path, table: str) -> None:
    """REPLACE would remove the row in its way without asking; it is refused for every row."""
    with outside(db) as file:
        before = file.execute(f"SELECT * FROM {table}").fetchall()
        with pytest.raises(sqlite3.IntegrityError, match="kefu: "):
            file.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
        assert file.execute(f"SELECT * FROM {table}").fetchall() == before


TWINS = {
    "staff": ("code", "'W001'", "(code, name) VALUES ('W001', '某')"),
    "building": ("code", "'3'", "(code) VALUES ('3')"),
    "unit": ("code", "'3-1-502'", "(code, building_id) VALUES ('3-1-502', 1)"),
    "repair": (
        "no",
        "'31'",
        "(no, unit_id, content, received) VALUES ('31', 1, '水', '2024-05-03T09:00')",
    ),
    "base_pay": (
        "from_month",
        "'0001-01'",
        "(staff_id, from_month, amount) VALUES (1, '0001-01', 1)",
    ),
    "violation": (
        "on_day",
        "'2024-05-06'",
        "(staff_id, clause, on_day, absent) VALUES (2, '2.1', '2024-05-06', 1)",
    ),
    "waiver": ("finding", "'violation:1'", "(finding, reason) VALUES ('violation:1', 'x')"),
    "rulebook": (
        "from_month",
        "'2024-07'",
        "(name, version, from_month, text, sha256) VALUES ('n', 'v', '2024-07', 't', 's')",
    ),
}


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("how", ["INSERT INTO", "INSERT OR REPLACE INTO"])
@pytest.mark.parametrize("table", TWINS)
def test_what_is_unique_is_so_for_every_program(db: Path, table: str, how: str) -> None:
    """A code, a number, a day of absence, a month's base: the second is refused."""
    with outside(db) as file, pytest.raises(sqlite3.IntegrityError, match="recorded already"):
        file.execute(f"{how} {table} {TWINS[table][2]}")


SECOND = {
    "staff": "code = 'W002'",
    "building": "code = '5'",
    "unit": "code = '5-1-101'",
    "repair": "no = '32'",
}


@pytest.mark.parametrize("table", SECOND)
def test_a_code_is_not_taken_from_its_record_by_a_change(desk: Kefu, db: Path, table: str) -> None:
    """``UPDATE OR REPLACE`` does not remove the record that has the code."""
    column, value, _ = TWINS[table]
    with outside(db) as file:
        before = file.execute(f"SELECT id, {column} FROM {table}").fetchall()
        for how in ("UPDATE", "UPDATE OR REPLACE"):
            with pytest.raises(sqlite3.IntegrityError, match="recorded already"):
                file.execute(f"{how} {table} SET {column} = {value} WHERE {SECOND[table]}")
        assert file.execute(f"SELECT id, {column} FROM {table}").fetchall() == before
    done(desk(table, "list"))


def test_a_second_absence_is_not_made_by_a_change(desk: Kefu, db: Path) -> None:
    """Neither a mark, nor a day, nor a void taken back makes two absences of one day."""
    done(desk("violation", "add", "--staff", "W002", "--clause", "2.1", "--on", "2024-05-06"))
    done(desk("violation", "add", "--staff", "W002", "--absent", "--on", "2024-05-07"))
    with outside(db) as file:
        for change in ("absent = 1 WHERE id = 3", "on_day = '2024-05-06' WHERE id = 4"):
            with pytest.raises(sqlite3.IntegrityError, match="recorded already"):
                file.execute(f"UPDATE OR REPLACE violation SET {change}")
        file.execute("UPDATE violation SET voided = 1, void_reason = 'x' WHERE id = 2")
        file.execute("UPDATE violation SET absent = 1 WHERE id = 3")
        with pytest.raises(sqlite3.IntegrityError, match="recorded already"):
            file.execute("UPDATE OR REPLACE violation SET voided = 0, void_reason = NULL")
    assert len(listed(desk, "violation", "list")) == 3


def test_a_voided_code_is_free_until_its_record_comes_back(desk: Kefu, db: Path) -> None:
    """A void record may share its code with a live one, but not wake up beside it."""
    done(desk("staff", "void", "W003", "--reason", "重複登記"))
    done(desk("staff", "add", "--code", "W003", "--name", "新人"))
    with outside(db) as file, pytest.raises(sqlite3.IntegrityError, match="recorded already"):
        file.execute("UPDATE staff SET voided = 0, void_reason = NULL WHERE voided = 1")


WRONG = [
    ("staff", "joined = '2024-02-30'"),
    ("staff", "joined = '2024/5/1'"),
    ("staff", "left_on = 'today'"),
    ("staff", "joined = '2024-05-02', left_on = '2024-05-01'"),
    ("staff", "code = ''"),
    ("staff", "name = ''"),
    ("staff", "name = NULL"),
    ("staff", "appraised = 2"),
    ("staff", "voided = 1"),
    ("staff", "void_reason = 'x'"),
    ("staff", "voided = 1, void_reason = ''"),
    ("base_pay", "from_month = '2024-13'"),
    ("base_pay", "from_month = '2024-05-01'"),
    ("base_pay", "amount = -1"),
    ("base_pay", "amount = 12.5"),
    ("base_pay", "staff_id = 99"),
    ("building", "code = ''"),
    ("assignment", "from_day = '2024-5-1'"),
    ("assignment", "from_day = '2024-05-02', to_day = '2024-05-01'"),
    ("assignment", "staff_id = 99"),
    ("assignment", "building_id = 99"),
    ("unit", "code = ''"),
    ("unit", "kind = '別墅'"),
    ("unit", "kind = NULL"),
    ("unit", "handover = '2023-02-29'"),
    ("unit", "monthly_fee = -1"),
    ("unit", "monthly_fee = '兩百'"),
    ("unit", "building_id = 99"),
    ("fee", "month = '2024-00'"),
    ("fee", "month = '2024-05', to_month = '2024-04'"),
    ("fee", "amount = 0"),
    ("fee", "amount = 19.2"),
    ("fee", "paid_on = '2024-04-31'"),
    ("fee", "paid_on = NULL"),
    ("fee", "partial = 2"),
    ("fee", "unit_id = 99"),
    ("violation", "on_day = '2024-05-32'"),
    ("violation", "clause = ''"),
    ("violation", "absent = 3"),
    ("violation", "staff_id = 99"),
    ("repair", "no = ''"),
    ("repair", "content = ''"),
    ("repair", "received = '2024-05-03'"),
    ("repair", "received = '2024-05-03T24:30'"),
    ("repair", "dispatched = '2024-05-03 10:00'"),
    ("repair", "dispatched = '2023-05-03T10:00'"),
    ("repair", "completed = '2023-05-03T10:00'"),
    ("repair", "revisited = '2024-05-04T10:00'"),
    ("repair", "completed = '2024-06-19T10:00', revisited = '2024-06-18T09:59'"),
    ("repair", "revisit_record = 'text'"),
    ("repair", "revisit_record = 'film'"),
    ("repair", "rework = 2"),
    ("repair", "unit_id = 99"),
    ("repair", "staff_id = 99"),
    ("repair_follow", "at = '2024-05-10'"),
    ("repair_follow", "repair_id = 99"),
    ("archive", "kind = '合同'"),
    ("archive", "on_day = '0'"),
    ("archive", "unit_id = 99"),
    ("suggestion", "month = '2024-5'"),
    ("suggestion", "text = ''"),
    ("suggestion", "on_day = '2024-05-00'"),
    ("suggestion", "staff_id = 99"),
    ("story", "month = '202405'"),
    ("story", "text = ''"),
    ("story", "on_day = ''"),
    ("story", "staff_id = 99"),
    ("waiver", "finding = ''"),
    ("waiver", "reason = ''"),
    ("waiver", "staff_id = 99"),
    ("rulebook", "from_month = '7'"),
]


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize(("table", "change"), WRONG)
def test_no_program_writes_what_cannot_be(db: Path, table: str, change: str) -> None:
    """Every column keeps to its form, every reference to a record, every pair of days in order."""
    with outside(db) as file:
        file.execute("PRAGMA foreign_keys = ON")
        before = file.execute(f"SELECT * FROM {table}").fetchall()
        with pytest.raises(sqlite3.IntegrityError):
            file.execute(f"UPDATE {table} SET {change}")
        assert file.execute(f"SELECT * FROM {table}").fetchall() == before


OVERLAPS = [
    "'2024-01-01', NULL",
    "'2023-01-01', NULL",
    "'2023-01-01', '2024-01-01'",
    "'2030-01-01', '2030-01-01'",
]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("span", OVERLAPS)
def test_a_person_does_not_hold_a_building_twice(db: Path, span: str) -> None:
    """Both ends are days on which an assignment holds; one day in common is too many."""
    columns = "(building_id, staff_id, from_day, to_day)"
    with outside(db) as file:
        with pytest.raises(sqlite3.IntegrityError, match="already looks after"):
            file.execute(f"INSERT INTO assignment {columns} VALUES (1, 1, {span})")
        file.execute(f"INSERT INTO assignment {columns} VALUES (1, 1, '2023-01-01', '2023-12-31')")
        with pytest.raises(sqlite3.IntegrityError, match="already looks after"):
            file.execute("UPDATE assignment SET to_day = '2024-01-01' WHERE to_day < '2024'")
        file.execute(f"INSERT INTO assignment {columns} VALUES (1, 2, '2024-01-01', NULL)")


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("column", ["id", "recorded_by", "recorded_at", "command_id"])
@pytest.mark.parametrize("table", KEPT)
def test_who_recorded_it_stays(db: Path, table: str, column: str) -> None:
    """A record's number, its author, its time and its command are as they were made."""
    value = "id + 900" if column == "id" else "NULL" if column == "command_id" else "'誰'"
    # Under another number the same score would be a second one.
    why = "recorded already" if (table, column) == ("review", "id") else "who recorded it"
    with outside(db) as file, pytest.raises(sqlite3.IntegrityError, match=why):
        file.execute(f"UPDATE {table} SET {column} = {value}")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("history", "after = '改'"),
        ("history", "at = '2020-01-01T00:00'"),
        ("command", "user = '誰'"),
        ("command", "words = 'x'"),
        ("command", "at = 'x'"),
        ("command", "open = 1"),
    ],
)
def test_the_history_is_not_rewritten(desk: Kefu, db: Path, table: str, change: str) -> None:
    """What was done, by whom and when stands, also against an UPDATE."""
    done(desk("staff", "edit", "W001", "--department", "工程部"))
    with outside(db) as file, pytest.raises(sqlite3.IntegrityError, match="history cannot"):
        file.execute(f"UPDATE {table} SET {change}")


def test_another_programs_change_is_in_the_history(desk: Kefu, db: Path) -> None:
    """It has no command and no user, and keeps the values before and after."""
    with outside(db) as file:
        file.execute("UPDATE unit SET phone = '000-00009999' WHERE code = '3-1-502'")
        file.execute("INSERT INTO building (code, name) VALUES ('7', '七號樓')")
    (_, change) = listed(desk, "history", "--of", "unit:3-1-502", "--reveal")
    assert (change["user"], change["command"]) == (None, None)
    assert (change["field"], change["before"]) == ("phone", "000-00001234")
    assert change["after"] == "000-00009999"
    (building,) = (b for b in listed(desk, "building", "list") if b["code"] == "7")
    assert building["recorded_by"] == "outside kefu"


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("table", KEPT)
def test_every_column_of_every_record_is_watched(db: Path, table: str) -> None:
    """No fact of a record can change without a row of history."""
    with outside(db) as file:
        triggers = file.execute(
            "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?",
            (f"{table}_history",),
        ).fetchone()[0]
        columns = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
    fixed = {"id", "recorded_by", "recorded_at", "command_id", "late"}
    watched = {column for column in columns if f"OLD.{column} AS before" in triggers}
    assert watched | fixed == set(columns)
