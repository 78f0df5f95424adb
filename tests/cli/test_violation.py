"""``kefu violation``: violations, absences, and the questions of a bare ``add``."""

from __future__ import annotations

from pathlib import Path

import pytest

from desks import Kefu, counts, done, listed, pick, refused, shown

ADD = ("violation", "add")


def test_add_records_one_and_says_how_to_take_it_back(desk: Kefu) -> None:
    """Clause and day in any form; the day is today unless said."""
    assert done(
        desk(*ADD, "--staff", "张三", "--clause", "２．１", "--note", "遲到")
    ).splitlines() == [
        "Violations 3 recorded: W001 張三, 2.1, 2024-06-20",
        "To take it back: kefu violation void 3 --reason …",
    ]
    assert shown(desk, "violation", "3") == {
        "id": 3,
        "staff": "W001",
        "staff_name": "張三",
        "clause": "2.1",
        "on": "2024-06-20",
        "note": "遲到",
        "evidence": None,
        "absent": False,
        "source": None,
        "voided": False,
        "void_reason": None,
        "recorded_by": "王主管",
        "recorded_at": "2024-06-20T09:30",
        "late": False,
    }


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-05-03", "2024-05-03"),
        ("2024/5/3", "2024-05-03"),
        ("20240503", "2024-05-03"),
        ("2024年5月3日", "2024-05-03"),
        ("5月3日", "2024-05-03"),
        ("5/3", "2024-05-03"),
        ("6/20", "2024-06-20"),
        ("6/21", "2023-06-21"),
        ("今天", "2024-06-20"),
        ("昨天", "2024-06-19"),
        ("２０２４／５／３", "2024-05-03"),
        ("２０２４年５月３日", "2024-05-03"),
    ],
)
def test_days_are_read_as_people_write_them(desk: Kefu, written: str, day: str) -> None:
    """A day without a year is the latest such day not ahead."""
    done(desk(*ADD, "--staff", "W001", "--clause", "2.1", "--on", written))
    assert shown(desk, "violation", "3")["on"] == day


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), [1, 2]),
        (("--month", "2024-05"), [1, 2]),
        (("--month", "上月"), [1, 2]),
        (("--month", "2024-06"), []),
        (("--staff", "W002"), [2]),
        (("--staff", "W003"), []),
        (("--month", "2024-05", "--staff", "張三"), [1]),
    ],
)
def test_filters(desk: Kefu, options: tuple[str, ...], found: list[int]) -> None:
    """By month and person."""
    assert [v["id"] for v in listed(desk, "violation", "list", *options)] == found


def test_two_violations_of_one_clause_on_one_day_are_two(desk: Kefu) -> None:
    """Only absences are one a day."""
    for _ in range(2):
        done(desk(*ADD, "--staff", "W001", "--clause", "1.3", "--on", "2024-05-03"))
    assert len(listed(desk, "violation", "list", "--staff", "W001")) == 3


def test_absence_over_several_days_is_one_record_a_day(desk: Kefu) -> None:
    """On clause 2.1 without its being said; each has its number."""
    said = done(
        desk(*ADD, "--staff", "W001", "--on", "2024-04-29", "--to", "2024-05-01", "--absent")
    )
    assert said.splitlines()[::2] == [
        "Violations 3 recorded: W001 張三, 2.1, 2024-04-29",
        "Violations 4 recorded: W001 張三, 2.1, 2024-04-30",
        "Violations 5 recorded: W001 張三, 2.1, 2024-05-01",
    ]
    made = [v for v in listed(desk, "violation", "list") if v["id"] > 2]
    assert {pick(v, "clause", "absent") for v in made} == {("2.1", True)}


def test_absence_takes_its_own_clause_and_no_other(desk: Kefu) -> None:
    """Said or not, it is 2.1."""
    line = (*ADD, "--staff", "W001", "--absent", "--clause")
    done(desk(*line, "2.1", "--on", "2024-05-07"))
    assert refused(desk(*line, "2.2", "--on", "2024-05-08"))[0] == (
        "An absence is recorded on clause 2.1, not 2.2."
    )


def test_a_second_absence_on_one_day_is_refused_with_the_days_around_it(
    desk: Kefu, db: Path
) -> None:
    """A span that touches a recorded day is not recorded in part."""
    before = counts(db)
    line = ("--staff", "W002", "--on", "2024-05-05", "--to", "2024-05-07", "--absent")
    assert refused(desk(*ADD, *line)) == [
        "W002 李四 is recorded as absent on 2024-05-06 already.",
        "See “kefu violation show 2”.",
    ]
    assert counts(db) == before
    done(desk("violation", "void", "2", "--reason", "請過假"))
    done(desk(*ADD, *line))


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        (("--to", "2024-05-05", "--clause", "2.1"), 2, "--to is for absences: one record a day."),
        (
            ("--to", "2024-05-02", "--absent"),
            1,
            "The last day 2024-05-02 is before the first day 2024-05-03.",
        ),
        (
            ("--to", "2024-06-21", "--absent"),
            1,
            "2024-06-21 lies ahead; today is 2024-06-20.",
        ),
        (("--to", "五月", "--absent"), 2, "--to: “五月” is not a day."),
        (
            ("--absent", "--source", "repair:31"),
            1,
            "An absence cannot take the place of another record's finding.",
        ),
        (
            ("--clause", "4.1"),
            1,
            "Clause 4.1 (物業費收繳率) is scored by the collection rate, not by violations.",
        ),
        (("--clause", "9.9"), 1, "There is no clause “9.9”."),
        (("--clause", "2"), 1, "There is no clause “2”."),
        (("--clause", "2 1"), 2, "“2 1” cannot be a code."),
        (
            ("--clause", "7.2", "--source", "repair:99"),
            1,
            "There is no record repair:99 to take the place of.",
        ),
        (
            ("--clause", "8.1", "--source", "handover:3-1-503"),
            1,
            "There is no record handover:3-1-503 to take the place of.",
        ),
        (
            ("--clause", "7.2", "--source", "31"),
            2,
            "--source: “31” does not name a record.",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    desk: Kefu, db: Path, line: tuple[str, ...], code: int, what: str
) -> None:
    """Nothing is written."""
    before = counts(db)
    said, _ = refused(desk(*ADD, "--staff", "W001", "--on", "2024-05-03", *line), code)
    assert said == what
    assert counts(db) == before


def test_more_than_a_year_of_absence_is_taken_for_a_slip(desk: Kefu) -> None:
    """A wrong year does not write hundreds of records."""
    line = ("--staff", "W001", "--on", "2023-03-02", "--to", "2024-05-03", "--absent")
    assert refused(desk(*ADD, *line))[0] == ("From 2023-03-02 to 2024-05-03 is more than a year.")


def test_unknown_clauses_are_answered_with_the_known_ones(desk: Kefu) -> None:
    """Those of item 4 are not among them."""
    _, advice = refused(desk(*ADD, "--staff", "W001", "--clause", "4.2"))
    assert advice.startswith("Choose from 1.1, 1.2, 1.3, 2.1")
    assert "4.1" not in advice


@pytest.mark.parametrize("on", ["2023-02-28", "2024-06-16"])
def test_nobody_violates_while_not_employed(desk: Kefu, on: str) -> None:
    """Before the first day or after the last."""
    staff = "W001" if on < "2024" else "W002"
    what, advice = refused(desk(*ADD, "--staff", staff, "--clause", "1.1", "--on", on))
    assert what.endswith(f"was not employed on {on}.")
    assert advice == f"See “kefu staff show {staff}”."


def test_a_violation_may_take_the_place_of_a_records_finding(desk: Kefu) -> None:
    """The call's own finding is gone, the recorded one counts on its own day."""
    line = ("--staff", "W001", "--clause", "7.2", "--on", "2024-05-20", "--source", "ｒepair:31")
    done(desk(*ADD, *line))
    found = listed(desk, "finding", "list", "--month", "2024-05")
    assert [f["id"] for f in found if f["clause"] == "7.2"] == ["violation:3"]


def test_edit_changes_words_only(desk: Kefu) -> None:
    """Note and evidence; person, clause and day are voided and entered anew."""
    done(desk("violation", "edit", "1", "--note", "未戴工牌及領帶", "--evidence", "照片"))
    assert pick(shown(desk, "violation", "1"), "note", "evidence") == ("未戴工牌及領帶", "照片")
    done(desk("violation", "edit", "1", "--clear", "evidence"))
    assert shown(desk, "violation", "1")["evidence"] is None
    assert refused(desk("violation", "edit", "1", "--clause", "1.1"), 2)[0] == (
        "There is no option --clause."
    )


def test_a_voided_violation_does_not_count(desk: Kefu) -> None:
    """It stays in the list of voided ones."""
    done(desk("violation", "void", "1", "--reason", "記錯人"))
    assert [v["id"] for v in listed(desk, "violation", "list")] == [2]
    assert [v["id"] for v in listed(desk, "violation", "list", "--voided")] == [1, 2]
    found = listed(desk, "finding", "list", "--month", "2024-05", "--staff", "W001")
    assert "violation:1" not in {f["id"] for f in found}


def test_missing_options_are_named_all_at_once(desk: Kefu) -> None:
    """Where nobody can be asked."""
    assert refused(desk(*ADD, "--note", "遲到"), 2) == [
        "--staff, --clause is missing.",
        "Run kefu violation add --help to see what it takes.",
    ]
    assert refused(desk(*ADD, "--absent"), 2)[0] == "--staff is missing."


def test_a_bare_add_leads_through_person_clause_day_and_note(desk: Kefu) -> None:
    """The clauses stand there with their words; defaults are shown and taken with Enter."""
    asked = desk(*ADD, answers=("张三", "2.1", "", "遲到"))
    assert asked.code == 0
    assert asked.out.splitlines()[0] == "Violations 3 recorded: W001 張三, 2.1, 2024-06-20"
    told = asked.err
    assert told.index("W001  張三") < told.index("1.3  ") < told.index("(Enter: 2024-06-20)")
    assert "按公司規定穿戴工服" in told
    assert "4.1" not in told
    assert shown(desk, "violation", "3")["note"] == "遲到"


def test_answers_that_cannot_be_are_asked_for_again(desk: Kefu) -> None:
    """With the reason each time; a name of two is answered with their codes."""
    answers = ("某某", "王五", "W003", "9.9", "1.3", "二月三十日", "昨天", "")
    asked = desk(*ADD, answers=answers)
    assert asked.code == 0
    made = shown(desk, "violation", "3")
    assert pick(made, "staff", "clause", "on", "note") == ("W003", "1.3", "2024-06-19", None)
    for said in ("There is no staff member “某某”.", "There is no clause “9.9”."):
        assert said in asked.err
    assert "“二月三十日” is not a day." in asked.err


def test_what_is_given_is_not_asked_for(desk: Kefu) -> None:
    """Only the rest is; with all required values nothing is."""
    asked = desk(*ADD, "--staff", "W001", "--note", "x", answers=("1.1", ""))
    assert asked.code == 0
    assert "Staff no." not in asked.err
    assert desk(*ADD, "--staff", "W001", "--clause", "1.1", answers=()).err == ""


def test_an_answer_that_does_not_come_writes_nothing(desk: Kefu, db: Path) -> None:
    """The input ended: a usage error, and the file is as it was."""
    before = counts(db)
    asked = desk(*ADD, answers=("W001",))
    assert asked.code == 2
    assert "The input ended before this was answered: Clause" in asked.err
    assert counts(db) == before


def test_a_record_and_a_reason_are_asked_for_too(desk: Kefu) -> None:
    """A bare ``void`` in a terminal."""
    asked = desk("violation", "void", answers=("", "1", "", "記錯人"))
    assert asked.code == 0
    assert shown(desk, "violation", "1")["void_reason"] == "記錯人"


def test_a_bare_void_is_a_usage_error_elsewhere(desk: Kefu) -> None:
    """Reason and record are needed; an empty reason is none."""
    assert refused(desk("violation", "void", "1"), 2)[0] == "--reason is missing."
    assert refused(desk("violation", "void", "1", "--reason", " "), 2)[0] == "--reason is empty."
    assert refused(desk("violation", "void", "--reason", "x"), 2) == [
        "The NUMBER is missing.",
        "Run kefu violation void --help to see what it takes.",
    ]
