"""``kefu review import``: scores filled into the exported workbook; and a closed month's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from desks import Kefu, counts, done, listed, pick, refused
from monthend import close

MAY = ("--month", "2024-05")
W003 = ("--staff", "W003", *MAY)


def _set(kefu: Kefu, level: str, item: int, score: str, *more: str) -> None:
    line = ("review", "set", *W003, "--level", level, "--item", str(item), "--score", score)
    done(kefu(*line, *more))


class _Workbook:
    """May's exported workbook, into which scores are filled."""

    def __init__(self, kefu: Kefu, path: Path) -> None:
        done(kefu("score", *MAY, "--export", str(path)))
        self.path = str(path)

    def fill(self, code: str, item: int, **scores: object) -> None:
        """Give a person's item scores by their levels, as a person would type them."""
        book = load_workbook(self.path)
        sheet = next(sheet for sheet in book if sheet.title.startswith(code))
        row = next(r for r in range(5, 60) if str(sheet.cell(r, 1).value) == str(item))
        for level, score in scores.items():
            column = ("direct", "indirect", "manager").index(level) + 7
            sheet.cell(row, column).value = score  # type: ignore[assignment]
        book.save(self.path)


@pytest.fixture
def workbook(desk: Kefu, tmp_path: Path) -> _Workbook:
    """May's workbook as it was exported."""
    return _Workbook(desk, tmp_path / "may.xlsx")


def test_a_filled_in_workbook_is_taken(desk: Kefu, workbook: _Workbook) -> None:
    """Its scores, with the one reason where they differ; the blank cells change nothing."""
    _set(desk, "direct", 5, "12")
    workbook.fill("W003", 3, direct=13, manager="15")
    workbook.fill("W001", 2, indirect=11.5)
    said = done(desk("review", "import", workbook.path, "--reason", "月度評議"))
    assert said.splitlines() == [
        "Reviews: 3 recorded, 0 known already, 0 changed.",
        "See them: kefu review list --month 2024-05",
        "To take it back: kefu undo",
    ]
    told = [
        pick(record, "staff", "level", "item", "score", "reason")
        for record in listed(desk, "review", "list", *MAY)
    ]
    assert sorted(told, key=str) == [
        ("W001", "indirect", 2, 11.5, "月度評議"),
        ("W003", "direct", 3, 13, "月度評議"),
        ("W003", "direct", 5, 12, None),
        ("W003", "manager", 3, 15, None),
    ]


def test_a_workbook_imported_twice_changes_nothing(
    desk: Kefu, db: Path, workbook: _Workbook
) -> None:
    """All of it is known; a score filled in since takes the place of the former."""
    workbook.fill("W003", 3, direct=13)
    done(desk("review", "import", workbook.path, "--reason", "月度評議"))
    before = counts(db)
    assert done(desk("review", "import", workbook.path)) == (
        "Reviews: 0 recorded, 1 known already, 0 changed.\n"
    )
    assert counts(db) == before
    workbook.fill("W003", 3, direct=15, indirect=15)
    assert done(desk("review", "import", workbook.path)).splitlines()[0] == (
        "Reviews: 1 recorded, 0 known already, 1 changed."
    )


def test_a_bad_workbook_is_told_cell_by_cell(desk: Kefu, db: Path, workbook: _Workbook) -> None:
    """On standard output the table, then two lines; nothing of it is taken."""
    workbook.fill("W003", 3, direct=15, manager=13)
    workbook.fill("W001", 2, indirect="很好", manager=12.5)
    before = counts(db)
    outcome = desk("review", "import", workbook.path)
    assert outcome.code == 1
    assert [line.split(maxsplit=4) for line in outcome.out.splitlines()[3:]] == [
        ["W001", "張三", "H8", "很好", "“很好” is not a score."],
        [
            *("W001", "張三", "I8", "12.5"),
            "12.5 is more than the 12 points of item 2. Give 0 to 12 points.",
        ],
        [
            *("W003", "王五", "I11", "13"),
            "13 differs from the computed score, 15, and no reason is given.",
        ],
    ]
    assert outcome.err.splitlines() == [
        "Error: may.xlsx: 3 cells cannot be taken.",
        "Nothing was recorded. Mend the cells, and say with --reason why scores differ.",
    ]
    assert counts(db) == before


def test_where_only_reasons_are_missing_it_is_said_how_to_give_them(
    desk: Kefu, workbook: _Workbook
) -> None:
    """One for all, or each by itself; where it is not reasons, the cells are to be mended."""
    workbook.fill("W003", 3, direct=13)
    outcome = desk("review", "import", workbook.path)
    assert outcome.err.splitlines()[1] == (
        "Nothing was recorded. Where all differ for one reason, give it with --reason; where for"
        " several, first record each with kefu review set … --reason …, then import."
    )
    _set(desk, "direct", 3, "13", "--reason", "拖延")
    assert done(desk("review", "import", workbook.path)).startswith(
        "Reviews: 0 recorded, 1 known already"
    )
    workbook.fill("W003", 3, manager=16)
    outcome = desk("review", "import", workbook.path)
    assert outcome.err.splitlines()[1] == (
        "Nothing was recorded. Mend the cells and import the workbook again."
    )


def test_a_workbook_without_a_new_score_says_so(desk: Kefu, db: Path, workbook: _Workbook) -> None:
    """One as it was exported; nothing is written."""
    before = counts(db)
    assert done(desk("review", "import", workbook.path)) == (
        "The three columns hold no new score; nothing was recorded.\n"
    )
    assert counts(db) == before


def test_each_score_whose_place_is_taken_is_named(desk: Kefu, workbook: _Workbook) -> None:
    """For a workbook filled in earlier may hold older scores than the file."""
    workbook.fill("W003", 3, direct=14)
    _set(desk, "direct", 3, "13.5", "--reason", "拖延")
    said = done(desk("review", "import", workbook.path, "--reason", "月度評議")).splitlines()
    assert said[:2] == [
        "Reviews: 0 recorded, 0 known already, 1 changed.",
        "W003 王五, 3 工作態度, Direct superior: 13.5 → 14",
    ]


def test_of_many_scores_replaced_the_first_are_named(desk: Kefu, workbook: _Workbook) -> None:
    """And how many more there are."""
    for code in ("W001", "W002", "W003"):
        for item, score in ((1, 5), (2, 12), (3, 15), (5, 12), (6, 15), (7, 15), (8, 6)):
            workbook.fill(code, item, manager=score)
    done(desk("review", "import", workbook.path, "--reason", "月度評議"))
    for code in ("W001", "W002", "W003"):
        for item in (1, 2, 3, 5, 6, 7, 8):
            workbook.fill(code, item, manager=0)
    said = done(desk("review", "import", workbook.path, "--reason", "月度評議")).splitlines()
    assert said[1].endswith(", 1 儀容儀表, Property manager: 5 → 0")
    assert (len(said), said[21]) == (24, "… and 1 more")


def test_the_workbook_is_asked_for_in_a_terminal(desk: Kefu, workbook: _Workbook) -> None:
    """As every value that a line leaves out."""
    workbook.fill("W003", 3, direct=15)
    asked = desk("review", "import", answers=(workbook.path,))
    assert (asked.code, asked.err) == (0, "The exported workbook, filled in\n> ")


def test_a_workbook_of_other_rules_says_so(desk: Kefu, tmp_path: Path, workbook: _Workbook) -> None:
    """It is taken, if its scores may be given."""
    workbook.fill("W003", 3, direct=15)
    text = done(desk("rules", "export"))
    book = tmp_path / "own.toml"
    book.write_text(text.replace("objection_days = 7", "objection_days = 9"), encoding="utf-8")
    done(desk("rules", "use", str(book), "--from", "2024-05"))
    assert done(desk("review", "import", workbook.path)).splitlines()[:2] == [
        "The rules of 2024-05 have changed since may.xlsx was exported.",
        "Reviews: 1 recorded, 0 known already, 0 changed.",
    ]


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        ((), 2, "The FILE is missing."),
        (("no.xlsx",), 1, "There is no file no.xlsx."),
    ],
)
def test_without_its_file_nothing_is_imported(
    office: Kefu, db: Path, line: tuple[str, ...], code: int, what: str
) -> None:
    """Nor is a new office's file made."""
    assert refused(office("review", "import", *line), code)[0] == what
    assert not db.exists()


# ---------------------------------------------------------------- a closed month


def test_a_closed_months_scores_stay(desk: Kefu, db: Path, workbook: _Workbook) -> None:
    """None is set, imported or voided; the way on is named, and nothing is written."""
    _set(desk, "direct", 3, "13", "--reason", "拖延")
    workbook.fill("W003", 3, manager=14)
    close(desk, "2024-05")
    before = counts(db)
    told = [
        "2024-05 takes no scores: months up to 2024-05 are closed.",
        "To open it again: kefu month reopen 2024-05 --reason … --approved-by …",
    ]
    assert (
        refused(desk("review", "set", *W003, "--level", "manager", "--item", "3", "--score", "15"))
        == told
    )
    assert refused(desk("review", "import", workbook.path, "--reason", "月度評議")) == told
    refused(desk("review", "void", "1", "--reason", "誤"))
    assert counts(db) == before
    (person,) = json.loads(done(desk("score", *W003, "--format", "json")))["staff"]
    assert pick(person["items"][2], "computed", "direct", "manager") == (15, 13, None)
    assert "Reviewers' scores of 2024-05" in done(desk("score", *MAY))
