"""``kefu template``: a workbook that goes straight back in."""

from __future__ import annotations

from pathlib import Path

import pytest

from desks import Kefu, counts, refused
from kefu_cli.records import NOUN_NAMES


@pytest.mark.parametrize("lang", ["zh-Hant", "zh-Hans", "en"])
def test_a_template_of_every_noun_can_be_imported_as_it_is(
    desk: Kefu, db: Path, tmp_path: Path, lang: str
) -> None:
    """In every language: its headings are known, its example is no record."""
    target = tmp_path / "t.xlsx"
    made = desk("template", *NOUN_NAMES, "-o", str(target), lang=lang)
    assert (made.code, made.err) == (0, "")
    before = counts(db)
    for noun in NOUN_NAMES:
        said = desk("import", noun, str(target))
        assert (said.code, said.out.splitlines()[-1]) == (
            0,
            said.out.splitlines()[0],
        ), said
        assert said.out.rstrip().endswith("0 recorded, 0 known already, 0 changed.")
    assert counts(db) | {"command": 0} == before | {"command": 0}


def test_what_is_there_is_left_alone(desk: Kefu, tmp_path: Path) -> None:
    """An existing file may hold somebody's work."""
    target = tmp_path / "t.xlsx"
    target.write_bytes(b"work")
    refused(desk("template", "staff", "-o", str(target)))
    assert target.read_bytes() == b"work"


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        (("people", "-o", "t.xlsx"), 2, "“people” is no kind of record."),
        (("staff",), 2, "--output is missing."),
        (("-o", "t.xlsx"), 2, "The NOUN is missing."),
        (("staff", "-o", "no/t.xlsx"), 1, "The folder no does not exist."),
        (("staff", "-o", "t.doc"), 1, "t.doc is not named like a workbook."),
    ],
)
def test_what_cannot_be_written_is_refused(
    desk: Kefu,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    line: tuple[str, ...],
    code: int,
    what: str,
) -> None:
    """No such noun, no file, no folder."""
    monkeypatch.chdir(tmp_path)
    assert refused(desk("template", *line), code)[0] == what
