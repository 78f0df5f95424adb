"""``--late``: what turns up after its month was closed, typed or in a file."""

from __future__ import annotations

import shlex
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from cli.importing import refused_rows, sheet
from desks import Kefu, counts, done, listed, outside, pick, refused, shown
from kefu_cli.language import LANGUAGES
from kefu_cli.store import importing
from monthend import close
from store.locked import locked, locked_file

__all__ = ("locked", "locked_file")

WHAT = "The months up to 2024-05 are closed, and this belongs to one of them."
LOCKED = "{} lies in a closed month: those up to 2024-05 are closed."
REOPEN = "kefu month reopen 2024-05 --reason … --approved-by …"
WITH_LATE = (
    "With --late it is recorded as late and counts in the open months"
    f" (see kefu month correction 2024-05); otherwise: {REOPEN}"
)
WITHOUT = f"To change it, open the month again: {REOPEN}"
COUNTS = "Recorded as late: it counts in the months that are still open."
ROW = "It is closed up to 2024-05; with --late it is recorded as late."
LOCKED_ROW = "It is closed up to 2024-05; only a month that is reopened can be changed."


def _effect(month: str) -> str:
    return f"What it would change in {month}: kefu month correction {month}"


@pytest.fixture
def closed(office: Kefu, locked: Path) -> Kefu:
    """The commands on an office in which April and May are closed."""
    assert locked.exists()
    return office


@pytest.mark.parametrize(
    ("line", "day", "advice"),
    [
        ("violation add --staff W001 --clause 1.1 --on 2024-05-31", "2024-05-31", WITH_LATE),
        ("building assign --building 7 --staff W001 --from 2024-05-01", "2024-05-01", WITH_LATE),
        ("unit edit 3-1-503 --handover 2024-05-02", "2024-05-02", WITH_LATE),
        ("repair complete 46 --at 2024-05-11T09:00", "2024-05-11 09:00", WITH_LATE),
        (
            "story add --staff W001 --month 2024-05 --on 2024-05-02 --text 好",
            "2024-05-02",
            WITH_LATE,
        ),
        ("finding waive violation:2 --reason 病假", "2024-05-06", WITH_LATE),
        ("repair edit 31 --content 水管", None, WITHOUT),
        ("unit handover 3-1-502 --on 2024-05-02 --late", "2024-05-02", WITHOUT),
        ("violation edit 1 --note 改", None, WITHOUT),
        ("violation void 1 --reason 記錯", None, WITHOUT),
        ("finding unwaive violation:1 --reason 記錯", None, WITHOUT),
        ("repair unfollow 40 --at 2024-05-04T09:00 --reason 記錯", None, WITHOUT),
        ("staff edit W001 --clear joined --late", None, WITHOUT),
        ("assignment edit 2 --to 2024-05-10 --late", "2024-05-10", WITHOUT),
        ("staff void W001 --reason 記錯", None, WITHOUT),
    ],
)
def test_a_closed_month_says_how_to_go_on(
    closed: Kefu, db: Path, line: str, day: str | None, advice: str
) -> None:
    """Which day is closed, up to where, and what helps: --late only where it would."""
    before = counts(db)
    what = LOCKED.format(day) if day else WHAT
    assert refused(closed(*shlex.split(line))) == [what, advice]
    assert counts(db) == before


def test_an_open_day_may_rest_on_what_was_closed(closed: Kefu) -> None:
    """It is not the day that is locked, but the finding whose place it would take."""
    line = "violation add --staff W001 --clause 7.2 --on 2024-06-12 --source repair:31"
    assert refused(closed(*shlex.split(line))) == [
        "What this is about was kept with a closed month: those up to 2024-05 are closed.",
        WITH_LATE,
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_names_the_month_and_the_command(closed: Kefu, lang: str) -> None:
    """Up to where it is closed, and how it is opened again."""
    said = closed("violation", "void", "1", "--reason", "x", lang=lang).err.splitlines()
    assert len(said) == 2
    assert "2024-05" in said[0]
    assert REOPEN in said[1]


def test_what_is_recorded_as_late_says_so_and_where_to_look(closed: Kefu) -> None:
    """With its number, how to take it back, and the month on which it bears."""
    line = "fee add --unit 3-1-502 --month 2024-04 --amount 240 --paid-on 2024-04-20 --late"
    assert done(closed(*shlex.split(line))).splitlines() == [
        "Fee payments 7 recorded: 3-1-502, 2024-04, 240.00 yuan, 2024-04-20",
        "To take it back: kefu fee void 7 --reason …",
        COUNTS,
        _effect("2024-04"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "repair dispatch 31 --at 2024-05-04T09:00 --worker 李",
        "repair edit 40 --rework",
        "unit handover 3-1-503 --on 2024-05-05",
        "staff leave W001 --on 2024-05-10",
        "building assign --building 3 --staff W004 --from 2024-05-10 --replace",
        "repair follow 41 --at 2024-05-29T09:00",
        "finding waive violation:2 --reason 病假",
        "violation add --staff W003 --absent --on 2024-05-30 --to 2024-06-01",
    ],
)
def test_what_was_recorded_late_can_be_taken_back(closed: Kefu, line: str) -> None:
    """Each command that it names as the way back is let through; then it is late once more."""
    before = "To take it back: kefu "
    for _ in range(2):
        said = done(closed(*shlex.split(line), "--late")).splitlines()
        assert said[-2:] == [COUNTS, _effect("2024-05")]
        ways = [line.removeprefix(before) for line in said if line.startswith(before)]
        assert ways
        for way in ways:
            done(closed(*shlex.split(way.replace("…", "記錯"))))


def test_words_added_since_the_closing_can_be_mended(closed: Kefu) -> None:
    """A slip is no trap: it is changed, taken away, undone, until the next closing keeps it."""
    edit = ("repair", "edit", "31", "--category")
    clear = ("repair", "edit", "31", "--clear", "category")
    before = shown(closed, "repair", "31")
    for word in ("給排水", "電器"):
        done(closed(*edit, word))
    done(closed(*clear))
    assert shown(closed, "repair", "31") == before
    done(closed(*edit, "給排水"))
    done(closed("undo"))
    assert shown(closed, "repair", "31") == before
    done(closed(*edit, "給排水"))
    done(closed("objection", "answer", "2", "--answer", "rejected", "--reason", "有記錄"))
    in_july = partial(closed, now=datetime(2024, 7, 2, 9, 0))
    close(in_july, "2024-06")
    assert refused(in_july(*clear))[0] == WHAT.replace("2024-05", "2024-06")


def test_words_that_stood_at_the_closing_stay(closed: Kefu) -> None:
    """They are what was known when the month was closed."""
    assert refused(closed("repair", "edit", "40", "--result", "換了燈管")) == [WHAT, WITHOUT]


def test_leaving_late_ends_assignments_late(closed: Kefu, db: Path) -> None:
    """The last day and each end are marked, as one command; nothing is where it is refused."""
    before = counts(db)
    leave = ("staff", "leave", "W001", "--on", "2024-05-10")
    assert refused(closed(*leave)) == [LOCKED.format("2024-05-10"), WITH_LATE]
    assert counts(db) == before
    assert "Assignments ended that day: 3" in done(closed(*leave, "--late"))
    assert shown(closed, "staff", "W001")["left"] == "2024-05-10"
    assert _marked(db) == [("staff", 1, "left_on"), ("assignment", 1, "to_day")]


def _marked(db: Path) -> list[tuple[str, int, str]]:
    with outside(db) as file:
        return file.execute("SELECT noun, record_id, field FROM late_change ORDER BY id").fetchall()


@pytest.mark.parametrize(
    "line",
    [
        "building add --code 9",
        "violation edit 3 --note x",
        "repair void 43 --reason x",
        "repair unfollow 40 --at 2024-05-04T09:00 --reason x",
        "finding unwaive violation:3 --reason x",
    ],
)
def test_there_is_no_late_where_nothing_comes_late(closed: Kefu, line: str) -> None:
    """What has no locked day, and what takes back or changes what stands."""
    assert "no option --late" in refused(closed(*shlex.split(line), "--late"), code=2)[0]


FEES = (
    "房號|月份|金額|繳費日期|方式",
    "3-1-502|2024-06|240|2024-06-02|微信",
    "3-1-502|2024-05|240|2024-05-20|微信",
    "3-1-503|2024-06|240|2024-06-02|微信",
    "5-1-103|2024-04|240|2024-04-20|微信",
    "5-1-103|2024-05|240|2024-06-20|微信",
)


@pytest.fixture(params=[1, 2, 100])
def _chunks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", request.param)


@pytest.mark.usefixtures("_chunks")
def test_locked_rows_of_a_file_are_bad_rows_or_late(closed: Kefu, db: Path, tmp_path: Path) -> None:
    """However the rows are bundled; imported again, either way, the file changes nothing."""
    file = sheet(tmp_path / "f.csv", *FEES)
    assert refused_rows(closed, db, "fee", file) == [
        ["3", "繳費日期", "2024-05-20", ROW],
        ["5", "繳費日期", "2024-04-20", ROW],
    ]
    before = counts(db)
    assert done(closed("import", "fee", file, "--late", "--dry-run")).splitlines() == [
        "Fee payments: 5 to record, 0 known already, 0 to change.",
        "To record as late, for they lie in closed months: 2.",
    ]
    assert counts(db) == before
    assert done(closed("import", "fee", file, "--late")).splitlines() == [
        "Fee payments: 5 recorded, 0 known already, 0 changed.",
        "To take one back: kefu fee void … --reason …",
        "To take it all back: kefu undo",
        "Recorded as late, for they lie in closed months: 2.",
        _effect("2024-04"),
        _effect("2024-05"),
    ]
    made = counts(db)
    for more in ((), ("--late",)):
        said = done(closed("import", "fee", file, *more))
        assert said == "Fee payments: 0 recorded, 5 known already, 0 changed.\n"
    assert counts(db) == made | {"command": made["command"] + 2}
    paid = [pick(fee, "month", "paid_on", "late") for fee in listed(closed, "fee", "list")[6:]]
    assert paid == [
        ("2024-06", "2024-06-02", False),
        ("2024-05", "2024-05-20", True),
        ("2024-06", "2024-06-02", False),
        ("2024-04", "2024-04-20", True),
        ("2024-05", "2024-06-20", False),
    ]


def test_late_makes_no_exception_from_other_rules(closed: Kefu, db: Path, tmp_path: Path) -> None:
    """A second absence of a day, and a second time with a building, are bad rows as ever."""
    again = "This person is recorded as absent on that day already."
    days = ("2024-05-06", "2024-05-07", "2024-06-07", "2024-05-07")
    file = sheet(tmp_path / "v.csv", "工號|日期|曠工", *(f"W004|{day}|是" for day in days))
    assert refused_rows(closed, db, "violation", file) == [
        [row, "日期", day, ROW] for row, day in zip("235", (*days[:2], days[3]), strict=True)
    ]
    assert refused_rows(closed, db, "violation", file, "--late") == [["5", again]]
    held = "This person looks after this building on these days already."
    rows = ("3|W001|2024-05-02|", "3|W004|2024-05-02|")
    file = sheet(tmp_path / "a.csv", "樓棟|工號|開始日期|結束日期", *rows)
    assert refused_rows(closed, db, "assignment", file, "--late") == [["2", held]]


REPAIRS = (
    "工單號|房號|報修內容|報修時間|派工時間|跟進時間|完成時間|處理結果|回訪時間|回訪記錄",
    "31|3-1-502|廚房水管漏水|2024-05-03 09:00|2024-05-04||2024-05-20 10:00|好|2024-06-01|text",
    "41|5-1-103|門壞|2024-05-28 09:00|2024-05-29|2024-05-30 09:00|2024-06-02 09:00|||",
    "90|3-1-502|燈壞|2024-05-06 09:00|2024-05-06 10:00|2024-05-07 10:00||||",
    "91|3-1-502|門壞|2024-06-06 09:00|2024-06-06 10:00|2024-06-06 11:00||||",
)


def test_a_list_of_calls_fills_blanks_late(closed: Kefu, db: Path, tmp_path: Path) -> None:
    """What is open is filled in as ever, what is closed late, each call counted once."""
    file = sheet(tmp_path / "r.csv", *REPAIRS)
    rows = refused_rows(closed, db, "repair", file, "--update")
    assert rows == [
        ["2", "派工時間", "2024-05-04 00:00", ROW],
        ["3", "跟進時間", "2024-05-30 09:00", ROW],
        ["3", "派工時間", "2024-05-29 00:00", ROW],
        ["4", "報修時間", "2024-05-06 09:00", ROW],
    ]
    assert done(closed("import", "repair", file, "--update", "--late")).splitlines() == [
        "Repair calls: 2 recorded, 0 known already, 2 changed.",
        "To take one back: kefu repair void … --reason …",
        "To take it all back: kefu undo",
        "What they were before: kefu history --of repair:…",
        "Recorded as late, for they lie in closed months: 3.",
        _effect("2024-05"),
    ]
    facts = [(1, "dispatched"), (1, "completed"), (4, "dispatched")]
    assert sorted(_marked(db)) == sorted(("repair", *fact) for fact in facts)
    with outside(db) as open_db:
        late = "SELECT r.no, f.late FROM repair_follow AS f JOIN repair AS r ON r.id = f.repair_id"
        assert open_db.execute(f"{late} WHERE f.id > 1 ORDER BY no").fetchall() == [
            ("41", 2),
            ("90", 2),
            ("91", None),
        ]
    assert [shown(closed, "repair", no)["late"] for no in ("31", "90", "91")] == [
        False,
        True,
        False,
    ]
    for more in ((), ("--update",), ("--update", "--late")):
        said = done(closed("import", "repair", file, *more))
        assert said == "Repair calls: 0 recorded, 4 known already, 0 changed.\n"


def test_a_locked_fact_is_not_changed_by_a_file(closed: Kefu, db: Path, tmp_path: Path) -> None:
    """With --late and without it is a bad row, with those beside it that are late."""
    rows = ("3-1-502|3|2024-05-02", "3-1-503|3|2024-05-02", "3-1-600|3|2024-05-02")
    file = sheet(tmp_path / "u.csv", "房號|樓棟|交房日期", *rows)
    bad = refused_rows(closed, db, "unit", file, "--update")
    day = ("交房日期", "2024-05-02")
    assert bad == [["2", *day, LOCKED_ROW], ["3", *day, ROW], ["4", *day, ROW]]
    late = refused_rows(closed, db, "unit", file, "--update", "--late")
    assert late == [["2", *day, LOCKED_ROW]]


def test_a_roster_fills_in_late_who_left_and_the_pay(
    closed: Kefu, db: Path, tmp_path: Path
) -> None:
    """A last day in a closed month, and a base of somebody who was appraised without one."""
    rows = ("W001|張三||2024-05-10", "W002|李四|1900|2024-06-15", "W090|某|1500|")
    file = sheet(tmp_path / "s.csv", "工號|姓名|績效工資基數|離職日期", *rows)
    assert refused_rows(closed, db, "staff", file, "--update") == [
        ["2", "離職日期", "2024-05-10", ROW],
        ["3", ROW],
    ]
    said = done(closed("import", "staff", file, "--update", "--late"))
    assert "Recorded as late, for they lie in closed months: 2." in said
    assert _marked(db) == [("staff", 1, "left_on")]
    with outside(db) as open_db:
        bases = open_db.execute("SELECT staff_id, late FROM base_pay WHERE id > 3 ORDER BY id")
        assert bases.fetchall() == [(9, None), (2, 2)]


@pytest.mark.parametrize(
    ("lang", "heading"),
    [("en", "Recorded after closing"), ("zh-Hant", "結帳後補記"), ("zh-Hans", "结账后补记")],
)
def test_a_late_record_is_not_called_overdue(closed: Kefu, lang: str, heading: str) -> None:
    """It came after the month was closed, which says nothing of when it was due."""
    done(closed(*shlex.split("violation add --staff W001 --clause 1.1 --on 2024-05-31 --late")))
    said = done(closed("violation", "list", lang=lang)).splitlines()
    assert said[1].endswith(heading)
