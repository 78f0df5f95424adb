"""Reviewers' scores: judged by the month as it is scored, recorded once, all or none of a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from desks import AT_WORK, NOW, Kefu, at_work, outside
from kefu_cli.calendar import Month
from kefu_cli.errors import NotFound, Refused
from kefu_cli.messages import msg
from kefu_cli.records.returned import CellProblem, GivenScore, Returned
from kefu_cli.records.review import NOUN
from kefu_cli.store.lookup import resolve
from kefu_cli.store.opening import Command, open_file, writing
from kefu_cli.store.records import Origin, select
from kefu_cli.store.reviews import Reviewed, Score, Taken, UnderReview, give, give_all
from kefu_cli.store.rulebooks import in_force
from sheets.making import filled

MAY = Month(2024, 5)
TODAY = NOW.date()
COMMAND = Command("王主管", "kefu review", NOW)


class _Desk:
    """The furnished file, and the two ways in which scores come into it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def give(self, item: int, score: int, reason: str | None = None, **more: object) -> Reviewed:
        """Give W003 a score (hundredths) in May, unless told otherwise."""
        with open_file(self.path) as db, writing(db, COMMAND) as number:
            staff = resolve(db, "staff", str(more.get("staff", "W003")))
            month, level = more.get("month", MAY), str(more.get("level", "direct"))
            assert isinstance(month, Month)
            today = more.get("today", TODAY)
            assert isinstance(today, date)
            given = Score(staff, month, level, item, score, reason)
            return give(db, given, today, Origin(COMMAND, number))

    def take(
        self,
        *cells: tuple[str, int, str, str],
        reason: str | None = None,
        problems: tuple[CellProblem, ...] = (),
        rulebook: str | None = None,
        sheets: tuple[str, ...] = (),
    ) -> Taken:
        """Take in a workbook of May that gives these scores: staff, item, level, points."""
        given = tuple(
            GivenScore(staff, item, level, Decimal(score), f"{staff} 某", f"G{row}")
            for row, (staff, item, level, score) in enumerate(cells, 5)
        )
        with open_file(self.path) as db, writing(db, COMMAND) as number:
            book = rulebook or in_force(db, MAY).sha256
            whole = Returned(MAY, book, given, problems, sheets)
            return give_all(db, whole, reason, TODAY, Origin(COMMAND, number))

    def standing(self) -> list[tuple[object, ...]]:
        """The scores that stand: number, staff, level, item, hundredths, reason."""
        with open_file(self.path) as db:
            rows = select(db, NOUN)
        names = ("staff", "level", "item", "score", "reason")
        return [(row.id, *(row.values[name] for name in names)) for row in rows]


@pytest.fixture
def may(desk: Kefu, db: Path) -> _Desk:
    """The furnished office, ready for May's reviews."""
    del desk
    return _Desk(db)


def _why(refused: pytest.ExceptionInfo[Refused]) -> dict[str, object]:
    return dict(refused.value.what.values)


def test_a_score_equal_to_the_computed_one_needs_no_reason(may: _Desk) -> None:
    """It is recorded with its number, who gave it, and when."""
    done = may.give(3, 1500)
    assert (done.id, done.former, done.item.no, done.item.computed) == (1, None, 3, Decimal(15))
    assert may.standing() == [(1, "W003", "direct", 3, 1500, None)]
    with open_file(may.path) as db:
        (row,) = select(db, NOUN)
    assert (row.recorded_by, row.recorded_at, row.late) == ("王主管", "2024-06-20T09:30", False)


@pytest.mark.parametrize("score", [0, 1499])
def test_a_score_that_differs_needs_its_reason(may: _Desk, score: int) -> None:
    """Without one it is refused, and the computed score is told."""
    with pytest.raises(Refused) as refused:
        may.give(3, score)
    assert _why(refused)["computed"] == "15"
    assert may.standing() == []
    may.give(3, score, "頂撞領導")
    assert may.standing() == [(1, "W003", "direct", 3, score, "頂撞領導")]


def test_the_computed_score_is_that_of_the_findings(may: _Desk) -> None:
    """W001 has lost a point of item 1: 4 needs no reason, 5 does."""
    may.give(1, 400, staff="W001")
    with pytest.raises(Refused):
        may.give(1, 500, staff="W001", level="manager")


def test_a_score_may_reach_the_points_and_not_pass_them(may: _Desk) -> None:
    """The points of the item in the rulebook of the month."""
    may.give(3, 1500)
    with pytest.raises(Refused) as refused:
        may.give(3, 1501, "特別好", level="manager")
    assert _why(refused) == {"score": Decimal("15.01"), "points": "15", "item": 3}


def test_only_whoever_is_appraised_is_given_a_score(may: _Desk) -> None:
    """In the month, for an item that the month's rulebook has."""
    with pytest.raises(Refused) as refused:
        may.give(3, 1500, month=Month(2023, 1), staff="W001")
    assert _why(refused) == {"staff": "W001 張三", "month": Month(2023, 1)}
    with pytest.raises(NotFound) as unknown:
        may.give(9, 100)
    assert dict(unknown.value.advice.values)["names"] == (1, 2, 3, 4, 5, 6, 7, 8)


def test_a_month_that_has_not_begun_takes_no_scores(may: _Desk) -> None:
    """One that runs does."""
    with pytest.raises(Refused):
        may.give(3, 1500, month=Month(2024, 7))
    may.give(3, 1500, month=Month(2024, 6))


def test_another_score_takes_the_place_of_the_former(may: _Desk) -> None:
    """The former is void and names the command; other levels, items and people keep theirs."""
    for level in ("direct", "indirect"):
        may.give(3, 1500, level=level)
    may.give(5, 1200)
    may.give(3, 1500, staff="W004")
    done = may.give(3, 1300, "拖延", level="indirect")
    assert done.former is not None
    assert (done.id, done.former.id) == (5, 2)
    assert [number for number, *_ in may.standing()] == [1, 3, 4, 5]
    with open_file(may.path) as db:
        former = next(row for row in select(db, NOUN, voided=True) if row.id == 2)
        (last,) = db.execute("SELECT max(id) FROM command").fetchone()
    assert former.void_reason == f"replaced by command {last}"


def test_the_same_again_changes_nothing(may: _Desk) -> None:
    """With the same reason, or with none typed; another reason is another record."""
    may.give(3, 1300, "拖延")
    for reason in ("拖延", None):
        done = may.give(3, 1300, reason)
        assert done.former is not None
        assert (done.id, done.former.id) == (None, 1)
    assert [number for number, *_ in may.standing()] == [1]
    assert may.give(3, 1300, "頂撞").id == 2


def test_a_score_that_came_to_differ_since_stands_without_a_reason(may: _Desk) -> None:
    """None was asked for when it was given; one can be added."""
    may.give(3, 1500)
    with outside(may.path) as file:
        file.execute(
            "INSERT INTO violation (staff_id, clause, on_day)"
            " SELECT id, '3.1', '2024-05-10' FROM staff WHERE code = 'W003'"
        )
    assert may.give(3, 1500).id is None
    assert may.give(3, 1500, "不影響").id == 2
    with pytest.raises(Refused):
        may.give(3, 1500, level="manager")


def _close(may: _Desk) -> None:
    with outside(may.path) as file, at_work(file):
        file.execute(
            "INSERT INTO closing (month, kind, sha256, head, rulebook, command_id)"
            f" VALUES ('2024-05', 'close', 'abc', '{{}}', 'x', {AT_WORK})"
        )


def test_a_closed_month_takes_no_scores(may: _Desk) -> None:
    """Neither does any month before it, were it closed or not; the next one does."""
    _close(may)
    for month in (Month(2024, 5), Month(2024, 4)):
        with pytest.raises(Refused) as refused:
            may.give(3, 1500, month=month)
        assert _why(refused) == {"month": month, "last": MAY}
    may.give(3, 1500, month=Month(2024, 6))


def test_a_workbook_is_taken_with_one_reason_for_all_that_differs(may: _Desk) -> None:
    """What equals the computed score gets none; what stands already keeps its own."""
    may.give(5, 1100, "巡查不細")
    may.give(6, 1500)
    taken = may.take(
        ("W003", 3, "direct", "13.5"),
        ("W003", 3, "manager", "15"),
        ("W003", 5, "direct", "11"),
        ("W003", 6, "direct", "12"),
        ("W001", 1, "indirect", "4"),
        reason="月度評議",
    )
    assert (taken.new, taken.known) == (3, 1)
    assert [(r.former.id, r.item.no, r.score.score) for r in taken.replaced] == [(2, 6, 1200)]
    assert may.standing() == [
        (1, "W003", "direct", 5, 1100, "巡查不細"),
        (3, "W003", "direct", 3, 1350, "月度評議"),
        (4, "W003", "manager", 3, 1500, None),
        (5, "W003", "direct", 6, 1200, "月度評議"),
        (6, "W001", "indirect", 1, 400, None),
    ]


def test_the_same_workbook_again_is_known(may: _Desk) -> None:
    """Every cell, without a reason too."""
    cells = (("W003", 3, "direct", "13"), ("W003", 3, "manager", "15"))
    may.take(*cells, reason="月度評議")
    assert may.take(*cells) == Taken(known=2)


def test_a_bad_cell_keeps_everything_out(may: _Desk) -> None:
    """All are told with their cells, those found in the workbook too, as they stand in it."""
    found = CellProblem("W003 某", "A5", "9", msg("“{was}” was exported here.", was="1"))
    taken = may.take(
        ("W003", 3, "direct", "15"),
        ("W003", 3, "manager", "15.5"),
        ("W003", 5, "manager", "9"),
        ("W009", 3, "manager", "9"),
        ("W001", 99, "manager", "9"),
        problems=(found,),
        sheets=("W003 某", "W001 某", "W009 某"),
    )
    assert (taken.new, taken.replaced, may.standing()) == (0, (), [])
    told = [(p.sheet, p.cell, p.value, filled(p.reason)) for p in taken.problems]
    assert told == [
        ("W003 某", "A5", "9", "“1” was exported here."),
        (
            *("W003 某", "G6", "15.5"),
            "15.5 is more than the 15 points of item 3. Give 0 to 15 points.",
        ),
        (
            *("W003 某", "G7", "9"),
            "9 differs from the computed score, 12, and no reason is given.",
        ),
        ("W001 某", "G9", "9", "The rulebook of 2024-05 has no item 99."),
        ("W009 某", "G8", "9", "There is no staff member “W009”."),
    ]
    assert [p.unexplained for p in taken.problems] == [False, False, True, False, False]


def test_cells_are_told_in_the_order_of_their_rows_and_columns(may: _Desk) -> None:
    """Row 10 after row 9, column AA after column B; a whole sheet before its cells."""
    cells = ("G10", "AA9", "B9", None, "A9")
    problems = tuple(CellProblem("甲", cell, None, msg("No.")) for cell in cells)
    told = may.take(problems=problems, sheets=("甲",)).problems
    assert [p.cell for p in told] == [None, "A9", "B9", "AA9", "G10"]


def test_a_negative_score_is_refused_with_what_may_be_given(may: _Desk) -> None:
    """As one above the item's points is."""
    (problem,) = may.take(("W003", 3, "direct", "-1")).problems
    assert (problem.value, filled(problem.reason)) == (
        *("-1", "-1 is less than 0. Give 0 to 15 points."),
    )


def test_somebody_who_is_no_longer_appraised_is_told_with_the_cell(may: _Desk) -> None:
    """Their sheet was exported while they were."""
    with outside(may.path) as file:
        file.execute("UPDATE staff SET appraised = 0 WHERE code = 'W003'")
    taken = may.take(("W003", 3, "direct", "15"))
    assert [p.reason.text for p in taken.problems] == ["{staff} is not appraised in {month}."]


def test_a_workbook_exported_by_other_rules_is_known_as_one(may: _Desk) -> None:
    """Whether it is taken or not."""
    cell = ("W003", 3, "direct", "15")
    assert may.take(("W003", 3, "direct", "16"), rulebook="abc").other_rules
    assert may.take(cell, rulebook="abc") == Taken(new=1, other_rules=True)
    assert not may.take(cell).other_rules


def test_a_workbook_of_a_closed_month_is_refused(may: _Desk) -> None:
    """As a whole, whatever is in it."""
    _close(may)
    with pytest.raises(Refused):
        may.take()


def test_whether_a_reason_is_wanting_can_be_asked_before(may: _Desk) -> None:
    """So that a terminal asks for it only where it must."""
    may.give(5, 1100, "巡查不細")
    with open_file(may.path) as db:
        month = UnderReview(db, MAY, TODAY)
        staff = resolve(db, "staff", "W003")
        asked = [
            month.lacks_reason(Score(staff, MAY, "direct", item, score, reason))
            for item, score, reason in ((3, 1500, None), (3, 1, None), (3, 1, "x"), (5, 1100, None))
        ]
    assert asked == [False, True, False, False]
