"""Months, and the ways in which people here write days, months and times."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from kefu_cli.errors import BadValue
from kefu_cli.messages import Message, msg


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; prints as ``2024-05``."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first(self) -> date:
        """The month's first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """The month's last day."""
        return date(self.year, self.number, self.days)

    @property
    def days(self) -> int:
        """How many days the month has."""
        return _days_of(self.year, self.number)

    def plus(self, months: int) -> Month:
        """The month so many months later (earlier if negative)."""
        year, index = divmod(
            self.year * MONTHS_OF_A_YEAR + self.number - 1 + months, MONTHS_OF_A_YEAR
        )
        return Month(year, index + 1)

    def holds(self, day: date) -> bool:
        """Whether the day lies in this month."""
        return (day.year, day.month) == (self.year, self.number)

    def __sub__(self, other: Month) -> int:
        """How many months lie between two months."""
        return (self.year - other.year) * MONTHS_OF_A_YEAR + self.number - other.number

    @classmethod
    def of(cls, day: date) -> Month:
        """The month in which a day lies."""
        return cls(day.year, day.month)

    @classmethod
    def parse_iso(cls, text: str) -> Month:
        """Read ``2024-05``, as the file keeps it."""
        return cls(int(text[:4]), int(text[5:7]))


MONTHS_OF_A_YEAR = 12
YEARS = range(1900, 2200)
"""The years of an office's records; any other is a slip of the hand."""
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", ".": "-", "/": "-"})
_RELATIVE_DAYS = {"今天": 0, "昨天": 1, "前天": 2, "today": 0, "yesterday": 1}
_RELATIVE_MONTHS = {"本月": 0, "這個月": 0, "这个月": 0, "上月": -1, "上個月": -1, "上个月": -1}

_FULL_DAY = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})(\d{2})(\d{2})|(\d{4})年(\d{1,2})月(\d{1,2})[日號号]?"
)
_DAY_OF_YEAR = re.compile(r"(\d{1,2})-(\d{1,2})|(\d{1,2})月(\d{1,2})[日號号]?")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})|(\d{4})(\d{2})|(\d{4})年(\d{1,2})(?:月份?)?")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?")
_SPLIT = re.compile(r"(?<=\S)[ T]+(?=\d{1,2}[:時时點点])")

_DAY_FORMS = msg(
    "Write it like 2024-05-03, 2024/5/3, 20240503, 2024年5月3日, 5月3日, 今天 or 昨天."
)
_MONTH_FORMS = msg("Write it like 2024-05, 2024/5, 202405, 2024年5月 or 上月.")
_TIME_FORMS = msg("Write it like 2024-05-03 09:30, 2024/5/3 9:30 or 2024-05-03T09:30.")


@cache
def _days_of(year: int, number: int) -> int:
    return monthrange(year, number)[1]


def parse_day(text: str, today: date) -> date:
    """Read a day as people write it; a day without a year is the latest such day not ahead.

    A time behind it, as payment systems export it, is dropped. Raises BadValue if there is no
    such day.
    """
    written, *time = _SPLIT.split(_narrow(text), maxsplit=1)
    plain = _plain(written if time and _TIME.fullmatch(time[0]) else text)
    if plain in _RELATIVE_DAYS:
        return today - timedelta(days=_RELATIVE_DAYS[plain])
    written = plain.translate(_DIGITS) if "月" in plain else plain
    try:
        if match := _FULL_DAY.fullmatch(written):
            year, month, day = _numbers(match)
            if year in YEARS:
                return date(year, month, day)
        if match := _DAY_OF_YEAR.fullmatch(written):
            month, day = _numbers(match)
            return _latest(month, day, today)
    except ValueError:
        pass  # the right shape, but no such day: the same answer as for any other text
    raise BadValue(msg("“{value}” is not a day.", value=text), _DAY_FORMS)


def parse_month(text: str, today: date) -> Month:
    """Read a month as people write it. Raises BadValue if there is no such month."""
    plain = _plain(text)
    if plain in _RELATIVE_MONTHS:
        return Month.of(today).plus(_RELATIVE_MONTHS[plain])
    written = plain.translate(_DIGITS) if "年" in plain else plain
    if match := _MONTH.fullmatch(written):
        year, number = _numbers(match)
        if 1 <= number <= MONTHS_OF_A_YEAR and year in YEARS:
            return Month(year, number)
    raise BadValue(msg("“{value}” is not a month.", value=text), _MONTH_FORMS)


def parse_moment(text: str, now: datetime) -> datetime:
    """Read a day and a time; a day alone is that day's start. Raises BadValue.

    Seconds are read and dropped: kefu keeps times to the minute.
    """
    plain = _narrow(text)
    if plain in ("現在", "现在", "now"):
        return now.replace(second=0, microsecond=0)
    day_text, *rest = _SPLIT.split(plain, maxsplit=1)
    written = re.sub(r"[時时點点]", ":", re.sub(r"分$", "", rest[0])) if rest else "0:00"
    match = _TIME.fullmatch(written + "00" if written.endswith(":") else written)
    try:
        if match:
            day = parse_day(day_text, now.date())
            return datetime(day.year, day.month, day.day, int(match[1]), int(match[2]))
    except (BadValue, ValueError):
        pass  # no such day or no such time of day: one answer for both
    raise BadValue(msg("“{value}” is not a day and time.", value=text), _TIME_FORMS)


def last_day_not_ahead(month: Month, today: date) -> date:
    """The day up to which a month can be known: its last, or today while it still runs."""
    return min(month.last, today)


def not_ahead(day: date, today: date) -> Message | None:
    """Why an event cannot have happened on this day, or None if it can."""
    if day > today:
        return msg("{day} lies ahead; today is {today}.", day=day, today=today)
    return None


def _latest(month: int, day: int, today: date) -> date:
    for year in range(today.year, today.year - 9, -1):  # 29 February comes back within eight years
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    raise ValueError(f"no day {month}-{day}")


def _numbers(match: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(part) for part in match.groups() if part is not None)


def _plain(text: str) -> str:
    return _narrow(text).translate(_DASHES)


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
