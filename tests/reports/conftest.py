"""Appraisals of May 2024, each from the few facts that a test names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kefu_cli import language
from kefu_cli.appraisal.facts import Collection, Facts, Holding, Person, Violation
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.appraisal.scoring import appraise
from kefu_cli.calendar import Month
from kefu_cli.rulebook.loading import standard

MAY = Month(2024, 5)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Words in English, whatever another test spoke."""
    before = language.current()
    language.use("en")
    yield
    language.use(before)


@pytest.fixture
def person() -> Person:
    """張三, W001, with a base of 2000 yuan."""
    return Person("W001", "張三", "客服部", "客服員", base_pay=200_000)


@pytest.fixture
def appraised(person: Person) -> Callable[..., Appraisal]:
    """Score May with these facts: one person, unless ``people`` names others."""

    def make(
        *,
        paid_of: tuple[int, int] | None = None,
        until: date | None = None,
        month: Month = MAY,
        rulebook: Any = None,
        **facts: Any,
    ) -> Appraisal:
        given = Facts(**{"people": (person,), **facts})
        if paid_of:
            paid, due = paid_of
            given = replace(
                given,
                holdings=(*given.holdings, Holding("W001", "1", date(2020, 1, 1))),
                collections=(*given.collections, Collection("1", due, paid)),
            )
        return appraise(given, rulebook or standard(), month, until)

    return make


@pytest.fixture
def violation() -> Callable[..., Violation]:
    """Make the violation of a clause on a day of May."""

    def make(no: int, clause: str, day: int, note: str | None = None, **more: Any) -> Violation:
        staff = more.pop("staff", "W001")
        return Violation(no, staff, clause, date(2024, 5, day), note, **more)

    return make
