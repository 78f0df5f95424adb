"""``kefu month status`` of a month that is closed."""

from __future__ import annotations

from pathlib import Path

from cli.test_month_status import STATUS, matter, status
from desks import Kefu, done, outside
from monthend import SIGNERS, close


def test_a_closed_month_tells_how_it_was_closed(desk: Kefu) -> None:
    """Who and when, the hash, the signatures; nothing is left to settle."""
    close(desk, "2024-05")
    found = status(desk)
    assert (found["status"], found["blocks"], found["warns"]) == ("closed", [], [])
    assert (found["closing"]["by"], found["closing"]["corrections"]) == ("王主管", 0)
    assert [signature["role"] for signature in found["signatures"]] == list(SIGNERS)
    said = done(desk(*STATUS)).splitlines()
    digest = found["closing"]["sha256"][:12]
    assert said[:2] == [
        "The end of 2024-05",
        f"Closed on 2024-06-20 09:30 by 王主管: these figures stand. SHA-256 {digest}…",
    ]
    assert said[2:] == [f"Signed: {role} 王主管, 2024-06-20 09:30" for role in SIGNERS]


def test_late_records_of_a_closed_month_wait_for_a_correction(desk: Kefu, db: Path) -> None:
    """Records and facts that came late are counted, until a correction has taken them in."""
    close(desk, "2024-04")
    late = ("violation", "add", "--staff", "W003", "--clause", "1.1", "--late", "--on")
    done(desk(*late, "2024-04-09"))
    close(desk, "2024-05")
    assert matter(status(desk), "late_records") is None
    done(desk(*late, "2024-05-09"))
    done(desk(*late, "2024-05-10"))
    done(desk("violation", "void", "5", "--reason", "記錯"))
    with outside(db) as file:
        file.execute(
            "INSERT INTO late_change (noun, record_id, field, closing_id)"
            " SELECT 'repair', id, 'dispatched', 2 FROM repair WHERE no = '31'"
        )
    assert matter(status(desk), "late_records") == {
        "count": 2,
        "names": [],
        "on": None,
        "command": "kefu month correction 2024-05",
    }
    april = matter(status(desk, "2024-04"), "late_records")
    assert april
    assert april["count"] == 3
    done(desk("month", "correction", "2024-05", "--keep"))
    assert matter(status(desk), "late_records") is None
    assert status(desk)["closing"]["corrections"] == 1
    assert "Corrections beside them: 1" in done(desk(*STATUS))
