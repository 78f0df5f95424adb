"""Where lines break, and how wide text is on a terminal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu_cli.typography import at_most, broken, cell_width, pieces, wrap

_TEXT = st.text(st.sampled_from("工單電梯困人，。、「」（）(),;%0123456789AZaz-.: "), max_size=60)


@given(_TEXT, st.integers(2, 40))
def test_wrapping_keeps_every_letter_in_order(text: str, width: int) -> None:
    """Whatever the width, only spaces may go where a line breaks."""
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())


@given(text=_TEXT, width=st.integers(2, 40))
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    """Measured with every ambiguous character wide, each line still fits."""
    assert all(at_most(line) <= width for line in wrap(text, width, at_most))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("電梯困人未在三十分鐘內到場", 10, ["電梯困人未", "在三十分鐘", "內到場"]),
        ("電梯困人，未到場", 8, ["電梯困", "人，未到", "場"]),
        ("見「工單」為準", 4, ["見", "「工", "單」", "為準"]),
        ("應繳 1,920.00 元", 10, ["應繳", "1,920.00", "元"]),
        ("於 2024-05-03 漏水", 12, ["於", "2024-05-03", "漏水"]),
        ("ABCDEFGH", 3, ["ABC", "DEF", "GH"]),
        ("", 5, [""]),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, width: int, lines: list[str]) -> None:
    """Between Chinese characters, not before a closing mark, not inside a number or a day."""
    assert wrap(text, width) == lines


def test_a_line_does_not_begin_with_a_latin_mark_that_closes_chinese() -> None:
    """The form writes Chinese with Latin commas and brackets."""
    assert list(pieces("資料(電子檔),引")) == ["資", "料", "(電", "子", "檔),", "引"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("買買提·吐爾", ["買", "買", "提·", "吐", "爾"]),
        ("客服-1 樓", ["客", "服-1 ", "樓"]),
        ("kefu score --month", ["kefu ", "score ", "--month"]),
        ("漢字 ，漢", ["漢", "字 ，", "漢"]),
        ("Pay %", ["Pay ", "%"]),
        ("5％—6℃", ["5％—6℃"]),
        ("f(x)值", ["f(x)", "值"]),
        ("修👩\u200d🔧了❤\ufe0f！", ["修", "👩\u200d🔧", "了", "❤\ufe0f！"]),
        ("", []),
    ],
)
def test_what_belongs_together_is_one_piece(text: str, expected: list[str]) -> None:
    """Marks that close, names with a dot, words, brackets of a word, and pictures."""
    assert list(pieces(text)) == expected


@given(_TEXT, st.integers(2, 40))
def test_a_line_and_what_hangs_over_its_edge_are_the_whole_text(text: str, width: int) -> None:
    """Nothing but the spaces at a line's end is wider than asked, and not even they are lost."""
    lines = list(broken(text, width, cell_width))
    assert "".join(lines) == text
    assert all(cell_width(line.rstrip()) <= width for line in lines)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("kefu", 4),
        ("收繳率", 6),
        ("ＡＢ", 4),
        ("e\u0301", 1),
        ("“…×", 3),
        ("\x07", 0),
        ("🔧", 2),
        ("❤\ufe0f", 2),
        ("👩\u200d🔧", 2),
        ("👍🏽", 2),
        ("", 0),
    ],
)
def test_cells(text: str, width: int) -> None:
    """Wide forms take two, accents none; a picture takes two however it is put together."""
    assert cell_width(text) == width


def test_a_terminal_may_draw_ambiguous_characters_wide() -> None:
    """Those that Chinese and Western fonts draw at different widths count twice."""
    assert (cell_width("2 × 2…"), at_most("2 × 2…")) == (6, 8)


@pytest.mark.parametrize("measure", [at_most, len])
def test_a_single_letter_wider_than_the_line_still_comes_through(
    measure: Callable[[str], int],
) -> None:
    """One cell can't hold a Chinese letter; it is shown rather than lost."""
    assert wrap("工單", 1, measure) == ["工", "單"]
