"""Rulebooks with something wrong in them, as data: what is changed, and what is said about it.

Each file in ``broken`` has a sentence saying why, the changes to the standard rulebook (``find`` is
replaced by ``put``, or all from ``find`` to ``until``, where an empty ``until`` is the end), and
every problem that must be found, in order, and no other.
"""

from __future__ import annotations

import tomllib
from gettext import NullTranslations
from pathlib import Path

import pytest

from kefu_cli import language
from kefu_cli.rulebook.loading import RulebookError, check, load, standard_text

SAMPLES = sorted((Path(__file__).parent / "broken").glob("*.toml"))


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read every sentence in English; what was spoken before comes back afterwards."""
    monkeypatch.setattr(language, "_language", "en")
    monkeypatch.setattr(language, "_translation", NullTranslations())


def changed(text: str, change: dict[str, str]) -> str:
    """Make one change; what it looks for must be there."""
    start = text.index(change["find"])
    end = start + len(change["find"])
    if "until" in change:
        end = text.index(change["until"], end) if change["until"] else len(text)
    return text[:start] + change["put"] + text[end:]


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_broken_rulebook(path: Path) -> None:
    """Every problem of a broken rulebook is found, in order, and the book does not load."""
    sample = tomllib.loads(path.read_text(encoding="utf-8"))
    text = standard_text()
    for change in sample["change"]:
        text = changed(text, change)
    found = check(text)
    assert [{"key": p.key, "what": language.say(p.what)} for p in found] == sample["problem"]
    with pytest.raises(RulebookError) as refused:
        load(text)
    assert repr(refused.value.problems) == repr(found)  # by their words: a nan is not itself


def test_samples_are_there() -> None:
    """The folder of broken samples was found, and each says in a sentence why it is refused."""
    assert len(SAMPLES) >= 75
    for path in SAMPLES:
        assert tomllib.loads(path.read_text(encoding="utf-8"))["why"].endswith(".")
