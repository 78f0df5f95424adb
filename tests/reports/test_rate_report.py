"""The collection rates and the unpaid units as tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kefu_cli.appraisal.model import Appraisal
from kefu_cli.calendar import Month
from kefu_cli.records.arrears import UnpaidUnit
from kefu_cli.reports.rates import rate_table, unpaid_table

Appraised = Callable[..., Appraisal]


@pytest.mark.parametrize(
    ("paid_of", "row"),
    [
        (
            (195, 200),
            {"due": 200, "paid": 195, "rate": "97.50", "to_90": 0, "to_95": 0, "to_98": 1},
        ),
        ((0, 10), {"due": 10, "paid": 0, "rate": "0.00", "to_90": 9, "to_95": 10, "to_98": 10}),
        ((98, 100), {"due": 100, "paid": 98, "rate": "98.00", "to_90": 0, "to_95": 0, "to_98": 0}),
        (None, {"due": 0, "paid": 0, "rate": None, "to_90": None, "to_95": None, "to_98": None}),
    ],
)
def test_a_row_says_how_far_each_threshold_is(
    paid_of: tuple[int, int] | None, row: dict[str, object], appraised: Appraised
) -> None:
    """0 is reached; nobody due has neither rate nor distance."""
    assert list(rate_table(appraised(paid_of=paid_of)).records()) == [
        {"code": "W001", "name": "張三", **row}
    ]


def _unpaid(**more: object) -> UnpaidUnit:
    values: dict[str, object] = {
        "unit": "1-1-1001",
        "building": "1",
        "staff": ("W001", "W002"),
        "kind": "住宅",
        "handover": date(2020, 1, 1),
        "monthly_fee": 24_000,
        "owner": "王小明",
        "phone": "13800000123",
    }
    return UnpaidUnit(**{**values, **more})  # type: ignore[arg-type]


def test_owners_are_masked() -> None:
    """In the table as in every other output."""
    (row,) = unpaid_table(Month(2024, 5), [_unpaid()]).records()
    assert row == {
        "unit": "1-1-1001",
        "building": "1",
        "staff": "W001;W002",
        "kind": "住宅",
        "handover": date(2020, 1, 1),
        "monthly_fee": "240.00",
        "owner": "王**",
        "phone": "********123",
    }


def test_owners_are_shown_where_that_was_asked_for() -> None:
    """``--reveal`` shows both."""
    (row,) = unpaid_table(Month(2024, 5), [_unpaid()], reveal=True).records()
    assert (row["owner"], row["phone"]) == ("王小明", "13800000123")


def test_what_is_not_known_is_absent() -> None:
    """A unit that nobody looks after, without fee or owner, has nulls."""
    bare = _unpaid(staff=(), monthly_fee=None, owner=None, phone=None, kind=None)
    (row,) = unpaid_table(Month(2024, 5), [bare]).records()
    assert [row[key] for key in ("staff", "kind", "monthly_fee", "owner", "phone")] == [None] * 5
