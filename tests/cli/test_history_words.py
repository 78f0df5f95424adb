"""``kefu history``: what other programs did, and the words in which a person reads it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cli.histories import last as _last
from cli.histories import told as _told
from desks import Kefu, done, listed, outside, pick
from monthend import SIGNERS, close


def test_a_change_by_another_program_stands_as_such(desk: Kefu, db: Path) -> None:
    """Its reader is told that no command of kefu's made it."""
    with outside(db) as file:
        file.execute(
            "UPDATE violation SET on_day = '2024-05-04', absent = 1, fingerprint = 'x' WHERE id = 1"
        )
    (_, *changes) = listed(desk, "history", "--of", "violation:1")
    assert [pick(e, "user", "command", "field", "before", "after") for e in changes] == [
        (None, None, "on", "2024-05-03", "2024-05-04"),
        (None, None, "absent", False, True),
    ]
    assert "outside kefu" in done(desk("history", "--of", "violation:1"))


def test_what_another_program_recorded_is_there(desk: Kefu, db: Path) -> None:
    """In the list of its month, without a user; a person reads where it comes from."""
    with outside(db) as file:
        file.execute(
            "INSERT INTO violation (staff_id, clause, on_day, recorded_at)"
            " VALUES (2, '1.3', '2024-05-03', '2024-07-01T08:00')"
        )
    (event,) = listed(desk, "history", "--month", "2024-07")
    assert pick(event, "user", "command", "record", "field") == (None, None, "violation:3", None)
    assert listed(desk, "history", "--of", "violation:3") == [event]
    assert listed(desk, "history", "--staff", "W002")[-1] == event
    assert "outside kefu" in done(desk("history", "--month", "2024-07"))
    assert listed(desk, "history", "--month", "2024-07", "--by", "outside kefu") == []


def test_what_another_program_did_stands_where_it_was_done(desk: Kefu, db: Path) -> None:
    """Between two commands of the same minute, as the rows were written."""
    with outside(db) as file:
        file.execute("UPDATE violation SET note = 'a' WHERE id = 1")
        at = _last(file)
        file.execute("INSERT INTO building (code, recorded_at) VALUES ('7', ?), ('8', ?)", (at, at))
        now = datetime.fromisoformat(at)
        done(desk("building", "edit", "8", "--name", "八號樓", now=now))
        done(desk("building", "add", "--code", "9", now=now))
        done(desk("violation", "edit", "1", "--note", "b", now=now))
        file.execute("INSERT INTO building (code, recorded_at) VALUES ('10', ?)", (at,))
    assert _told(desk, "--on", at[:10]) == [
        ("building:7", None, None, None),
        ("building:8", None, None, None),
        ("violation:1", "note", "未戴工牌", "a"),
        ("building:8", "name", None, "八號樓"),
        ("building:9", None, None, None),
        ("violation:1", "note", "a", "b"),
        ("building:10", None, None, None),
    ]


def _read(kefu: Kefu, *line: str) -> list[str]:
    """The lines that a person reads, without those above the first event."""
    return done(kefu("history", *line)).splitlines()[3:]


def test_a_record_that_was_made_is_told_by_its_own_words(desk: Kefu) -> None:
    """Its main facts, as they were then, for people; scripts find nothing new."""
    done(desk("violation", "edit", "1", "--note", "胸牌"))
    made, changed = _read(desk, "--of", "violation:1")
    assert made.endswith("W001, 1.3, 2024-05-03, 未戴工牌")
    assert changed.endswith("胸牌")
    assert pick(listed(desk, "history", "--of", "violation:1")[0], "field", "after") == (None, None)
    assert _read(desk, "--of", "fee:2")[0].endswith("3-1-502, 2024-05, 120.50, 2024-06-03")
    assert _read(desk, "--of", "repair:31")[0].endswith("3-1-502, 廚房水管漏水, 2024-05-03 09:00")


def test_no_owners_words_are_among_them(desk: Kefu) -> None:
    """Not even where owners are shown in full."""
    (made,) = _read(desk, "--of", "unit:3-1-503", "--reveal")
    assert "陳大文" not in made
    assert made.endswith("  3")


def test_reopening_is_told_with_its_reason_and_who_agreed(desk: Kefu) -> None:
    """Each named for what it is."""
    close(desk, "2024-05")
    reopen = ("month", "reopen", "2024-05", "--reason", "漏錄：繳費", "--approved-by", "趙經理")
    done(desk(*reopen))
    last = _read(desk, "--of", "month:2024-05")[-1]
    assert last.endswith("Reason: 漏錄：繳費; approved by: 趙經理")


def test_a_signature_under_a_correction_is_called_one(desk: Kefu) -> None:
    """And not confused with one under the month."""
    close(desk, "2024-05")
    line = ("violation", "add", "--staff", "W001", "--clause", "1.1", "--on", "2024-05-09")
    done(desk(*line, "--late"))
    done(desk("month", "correction", "2024-05", "--keep"))
    done(desk("sign", "--month", "2024-05", "--role", SIGNERS[0]))
    said = _read(desk, "--of", "month:2024-05")
    assert [line for line in said if "Correction signed" in line] == [said[-1]]
    assert said[-1].endswith("  客服主管")
