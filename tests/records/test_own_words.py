"""What kefu itself wrote into the file, for a reader."""

from __future__ import annotations

import pytest

from kefu_cli.messages import msg
from kefu_cli.records.own_words import own_words


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("replaced by command 24", msg("replaced by command {number}", number="24")),
        ("undone by command 38", msg("undone by command {number}", number="38")),
        ("outside kefu", msg("outside kefu")),
    ],
)
def test_kefus_own_words_are_a_sentence(kept: str, said: object) -> None:
    """So that they can be put into the reader's language."""
    assert own_words(kept) == said


@pytest.mark.parametrize("typed", ["記錯人", "was replaced by command 24", "undone by command 3x"])
def test_what_somebody_typed_stays(typed: str) -> None:
    """Also where it says nearly the same."""
    assert own_words(typed) == typed
