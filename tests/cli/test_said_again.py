"""Scores that change and change back: what is issued, acknowledged and signed again."""

from __future__ import annotations

from pathlib import Path

import pytest

from desks import Kefu, done, outside, refused
from monthend import SIGNERS, sign, status

ACK = ("ack", "--staff", "W001", "--month", "2024-05")
ISSUE = ("month", "issue", "2024-05")
CHANGE = ("violation", "add", "--staff", "W001", "--clause", "1.1", "--on", "2024-05-07")
BACK = ("violation", "void", "3", "--reason", "記錯")


@pytest.mark.parametrize("line", [ACK, ISSUE])
def test_a_score_that_came_back_is_told_again(desk: Kefu, line: tuple[str, ...]) -> None:
    """The last word counts: it was of another score, though the first was of this one."""
    done(desk(*line))
    done(desk(*CHANGE))
    done(desk(*line))
    done(desk(*BACK))
    done(desk(*line))
    assert "already" in refused(desk(*line))[0]


def test_a_void_acknowledgement_stands_in_nobodys_way(desk: Kefu) -> None:
    """The same score is acknowledged anew."""
    done(desk(*ACK))
    done(desk("ack", "void", "1", "--reason", "誤"))
    done(desk(*ACK))


def test_a_role_that_signed_twice_holds_up_nobody(desk: Kefu, db: Path) -> None:
    """The first of its signatures that counts is the one that the next role signs after."""
    for role in SIGNERS[:2]:
        done(desk("sign", "--month", "2024-05", "--role", role))
    with outside(db) as file:
        file.execute(
            "INSERT INTO signature (month, role, sha256)"
            " SELECT month, role, sha256 FROM signature WHERE role = ?",
            (SIGNERS[0],),
        )
    valid = {s["role"]: s["valid"] for s in status(desk)["signatures"]}
    assert valid == dict.fromkeys(SIGNERS[:2], True)


def test_a_void_signature_closes_nothing(desk: Kefu) -> None:
    """All four signed, and then the result became another one."""
    sign(desk, "2024-05")
    done(desk(*CHANGE))
    assert "is not signed by" in refused(desk("month", "close", "2024-05"))[0]
