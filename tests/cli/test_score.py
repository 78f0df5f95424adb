"""``kefu score``: the options, ``--as-of``, several months, and where the workbook goes."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from desks import Kefu, csv_of, done, refused

SCORE = ("score", "--month", "2024-05")


def _document(kefu: Kefu, *line: str, now: datetime = datetime(2024, 6, 20)) -> dict[str, Any]:
    found = json.loads(done(kefu("score", *line, "--format", "json", now=now)))
    assert isinstance(found, dict)
    return found


def _person(document: dict[str, Any], code: str) -> dict[str, Any]:
    return next(person for person in document["staff"] if person["code"] == code)


def test_the_three_formats_tell_the_same(desk: Kefu) -> None:
    """Totals and actions of the table, the CSV and the JSON."""
    document = _document(desk, "--month", "2024-05")
    rows = csv_of(done(desk(*SCORE, "--format", "csv")))
    assert list(rows[0]) == [
        "code",
        "name",
        *(f"item_{n}" for n in range(1, 9)),
        "total",
        "percent",
        "amount",
        "actions",
    ]
    for row, person in zip(rows, document["staff"], strict=True):
        assert row["code"] == person["code"]
        assert int(row["total"]) == person["total"] == sum(i["score"] for i in person["items"])
        actions = ";".join(f"{a['action']}:{a['reason']}" for a in person["actions"])
        assert row["actions"] == actions
        assert f"{person['total']}" in done(desk(*SCORE))


def test_one_person_alone(desk: Kefu) -> None:
    """By name too; somebody who is not appraised in the month is refused."""
    document = _document(desk, "--month", "2024-05", "--staff", "张三")
    assert [person["code"] for person in document["staff"]] == ["W001"]
    assert refused(
        desk("score", "--month", "2024-07", "--staff", "W002", now=datetime(2024, 8, 1))
    ) == [
        "W002 李四 is not appraised in 2024-07.",
        "See “kefu staff list”: appraised are those marked so and employed in the month.",
    ]


def test_explain_names_each_finding_and_its_clause(desk: Kefu) -> None:
    """JSON has the same lines; a CSV row a person has no place for them."""
    said = done(desk(*SCORE, "--explain"))
    assert "[violation:1]" in said
    assert "按公司規定穿戴工服" in said
    whole = json.loads(done(desk(*SCORE, "--explain", "--format", "json")))
    assert [line.strip() for line in said.splitlines() if line.strip()] == whole["explanation"]
    assert "explanation" not in json.loads(done(desk(*SCORE, "--format", "json")))
    assert refused(desk(*SCORE, "--explain", "--format", "csv"), 2)[1] == (
        "Give --format json, or leave one of the two out."
    )


def test_as_of_leaves_out_what_came_later(desk: Kefu) -> None:
    """Violations, findings not yet late and payments; due units stay those of the month's end."""
    before = _document(desk, "--month", "2024-05", "--as-of", "2024-05-04")
    found = {f["id"] for p in before["staff"] for f in p["findings"]}
    assert before["as_of"] == "2024-05-04"
    assert found == {"violation:1"}
    day_after = _document(desk, "--month", "2024-05", "--as-of", "5/5")
    assert {f["id"] for f in _person(day_after, "W001")["findings"]} == {
        "violation:1",
        "repair:31:7.2",
    }
    line = ("fee", "add", "--unit", "3-1-502", "--month", "2024-05", "--amount", "240")
    done(desk(*line, "--paid-on", "2024-05-20"))
    for day, paid in (("2024-05-19", 0), ("2024-05-20", 1)):
        rate = _person(_document(desk, "--month", "2024-05", "--as-of", day), "W001")["items"][3]
        assert (rate["due"], rate["paid"]) == (1, paid)


@pytest.mark.parametrize("later", ["2024-06-01", "2024-06-20", "2030-01-01"])
def test_an_as_of_behind_the_month_changes_nothing(desk: Kefu, later: str) -> None:
    """Neither does one ahead of today."""
    assert _document(desk, "--month", "2024-05", "--as-of", later) == _document(
        desk, "--month", "2024-05"
    )


def test_a_running_month_is_known_up_to_today(desk: Kefu) -> None:
    """Each day's result is the one that ``--as-of`` that day gives later."""
    today = _document(desk, "--month", "2024-05", now=datetime(2024, 5, 16))
    assert today["as_of"] == "2024-05-16"
    assert today == _document(desk, "--month", "2024-05", "--as-of", "2024-05-16")


def test_months_of_one_person(desk: Kefu) -> None:
    """From one to another, both included; the last is this month unless said."""
    found = _document(desk, "--staff", "W001", "--from", "2024-04")
    assert [month["month"] for month in found["months"]] == ["2024-04", "2024-05", "2024-06"]
    rows = csv_of(
        done(
            desk(
                *("score", "--staff", "W001", "--from", "2024-05", "--to", "2024-05"),
                *("--format", "csv"),
            )
        )
    )
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        ((), 2, "--month is missing."),
        (("--month", "2024-07"), 1, "2024-07 has not begun."),
        (("--month", "2024年13月"), 2, "--month: “2024年13月” is not a month."),
        (("--month", "2024-05", "--as-of", "x"), 2, "--as-of: “x” is not a day."),
        (("--month", "2024-05", "--as-of", "2024-04-30"), 1, "2024-04-30 is before 2024-05."),
        (("--month", "2024-05", "--staff", "W00"), 1, "There is no staff member “W00”."),
        (("--from", "2024-01"), 2, "--from and --to show one person's months."),
        (("--staff", "W001", "--to", "2024-01"), 2, "--from and --to show one person's months."),
        (
            ("--staff", "W001", "--from", "2024-01", "--month", "2024-01"),
            2,
            "--from and --to show one person's months.",
        ),
        (
            ("--staff", "W001", "--from", "2024-05", "--to", "2024-04"),
            1,
            "The last month 2024-04 is before the first month 2024-05.",
        ),
        (("--staff", "W001", "--from", "2024-06", "--to", "2024-07"), 1, "2024-07 has not begun."),
    ],
)
def test_what_cannot_be_scored_is_refused(
    desk: Kefu, line: tuple[str, ...], code: int, what: str
) -> None:
    """Options that do not go together, months that are none or have not begun."""
    assert refused(desk("score", *line), code)[0] == what


def test_export_writes_the_workbook_and_says_so(desk: Kefu, tmp_path: Path) -> None:
    """Twice the same bytes; for scripts the sentence is left out."""
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    said = done(desk(*SCORE, "--export", str(first)))
    assert said.splitlines()[-1] == f"Workbook written: {first}"
    as_json = done(desk(*SCORE, "--export", str(second), "--format", "json"))
    assert json.loads(as_json)["month"] == "2024-05"
    assert first.read_bytes() == second.read_bytes()


def _no_folder(tmp_path: Path) -> tuple[Path, str]:
    return tmp_path / "no" / "x.xlsx", f"The folder {tmp_path / 'no'} does not exist."


def _folder(tmp_path: Path) -> tuple[Path, str]:
    target = tmp_path / "x.xlsx"
    target.mkdir()
    return target, f"{target} is a folder."


def _read_only(tmp_path: Path) -> tuple[Path, str]:
    target = tmp_path / "x.xlsx"
    target.touch(0o400)
    return target, f"{target} is read-only."


def _open_in_excel(tmp_path: Path) -> tuple[Path, str]:
    target = tmp_path / "x.xlsx"
    target.write_bytes(b"old")
    (tmp_path / "~$x.xlsx").touch()
    return target, f"{target} is open in another program."


def _no_workbook(tmp_path: Path) -> tuple[Path, str]:
    target = tmp_path / "x.pdf"
    return target, f"{target} is not named like a workbook."


@pytest.mark.parametrize("make", [_no_folder, _folder, _read_only, _open_in_excel, _no_workbook])
def test_a_workbook_that_cannot_be_written_is_refused_before_anything_is_shown(
    desk: Kefu, tmp_path: Path, make: Any
) -> None:
    """Two lines, no table, and what stood there stands."""
    target, what = make(tmp_path)
    before = target.read_bytes() if target.is_file() else None
    files = sorted(tmp_path.rglob("*"))
    assert refused(desk(*SCORE, "--export", str(target)))[0] == what
    assert sorted(tmp_path.rglob("*")) == files
    assert (target.read_bytes() if target.is_file() else None) == before
