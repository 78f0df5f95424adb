"""``kefu history --of month:2024-05``: all that was done for a month's end, whenever it was."""

from __future__ import annotations

from cli.histories import later as _later
from desks import Kefu, listed, refused
from monthend import SIGNERS


def test_a_months_end_has_a_history_of_its_own(desk: Kefu) -> None:
    """Scores, objections, signatures, closing and reopening, whenever they were made."""
    score = ("--level", "direct", "--item", "3", "--score", "14", "--reason", "遲到")
    _later(desk, "review", "set", "--staff", "W001", "--month", "2024-05", *score)
    _later(desk, "review", "set", "--staff", "W001", "--month", "2024-06", *score)
    _later(desk, "month", "issue", "2024-05")
    _later(desk, "ack", "--staff", "W002", "--month", "2024-05")
    _later(desk, "objection", "add", "--staff", "W001", "--month", "2024-05", "--text", "沒有遲到")
    _later(desk, "objection", "answer", "1", "--answer", "rejected", "--reason", "有記錄")
    for role in SIGNERS:
        _later(desk, "sign", "--month", "2024-05", "--role", role)
    _later(desk, "month", "close", "2024-05")
    _later(desk, "month", "reopen", "2024-05", "--reason", "導錯", "--approved-by", "李經理")
    told = [
        (event["record"], event["field"])
        for event in listed(desk, "history", "--of", "month:2024年5月")
    ]
    assert told == [
        ("review:1", "review"),
        ("month:2024-05", "issued"),
        ("ack:1", "ack"),
        ("objection:1", "objection"),
        *(("objection:1", f"answer{more}") for more in ("", "_reason", "ed_on", "ed_by")),
        *[("month:2024-05", "signed")] * len(SIGNERS),
        ("month:2024-05", "closed"),
        ("month:2024-05", "reopened"),
    ]
    mine = listed(desk, "history", "--of", "month:2024-05", "--staff", "W002")
    assert [event["record"] for event in mine] == ["ack:1"]


def test_a_months_end_is_named_by_a_month(desk: Kefu) -> None:
    """What is no month is said to be none."""
    what, _ = refused(desk("history", "--of", "month:五月", lang="en"), code=2)
    assert what.startswith("--of: “五月”")
