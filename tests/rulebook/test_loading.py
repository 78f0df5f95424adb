"""Reading a rulebook from bytes, files and text, whatever they hold."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from gettext import NullTranslations
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu_cli import language
from kefu_cli.errors import FileError
from kefu_cli.rulebook.checks import between
from kefu_cli.rulebook.loading import (
    RulebookError,
    check,
    decode,
    load,
    read,
    standard,
    standard_text,
)
from kefu_cli.rulebook.model import CountRule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read every sentence in English; what was spoken before comes back afterwards."""
    monkeypatch.setattr(language, "_language", "en")
    monkeypatch.setattr(language, "_translation", NullTranslations())


def said(error: RulebookError) -> str:
    """Give the one line that a person reads."""
    return language.say(error.what)


def test_standard_has_no_problem() -> None:
    """The book that comes with kefu passes its own check."""
    assert check(standard_text()) == ()


def test_bom_is_no_part_of_the_text() -> None:
    """A file saved by an editor that writes a BOM is the same rulebook."""
    assert load(decode(b"\xef\xbb\xbf" + standard_text().encode())) == standard()


def test_line_ends_of_windows_are_read() -> None:
    """A file with CRLF says the same; its hash is that of its own text."""
    text = standard_text().replace("\n", "\r\n")
    book = load(decode(text.encode()))
    assert book.items == standard().items
    assert book.sha256 != standard().sha256


def test_gb18030_is_named() -> None:
    """A file in the old Chinese encoding is told apart, with what to do."""
    with pytest.raises(RulebookError) as refused:
        decode(standard_text().encode("gb18030"))
    assert said(refused.value) == (
        "The rulebook cannot be used. The file is in GB18030 (GBK); save it as UTF-8."
    )
    assert [problem.key for problem in refused.value.problems] == [""]


def test_other_bytes_are_no_text() -> None:
    """A file that is no text at all is refused."""
    with pytest.raises(RulebookError) as refused:
        decode(b"\xff\xfe\x00\xff")
    assert said(refused.value).endswith("The file is not text in UTF-8.")


def test_file_is_read(tmp_path: Path) -> None:
    """A rulebook file's text comes back as it was written."""
    path = tmp_path / "book.toml"
    path.write_bytes(standard_text().encode())
    assert read(path) == standard_text()


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that is not there is named, with what to do."""
    with pytest.raises(FileError) as refused:
        read(tmp_path / "none.toml")
    assert "none.toml" in language.say(refused.value.what)
    assert refused.value.exit_code == 1


def test_refusal_counts_problems_and_shows_the_first() -> None:
    """One line says how many problems there are and what the first is."""
    text = standard_text().replace('total_unit = "run"', 'total_unit = "week"')
    with pytest.raises(RulebookError) as refused:
        load(text.replace('window = "year"', ""))
    assert said(refused.value) == (
        "The rulebook cannot be used; problems: 2. The first, at absence.total_unit:"
        " “week” is not allowed; allowed: run, day."
    )
    assert refused.value.exit_code == 1


def test_brackets_without_end_are_refused() -> None:
    """A file that nests deeper than can be read is one problem, not a crash."""
    assert [problem.key for problem in check("a = " + "[" * 100_000)] == [""]


def test_numbers_are_exact_and_plain() -> None:
    """5.0 is 5, 0.50 is 0.5, and 0.1 is exactly a tenth."""
    text = standard_text().replace("points = 5 ", "points = 5.0 ", 1)
    for written, shown in (("0.50", "0.5"), ("0.1", "0.1"), ("2e0", "2"), ("0.0", "0")):
        item = load(text.replace("each = 1 ", f"each = {written} ", 1)).items[0]
        assert str(item.points) == "5"
        assert isinstance(item.rule, CountRule)
        assert str(item.rule.each) == shown


def test_what_may_be_left_out() -> None:
    """A book without readings, derived findings, duties and actions on the total is a book."""
    text = re.sub(r"\[\[[\w.]*reading\]\]\n.*\n.*\n", "", standard_text())
    text = re.sub(r"\[\[total_action\]\]\n.*\n.*\n", "", text)
    text = text[: text.index("[[derived]]")]
    book = load(text)
    assert (book.readings, book.derived, book.duties, book.total_actions) == ((), (), (), ())
    assert book.items[0].readings == ()


def test_a_day_of_the_month_may_be_set() -> None:
    """The line that is commented out in the book works as soon as its mark is taken away."""
    assert load(standard_text().replace("# due_day", "due_day")).duties[1].due_day == 25


def test_the_lowest_band_may_begin_at_nought() -> None:
    """To write 0 as the lowest bound is the same as to leave it out."""
    text = standard_text().replace("below = 90  ", "at_least = 0\nbelow = 90  ")
    assert load(text).pay[-1].at_least == 0


@given(st.sets(st.integers(1, 10_000), max_size=6))
def test_any_cuts_share_out_the_total(cuts: set[int]) -> None:
    """Bands that meet at the same numbers, wherever these lie, leave no gap and no overlap."""
    ends = [None, *(Decimal(cut).scaleb(-2) for cut in sorted(cuts, reverse=True)), None]
    pay = [{"at_least": low, "below": high} for high, low in pairwise(ends)]
    assert list(between({"total": Decimal(100), "pay": pay})) == []


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=4))
def test_bands_are_accepted_only_where_each_total_has_one(ends: list[tuple[int, int]]) -> None:
    """What passes holds every total from 0 to 100 exactly once, highest first."""
    pay = [
        {"at_least": Decimal(low) or None, "below": Decimal(high) if high < 100 else None}
        for low, high in ends
    ]
    holders = [
        [
            place
            for place, band in enumerate(pay)
            if (band["at_least"] or 0) <= total and (band["below"] is None or total < band["below"])
        ]
        for total in range(101)
    ]
    sound = all(len(found) == 1 for found in holders) and holders == sorted(holders, reverse=True)
    if not list(between({"total": Decimal(100), "pay": pay})):
        assert sound
    elif all(low < high for low, high in ends):
        assert not sound


WRONG: tuple[Any, ...] = (
    "",
    "x",
    -1,
    0,
    10**9,
    Decimal("1.5"),
    Decimal("NaN"),
    True,
    date(2024, 5, 1),
    [],
    [1],
    [{}],
    {},
    {"x": 1},
)


def places(raw: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Walk every place of a raw rulebook, of a list only the first and the last entry."""
    if path:
        yield path
    if isinstance(raw, dict):
        for name, part in raw.items():
            yield from places(part, (*path, name))
    elif isinstance(raw, list):
        for place in sorted({0, len(raw) - 1}):
            yield from places(raw[place], (*path, place))


def spoilt(raw: Any, path: tuple[Any, ...], wrong: Any) -> Any:
    """Copy a raw rulebook with something else at one place, or nothing for None."""
    step, *rest = path
    copied = raw.copy()
    if rest:
        copied[step] = spoilt(raw[step], tuple(rest), wrong)
    elif wrong is None:
        del copied[step]
    else:
        copied[step] = wrong
    return copied


def test_nothing_wrong_anywhere_crashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands at whatever place, or nothing, the book loads or says what is wrong."""
    raw = tomllib.loads(standard_text(), parse_float=Decimal)
    outcomes = set()
    for path in places(raw):
        for wrong in (*WRONG, None):
            book = spoilt(raw, path, wrong)
            monkeypatch.setattr(tomllib, "loads", lambda _, parse_float, book=book: book)  # noqa: ARG005
            sound = not check("")
            outcomes.add(sound)
            if sound:
                load("")
    assert outcomes == {True, False}
