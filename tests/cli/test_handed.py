"""``kefu suggestion`` and ``kefu story``: what is handed in each month."""

from __future__ import annotations

import pytest

from desks import Kefu, done, listed, pick, refused, shown

LABELS = {"suggestion": "Suggestions", "story": "Stories"}
BOTH = pytest.mark.parametrize("noun", LABELS)


@BOTH
def test_the_life_of_one(desk: Kefu, noun: str) -> None:
    """Added, shown, edited, voided."""
    said = done(desk(noun, "add", "--staff", "李四", "--month", "上月", "--text", "加裝鞋套機"))
    assert said.splitlines() == [
        f"{LABELS[noun]} 2 recorded: W002 李四, 2024-05, 加裝鞋套機",
        f"To take it back: kefu {noun} void 2 --reason …",
    ]
    done(desk(noun, "edit", "2", "--text", "加裝雨傘架"))
    assert shown(desk, noun, "2") == {
        "id": 2,
        "staff": "W002",
        "staff_name": "李四",
        "month": "2024-05",
        "text": "加裝雨傘架",
        "on": "2024-06-20",
        "voided": False,
        "void_reason": None,
        "recorded_by": "王主管",
        "recorded_at": "2024-06-20T09:30",
        "late": False,
    }
    done(desk(noun, "void", "2", "--reason", "重複"))
    assert [pick(r, "id", "voided") for r in listed(desk, noun, "list", "--voided")] == [
        (1, False),
        (2, True),
    ]


@BOTH
def test_filters(desk: Kefu, noun: str) -> None:
    """By the month that it is for, not the day it was handed in; by person."""
    assert [r["id"] for r in listed(desk, noun, "list", "--month", "2024-05")] == [1]
    assert listed(desk, noun, "list", "--month", "2024-06") == []
    assert listed(desk, noun, "list", "--staff", "W002") == []


@BOTH
def test_the_duty_is_done_or_missing(desk: Kefu, noun: str) -> None:
    """The score counts it beside the points."""
    line = ("score", "--month", "2024-05", "--staff", "W001", "--format", "json")
    assert f'"{noun}": 1' in done(desk(*line))
    done(desk(noun, "void", "1", "--reason", "重複"))
    assert f'"{noun}": 0' in done(desk(*line))


@BOTH
def test_text_is_needed(desk: Kefu, noun: str) -> None:
    """All that is missing is named; blanks are no text."""
    assert refused(desk(noun, "add", "--staff", "W001", "--text", " "), 2)[0] == (
        "--month, --text is missing."
    )
    assert refused(desk(noun, "edit", "1", "--text", ""), 2)[0] == "--text cannot be left empty."
