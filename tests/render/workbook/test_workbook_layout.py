"""Rows are high enough for their text, pages full but not over."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from unicodedata import east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kefu_cli.appraisal.model import Appraisal
from kefu_cli.render.workbook import layout, pages
from kefu_cli.render.workbook.form import WIDTHS
from kefu_cli.render.workbook.pages import Page
from kefu_cli.render.workbook.sheet import page_room
from render.workbook.months import UNPAID, hard, ordinary
from render.workbook.reading import read, span

TEXT = st.text(st.sampled_from("漢字,。「」()ab AB1-、\n "), max_size=200)


def least_height(text: str, points_wide: float, size: float) -> float:
    """What the text takes at the very least: SimSun, broken anywhere."""
    lines = 0
    for part in text.split("\n"):
        wide = sum(2 if east_asian_width(char) in "WFA" else 1 for char in part)
        lines += max(ceil(wide * size / 2 / points_wide), 1)
    return lines * size * 1.2


def check_sheet(sheet: Worksheet) -> None:
    """Every text fits into the cells that it is written over."""
    for line in sheet.iter_rows():
        for cell in line:
            if not isinstance(cell.value, str):
                continue
            top, left, bottom, right = span(sheet, cell.row, cell.column)
            wide = sum(
                sheet.column_dimensions[get_column_letter(c)].width for c in range(left, right + 1)
            )
            high = sum(sheet.row_dimensions[r].height or 15 for r in range(top, bottom + 1))
            assert high >= least_height(cell.value, wide * 5.25 - 4, cell.font.sz), cell.value


@pytest.mark.parametrize("month", [ordinary, hard])
def test_every_text_of_every_sheet_shows_whole(month: Callable[[], Appraisal]) -> None:
    """Measured apart from the code that sets the heights; no row is over Excel's limit."""
    for sheet in read(month(), dict(UNPAID)).worksheets:
        check_sheet(sheet)
        assert all((row.height or 0) <= 409 for row in sheet.row_dimensions.values())


@pytest.mark.parametrize("month", [ordinary, hard])
def test_no_page_of_a_form_is_overfull(month: Callable[[], Appraisal]) -> None:
    """Between two page ends there is no more than a page holds, headings repeated included."""
    for sheet in read(month()).worksheets[1:-2]:
        heights = [sheet.row_dimensions[r].height or 0 for r in range(1, sheet.max_row + 1)]
        ends = [mark.id for mark in sheet.row_breaks.brk]
        for start, end in zip((0, *ends), (*ends, len(heights)), strict=True):
            repeated = heights[3] if start else 0
            assert repeated + sum(heights[start:end]) <= page_room(WIDTHS)


@given(TEXT, st.floats(4, 60))
def test_wrapping_loses_nothing(text: str, within: float) -> None:
    """The lines put together are the text, and none is too wide for the line."""
    lines = layout.wrapped(text, within)
    assert "".join(lines) == text.replace("\n", "")
    assert all(layout.text_width(line.rstrip()) <= within for line in lines)


@given(TEXT, st.integers(1, 9))
def test_pieces_are_the_whole_text(text: str, most: int) -> None:
    """Cut into pieces of a few lines, nothing but a line end at a seam is gone."""
    pieces = layout.chunks(text, 12, 9, most)
    assert "".join(pieces).replace("\n", "") == text.replace("\n", "")
    within = layout.room(12, 9)
    assert all(len(layout.wrapped(piece, within)) <= most for piece in pieces)


def test_closing_marks_do_not_begin_a_line() -> None:
    """A full stop clings to its word, an opening bracket to the next."""
    assert layout.wrapped("漢字漢字。「漢」", 8) == ("漢字漢", "字。", "「漢」")


def test_an_overlong_word_is_broken() -> None:
    """A code wider than its column goes on in the next line."""
    assert len(layout.wrapped("ABCDEFGHIJ" * 3, 10)) > 3


@given(st.lists(st.floats(10, 400), min_size=1, max_size=6), st.floats(0, 3000))
def test_rows_grow_to_what_is_needed(heights: list[float], needed: float) -> None:
    """No row shrinks, none passes the limit, and together they reach the need."""
    grown = layout.grown(heights, needed)
    assert sum(grown) >= needed - 0.1
    assert all(new >= old - 0.01 for new, old in zip(grown, heights, strict=False))
    assert max(grown) <= layout.MOST_HEIGHT


def test_a_page_ends_between_blocks_where_that_costs_nothing() -> None:
    """Two blocks of two pages are parted between them, three that need splitting within."""
    page = Page(100, 10)
    assert pages.page_ends([[[30], [30]], [[30], [20]]], page) == [2]
    assert pages.page_ends([[[60]], [[30], [30]], [[50]]], page) == [2]


def test_rows_above_a_page_end_fill_the_page() -> None:
    """So that the page ends there by itself; fixed rows and the last page keep their heights."""
    filled = pages.filled([10, 40, 40, 20], [3], Page(100, 10), 1)
    assert filled[0] == 10
    assert sum(filled[:3]) == pytest.approx(97, abs=0.1)
    assert filled[3] == 20


def test_marks_over_letters_take_no_room() -> None:
    """A combining accent stands over its letter."""
    assert layout.text_width("e\u0301") == layout.text_width("e")
