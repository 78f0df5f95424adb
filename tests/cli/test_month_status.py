"""``kefu month status``: what still stands in the way of closing a month, and what settles it."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from desks import Kefu, csv_of, done, outside
from monthend import SIGNERS, close, matter, sign, status

STATUS = ("month", "status", "2024-05")
JULY = datetime(2024, 7, 8, 9, 30)


def test_everything_that_is_left_is_listed_with_what_settles_it(desk: Kefu) -> None:
    """What blocks comes first; each row has a sentence and a command."""
    done(desk("sign", "--month", "2024-05", "--role", SIGNERS[0]))
    said = [re.split("  +", line) for line in done(desk(*STATUS)).splitlines()]
    assert said[0] == ["The end of 2024-05"]
    assert said[1] == ["Effect", "What is left", "To settle it"]
    unsigned = [
        ["blocks", f"Not signed yet: {role}", f"kefu sign --month 2024-05 --role {role}"]
        for role in SIGNERS[1:]
    ]
    assert said[3:6] == unsigned
    assert said[6:] == [
        [
            "warns",
            "People without any reviewer's score: 4 (W001, W002, W003, W004)",
            "kefu review import 2024-05.xlsx",
        ],
        [
            "warns",
            "People without a pay base: 3 (W002, W003, W004)",
            "kefu staff edit W002 --base-pay … --from 2024-05",
        ],
        [""],
        ["2024-05 is open."],
        ["Signed: 客服主管 王主管, 2024-06-20 09:30"],
        ["The latest payment is of 2024-06-03, recorded at 2024-06-20 09:30."],
    ]


def test_scripts_get_codes_and_every_name(desk: Kefu) -> None:
    """The document's keys are a contract, compared whole; CSV has the same, a row each."""
    done(desk("sign", "--month", "2024-05", "--role", SIGNERS[0]))
    missing = [
        {
            "code": "unsigned",
            "count": 1,
            "names": [role],
            "on": None,
            "command": f"kefu sign --month 2024-05 --role {role}",
        }
        for role in SIGNERS[1:]
    ]
    assert status(desk) == {
        "month": "2024-05",
        "status": "open",
        "signatures": [
            {"role": "客服主管", "name": "王主管", "at": "2024-06-20T09:30", "valid": True}
        ],
        "issue": None,
        "fees": {"paid_on": "2024-06-03", "recorded_at": "2024-06-20T09:30"},
        "blocks": missing,
        "warns": [
            {
                "code": "unreviewed",
                "count": 4,
                "names": ["W001", "W002", "W003", "W004"],
                "on": None,
                "command": "kefu review import 2024-05.xlsx",
            },
            {
                "code": "no_base",
                "count": 3,
                "names": ["W002", "W003", "W004"],
                "on": None,
                "command": "kefu staff edit W002 --base-pay … --from 2024-05",
            },
        ],
    }
    rows = csv_of(done(desk(*STATUS, "--format", "csv")))
    assert [(row["level"], row["code"], row["names"]) for row in rows] == [
        *(("blocks", "unsigned", role) for role in SIGNERS[1:]),
        ("warns", "unreviewed", "W001;W002;W003;W004"),
        ("warns", "no_base", "W002;W003;W004"),
    ]


def test_what_settles_a_matter_settles_it(desk: Kefu, monkeypatch: pytest.MonkeyPatch) -> None:
    """After these commands nothing is left, and the month's closing is offered."""
    for code in ("W001", "W002", "W003", "W004"):
        if code != "W001":
            done(desk("staff", "edit", code, "--base-pay", "1800", "--from", "2024-05"))
        line = ("--level", "direct", "--item", "5", "--score", "12")
        done(desk("review", "set", "--staff", code, "--month", "2024-05", *line))
    for role in SIGNERS:
        monkeypatch.setenv("KEFU_USER", f"某{role}")
        done(desk("sign", "--month", "2024-05", "--role", role))
    said = done(desk(*STATUS)).splitlines()
    assert said[:2] == ["The end of 2024-05", "2024-05 is open."]
    assert said[-1] == "Nothing stands in the way: kefu month close 2024-05"
    assert (status(desk)["blocks"], status(desk)["warns"]) == ([], [])
    assert csv_of(done(desk(*STATUS, "--format", "csv"))) == []


def test_who_signed_for_several_roles_is_named(desk: Kefu) -> None:
    """Four signatures are meant to be four people's; it is for people to judge."""
    done(desk("sign", "--month", "2024-05", "--role", SIGNERS[0]))
    assert matter(status(desk), "same_signer") is None
    done(desk("sign", "--month", "2024-05", "--role", SIGNERS[1]))
    same = matter(status(desk), "same_signer")
    assert same is not None
    assert same["names"] == ["王主管 (客服主管、物業副經理)"]


def test_a_running_month_is_not_over(desk: Kefu) -> None:
    """Its last day is named; only time settles it."""
    found = status(desk, "2024-06")
    assert matter(found, "not_ended") == {
        "count": 0,
        "names": [],
        "on": "2024-06-30",
        "command": None,
    }
    last, after = datetime(2024, 6, 30, 23, 59), datetime(2024, 7, 1)
    assert matter(status(desk, "2024-06", now=last), "not_ended")
    assert matter(status(desk, "2024-06", now=after), "not_ended") is None


def test_a_month_ahead_has_only_what_time_settles(desk: Kefu) -> None:
    """It cannot be scored yet, and is no error."""
    found = status(desk, "2024-09")
    assert [m["code"] for m in found["blocks"]] == ["not_ended"]
    assert found["warns"] == []


def test_earlier_months_come_first(desk: Kefu) -> None:
    """All that are left before it are named; one before the first can never be closed."""
    close(desk, "2024-02")
    found = status(desk)
    assert matter(found, "earlier_month") == {
        "count": 2,
        "names": ["2024-03", "2024-04"],
        "on": None,
        "command": "kefu month close 2024-03",
    }
    before = status(desk, "2024-01")
    assert [m["code"] for m in before["blocks"]] == ["before_first"]
    assert "2024-03 is next" in done(desk("month", "status", "2024-01"))


def test_open_objections_block(desk: Kefu) -> None:
    """How many, whose, and how the first is answered."""
    for code in ("W001", "W002"):
        given = ("--staff", code, "--month", "2024-05", "--text", "有異議")
        done(desk("objection", "add", *given))
    found = matter(status(desk), "objections")
    assert found == {
        "count": 2,
        "names": ["W001", "W002"],
        "on": None,
        "command": "kefu objection answer 1 --answer … --reason …",
    }
    done(desk("objection", "answer", "1", "--answer", "upheld", "--reason", "屬實"))
    left = matter(status(desk), "objections")
    assert left
    assert left["names"] == ["W002"]


def test_a_signature_under_another_result_is_void(desk: Kefu) -> None:
    """Its role and name are told, and the role signs again."""
    sign(desk, "2024-05")
    done(desk("violation", "add", "--staff", "W001", "--clause", "1.1", "--on", "2024-05-09"))
    found = status(desk)
    void = [m for m in found["blocks"] if m["code"] == "void_signature"]
    assert [m["names"] for m in void] == [[f"{role} 王主管"] for role in SIGNERS]
    assert void[0]["command"] == "kefu sign --month 2024-05 --role 客服主管"
    assert not any(s["valid"] for s in found["signatures"])
    said = done(desk(*STATUS))
    assert "Signed, but void since the result changed: 客服主管 王主管" in said
    assert "Void: 客服主管 王主管, 2024-06-20 09:30" in said


def test_an_issued_month_tells_the_window_and_who_has_not_seen_it(desk: Kefu) -> None:
    """Until its last day; then only the acknowledgements are left."""
    assert matter(status(desk), "unacknowledged") is None
    done(desk("month", "issue", "2024-05", "--on", "2024-06-18"))
    done(desk("ack", "--staff", "W001", "--month", "2024-05"))
    found = status(desk)
    assert found["issue"] == {"on": "2024-06-18", "until": "2024-06-25"}
    window = matter(found, "objection_window")
    assert window
    assert window["on"] == "2024-06-25"
    assert matter(found, "unacknowledged") == {
        "count": 3,
        "names": ["W002", "W003", "W004"],
        "on": None,
        "command": "kefu ack --staff W002 --month 2024-05",
    }
    assert "Issued on 2024-06-18; objections until 2024-06-25." in done(desk(*STATUS))
    done(desk("violation", "add", "--staff", "W001", "--clause", "1.1", "--on", "2024-05-09"))
    unseen = matter(status(desk), "unacknowledged")  # what W001 saw is not the score any more
    assert unseen
    assert unseen["names"] == ["W001", "W002", "W003", "W004"]
    last, after = datetime(2024, 6, 25, 18), datetime(2024, 6, 26)
    assert matter(status(desk, now=last), "objection_window")
    assert matter(status(desk, now=after), "objection_window") is None


def test_scores_that_differ_without_a_reason_are_named(desk: Kefu) -> None:
    """Where the computed score changed after the reviewer had agreed with it."""
    given = ("--month", "2024-05", "--level", "direct", "--item", "1", "--score", "5")
    done(desk("review", "set", "--staff", "W003", *given))
    assert matter(status(desk), "unexplained") is None
    unreviewed = matter(status(desk), "unreviewed")
    assert unreviewed
    assert unreviewed["names"] == ["W001", "W002", "W004"]
    done(desk("violation", "add", "--staff", "W003", "--clause", "1.1", "--on", "2024-05-09"))
    found = matter(status(desk), "unexplained")
    assert found
    assert (found["count"], found["names"]) == (1, ["W003 1 儀容儀表"])
    command = found["command"].removeprefix("kefu ").replace("…", "當天已補").split()
    done(desk(*command))
    assert matter(status(desk), "unexplained") is None


@pytest.mark.parametrize(
    ("lines", "code", "names"),
    [
        (("assignment void 2 --reason 選錯",), "building_unheld", ["5"]),
        (("assignment edit 2 --to 2024-05-30",), "building_unheld", ["5"]),
        (("assignment edit 2 --to 2024-05-31",), "building_unheld", None),
        (("unit edit 5-1-101 --kind other",), "building_unheld", None),
        (("staff edit W002 --left 2024-05-30",), "building_left", ["5 (W002)"]),
        (("staff edit W002 --left 2024-05-31",), "building_left", None),
        (
            (
                "staff edit W002 --left 2024-05-30",
                "building assign --building 5 --staff W003 --from 2024-01-01",
            ),
            "building_left",
            ["5 (W002)"],
        ),
        (("staff edit W002 --appraised no",), "building_not_appraised", ["5"]),
        (
            (
                "staff edit W002 --appraised no",
                "building assign --building 5 --staff W003 --from 2024-01-01",
            ),
            "building_not_appraised",
            None,
        ),
    ],
)
def test_buildings_whose_rate_is_nobodys(
    desk: Kefu, lines: tuple[str, ...], code: str, names: list[str] | None
) -> None:
    """By the month's last day: held by nobody, by who has left, or only by who is not appraised."""
    for line in lines:
        done(desk(*line.split()))
    found = matter(status(desk), code)
    assert (found and found["names"]) == names
    if found:
        assert found["command"].startswith("kefu building assign --building 5 --staff …")


def test_a_building_without_units_due_needs_nobody(desk: Kefu) -> None:
    """It bears on nobody's rate."""
    done(desk("building", "add", "--code", "9"))
    done(desk("unit", "add", "--code", "9-1-101", "--building", "9"))
    assert matter(status(desk), "building_unheld") is None
    done(desk("unit", "handover", "9-1-101", "--on", "2024-05-31"))
    found = matter(status(desk), "building_unheld")
    assert found
    assert found["names"] == ["9"]


def test_findings_that_count_against_nobody_are_named(desk: Kefu) -> None:
    """As ``finding list`` names them."""
    done(desk("assignment", "void", "2", "--reason", "選錯"))
    done(
        desk(
            *("repair", "add", "--no", "77", "--unit", "5-1-101", "--content", "漏水"),
            *("--received", "2024-05-02T08:00"),
        )
    )
    assert matter(status(desk), "findings_unassigned") == {
        "count": 1,
        "names": ["repair:77:7.2"],
        "on": None,
        "command": "kefu finding list --month 2024-05",
    }


def test_payments_that_end_before_the_month_does(desk: Kefu, db: Path) -> None:
    """The day of the latest payment is told; one of the last day is enough."""
    with outside(db) as file:
        file.execute("UPDATE fee SET voided = 1, void_reason = 'x'")
    none = matter(status(desk), "fees_behind")
    assert none
    assert none["on"] is None
    assert "No payment is recorded." in done(desk(*STATUS))
    line = ("fee", "add", "--unit", "3-1-502", "--month", "2024-05", "--amount", "9", "--paid-on")
    done(desk(*line, "2024-05-30"))
    found = matter(status(desk), "fees_behind")
    assert found
    assert (found["on"], found["command"]) == ("2024-05-30", "kefu import fee …")
    assert "Payments are recorded only up to 2024-05-30." in done(desk(*STATUS))
    done(desk(*line, "2024-05-31", now=JULY))
    assert matter(status(desk), "fees_behind") is None
    fees = {"paid_on": "2024-05-31", "recorded_at": "2024-07-08T09:30"}
    assert status(desk)["fees"] == fees
    done(desk(*line, "2024-05-31", now=datetime(2024, 7, 9)))
    done(desk("fee", "void", "5", "--reason", "重複", now=datetime(2024, 7, 9)))
    assert status(desk)["fees"] == fees


def test_a_person_reads_the_first_names_and_scripts_all(desk: Kefu) -> None:
    """A list of thousands is no sentence."""
    for number in range(5, 8):
        done(desk("staff", "add", "--code", f"W00{number}", "--name", f"員{number}"))
    said = done(desk(*STATUS))
    assert "score: 7 (W001, W002, W003, W004, W005, …)" in said
    found = matter(status(desk), "unreviewed")
    assert found
    assert len(found["names"]) == 7


@pytest.mark.parametrize("lang", ["zh-Hant", "zh-Hans", "en"])
def test_a_status_is_a_result_in_every_language(desk: Kefu, lang: str) -> None:
    """The month is asked for where it is left out; a status never ends in an error."""
    assert desk(*STATUS, lang=lang).code == 0
    assert desk("month", "status", answers=("2024-05",), lang=lang).code == 0
    assert desk("month", "status", lang=lang).code == 2
