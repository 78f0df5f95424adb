"""Reading what a person typed into a value, and writing it out again."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kefu_cli.calendar import Month
from kefu_cli.errors import BadValue
from kefu_cli.messages import msg
from kefu_cli.records import NOUN_NAMES, noun
from kefu_cli.records.fields import Choice, Field, Kind, Value
from kefu_cli.records.values import (
    Clock,
    from_column,
    parse,
    parse_code,
    parse_flag,
    parse_money,
    plain,
    to_column,
    with_defaults,
    yuan,
)

CLOCK = Clock(datetime(2024, 5, 20, 14, 35, 50, 999))
COLOURS = (Choice("紅色", ("red",)), Choice("藍色", ("blue", "天藍")))

property_of = settings(deadline=None, derandomize=True)


def field(kind: Kind, **more: Value) -> Field:
    """A field of this kind."""
    choices = COLOURS if kind in ("choice", "choices") else ()
    return Field("it", kind, "它", msg("It"), choices=choices, **more)  # type: ignore[arg-type]


def refusal(text: str, kind: Kind) -> BadValue:
    """How a field of this kind refuses the text."""
    with pytest.raises(BadValue) as refused:
        parse(field(kind), text, CLOCK)
    return refused.value


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", " 走廊 燈不亮 ", "走廊 燈不亮"),
        ("text", "１２", "１２"),
        ("code", " Ｗ００１ ", "W001"),
        ("day", "2024/5/3", date(2024, 5, 3)),
        ("day", "昨天", date(2024, 5, 19)),
        ("moment", "2024-05-03 9:30", datetime(2024, 5, 3, 9, 30)),
        ("moment", "now", datetime(2024, 5, 20, 14, 35)),
        ("month", "上月", Month(2024, 4)),
        ("money", "1,920", 192000),
        ("flag", "是", True),
        ("flag", "0", False),
        ("choice", "红色", "紅色"),
        ("choices", "blue、红色", "紅色、藍色"),
        ("clause", "2.1", "2.1"),
        ("staff", " 张三 ", "张三"),
        ("building", "3", "3"),
        ("unit", "1-1-1001", "1-1-1001"),
        ("source", "repair:31", "repair:31"),
    ],
)
def test_value_of_each_kind(kind: Kind, text: str, value: Value) -> None:
    """Text is read as its field's kind says; references stay as they were written."""
    assert parse(field(kind), text, CLOCK) == value


@pytest.mark.parametrize("blank", ["", "  ", "\t\n", "\u3000"])
@pytest.mark.parametrize(
    "kind", ["text", "code", "day", "moment", "month", "money", "flag", "choice", "choices"]
)
def test_blank_is_absent(kind: Kind, blank: str) -> None:
    """Blank text is no value, of whatever kind."""
    assert parse(field(kind), blank, CLOCK) is None


def test_separators_alone_are_absent() -> None:
    """A list of nothing is no value."""
    assert parse(field("choices"), "、 ,", CLOCK) is None


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1920", 192000),
        ("1920.", 192000),
        ("1920.5", 192050),
        ("1920.50", 192050),
        ("1920.500", 192050),
        ("0", 0),
        ("-0", 0),
        ("0.01", 1),
        ("+5", 500),
        ("007", 700),
        ("1,920", 192000),
        ("1,234,567.89", 123456789),
        ("１，９２０．５０", 192050),
        ("¥1920", 192000),
        ("￥ 1920", 192000),
        ("1920元", 192000),
        ("1920 元", 192000),
        (" 1920 ", 192000),
        ("99999999.99", 9999999999),
    ],
)
def test_amount_as_people_write_it(text: str, cents: int) -> None:
    """Yuan are read as whole 分, exactly."""
    assert parse_money(text) == cents


@pytest.mark.parametrize(
    "text",
    ["", "x", "1920x", "12,50", "1,92,0", ",192", "1.2.3", "1_000", "1e3", "1E+3", "nan", "inf",
     "-inf", "1920元元", "一千", "$5", "٣", "1 920", "100000000", "9" * 5000],
)  # fmt: skip
def test_text_that_is_no_amount(text: str) -> None:
    """What is no amount, or might be two, is refused with what was written."""
    with pytest.raises(BadValue) as refused:
        parse_money(text)
    assert refused.value.what.text == "“{value}” is not an amount."
    assert dict(refused.value.what.values) == {"value": text}


@pytest.mark.parametrize("text", ["-1", "-0.01", "−5", "－5", "¥-5", "-999999999999", "-0.001"])
def test_negative_amount(text: str) -> None:
    """A negative amount is refused as what it is, whatever minus it has."""
    with pytest.raises(BadValue) as refused:
        parse_money(text)
    assert refused.value.what.text == "The amount {value} is negative."


@pytest.mark.parametrize("text", ["0.001", "1920.505", "12.5" + "0" * 40 + "1"])
def test_amount_finer_than_a_cent(text: str) -> None:
    """Nothing is rounded away, however far behind the point it stands."""
    with pytest.raises(BadValue) as refused:
        parse_money(text)
    assert refused.value.what.text == "The amount {value} is finer than 0.01 yuan."


@property_of
@given(st.integers(0, 9_999_999_999))
def test_amount_comes_back(cents: int) -> None:
    """An amount written out is read as the same amount."""
    written = yuan(cents)
    assert parse_money(written) == cents
    assert parse_money(f"¥{Decimal(written):,}") == cents
    assert parse_money(f"{written} 元") == cents
    assert parse_money(written.rstrip("0")) == cents


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "0.00"), (1, "0.01"), (10, "0.10"), (192000, "1920.00"), (9999999999, "99999999.99")],
)
def test_amount_in_words(cents: int, text: str) -> None:
    """Yuan always have two decimals and no separators."""
    assert yuan(cents) == text


@pytest.mark.parametrize(
    "text", ["true", "True", "TRUE", "1", "yes", "Y", "是", "√", "✓", "對", "对", " 是 ", "１"]
)
def test_yes(text: str) -> None:
    """Yes in every way in which people here write it."""
    assert parse_flag(text) is True


@pytest.mark.parametrize(
    "text", ["false", "False", "0", "no", "N", "否", "×", "不", "非", " 否 ", "０"]
)
def test_no(text: str) -> None:
    """No in every way in which people here write it."""
    assert parse_flag(text) is False


@pytest.mark.parametrize("text", ["", "2", "ok", "是否", "未知"])
def test_neither_yes_nor_no(text: str) -> None:
    """Anything else is refused; nothing is guessed."""
    with pytest.raises(BadValue) as refused:
        parse_flag(text)
    assert dict(refused.value.what.values) == {"value": text}


@pytest.mark.parametrize(
    ("text", "code"),
    [("W001", "W001"), ("１－１－１００１", "1-1-1001"), (" 3號樓 ", "3號樓"), ("A/B.c", "A/B.C")],
)
def test_code(text: str, code: str) -> None:
    """A code keeps its letters and case; full-width forms become plain."""
    assert parse_code(text) == code


@pytest.mark.parametrize("text", ["W 001", "W\u3000001", "a:b", "a：b", "a\tb", "a\u200bb"])
def test_text_that_is_no_code(text: str) -> None:
    """Spaces, colons and what cannot be seen are refused in a code."""
    with pytest.raises(BadValue) as refused:
        parse_code(text)
    assert dict(refused.value.what.values) == {"value": text}


@pytest.mark.parametrize(
    ("text", "word"),
    [("紅色", "紅色"), ("红色", "紅色"), ("RED", "紅色"), ("天蓝", "藍色"), ("ｂｌｕｅ", "藍色")],
)
def test_choice_by_any_of_its_words(text: str, word: str) -> None:
    """A choice is known by its word and its other words, in either script, width and case."""
    assert parse(field("choice"), text, CLOCK) == word


def test_choice_that_is_none_names_the_choices() -> None:
    """The refusal says what was written, and the advice what may be."""
    refused = refusal("綠色", "choice")
    assert dict(refused.what.values) == {"value": "綠色"}
    assert dict(refused.advice.values) == {"names": ("紅色", "藍色")}


@pytest.mark.parametrize(
    "text", ["藍色、紅色", "紅色,藍色", "藍色，紅色", "red; blue", "红色；蓝色", "red/blue/red"]
)
def test_several_choices(text: str) -> None:
    """Several choices stand in the order of their declaration, each once."""
    assert parse(field("choices"), text, CLOCK) == "紅色、藍色"


def test_several_choices_of_which_one_is_none() -> None:
    """One wrong word among several is the one named."""
    assert dict(refusal("紅色、綠色", "choices").what.values) == {"value": "綠色"}


@pytest.mark.parametrize("text", ["repair:31", "repair：３１", "handover:1-1-1001"])
def test_source(text: str) -> None:
    """A source is a kind and a number, kept in plain width."""
    kept = parse(field("source"), text, CLOCK)
    assert kept in ("repair:31", "handover:1-1-1001")


@pytest.mark.parametrize("text", ["31", "repair", "repair:", ":31", "repair:31:7.2", "repair: 31"])
def test_text_that_names_no_record(text: str) -> None:
    """Anything but a kind and a number is refused."""
    assert dict(refusal(text, "source").what.values) == {"value": text}


@property_of
@given(st.text(max_size=12), st.sampled_from(["money", "flag", "code", "choice", "source"]))
def test_any_text_is_read_or_refused(text: str, kind: Kind) -> None:
    """Whatever is written is read or refused; nothing else happens."""
    with suppress(BadValue):
        parse(field(kind), text, CLOCK)


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("text", "漏水", "漏水"),
        ("day", date(2024, 5, 3), "2024-05-03"),
        ("moment", datetime(2024, 5, 3, 9, 30), "2024-05-03T09:30"),
        ("moment", datetime(2024, 5, 3), "2024-05-03T00:00"),
        ("month", Month(2024, 5), "2024-05"),
        ("money", 192000, 192000),
        ("flag", True, 1),
        ("flag", False, 0),
        ("choices", "電子、紙質", "電子、紙質"),
        ("text", None, None),
    ],
)
def test_value_comes_back_from_the_file(kind: Kind, value: Value, kept: str | int | None) -> None:
    """A value is kept as text or a whole number and comes back as itself."""
    assert to_column(value) == kept
    assert type(to_column(value)) is type(kept)
    back = from_column(field(kind), kept)
    assert back == value
    assert type(back) is type(value)


def test_amount_kept_as_yuan_comes_back_as_cents() -> None:
    """The file's views show yuan; read from there, an amount is whole 分 again."""
    assert from_column(field("money"), "1920.50") == 192050


@pytest.mark.parametrize(
    ("kind", "value", "json"),
    [
        ("money", 192050, "1920.50"),
        ("money", None, None),
        ("flag", True, True),
        ("flag", False, False),
        ("day", date(2024, 5, 3), "2024-05-03"),
        ("moment", datetime(2024, 5, 3, 9, 30), "2024-05-03T09:30"),
        ("month", Month(2024, 5), "2024-05"),
        ("text", "漏水", "漏水"),
        ("text", None, None),
    ],
)
def test_value_as_scripts_see_it(kind: Kind, value: Value, json: str | bool | None) -> None:
    """Money is text, booleans are booleans, days and times are ISO, absent is None."""
    shown = plain(field(kind), value)
    assert shown == json
    assert type(shown) is type(json)


def test_defaults_of_a_payment() -> None:
    """Typed today, a payment is of today, for its one month, and whole."""
    given_values: dict[str, Value] = {"unit": "1-1-1001", "month": Month(2024, 5), "amount": 5}
    filled = with_defaults(noun("fee"), given_values, CLOCK)
    assert filled == {
        **given_values,
        "to_month": Month(2024, 5),
        "paid_on": date(2024, 5, 20),
        "method": None,
        "receipt": None,
        "partial": False,
    }


def test_defaults_leave_what_was_given() -> None:
    """A value that was given stays, a false one too."""
    given_values: dict[str, Value] = {
        "paid_on": date(2024, 5, 3),
        "to_month": Month(2024, 12),
        "month": Month(2024, 5),
        "partial": True,
    }
    filled = with_defaults(noun("fee"), given_values, CLOCK)
    assert {name: filled[name] for name in given_values} == given_values
    assert with_defaults(noun("staff"), {"appraised": False}, CLOCK)["appraised"] is False


def test_default_of_a_moment_is_the_minute_that_runs() -> None:
    """A call taken now is kept to the minute."""
    filled = with_defaults(noun("repair"), {}, CLOCK)
    assert filled["received"] == datetime(2024, 5, 20, 14, 35)
    assert filled["rework"] is False


def test_word_today_is_a_default_of_days_alone() -> None:
    """A text whose default happens to be “today” or “now” keeps that word."""
    texts = (field("text", default="today"), field("text", default="now"))
    for one in texts:
        declared = type(noun("fee"))("it", msg("It"), (one,))
        assert with_defaults(declared, {}, CLOCK) == {"it": one.default}


@pytest.mark.parametrize("name", NOUN_NAMES)
def test_defaults_are_values_of_their_fields(name: str) -> None:
    """Every default can be kept by the file and comes back as itself."""
    for one in noun(name).fields:
        value = with_defaults(noun(name), {"month": Month(2024, 5)}, CLOCK)[one.name]
        assert from_column(one, to_column(value)) == value


@pytest.mark.parametrize("text", ["w003", "W003", "ｗ００３", " Ｗ００３ "])
def test_a_code_is_kept_in_capitals(text: str) -> None:
    """However it is typed it is one code, so that nobody is recorded twice."""
    assert parse_code(text) == "W003"
