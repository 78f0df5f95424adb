"""``kefu archive``: what was filed for a unit, and what is missing."""

from __future__ import annotations

from datetime import datetime

import pytest

from desks import Kefu, done, listed, pick, refused, shown


def test_an_archive_is_added_edited_and_voided(desk: Kefu) -> None:
    """Kind and media in either script, media in the source's order."""
    new = ("--unit", "3-1-502", "--kind", "装修", "--media", "影音,电子")
    said = done(desk("archive", "add", *new))
    assert said.splitlines() == [
        "Archive entries 2 recorded: 3-1-502, 裝修, 2024-06-20",
        "To take it back: kefu archive void 2 --reason …",
    ]
    line = ("--contractor-licence", "G0001", "--contractor-contact", "趙工", "--note", "補")
    done(desk("archive", "edit", "2", *line, "--media", "紙質"))
    kept = shown(desk, "archive", "2")
    assert pick(kept, "kind", "media", "on") == ("裝修", "紙質", "2024-06-20")
    assert pick(kept, "contractor_licence", "contractor_contact", "note") == ("G0001", "趙工", "補")
    done(desk("archive", "edit", "2", "--clear", "contractor-licence"))
    assert shown(desk, "archive", "2")["contractor_licence"] is None
    done(desk("archive", "void", "2", "--reason", "房號記錯"))
    assert [entry["id"] for entry in listed(desk, "archive", "list")] == [1]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), [1, 2]),
        (("--month", "2024-05"), [2]),
        (("--building", "5"), [1]),
        (("--staff", "W001"), [2]),
        (("--month", "2023-01", "--building", "3"), []),
    ],
)
def test_filters(desk: Kefu, options: tuple[str, ...], found: list[int]) -> None:
    """By month, building, and who holds it."""
    done(desk("archive", "add", "--unit", "3-1-502", "--kind", "入伙", "--on", "2024-05-10"))
    assert [entry["id"] for entry in listed(desk, "archive", "list", *options)] == found


def test_missing_lists_what_is_late_in_the_month(desk: Kefu) -> None:
    """A handover without its archive, until one is filed by the last permitted day."""
    assert listed(desk, "archive", "missing", "--month", "2024-05") == [
        {
            "unit": "3-1-502",
            "kind": "入伙",
            "due": "2024-05-16",
            "late": True,
            "staff": "W001",
            "finding": "handover:3-1-502:8.1",
        }
    ]
    line = ("archive", "add", "--unit", "3-1-502", "--kind", "入伙", "--on")
    done(desk(*line, "2024-05-17"))
    assert len(listed(desk, "archive", "missing", "--month", "2024-05")) == 1
    done(desk(*line, "2024-05-16"))
    assert listed(desk, "archive", "missing", "--month", "2024-05") == []


def test_missing_shows_what_will_be_late_in_a_running_month(desk: Kefu) -> None:
    """With its last permitted day, and not yet late on it; by person."""
    line = ("archive", "missing", "--month", "2024-05", "--format", "json")
    early = desk(*line, now=datetime(2024, 5, 16, 18, 0))
    late = desk(*line, now=datetime(2024, 5, 17, 8, 0))
    assert '"late": false' in done(early)
    assert '"late": true' in done(late)
    assert listed(desk, "archive", "missing", "--month", "2024-05", "--staff", "W002") == []


def test_a_kind_that_is_none_is_a_usage_error(desk: Kefu) -> None:
    """The kinds are listed."""
    line = ("archive", "add", "--unit", "3-1-502", "--kind", "合同")
    assert refused(desk(*line), 2)[1] == "Choose from 入伙, 裝修, 返修, 資料更新."


def test_a_bare_add_shows_the_kinds(desk: Kefu) -> None:
    """A kind is chosen by its number, its word or a part of it."""
    for answer, kind in (("2", "裝修"), ("返修", "返修"), ("资料更新", "資料更新")):
        asked = desk("archive", "add", answers=("3-1-502", answer))
        assert asked.code == 0
        assert "1  入伙" in asked.err
        assert listed(desk, "archive", "list")[-1]["kind"] == kind
