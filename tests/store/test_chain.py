"""The chain of kept results: any byte that is changed of what was kept shows with its month."""

from __future__ import annotations

import shutil
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from desks import outside
from kefu_cli.calendar import Month
from kefu_cli.records.faults import Verified
from kefu_cli.store.chain import chain_faults
from kefu_cli.store.verifying import verify
from monthend import SIGNERS

from .tampering import APRIL, MAY, MONTHS, closed, faults_after, tampering, told, unguarded

__all__ = ("closed", "unguarded")

TABLES = {
    "closing": "id month kind sha256 recorded_by recorded_at command_id head rulebook",
    "kept": "closing_id place code result",
    "kept_finding": "finding closing_id",
    "reopening": "closing_id reason approved_by recorded_by recorded_at command_id",
    "signature": "month role sha256 recorded_by recorded_at",
    "lock": "id first_month last_month last_day closing_id",
    "objection": "id staff_id month text on_day answer answer_reason answered_on answered_by"
    " voided",
    "ack": "staff_id month on_day voided",
}
FIELDS = [(table, column) for table, columns in TABLES.items() for column in columns.split()]


def _rows(db: sqlite3.Connection, table: str) -> list[tuple[int, ...]]:
    key = "closing_id, place" if table == "kept" else "rowid"
    if table == "kept_finding":
        key = "closing_id, finding"
    return list(db.execute(f"SELECT {key} FROM {table} ORDER BY {key}"))


def _where(table: str) -> str:
    keys = {
        "kept": "closing_id = ? AND place = ?",
        "kept_finding": "closing_id = ? AND finding = ?",
    }
    return keys.get(table, "rowid = ?")


def _month_of(table: str, row: tuple[Any, ...]) -> Month:
    """The month that a change of the row is to be named with."""
    if table == "signature":
        return APRIL if row[0] <= len(SIGNERS) else MAY
    return MAY if table in ("reopening", "lock", "objection", "ack") else MONTHS[row[0]]


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_byte_that_was_changed_shows_with_its_month(unguarded: Path, data: Any) -> None:
    """One byte of any text, or any number, of everything that closing writes."""
    table, column = data.draw(st.sampled_from(FIELDS))
    with tampering(unguarded) as db:
        row = data.draw(st.sampled_from(_rows(db, table)))
        where = _where(table)
        (value,) = db.execute(
            f"SELECT CASE typeof({column}) WHEN 'text' THEN CAST({column} AS BLOB)"
            f" ELSE {column} END FROM {table} WHERE {where}",
            row,
        ).fetchone()
        month = _month_of(table, row)
        changed = _changed(value, data)
        new = "CAST(? AS TEXT)" if isinstance(changed, bytes) else "?"
        try:
            db.execute(f"UPDATE {table} SET {column} = {new} WHERE {where}", (changed, *row))
        except sqlite3.IntegrityError:  # another row is there already
            assume(False)
        assert month in {fault.month for fault in verify(db).faults}


def _changed(value: Any, data: Any) -> Any:
    if isinstance(value, bytes):
        at = data.draw(st.integers(0, len(value) - 1))
        flipped = value[at] ^ data.draw(st.integers(1, 255))
        return value[:at] + bytes([flipped]) + value[at + 1 :]
    return value + data.draw(st.integers(-5, 5).filter(bool))


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE closing SET head = replace(head, '2024', '2023') WHERE id = 1", "head"),
        ("UPDATE closing SET month = '2024-03' WHERE id = 1", "month"),
        ("UPDATE closing SET kind = 'correction' WHERE id = 1", "kind"),
        ("UPDATE closing SET recorded_by = '某人' WHERE id = 1", "closed_by"),
        ("UPDATE closing SET recorded_at = '2024-06-20T09:31' WHERE id = 1", "closed_by"),
        ("UPDATE closing SET command_id = NULL WHERE id = 1", "closed_by"),
        ("UPDATE closing SET rulebook = rulebook || ' ' WHERE id = 1", "rulebook"),
        ("DELETE FROM kept WHERE closing_id = 1 AND place = 0", "people"),
        ("DELETE FROM kept WHERE closing_id = 1", "people"),
        (
            "INSERT INTO kept SELECT closing_id, 9, 'W009', result FROM kept"
            " WHERE closing_id = 1 AND place = 0",
            "people",
        ),
        ("UPDATE kept SET place = place + 1 WHERE closing_id = 1 AND place = 3", "people"),
        ("UPDATE kept SET place = -place WHERE closing_id = 1", "people"),
        ("INSERT INTO kept_finding VALUES ('repair:9:7.2', 1)", "findings"),
    ],
)
def test_each_change_has_its_own_fault(unguarded: Path, statement: str, fault: str) -> None:
    """April's, of which nothing else is wrong in itself."""
    found = faults_after(unguarded, statement)
    assert ("2024-04", fault) in {(month, code) for month, _, code in told(found)}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        # Of May: what supersedes the closing that was removed, and what it was chained to.
        ("DELETE FROM closing WHERE id = 1", {("2024-05", "link"), ("2024-05", "removed")}),
        ("DELETE FROM closing WHERE id = 2", {("2024-05", "link"), ("2024-05", "removed")}),
        ("DELETE FROM closing WHERE id = 3", {("2024-05", "link"), ("2024-05", "removed")}),
        ("DELETE FROM closing WHERE id = 4", {("2024-05", "lock")}),
        ("DELETE FROM closing", {("None", "lock")}),
        ("DELETE FROM reopening", {("2024-05", "reopening")}),
        ("UPDATE reopening SET reason = '別的'", {("2024-05", "reopening")}),
        ("UPDATE reopening SET approved_by = '別人'", {("2024-05", "reopening")}),
        ("INSERT INTO reopening VALUES (2, 3, 'x', 'y', 'z', 'w', NULL)", {("2024-05", "lock")}),
        ("DELETE FROM lock", {("2024-05", "lock")}),
        ("UPDATE lock SET last_day = '2024-05-30'", {("2024-05", "lock")}),
        ("UPDATE lock SET first_month = '2024-05'", {("2024-05", "lock")}),
        ("UPDATE lock SET closing_id = 3", {("2024-05", "lock")}),
    ],
)
def test_what_was_removed_or_put_in_shows(
    unguarded: Path, statement: str, expected: set[tuple[str, str]]
) -> None:
    """As far as the links of the others, the lock and the reopenings tell it."""
    found = {(month, code) for month, _, code in told(faults_after(unguarded, statement))}
    assert expected <= found


def _forged(head: str) -> str:
    return sha256(f"{head}\n".encode()).hexdigest()


@pytest.mark.parametrize(
    "head",
    [
        "",
        "null",
        "[]",
        "{",
        "\x00",
        '{"month": 5}',
        '{"month": "2024-13"}',
        '{"month": "2024-04", "kind": "close", "closed": {}, "rulebook": 5}',
        "[" * 100_000,
        "9" * 5_000,
    ],
)
def test_a_forged_head_is_one_fault_of_its_month(unguarded: Path, head: str) -> None:
    """However it was forged; the chain after it is broken too."""
    with tampering(unguarded) as db:
        forged = "UPDATE closing SET head = ?, sha256 = ? WHERE id = 1"
        db.execute(forged, (head, _forged(head)))
        faults = verify(db).faults
    of_april = [fault for fault in faults if fault.month == APRIL]
    assert [fault.code for fault in of_april if fault.code == "unreadable"] == ["unreadable"]
    assert ("2024-05", None, "link") in told(faults)


def test_a_forged_head_that_links_to_nothing_shows(unguarded: Path) -> None:
    """A month whose month before was closed links to it."""
    with tampering(unguarded) as db:
        (head,) = db.execute("SELECT head FROM closing WHERE id = 3").fetchone()
        (april,) = db.execute("SELECT sha256 FROM closing WHERE id = 1").fetchone()
        alone = head.replace(f'"previous":"{april}"', '"previous":null')
        forged = "UPDATE closing SET head = ?, sha256 = ? WHERE id = 3"
        db.execute(forged, (alone, _forged(alone)))
        whats = {fault.what.text for fault in verify(db).faults}
    assert "it does not link to the month closed before" in whats


@pytest.mark.parametrize("result", ["", "{", "null", "5", "[" * 100_000, '{"code":"W003"}'])
def test_a_result_that_cannot_be_read_names_its_person(unguarded: Path, result: str) -> None:
    """And nobody else."""
    with tampering(unguarded) as db:
        db.execute("UPDATE kept SET result = ? WHERE closing_id = 1 AND code = 'W003'", (result,))
        verified = verify(db)
    assert {f.staff for f in verified.faults} == {"W003"}
    assert ("2024-04", "W003", "unreadable") in told(verified.faults)
    assert verified.first
    assert (verified.first.month, verified.first.staff) == (APRIL, "W003")


def test_a_changed_score_names_its_person(unguarded: Path) -> None:
    """Of what was kept, whatever the records say."""
    total = """UPDATE kept SET result = replace(result, '"total":"', '"total":"9')
        WHERE closing_id = 1 AND code = 'W003'"""
    assert told(faults_after(unguarded, total)) == {
        ("2024-04", "W003", "computed"),
        ("2024-04", "W003", "people"),
    }


def test_another_persons_result_names_both(unguarded: Path) -> None:
    """Two people whose codes were exchanged."""
    exchange = """UPDATE kept SET code = CASE code WHEN 'W001' THEN 'W002' ELSE 'W001' END
        WHERE closing_id = 1 AND code IN ('W001', 'W002')"""
    assert {("2024-04", "W001", "people"), ("2024-04", "W002", "people")} <= told(
        faults_after(unguarded, exchange)
    )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM signature WHERE id = 1",
        "UPDATE signature SET role = '某人' WHERE id = 1",
        "UPDATE signature SET recorded_by = '某人' WHERE id = 1",
        "UPDATE signature SET recorded_at = '2024-06-20T09:31' WHERE id = 1",
        "UPDATE signature SET sha256 = 'x' WHERE id = 1",
        "UPDATE signature SET month = '2024-03' WHERE id = 1",
        "UPDATE signature SET closing_id = 1 WHERE id = 1",
    ],
)
def test_a_signature_that_was_changed_or_removed_is_named(unguarded: Path, statement: str) -> None:
    """Whose it was and when it was given, as the closing kept it."""
    (fault,) = faults_after(unguarded, statement)
    assert (fault.month, fault.code) == (APRIL, "removed")
    assert dict(fault.what.values)["role"] == SIGNERS[0]


def test_a_signature_that_was_put_in_changes_no_closing(unguarded: Path) -> None:
    """What counted is still there; void ones may stand beside it."""
    more = "INSERT INTO signature (month, role, sha256) VALUES ('2024-04', '某人', 'x')"
    assert faults_after(unguarded, more) == ()


def test_a_superseded_result_is_looked_at_as_well(unguarded: Path) -> None:
    """Its bytes; what the records say since is no fault of it."""
    name = "UPDATE kept SET result = replace(result, '張三', '張四') WHERE closing_id = 2"
    assert told(faults_after(unguarded, name)) == {
        ("2024-05", None, "people"),
        ("2024-05", "W001", "people"),
    }


def test_whose_text_was_changed_is_named_though_every_figure_is_as_before(unguarded: Path) -> None:
    """A name, or a base with its amount, which nothing that is computed anew tells."""
    name = "UPDATE kept SET result = replace(result, '張三', '張四') WHERE closing_id = 1"
    assert told(faults_after(unguarded, name)) == {("2024-04", "W001", "people")}


def test_what_a_closing_and_its_correction_share_is_said_once(unguarded: Path) -> None:
    """Both are computed from the same records."""
    void = "UPDATE violation SET voided = 1, void_reason = 'x' WHERE id = 1"
    found = faults_after(unguarded, void)
    assert [(str(f.month), f.staff, f.code) for f in found] == [("2024-05", "W001", "computed")]


def test_the_check_of_the_chain_alone_computes_nothing(unguarded: Path) -> None:
    """It sees changed bytes, not changed records."""
    with tampering(unguarded) as db:
        db.execute("UPDATE violation SET voided = 1, void_reason = 'x'")
        assert list(chain_faults(db)) == []
        db.execute("UPDATE kept SET result = '{}' WHERE closing_id = 2 AND place = 0")
        assert {fault.month for fault in chain_faults(db)} == {MAY}


def test_an_empty_file_has_nothing_to_verify(furnished: Path, tmp_path: Path) -> None:
    """No month, no fault; a lock that nobody closed is one."""
    shutil.copy(furnished, tmp_path / "kefu.db")
    with outside(tmp_path / "kefu.db") as db:
        assert verify(db) == Verified(0, 0, ())
        db.execute("DROP TRIGGER lock_true")
        db.execute("UPDATE lock SET last_day = '2024-05-31'")
        (fault,) = verify(db).faults
    assert (fault.month, fault.code) == (None, "lock")
