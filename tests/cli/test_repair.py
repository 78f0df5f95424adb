"""``kefu repair``: a call and the steps of its life."""

from __future__ import annotations

import pytest

from desks import Kefu, done, listed, pick, refused, shown


def test_a_call_gets_the_next_number(desk: Kefu) -> None:
    """One more than the largest plain number, also a voided one's; the site's own are kept."""
    done(desk("repair", "add", "--no", "WX-7", "--unit", "3-1-503", "--content", "燈不亮"))
    done(desk("repair", "void", "32", "--reason", "重複報修"))
    said = done(desk("repair", "add", "--unit", "3-1-503", "--content", "燈不亮"))
    assert said.splitlines() == [
        "Repair calls 33 recorded: 3-1-503, 燈不亮, 2024-06-20 09:30",
        "To take it back: kefu repair void 33 --reason …",
    ]
    assert shown(desk, "repair", "33")["received"] == "2024-06-20T09:30"


def test_a_very_long_work_order_does_not_stop_the_counting(desk: Kefu) -> None:
    """Numbers longer than SQLite counts are left alone."""
    line = ("repair", "add", "--unit", "3-1-503", "--content", "燈不亮")
    done(desk(*line, "--no", "99999999999999999999"))
    for number in ("33", "34"):
        assert f"Repair calls {number} recorded" in done(desk(*line))


def test_a_number_taken_is_refused(desk: Kefu) -> None:
    """A voided one's is free."""
    line = ("repair", "add", "--no", "31", "--unit", "3-1-503", "--content", "燈不亮")
    assert refused(desk(*line)) == ["Work order 31 is taken.", "See “kefu repair show 31”."]
    done(desk("repair", "void", "31", "--reason", "重複報修"))
    done(desk(*line))
    assert shown(desk, "repair", "31")["unit"] == "3-1-503"


def test_the_life_of_a_call(desk: Kefu) -> None:
    """Dispatched, followed up, completed, revisited: each step with its time and its fact."""
    for line in (
        ("dispatch", "31", "--worker", "李師傅", "--at", "2024-05-03T10:00"),
        ("follow", "31", "--at", "2024/5/10 9:00", "--note", "等配件到貨"),
        ("follow", "31", "--at", "5月11日"),
        ("complete", "31", "--at", "2024-05-12 16點", "--result", "更換軟管"),
        ("revisit", "31", "--record", "文字", "--at", "2024-05-13T10:00"),
    ):
        done(desk("repair", *line))
    call = shown(desk, "repair", "31")
    assert pick(call, "dispatched", "worker", "followed") == (
        "2024-05-03T10:00",
        "李師傅",
        "2024-05-11T00:00",
    )
    assert pick(call, "completed", "result") == ("2024-05-12T16:00", "更換軟管")
    assert pick(call, "revisited", "revisit_record") == ("2024-05-13T10:00", "text")


def test_a_step_is_of_now_unless_said(desk: Kefu) -> None:
    """To the minute."""
    done(desk("repair", "dispatch", "31"))
    assert shown(desk, "repair", "31")["dispatched"] == "2024-06-20T09:30"


def test_a_step_is_entered_once(desk: Kefu) -> None:
    """The second time it is refused, with the line that corrects it."""
    done(desk("repair", "complete", "31", "--at", "2024-05-12T16:00"))
    what, advice = refused(desk("repair", "complete", "31", "--at", "2024-05-13T16:00"))
    assert what == "Repair call 31: Completed is recorded already (2024-05-12 16:00)."
    assert advice == "To correct it: kefu repair edit 31 --completed …"
    done(desk("repair", "edit", "31", "--completed", "2024-05-13T16:00"))
    assert shown(desk, "repair", "31")["completed"] == "2024-05-13T16:00"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (
            ("dispatch", "31", "--at", "2024-05-03T08:59"),
            "Dispatched (2024-05-03 08:59) is before the call (2024-05-03 09:00).",
        ),
        (
            ("follow", "31", "--at", "2024-05-02T09:00"),
            "Followed up (2024-05-02 09:00) is before the call (2024-05-03 09:00).",
        ),
        (
            ("complete", "31", "--at", "2024-05-02T09:00"),
            "Completed (2024-05-02 09:00) is before the call (2024-05-03 09:00).",
        ),
        (
            ("revisit", "31", "--record", "text"),
            "A revisit follows the completion, and the completion is missing.",
        ),
        (
            ("edit", "31", "--revisit-record", "text"),
            "A record of the revisit needs the time of the revisit.",
        ),
        (
            ("dispatch", "31", "--at", "2024-06-21T00:01"),
            "2024-06-21 lies ahead; today is 2024-06-20.",
        ),
        (("dispatch", "77"), "There is no Repair calls 77."),
    ],
)
def test_steps_out_of_order_are_refused(desk: Kefu, line: tuple[str, ...], what: str) -> None:
    """Each with both times; the call stays as it was."""
    before = listed(desk, "repair", "list")
    assert refused(desk("repair", *line))[0] == what
    assert listed(desk, "repair", "list") == before


def test_a_revisit_before_the_completion_is_refused(desk: Kefu) -> None:
    """Also when the completion is corrected afterwards, or taken away."""
    done(desk("repair", "complete", "31", "--at", "2024-05-12T16:00"))
    line = ("repair", "revisit", "31", "--record", "voice", "--at")
    assert refused(desk(*line, "2024-05-12T15:00"))[0] == (
        "The revisit (2024-05-12 15:00) is before the completion (2024-05-12 16:00)."
    )
    done(desk(*line, "2024-05-13T10:00"))
    assert (
        "is before the completion"
        in refused(desk("repair", "edit", "31", "--completed", "2024-05-14T10:00"))[0]
    )
    assert (
        "the completion is missing"
        in refused(desk("repair", "edit", "31", "--clear", "completed"))[0]
    )
    done(desk("repair", "edit", "31", "--clear", "revisited", "--clear", "revisit_record"))
    done(desk("repair", "edit", "31", "--clear", "completed"))


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("2024-05-03T25:00", "--at: “2024-05-03T25:00” is not a day and time."),
        ("2024-02-30 9:00", "--at: “2024-02-30 9:00” is not a day and time."),
        ("9:00", "--at: “9:00” is not a day and time."),
    ],
)
def test_times_that_are_none_are_usage_errors(desk: Kefu, value: str, what: str) -> None:
    """The option is named."""
    assert refused(desk("repair", "dispatch", "31", "--at", value), 2)[0] == what


def test_an_unknown_kind_of_record_is_a_usage_error(desk: Kefu) -> None:
    """Text and voice are all there is."""
    done(desk("repair", "complete", "31", "--at", "2024-05-12T16:00"))
    assert refused(desk("repair", "revisit", "31", "--record", "film"), 2)[1] == (
        "Choose from text, voice."
    )


def test_a_follow_up_comes_before_the_completion(desk: Kefu) -> None:
    """After it comes the revisit; a completion with a day alone lasts to that day's end."""
    done(desk("repair", "complete", "31", "--at", "2024-05-12T16:00"))
    assert refused(desk("repair", "follow", "31", "--at", "2024-05-12T16:01")) == [
        "Repair call 31 was completed on 2024-05-12 16:00.",
        "After the completion comes the revisit: kefu repair revisit 31",
    ]
    done(desk("repair", "edit", "31", "--completed", "2024-05-12"))
    done(desk("repair", "follow", "31", "--at", "2024-05-12T16:01"))


def test_a_follow_up_can_be_taken_back(desk: Kefu) -> None:
    """By its time; the one before stands again. The history keeps both."""
    for at in ("2024-05-10T09:00", "2024-05-11T09:00"):
        said = done(desk("repair", "follow", "31", "--at", at, "--note", "等配件"))
    assert said.splitlines() == [
        "Repair call 31 followed up: 2024-05-11 09:00",
        "To take it back: kefu repair unfollow 31 --at 2024-05-11T09:00 --reason …",
    ]
    done(desk("repair", "unfollow", "31", "--at", "2024-05-11T09:00", "--reason", "工單號記錯"))
    assert shown(desk, "repair", "31")["followed"] == "2024-05-10T09:00"
    line = ("repair", "unfollow", "31", "--reason", "x", "--at")
    assert refused(desk(*line, "2024-05-11T09:00")) == [
        "There is no follow-up at 2024-05-11 09:00.",
        "It was followed up: 2024-05-10 09:00",
    ]
    done(desk(*line, "2024-05-10T09:00"))
    assert refused(desk(*line, "2024-05-10T09:00"))[1] == "It was followed up: (none)"
    facts = [pick(e, "field", "after") for e in listed(desk, "history", "--of", "repair:31")]
    assert ("followed", "2024-05-11T09:00 等配件") in facts
    assert ("void_reason", "工單號記錯") in facts


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), ["31", "32"]),
        (("--month", "2024-05"), ["31"]),
        (("--month", "2024-06"), ["32"]),
        (("--staff", "W001"), ["31"]),
        (("--staff", "W002"), ["32"]),
        (("--staff", "W002", "--month", "2023-12"), []),
        (("--building", "5"), ["32"]),
        (("--open",), ["31", "32"]),
    ],
)
def test_filters(desk: Kefu, options: tuple[str, ...], found: list[str]) -> None:
    """By month of the call, person named or holding the building, building, still open."""
    assert [call["no"] for call in listed(desk, "repair", "list", *options)] == found


def test_open_is_what_waits_for_completion_or_revisit(desk: Kefu) -> None:
    """A call without a revisit is open still."""
    done(desk("repair", "complete", "31", "--at", "2024-05-12T16:00"))
    assert [call["no"] for call in listed(desk, "repair", "list", "--open")] == ["31", "32"]
    done(desk("repair", "revisit", "31", "--record", "text"))
    assert [call["no"] for call in listed(desk, "repair", "list", "--open")] == ["32"]


def test_edit_changes_facts(desk: Kefu) -> None:
    """Person, category and the mark of a rework too; the mark is cleared like any fact."""
    done(desk("repair", "edit", "３１", "--staff", "李四", "--category", "水電", "--rework"))
    call = shown(desk, "repair", "31")
    assert pick(call, "staff", "staff_name", "category", "rework") == ("W002", "李四", "水電", True)
    done(desk("repair", "edit", "31", "--clear", "rework", "--clear", "staff"))
    assert pick(shown(desk, "repair", "31"), "staff", "rework") == (None, False)
    changes = [pick(e, "field", "before", "after") for e in listed(desk, "history")]
    assert ("staff", "W001", "W002") in changes
    assert ("rework", False, True) in changes


def test_a_voided_call_takes_no_steps(desk: Kefu) -> None:
    """It can be shown, and recorded anew."""
    done(desk("repair", "void", "31", "--reason", "重複報修"))
    what, advice = refused(desk("repair", "dispatch", "31"))
    assert (what, advice) == (
        "Repair calls 31 is void: 重複報修",
        "Record it anew with “kefu repair add”.",
    )
    assert shown(desk, "repair", "31")["voided"] is True


def test_a_bare_add_asks_for_unit_content_and_time(desk: Kefu) -> None:
    """The moment is offered; an unknown unit is asked for again."""
    asked = desk("repair", "add", answers=("3-1-50", "3-1-503", "燈不亮", ""))
    assert asked.code == 0
    assert "There is no unit “3-1-50”." in asked.err
    assert "(Enter: 2024-06-20 09:30)" in asked.err
    assert pick(shown(desk, "repair", "33"), "unit", "received") == ("3-1-503", "2024-06-20T09:30")


def test_a_step_says_how_to_take_it_back(desk: Kefu) -> None:
    """What was blank is cleared again; what stood there before is entered again."""
    said = done(desk("repair", "dispatch", "31", "--worker", "李師傅", "--at", "2024-05-03T10:00"))
    back = said.splitlines()[-1].removeprefix("To take it back: kefu ")
    assert back == "repair edit 31 --clear dispatched --clear worker"
    done(desk(*back.split()))
    assert pick(shown(desk, "repair", "31"), "dispatched", "worker") == (None, None)


def test_an_edit_of_a_flag_can_be_taken_back(desk: Kefu) -> None:
    """返修 set, and set back."""
    said = done(desk("repair", "edit", "31", "--rework"))
    assert said.splitlines()[-1] == "To take it back: kefu repair edit 31 --clear rework"
    said = done(desk("repair", "edit", "31", "--clear", "rework", "--category", "水 電"))
    assert said.splitlines()[-1].endswith("edit 31 --clear category --rework")
    said = done(desk("repair", "edit", "31", "--category", "水電"))
    assert said.splitlines()[-1].endswith('edit 31 --category "水 電"')
