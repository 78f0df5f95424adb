"""What a person sees of a month, in each language and at two widths."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any, TextIO

import pytest
from syrupy.assertion import SnapshotAssertion

from kefu_cli.appraisal.model import Appraisal
from kefu_cli.calendar import Month
from kefu_cli.language import LANGUAGES, Language
from kefu_cli.records.arrears import UnpaidUnit
from kefu_cli.render import terminal
from kefu_cli.reports.explain import explain
from kefu_cli.reports.finding_list import finding_table
from kefu_cli.reports.rates import rate_table, unpaid_table
from kefu_cli.reports.score import ScoredMonth, score_table, trend_table
from kefu_cli.reports.table import Table

Speak = Callable[[Language], None]
MakeScreen = Callable[[int], Any]


def _unpaid(_: Appraisal) -> Table:
    day = date(2020, 1, 1)
    rows = (
        UnpaidUnit("1-1-1001", "1", ("W001",), "住宅", day, 24_000, "王小明", "13800000123"),
        UnpaidUnit("3-2-商102", "3", (), "商鋪", day, None, None, None),
    )
    return unpaid_table(Month(2024, 5), rows)


_TABLES: dict[str, Callable[[Appraisal], Table]] = {
    "score": score_table,
    "trend": lambda may: trend_table("W002", [ScoredMonth(may)]),
    "findings": finding_table,
    "rates": rate_table,
    "unpaid": _unpaid,
}


Eyes = tuple[Language, int]
"""A reader: their language, and the columns of their terminal."""

Seen = Callable[[Eyes, Callable[[TextIO], None]], str]

_EYES = [
    pytest.param((spoken, width), id=f"{spoken}-{width}")
    for spoken in LANGUAGES
    for width in (80, 140)
]


@pytest.fixture
def seen(speak: Speak, screen: MakeScreen, measure: Callable[[str], int]) -> Seen:
    """What a reader sees of what is written; no line of it is wider than their terminal."""

    def see(eyes: Eyes, write: Callable[[TextIO], None]) -> str:
        spoken, width = eyes
        speak(spoken)
        out = screen(width)
        write(out)
        assert max(map(measure, out.text.splitlines())) <= width
        text: str = out.text
        return text

    return see


@pytest.mark.parametrize("name", _TABLES)
@pytest.mark.parametrize("eyes", _EYES)
def test_a_table_in_a_terminal(
    name: str, eyes: Eyes, may: Appraisal, seen: Seen, snapshot: SnapshotAssertion
) -> None:
    """Each table fits its terminal and reads as it did when it was last looked at."""
    assert seen(eyes, lambda out: terminal.write(_TABLES[name](may), out)) == snapshot


@pytest.mark.parametrize("eyes", _EYES)
def test_the_explanation_in_a_terminal(
    eyes: Eyes, may: Appraisal, seen: Seen, snapshot: SnapshotAssertion
) -> None:
    """It fits its terminal and reads as it did when it was last looked at."""
    assert seen(eyes, lambda out: terminal.write_lines(explain(may), out)) == snapshot


@pytest.mark.parametrize("eyes", _EYES)
def test_no_letter_of_the_explanation_is_lost(eyes: Eyes, may: Appraisal, seen: Seen) -> None:
    """Folded for a terminal it says what it says when piped, letter for letter."""
    folded = seen(eyes, lambda out: terminal.write_lines(explain(may), out))
    piped = io.StringIO()
    terminal.write_lines(explain(may), piped)
    assert "".join(folded.split()) == "".join(piped.getvalue().split())


@pytest.mark.parametrize("name", _TABLES)
def test_a_table_piped(name: str, may: Appraisal, snapshot: SnapshotAssertion) -> None:
    """Plain, unfolded, a record a line."""
    out = io.StringIO()
    terminal.write(_TABLES[name](may), out)
    assert out.getvalue() == snapshot


@pytest.mark.parametrize("width", range(80, 141, 5))
@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_months_table_is_a_table_from_80_columns_on(
    width: int, spoken: Language, may: Appraisal, seen: Seen
) -> None:
    """A row a person, whatever the language: it never falls apart into records."""
    text = seen((spoken, width), lambda out: terminal.write(score_table(may), out))
    starts = [line[:4] for line in text.splitlines()]
    assert [s for s in starts if s.startswith("W0")] == [p.person.code for p in may.staff]
