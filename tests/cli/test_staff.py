"""``kefu staff``: the roster, pay bases by month, leaving."""

from __future__ import annotations

from datetime import datetime

import pytest

from desks import Kefu, done, listed, pick, refused, shown


def test_add_says_what_was_recorded_and_how_to_take_it_back(office: Kefu, db: object) -> None:
    """Name, code, and the line that voids it."""
    first = office("staff", "add", "--code", "W001", "--name", "張三")
    assert first.out.splitlines() == [
        "Staff W001 recorded: 張三",
        "To take it back: kefu staff void W001 --reason …",
    ]
    assert first.err == f"A new file was made: {db}\n"


def test_a_new_person_has_the_defaults(office: Kefu) -> None:
    """Department, position and appraised are filled in; the rest is null."""
    office("staff", "add", "--code", "W001", "--name", "張三")
    assert shown(office, "staff", "W001") == {
        "id": 1,
        "code": "W001",
        "name": "張三",
        "department": "客服部",
        "position": "客服員",
        "base_pay": None,
        "joined": None,
        "left": None,
        "appraised": True,
        "voided": False,
        "void_reason": None,
        "recorded_by": "王主管",
        "recorded_at": "2024-06-20T09:30",
        "late": False,
    }


def test_every_fact_of_a_person_can_be_given(office: Kefu) -> None:
    """As options, the days in the office's own forms and ahead too."""
    office(
        *("staff", "add", "--code", "Ｗ００１", "--name", "張三", "--department", "工程部"),
        *("--position", "管家", "--base-pay", "1,875.25", "--joined", "２０２３年３月１日"),
        *("--left", "2030/1/31", "--appraised", "否"),
    )
    person = shown(office, "staff", "W001")
    assert pick(person, "code", "department", "position") == ("W001", "工程部", "管家")
    assert pick(person, "base_pay", "joined", "left") == ("1875.25", "2023-03-01", "2030-01-31")
    assert person["appraised"] is False


def test_list_shows_everyone_and_open_those_still_here(desk: Kefu) -> None:
    """In the order in which they were recorded."""
    codes = [person["code"] for person in listed(desk, "staff", "list")]
    assert codes == ["W001", "W002", "W003", "W004"]
    still = [person["code"] for person in listed(desk, "staff", "list", "--open")]
    assert still == ["W001", "W003", "W004"]


def test_lists_are_empty_arrays_and_headings_where_nothing_is(office: Kefu) -> None:
    """Scripts get an array and a heading line even then."""
    office("staff", "list")
    assert listed(office, "staff", "list") == []
    assert done(office("staff", "list", "--format", "csv")) == (
        "id,code,name,department,position,base_pay,joined,left,appraised,"
        "voided,void_reason,recorded_by,recorded_at,late\n"
    )


@pytest.mark.parametrize("name", ["W001", "w001", "Ｗ００１", "張三", "张三", " 張三 "])
def test_a_person_is_named_by_code_or_name_in_either_script(desk: Kefu, name: str) -> None:
    """Forms that mean the same person find them."""
    assert shown(desk, "staff", name)["code"] == "W001"


def test_edit_changes_plain_facts_and_keeps_what_was(desk: Kefu) -> None:
    """The sentence tells the new values and where the old ones are."""
    said = done(desk("staff", "edit", "W001", "--name", "張三豐", "--position", "管家"))
    assert said.splitlines() == [
        "Staff W001 changed: Name 張三豐, Position 管家",
        "To take it back: kefu staff edit W001 --name 張三 --position 客服員",
    ]
    changes = listed(desk, "history", "--of", "staff:W001")[1:]
    assert [pick(change, "field", "before", "after") for change in changes][-2:] == [
        ("name", "張三", "張三豐"),
        ("position", "客服員", "管家"),
    ]


def test_edit_to_what_it_is_changes_nothing(desk: Kefu) -> None:
    """It says so, and the history stays as it was."""
    before = listed(desk, "history")
    said = done(desk("staff", "edit", "W001", "--name", "張三"))
    assert said == "Staff W001: nothing to change.\n"
    assert listed(desk, "history") == before


def test_clear_leaves_facts_empty(desk: Kefu) -> None:
    """Several at once; a flag becomes no."""
    done(desk("staff", "edit", "W001", "--clear", "joined", "--clear", "appraised"))
    assert pick(shown(desk, "staff", "W001"), "joined", "appraised") == (None, False)


def test_what_a_record_cannot_be_without_is_not_cleared(desk: Kefu) -> None:
    """The name must stay; the facts that may go are listed."""
    what, advice = refused(desk("staff", "edit", "W001", "--clear", "name"), 2)
    assert what == "--clear: “name” cannot be left empty."
    assert advice == "Allowed: department, position, joined, left, appraised."


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_value_does_not_empty_a_name(desk: Kefu, empty: str) -> None:
    """What the file cannot be without is refused before it is written."""
    what, _ = refused(desk("staff", "edit", "W001", "--name", empty), 2)
    assert what == "--name cannot be left empty."
    assert shown(desk, "staff", "W001")["name"] == "張三"


def test_edit_without_a_change_is_a_usage_error(desk: Kefu) -> None:
    """It lists the options that would be one."""
    what, advice = refused(desk("staff", "edit", "W001"), 2)
    assert what == "Nothing to change was given."
    assert advice.startswith("Give one of --name, --department")


def test_a_new_pay_base_holds_from_its_month_on(desk: Kefu) -> None:
    """Earlier months keep theirs; the list shows the latest."""
    said = done(desk("staff", "edit", "W001", "--base-pay", "2200", "--from", "2024-06"))
    assert said.splitlines() == [
        "W001: performance pay base 2200.00 yuan from 2024-06 on.",
        "To take it back: kefu undo",
    ]
    assert shown(desk, "staff", "W001")["base_pay"] == "2200.00"
    pay = {
        month: _pay(desk, month, datetime(2024, 8, 1, 8, 0))
        for month in ("2024-05", "2024-06", "2024-07")
    }
    assert pay == {"2024-05": "2000.00", "2024-06": "2200.00", "2024-07": "2200.00"}


def test_a_pay_base_entered_twice_for_a_month_is_replaced(desk: Kefu) -> None:
    """The later one holds; the history has both."""
    for base in ("2200", "2300"):
        done(desk("staff", "edit", "W001", "--base-pay", base, "--from", "2024-06"))
    assert _pay(desk, "2024-06", datetime(2024, 7, 1, 8, 0)) == "2300.00"
    told = listed(desk, "history", "--of", "staff:W001")
    facts = {pick(e, "field", "before", "after") for e in told}
    assert {("base_pay", None, "2000.00"), ("base_pay", None, "2024-06 2200.00")} <= facts
    assert ("base_pay", None, "2024-06 2300.00") in facts
    assert ("base_pay", "2024-06 2200.00", None) in facts


def _pay(kefu: Kefu, month: str, now: datetime) -> object:
    import json

    document = json.loads(
        done(kefu("score", "--month", month, "--staff", "W001", "--format", "json", now=now))
    )
    return document["staff"][0]["pay"]["base"]


def test_a_pay_base_and_a_plain_fact_change_together(desk: Kefu) -> None:
    """One command, both kept."""
    line = ("--base-pay", "2200", "--from", "2024-06", "--position", "管家")
    done(desk("staff", "edit", "W001", *line))
    assert pick(shown(desk, "staff", "W001"), "base_pay", "position") == ("2200.00", "管家")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (("--base-pay", "2200"), "--from is missing."),
        (("--from", "2024-06"), "--base-pay is missing."),
        (("--base-pay", "-1", "--from", "2024-06"), "--base-pay: The amount -1 is negative."),
        (("--base-pay", "多", "--from", "2024-06"), "--base-pay: “多” is not an amount."),
        (("--base-pay", "1", "--from", "6"), "--from: “6” is not a month."),
    ],
)
def test_half_a_pay_base_is_a_usage_error(desk: Kefu, line: tuple[str, ...], what: str) -> None:
    """An amount needs its month and a month its amount."""
    assert refused(desk("staff", "edit", "W001", *line), 2)[0] == what
    assert shown(desk, "staff", "W001")["base_pay"] == "2000.00"


def test_leaving_ends_what_a_person_holds(desk: Kefu) -> None:
    """The assignment in force ends that day, one that would begin later is void."""
    done(desk("building", "assign", "--building", "5", "--staff", "W001", "--from", "2025-01-01"))
    said = done(desk("staff", "leave", "W001", "--on", "2024-06-30")).splitlines()
    assert said == [
        "W001 leaves on 2024-06-30.",
        "Assignments ended that day: 3, 5",
        "Repair calls still open: 31",
        "To take it back: kefu staff edit W001 --clear left",
        "To take it back: kefu assignment edit 1 --clear to",
    ]
    assert shown(desk, "staff", "W001")["left"] == "2024-06-30"
    held = listed(desk, "assignment", "list", "--voided")
    assert [pick(a, "staff", "to", "voided") for a in held] == [
        ("W001", "2024-06-30", False),
        ("W002", "2024-12-31", False),
        ("W001", None, True),
    ]


def test_leaving_with_nothing_open_says_so(desk: Kefu) -> None:
    """Both lists are there, and empty."""
    said = done(desk("staff", "leave", "W003", "--on", "今天"))
    assert "Assignments ended that day: (none)\nRepair calls still open: (none)\n" in said


def test_leaving_needs_its_day(desk: Kefu) -> None:
    """No day is taken for granted."""
    assert refused(desk("staff", "leave", "W001"), 2)[0] == "--on is missing."


def test_nobody_leaves_before_they_joined(desk: Kefu) -> None:
    """The day is refused, and nothing ends."""
    what, _ = refused(desk("staff", "leave", "W001", "--on", "2023-02-28"))
    assert what == "The leaving day 2023-02-28 is before the joining day 2023-03-01."
    assert shown(desk, "assignment", "1")["to"] is None


def test_a_person_in_use_is_not_voided(desk: Kefu) -> None:
    """What refers to them is named; without that they can be taken back."""
    what, advice = refused(desk("staff", "void", "W002", "--reason", "重複登記"))
    assert what == "W002 is still in use: Assignments (1)."
    assert advice == "Void these first, or keep the record and change it with “edit”."
    done(desk("assignment", "void", "2", "--reason", "樓棟選錯"))
    what, _ = refused(desk("staff", "void", "W002", "--reason", "重複登記"))
    assert what == "W002 is still in use: Violations (1)."
    done(desk("violation", "void", "2", "--reason", "記錯人"))
    done(desk("staff", "void", "W002", "--reason", "重複登記"))


def test_a_voided_person_stays_in_the_file(desk: Kefu) -> None:
    """They are shown on request, cannot be changed, and their code is free."""
    said = done(desk("staff", "void", "W003", "--reason", " 重複登記 "))
    assert said.splitlines() == [
        "Staff W003 voided: 重複登記",
        "It stays in the file: kefu staff list --voided",
        "To take it back: kefu undo",
    ]
    assert "W003" not in {person["code"] for person in listed(desk, "staff", "list")}
    (kept,) = (p for p in listed(desk, "staff", "list", "--voided") if p["voided"])
    assert pick(kept, "code", "void_reason") == ("W003", "重複登記")
    assert shown(desk, "staff", "W003") == kept
    for line in (("edit", "W003", "--name", "x"), ("void", "W003", "--reason", "x")):
        what, advice = refused(desk("staff", *line))
        assert what == "Staff W003 is void: 重複登記"
        assert advice == "Record it anew with “kefu staff add”."
    done(desk("staff", "add", "--code", "W003", "--name", "新人"))
    assert shown(desk, "staff", "W003")["name"] == "新人"
    assert len(listed(desk, "staff", "list", "--voided")) == 5


def test_a_name_borne_by_two_needs_the_code(desk: Kefu) -> None:
    """Both codes are given to choose from; once one is void the name is enough."""
    what, advice = refused(desk("staff", "show", "王五"))
    assert (what, advice) == ("“王五” names 2 records.", "Give the code: W003 王五, W004 王五.")
    done(desk("staff", "void", "W004", "--reason", "重複登記"))
    assert shown(desk, "staff", "王五")["code"] == "W003"


def test_leave_lists_the_open_calls_of_the_persons_buildings(desk: Kefu) -> None:
    """A call in nobody's name is theirs who held its building on the last day."""
    done(desk("repair", "add", "--unit", "3-1-503", "--content", "門禁失靈", "--no", "77"))
    said = done(desk("staff", "leave", "W001", "--on", "2024-06-20"))
    assert "Repair calls still open: 31, 77" in said
