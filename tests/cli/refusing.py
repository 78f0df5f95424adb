"""A refusal looked at as a whole: two lines in each language, and nothing written."""

from __future__ import annotations

import shlex
from pathlib import Path

from desks import Kefu, Outcome

LANGUAGES = ("zh-Hant", "zh-Hans", "en")
MARKS = {"zh-Hant": "錯誤：", "zh-Hans": "错误：", "en": "Error: "}


def refused_everywhere(kefu: Kefu, db: Path, tmp_path: Path, code: int, line: str) -> list[str]:
    """The two lines in every language, each refusal looked at as a whole."""
    before, files = db.read_bytes(), sorted(tmp_path.rglob("*"))
    told = [line]
    for lang in LANGUAGES:
        outcome = kefu(*shlex.split(line), lang=lang)
        told += two_lines(outcome, code, MARKS[lang], lang)
    assert db.read_bytes() == before
    assert sorted(tmp_path.rglob("*")) == files
    return [line.replace(str(tmp_path), "TMP") for line in told]


def two_lines(outcome: Outcome, code: int, mark: str, lang: str) -> list[str]:
    """The two lines of a refusal, which printed no result and speaks the language asked for."""
    said = outcome.err.splitlines()
    assert (outcome.code, outcome.out, len(said)) == (code, "", 2), outcome
    assert said[0].startswith(mark)
    if lang != "en":
        assert all(any("一" <= c <= "鿿" for c in line) for line in said), said
    return said


def found_everywhere(kefu: Kefu, db: Path, tmp_path: Path, line: str) -> list[str]:
    """What a look finds wrong, in every language: on standard output, then two lines; exit 1."""
    before = db.read_bytes()
    told = [line]
    for lang in LANGUAGES:
        outcome = kefu(*shlex.split(line), lang=lang)
        said = outcome.err.splitlines()
        assert (outcome.code, len(said)) == (1, 2), outcome
        assert said[0].startswith(MARKS[lang])
        assert outcome.out
        told += [*outcome.out.splitlines(), *said]
    assert db.read_bytes() == before
    return [line.rstrip().replace(str(tmp_path), "TMP") for line in told]
