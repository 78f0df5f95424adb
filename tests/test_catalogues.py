"""The catalogues hold every sentence of the code, whole, and nothing else."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from kefu_cli.records import NOUN_NAMES, noun

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
