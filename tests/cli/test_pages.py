"""Folding text by the columns that a terminal gives it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu_cli.cli.pages import columns, hint, wrap

CLOSING = "），。、；：！？」》)]},.;:!?"
TEXT = st.text(alphabet="ab c-1（）「」，。張三收繳率é ", max_size=120)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("收繳率低於九成", 6, ["收繳率", "低於九", "成"]),
        ("考核結果，總分", 8, ["考核結", "果，總分"]),
        ("見（附件）說明", 4, ["見", "（附", "件）", "說明"]),
        ("run kefu score now", 10, ["run kefu", "score now"]),
        ("見 kefu rules show，不會切斷", 12, ["見 kefu", "rules show，", "不會切斷"]),
        ("一\n二", 80, ["一", "二"]),
        ("", 80, [""]),
    ],
)
def test_wrap(text: str, width: int, lines: list[str]) -> None:
    """Chinese may break after any character but before a closing mark; words stay whole."""
    assert wrap(text, width) == lines


@given(TEXT, st.integers(min_value=12, max_value=60))
def test_wrap_loses_nothing_and_keeps_the_width(text: str, width: int) -> None:
    """Every character comes out again, in order, on lines that fit or cannot be broken."""
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert columns(line) <= width or " " not in line


@given(st.text(alphabet="張三收繳率，。", max_size=80))
def test_wrap_begins_no_line_with_a_closing_mark(text: str) -> None:
    """A comma or full stop stays with the character before it."""
    lines = [line for line in wrap(text, 20)[1:] if line]
    assert not [line for line in lines if line[0] in CLOSING]


@pytest.mark.parametrize(
    ("text", "width"), [("張三", 4), ("abc", 3), ("ＡＢ", 4), ("e\u0301", 1), ("※…", 2), ("", 0)]
)
def test_columns(text: str, width: int) -> None:
    """Wide forms take two columns, combining marks none."""
    assert columns(text) == width


def test_hint_is_one_short_line() -> None:
    """What stands beside a completion never breaks into a second value."""
    assert hint("張三\n客服部") == "張三 客服部"
    long = hint("收繳率" * 40)
    assert long.endswith("…")
    assert columns(long) <= 61
