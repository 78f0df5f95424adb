"""A property's six months from its office's files to HR's workbook, by the commands alone."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from desks import Kefu, counts, csv_of, done, furnish, listed, pick
from kefu_cli.cli.demo import sample_files

EXPECTED = Path(__file__).parent.parent / "data"
ARCHIVES = ("入伙", "裝修", "返修", "資料更新")
MONTHS = ("2024-03", "2024-04", "2024-05")
Person = dict[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo; tests copy it and leave it as it is."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    furnish(folder.parent / "unused.db", f"demo '{folder}'")
    return folder


@pytest.fixture
def estate(office: Kefu, db: Path, made: Path) -> Kefu:
    """The commands on the demo's file."""
    shutil.copy(made / "kefu.db", db)
    return office


def _score(kefu: Kefu, *line: str) -> Any:
    return json.loads(done(kefu("score", *line, "--format", "json")))


def _may(kefu: Kefu, *line: str) -> dict[str, Person]:
    return {p["code"]: p for p in _score(kefu, "--month", "2024-05", *line)["staff"]}


def _like(expected: Any, found: Any) -> Any:
    """What was found, cut down to the keys that are expected of it; faults by their kind."""
    if isinstance(expected, dict):
        return {key: _like(value, found[key]) for key, value in expected.items()}
    if not isinstance(expected, list):
        return found
    if found and "late_on" in found[0]:
        return [fault["kind"] for fault in found]
    if found and "id" in found[0]:
        expected, found = _by_id(expected), _by_id(found)
    return [_like(e, f) for e, f in zip(expected, found, strict=True)]


def _by_id(findings: list[Person]) -> list[Person]:
    return sorted(findings, key=lambda finding: str(finding["id"]))


# ---------------------------------------------------------------- the scores


@pytest.mark.parametrize("month", MONTHS)
def test_the_scores_are_those_worked_out_apart(estate: Kefu, month: str) -> None:
    """Every number, action, finding and fault of every person, as reckoned without kefu's code."""
    expected = json.loads((EXPECTED / f"expected-{month}.json").read_text(encoding="utf-8"))
    scored = _score(estate, "--month", month)
    assert scored["month"] == month
    for one, found in zip(expected["staff"], scored["staff"], strict=True):
        one.pop("buildings")
        one["findings"] = _by_id(one["findings"])
        assert one["items"]
        assert _like(one, found) == one


@pytest.mark.parametrize("month", MONTHS)
def test_the_arrears_are_those_worked_out_apart(estate: Kefu, month: str) -> None:
    """In each building as many units as are due and not paid, and each names its holders."""
    expected = json.loads((EXPECTED / f"expected-{month}.json").read_text(encoding="utf-8"))
    lacking = {
        building: due - paid
        for person in expected["staff"]
        for building, (due, paid) in person["buildings"].items()
        if due > paid
    }
    found = listed(estate, "fee", "unpaid", "--month", month)
    assert Counter(unit["building"] for unit in found) == lacking
    assert all(unit["staff"] for unit in found)


def test_one_persons_months_are_the_months_own_results(estate: Kefu) -> None:
    """Each as it is scored by itself; a month before the person came has none."""
    line = ("--from", "2024-03", "--to", "2024-05")
    months = _score(estate, "--staff", "W003", *line)["months"]
    assert [month["month"] for month in months] == list(MONTHS)
    for found in months:
        alone = _score(estate, "--month", found["month"], "--staff", "W003")
        assert found["rulebook"] == alone["rulebook"]
        assert {key: found[key] for key in alone["staff"][0]} == alone["staff"][0]
    came = csv_of(done(estate("score", "--staff", "周子晴", *line, "--format", "csv")))
    assert [pick(row, "month", "total") for row in came] == [("2024-05", "88")]


def test_earlier_in_the_month_less_is_known(estate: Kefu) -> None:
    """What came after the day is left out, a finding shows when it is late, none comes before."""
    whole = _may(estate)
    early = _may(estate, "--as-of", "2024-05-20")
    assert (early["W008"]["total"], whole["W008"]["total"]) == (97, 95)
    assert early["W001"]["items"][3]["paid"] < whole["W001"]["items"][3]["paid"]
    assert early["W001"]["items"][3]["due"] == whole["W001"]["items"][3]["due"]
    late = {
        day: {f["id"] for f in _may(estate, "--as-of", f"2024-05-{day}")["W006"]["findings"]}
        for day in (20, 21)
    }
    assert late == {20: set(), 21: {"repair:WX2405-017:7.2"}}
    for code, person in early.items():
        shown = {finding["id"]: finding["on"] for finding in person["findings"]}
        assert max(shown.values(), default="") <= "2024-05-20"
        assert shown.items() <= {f["id"]: f["on"] for f in whole[code]["findings"]}.items()
    assert _may(estate, "--as-of", "2024-06-19") == whole


# ---------------------------------------------------------------- every outcome is there


def test_may_shows_every_outcome(estate: Kefu) -> None:
    """Full, half and no pay, below 80, a threshold met and missed by one unit, and the rest."""
    may = _may(estate)
    assert {p["pay"]["percent"] for p in may.values()} == {0, 50, 100}
    assert {p["total"] for p in may.values()} >= {72, 80, 90, 95}
    rates = {code: pick(p["items"][3], "rate", "to_next") for code, p in may.items()}
    assert rates["W001"] == ("98.00", None)
    assert rates["W002"] == ("97.50", {"threshold": "98", "units": 1})
    assert rates["W004"][0] == "95.00"
    assert rates["W005"] == ("89.47", {"threshold": "90", "units": 1})
    assert rates["W007"] == rates["W008"] == (None, None)
    assert [i["no"] for p in may.values() for i in p["items"] if i.get("wiped_out")] == [6]
    called = {code: [pick(a, "action", "reason") for a in p["actions"]] for code, p in may.items()}
    assert {code: actions for code, actions in called.items() if actions} == {
        "W003": [("dismiss", "absence_consecutive")],
        "W004": [("transfer_or_dismiss", "total")],
        "W005": [("transfer_or_dismiss", "collection_rate")],
    }
    run = listed(estate, "violation", "list", "--staff", "W003")
    absent = [violation["on"] for violation in run if violation["absent"]]
    assert absent[-3:] == ["2024-04-29", "2024-04-30", "2024-05-01"]
    assert len(may["W003"]["actions"][0]["evidence"]) == 3
    waived = [f for p in may.values() for f in p["findings"] if f["waived"]]
    assert [pick(f, "id", "counted") for f in waived] == [("repair:WX2405-003:7.2", False)]
    assert {code for code, p in may.items() if p["employed_days"] < 31} == {"W006", "W007"}
    assert may["W006"]["pay"] == {"percent": 0, "base": None, "amount": None}


def test_a_violation_by_hand_stands_for_the_calls_own_finding(estate: Kefu) -> None:
    """The call is late by itself, and yet only what was recorded about it counts."""
    rows = csv_of(done(estate("finding", "list", "--month", "2024-05", "--format", "csv")))
    about = [row for row in rows if row["source"] == "repair:WX2405-005"]
    assert [pick(row, "id", "staff") for row in about] == [("violation:22", "W007")]
    done(estate("violation", "void", "22", "--reason", "記錯"))
    rows = csv_of(done(estate("finding", "list", "--month", "2024-05", "--format", "csv")))
    assert "repair:WX2405-005:7.2" in {row["id"] for row in rows}


def test_a_violation_of_another_month_takes_the_findings_place(estate: Kefu) -> None:
    """Recorded in June about a call that was late in May, it counts in June and May is clear."""
    line = ("--staff", "W006", "--clause", "7.2", "--on", "2024-06-03")
    done(estate("violation", "add", *line, "--source", "repair:WX2405-017"))
    assert _may(estate)["W006"]["findings"] == []
    june = {p["code"]: p for p in _score(estate, "--month", "2024-06")["staff"]}
    assert "violation:27" in {finding["id"] for finding in june["W006"]["findings"]}


def test_the_property_is_of_a_real_ones_size(estate: Kefu) -> None:
    """Flats, shops and spaces, handed over or not; payments of every sort; calls in every state."""
    units = listed(estate, "unit", "list", "--reveal")
    assert len(units) == 1244
    assert {unit["kind"] for unit in units} >= {"住宅", "商鋪", "車位"}
    assert sum(unit["handover"] is None or unit["handover"] > "2024-05-31" for unit in units) == 134
    assert all((unit["phone"] or "000-0000").startswith("000-0000") for unit in units)
    fees = listed(estate, "fee", "list")
    assert len(fees) == 3750
    assert {int(fee["to_month"][5:]) - int(fee["month"][5:]) + 1 for fee in fees} >= {1, 3, 6, 12}
    assert any(fee["partial"] for fee in fees)
    assert any(fee["paid_on"][:7] > fee["to_month"] for fee in fees)
    steps = ("dispatched", "followed", "completed", "revisited")
    states = {tuple(map(bool, pick(r, *steps))) for r in listed(estate, "repair", "list")}
    assert states >= {(False,) * 4, (True, False, False, False), (True, False, True, True)}
    assert {a["kind"] for a in listed(estate, "archive", "list")} == set(ARCHIVES)
    assert all(file.stat().st_size < 300_000 for _, file in sample_files())
    assert {file.suffix for _, file in sample_files()} == {".csv", ".xlsx"}


def test_what_is_left_open_is_a_finding_of_june(estate: Kefu) -> None:
    """Five calls that nobody finished, looked at in July."""
    line = ("finding", "list", "--month", "2024-06", "--format", "csv")
    rows = csv_of(done(estate(*line, now=datetime(2024, 7, 15, 8, 0))))
    found = {row["id"].rpartition(":")[0] for row in rows}
    calls = ("037", "028", "009", "036")
    assert found >= {f"repair:WX2405-{n}" for n in calls} | {"repair:WX2405-024"}


# ---------------------------------------------------------------- files in and out


def test_every_sample_file_imported_again_adds_nothing(estate: Kefu, db: Path) -> None:
    """Each row of each is known, also by --update."""
    before = {table: rows for table, rows in counts(db).items() if table != "command"}
    for noun, file in sample_files():
        for more in ((), ("--update",)):
            said = done(estate("import", noun, str(file), *more)).splitlines()[-1]
            assert ": 0 recorded, " in said, said
            assert said.endswith(" known already, 0 changed."), said
    assert {t: n for t, n in counts(db).items() if t != "command"} == before


def test_the_workbook_is_the_same_bytes_each_time(estate: Kefu, made: Path, tmp_path: Path) -> None:
    """Also another day and in another folder; it has a sheet a person between the lists."""
    book = tmp_path / "2024-05.xlsx"
    for _ in range(2):
        said = done(estate("score", "--month", "2024-05", "--export", str(book)))
        assert said.endswith(f"Workbook written: {book}\n")
    done(
        estate("--lang", "en", "score", "--month", "2024-05", "--export", str(tmp_path / "b.xlsx"))
    )
    assert book.read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert book.read_bytes() == (made / "2024-05.xlsx").read_bytes()
    people = [f"{p['code']} {p['name']}" for p in _may(estate).values()]
    names = load_workbook(book).sheetnames
    assert names[1:-3] == people
    done(estate("score", "--month", "2024-05", "--export", str(book), lang="zh-Hant"))
    assert load_workbook(book).sheetnames == ["匯總", *people, "扣分明細", "收繳率", "kefu"]


def test_the_workbook_has_the_screens_numbers(estate: Kefu, tmp_path: Path) -> None:
    """A row a person on the first sheet: code, name, eight scores, total, percent, base, amount."""
    book = tmp_path / "b.xlsx"
    done(estate("score", "--month", "2024-05", "--export", str(book), lang="zh-Hant"))
    cells = load_workbook(book)["匯總"].iter_rows(values_only=True)
    rows = {row[0]: row for row in cells if str(row[0]).startswith("W00")}
    for code, person in _may(estate).items():
        row = rows[code]
        assert list(row[4:12]) == [item["score"] for item in person["items"]]
        assert row[12] == person["total"]
    assert len(rows) == 8
