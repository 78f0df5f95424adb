"""Comparing words in the two scripts of Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kefu_cli.script import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("張三", "张三"),
        ("房號", "房号"),
        ("樓棟", "楼栋"),
        ("績效工資基數", "绩效工资基数"),
        ("商鋪", "商铺"),
        ("語音", "语音"),
        ("ＡＢ", "ab"),
        ("Ｗ００１", "w001"),
        (" 張三 ", "张三"),
        ("\u3000W001", "w001"),
        ("３號樓", "3号楼"),
    ],
)
def test_same_word_in_either_script(one: str, other: str) -> None:
    """Words that differ in script, width, case or the spaces around them are one."""
    assert fold(one) == fold(other)
    assert fold(other) == fold(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("張三", "張四"), ("W001", "W002"), ("1-1", "11"), ("裝修", "返修"), ("張 三", "張三")],
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    """Folding makes no two words one that are not."""
    assert fold(one) != fold(other)


@settings(deadline=None, derandomize=True)
@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x9FFF), max_size=8))
def test_folded_word_folds_to_itself(text: str) -> None:
    """A key compares equal to the word it was made of."""
    assert fold(fold(text)) == fold(text)


@settings(deadline=None, derandomize=True)
@given(st.text(st.characters(codec="ascii"), max_size=8))
def test_plain_words_need_no_dictionary(text: str) -> None:
    """Of plain words only the case and the spaces around them do not count."""
    assert fold(text) == text.strip().casefold()
