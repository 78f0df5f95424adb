"""The catalogues hold every sentence of the code, whole, and nothing else."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from kefu_cli.records import NOUN_NAMES, noun
from kefu_cli.render.workbook import details
from kefu_cli.script import fold

TOOL = Path(__file__).parent.parent / "tools" / "catalogues.py"


def _tool() -> Any:
    spec = importlib.util.spec_from_file_location("catalogues", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("locale", ["zh_Hant", "zh_Hans"])
def test_nothing_is_missing_fuzzy_needless_or_obsolete(locale: str) -> None:
    """Each sentence is translated, with the same places, and none has gone from the code."""
    assert _tool().faults(locale) == []


@pytest.mark.parametrize("name", NOUN_NAMES)
def test_labels_are_the_headings_of_files(name: str) -> None:
    """What a table calls a field in zh-Hant is what an office's file calls it."""
    kept = _tool().catalogue("zh_Hant")
    labels = {field.name: kept.get(field.label.text).string for field in noun(name).fields}
    assert labels == {field.name: field.heading for field in noun(name).fields}


@pytest.mark.parametrize("locale", ["zh_Hant", "zh_Hans"])
def test_the_file_is_as_the_tool_writes_it(locale: str) -> None:
    """Sorted, unfolded and without moving dates, so that two branches rarely touch one line."""
    tool = _tool()
    assert tool.catalogue_file(locale).read_bytes() == tool.as_text(tool.updated(locale))


def test_sentences_within_sentences_are_found() -> None:
    """A sentence that stands for a value of another is one of the catalogue's as well."""
    code = 'msg("Open: {names}", names=found or (msg("(none)"),), x=[mark("DAY"), other("no")])'
    assert sorted(_tool().sentences(code)) == ["(none)", "DAY", "Open: {names}"]


@pytest.mark.parametrize(("locale", "foreign"), [("zh_Hant", "“”"), ("zh_Hans", "「」")])
def test_quotation_marks_are_those_of_the_script(locale: str, foreign: str) -> None:
    """Corner brackets in the traditional script, curly ones in the simplified."""
    texts = [str(message.string) for message in _tool().catalogue(locale)]
    assert [text for text in texts if set(text) & set(foreign)] == []


def test_the_simplified_catalogue_holds_no_traditional_character() -> None:
    """But for the name of a sheet, which is the rulebook's own and the same in every language."""
    own = (str(m.string).replace(details.TITLE, "") for m in _tool().catalogue("zh_Hans"))
    han = ["".join(filter(_is_han, text)) for text in own]
    assert [text for text in han if text and fold(text) != text] == []


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
