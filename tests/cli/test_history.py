"""``kefu history``: who did what, when, with the values before and after."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from cli.histories import LATER
from cli.histories import last as _last
from cli.histories import later as _later
from cli.histories import told as _told
from desks import Kefu, csv_of, done, listed, outside, pick, refused, write_csv
from kefu_cli.store.history import MANY


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


def test_a_months_history_is_what_was_done_in_it(desk: Kefu) -> None:
    """The running month's unless another is named, whatever month the records are of."""
    done(desk("violation", "edit", "1", "--note", "x", now=datetime(2024, 5, 31, 23, 59)))
    done(desk("violation", "edit", "1", "--note", "y", now=datetime(2024, 6, 1, 0, 0)))
    done(desk("violation", "edit", "1", "--note", "z", now=datetime(2024, 7, 1, 0, 0)))
    assert [e["after"] for e in listed(desk, "history", "--month", "2024-05")] == ["x"]
    assert [e["after"] for e in listed(desk, "history") if e["field"] == "note"] == ["y"]


def test_additions_stand_among_the_changes_in_the_order_of_commands(desk: Kefu) -> None:
    """Within a minute too, whatever the kinds; a making stands before the changes of its record."""
    _later(desk, "story", "add", "--staff", "W002", "--month", "2024-06", "--text", "扶老人")
    _later(desk, "unit", "edit", "3-1-502", "--room", "502A")
    _later(desk, "building", "add", "--code", "7")
    _later(desk, "building", "edit", "7", "--name", "七號樓")
    _later(desk, "staff", "add", "--code", "W009", "--name", "趙九", "--base-pay", "1800")
    assert _told(desk, "--month", "2024-07") == [
        ("story:2", None, None, None),
        ("unit:3-1-502", "room", "502", "502A"),
        ("building:7", None, None, None),
        ("building:7", "name", None, "七號樓"),
        ("staff:W009", None, None, None),
        ("staff:W009", "base_pay", None, "1800.00"),
    ]
    first, *_ = listed(desk, "history", "--month", "2024-07")
    assert pick(first, "at", "user", "command") == ("2024-07-01T08:00", "王主管", "kefu story add")


def test_records_are_named_as_commands_name_them(desk: Kefu) -> None:
    """By code or number, so that ``--of`` takes what the list shows; codes for references."""
    for line in (
        ("unit", "edit", "3-1-502", "--room", "502A"),
        ("repair", "edit", "31", "--staff", "W002"),
        ("staff", "edit", "W001", "--left", "2024-06-30"),
        ("fee", "edit", "1", "--receipt", "1"),
        ("violation", "void", "1", "--reason", "記錯人"),
    ):
        _later(desk, *line)
    told = _told(desk, "--month", "2024-07")
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


def test_a_day_and_a_user_narrow_the_list(desk: Kefu, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each alone and both together; a user's month is the running one unless a time is named."""
    _later(desk, "building", "add", "--code", "7")
    monkeypatch.setenv("KEFU_USER", "小李")
    _later(desk, "building", "add", "--code", "8")
    done(desk("building", "add", "--code", "9", now=datetime(2024, 7, 2, 0, 0)))
    assert [e["record"] for e in listed(desk, "history", "--on", "2024年7月1日")] == [
        "building:7",
        "building:8",
    ]
    assert [
        e["record"] for e in listed(desk, "history", "--on", "2024-07-01", "--by", " 小李")
    ] == ["building:8"]
    line = ("history", "--by", "小李", "--format", "csv")
    assert [row["record"] for row in csv_of(done(desk(*line, now=LATER)))] == [
        "building:8",
        "building:9",
    ]
    assert csv_of(done(desk(*line))) == []


def test_a_persons_history_is_of_all_time(desk: Kefu) -> None:
    """The person, the pay base, and every record in their name, with what was done to it since."""
    _later(desk, "repair", "follow", "31", "--at", "2024-05-04T10:00", "--note", "等配件")
    _later(desk, "finding", "waive", "repair:31:7.2", "--reason", "業主要求")
    _later(desk, "finding", "waive", "violation:1", "--reason", "工牌送修", "--staff", "W001")
    _later(desk, "unit", "edit", "3-1-502", "--room", "502A")
    furnished = [
        ("staff:W001", None, None, None),
        ("staff:W001", "base_pay", None, "2000.00"),
        ("assignment:1", None, None, None),
        ("violation:1", None, None, None),
        ("repair:31", None, None, None),
        ("suggestion:1", None, None, None),
        ("story:1", None, None, None),
    ]
    since = [
        ("repair:31", "followed", None, "2024-05-04T10:00 等配件"),
        ("repair:31", "waived", None, "repair:31:7.2 業主要求"),
        ("violation:1", "waived", None, "violation:1 W001 工牌送修"),
    ]
    assert _told(desk, "--staff", "張三") == [*furnished, *since]
    assert _told(desk, "--staff", "W001", "--month", "2024-06") == furnished
    assert _told(desk, "--staff", "W001", "--on", "2024-07-01") == since
    assert _told(desk, "--staff", "W001", "--by", "小李") == []
    assert _told(desk, "--staff", "W003") == [("staff:W003", None, None, None)]


def test_a_record_stays_in_the_history_of_whoever_it_was_of(desk: Kefu) -> None:
    """A repair call that is given to another person is in both of their histories."""
    _later(desk, "repair", "edit", "31", "--staff", "W002")
    _later(desk, "repair", "follow", "31", "--at", "2024-05-04T10:00")
    for staff in ("W001", "W002"):
        told = _told(desk, "--staff", staff)
        assert ("repair:31", "staff", "W001", "W002") in told
        assert ("repair:31", "followed", None, "2024-05-04T10:00") in told


@pytest.mark.parametrize(("rows", "lines"), [(MANY, MANY), (MANY + 1, 1)])
def test_what_was_made_in_one_go_is_one_line_of_its_month(
    desk: Kefu, tmp_path: Path, rows: int, lines: int
) -> None:
    """From so many records of a kind on; in a person's history each is there."""
    named = [("W001", "2024-06", f"建議{n}", "2024-06-30") for n in range(rows)]
    file = write_csv(tmp_path / "s.csv", ("工號", "月份", "內容", "日期"), *named)
    _later(desk, "import", "suggestion", file)
    _later(desk, "suggestion", "edit", "3", "--text", "大堂加裝雨傘架")
    *made, changed = listed(desk, "history", "--month", "2024-07")
    assert len(made) == lines
    assert pick(changed, "record", "field") == ("suggestion:3", "text")
    if lines == 1:
        assert pick(made[0], "command", "record", "field", "before", "after") == (
            "kefu import",
            "suggestion",
            None,
            None,
            rows,
        )
        drawn = done(desk("history", "--month", "2024-07")).splitlines()
        assert [line.split()[-3:] for line in drawn if "kefu import" in line] == [
            ["Suggestions", str(rows), "recorded"]
        ]
    theirs = listed(desk, "history", "--staff", "W001", "--month", "2024-07")
    assert [e["record"] for e in theirs[:-1]] == [f"suggestion:{n + 2}" for n in range(rows)]


def test_one_fact_of_many_records_is_one_line_of_its_month(desk: Kefu, tmp_path: Path) -> None:
    """The undoing of an import is a line a fact; each building tells it of itself."""
    sheet = tmp_path / "building.csv"
    sheet.write_text("code\n" + "".join(f"N{n}\n" for n in range(MANY + 1)), encoding="utf-8")
    done(desk("import", "building", str(sheet)))
    done(desk("undo"))
    undone = [event for event in _told(desk) if event[0] == "building"]
    assert ("building", "voided", None, MANY + 1) in undone
    assert f"of {MANY + 1} records" in done(desk("history"))
    assert ("building:N0", "voided", False, True) in _told(desk, "--of", "building:N0")


def test_a_command_that_left_no_record_is_there(desk: Kefu, db: Path) -> None:
    """Such as a restore; but in no person's and no record's history."""
    with outside(db) as file:
        file.execute(
            "INSERT INTO command (user, words, at, open)"
            " VALUES ('小李', 'kefu restore', '2024-07-01T07:00', 0)"
        )
    _later(desk, "violation", "edit", "1", "--note", "x")
    restored, changed = listed(desk, "history", "--month", "2024-07")
    assert restored == {
        "at": "2024-07-01T07:00",
        "user": "小李",
        "command": "kefu restore",
        "record": None,
        "field": None,
        "before": None,
        "after": None,
    }
    assert changed["record"] == "violation:1"
    assert "(recorded)" not in done(desk("history", "--month", "2024-07"))
    for line in (("--of", "violation:1"), ("--staff", "W001"), ("--by", "王主管")):
        commands = [e["command"] for e in listed(desk, "history", *line, "--month", "2024-07")]
        assert commands == ["kefu violation edit"]


def test_a_rulebook_is_told_by_its_name_and_never_by_its_text(
    desk: Kefu, db: Path, tmp_path: Path
) -> None:
    """When it was put in force, replaced, and changed by another program."""
    book = tmp_path / "company.toml"
    done(desk("rules", "export", "--output", str(book)))
    text = book.read_text("utf-8").replace('name = "standard"', 'name = "company"', 1)
    book.write_text(text, "utf-8")
    version = text.split('version = "')[1].split('"')[0]
    for _ in range(2):
        _later(desk, "rules", "use", str(book), "--from", "2024-08")
    with outside(db) as file:
        file.execute("UPDATE rulebook SET text = 'ＸＹＺ' WHERE id = 1")
        at = _last(file)
    name = f"rulebook:company {version}"
    assert _told(desk, "--month", "2024-07") == [
        (name, "from_month", None, "2024-08"),
        (name, "from_month", None, "2024-08"),
        (name, "from_month", "2024-08", None),
        (name, "void_reason", None, "replaced by command 22"),
    ]
    assert _told(desk, "--on", at[:10]) == [(name, "text", "…", "…")]


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


def test_what_was_added_and_taken_back_is_told_by_its_record_in_a_month_too(desk: Kefu) -> None:
    """Not by the numbers of tables that no command names; a waiver of a handover is the unit's."""
    _later(desk, "repair", "follow", "31", "--at", "2024-05-04T10:00")
    _later(desk, "repair", "unfollow", "31", "--at", "2024-05-04T10:00", "--reason", "記錯")
    _later(desk, "finding", "waive", "handover:3-1-502:8.1", "--reason", "業主未到")
    waived = ("unit:3-1-502", "waived", None, "handover:3-1-502:8.1 業主未到")
    assert _told(desk, "--month", "2024-07") == [
        ("repair:31", "followed", None, "2024-05-04T10:00"),
        ("repair:31", "followed", "2024-05-04T10:00", None),
        ("repair:31", "void_reason", None, "記錯"),
        waived,
    ]
    assert _told(desk, "--of", "unit:3-1-502")[1:] == [waived]
    assert len(_told(desk, "--of", "unit:3-1-503")) == 1


def test_a_records_history_can_be_narrowed(desk: Kefu) -> None:
    """To a month or a day, as every other."""
    _later(desk, "violation", "edit", "1", "--note", "x")
    assert _told(desk, "--of", "violation:1", "--month", "2024-07") == [
        ("violation:1", "note", "未戴工牌", "x")
    ]
    assert _told(desk, "--of", "violation:1", "--on", "2024-06-20") == [
        ("violation:1", None, None, None)
    ]


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_owners_are_masked_whoever_changed_them(desk: Kefu, db: Path, form: str) -> None:
    """Before and after, in every list that has the unit's changes, unless asked for."""
    _later(desk, "unit", "edit", "3-1-502", "--owner", "趙六七")
    with outside(db) as file:
        file.execute("UPDATE unit SET phone = '000-00004321' WHERE code = '3-1-502'")
        at = _last(file)
    for line, words in (
        (("--month", "2024-07"), ("王小明", "趙六七")),
        (("--on", at[:10]), ("000-00001234", "000-00004321")),
        (("--of", "unit:3-1-502"), ("王小明", "趙六七", "000-00001234", "000-00004321")),
    ):
        masked = done(desk("history", *line, "--format", form))
        assert not [word for word in words if word in masked]
        assert "**" in masked
        told = done(desk("history", *line, "--format", form, "--reveal"))
        assert not [word for word in words if word not in told]


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        (("--of", "31"), 2, "--of: “31” does not name a record."),
        (("--of", "repair:"), 2, "--of: “repair:” does not name a record."),
        (("--of", "rulebook:1"), 2, "--of: “rulebook:1” does not name a record."),
        (("--of", "unit:3-1-50"), 1, "There is no unit “3-1-50”."),
        (("--of", "fee:99"), 1, "There is no Fee payments 99."),
        (("--month", "?"), 2, "--month: “?” is not a month."),
        (("--on", "?"), 2, "--on: “?” is not a day."),
        (("--on", "今天", "--month", "上月"), 2, "--month and --on do not go together."),
        (("--staff", "W00"), 1, "There is no staff member “W00”."),
        (("--format", "xml"), 2, "--format: “xml” is not a format."),
    ],
)
def test_what_has_no_history_is_refused(
    desk: Kefu, line: tuple[str, ...], code: int, what: str
) -> None:
    """What names no record is a usage error, a record that is not there is not found."""
    assert refused(desk("history", *line), code)[0] == what
