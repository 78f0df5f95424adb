"""``kefu evidence``: signatures, closings, reopenings and corrections, each with its hash."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from desks import NOW, Kefu, done, furnish, outside
from kefu_cli.calendar import Month
from kefu_cli.rulebook.loading import standard
from kefu_cli.store import corrections
from kefu_cli.store.opening import Command, open_file, writing
from kefu_cli.store.records import Origin
from monthend import SIGNERS
from packs import hashes, pack, records, rows

COMMAND = Command("王主管", "kefu month correction", NOW)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the evidence goes."""
    return tmp_path / "evidence.xlsx"


def _close(db: Path, month: str = "2024-05") -> None:
    signed = "".join(f"sign --month {month} --role {role}\n" for role in SIGNERS)
    furnish(db, f"{signed}month close {month}")


def test_signatures_of_an_open_month_stand_with_what_they_signed(desk: Kefu, target: Path) -> None:
    """Valid while the result is what was signed, void afterwards, missing until given."""
    done(desk("sign", "--month", "2024-05", "--role", SIGNERS[0]))
    before = hashes(pack(desk, target))
    assert before["Signature: 客服主管"] == {
        "Who": "王主管",
        "When": "2024-06-20 09:30",
        "State": "valid",
        "SHA-256": before["Result of 2024-05"]["SHA-256"],
    }
    assert before["Signature: 物業副經理"]["State"] == "not signed"
    assert (
        before["Rulebook standard, version " + standard().version]["SHA-256"] == standard().sha256
    )
    done(desk("finding", "waive", "violation:2", "--reason", "誤記"))
    after = hashes(pack(desk, target))
    assert after["Result of 2024-05"] != before["Result of 2024-05"]
    assert after["Signature: 客服主管"]["State"].startswith("void")


def test_a_closed_month_shows_what_was_kept(desk: Kefu, db: Path, target: Path) -> None:
    """The closing, its hash, and the person's part, which the records no longer change."""
    _close(db)
    before = pack(desk, target)
    with outside(db) as file:
        kept = file.execute("SELECT sha256 FROM closing").fetchone()
    told = hashes(before)
    assert (told["Closing 1"]["State"], told["Closing 1"]["SHA-256"]) == ("stands", *kept)
    assert told["This person's part of it"]["State"] == "total 76, pay 0%"
    assert "Result of 2024-05" not in told
    done(desk("staff", "edit", "W001", "--department", "工程部"))
    assert rows(pack(desk, target)["W001 張三"]) == rows(before["W001 張三"])


def test_a_month_that_was_reopened_says_why(desk: Kefu, db: Path, target: Path) -> None:
    """The closing that stood before is shown with the reason, the second person and its hash."""
    _close(db)
    furnish(db, "month reopen 2024-05 --reason 漏錄繳費 --approved-by 趙經理")
    opened = hashes(pack(desk, target))
    assert opened["Closing 1"]["State"] == (
        "opened again by 王主管, 2024-06-20 09:30; reason: 漏錄繳費; agreed by: 趙經理"
    )
    assert opened["Result of 2024-05"]["State"].startswith("open")
    furnish(db, "violation add --staff W001 --clause 3.1 --on 2024-05-20")
    _close(db)
    book = pack(desk, target)
    again = hashes(book)
    assert again["Closing 1"]["State"] == (
        "opened again by 王主管, 2024-06-20 09:30, and superseded by closing 2;"
        " reason: 漏錄繳費; agreed by: 趙經理"
    )
    told = [row for row in records(book["簽名與雜湊"]) if row["What"] == "Signature: 分管領導"]
    assert [row["State"] for row in told] == [
        "valid (what it signed was superseded by closing 2)",
        "valid",
    ]
    assert again["Closing 2"]["State"] == "stands"
    assert again["Closing that it supersedes"]["SHA-256"] == again["Closing 1"]["SHA-256"]


def test_the_month_closed_before_is_named_by_its_hash(desk: Kefu, db: Path, target: Path) -> None:
    """A closing stands in a chain, which the pack shows."""
    _close(db, "2024-04")
    with outside(db) as file:
        before = file.execute("SELECT sha256 FROM closing").fetchone()
    _close(db)
    assert hashes(pack(desk, target))["Month closed before"]["SHA-256"] == before[0]


def test_a_correction_stands_beside_the_closing(desk: Kefu, db: Path, target: Path) -> None:
    """What came late, once it is kept: its hash, the result that it corrects, who has signed."""
    _close(db)
    with outside(db) as file:
        file.execute(
            "INSERT INTO violation (staff_id, clause, on_day, late)"
            " VALUES (1, '6.1', '2024-05-09', 1)"
        )
    with open_file(db) as file, writing(file, COMMAND) as number:
        corrections.keep(file, Month(2024, 5), Origin(COMMAND, number))
    furnish(db, "sign --month 2024-05 --role 客服主管")
    ground = records(pack(desk, target)["依據"])[-1]
    assert ground["Finding"] == "violation:3"
    assert ground["Clause"] == "6.1"
    assert ground["The record and its facts"].splitlines()[0] == "violation:3"
    assert ground["Standing"].splitlines() == ["came with correction 2", "counts"]
    *_, run, result, own, corrected, signature, second, _, _ = records(
        pack(desk, target)["簽名與雜湊"]
    )
    assert (run["What"], run["Who"]) == ("Correction 2", "王主管")
    assert run["State"] == "kept beside the closed result (not signed by all yet)"
    assert result["What"] == "Result that was kept"
    assert own["State"] == "total 73, pay 0%"
    assert corrected["What"] == "Result that it corrects"
    assert corrected["SHA-256"] == hashes(load_workbook(target))["Closing 1"]["SHA-256"]
    assert signature["What"] == "Signature: 客服主管"
    assert signature["State"] == "valid"
    assert second["State"] == "not signed"


def test_a_correction_says_whether_it_was_signed(desk: Kefu, db: Path, target: Path) -> None:
    """Not yet, by all; and no longer standing once the month was reopened and closed anew."""
    _close(db)
    _correct(db, "6.1", 9)
    said = "kept beside the closed result"
    assert hashes(pack(desk, target))["Correction 2"]["State"] == f"{said} (not signed yet)"
    furnish(db, "\n".join(f"sign --month 2024-05 --role {role}" for role in SIGNERS))
    assert hashes(pack(desk, target))["Correction 2"]["State"] == said
    furnish(db, "month reopen 2024-05 --reason 漏錄繳費 --approved-by 趙經理")
    _close(db)
    again = hashes(pack(desk, target))["Correction 2"]["State"]
    assert again == f"{said}; superseded by closing 3"


def test_signatures_that_became_void_stand_in_the_pack(desk: Kefu, db: Path, target: Path) -> None:
    """All that were ever given, with what they signed, whether or not they were given anew."""
    done(desk("sign", "--month", "2024-05", "--role", SIGNERS[0]))
    signed = hashes(pack(desk, target))["Result of 2024-05"]["SHA-256"]
    done(desk("finding", "waive", "violation:2", "--reason", "誤記"))
    _close(db)
    (void,) = [
        row
        for row in records(pack(desk, target)["簽名與雜湊"])
        if row["What"].startswith("Void signature")
    ]
    assert (void["What"], void["Who"]) == (f"Void signature: {SIGNERS[0]}", "王主管")
    assert (void["State"], void["SHA-256"]) == ("void: another result was signed", signed)


def test_each_finding_stands_with_the_correction_that_it_came_with(
    desk: Kefu, db: Path, target: Path
) -> None:
    """Once, however many corrections have it; one that was waived since stands so as well."""
    _close(db)
    plain = [row["Finding"] for row in records(pack(desk, target)["依據"])]
    _correct(db, "6.1", 9)
    with outside(db) as file:
        file.execute(
            "INSERT INTO waiver (finding, reason, late)"
            " SELECT 'violation:1', '誤記', max(id) FROM closing"
        )
    _correct(db, "3.1", 10)
    book = pack(desk, target)
    found = records(book["依據"])
    assert [row["Finding"] for row in found[: len(plain)]] == plain
    told = [(row["Finding"], row["Standing"].splitlines()[:2]) for row in found[len(plain) :]]
    assert told == [
        ("violation:3", ["came with correction 2", "counts"]),
        ("violation:1", ["as correction 3 changed it", "waived: 誤記"]),
        ("violation:4", ["came with correction 3", "counts"]),
    ]
    assert {"violation:3", "violation:4"} <= {row["Record"] for row in records(book["歷史"])}


def _correct(db: Path, clause: str, day: int) -> None:
    """Keep a correction that a late violation of W001 brings."""
    with outside(db) as file:
        file.execute(
            "INSERT INTO violation (staff_id, clause, on_day, late)"
            " SELECT 1, ?, ?, max(id) FROM closing",
            (clause, f"2024-05-{day:02}"),
        )
    with open_file(db) as file, writing(file, COMMAND) as number:
        corrections.keep(file, Month(2024, 5), Origin(COMMAND, number))
