"""The tables and views against the declarations of the records that they hold."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from desks import Kefu, counts, done, listed, outside
from kefu_cli.records import DECISIONS, NOUN_NAMES, noun
from kefu_cli.store.opening import open_file
from kefu_cli.store.records import column_of, kept_fields

RECORDED = {
    "id",
    "fingerprint",
    "voided",
    "void_reason",
    "recorded_by",
    "recorded_at",
    "command_id",
    "late",
}
BESIDE = {"staff_name", "building"}


@pytest.fixture
def fresh(db: Path) -> Iterator[sqlite3.Connection]:
    """A new file."""
    with open_file(db) as file:
        yield file


def _columns(file: sqlite3.Connection, name: str) -> dict[str, bool]:
    """The columns of a table or a view, and whether they must be given."""
    rows = file.execute(f"PRAGMA table_info({name})").fetchall()
    return {row[1]: bool(row[3]) and row[4] is None for row in rows}


EVERY_NOUN = pytest.mark.parametrize("name", [*NOUN_NAMES, *DECISIONS])


@EVERY_NOUN
def test_a_table_holds_what_is_declared_and_nothing_else(
    fresh: sqlite3.Connection, name: str
) -> None:
    """Each field has its column (or a table of its own), and no column is without its field."""
    declared = {column_of(field) for field in kept_fields(noun(name))}
    assert set(_columns(fresh, name)) == declared | RECORDED


@EVERY_NOUN
def test_a_required_field_is_required_by_the_file_too(fresh: sqlite3.Connection, name: str) -> None:
    """No program can leave out what kefu asks for."""
    columns = _columns(fresh, name)
    required = {column_of(field) for field in noun(name).fields if field.required}
    assert {column for column in required if not columns[column]} == set()


def test_fields_with_many_values_have_their_table(fresh: sqlite3.Connection) -> None:
    """Pay bases and follow-ups stand in tables that refer to their record."""
    children = {(n, f.child) for n in NOUN_NAMES for f in noun(n).fields if f.child}
    assert children == {("staff", "base_pay"), ("repair", "repair_follow")}
    for parent, child in children:
        assert f"{parent}_id" in _columns(fresh, str(child))


@EVERY_NOUN
def test_a_view_shows_every_field_by_its_name(fresh: sqlite3.Connection, name: str) -> None:
    """People who open the file with another tool find the words of the command line."""
    shown = set(_columns(fresh, f"list_{name}"))
    fields = {field.name for field in noun(name).fields}
    assert fields <= shown
    extra = RECORDED - {"fingerprint", "command_id"}
    assert shown - fields - extra <= BESIDE
    assert extra <= shown


def test_every_table_is_strict(fresh: sqlite3.Connection) -> None:
    """No column takes a value of another type."""
    rows = fresh.execute(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict"
        " AND schema = 'main' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_%' ESCAPE '\\'"
    )
    assert rows.fetchall() == []


def test_every_reference_is_a_foreign_key(fresh: sqlite3.Connection) -> None:
    """A column that ends in _id refers to the table before it, except those that name any record.

    The lock repeats the number of the last closing; a trigger holds it true.
    """
    for (table,) in fresh.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        keys = {row[3]: row[2] for row in fresh.execute(f"PRAGMA foreign_key_list({table})")}
        for column in _columns(fresh, table):
            free = (("history", "record_id"), ("late_change", "record_id"), ("lock", "closing_id"))
            if column.endswith("_id") and (table, column) not in free:
                assert keys[column] == column.removesuffix("_id")


def test_views_show_codes_and_yuan(desk: Kefu, db: Path) -> None:
    """What a person reads in another tool is what they would read here."""
    with outside(db) as file:
        assert file.execute("SELECT code, base_pay FROM list_staff").fetchone() == (
            "W001",
            "2000.00",
        )
        units = file.execute("SELECT code, building, monthly_fee FROM list_unit").fetchall()
        assert units[0] == ("3-1-502", "3", "240.00")
        fees = file.execute('SELECT unit, building, amount, "to_month" FROM list_fee').fetchall()
        assert fees[1] == ("3-1-502", "3", "120.50", "2024-05")
        query = 'SELECT building, staff, staff_name, "from" FROM list_assignment'
        assert file.execute(query).fetchone() == ("3", "W001", "張三", "2024-01-01")
        query = 'SELECT no, staff, staff_name, followed FROM list_repair ORDER BY "no"'
        assert file.execute(query).fetchone() == ("31", "W001", "張三", None)
    done(desk("finding", "waive", "violation:1", "--reason", "工牌送修", "--staff", "W001"))
    with outside(db) as file:
        query = "SELECT finding, staff, reason FROM list_waiver"
        assert file.execute(query).fetchone() == ("violation:1", "W001", "工牌送修")


def test_the_file_records_its_migrations(fresh: sqlite3.Connection) -> None:
    """Which steps made it can be read in it."""
    names = fresh.execute("SELECT name FROM _sqlite_migrations").fetchall()
    assert names == [("m001_records",), ("m002_month_end",), ("m003_trust",)]


def test_opening_a_file_again_changes_nothing(desk: Kefu, db: Path) -> None:
    """Migrations are made once."""
    before = db.read_bytes()
    assert listed(desk, "staff", "list")
    assert db.read_bytes() == before


def test_a_migration_that_fails_leaves_an_empty_file(
    office: Kefu, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of a file's schema is made, or none."""
    from kefu_cli.store import schema

    monkeypatch.setattr(schema, "VIEWS", ("CREATE VIEW list_x AS SELECT 1 FROM",))
    assert office("staff", "list").code == 1
    assert counts(db) == {}
    monkeypatch.undo()
    assert db.read_bytes()[:1] in (b"", b"S")


def test_no_name_in_the_schema_is_a_misread_string(fresh: sqlite3.Connection) -> None:
    """A misspelt name in double quotes would be text to SQLite: only known names are quoted."""
    rows = fresh.execute(
        "SELECT sql FROM sqlite_schema WHERE sql <> '' AND name NOT LIKE '%_migrations%'"
    )
    quoted = {name for (sql,) in rows for name in re.findall(r'"(\w+)"', sql)}
    assert quoted <= {"from", "to", "left", "on"}
