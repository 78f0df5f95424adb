"""``kefu fee``: payments, the collection rate, arrears."""

from __future__ import annotations

from datetime import datetime

import pytest

from desks import Kefu, done, listed, pick, refused, shown


def test_a_payment_settles_one_month_and_is_of_today_unless_said(desk: Kefu) -> None:
    """The defaults of a typed command."""
    assert done(
        desk("fee", "add", "--unit", "3-1-503", "--month", "上月", "--amount", "240")
    ).splitlines() == [
        "Fee payments 3 recorded: 3-1-503, 2024-05, 240.00 yuan, 2024-06-20",
        "To take it back: kefu fee void 3 --reason …",
    ]
    payment = shown(desk, "fee", "3")
    assert pick(payment, "month", "to_month", "paid_on") == ("2024-05", "2024-05", "2024-06-20")
    assert pick(payment, "amount", "partial", "method") == ("240.00", False, None)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), [1, 2]),
        (("--month", "2024-01"), [1]),
        (("--month", "2024-05"), [1, 2]),
        (("--month", "２０２４年１２月"), [1]),
        (("--month", "2025-01"), []),
        (("--building", "3"), [2]),
        (("--staff", "W002"), [1]),
        (("--staff", "W002", "--month", "2024-12"), [1]),
        (("--staff", "W002", "--month", "2023-12"), []),
        (("--staff", "W003"), []),
    ],
)
def test_filters(desk: Kefu, options: tuple[str, ...], found: list[int]) -> None:
    """By a month that it pays, by building, by who holds the building then."""
    assert [fee["id"] for fee in listed(desk, "fee", "list", *options)] == found


@pytest.mark.parametrize(
    ("option", "value", "what"),
    [
        ("--amount", "-240", "--amount: The amount -240 is negative."),
        (
            "--amount",
            "0.125",
            "--amount: The amount 0.125 is finer than 0.01 yuan.",
        ),
        ("--amount", "２．１２５", "--amount: The amount ２．１２５ is finer than 0.01 yuan."),
        ("--amount", "兩百", "--amount: “兩百” is not an amount."),
        ("--amount", "nan", "--amount: “nan” is not an amount."),
        ("--amount", "1e3", "--amount: “1e3” is not an amount."),
        ("--month", "2024-13", "--month: “2024-13” is not a month."),
        ("--month", "五月", "--month: “五月” is not a month."),
        ("--to-month", "?", "--to-month: “?” is not a month."),
        ("--paid-on", "2024-02-30", "--paid-on: “2024-02-30” is not a day."),
        ("--paid-on", "2024年6月31日", "--paid-on: “2024年6月31日” is not a day."),
    ],
)
def test_what_cannot_be_read_is_a_usage_error(
    desk: Kefu, option: str, value: str, what: str
) -> None:
    """The option and the value are named, with the forms that can be."""
    line = {"--unit": "3-1-503", "--month": "2024-05", "--amount": "240", option: value}
    said, advice = refused(desk("fee", "add", *(word for pair in line.items() for word in pair)), 2)
    assert said == what
    assert advice.startswith("Write ")
    assert len(listed(desk, "fee", "list")) == 2


@pytest.mark.parametrize(
    ("option", "value", "what"),
    [
        ("--amount", "0", "The amount must be more than 0."),
        ("--to-month", "2024-04", "The last month 2024-04 is before the first month 2024-05."),
        ("--paid-on", "2024-06-21", "2024-06-21 lies ahead; today is 2024-06-20."),
        ("--unit", "3-1-50", "There is no unit “3-1-50”."),
    ],
)
def test_what_cannot_be_is_refused(desk: Kefu, option: str, value: str, what: str) -> None:
    """Each with its values; nothing is recorded."""
    line = {"--unit": "3-1-503", "--month": "2024-05", "--amount": "240", option: value}
    assert refused(desk("fee", "add", *(word for pair in line.items() for word in pair)))[0] == what
    assert len(listed(desk, "fee", "list")) == 2


def test_edit_changes_how_it_was_paid_and_not_what(desk: Kefu) -> None:
    """Method and receipt are plain facts; the amount is not, it is voided and entered anew."""
    done(desk("fee", "edit", "1", "--method", "微信", "--clear", "receipt"))
    assert pick(shown(desk, "fee", "1"), "method", "receipt") == ("微信", None)
    assert refused(desk("fee", "edit", "1", "--amount", "1"), 2)[0] == (
        "There is no option --amount."
    )


def test_a_voided_payment_settles_nothing(desk: Kefu) -> None:
    """The rate and the arrears follow."""
    done(desk("fee", "void", "1", "--reason", "重複錄入"))
    (rate,) = listed(desk, "fee", "rate", "--month", "2024-05", "--staff", "李四")
    assert pick(rate, "due", "paid", "rate") == (1, 0, "0.00")
    unpaid = listed(desk, "fee", "unpaid", "--month", "2024-05", "--building", "5")
    assert [unit["unit"] for unit in unpaid] == ["5-1-101"]
    assert listed(desk, "fee", "list") == listed(desk, "fee", "list", "--building", "3")
    assert shown(desk, "fee", "1")["void_reason"] == "重複錄入"


def test_rate_counts_what_is_missing_to_each_threshold(desk: Kefu) -> None:
    """One row a person, nulls where nothing is due."""
    by_code = {row["code"]: row for row in listed(desk, "fee", "rate", "--month", "2024-05")}
    assert by_code["W001"] == {
        "code": "W001",
        "name": "張三",
        "due": 1,
        "paid": 0,
        "rate": "0.00",
        "to_90": 1,
        "to_95": 1,
        "to_98": 1,
    }
    assert pick(by_code["W003"], "due", "rate", "to_90") == (0, None, None)


def test_a_partial_payment_leaves_the_unit_unpaid(desk: Kefu) -> None:
    """The completing one, without the mark, settles it from its day on."""
    (unit,) = listed(desk, "fee", "unpaid", "--month", "2024-05")
    assert unit == {
        "unit": "3-1-502",
        "building": "3",
        "staff": "W001",
        "kind": "住宅",
        "handover": "2024-05-01",
        "monthly_fee": "240.00",
        "owner": "王**",
        "phone": "***-*****234",
    }
    line = ("--unit", "3-1-502", "--month", "2024-05", "--amount", "119.5")
    done(desk("fee", "add", *line, "--paid-on", "2024-05-31"))
    assert listed(desk, "fee", "unpaid", "--month", "2024-05") == []


def test_unpaid_is_filtered_and_revealed(desk: Kefu) -> None:
    """By person and building; owners in full only where asked for."""
    line = ("fee", "unpaid", "--month", "2024-05")
    assert listed(desk, *line, "--staff", "W002") == []
    assert listed(desk, *line, "--building", "5") == []
    (unit,) = listed(desk, *line, "--staff", "张三", "--building", "3", "--reveal")
    assert pick(unit, "owner", "phone") == ("王小明", "000-00001234")


@pytest.mark.parametrize("verb", ["rate", "unpaid"])
def test_a_month_not_yet_begun_has_no_figures(desk: Kefu, verb: str) -> None:
    """The running one has, from its first day on."""
    line = ("fee", verb, "--month", "2024-07")
    assert refused(desk(*line)) == [
        "2024-07 has not begun.",
        "Score 2024-06 or an earlier month.",
    ]
    done(desk(*line, now=datetime(2024, 7, 1)))


@pytest.mark.parametrize("verb", ["rate", "unpaid"])
def test_figures_need_their_month(desk: Kefu, verb: str) -> None:
    """It is asked for in a terminal, and named where there is none."""
    assert refused(desk("fee", verb), 2) == [
        "--month is missing.",
        f"Run kefu fee {verb} --help to see what it takes.",
    ]
    asked = desk("fee", verb, "--format", "json", answers=("2024-05",))
    assert asked.code == 0
    assert asked.out == done(desk("fee", verb, "--month", "2024-05", "--format", "json"))
