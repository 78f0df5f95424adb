"""Finding records by code or name, and what the shell completes to: by few, quick questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from desks import Kefu, done
from kefu_cli.errors import KefuError
from kefu_cli.language import say
from kefu_cli.store.lookup import Ref, resolve, resolve_all
from kefu_cli.store.offers import offered
from kefu_cli.store.opening import open_file


@pytest.fixture
def file(desk: Kefu, db: Path) -> Iterator[sqlite3.Connection]:
    """The furnished office's file, open."""
    assert desk
    with open_file(db) as opened:
        yield opened


def _asked(file: sqlite3.Connection) -> list[str]:
    """The questions that are put to the file from now on, values filled in."""
    asked: list[str] = []
    file.set_trace_callback(asked.append)
    return asked


def _said(answer: object) -> tuple[str, str]:
    assert isinstance(answer, KefuError)
    return say(answer.what), say(answer.advice)


def test_many_are_found_as_one_is(file: sqlite3.Connection) -> None:
    """By code, by a code typed full-width or in small letters, by a name in either script."""
    texts = ["W001", "Ｗ００２", "w004", "张三", "李四"]
    answers = resolve_all(file, "staff", texts, near=0)
    found = {text: ref.code for text, ref in answers.items() if isinstance(ref, Ref)}
    assert list(found.values()) == ["W001", "W002", "W004", "W001", "W002"]
    assert list(answers.values()) == [resolve(file, "staff", text) for text in texts]


def test_a_name_of_two_is_not_guessed(file: sqlite3.Connection) -> None:
    """The codes to choose from are named, however few are told near names."""
    (answer,) = resolve_all(file, "staff", ["王五"], near=0).values()
    assert _said(answer) == ("“王五” names 2 records.", "Give the code: W003 王五, W004 王五.")


def test_only_the_first_unknown_are_told_near_names(file: sqlite3.Connection) -> None:
    """In the order in which they were asked; the others are told where to look."""
    answers = resolve_all(file, "unit", ["3-1-504", "3-1-502", "3-1-505", "3-1-506"], near=2)
    advice = {
        text: _said(answer)[1] for text, answer in answers.items() if isinstance(answer, KefuError)
    }
    near, list_them = "Did you mean 3-1-503, 3-1-502?", "See “kefu unit list”, or add one with"
    assert (advice["3-1-504"], advice["3-1-505"]) == (near, near)
    assert advice["3-1-506"].startswith(list_them)


def test_an_unknown_code_has_near_names_on_either_side(file: sqlite3.Connection) -> None:
    """The codes before it and after it, in capitals where it was typed in small letters."""
    file.execute("INSERT INTO unit (code, building_id) VALUES ('A-1-1', 1), ('A-1-3', 1)")
    (answer,) = resolve_all(file, "unit", ["a-1-2"], near=1).values()
    what, advice = _said(answer)
    assert what == "There is no unit “a-1-2”."
    assert "A-1-1" in advice
    assert "A-1-3" in advice


@pytest.mark.parametrize("kind", ["staff", "building", "unit"])
def test_unknown_codes_beyond_the_first_ask_nothing_more(
    file: sqlite3.Connection, kind: str
) -> None:
    """A file of wrong codes costs what its first few cost."""
    questions = []
    for many in (3, 300):
        asked = _asked(file)
        resolve_all(file, kind, (f"?{n}" for n in range(many)), near=3)
        questions.append(len(asked))
    assert questions[0] == questions[1]


def test_no_question_about_a_unit_reads_all_units(file: sqlite3.Connection) -> None:
    """What is asked by code, its beginning or its neighbours is found in the index."""
    asked = _asked(file)
    resolve_all(file, "unit", ["3-1-502", "3-1-599"], near=1)
    file.set_trace_callback(None)
    plans = [row[3] for query in asked for row in file.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert any("SEARCH unit USING" in plan for plan in plans)
    assert not any("SCAN unit" in plan for plan in plans)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("kind", "beginning", "codes"),
    [
        ("unit", "3-1", ["3-1-502", "3-1-503"]),
        ("unit", "3-1-503", ["3-1-503"]),
        ("unit", "9", []),
        ("unit", "%", []),
        ("unit", "", ["3-1-502", "3-1-503", "5-1-101"]),
        ("staff", "w00", ["W001", "W002", "W003", "W004"]),
        ("building", "3", ["3"]),
        ("repair", "", ["32", "31"]),
        ("repair", "31", ["31"]),
        ("clause", "1.", ["1.1", "1.2", "1.3"]),
    ],
)
def test_offers_begin_as_typed(db: Path, kind: str, beginning: str, codes: list[str]) -> None:
    """Codes in small letters too; the latest open repair calls first."""
    assert [code for code, _ in offered(db, kind, beginning)] == codes


def test_a_voided_or_finished_record_is_not_offered(desk: Kefu, db: Path) -> None:
    """Nor is anything where there is no file."""
    done(desk("unit", "void", "3-1-503", "--reason", "重複"))
    done(desk("repair", "void", "32", "--reason", "重複"))
    assert [code for code, _ in offered(db, "unit", "3")] == ["3-1-502"]
    assert [code for code, _ in offered(db, "repair", "3")] == ["31"]
    assert offered(db.with_name("none.db"), "unit", "") == []
