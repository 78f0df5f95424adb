"""Months, and the days, months and times that people write."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kefu_cli.calendar import (
    Month,
    last_day_not_ahead,
    not_ahead,
    parse_day,
    parse_moment,
    parse_month,
)
from kefu_cli.errors import BadValue

TODAY = date(2024, 5, 20)
NOW = datetime(2024, 5, 20, 14, 35, 50, 999)
FULL_WIDTH = str.maketrans("0123456789-/:", "０１２３４５６７８９－／：")
HAN = "〇一二三四五六七八九"

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
months = st.builds(Month, st.integers(1900, 2199), st.integers(1, 12))
property_of = settings(deadline=None, derandomize=True)


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-03",
        "2024-5-3",
        "2024/5/3",
        "2024/05/03",
        "2024.5.3",
        "20240503",
        "2024年5月3日",
        "2024年05月03日",
        "2024年5月3號",
        "2024年5月3号",
        "2024年5月3",
        "二〇二四年五月三日",
        "二零二四年五月三日",
        "5月3日",
        "五月三日",
        "5/3",
        "05-03",
        "２０２４－０５－０３",
        "２０２４年５月３日",
        "２０２４／５／３",
        "2024−05−03",
        "2024–05–03",
        "2024-05-03 14:22:10",
        "2024/5/3 9:05",
        "  2024-05-03\t",
        "\u30002024-05-03\u3000",
    ],
)
def test_day_as_people_write_it(text: str) -> None:
    """Every way in which people here write 3 May 2024 is that day."""
    assert parse_day(text, TODAY) == date(2024, 5, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", TODAY),
        ("today", TODAY),
        ("昨天", date(2024, 5, 19)),
        ("yesterday", date(2024, 5, 19)),
        ("前天", date(2024, 5, 18)),
    ],
)
def test_day_from_today(text: str, day: date) -> None:
    """今天, 昨天 and 前天 are counted from today."""
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5月20日", date(2024, 5, 20)),
        ("5月21日", date(2023, 5, 21)),
        ("12/31", date(2023, 12, 31)),
        ("1/1", date(2024, 1, 1)),
        ("2月29日", date(2024, 2, 29)),
    ],
)
def test_day_without_a_year_is_the_latest_not_ahead(text: str, day: date) -> None:
    """A day without its year is today or the latest such day before it."""
    assert parse_day(text, TODAY) == day


def test_leap_day_without_a_year_goes_back_to_the_last_leap_year() -> None:
    """29 February is found up to eight years back, over a year that is no leap year."""
    assert parse_day("2/29", date(2024, 2, 28)) == date(2020, 2, 29)
    assert parse_day("2/29", date(1904, 2, 28)) == date(1896, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "2024-02-30",
        "2023-02-29",
        "2024年2月30日",
        "2024-13-01",
        "2024-00-01",
        "2024-05-00",
        "0000-05-03",
        "2月30日",
        "13/1",
        "0/1",
        "113/5/3",
        "24-5-3",
        "3/5/2024",
        "2024-05",
        "2024",
        "202405",
        "2024050",
        "20240532",
        "45415",
        "45415.0",
        "明天",
        "5年3日",
        "2024月5年3日",
        "2024-5月3日",
        "5月",
        "May 3",
        "2024-05-03x",
        "2024-05-03 2024-05-04",
    ],
)
def test_text_that_is_no_day(text: str) -> None:
    """What is no day, or might be two, is refused with the text that was written."""
    with pytest.raises(BadValue) as refused:
        parse_day(text, TODAY)
    assert dict(refused.value.what.values) == {"value": text}
    assert refused.value.what.text == "“{value}” is not a day."
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        "2024-05",
        "2024-5",
        "2024/5",
        "2024/05",
        "2024.5",
        "202405",
        "2024年5月",
        "2024年05月",
        "2024年5月份",
        "2024年5",
        "二〇二四年五月",
        "２０２４年５月",
        "２０２４０５",
        "本月",
        "這個月",
        "这个月",
        " 2024-05 ",
    ],
)
def test_month_as_people_write_it(text: str) -> None:
    """Every way in which people here write May 2024 is that month."""
    assert parse_month(text, TODAY) == Month(2024, 5)


@pytest.mark.parametrize("text", ["上月", "上個月", "上个月"])
def test_last_month(text: str) -> None:
    """上月 is the month before today's, over a year's end too."""
    assert parse_month(text, TODAY) == Month(2024, 4)
    assert parse_month(text, date(2024, 1, 31)) == Month(2023, 12)


@pytest.mark.parametrize(
    "text",
    ["", "2024", "2024-13", "2024-00", "0000-05", "202413", "24-05", "5月", "2024-05-03",
     "20240503", "2024月5年", "下月", "May"],
)  # fmt: skip
def test_text_that_is_no_month(text: str) -> None:
    """What is no month is refused with the text that was written."""
    with pytest.raises(BadValue) as refused:
        parse_month(text, TODAY)
    assert dict(refused.value.what.values) == {"value": text}
    assert refused.value.what.text == "“{value}” is not a month."


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-03 09:30",
        "2024/5/3 9:30",
        "2024-05-03T09:30",
        "2024-05-03T09:30:59",
        "2024-05-03 09:30:00",
        "2024-05-03 09:30:00.000",
        "2024-05-03T09:30:15.123456",
        "20240503 9:30",
        "5月3日 9:30",
        "2024年5月3日 9時30分",
        "2024年5月3日 9点30分",
        "2024年5月3号 9時30",
        "２０２４－０５－０３　０９：３０",
        "  2024-05-03   09:30 ",
    ],
)
def test_moment_as_people_write_it(text: str) -> None:
    """A day and a time are read to the minute; seconds are dropped."""
    assert parse_moment(text, NOW) == datetime(2024, 5, 3, 9, 30)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", datetime(2024, 5, 20, 14, 35)),
        ("現在", datetime(2024, 5, 20, 14, 35)),
        ("现在", datetime(2024, 5, 20, 14, 35)),
        ("今天", datetime(2024, 5, 20)),
        ("2024-05-03", datetime(2024, 5, 3)),
        ("昨天 9:05", datetime(2024, 5, 19, 9, 5)),
        ("yesterday 9:05", datetime(2024, 5, 19, 9, 5)),
        ("今天 9點", datetime(2024, 5, 20, 9)),
        ("5/3 23:59", datetime(2024, 5, 3, 23, 59)),
        ("5/3 0:00", datetime(2024, 5, 3)),
    ],
)
def test_moment_from_now(text: str, moment: datetime) -> None:
    """A day alone is its start; now is the minute that runs."""
    assert parse_moment(text, NOW) == moment


@pytest.mark.parametrize(
    "text",
    ["", "9:30", "2024-05-03 24:00", "2024-05-03 9:60", "2024-05-03 9:30:60", "2024-02-30 9:30",
     "2024-05-03 9", "2024-05-03 9:5", "2024-05-03 morning", "2024-05-03 09:30 10:30"],
)  # fmt: skip
def test_text_that_is_no_moment(text: str) -> None:
    """No such day and no such time of day get one answer."""
    with pytest.raises(BadValue) as refused:
        parse_moment(text, NOW)
    assert dict(refused.value.what.values) == {"value": text}
    assert refused.value.what.text == "“{value}” is not a day and time."


@property_of
@given(days)
def test_day_comes_back_from_every_form(day: date) -> None:
    """Whatever form a day is written in, it is read as that day."""
    han = "".join(HAN[int(digit)] for digit in str(day.year))
    for written in (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month:02}月{day.day:02}號",
        f"{han}年{day.month}月{day.day}日",
    ):
        assert parse_day(written, TODAY) == day
        assert parse_day(written.translate(FULL_WIDTH), TODAY) == day


@property_of
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 364))
def test_day_of_the_last_year_comes_back_without_its_year(today: date, back: int) -> None:
    """Any day of the past year is found by its month and day alone, and none ahead is."""
    day = today - timedelta(days=back)
    for written in (f"{day.month}月{day.day}日", f"{day.month}/{day.day}"):
        assert parse_day(written, today) == day


@property_of
@given(months)
def test_month_comes_back_from_every_form(month: Month) -> None:
    """Whatever form a month is written in, it is read as that month."""
    for written in (
        str(month),
        f"{month.year}/{month.number}",
        f"{month.year}{month.number:02}",
        f"{month.year}年{month.number}月",
        f"{month.year}年{month.number}月份",
    ):
        assert parse_month(written, TODAY) == month
        assert parse_month(written.translate(FULL_WIDTH), TODAY) == month
    assert Month.parse_iso(str(month)) == month


@property_of
@given(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)))
def test_moment_comes_back_to_the_minute(moment: datetime) -> None:
    """A moment written to the minute, the second or finer is read to the minute."""
    minute = moment.replace(second=0, microsecond=0)
    for written in (
        minute.isoformat(timespec="minutes"),
        moment.isoformat(),
        moment.isoformat(" "),
        f"{moment:%Y-%m-%d} {moment.hour}:{moment.minute:02}",
        f"{moment.year}年{moment.month}月{moment.day}日 {moment.hour}時{moment.minute:02}分",
    ):
        assert parse_moment(written, NOW) == minute


@property_of
@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever is written is read or refused; nothing else happens."""
    for parse in (parse_day, parse_month):
        with suppress(BadValue):
            parse(text, TODAY)
    with suppress(BadValue):
        parse_moment(text, NOW)


@property_of
@given(months, st.integers(-5000, 5000), st.integers(-5000, 5000))
def test_months_add_up(month: Month, some: int, more: int) -> None:
    """Going on and back again leads to the same month, in one step or in two."""
    assert month.plus(some).plus(more) == month.plus(some + more)
    assert month.plus(some).plus(-some) == month
    assert (month.plus(some) < month) == (some < 0)


@property_of
@given(days)
def test_month_holds_its_days_and_no_others(day: date) -> None:
    """A day lies in its own month, between its first and its last day, and in no other."""
    month = Month.of(day)
    assert month.holds(day)
    assert month.first <= day <= month.last
    assert (month.last - month.first).days + 1 == month.days
    assert month.last + timedelta(days=1) == month.plus(1).first
    assert not month.holds(month.plus(1).first)
    assert not month.holds(month.first - timedelta(days=1))
    assert not month.plus(12).holds(day)


def test_month_in_words() -> None:
    """A month prints as the file keeps it."""
    assert str(Month(2024, 5)) == "2024-05"
    assert [Month(2024, 2).days, Month(2023, 2).days] == [29, 28]


def test_month_is_known_up_to_today_or_its_last_day() -> None:
    """A month that runs is known up to today, one that is over up to its last day."""
    assert last_day_not_ahead(Month(2024, 5), TODAY) == TODAY
    assert last_day_not_ahead(Month(2024, 4), TODAY) == date(2024, 4, 30)
    assert last_day_not_ahead(Month(2024, 5), date(2024, 5, 31)) == date(2024, 5, 31)


def test_event_may_be_today_and_not_ahead() -> None:
    """Today is not ahead; tomorrow is, and both days are named."""
    assert not_ahead(TODAY, TODAY) is None
    ahead = not_ahead(TODAY + timedelta(days=1), TODAY)
    assert ahead is not None
    assert dict(ahead.values) == {"day": date(2024, 5, 21), "today": TODAY}


@pytest.mark.parametrize("text", ["1899-12-31", "2200-01-01", "0001-01-01", "9999-12-31"])
def test_a_year_that_no_office_has_is_a_slip(text: str) -> None:
    """Days and months outside 1900 to 2199 are refused: no sum of days leaves the calendar."""
    with pytest.raises(BadValue):
        parse_day(text, TODAY)
    with pytest.raises(BadValue):
        parse_month(text[:7], TODAY)


def test_months_can_be_subtracted() -> None:
    """How many months lie between two."""
    assert Month(2024, 5) - Month(2023, 12) == 5
    assert Month(2023, 12) - Month(2024, 5) == -5
