"""What the history tells of every table, those that no command fills by itself among them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desks import AT_WORK, at_work, outside
from kefu_cli.records.kept import Event
from kefu_cli.store.history import MANY, Asked, events
from kefu_cli.store.opening import open_file
from kefu_cli.store.told import kinds


def _events(path: Path, **asked: object) -> list[Event]:
    with open_file(path) as db:
        return events(db, Asked(**asked))  # type: ignore[arg-type] # only what a test names


def _said(told: list[Event]) -> list[tuple[object, ...]]:
    return [(e.record, e.field, e.before, e.after) for e in told]


def test_every_table_with_records_is_told(db: Path) -> None:
    """One that says who recorded it is in the history, each once."""
    with open_file(db) as file:
        recorded = {
            table
            for (table,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if file.execute(
                "SELECT 1 FROM pragma_table_info(?) WHERE name = 'recorded_by'", (table,)
            ).fetchone()
        }
    told = [kind.table for kind in kinds()]
    assert sorted(told) == sorted(recorded)


DECIDED = f"""
    INSERT INTO review (staff_id, month, level, item, score, reason, recorded_at)
    VALUES (1, '2024-05', 'manager', 3, 1250, '態度好', '2024-07-01T08:00');
    INSERT INTO objection (staff_id, month, text, on_day, recorded_at)
    VALUES (1, '2024-05', '當天已補打卡', '2024-06-03', '2024-07-01T08:01');
    INSERT INTO ack (staff_id, month, on_day, sha256, recorded_at)
    VALUES (1, '2024-05', '2024-06-04', 'abc', '2024-07-01T08:02');
    INSERT INTO issue (month, on_day, until_day, sha256, recorded_at)
    VALUES ('2024-05', '2024-06-02', '2024-06-09', 'abc', '2024-07-01T08:03');
    INSERT INTO signature (month, role, sha256, recorded_at)
    VALUES ('2024-05', '客服主管', 'abc', '2024-07-01T08:04');
    INSERT INTO closing (month, kind, sha256, head, rulebook, recorded_at, command_id)
    VALUES ('2024-05', 'close', '0123456789abcdef', '{{}}', 'x', '2024-07-01T08:05', {AT_WORK});
    INSERT INTO reopening (closing_id, reason, approved_by, recorded_at, command_id)
    VALUES (1, '漏記繳費', '陳經理', '2024-07-01T08:06', {AT_WORK});
"""
THEIRS = [
    ("review:1", "review", None, "W001 2024-05 manager 3: 12.50 態度好"),
    ("objection:1", "objection", None, "W001 2024-05 當天已補打卡"),
    ("ack:1", "ack", None, "W001 2024-05"),
]
OF_THE_MONTH = [
    ("month:2024-05", "issued", None, "2024-06-02"),
    ("month:2024-05", "signed", None, "客服主管"),
    ("month:2024-05", "closed", None, "close 0123456789ab"),
    ("month:2024-05", "reopened", None, "陳經理: 漏記繳費"),
]


@pytest.fixture
def decided(furnished: Path, db: Path) -> Path:
    """The furnished file with a month's end in it."""
    shutil.copy(furnished, db)
    with outside(db) as file, at_work(file):
        file.executescript(DECIDED)
    return db


def test_a_months_end_is_told_in_words(decided: Path) -> None:
    """What was decided says what it is; nothing of what closing keeps is repeated."""
    told = _events(decided, since="2024-07-01", before="2024-08-01")
    assert _said(told) == [*THEIRS, *OF_THE_MONTH]


def test_what_is_decided_about_a_person_is_in_their_history(decided: Path) -> None:
    """Reviews, objections, acknowledgements: the person's own and nobody else's."""
    assert _said(_events(decided, staff=1, since="2024-07-01", before="2024-08-01")) == THEIRS
    assert _said(_events(decided, staff=2, since="2024-07-01", before="2024-08-01")) == []


def test_a_decision_is_a_record_of_its_own(decided: Path) -> None:
    """With its changes; a score is told in points."""
    with outside(decided) as file:
        file.execute("UPDATE review SET score = 900 WHERE id = 1")
        file.execute("UPDATE review SET voided = 1, void_reason = '重評' WHERE id = 1")
    _, *changes = _events(decided, record=("review", 1))
    assert _said(changes) == [
        ("review:1", "score", "12.5", "9"),
        ("review:1", "review", "W001 2024-05 manager 3: 9.00 態度好", None),
        ("review:1", "void_reason", None, "重評"),
    ]


@pytest.mark.usefixtures("desk")
def test_what_is_no_longer_void_is_told_again(db: Path) -> None:
    """A pay base that was taken back, and put back by undoing that."""
    with outside(db) as file:
        file.execute("UPDATE base_pay SET voided = 1, void_reason = '錯' WHERE id = 1")
        file.execute("UPDATE base_pay SET voided = 0, void_reason = NULL WHERE id = 1")
    told = _said(_events(db, record=("staff", 1)))
    assert told[-4:] == [
        ("staff:W001", "base_pay", "2000.00", None),
        ("staff:W001", "void_reason", None, "錯"),
        ("staff:W001", "base_pay", None, "2000.00"),
        ("staff:W001", "void_reason", "錯", None),
    ]


@pytest.mark.usefixtures("desk")
def test_nobody_has_recorded_what_another_program_made_of_it(db: Path) -> None:
    """The making is told as it was, then the change of it, in yuan."""
    with outside(db) as file:
        for amount in (210050, 220000):
            file.execute("UPDATE base_pay SET amount = ? WHERE id = 1", (amount,))
    _, made, *changes = _events(db, record=("staff", 1))
    assert (made.user, made.after) == ("王主管", "2000.00")
    assert [(e.user, e.field, e.before, e.after) for e in changes] == [
        (None, "base_pay", "2000.00", "2100.50"),
        (None, "base_pay", "2100.50", "2200.00"),
    ]


def test_what_another_program_made_in_one_minute_is_one_event(db: Path) -> None:
    """Each minute for itself."""
    with open_file(db) as file:
        for minute, count in (("08:00", MANY + 1), ("08:01", MANY), ("08:02", MANY + 2)):
            for number in range(count):
                file.execute(
                    "INSERT INTO building (code, recorded_at) VALUES (?, ?)",
                    (f"{minute[-1]}-{number}", f"2024-07-01T{minute}"),
                )
    told = _said(_events(db))
    assert told[0] == ("building", None, None, MANY + 1)
    assert told[1:-1] == [(f"building:1-{n}", None, None, None) for n in range(MANY)]
    assert told[-1] == ("building", None, None, MANY + 2)


def test_what_was_made_in_one_go_keeps_its_place(db: Path) -> None:
    """What another program made before it, in the same minute, stands before it."""
    at = "2024-07-01T08:00"
    with open_file(db) as file:
        file.execute("INSERT INTO building (code, recorded_at) VALUES ('A', ?)", (at,))
        file.execute("INSERT INTO command (user, words, at) VALUES ('u', 'w', ?)", (at,))
        for number in range(MANY + 1):
            file.execute(
                "INSERT INTO building (code, recorded_by, recorded_at, command_id)"
                " VALUES (?, 'u', ?, 1)",
                (str(number), at),
            )
        file.execute("UPDATE command SET open = 0")
    assert [(e.user, e.record) for e in _events(db)] == [(None, "building:A"), ("u", "building")]
