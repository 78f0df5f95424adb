"""``kefu import``: what is in a file is what ``list`` gives back; bad rows all at once."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.importing import KEPT, LISTED, ROWS, kept, records, refused_rows, sheet
from desks import Kefu, csv_of, done, write_csv
from kefu_cli.records import noun as noun_named


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ROWS)
def test_every_noun_is_taken_in_once(
    desk: Kefu, db: Path, tmp_path: Path, name: str, kind: str
) -> None:
    """Tried, recorded, found again as it was in the file, and passed over from then on."""
    file = sheet(tmp_path / f"f.{kind}", *ROWS[name])
    noun, new = noun_named(name), len(KEPT[name])
    untouched, before = db.read_bytes(), records(desk, name)
    tried = done(desk("import", name, file, "--dry-run")).splitlines()
    assert tried == [f"{noun.label.text}: {new} to record, 0 known already, 0 to change."]
    assert db.read_bytes() == untouched
    assert done(desk("import", name, file)).splitlines() == [
        f"{noun.label.text}: {new} recorded, 0 known already, 0 changed.",
        f"To take one back: kefu {name} void … --reason …",
        "To take it all back: kefu undo",
    ]
    assert records(desk, name) == [*before, *KEPT[name]]
    recorded = kept(db)
    for more in ((), ("--update",), ("--dry-run",)):
        said = done(desk("import", name, file, *more))
        assert re.search(f": 0 (recorded|to record), {new} known already, 0 ", said), said
    assert kept(db) == recorded


def test_every_bad_row_is_shown_at_once(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """Bad cells, unknown references and bad wholes together, by the spreadsheet's row numbers."""
    file = sheet(
        tmp_path / "fees.csv",
        "五月收費||||",
        "房號|月份|至月份|金額|繳費日期",
        "3-1-502|2024-05||240|2024-05-02",
        "3-1-509|2024-05||240|2024-05-02",
        "||||",
        "3-1-502|2024-13||二百|2024-05-02",
        "3-1-502|2024-05|2024-04|240|2024-05-02",
        "3-1-502|2024-05||0|2024-05-02",
        "3-1-502|2024-05||1.005|2024-06-21",
        "9-9|||240|",
    )
    bad = [
        ["4", "房號", "3-1-509", "There is no unit “3-1-509”. Did you mean 3-1-503, 3-1-502?"],
        ["6", "月份", "2024-13", "“2024-13” is not a month."],
        ["6", "金額", "二百", "“二百” is not an amount."],
        ["7", "The last month 2024-04 is before the first month 2024-05."],
        ["8", "The amount must be more than 0."],
        ["9", "金額", "1.005", "The amount 1.005 is finer than 0.01 yuan."],
        ["9", "繳費日期", "2024-06-21", "2024-06-21 lies ahead; today is 2024-06-20."],
        ["10", "月份", "Month is missing."],
        ["10", "繳費日期", "Paid on is missing."],
        [
            *("10", "房號", "9-9"),
            "There is no unit “9-9”. See “kefu unit list”, or add one with “kefu unit add”.",
        ],
    ]
    assert refused_rows(desk, db, "fee", file) == bad
    assert refused_rows(desk, db, "fee", file, "--dry-run") == bad


def test_one_bad_row_is_enough(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """The good ones beside it are not recorded either."""
    file = sheet(tmp_path / "f.csv", "樓棟|樓棟名稱", "7|七號樓", "|八號樓", "9|九號樓")
    assert refused_rows(desk, db, "building", file) == [["3", "樓棟", "Building is missing."]]


def test_bad_violations_are_shown_with_the_rest(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """Clauses, sources and days of employment are looked at in every row whose person is known."""
    file = sheet(
        tmp_path / "f.csv",
        "姓名|條款|日期|曠工|來源",
        "张三|9.9|2024-05-03||",
        "王五|1.3|2024-05-03||",
        "張三|4.1|2024-05-03||",
        "張三|1.3|2024-05-03|是|",
        "張三|7.2|2024-05-03||repair:99",
        "張三|1.1|2023-02-28||",
    )
    rows = refused_rows(desk, db, "violation", file)
    assert [(row[0], row[-1].split(". ")[0]) for row in rows] == [
        ("2", "There is no clause “9.9”"),
        ("3", "“王五” names 2 records"),
        ("4", "Clause 4.1 (物業費收繳率) is scored by the collection rate, not by violations"),
        ("5", "An absence is recorded on clause 2.1, not 1.3"),
        ("6", "There is no record repair:99 to take the place of"),
        ("7", "W001 張三 was not employed on 2023-02-28"),
    ]
    assert rows[1][1:3] == ["姓名", "王五"]


def test_what_the_file_would_refuse_is_a_bad_row(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """A second absence of a day, overlapping assignments: recorded before, or above in the file."""
    absent = "This person is recorded as absent on that day already."
    file = sheet(
        tmp_path / "v.csv",
        "工號|日期|曠工|說明",
        "W002|2024-05-06|是|又記",
        "W001|2024-05-07|是|",
        "W001|2024-05-07|是|又記",
    )
    assert refused_rows(desk, db, "violation", file) == [["2", absent], ["4", absent]]
    held = "This person looks after this building on these days already."
    file = sheet(
        tmp_path / "a.csv",
        "樓棟|工號|開始日期|結束日期",
        "3|W001|2023-01-01|2024-01-01",
        "3|W003|2024-01-01|2024-01-31",
        "3|W003|2024-02-01|",
        "3|W003|2024-01-31|",
    )
    assert refused_rows(desk, db, "assignment", file) == [["2", held], ["5", held]]


def test_a_bad_heading_is_no_reason_to_hide_bad_rows(desk: Kefu, db: Path, tmp_path: Path) -> None:
    """A required column that lacks is told in the heading's row, with what is wrong below it."""
    file = sheet(tmp_path / "f.csv", "房號|金額|金额", "3-1-599|240|1")
    told = [(row[0], row[1]) for row in refused_rows(desk, db, "fee", file)]
    assert told == [("1", "月份"), ("1", "金额"), ("1", "繳費日期"), ("2", "房號")]


# ---------------------------------------------------------------- import, then list

_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=12
).filter(lambda text: text == text.strip() and not re.search(r"#|E\+", text, re.IGNORECASE))
_MAYBE = st.just("") | _TEXT
_YUAN = st.integers(1, 10**10 - 1).map(lambda fen: f"{fen // 100}.{fen % 100:02}")
_DAY = st.dates(date(2023, 3, 1), date(2024, 6, 15)).map(str)
_SPAN = st.lists(_DAY.map(lambda day: day[:7]), min_size=2, max_size=2).map(sorted)
_FLAG = st.sampled_from(("true", "false"))
_UNITS = ("3-1-502", "3-1-503", "5-1-101")
_FEE = st.tuples(st.sampled_from(_UNITS), _SPAN, _YUAN, _DAY, _MAYBE, _MAYBE, _FLAG).map(
    lambda row: [row[0], *row[1], *row[2:]]
)
_VIOLATION = st.tuples(
    *(st.sampled_from(("W001", "W002", "W003")), st.sampled_from(("1.3", "2.1", "7.2", "8.3"))),
    *(_DAY, _MAYBE, _MAYBE, st.just("false"), st.sampled_from(("", "repair:31"))),
).map(list)
_UNIT = st.tuples(
    *(st.integers(1, 999).map("9-{}".format), st.sampled_from("35"), _MAYBE),
    *(st.sampled_from(("住宅", "商鋪", "車位", "其他")), _MAYBE, _MAYBE),
    *(st.just("") | _DAY, st.just("") | _YUAN, _MAYBE),
).map(list)
_FILES = st.one_of(
    st.tuples(st.just("fee"), st.lists(_FEE, min_size=1, max_size=6)),
    st.tuples(st.just("violation"), st.lists(_VIOLATION, min_size=1, max_size=6)),
    st.tuples(
        st.just("unit"),
        st.lists(_UNIT, min_size=1, max_size=6, unique_by=lambda row: row[0]),
    ),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(file=_FILES)
def test_what_is_imported_is_listed(
    office: Kefu, db: Path, furnished: Path, tmp_path: Path, file: tuple[str, list[list[str]]]
) -> None:
    """``list --format csv`` gives back the rows, and importing that list adds none."""
    shutil.copy(furnished, db)
    name, rows = file
    heads = [field.name for field in LISTED[name]]
    written = write_csv(tmp_path / "f.csv", heads, *rows)
    said = done(office("import", name, written))
    assert said.startswith(f"{noun_named(name).label.text}: {len(rows)} recorded")
    reveal = ("--reveal",) if name == "unit" else ()
    text = done(office(name, "list", *reveal, "--format", "csv"))
    assert [[row[head] for head in heads] for row in csv_of(text)[-len(rows) :]] == rows
    (tmp_path / "g.csv").write_text(text, encoding="utf-8", newline="")
    assert ": 0 recorded" in done(office("import", name, str(tmp_path / "g.csv")))
