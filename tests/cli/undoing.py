"""What the tests of undo share: commands to take back, and who gives them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desks import Kefu, done, outside, write_csv

Line = tuple[str, ...]
As = Callable[[str], None]

CALL = ("工單號", "房號", "報修內容", "報修時間", "完成時間", "跟進時間", "維修人")
LINES: dict[str, Line] = {
    "staff": ("staff", "add", "--code", "W009", "--name", "趙六", "--base-pay", "1800"),
    "building": ("building", "add", "--code", "7"),
    "assignment": ("assignment", "add", "--building", "5", "--staff", "W001", "--from", "2024-5-1"),
    "unit": ("unit", "add", "--code", "3-1-504", "--building", "3", "--handover", "2024-01-01"),
    "fee": ("fee", "add", "--unit", "3-1-502", "--month", "2024-05", "--amount", "240"),
    "violation": ("violation", "add", "--staff", "W001", "--clause", "1.1", "--on", "2024-05-07"),
    "absences": (
        *("violation", "add", "--staff", "W001", "--on", "2024-05-13", "--to", "2024-05-15"),
        "--absent",
    ),
    "repair": ("repair", "add", "--unit", "3-1-503", "--content", "滲水", "--received", "2024-5-2"),
    "archive": ("archive", "add", "--unit", "3-1-502", "--kind", "入伙", "--on", "2024-05-10"),
    "suggestion": ("suggestion", "add", "--staff", "W003", "--month", "2024-05", "--text", "傘架"),
    "story": ("story", "add", "--staff", "W003", "--month", "2024-05", "--text", "雨夜"),
    "import": ("import", "fee", "fees.csv"),
    "update": ("import", "repair", "calls.csv", "--update"),
    "edit": ("violation", "edit", "1", "--evidence", "錄像", "--clear", "note"),
    "edit unit": ("unit", "edit", "5-1-101", "--handover", "2024-06-01", "--room", "101"),
    "handover": ("unit", "handover", "3-1-503", "--on", "2024-05-04"),
    "void": ("fee", "void", "1", "--reason", "重複錄入"),
    "void absence": ("violation", "void", "2", "--reason", "記錯人"),
    "dispatch": ("repair", "dispatch", "31", "--worker", "李師傅", "--at", "2024-05-03T10:00"),
    "follow": ("repair", "follow", "31", "--at", "2024-05-04T10:00"),
    "complete": ("repair", "complete", "31", "--at", "2024-05-05T10:00"),
    "leave": ("staff", "leave", "W001", "--on", "2024-05-20"),
    "replace": (
        *("building", "assign", "--building", "3", "--staff", "W003", "--from", "2024-05-02"),
        "--replace",
    ),
    "base pay": ("staff", "edit", "W001", "--base-pay", "2200", "--from", "2024-05"),
    "waive": ("finding", "waive", "repair:31:7.2", "--reason", "業主要求"),
    "rules": ("rules", "use", "own.toml", "--from", "2024-05"),
    "review": (
        *("review", "set", "--staff", "W001", "--month", "2024-05", "--level", "direct"),
        *("--item", "3", "--score", "9", "--reason", "客訴"),
    ),
    "objection": ("objection", "add", "--staff", "W001", "--month", "2024-05", "--text", "已補戴"),
    "ack": ("ack", "--staff", "W001", "--month", "2024-05"),
}
"""Commands that the furnished office takes, by name."""


@pytest.fixture
def by(monkeypatch: pytest.MonkeyPatch) -> As:
    """Let another user sit down at the desk."""
    return lambda name: monkeypatch.setenv("KEFU_USER", name)


@pytest.fixture
def files(desk: Kefu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kefu:
    """The desk with files to take in beside it."""
    monkeypatch.chdir(tmp_path)
    fees = [("3-1-503", "2024-05", str(amount), "2024-05-03") for amount in range(1, 31)]
    write_csv(tmp_path / "fees.csv", ("房號", "月份", "金額", "繳費日期"), *fees)
    call = (
        "31",
        "3-1-502",
        "廚房水管漏水",
        "2024-05-03 09:00",
        "2024-05-06 09:00",
        "2024-05-04 08:00",
    )
    more = ("77", "5-1-101", "門鎖", "2024-05-03 09:00", "", "")
    write_csv(tmp_path / "calls.csv", CALL, (*call, "李師傅"), (*more, ""))
    standard = done(desk("rules", "export"))
    for name in ("own", "other"):
        text = standard.replace('name = "standard"', f'name = "{name}"')
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return desk


def standing(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every record that is not void, with all of its facts."""
    with outside(path) as file:
        tables = file.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%void_reason%'"
        ).fetchall()
        return {
            t: file.execute(f"SELECT * FROM {t} WHERE voided = 0").fetchall() for (t,) in tables
        }
