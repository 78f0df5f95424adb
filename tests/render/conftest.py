"""Screens of a known width, and a month that holds one of everything."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from kefu_cli import language
from kefu_cli.appraisal.facts import (
    Collection,
    Facts,
    Handed,
    Handover,
    Holding,
    Person,
    Repair,
    Violation,
    Waiver,
)
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.appraisal.scoring import appraise
from kefu_cli.calendar import Month
from kefu_cli.rulebook.loading import standard

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_LONG_NOTE = (
    "業主在公共平臺堆放雜物，巡查三次均未制止，現場照片見巡查記錄 PZ-20240509-0031，"
    "後經物業經理到場協調，業主同意於當週內清走。"
)


class Screen(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        """It is one."""
        return True

    @property
    def text(self) -> str:
        """What a person sees, without weights and colours."""
        return _ESCAPES.sub("", self.getvalue())


def cells(text: str) -> int:
    """The cells of a line by Unicode's own table, not by the library that drew it."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


@pytest.fixture
def measure() -> Callable[[str], int]:
    """How wide a line is on a terminal."""
    return cells


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Screen]:
    """Make a terminal of so many columns, whatever the environment of the test run says."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")

    def make(columns: int) -> Screen:
        monkeypatch.setenv("COLUMNS", str(columns))
        return Screen()

    return make


@pytest.fixture(autouse=True)
def speak() -> Iterator[Callable[[language.Language], None]]:
    """Speak a language for one test; English unless it asks for another."""
    before = language.current()
    language.use("en")
    yield language.use
    language.use(before)


@pytest.fixture(scope="session")
def may() -> Appraisal:
    """May 2024: wiped out, waived, absent, replaced, derived, below 90%, part month, no base."""
    return appraise(_facts(), standard(), Month(2024, 5))


def _facts() -> Facts:
    return Facts(
        people=(
            Person("W001", "張三", "客服部", "客服員", base_pay=200_000),
            Person("W002", "李四", "客服部", "客服員", base_pay=200_000),
            Person("W003", "歐陽小明", "客服部", "管家", joined=_may(20), base_pay=250_050),
            Person("W004", "王五", "客服部", "客服員"),
            Person("W005", "趙六", "客服部", "客服員", base_pay=1_200_000),
        ),
        holdings=(
            Holding("W001", "1", date(2024, 1, 1)),
            Holding("W001", "2", date(2024, 1, 1)),
            Holding("W002", "3", date(2024, 1, 1)),
            Holding("W003", "4", _may(20)),
        ),
        collections=(
            Collection("1", 120, 118),
            Collection("2", 80, 77),
            Collection("3", 150, 120),
            Collection("4", 100, 98),
        ),
        violations=(
            Violation(11, "W002", "2.1", _may(29), "未請假", absent=True),
            Violation(12, "W001", "1.3", _may(3), "未佩戴工牌"),
            Violation(13, "W002", "2.1", _may(6), "遲到 20 分鐘", "打卡記錄"),
            Violation(14, "W002", "2.1", _may(30), absent=True),
            Violation(15, "W002", "2.1", _may(31), "未請假", absent=True),
            Violation(16, "W004", "6.2", _may(9), _LONG_NOTE),
            Violation(17, "W001", "7.2", _may(10), "工單填寫不明確", source="repair:40"),
            Violation(18, "W005", "2.3", _may(10), "擅自離崗"),
            Violation(19, "W005", "2.3", _may(11), "擅自離崗"),
        ),
        repairs=(
            Repair(
                "31",
                "1-1-1001",
                "1",
                _may(2),
                staff="W001",
                dispatched=_may(6),
                completed=_may(8),
                content="廚房水管漏水",
            ),
            Repair("32", "9-1-101", "9", _may(2), content="走廊燈不亮"),
        ),
        handovers=(Handover("3-1-502", "3", _may(1)),),
        waivers=(Waiver("violation:19", "現場確認為公務外出，主管已批准"),),
        handed=(Handed("suggestion", "W001", _may(20)),),
    )


def _may(day: int) -> date:
    return date(2024, 5, day)
