"""Lines of terminal cells from Chinese and Latin text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu_cli.render.wrapping import at_most, chunks, clean, wrap

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
    assert list(chunks("資料(電子檔),引")) == ["資", "料", "(電", "子", "檔),", "引"]


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("上\n下\t右", None, "上 下 右"),
        ("\x1b[31m紅", "utf-8", "\ufffd[31m紅"),
        ("張\u202e三", "utf-8", "張\ufffd三"),
        ("張三 🔧", "gbk", "張三 ?"),
        ("孤\ud800立", "utf-8", "孤\ufffd立"),
    ],
)
def test_text_that_could_upset_a_terminal_becomes_a_visible_mark(
    text: str, encoding: str | None, shown: str
) -> None:
    """Breaks become spaces; escapes, reversals and letters the encoding lacks are marked."""
    assert clean(text, encoding) == shown


@pytest.mark.parametrize("measure", [at_most, len])
def test_a_single_letter_wider_than_the_line_still_comes_through(
    measure: Callable[[str], int],
) -> None:
    """One cell can't hold a Chinese letter; it is shown rather than lost."""
    assert wrap("工單", 1, measure) == ["工", "單"]
