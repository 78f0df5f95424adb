"""What every page of help says, in the width of an ordinary terminal."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from desks import Kefu
from kefu_cli.cli.app import COMMANDS
from kefu_cli.cli.examples import examples
from kefu_cli.language import LANGUAGES
from kefu_cli.records import NOUN_NAMES
from kefu_cli.typography import cell_width

WIDTH = 80
VERBS = {noun: [line.split()[2] for line in examples(noun)] for noun in NOUN_NAMES}
VERBS |= {noun: [line.split()[2] for line in examples(noun)] for noun in ("finding", "rules")}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("noun", ["", *COMMANDS])
def test_help_of_a_noun(office: Kefu, snapshot: SnapshotAssertion, noun: str, lang: str) -> None:
    """Its verbs or options, each with what it does, and lines to copy."""
    assert _help(office, lang, *noun.split()) == snapshot


@pytest.mark.parametrize("noun", VERBS)
def test_help_of_every_verb(office: Kefu, snapshot: SnapshotAssertion, noun: str) -> None:
    """Its options, which of them are required, and lines to copy."""
    pages = [_help(office, "zh-Hant", noun, verb) for verb in VERBS[noun]]
    assert "\n".join(pages) == snapshot


def _help(office: Kefu, lang: str, *words: str) -> str:
    """A page, no line of which is wider than the terminal but those to be copied."""
    outcome = office(*words, "--help", lang=lang)
    assert (outcome.code, outcome.err) == (0, "")
    wide = [line for line in outcome.out.splitlines() if cell_width(line) > WIDTH]
    assert all(line.startswith("  kefu ") for line in wide), wide
    return outcome.out
