"""``kefu finding``: what counts against whom, waiving and unwaiving."""

from __future__ import annotations

from pathlib import Path

import pytest

from desks import Kefu, counts, done, listed, pick, refused

MONTH = ("finding", "list", "--month", "2024-05")


def test_list_shows_recorded_and_derived_findings(desk: Kefu) -> None:
    """By day, with the clause, the person and whether they count."""
    found = [pick(f, "id", "clause", "on", "staff", "counted") for f in listed(desk, *MONTH)]
    assert found == [
        ("violation:1", "1.3", "2024-05-03", "W001", True),
        ("repair:31:7.2", "7.2", "2024-05-05", "W001", True),
        ("violation:2", "2.1", "2024-05-06", "W002", True),
        ("handover:3-1-502:8.1", "8.1", "2024-05-17", "W001", True),
    ]
    assert [f["id"] for f in listed(desk, *MONTH, "--staff", "李四")] == ["violation:2"]


@pytest.mark.parametrize("finding", ["violation:1", "repair:31:7.2", "handover:3-1-502:8.1"])
def test_a_waived_finding_does_not_count_until_it_is_unwaived(desk: Kefu, finding: str) -> None:
    """Recorded or derived; the reason stands beside it."""
    said = done(desk("finding", "waive", finding, "--reason", "業主要求延後"))
    assert said.splitlines() == [
        f"{finding} waived: 業主要求延後",
        f"To take it back: kefu finding unwaive {finding} --reason …",
    ]
    (waived,) = (f for f in listed(desk, *MONTH) if f["id"] == finding)
    assert pick(waived, "counted", "waived") == (False, "業主要求延後")
    assert done(desk("finding", "unwaive", finding, "--reason", "業主否認")).splitlines() == [
        f"{finding} counts again: 業主否認",
        f"To take it back: kefu finding waive {finding} --reason …",
    ]
    (counted,) = (f for f in listed(desk, *MONTH) if f["id"] == finding)
    assert pick(counted, "counted", "waived") == (True, None)


def test_a_waiver_for_one_person_must_be_theirs(desk: Kefu) -> None:
    """Otherwise those against whom it counts are named."""
    done(desk("building", "assign", "--building", "3", "--staff", "W003", "--from", "2024-01-01"))
    finding = "handover:3-1-502:8.1"
    assert refused(desk("finding", "waive", finding, "--reason", "x", "--staff", "W002")) == [
        f"{finding} does not count against W002 李四.",
        "It counts against: W001, W003",
    ]


def test_a_waiver_for_one_of_two(desk: Kefu) -> None:
    """The other's still counts; both can be waived, each taken back by itself."""
    done(desk("building", "assign", "--building", "3", "--staff", "W003", "--from", "2024-01-01"))
    finding = "handover:3-1-502:8.1"
    said = done(desk("finding", "waive", finding, "--reason", "病假", "--staff", "W003"))
    assert said.splitlines()[1] == "Only for W003 王五"
    assert said.splitlines()[2].endswith(f"unwaive {finding} --staff W003 --reason …")
    counted = {f["staff"]: f["counted"] for f in listed(desk, *MONTH) if f["id"] == finding}
    assert counted == {"W001": True, "W003": False}
    assert refused(desk("finding", "unwaive", finding, "--reason", "x"))[0] == (
        f"{finding} is not waived."
    )
    done(desk("finding", "unwaive", finding, "--reason", "x", "--staff", "W003"))


def test_what_is_waived_is_not_waived_again(desk: Kefu, db: Path) -> None:
    """The line that changes the reason is given."""
    done(desk("finding", "waive", "violation:1", "--reason", "工牌送修"))
    before = counts(db)
    assert refused(desk("finding", "waive", "violation:1", "--reason", "別的")) == [
        "violation:1 is waived already.",
        "To change the reason, first: kefu finding unwaive violation:1 --reason …",
    ]
    assert counts(db) == before
    done(desk("finding", "unwaive", "violation:1", "--reason", "x"))
    assert refused(desk("finding", "unwaive", "violation:1", "--reason", "x")) == [
        "violation:1 is not waived.",
        "See “kefu finding list --month …”.",
    ]


@pytest.mark.parametrize(
    "finding",
    ["violation:99", "violation:x", "violation", "repair:31:8.1", "repair:32:9", "x:1:2.1", ""],
)
def test_an_unknown_finding_is_refused(desk: Kefu, finding: str) -> None:
    """Also one that a record could have and has not."""
    assert refused(desk("finding", "waive", finding, "--reason", "x")) == [
        f"There is no finding “{finding}”.",
        "See “kefu finding list --month …”.",
    ]


@pytest.mark.parametrize("written", ["violation:01", "violation:1.0", "violation: 1"])
def test_a_number_written_otherwise_waives_the_finding_that_it_names(
    desk: Kefu, written: str
) -> None:
    """A waiver that says it worked does."""
    said = done(desk("finding", "waive", written, "--reason", "工牌送修"))
    assert said.startswith("violation:1 waived")
    assert listed(desk, *MONTH)[0]["counted"] is False


def test_a_voided_violation_is_no_finding(desk: Kefu) -> None:
    """There is nothing left to waive."""
    done(desk("violation", "void", "1", "--reason", "記錯人"))
    what, _ = refused(desk("finding", "waive", "violation:1", "--reason", "x"))
    assert what == "There is no finding “violation:1”."


def test_waiving_takes_its_reason_and_finding(desk: Kefu) -> None:
    """Both are named where they are missing, and asked for in a terminal."""
    assert refused(desk("finding", "waive", "violation:1"), 2)[0] == "--reason is missing."
    assert desk("finding", "waive", "violation:1", answers=("工牌送修",)).code == 0
    assert listed(desk, *MONTH)[0]["waived"] == "工牌送修"


def _use_own_book(kefu: Kefu, tmp_path: Path, old: str, new: str) -> None:
    """Put the standard book, with a number changed, in force from June on."""
    text = done(kefu("rules", "export"))
    assert old in text
    book = tmp_path / "own.toml"
    book.write_text(text.replace(old, new, 1).replace('"standard"', '"own"', 1), encoding="utf-8")
    done(kefu("rules", "use", str(book), "--from", "2024-06"))


def test_a_finding_of_a_month_under_another_book_can_be_waived(desk: Kefu, tmp_path: Path) -> None:
    """The book of the finding's own month tells whether there is one, not today's."""
    _use_own_book(desk, tmp_path, "archive = 15", "archive = 300")
    done(desk("finding", "waive", "handover:3-1-502:8.1", "--reason", "業主要求延後"))
    assert pick(listed(desk, *MONTH)[-1], "id", "counted") == ("handover:3-1-502:8.1", False)


def test_what_only_a_later_book_would_find_is_no_finding(desk: Kefu, tmp_path: Path) -> None:
    """In May fifteen days were allowed; five are allowed from June on."""
    line = ("archive", "add", "--unit", "3-1-502", "--kind", "入伙", "--on", "2024-05-10")
    done(desk(*line))
    _use_own_book(desk, tmp_path, "archive = 15", "archive = 5")
    assert refused(desk("finding", "waive", "handover:3-1-502:8.1", "--reason", "x"))[0] == (
        "There is no finding “handover:3-1-502:8.1”."
    )
