"""``kefu import`` of what is recorded already: known again, refused, or changed by --update."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.importing import ROWS, kept, refused_rows, sheet
from desks import Kefu, counts, done, listed, pick, shown
from kefu_cli.records import noun as noun_named


def test_identical_rows_of_a_file_are_events_of_their_own(desk: Kefu, tmp_path: Path) -> None:
    """Two rows alike are two, in every import; a third in a longer file is the only new one."""
    row = "W001|1.3|2024-05-03|未戴工牌"
    for times, new in ((2, 1), (2, 0), (3, 1), (1, 0)):
        # the furnished office has one such violation already
        file = sheet(tmp_path / "f.csv", "工號|條款|日期|說明", *[row] * times)
        said = done(desk("import", "violation", file))
        assert said.startswith(f"Violations: {new} recorded, {times - new} known already")
    assert len(listed(desk, "violation", "list", "--staff", "W001")) == 3


def test_what_was_typed_is_known_in_a_file(desk: Kefu, tmp_path: Path) -> None:
    """A record by command and the same one in a file are one, as is one edited since."""
    file = sheet(tmp_path / "f.csv", "工號|條款|日期|說明", "W001|1.3|2024-05-03|未戴工牌")
    assert "0 recorded, 1 known" in done(desk("import", "violation", file))
    done(desk("violation", "edit", "1", "--note", "工牌放在家裡"))
    assert "0 recorded, 1 known" in done(desk("import", "violation", file))


@pytest.mark.parametrize("name", ["violation", "building", "repair"])
def test_a_record_voided_by_hand_counts_as_recorded(desk: Kefu, tmp_path: Path, name: str) -> None:
    """What somebody took back does not return with the next import of the file."""
    file = sheet(tmp_path / "f.csv", *ROWS[name])
    done(desk("import", name, file))
    made = listed(desk, name, "list")[-1]
    key = noun_named(name).key or "id"
    done(desk(name, "void", str(made[key]), "--reason", "記錯"))
    assert ": 0 recorded" in done(desk("import", name, file))
    assert str(made[key]) not in {str(record[key]) for record in listed(desk, name, "list")}


def test_a_voided_record_is_not_changed_by_a_file(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """The bad row says why it is void."""
    done(desk("building", "add", "--code", "7"))
    done(desk("import", "building", sheet(tmp_path / "f.csv", "樓棟|樓棟名稱", "8|八號樓")))
    done(desk("building", "void", "8", "--reason", "未建"))
    file = sheet(tmp_path / "f.csv", "樓棟|樓棟名稱", "8|新八號樓")
    assert refused_rows(desk, db, "building", file, "--update") == [
        ["2", "樓棟名稱", "新八號樓", "This record is void: 未建"]
    ]


def test_other_values_are_bad_rows_that_show_both(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """The file's and the recorded one; of owners neither."""
    file = sheet(
        tmp_path / "f.csv",
        "房號|樓棟|房間|業主|電話|交房日期",
        "3-1-502|5|503|趙六|000-00004321|2024-05-01",
        "3-1-503|3|1|||",
    )
    update = "With --update the file's value is taken."
    assert refused_rows(desk, db, "unit", file) == [
        ["2", "樓棟", "5", f"Recorded is 3. {update}"],
        ["2", "房間", "503", f"Recorded is 502. {update}"],
        ["2", "業主", f"Recorded is (not shown). {update}"],
        ["2", "電話", f"Recorded is (not shown). {update}"],
        ["3", "房間", "1", f"Recorded is —. {update}"],
    ]
    assert refused_rows(desk, db, "unit", file, "--update") == [
        ["2", "樓棟", "5", "Recorded is 3, which a file cannot change."]
    ]


def test_one_number_with_two_contents_is_a_bad_row(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """Within a file, whether the number is recorded or not, and for calls without one."""
    file = sheet(tmp_path / "b.csv", "樓棟|樓棟名稱", "7|七", "8|八", "7|柒", "8|八")
    again = "The same number stands in row 2 with other values."
    assert refused_rows(desk, db, "building", file) == [["4", "樓棟", "7", again]]
    calls = ("3-1-503|滲水|2024-05-02 14:05|", "3-1-503|滲水|2024-05-02 14:05|李師傅")
    file = sheet(tmp_path / "r.csv", "房號|報修內容|報修時間|維修人", *calls)
    assert refused_rows(desk, db, "repair", file) == [
        ["3", "The same call stands in row 2 with other values."]
    ]


def test_update_fills_blanks_and_changes_plain_facts(desk: Kefu, tmp_path: Path) -> None:
    """The roster with a new handover; what was before is in the history, what is blank stays."""
    file = sheet(
        tmp_path / "f.csv",
        "房號|樓棟|房間|業主|交房日期",
        "3-1-502|3||王小明|2024/5/2",
        "3-1-503|三號樓|503||2024-06-01",
        "3-1-504|3|504||",
    )
    tried = done(desk("import", "unit", file, "--update", "--dry-run"))
    assert tried == "Units: 1 to record, 0 known already, 2 to change.\n"
    said = done(desk("import", "unit", file, "--update"))
    assert said.startswith("Units: 1 recorded, 0 known already, 2 changed.\n")
    first, second = (shown(desk, "unit", f"3-1-{room}", "--reveal") for room in (502, 503))
    assert pick(first, "room", "owner", "handover") == ("502", "王小明", "2024-05-02")
    assert pick(second, "room", "owner", "handover") == ("503", "陳大文", "2024-06-01")
    (change,) = listed(desk, "history", "--of", "unit:3-1-502")[1:]
    assert pick(change, "command", "field", "before", "after") == (
        *("kefu import", "handover", "2024-05-01", "2024-05-02"),
    )
    assert "0 recorded, 3 known already, 0 changed" in done(desk("import", "unit", file))


def test_a_missing_column_or_blank_cell_says_nothing(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """Neither blanks a fact, nor is a default of the file's own one."""
    file = sheet(tmp_path / "f.csv", "房號|樓棟|類型|入住狀態", "5-1-101|5||", "3-1-502|3||")
    recorded = kept(db)
    for more in ((), ("--update",)):
        assert "0 recorded, 2 known already, 0 changed" in done(desk("import", "unit", file, *more))
    assert kept(db) == recorded
    assert shown(desk, "unit", "5-1-101")["kind"] == "商鋪"


def test_an_update_must_leave_a_record_whole(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """A leaving day before the recorded joining day, a revisit of a call not completed."""
    file = sheet(tmp_path / "s.csv", "工號|姓名|離職日期", "W001|張三|2023-02-01")
    assert refused_rows(desk, db, "staff", file, "--update") == [
        ["2", "The leaving day 2023-02-01 is before the joining day 2023-03-01."]
    ]
    file = sheet(
        tmp_path / "r.csv",
        "工單號|房號|報修內容|報修時間|完成時間",
        "31|3-1-502|廚房水管漏水|2024-05-03 09:00|2024-05-02 09:00",
    )
    (row,) = refused_rows(desk, db, "repair", file, "--update")
    assert row[0] == "2"
    assert "is before the call" in row[1]


def test_calls_without_a_number_are_known_by_what_they_say(desk: Kefu, tmp_path: Path) -> None:
    """Unit, content and time; two alike are two, each with a number that kefu gives."""
    heads = "房號|報修內容|報修時間|完成時間"
    call = "3-1-503|滲水|2024-05-02 14:05|"
    file = sheet(tmp_path / "f.csv", heads, call, call, "3-1-503|滲水|2024-05-02 14:06|")
    assert "3 recorded" in done(desk("import", "repair", file))
    assert "0 recorded, 3 known" in done(desk("import", "repair", file))
    made = [call["no"] for call in listed(desk, "repair", "list")]
    assert made == ["31", "32", "33", "34", "35"]
    file = sheet(tmp_path / "f.csv", heads, call + "2024-05-04 10:00", call + "2024-05-04 10:00")
    assert "2 changed" in done(desk("import", "repair", file, "--update"))
    done_at = [call["completed"] for call in listed(desk, "repair", "list")][2:]
    assert done_at == ["2024-05-04T10:00", "2024-05-04T10:00", None]
    file = sheet(tmp_path / "f.csv", heads, "5-1-101|捲簾門卡住|2024-06-18 08:00|")
    assert "0 recorded, 1 known" in done(desk("import", "repair", file))


def test_follow_ups_come_one_after_another(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """Each later one is added with --update; an earlier one in the file is known."""
    for day, more, came in ((4, (), None), (4, ("--update",), 1), (9, ("--update",), 1)):
        file = sheet(
            tmp_path / "f.csv",
            "工單號|房號|報修內容|報修時間|跟進時間",
            f"31|3-1-502|廚房水管漏水|2024-05-03 09:00|2024-05-0{day} 10:00",
        )
        if came is None:
            reason = "Recorded is —. With --update the file's value is taken."
            assert refused_rows(desk, db, "repair", file)[0][-1] == reason
        else:
            assert f"{came} changed" in done(desk("import", "repair", file, *more))
    for day in (4, 9):
        text = Path(file).read_text(encoding="utf-8-sig").replace("2024-05-09", f"2024-05-0{day}")
        (tmp_path / "g.csv").write_text(text, encoding="utf-8")
        assert "1 known already" in done(desk("import", "repair", str(tmp_path / "g.csv")))
    assert shown(desk, "repair", "31")["followed"] == "2024-05-09T10:00"


def test_a_file_gives_a_first_pay_base_and_no_second(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """A blank one is filled with --update; another is refused: it needs its month."""
    file = sheet(tmp_path / "f.csv", "工號|姓名|績效工資基數", "W001|張三|2000", "W002|李四|1800")
    assert [row[0] for row in refused_rows(desk, db, "staff", file)] == ["3"]
    assert "1 known already, 1 changed" in done(desk("import", "staff", file, "--update"))
    assert shown(desk, "staff", "W002")["base_pay"] == "1800.00"
    file = sheet(tmp_path / "f.csv", "工號|姓名|績效工資基數", "W001|張三|2100")
    assert refused_rows(desk, db, "staff", file, "--update") == [
        [
            *("2", "績效工資基數", "2100.00"),
            "Recorded is 2000.00. A new base: kefu staff edit --base-pay … --from …",
        ]
    ]


def test_a_row_that_stands_twice_changes_its_record_once(desk: Kefu, tmp_path: Path) -> None:
    """A follow-up and a first pay base of two identical rows come but once."""
    call = "31|3-1-502|廚房水管漏水|2024-05-03 09:00|2024-05-04 10:00"
    file = sheet(tmp_path / "r.csv", "工單號|房號|報修內容|報修時間|跟進時間", call, call)
    assert "1 known already, 1 changed" in done(desk("import", "repair", file, "--update"))
    steps = [e["field"] or "" for e in listed(desk, "history", "--of", "repair:31")]
    assert len([step for step in steps if "followed" in step]) == 1
    base = "W002|李四|1800"
    file = sheet(tmp_path / "s.csv", "工號|姓名|績效工資基數", base, base)
    assert "1 known already, 1 changed" in done(desk("import", "staff", file, "--update"))


def test_a_call_with_a_number_is_no_other_rows_call(desk: Kefu, tmp_path: Path) -> None:
    """Two calls alike, one with a number: importing them twice changes nothing."""
    same = "3-1-503|滲水|2024-05-03 09:00"
    heads = "工單號|房號|報修內容|報修時間|維修人"
    file = sheet(tmp_path / "f.csv", heads, f"WO-1|{same}|甲", f"|{same}|乙")
    assert "2 recorded" in done(desk("import", "repair", file))
    assert "0 recorded, 2 known already, 0 changed" in done(desk("import", "repair", file))


def test_a_bad_file_shows_every_bad_row(desk: Kefu, tmp_path: Path, db: Path) -> None:
    """What a cell is, what it refers to, and what is recorded already: all in one table."""
    before = counts(db)
    violations = sheet(
        tmp_path / "v.csv",
        "工號|日期|曠工|說明",
        "W002|2024-05-06|是|又一次",  # absent on that day already
        "W009|2024-05-07|是|",  # nobody
        "W001|2024-13-01|是|",  # no such day
        "W001|2024-05-08|是|",
    )
    outcome = desk("import", "violation", violations)
    assert [line.split()[0] for line in outcome.out.splitlines()[3:]] == ["2", "3", "4"]
    staff = sheet(tmp_path / "s.csv", "工號|姓名", "W001|別人", "W010|", "W011|新人")
    outcome = desk("import", "staff", staff)
    assert [line.split()[0] for line in outcome.out.splitlines()[3:]] == ["2", "3"]
    assert counts(db) == before
