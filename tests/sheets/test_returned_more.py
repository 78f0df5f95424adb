"""The exported workbook on its way back: edges of its hidden sheet and of what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from .test_original import kept, refusal
from .test_returned import FIRST, FORM, exported, problems


def test_a_hidden_sheet_that_names_a_title_twice_is_refused(tmp_path: Path) -> None:
    """Also where it is nobody's form: which of the two was exported is not guessed."""
    sheet = {"sheet": "總表", "staff": "", "rows": []}
    kept(sheet, sheet).save(tmp_path / "f.xlsx")
    assert refusal(tmp_path / "f.xlsx")[0] == "f.xlsx is not a workbook that kefu exported."


@pytest.mark.parametrize(("length", "shown"), [(40, "好" * 40), (41, "好" * 39 + "…")])
def test_a_text_of_forty_characters_is_shown_whole(tmp_path: Path, length: int, shown: str) -> None:
    """From the next one on its end is left out."""
    book = exported()
    book[FORM][FIRST] = "好" * length
    assert problems(tmp_path, book) == [(FIRST, shown, f"“{shown}” is not a score.")]
