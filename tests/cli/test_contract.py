"""What scripts rely on: every key and type of every machine output, compared whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desks import Kefu, csv_of, done, listed, shown
from kefu_cli.records import NOUN_NAMES
from kefu_cli.rulebook.loading import standard

KEPT: dict[str, Any] = {
    "voided": False,
    "void_reason": None,
    "recorded_by": "王主管",
    "recorded_at": "2024-06-20T09:30",
    "late": False,
}
"""What stands at the end of every record."""

PERSON: dict[str, Any] = {"staff": "W001", "staff_name": "張三"}
MAY: dict[str, Any] = {"month": "2024-05"}

FIRST: dict[str, dict[str, Any]] = {
    "staff": {
        "id": 1,
        "code": "W001",
        "name": "張三",
        "department": "客服部",
        "position": "客服員",
        "base_pay": "2000.00",
        "joined": "2023-03-01",
        "left": None,
        "appraised": True,
    },
    "building": {"id": 1, "code": "3", "name": "三號樓"},
    "assignment": {"id": 1, "building": "3", **PERSON, "from": "2024-01-01", "to": None},
    "unit": {
        "id": 1,
        "code": "3-1-502",
        "building": "3",
        "room": "502",
        "kind": "住宅",
        "owner": "王**",
        "phone": "***-*****234",
        "handover": "2024-05-01",
        "monthly_fee": "240.00",
        "occupancy": None,
    },
    "fee": {
        "id": 1,
        "unit": "5-1-101",
        "building": "5",
        "month": "2024-01",
        "to_month": "2024-12",
        "amount": "1920.00",
        "paid_on": "2024-01-05",
        "method": None,
        "receipt": "000123",
        "partial": False,
    },
    "violation": {
        "id": 1,
        **PERSON,
        "clause": "1.3",
        "on": "2024-05-03",
        "note": "未戴工牌",
        "evidence": None,
        "absent": False,
        "source": None,
    },
    "repair": {
        "id": 1,
        "no": "31",
        "unit": "3-1-502",
        "building": "3",
        "content": "廚房水管漏水",
        **PERSON,
        "received": "2024-05-03T09:00",
        "category": None,
        "dispatched": None,
        "worker": None,
        "followed": None,
        "completed": None,
        "result": None,
        "revisited": None,
        "revisit_record": None,
        "rework": False,
    },
    "archive": {
        "id": 1,
        "unit": "5-1-101",
        "building": "5",
        "kind": "入伙",
        "on": "2023-01-10",
        "media": "電子、紙質",
        "contractor_licence": None,
        "contractor_qualification": None,
        "contractor_contact": None,
        "note": None,
    },
    "suggestion": {"id": 1, **PERSON, **MAY, "text": "大堂加裝雨傘架", "on": "2024-05-20"},
    "story": {"id": 1, **PERSON, **MAY, "text": "雨夜送老人回家", "on": "2024-05-21"},
}
"""The furnished office's first record of each noun."""

LISTS: dict[str, list[dict[str, Any]]] = {
    "fee rate --month 2024-05 --staff W001": [
        {
            "code": "W001",
            "name": "張三",
            "due": 1,
            "paid": 0,
            "rate": "0.00",
            "to_90": 1,
            "to_95": 1,
            "to_98": 1,
        }
    ],
    "fee rate --month 2024-05 --staff W003": [
        {
            "code": "W003",
            "name": "王五",
            "due": 0,
            "paid": 0,
            "rate": None,
            "to_90": None,
            "to_95": None,
            "to_98": None,
        }
    ],
    "fee unpaid --month 2024-05": [
        {
            "unit": "3-1-502",
            "building": "3",
            "staff": "W001",
            "kind": "住宅",
            "handover": "2024-05-01",
            "monthly_fee": "240.00",
            "owner": "王**",
            "phone": "***-*****234",
        }
    ],
    "archive missing --month 2024-05": [
        {
            "unit": "3-1-502",
            "kind": "入伙",
            "due": "2024-05-16",
            "late": True,
            "staff": "W001",
            "finding": "handover:3-1-502:8.1",
        }
    ],
    "finding list --month 2024-05 --staff W002": [
        {
            "id": "violation:2",
            "clause": "2.1",
            "on": "2024-05-06",
            "staff": "W002",
            "note": None,
            "absent": True,
            "counted": True,
            "waived": None,
            "evidence": None,
            "source": None,
            "unit": None,
        }
    ],
    "history --of unit:3-1-502": [
        {
            "at": "2024-06-20T09:30",
            "user": "王主管",
            "command": "kefu unit add",
            "record": "unit:3-1-502",
            "field": None,
            "before": None,
            "after": None,
        }
    ],
    "repair list --month 2023-01": [],
}
"""What the lists that are no noun's give."""


def _csv(record: dict[str, Any]) -> dict[str, str]:
    """A record as CSV has it: what is absent is empty, booleans are words."""
    words = {None: "", True: "true", False: "false"}
    return {
        k: words[v] if v is None or v is True or v is False else str(v) for k, v in record.items()
    }


def _whole(record: dict[str, Any]) -> list[tuple[str, Any, type]]:
    """Keys in their order, values, and types: 1 is not true."""
    return [(key, value, type(value)) for key, value in record.items()]


# ---------------------------------------------------------------- records and lists


def test_every_noun_is_under_contract() -> None:
    """A new one is missing here until its keys are written down."""
    assert set(FIRST) == set(NOUN_NAMES)


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
@pytest.mark.parametrize("noun", FIRST)
def test_a_record_is_the_same_in_list_and_show(desk: Kefu, noun: str, lang: str) -> None:
    """In JSON and CSV, in every language: each key in its place, each value of its type."""
    expected = {**FIRST[noun], **KEPT}
    key = str(expected.get("no") or expected.get("code") or expected["id"])
    first = json.loads(done(desk(noun, "list", "--format", "json", lang=lang)))[0]
    alone = json.loads(done(desk(noun, "show", key, "--format", "json", lang=lang)))
    assert _whole(first) == _whole(alone) == _whole(expected)
    for line in (("list",), ("show", key)):
        text = done(desk(noun, *line, "--format", "csv", lang=lang))
        assert text.splitlines()[0] == ",".join(expected)
        assert csv_of(text)[0] == _csv(expected)
        assert "\r" not in text
        assert not text.startswith("\ufeff")


@pytest.mark.parametrize("line", LISTS)
def test_a_list_is_whole(desk: Kefu, line: str) -> None:
    """Rates and money are text, counts are numbers, what is absent is null."""
    expected = LISTS[line]
    found = listed(desk, *line.split())
    assert list(map(_whole, found)) == list(map(_whole, expected))
    rows = csv_of(done(desk(*line.split(), "--format", "csv")))
    assert rows == list(map(_csv, expected))


def test_a_voided_record_says_why(desk: Kefu) -> None:
    """Only with --voided; everything else of it stays."""
    done(desk("suggestion", "void", "1", "--reason", "重複"))
    (record,) = listed(desk, "suggestion", "list", "--voided")
    expected = {**FIRST["suggestion"], **KEPT, "voided": True, "void_reason": "重複"}
    assert _whole(record) == _whole(expected) == _whole(shown(desk, "suggestion", "1"))
    assert listed(desk, "suggestion", "list") == []


def test_history_tells_changes_with_values_before_and_after(desk: Kefu) -> None:
    """Money is text, flags are booleans; owners are masked on both sides."""
    done(desk("unit", "edit", "3-1-502", "--monthly-fee", "260", "--owner", "趙六"))
    at = {"at": "2024-06-20T09:30", "user": "王主管", "command": "kefu unit edit"}
    about = {**at, "record": "unit:3-1-502"}
    changes = listed(desk, "history", "--of", "unit:3-1-502")[1:]
    assert sorted(map(_whole, changes)) == sorted(
        map(
            _whole,
            [
                {**about, "field": "monthly_fee", "before": "240.00", "after": "260.00"},
                {**about, "field": "owner", "before": "王**", "after": "趙*"},
            ],
        )
    )


# ---------------------------------------------------------------- the score


def test_the_months_document_is_whole(desk: Kefu) -> None:
    """Every key, in order, of a person with an action, findings and faults."""
    document = json.loads(
        done(desk("score", "--month", "2024-05", "--staff", "W001", "--format", "json"))
    )
    book = standard()
    (person,) = document.pop("staff")
    assert _whole(document) == _whole(
        {
            "month": "2024-05",
            "as_of": "2024-05-31",
            "status": "open",
            "rulebook": {"name": "standard", "version": book.version, "sha256": book.sha256},
            "unassigned": [],
        }
    )
    items, actions, findings = (person.pop(key) for key in ("items", "actions", "findings"))
    assert _whole(person) == _whole(
        {
            "code": "W001",
            "name": "張三",
            "department": "客服部",
            "position": "客服員",
            "employed_days": 31,
            "total": 76,
            "pay": {"percent": 0, "base": "2000.00", "amount": "0.00"},
            "duties": {"suggestion": 1, "story": 1},
        }
    )
    assert [item["no"] for item in items] == list(range(1, 9))
    head = {"no": 1, "name": "儀容儀表", "points": 5}
    assert _whole(items[0]) == _whole({**head, "violations": 1, "wiped_out": False, "score": 4})
    assert _whole(items[3]) == _whole(
        {
            "no": 4,
            "name": "物業費收繳率",
            "points": 20,
            "due": 1,
            "paid": 0,
            "rate": "0.00",
            "to_next": {"threshold": "90", "units": 1},
            "score": 0,
        }
    )
    assert [action["reason"] for action in actions] == ["collection_rate", "total"]
    caution = book.caution("transfer_or_dismiss")
    for action in actions:
        head = {"action": "transfer_or_dismiss", "reason": action["reason"]}
        assert _whole(action) == _whole({**head, "caution": caution, "evidence": []})
    assert [finding["id"] for finding in findings] == [
        *("violation:1", "repair:31:7.2", "handover:3-1-502:8.1")
    ]
    assert _whole(findings[1]) == _whole(
        {
            "id": "repair:31:7.2",
            "clause": "7.2",
            "on": "2024-05-05",
            "note": "3-1-502, 廚房水管漏水: not dispatched in time (late from 2024-05-05)",
            "counted": True,
            "waived": None,
            "absent": False,
            "evidence": None,
            "source": "repair:31",
            "unit": "3-1-502",
            "faults": [{"kind": "dispatch", "late_on": "2024-05-05"}],
        }
    )


def test_one_persons_document_is_whole(desk: Kefu) -> None:
    """The person, and each month as it is alone."""
    line = ("score", "--staff", "W001", "--from", "2024-04", "--to", "2024-05", "--format", "json")
    document = json.loads(done(desk(*line)))
    months = document.pop("months")
    assert _whole(document) == _whole({"code": "W001", "name": "張三"})
    for month in months:
        alone = json.loads(
            done(desk("score", "--month", month["month"], "--staff", "W001", "--format", "json"))
        )
        (person,) = alone.pop("staff")
        alone.pop("unassigned")
        assert _whole(month) == _whole({**alone, **person})


def test_the_scores_rows_are_whole(desk: Kefu) -> None:
    """One row a person; what calls for something is named with its reason."""
    items = [f"item_{no}" for no in range(1, 9)]
    text = done(desk("score", "--month", "2024-05", "--format", "csv"))
    assert text.splitlines()[:3] == [
        ",".join(["code", "name", *items, "total", "percent", "amount", "actions"]),
        "W001,張三,4,12,15,0,12,15,13,5,76,0,0.00,"
        "transfer_or_dismiss:collection_rate;transfer_or_dismiss:total",
        "W002,李四,5,10,15,20,12,15,15,6,98,100,,",
    ]


# ---------------------------------------------------------------- owners

PRIVATE = ("王小明", "陳大文", "00001234", "00005678")
SHOWS_OWNERS = ("unit list", "unit show 3-1-502", "fee unpaid --month 2024-05", "history")
TELLS = (
    *(f"{noun} list" for noun in FIRST),
    *SHOWS_OWNERS,
    *LISTS,
    "finding list --month 2024-05",
    "score --month 2024-05",
)


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_owners_are_told_nowhere_unless_asked_for(desk: Kefu, form: str) -> None:
    """No list, no record, no score, no history has a whole name or number; --reveal has both."""
    done(desk("unit", "edit", "3-1-502", "--owner", "趙六", "--phone", "000-00004321"))
    done(desk("unit", "edit", "3-1-502", "--owner", "王小明", "--phone", "000-00001234"))
    for line in TELLS:
        said = done(desk(*line.split(), "--format", form))
        assert not [word for word in (*PRIVATE, "趙六", "00004321") if word in said], line
    for line in SHOWS_OWNERS:
        said = done(desk(*line.split(), "--format", form, "--reveal"))
        assert "王小明" in said, line
        assert "000-00001234" in said, line


def test_owners_are_in_no_explanation(desk: Kefu) -> None:
    """Not in why a person has a score, nor in what was recorded and changed."""
    said = [done(desk("score", "--month", "2024-05", "--explain"))]
    line = ("--code", "3-9", "--building", "3", "--owner", "趙六", "--phone", "000-00004321")
    said.append(done(desk("unit", "add", *line)))
    said.append(done(desk("unit", "edit", "3-9", "--owner", "陳大文", "--phone", "000-00005678")))
    for word in (*PRIVATE, "趙六", "4321"):
        assert not [text for text in said if word in text]
