"""``kefu unit``: flats, shops, parking spaces; owners' data is masked."""

from __future__ import annotations

from datetime import datetime

import pytest

from desks import Kefu, csv_of, done, listed, pick, refused, shown


def test_a_new_unit_is_a_flat_unless_said_otherwise(desk: Kefu) -> None:
    """Kinds are taken in English and in Chinese of either script."""
    for code, kind in (("3-9", None), ("3-8", "商铺"), ("3-7", "parking"), ("3-6", "其他")):
        more = ("--kind", kind) if kind else ()
        done(desk("unit", "add", "--code", code, "--building", "3", *more))
    kinds = {unit["code"]: unit["kind"] for unit in listed(desk, "unit", "list")}
    assert pick(kinds, "3-9", "3-8", "3-7", "3-6") == ("住宅", "商鋪", "車位", "其他")


def test_an_unknown_kind_is_a_usage_error(desk: Kefu) -> None:
    """The kinds are listed."""
    line = ("--code", "3-9", "--building", "3", "--kind", "別墅")
    assert refused(desk("unit", "add", *line), 2) == [
        "--kind: “別墅” is not among the choices.",
        "Choose from 住宅, 商鋪, 車位, 其他.",
    ]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), ["3-1-502", "3-1-503", "5-1-101"]),
        (("--building", "3"), ["3-1-502", "3-1-503"]),
        (("--staff", "W001"), ["3-1-502", "3-1-503"]),
        (("--staff", "W002"), ["5-1-101"]),
        (("--staff", "W003"), []),
    ],
)
def test_filters(desk: Kefu, options: tuple[str, ...], found: list[str]) -> None:
    """By building, by who holds it today (also with an end ahead)."""
    assert [unit["code"] for unit in listed(desk, "unit", "list", *options)] == found


def test_units_of_a_person_are_those_held_today(desk: Kefu) -> None:
    """Not those held once, nor those to be held one day."""
    for person, now in (("W002", datetime(2025, 1, 1)), ("W001", datetime(2023, 12, 31))):
        assert done(desk("unit", "list", "--staff", person, "--format", "json", now=now)) == "[]\n"


def test_owners_are_masked_unless_revealed(desk: Kefu) -> None:
    """In a list, in one record, in every format, in the history."""
    for form in ("table", "json", "csv"):
        for line in (("list",), ("show", "3-1-502")):
            said = done(desk("unit", *line, "--format", form))
            assert "王小明" not in said
            assert "1234" not in said
            open_ = done(desk("unit", *line, "--format", form, "--reveal"))
            assert "王小明" in open_
            assert "000-00001234" in open_
    masked = shown(desk, "unit", "3-1-502")
    assert pick(masked, "owner", "phone") == ("王**", "***-*****234")


def test_owners_are_masked_in_what_a_change_says(desk: Kefu) -> None:
    """Neither the sentence nor the history tells the name or the number."""
    said = done(desk("unit", "edit", "3-1-502", "--owner", "趙六", "--phone", "000-00004321"))
    assert said.splitlines()[0] == ("Units 3-1-502 changed: Owner (not shown), Phone (not shown)")
    for line in (("--of", "unit:3-1-502"), ()):
        for form in ("table", "json", "csv"):
            told = done(desk("history", *line, "--format", form))
            assert not {"趙六", "王小明", "4321", "1234"} & set(told.replace('"', " ").split())
            assert "趙六" not in told
            revealed = done(desk("history", *line, "--format", form, "--reveal"))
            assert "趙六" in revealed
            assert "000-00001234" in revealed
    done(desk("unit", "edit", "3-1-502", "--clear", "phone"))
    assert shown(desk, "unit", "3-1-502", "--reveal")["phone"] is None


def test_adding_a_unit_does_not_repeat_its_owner(desk: Kefu) -> None:
    """What was recorded is said without what is private."""
    line = ("--code", "3-9", "--building", "3", "--owner", "趙六", "--phone", "000-00004321")
    assert done(desk("unit", "add", *line)).splitlines()[0] == "Units 3-9 recorded: 3 三號樓"


def test_handover_enters_the_day(desk: Kefu) -> None:
    """Today where no day is given; a correction is kept in the history."""
    done(desk("unit", "handover", "3-1-503"))
    assert shown(desk, "unit", "3-1-503")["handover"] == "2024-06-20"
    assert done(desk("unit", "handover", "3-1-503", "--on", "5/31")).splitlines() == [
        "Units 3-1-503 changed: Handed over 2024-05-31",
        "To take it back: kefu unit edit 3-1-503 --handover 2024-06-20",
    ]
    days = [pick(e, "before", "after") for e in listed(desk, "history", "--of", "unit:3-1-503")]
    assert days[1:] == [(None, "2024-06-20"), ("2024-06-20", "2024-05-31")]


@pytest.mark.parametrize(
    "line",
    [
        ("unit", "handover", "3-1-503", "--on", "2024-06-21"),
        ("unit", "add", "--code", "3-9", "--building", "3", "--handover", "2024-06-21"),
        ("unit", "edit", "3-1-503", "--handover", "2024-06-21"),
    ],
)
def test_a_handover_does_not_lie_ahead(desk: Kefu, line: tuple[str, ...]) -> None:
    """However it is entered."""
    assert refused(desk(*line))[0] == "2024-06-21 lies ahead; today is 2024-06-20."


def test_edit_changes_money_and_text(desk: Kefu) -> None:
    """The monthly fee is yuan in the sentence, in JSON and in the history."""
    said = done(desk("unit", "edit", "3-1-502", "--monthly-fee", "¥260.5元", "--room", "502A"))
    assert said.splitlines()[0] == "Units 3-1-502 changed: Room 502A, Monthly fee 260.50 yuan"
    assert shown(desk, "unit", "3-1-502")["monthly_fee"] == "260.50"
    fee = next(
        e for e in listed(desk, "history", "--of", "unit:3-1-502") if e["field"] == "monthly_fee"
    )
    assert pick(fee, "before", "after") == ("240.00", "260.50")


@pytest.mark.parametrize("option", [("--clear", "kind"), ("--kind", "")])
def test_a_unit_has_a_kind(desk: Kefu, option: tuple[str, ...]) -> None:
    """It cannot be left empty, by either way."""
    assert "cannot be left empty" in refused(desk("unit", "edit", "3-1-502", *option), 2)[0]
    assert shown(desk, "unit", "3-1-502")["kind"] == "住宅"


def test_a_unit_in_use_is_not_voided(desk: Kefu) -> None:
    """Payments, repair calls and archives stand in the way."""
    assert refused(desk("unit", "void", "5-1-101", "--reason", "x"))[0] == (
        "5-1-101 is still in use: Fee payments (1)."
    )
    done(desk("fee", "void", "1", "--reason", "x"))
    assert refused(desk("unit", "void", "5-1-101", "--reason", "x"))[0] == (
        "5-1-101 is still in use: Repair calls (1)."
    )
    done(desk("repair", "void", "32", "--reason", "x"))
    assert refused(desk("unit", "void", "5-1-101", "--reason", "x"))[0] == (
        "5-1-101 is still in use: Archive entries (1)."
    )
    done(desk("archive", "void", "1", "--reason", "x"))
    done(desk("unit", "void", "5-1-101", "--reason", "x"))


def test_a_voided_units_code_is_free(desk: Kefu) -> None:
    """It can be recorded anew, and the new one is the one that is meant."""
    done(desk("unit", "void", "3-1-503", "--reason", "房號不存在"))
    done(desk("unit", "add", "--code", "3-1-503", "--building", "5"))
    assert shown(desk, "unit", "3-1-503")["building"] == "5"
    rows = csv_of(done(desk("unit", "list", "--voided", "--format", "csv")))
    assert [row["voided"] for row in rows if row["code"] == "3-1-503"] == ["true", "false"]


def test_a_unit_refers_to_no_voided_building(desk: Kefu) -> None:
    """What was taken back is unknown to new records."""
    done(desk("building", "add", "--code", "7"))
    done(desk("building", "void", "7", "--reason", "x"))
    what, _ = refused(desk("unit", "add", "--code", "7-1", "--building", "7"))
    assert what == "There is no building “7”."
