"""``kefu building``: the buildings, and handing them to people."""

from __future__ import annotations

from pathlib import Path

from desks import Kefu, counts, done, listed, pick, refused, shown


def test_a_building_is_added_shown_edited_and_voided(office: Kefu) -> None:
    """Its whole life, with what each step says."""
    assert office("building", "add", "--code", "7").out.splitlines() == [
        "Buildings 7 recorded.",
        "To take it back: kefu building void 7 --reason …",
    ]
    assert shown(office, "building", "7")["name"] is None
    assert done(office("building", "edit", "7", "--name", "七號樓")).splitlines() == [
        "Buildings 7 changed: Building name 七號樓",
        "To take it back: kefu building edit 7 --clear name",
    ]
    assert shown(office, "building", "七号楼")["name"] == "七號樓"
    done(office("building", "edit", "7", "--clear", "name"))
    assert shown(office, "building", "7")["name"] is None
    assert done(office("building", "void", "7", "--reason", "記錯")).splitlines() == [
        "Buildings 7 voided: 記錯",
        "It stays in the file: kefu building list --voided",
        "To take it back: kefu undo",
    ]
    assert listed(office, "building", "list") == []
    (kept,) = listed(office, "building", "list", "--voided")
    assert pick(kept, "code", "voided", "void_reason") == ("7", True, "記錯")


def test_a_building_in_use_is_not_voided(desk: Kefu) -> None:
    """Neither while somebody holds it nor while it has units."""
    assert refused(desk("building", "void", "3", "--reason", "x"))[0] == (
        "3 is still in use: Assignments (1)."
    )
    done(desk("assignment", "void", "1", "--reason", "x"))
    assert refused(desk("building", "void", "3", "--reason", "x"))[0] == (
        "3 is still in use: Units (2)."
    )


def test_assign_adds_a_holder(desk: Kefu) -> None:
    """Several people may hold one building at once."""
    said = done(
        desk(
            "building", "assign", "--building", "三號樓", "--staff", "李四", "--from", "2024-06-01"
        )
    )
    assert said.splitlines() == [
        "Assignments 3 recorded: 3 三號樓, W002 李四, 2024-06-01",
        "To take it back: kefu assignment void 3 --reason …",
    ]
    held = [a for a in listed(desk, "assignment", "list") if a["building"] == "3"]
    assert [pick(a, "staff", "from", "to") for a in held] == [
        ("W001", "2024-01-01", None),
        ("W002", "2024-06-01", None),
    ]


def test_replace_ends_the_others_the_day_before(desk: Kefu) -> None:
    """Each is told, with the line that takes it back."""
    done(desk("building", "assign", "--building", "3", "--staff", "W003", "--from", "2024-02-01"))
    line = ("--building", "3", "--staff", "W002", "--from", "2024-05-16", "--replace")
    said = done(desk("building", "assign", *line))
    assert said.splitlines()[2:] == [
        "Ended the day before: W001",
        "To take it back: kefu assignment edit 1 --clear to",
        "Ended the day before: W003",
        "To take it back: kefu assignment edit 3 --clear to",
    ]
    held = listed(desk, "assignment", "list", "--building", "3")
    assert [pick(a, "id", "staff", "to") for a in held] == [
        (1, "W001", "2024-05-15"),
        (3, "W003", "2024-05-15"),
        (4, "W002", None),
    ]


def test_replace_leaves_nothing_half_done(desk: Kefu, db: Path) -> None:
    """An assignment that only begins on that day or later stands in the way."""
    done(desk("building", "assign", "--building", "3", "--staff", "W003", "--from", "2024-05-16"))
    before = counts(db), listed(desk, "assignment", "list")
    line = ("--building", "3", "--staff", "W002", "--from", "2024-05-16", "--replace")
    assert refused(desk("building", "assign", *line)) == [
        "W003 looks after 3 from 2024-05-16 on, which is not before 2024-05-16.",
        "If that is wrong, first: kefu assignment void 3 --reason …",
    ]
    assert (counts(db), listed(desk, "assignment", "list")) == before


def test_replace_leaves_what_ended_before(desk: Kefu) -> None:
    """Only what reaches the new first day is ended."""
    done(desk("assignment", "edit", "1", "--to", "2024-03-31"))
    said = done(
        desk(
            "building",
            "assign",
            "--building",
            "3",
            "--staff",
            "W002",
            "--from",
            "2024-04-01",
            "--replace",
        )
    )
    assert "Ended the day before" not in said
    assert shown(desk, "assignment", "1")["to"] == "2024-03-31"


def test_one_person_does_not_hold_a_building_twice_at_once(desk: Kefu, db: Path) -> None:
    """The overlap is refused with what to do, whatever it is entered by, and nothing is kept."""
    before = counts(db)
    for line in (
        ("building", "assign", "--building", "3", "--staff", "W001", "--from", "2024-06-01"),
        ("assignment", "add", "--building", "3", "--staff", "W001", "--from", "2023-01-01"),
        (
            *("assignment", "add", "--building", "3", "--staff", "W001"),
            *("--from", "2023-01-01", "--to", "2024-01-01"),
        ),
    ):
        assert refused(desk(*line)) == [
            "W001 張三 looks after 3 already, from 2024-01-01 to ….",
            "To end that first: kefu assignment edit 1 --to …",
        ]
    assert counts(db) == before


def test_a_person_may_come_back_to_a_building(desk: Kefu) -> None:
    """The day after the last is free again."""
    done(desk("assignment", "edit", "1", "--to", "2024-05-31"))
    done(desk("building", "assign", "--building", "3", "--staff", "W001", "--from", "2024-06-01"))


def test_an_assignment_may_begin_ahead(desk: Kefu) -> None:
    """A change that is decided is entered when it is decided."""
    done(desk("building", "assign", "--building", "3", "--staff", "W003", "--from", "2025-01-01"))


def test_assign_without_a_terminal_names_what_is_missing(desk: Kefu) -> None:
    """All the options at once."""
    what, _ = refused(desk("building", "assign", "--building", "3"), 2)
    assert what == "--staff, --from is missing."
