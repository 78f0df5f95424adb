"""``kefu rules``: the book shown, a company's own from a month on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from desks import Kefu, counts, done, refused

LATER = datetime(2024, 9, 1, 8, 0)
Book = Callable[..., str]


@pytest.fixture
def book(desk: Kefu, tmp_path: Path) -> Book:
    """Write the standard book with some words replaced, and give the file's name."""

    def write(name: str, *changes: tuple[str, str]) -> str:
        text = done(desk("rules", "export"))
        for old, new in (('name = "standard"', f'name = "{name}"'), *changes):
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        path = tmp_path / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def _book_of(kefu: Kefu, month: str) -> str:
    said = done(kefu("score", "--month", month, "--format", "json", now=LATER))
    return str(json.loads(said)["rulebook"]["name"])


def test_show_has_the_sources_words_and_the_readings(desk: Kefu) -> None:
    """Every clause, and its rulings beside it, in the source's own language."""
    said = done(desk("rules", "show"))
    for words in ("儀容儀表", "按公司規定穿戴工服", "物業費收繳率", "R4", "R13"):
        assert words in said


def test_export_writes_the_book_once(desk: Kefu, tmp_path: Path) -> None:
    """To standard output or to a new file; an existing one is left alone."""
    text = done(desk("rules", "export"))
    target = tmp_path / "own.toml"
    assert done(desk("rules", "export", "--output", str(target))).splitlines() == [
        f"Rulebook written: {target}",
        f"Change it, then: kefu rules check {target}",
    ]
    assert target.read_text(encoding="utf-8") == text
    target.write_text("別動", encoding="utf-8")
    refused(desk("rules", "export", "-o", str(target)))
    assert target.read_text(encoding="utf-8") == "別動"
    what, _ = refused(desk("rules", "export", "-o", str(tmp_path / "no" / "own.toml")))
    assert what == f"The folder {tmp_path / 'no'} does not exist."


def test_the_standard_book_checks_without_a_fault(desk: Kefu, book: Book) -> None:
    """The line to use it is given."""
    name = book("own")
    assert done(desk("rules", "check", name)) == (
        f"{name} can be used: kefu rules use {name} --from MONTH\n"
    )


def test_check_lists_every_fault_at_once(desk: Kefu, book: Book) -> None:
    """With its key and what is allowed; the exit code is 1."""
    name = book(
        "own",
        ("total = 100", "total = 99"),
        ('final = "computed"', 'final = "boss"'),
        ("dispatch = 1 ", "dispatch = -1 "),
    )
    outcome = desk("rules", "check", name)
    assert outcome.code == 1
    for key in ("total", "final", "dispatch"):
        assert key in outcome.out
    assert "computed" in outcome.out
    what, advice = outcome.err.splitlines()
    assert what == f"Error: {name}: 3 problems."
    assert advice == "Mend them and check the file again."


def test_a_faulty_book_is_not_used(desk: Kefu, db: Path, book: Book) -> None:
    """The refusal points to the check; nothing is written."""
    name, before = book("own", ("total = 100", "total = 99")), counts(db)
    assert refused(desk("rules", "use", name, "--from", "2024-07"))[1] == (
        "See everything that is wrong: kefu rules check FILE"
    )
    assert counts(db) == before


def test_a_months_book_is_the_one_in_force_in_it(desk: Kefu, book: Book) -> None:
    """Earlier months keep the standard, later ones the newest before them."""
    done(desk("rules", "use", book("own"), "--from", "2024-07"))
    done(desk("rules", "use", book("newer"), "--from", "2024-09"))
    found = [_book_of(desk, f"2024-0{month}") for month in (5, 6, 7, 8, 9)]
    assert found == ["standard", "standard", "own", "own", "newer"]
    said = done(desk("rules", "export", "--month", "2024-08"))
    assert 'name = "own"' in said
    assert 'name = "standard"' in done(desk("rules", "export"))


def test_a_companys_number_counts_from_its_month_on(desk: Kefu, book: Book) -> None:
    """The same violation costs what the book of its month says."""
    for day in ("2024-06-03", "2024-07-03"):
        line = ("--staff", "W003", "--clause", "2.1", "--on", day)
        done(desk("violation", "add", *line, now=LATER))
    name = book("own", ("each = 2", "each = 4"))
    done(desk("rules", "use", name, "--from", "2024-07"))

    def score(month: str) -> int:
        line = ("score", "--month", month, "--staff", "W003", "--format", "json")
        items = json.loads(done(desk(*line, now=LATER)))["staff"][0]["items"]
        return int(items[1]["score"])

    assert (score("2024-06"), score("2024-07")) == (10, 8)


def test_a_book_used_again_for_a_month_takes_the_others_place(desk: Kefu, book: Book) -> None:
    """What held before is told, and the line that takes it back."""
    done(desk("rules", "use", book("own"), "--from", "2024-07"))
    said = done(desk("rules", "use", book("second"), "--from", "2024-07")).splitlines()
    assert said[0].endswith("holds from 2024-07 on.")
    assert "second" in said[0]
    assert "own" in said[1]
    assert said[2].startswith("To take it back: ")
    assert _book_of(desk, "2024-07") == "second"


def test_a_book_without_a_recorded_violations_clause_is_refused(
    desk: Kefu, db: Path, tmp_path: Path
) -> None:
    """Where it would govern the violation's month, and only there."""
    line = ("--staff", "W003", "--clause", "8.3", "--on", "2024-08-05")
    done(desk("violation", "add", *line, now=LATER))
    path = tmp_path / "less.toml"
    path.write_text(_without_last_clause(done(desk("rules", "export"))), encoding="utf-8")
    done(desk("rules", "check", str(path)))
    before = counts(db)
    what, advice = refused(desk("rules", "use", str(path), "--from", "2024-07"))
    assert what == "This rulebook has no clause 8.3 for violations."
    assert advice == "Violation 3 is recorded on it; see “kefu violation show 3”."
    assert counts(db) == before
    own = tmp_path / "own.toml"
    own.write_text(done(desk("rules", "export")), encoding="utf-8")
    done(desk("rules", "use", str(own), "--from", "2024-08"))
    done(desk("rules", "use", str(path), "--from", "2024-07"))


def _without_last_clause(text: str) -> str:
    head, _, tail = text.rpartition('[[item.clause]]\nno = "8.3"')
    if not head:
        head, _, tail = text.rpartition("[[item.clause]]")
    following = tail[tail.index("\n[") :]
    return head + following.lstrip("\n")


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        (("check",), 2, "The FILE is missing."),
        (("use", "own.toml", "--from", "2024-07"), 1, "There is no file own.toml."),
        (("use", "own.toml"), 2, "--from is missing."),
        (("check", "own.toml"), 1, "There is no file own.toml."),
        (("check", "."), 1, ". cannot be read: it is a folder."),
        (("show", "--month", "13"), 2, "--month: “13” is not a month."),
    ],
)
def test_what_cannot_be_read_is_refused(
    desk: Kefu,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    line: tuple[str, ...],
    code: int,
    what: str,
) -> None:
    """A file that is not there, a folder, no month."""
    monkeypatch.chdir(tmp_path)
    assert refused(desk("rules", *line), code)[0] == what


def test_use_needs_its_month(desk: Kefu, book: Book) -> None:
    """A book in force from nowhere is none."""
    assert refused(desk("rules", "use", book("own")), 2)[0] == "--from is missing."
