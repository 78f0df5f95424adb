"""``kefu objection``: what a person says against their score, when, and what is answered."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from desks import Kefu, counts, done, listed, pick, refused, shown
from monthend import close, sign

ADD = ("objection", "add", "--staff", "W001", "--month", "2024-05", "--text", "已補戴工牌")
ANSWER = ("objection", "answer", "1", "--answer")


def test_an_objection_is_recorded(desk: Kefu) -> None:
    """Its number, how it is taken back and answered, and that the month waits for that."""
    assert done(desk(*ADD)).splitlines() == [
        "Objections 1 recorded: W001 張三, 2024-05, 已補戴工牌",
        "To take it back: kefu objection void 1 --reason …",
        "To answer it: kefu objection answer 1 --answer upheld|rejected --reason …",
        "Until it is answered, 2024-05 cannot be closed.",
    ]
    made = shown(desk, "objection", "1")
    assert pick(made, "staff", "month", "text", "on") == (
        "W001",
        "2024-05",
        "已補戴工牌",
        "2024-06-20",
    )
    assert pick(made, "answer", "answer_reason", "answered_on", "answered_by") == (None,) * 4


def test_an_open_objection_blocks_closing_until_it_is_answered_or_void(desk: Kefu) -> None:
    """Whichever way it is settled."""
    done(desk(*ADD))
    done(desk(*ADD))
    sign(desk, "2024-05")
    assert refused(desk("month", "close", "2024-05")) == [
        "2024-05: objections that wait for an answer: 2; the first is W001's.",
        "Answer it: kefu objection answer 1 --answer … --reason …",
    ]
    done(desk(*ANSWER, "rejected", "--reason", "錄像顯示未戴"))
    assert refused(desk("month", "close", "2024-05"))[1].startswith(
        "Answer it: kefu objection answer 2 "
    )
    done(desk("objection", "void", "2", "--reason", "本人撤回"))
    done(desk("month", "close", "2024-05"))


def test_the_answer_keeps_who_when_and_why(desk: Kefu, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user at the keyboard answers; today, unless another day is given."""
    done(desk(*ADD, "--on", "2024-06-05"))
    monkeypatch.setenv("KEFU_USER", "趙經理")
    line = (*ANSWER, "rejected", "--reason", "錄像顯示未戴")
    assert done(desk(*line, "--on", "2024-06-05")).splitlines() == [
        "Objection 1 answered: rejected. 錄像顯示未戴",
        "To take it back: kefu undo",
    ]
    answered = shown(desk, "objection", "1")
    assert pick(answered, "answer", "answer_reason", "answered_on", "answered_by") == (
        "rejected",
        "錄像顯示未戴",
        "2024-06-05",
        "趙經理",
    )
    done(desk(*ADD))
    done(desk("objection", "answer", "2", "--answer", "不成立", "--reason", "同上"))
    assert pick(shown(desk, "objection", "2"), "answer", "answered_on") == (
        "rejected",
        "2024-06-20",
    )


def test_an_upheld_objection_changes_no_score_by_itself(desk: Kefu) -> None:
    """What does change it is said."""
    done(desk(*ADD))
    said = done(desk(*ANSWER, "成立", "--reason", "錄像屬實")).splitlines()
    assert said[0] == "Objection 1 answered: upheld. 錄像屬實"
    assert said[2:] == [
        "The answer itself changes no score: correct or waive what it is about.",
        "See “kefu finding list --month 2024-05 --staff W001”.",
    ]


def test_an_objection_is_answered_once(desk: Kefu, db: Path) -> None:
    """Who answered what and when is said, and how to answer otherwise."""
    done(desk(*ADD))
    done(desk(*ANSWER, "rejected", "--reason", "x"))
    before = counts(db)
    assert refused(desk(*ANSWER, "upheld", "--reason", "x")) == [
        "Objection 1 was answered on 2024-06-20 by 王主管: rejected.",
        "To answer otherwise: kefu objection void 1 --reason …, and add it anew.",
    ]
    assert counts(db) == before
    done(desk("objection", "void", "1", "--reason", "答覆有誤"))
    what, advice = refused(desk(*ANSWER, "upheld", "--reason", "x"))
    assert (what, advice) == (
        "Objections 1 is void: 答覆有誤",
        "Record it anew with “kefu objection add”.",
    )


def test_an_answer_follows_its_objection(desk: Kefu) -> None:
    """Not on an earlier day, nor on one ahead."""
    done(desk(*ADD, "--on", "2024-06-05"))
    line = (*ANSWER, "rejected", "--reason", "x", "--on")
    assert refused(desk(*line, "2024-06-04")) == [
        "Objection 1 was made on 2024-06-05: it cannot have been answered on 2024-06-04.",
        "Give the day of the answer with --on.",
    ]
    assert refused(desk(*line, "2024-06-21"))[0] == "2024-06-21 lies ahead; today is 2024-06-20."


@pytest.mark.parametrize(
    ("on", "taken"),
    [("2024-06-02", False), ("2024-06-03", True), ("2024-06-10", True), ("2024-06-11", False)],
)
def test_the_days_on_which_objections_to_an_issued_month_are_taken(
    desk: Kefu, on: str, taken: bool
) -> None:
    """From the day of issue to the seventh after it, both included."""
    done(desk("month", "issue", "2024-05", "--on", "2024-06-03"))
    made = desk(*ADD, "--on", on)
    if taken:
        done(made)
    else:
        assert refused(made) == [
            f"Objections to 2024-05 are taken from 2024-06-03 to 2024-06-10, not on {on}.",
            "If it was made in time, give its day with --on.",
        ]


def test_what_was_made_in_time_may_be_recorded_later(desk: Kefu) -> None:
    """The day of the objection counts, not the day on which it is typed."""
    done(desk("month", "issue", "2024-05", "--on", "2024-06-03"))
    assert refused(desk(*ADD))[0].endswith("not on 2024-06-20.")
    done(desk(*ADD, "--on", "6月10日"))


def test_a_month_that_was_never_issued_has_no_last_day(desk: Kefu) -> None:
    """A running one too can be objected to, but none that has not begun."""
    done(desk(*ADD, now=datetime(2024, 12, 31)))
    line = ("objection", "add", "--staff", "W001", "--text", "x", "--month")
    done(desk(*line, "2024-06", "--on", "2024-06-01"))
    assert refused(desk(*line, "2024-07"))[0] == "2024-07 had not begun on 2024-06-20."


def test_only_a_score_is_objected_to(desk: Kefu) -> None:
    """Who is not appraised has none, and an objection of theirs would block the month."""
    line = ("objection", "add", "--staff", "W002", "--month", "2024-07", "--text", "x")
    assert refused(desk(*line, now=datetime(2024, 7, 20)))[0] == (
        "W002 李四 is not appraised in 2024-07."
    )


def test_after_closing_the_result_stands(desk: Kefu) -> None:
    """Objections are still taken and answered, and how a right one takes effect is said."""
    close(desk, "2024-05")
    closed = [
        "2024-05 is closed, and its result stands.",
        "To put it right: kefu finding waive … --reason … --late; kefu month correction 2024-05",
    ]
    assert done(desk(*ADD)).splitlines()[3:] == closed
    assert done(desk(*ANSWER, "upheld", "--reason", "x")).splitlines()[2:] == closed
    done(desk(*ADD))
    rejected = done(desk("objection", "answer", "2", "--answer", "rejected", "--reason", "x"))
    assert len(rejected.splitlines()) == 2
    done(desk("objection", "void", "2", "--reason", "本人撤回"))


def test_what_was_said_before_closing_stays(desk: Kefu, db: Path) -> None:
    """It stands on the form and in the kept result; what is said afterwards may be taken back."""
    line = ("objection", "add", "--month", "2024-05", "--text", "沒有遲到", "--staff")
    done(desk(*line, "W001"))
    done(desk("objection", "answer", "1", "--answer", "rejected", "--reason", "有記錄"))
    done(desk("ack", "--staff", "W001", "--month", "2024-05"))
    close(desk, "2024-05")
    before = counts(db)
    for noun in ("objection", "ack"):
        assert refused(desk(noun, "void", "1", "--reason", "記錯")) == [
            "The months up to 2024-05 are closed, and this belongs to one of them.",
            "To change it, open the month again:"
            " kefu month reopen 2024-05 --reason … --approved-by …",
        ]
    assert counts(db) == before
    done(desk(*line, "W002"))
    done(desk("objection", "answer", "2", "--answer", "upheld", "--reason", "有請假單"))
    done(desk("objection", "void", "2", "--reason", "記錯人"))
    assert refused(desk(*line, "W003", "--on", "2024-05-31"))[0].startswith("The months up to")


def test_list_by_month_person_and_state(desk: Kefu) -> None:
    """Voided ones only where they are asked for."""
    done(desk(*ADD))
    done(desk(*ADD))
    done(desk("objection", "add", "--staff", "W002", "--month", "2024-06", "--text", "遲到有因"))
    done(desk(*ANSWER, "rejected", "--reason", "x"))
    done(desk("objection", "void", "2", "--reason", "撤回"))

    def found(*more: str) -> list[int]:
        return [record["id"] for record in listed(desk, "objection", "list", *more)]

    assert found() == [1, 3]
    assert found("--voided") == [1, 2, 3]
    assert found("--open") == [3]
    assert found("--month", "2024-05") == [1]
    assert found("--staff", "李四") == [3]
    assert found("--staff", "W001", "--open") == []


def test_what_is_missing_is_named_or_asked_for(desk: Kefu) -> None:
    """Person, month and text of an objection; answer and reason of the answer."""
    assert refused(desk("objection", "add"), 2)[0] == "--staff, --month, --text is missing."
    asked = desk("objection", "add", answers=("2024-05", "W001", "已補戴"))
    assert asked.code == 0, asked
    assert refused(desk("objection", "answer", "1"), 2) == [
        "--answer, --reason is missing.",
        "Run kefu objection answer --help to see what it takes.",
    ]
    assert refused(desk("objection", "answer"), 2)[0] == (
        "The NUMBER, --answer, --reason is missing."
    )
    assert refused(desk(*ANSWER, "maybe", "--reason", "x"), 2)[1] == (
        "Choose from upheld, rejected."
    )
    assert refused(desk("objection", "answer", "9", "--answer", "upheld", "--reason", "x")) == [
        "There is no Objections 9.",
        "See “kefu objection list”.",
    ]
    assert desk("objection", "answer", answers=("1", "2", "錄像顯示未戴")).code == 0
    assert shown(desk, "objection", "1")["answer"] == "rejected"
