"""``kefu history``: who did what, when, with the values before and after."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from desks import Kefu, csv_of, done, listed, outside, pick, refused


def test_a_records_history_begins_with_its_making(desk: Kefu) -> None:
    """Then every change, oldest first, by the command that made it; never its values' words."""
    later = datetime(2024, 6, 21, 8, 0)
    done(desk("unit", "edit", "3-1-502", "--occupancy", "已入住", now=later))
    first, second = listed(desk, "history", "--of", "unit:3-1-502")
    assert pick(first, "at", "user", "command") == ("2024-06-20T09:30", "王主管", "kefu unit add")
    assert second == {
        "at": "2024-06-21T08:00",
        "user": "王主管",
        "command": "kefu unit edit",
        "record": "unit:3-1-502",
        "field": "occupancy",
        "before": None,
        "after": "已入住",
    }


def test_a_months_changes_are_those_done_in_it(desk: Kefu) -> None:
    """The running month's unless another is named, whatever month the records are of."""
    done(desk("violation", "edit", "1", "--note", "x", now=datetime(2024, 5, 31, 23, 59)))
    done(desk("violation", "edit", "1", "--note", "y", now=datetime(2024, 6, 1, 0, 0)))
    assert [e["after"] for e in listed(desk, "history", "--month", "2024-05")] == ["x"]
    assert [e["after"] for e in listed(desk, "history")] == ["y"]


def test_records_are_named_as_commands_name_them(desk: Kefu) -> None:
    """By code or number, so that ``--of`` takes what the list shows; codes for references."""
    for line in (
        ("unit", "edit", "3-1-502", "--room", "502A"),
        ("repair", "edit", "31", "--staff", "W002"),
        ("staff", "edit", "W001", "--left", "2024-06-30"),
        ("fee", "edit", "1", "--receipt", "1"),
        ("violation", "void", "1", "--reason", "記錯人"),
    ):
        done(desk(*line))
    told = [pick(e, "record", "field", "before", "after") for e in listed(desk, "history")]
    assert told == [
        ("unit:3-1-502", "room", "502", "502A"),
        ("repair:31", "staff", "W001", "W002"),
        ("staff:W001", "left", None, "2024-06-30"),
        ("fee:1", "receipt", "000123", "1"),
        ("violation:1", "voided", False, True),
        ("violation:1", "void_reason", None, "記錯人"),
    ]
    assert {type(value) for value in told[-2][2:]} == {bool}
    for record in {record for record, *_ in told}:
        assert len(listed(desk, "history", "--of", record)) > 1


def test_a_change_by_another_program_stands_as_such(desk: Kefu, db: Path) -> None:
    """Its reader is told that no command of kefu's made it."""
    with outside(db) as file:
        file.execute("UPDATE violation SET on_day = '2024-05-04', absent = 1 WHERE id = 1")
    (_, *changes) = listed(desk, "history", "--of", "violation:1")
    assert [pick(e, "user", "command", "field", "before", "after") for e in changes] == [
        (None, None, "on", "2024-05-03", "2024-05-04"),
        (None, None, "absent", False, True),
    ]
    assert "outside kefu" in done(desk("history", "--of", "violation:1"))


def test_scripts_read_the_same_in_every_language(desk: Kefu) -> None:
    """The making has no field; facts are named by their keys, for people by their headings."""
    done(desk("violation", "edit", "1", "--note", "x"))
    line = ("history", "--of", "violation:1", "--format", "json")
    assert desk(*line).out == desk(*line, lang="zh-Hant").out
    assert [e["field"] for e in listed(desk, *line[:3])] == [None, "note"]
    assert "說明" in desk(*line[:3], lang="zh-Hant").out


def test_what_was_added_over_time_is_there_and_what_was_taken_back(desk: Kefu) -> None:
    """Follow-ups, pay bases and waivers stand under their record."""
    done(desk("repair", "follow", "31", "--at", "2024-05-04T10:00", "--note", "等配件"))
    done(desk("repair", "unfollow", "31", "--at", "2024-05-04T10:00", "--reason", "記錯"))
    done(desk("finding", "waive", "repair:31:7.2", "--reason", "業主要求"))
    told = [
        pick(e, "field", "before", "after") for e in listed(desk, "history", "--of", "repair:31")
    ]
    assert told == [
        (None, None, None),
        ("followed", None, "2024-05-04T10:00 等配件"),
        ("followed", "2024-05-04T10:00 等配件", None),
        ("void_reason", None, "記錯"),
        ("waived", None, "repair:31:7.2 業主要求"),
    ]


def test_owners_are_masked_in_csv_too(desk: Kefu) -> None:
    """Names and numbers, before and after."""
    done(desk("unit", "edit", "3-1-502", "--owner", "趙六七"))
    (row,) = csv_of(done(desk("history", "--format", "csv")))
    assert pick(row, "before", "after") == ("王**", "趙**")


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        (("--of", "31"), 2, "--of: “31” does not name a record."),
        (("--of", "repair:"), 2, "--of: “repair:” does not name a record."),
        (("--of", "rulebook:1"), 2, "--of: “rulebook:1” does not name a record."),
        (("--of", "unit:3-1-50"), 1, "There is no unit “3-1-50”."),
        (("--of", "fee:99"), 1, "There is no Fee payments 99."),
        (("--month", "?"), 2, "--month: “?” is not a month."),
        (("--format", "xml"), 2, "--format: “xml” is not a format."),
    ],
)
def test_what_has_no_history_is_refused(
    desk: Kefu, line: tuple[str, ...], code: int, what: str
) -> None:
    """What names no record is a usage error, a record that is not there is not found."""
    assert refused(desk("history", *line), code)[0] == what
