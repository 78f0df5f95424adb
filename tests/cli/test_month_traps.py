"""Traps of a month's end: what looks settled and is not, or looks wrong and is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.importing import refused_rows, sheet
from cli.undoing import As, by
from desks import Kefu, done, outside, refused
from monthend import SIGNERS, close

__all__ = ("by",)


def test_a_correction_of_somebody_who_had_left_verifies(desk: Kefu) -> None:
    """They stay in the corrected result, and computing it anew leaves them in as well."""
    close(desk, "2024-05")
    late = (
        "violation",
        "add",
        "--staff",
        "W001",
        "--clause",
        "3.1",
        "--on",
        "2024-05-03",
        "--late",
    )
    done(desk(*late))
    done(desk("staff", "leave", "W001", "--on", "2024-04-15", "--late"))
    done(desk("month", "correction", "2024-05", "--keep"))
    for role in SIGNERS:
        done(desk("sign", "--month", "2024-05", "--role", role))
    assert done(desk("month", "verify")) == "1 closed months verified.\n"


@pytest.mark.parametrize("blank", ["undo", "clear"])
def test_a_late_fact_that_was_taken_back_is_late_again(
    desk: Kefu, db: Path, tmp_path: Path, blank: str
) -> None:
    """Typed or in a file: it bears on the closed month, and is never filled in unsaid."""
    done(desk("repair", "dispatch", "31", "--worker", "李師傅", "--at", "2024-05-03 10:00"))
    close(desk, "2024-05")
    complete = ("repair", "complete", "31", "--at", "2024-05-04 10:00")
    done(desk(*complete, "--late"))
    done(desk("undo") if blank == "undo" else desk("repair", "edit", "31", "--clear", "completed"))
    assert "--late" in refused(desk(*complete))[1]
    row = "31|3-1-502|廚房水管漏水|2024-05-03 09:00|2024-05-04 10:00"
    file = sheet(tmp_path / "r.csv", "工單號|房號|報修內容|報修時間|完成時間", row)
    ((_, heading, *_),) = refused_rows(desk, db, "repair", file, "--update")
    assert heading == "完成時間"
    done(desk("import", "repair", file, "--update", "--late"))


def test_two_kept_findings_in_one_row_are_not_two(desk: Kefu, db: Path) -> None:
    """The hash of both texts is the same; what was locked with each is not locked any more."""
    close(desk, "2024-05")
    with outside(db) as file:
        for name in ("kept_finding_stays", "kept_finding_new", "kept_finding_whole"):
            file.execute(f"DROP TRIGGER {name}")
        first, second = (
            row[0] for row in file.execute("SELECT finding FROM kept_finding ORDER BY 1 LIMIT 2")
        )
        file.execute("DELETE FROM kept_finding WHERE finding IN (?, ?)", (first, second))
        file.execute("INSERT INTO kept_finding VALUES (?, 1)", (f"{first}\n{second}",))
    outcome = desk("month", "verify", "--format", "csv")
    assert "findings" in outcome.out


def test_what_is_named_as_a_source_stays(desk: Kefu, by: As) -> None:
    """Another person's violation or waiver would be about a record that is void."""
    by("甲")
    unit = ("--unit", "3-1-502", "--content", "燈壞", "--received", "2024-06-01T09:00")
    done(desk("repair", "add", "--no", "77", *unit))
    by("乙")
    source = ("--clause", "7.2", "--on", "2024-06-05", "--source", "repair:77")
    done(desk("violation", "add", "--staff", "W001", *source))
    by("甲")
    assert "violation:3 would refer to repair:77, void by then" in refused(desk("undo"))[0]
    by("乙")
    done(desk("undo"))
    done(desk("finding", "waive", "repair:77:7.2", "--reason", "業主外出"))
    by("甲")
    assert "repair:77 waived would refer to repair:77" in refused(desk("undo"))[0]
