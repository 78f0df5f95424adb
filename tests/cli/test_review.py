"""``kefu review``: scores typed, and how the month shows them."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from desks import Kefu, counts, csv_of, done, listed, outside, pick, refused, shown

MAY = ("--month", "2024-05")
W003 = ("review", "set", "--staff", "W003", *MAY)
FINAL = "The computed score decides; reviewers' scores stand beside it."


def _set(kefu: Kefu, level: str, item: int, score: str, *more: str, staff: str = "W003") -> str:
    line = ("review", "set", "--staff", staff, *MAY, "--level", level)
    return done(kefu(*line, "--item", str(item), "--score", score, *more))


def _person(kefu: Kefu, code: str) -> dict[str, Any]:
    document = json.loads(done(kefu("score", *MAY, "--staff", code, "--format", "json")))
    person = document["staff"][0]
    assert isinstance(person, dict)
    return person


def _use_most_senior(kefu: Kefu, tmp_path: Path) -> None:
    text = done(kefu("rules", "export"))
    changed = text.replace('final = "computed"', 'final = "most_senior"')
    assert changed != text
    book = tmp_path / "own.toml"
    book.write_text(changed.replace('"standard"', '"own"', 1), encoding="utf-8")
    done(kefu("rules", "use", str(book), "--from", "2024-05"))


# ---------------------------------------------------------------- typed


def test_a_score_is_recorded_with_its_number_and_the_way_back(desk: Kefu) -> None:
    """Beside the computed score, and with which of them decides."""
    said = _set(desk, "direct", 3, "13", "--reason", "客訴處理遲緩")
    assert said.splitlines() == [
        "Reviews 1 recorded: "
        "W003 王五, 2024-05, Direct superior, 3 工作態度, 13 of 15 points (computed: 15)",
        FINAL,
        "To take it back: kefu review void 1 --reason …",
    ]
    (record,) = listed(desk, "review", "list", *MAY)
    assert pick(record, "id", "staff", "month", "level", "item", "score", "reason") == (
        *(1, "W003", "2024-05", "direct", 3, 13, "客訴處理遲緩"),
    )
    assert record == shown(desk, "review", "1")
    assert listed(desk, "review", "list", "--month", "2024-06") == []
    assert listed(desk, "review", "list", "--staff", "W001") == []


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("direct", "direct"),
        ("直接上級", "direct"),
        ("直接上级", "direct"),
        ("間接上級", "indirect"),
        ("间接上级", "indirect"),
        ("物業經理", "manager"),
        ("物业经理", "manager"),
    ],
)
def test_a_reviewer_is_named_in_either_script(desk: Kefu, written: str, level: str) -> None:
    """Or in English; the person by name, the score with 分."""
    line = ("review", "set", "--staff", "張三", "--month", "2024年5月", "--level", written)
    done(desk(*line, "--item", "２", "--score", "12分"))
    assert pick(shown(desk, "review", "1"), "staff", "level", "item", "score") == (
        *("W001", level, 2, 12),
    )


def test_set_again_the_former_is_void_and_named(desk: Kefu) -> None:
    """The new one says in whose place it stands; the former which command replaced it."""
    _set(desk, "direct", 3, "12.5", "--reason", "拖延")
    said = _set(desk, "direct", 3, "13", "--reason", "拖延").splitlines()
    assert said[1] == "In place of number 1: 12.5"
    assert [record["id"] for record in listed(desk, "review", "list")] == [2]
    former = shown(desk, "review", "1")
    assert former["voided"]
    assert former["void_reason"].startswith("replaced by command ")


def test_the_same_again_writes_nothing(desk: Kefu, db: Path) -> None:
    """Not even that a command was given, and says so."""
    _set(desk, "direct", 3, "13", "--reason", "拖延")
    before = counts(db)
    assert _set(desk, "direct", 3, "13", "--reason", "拖延") == "Reviews 1: nothing to change.\n"
    assert _set(desk, "direct", 3, "13") == "Reviews 1: nothing to change.\n"
    assert counts(db) == before


def test_a_voided_score_gives_its_place_free(desk: Kefu) -> None:
    """It shows no more, and may be set anew; void is void, and the way on is named."""
    _set(desk, "direct", 3, "15")
    done(desk("review", "void", "1", "--reason", "評錯人"))
    assert "computed" not in _person(desk, "W003")["items"][2]
    assert refused(desk("review", "void", "1", "--reason", "再來"))[1] == (
        "Record it anew with “kefu review set”."
    )
    _set(desk, "direct", 3, "15")
    assert [record["id"] for record in listed(desk, "review", "list")] == [2]


@pytest.mark.parametrize(
    ("line", "code", "what", "advice"),
    [
        (
            "--level direct --item 3 --score 13",
            1,
            "13 differs from the computed score, 15, and no reason is given.",
            "Say why with --reason.",
        ),
        (
            "--level direct --item 3 --score 15.5 --reason 好",
            1,
            "15.5 is more than the 15 points of item 3.",
            "Give 0 to 15 points.",
        ),
        (
            "--level direct --item 9 --score 1",
            1,
            "The rulebook of 2024-05 has no item 9.",
            "Choose from 1, 2, 3, 4, 5, 6, 7, 8.",
        ),
        (
            "--level direct --item 3 --score 15 --month 2024-07",
            1,
            "2024-07 has not begun.",
            "Score 2024-06 or an earlier month.",
        ),
        (
            "--level direct --item 3 --score 15 --month 2023-02 --staff W001",
            1,
            "W001 張三 is not appraised in 2023-02.",
            "See “kefu staff list”: appraised are those marked so and employed in the month.",
        ),
        (
            "--level direct --item 3 --score 15 --staff W009",
            1,
            "There is no staff member “W009”.",
            "Did you mean W004 王五, W003 王五, W002 李四?",
        ),
        (
            "--level boss --item 3 --score 15",
            2,
            "--level: “boss” is not among the choices.",
            "Choose from direct, indirect, manager.",
        ),
        (
            "--level direct --item 三 --score 15",
            2,
            "--item: “三” is not the number of an item.",
            None,
        ),
        (
            "--level direct --item 3 --score -1",
            2,
            "--score: “-1” is not a score.",
            "Write points with at most two decimals, such as 13 or 12.5.",
        ),
        (
            "--item 3",
            2,
            "--level, --score is missing.",
            "Run kefu review set --help to see what it takes.",
        ),
    ],
)
def test_a_score_that_may_not_be_given_is_refused(
    desk: Kefu, db: Path, line: str, code: int, what: str, advice: str | None
) -> None:
    """What was wrong with which value, what to do, and nothing is written."""
    before = counts(db)
    said = refused(desk(*W003, *shlex.split(line)), code)
    assert said[0] == what
    assert advice in (said[1], None)
    assert counts(db) == before


def test_a_terminal_asks_with_the_choices(desk: Kefu) -> None:
    """The reviewers with their titles, the items with their names; the reason where it differs."""
    outcome = desk(
        "review", "set", answers=("2024-05", "W003", "物業經理", "工作態度", "13", "拖延")
    )
    assert outcome.code == 0
    assert "3  manager   Property manager\n" in outcome.err
    assert "  3  工作態度\n" in outcome.err
    assert "Why 13, where 15 is computed?\n" in outcome.err
    assert pick(shown(desk, "review", "1"), "level", "item", "score", "reason") == (
        *("manager", 3, 13, "拖延"),
    )


def test_a_terminal_does_not_ask_why_where_nothing_differs(desk: Kefu) -> None:
    """Nor where a reason was typed, nor where the score stands already."""
    line = (*W003, "--level", "direct", "--item", "3")
    for more in (("--score", "15"), ("--score", "13", "--reason", "拖延"), ("--score", "13")):
        outcome = desk(*line, *more, answers=())
        assert (outcome.code, outcome.err) == (0, "")


def test_a_person_with_a_score_is_not_voided(desk: Kefu) -> None:
    """The score is named as what still refers to them."""
    done(desk("staff", "add", "--code", "W005", "--name", "趙六"))
    _set(desk, "direct", 3, "15", staff="W005")
    assert refused(desk("staff", "void", "W005", "--reason", "誤"))[0] == (
        "W005 is still in use: Reviews (1)."
    )


# ---------------------------------------------------------------- shown


def test_the_computed_score_decides_by_default(desk: Kefu) -> None:
    """Reviews stand beside it, with who differs and why; no keys where nobody gave any."""
    before = _person(desk, "W003")
    _set(desk, "direct", 3, "13.5", "--reason", "拖延")
    _set(desk, "manager", 3, "0", "--reason", "頂撞")
    after = _person(desk, "W003")
    assert after["items"][2] == {
        **before["items"][2],
        **{"score": 15, "computed": 15, "direct": 13.5, "indirect": None, "manager": 0},
        "differing": [
            {"level": "direct", "by": "王主管", "reason": "拖延"},
            {"level": "manager", "by": "王主管", "reason": "頂撞"},
        ],
    }
    after["items"][2] = before["items"][2]
    assert after == before


def test_the_most_senior_score_decides_where_the_rulebook_says_so(
    desk: Kefu, tmp_path: Path
) -> None:
    """Total, pay and the action on the total follow it, in JSON and CSV."""
    _use_most_senior(desk, tmp_path)
    done(desk("staff", "edit", "W003", "--base-pay", "3000", "--from", "2024-05"))
    assert _set(desk, "direct", 3, "7", "--reason", "頂撞").splitlines()[1] == (
        "The most senior reviewer's score decides; where nobody gave one, the computed score."
    )
    person = _person(desk, "W003")
    assert pick(person["items"][2], "score", "computed", "direct") == (7, 15, 7)
    assert person["pay"] == {"percent": 50, "base": "3000.00", "amount": "1500.00"}
    _set(desk, "manager", 3, "0", "--reason", "頂撞")
    _set(desk, "manager", 7, "9", "--reason", "不熟")
    person = _person(desk, "W003")
    assert pick(person, "total", "pay") == (
        79,
        {"percent": 0, "base": "3000.00", "amount": "0.00"},
    )
    assert [action["reason"] for action in person["actions"]] == ["total"]
    row = csv_of(done(desk("score", *MAY, "--staff", "W003", "--format", "csv")))[0]
    assert pick(row, "item_3", "item_7", "total", "actions") == (
        *("0", "9", "79", "transfer_or_dismiss:total"),
    )


def test_the_table_has_the_reviewed_items_beneath(desk: Kefu) -> None:
    """Of one person all, side by side, then each difference with who gave it and why."""
    one = ("score", *MAY, "--staff", "W003")
    assert "Reviewers' scores" not in done(desk(*one))
    _set(desk, "manager", 3, "13", "--reason", "客訴處理遲緩")
    _set(desk, "direct", 3, "15")
    said = done(desk(*one)).splitlines()
    assert said[said.index("Reviewers' scores of 2024-05") - 1] == ""
    beneath = said[said.index("Reviewers' scores of 2024-05") + 1 :]
    assert beneath[2].split() == ["W003", "王五", "3", "工作態度", "15", "15", "13", "15"]
    assert beneath[3:] == [
        "",
        FINAL,
        "W003 王五, 3 工作態度: Property manager (王主管): 13, computed 15; reason: 客訴處理遲緩",
    ]
    assert "Reviewers' scores" not in done(desk("score", *MAY, "--staff", "W001"))
    assert len(csv_of(done(desk("score", *MAY, "--format", "csv")))) == 4


def test_of_everyone_only_what_differs_stands_beneath(desk: Kefu) -> None:
    """A row a difference, beside the item's other scores, with who gave it and why."""
    _set(desk, "manager", 3, "13", "--reason", "客訴處理遲緩")
    _set(desk, "direct", 3, "15")
    _set(desk, "direct", 2, "12")
    _set(desk, "indirect", 1, "4", "--reason", "未戴工牌", staff="W002")
    said = done(desk("score", *MAY)).splitlines()
    title = "Reviewers' scores of 2024-05 that differ from the computed ones: 2"
    beneath = said[said.index(title) :]
    assert said[said.index(title) - 1] == ""
    assert [line.split() for line in beneath[3:5]] == [
        [
            *("W002", "李四", "1", "儀容儀表", "5", "4", "5"),
            *("Indirect", "superior", "王主管", "未戴工牌"),
        ],
        [
            *("W003", "王五", "3", "工作態度", "15", "15", "13", "15"),
            *("Property", "manager", "王主管", "客訴處理遲緩"),
        ],
    ]
    assert beneath[5:] == [
        "",
        FINAL,
        "Scores given: 4, of which 2 agree. All: kefu review list --month 2024-05",
    ]


def test_where_all_scores_agree_that_is_one_line(desk: Kefu) -> None:
    """How many were given; there is nothing to list."""
    _set(desk, "direct", 3, "15")
    _set(desk, "manager", 3, "15")
    assert done(desk("score", *MAY)).splitlines()[-1] == (
        "Reviewers' scores of 2024-05: 2 given, all as computed."
    )


def test_a_list_names_the_item_and_who_recorded_it(desk: Kefu) -> None:
    """For people, as the form of that month calls it; scripts have its number."""
    _set(desk, "manager", 3, "13", "--reason", "客訴處理遲緩")
    for line in (("list", *MAY), ("show", "1")):
        *_, row = done(desk("review", *line)).splitlines()
        assert row.split() == [
            *("1", "W003", "王五", "2024-05", "Property", "manager", "3", "工作態度", "13"),
            *("客訴處理遲緩", "王主管"),
        ]
    assert "item_words" not in done(desk("review", "list", "--format", "csv"))


def test_explained_it_says_who_gave_what_and_which_decides(desk: Kefu, tmp_path: Path) -> None:
    """By which ruling, too; the sum of the violations stays that of the computed score."""
    for day in ("2024-05-08", "2024-05-09"):
        done(desk("violation", "add", "--staff", "W003", "--clause", "1.1", "--on", day))
    _set(desk, "manager", 1, "4", "--reason", "已改")
    explained = ("score", *MAY, "--staff", "W003", "--explain")
    said = [line.strip() for line in done(desk(*explained)).splitlines()]
    assert "Violations that count: 2; 5 − 1 × 2 = 3" in said
    at = said.index("Property manager (王主管): 4, computed 3; reason: 已改")
    assert said[at + 1] == "The computed score decides: 3"
    assert any(line.startswith("R16 ") for line in said)
    _use_most_senior(desk, tmp_path)
    said = [line.strip() for line in done(desk(*explained)).splitlines()]
    assert "1 儀容儀表: 4 of 5 (R1, R2)" in said
    assert "Violations that count: 2; 5 − 1 × 2 = 3" in said
    assert said[at + 1] == "The most senior reviewer's score decides: 4"
    assert not any(line.startswith("R16 ") for line in _explained(desk, "W002"))


def _explained(kefu: Kefu, code: str) -> list[str]:
    return done(kefu("score", *MAY, "--staff", code, "--explain")).splitlines()


def test_a_score_that_came_to_differ_says_that_no_reason_was_asked_for(desk: Kefu) -> None:
    """A violation recorded since is what it differs by."""
    _set(desk, "direct", 3, "15")
    done(desk("violation", "add", "--staff", "W003", "--clause", "3.1", "--on", "2024-05-08"))
    assert "(none was asked for when it was given)" in done(desk("score", *MAY))
    assert done(desk("score", *MAY, "--staff", "W003")).splitlines()[-1] == (
        "W003 王五, 3 工作態度: Direct superior (王主管): "
        "15, computed 13; reason: (none was asked for when it was given)"
    )


def test_a_score_that_another_program_recorded_says_so(desk: Kefu, db: Path) -> None:
    """In the reader's language; whether a reason was asked for there is not known."""
    with outside(db) as file:
        file.execute(
            "INSERT INTO review (staff_id, month, level, item, score, recorded_at)"
            " VALUES (3, '2024-05', 'direct', 3, 1250, '2024-06-01T08:00')"
        )
    assert done(desk("score", *MAY, "--staff", "W003")).splitlines()[-1] == (
        "W003 王五, 3 工作態度: Direct superior (outside kefu): 12.5, computed 15; reason: (none)"
    )
    assert "kefu 以外" in done(desk("score", *MAY, lang="zh-Hant"))
    (record,) = listed(desk, "review", "list")
    assert record["recorded_by"] == "outside kefu"


def test_the_rulebook_is_shown_with_who_decides_and_the_days_to_object(
    desk: Kefu, tmp_path: Path
) -> None:
    """In words, whichever it is."""
    said = done(desk("rules", "show", *MAY))
    assert FINAL in said
    assert "People may object up to 7 days after scores are issued." in said
    _use_most_senior(desk, tmp_path)
    assert "The most senior reviewer's score decides" in done(desk("rules", "show", *MAY))
