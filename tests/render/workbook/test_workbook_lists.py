"""扣分明細 and 收繳率: every finding, every building, nothing lost to the width of a column."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from kefu_cli.appraisal.model import Finding
from kefu_cli.rulebook.loading import standard
from kefu_cli.rulebook.model import CountRule
from render.workbook.months import LONG_NOTE, UNPAID, hard, ordinary
from render.workbook.reading import read, records

BOOK = standard()


def test_every_finding_is_listed_with_its_clauses_words() -> None:
    """Id, person, day, item, clause and the clause's own words, for each charge."""
    month = ordinary()
    listed = records(read(month)["扣分明細"])
    charges = [(p.person.code, c) for p in month.staff for c in p.charges]
    assert [(row["Staff no."], row["Finding"]) for row in listed] == [
        (code, charge.finding.id) for code, charge in charges
    ]
    for row, (_, charge) in zip(listed, charges, strict=True):
        clause = BOOK.clause(charge.finding.clause)
        assert clause is not None
        assert row["Words of the clause"] == clause.text
        assert row["Date"] == datetime.combine(charge.finding.on, datetime.min.time())
        assert row["Counted"] == ("yes" if charge.counted else "no")
        assert row["Why not counted"] == charge.waived


def test_points_lost_add_up_to_what_the_items_lost() -> None:
    """By person and item, the findings' points are the item's points less its score."""
    for month in (ordinary(), hard()):
        lost: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for row in records(read(month)["扣分明細"]):
            lost[row["Staff no."], row["Item"]] += Decimal(row["Points lost"] or 0)
        for person in month.staff:
            for item, score in zip(BOOK.items, person.items, strict=True):
                if isinstance(item.rule, CountRule):
                    key = (person.person.code, f"{item.no} {item.name}")
                    assert lost[key] == score.points - score.score


def test_the_finding_that_takes_all_points_says_why() -> None:
    """Its points lost are more than the others': it was the third."""
    wiping = [
        r for r in records(read(hard())["扣分明細"]) if r["Counted"] not in ("yes", "no", None)
    ]
    assert {row["Counted"] for row in wiping} == {"yes (3 reached: all points lost)"}
    lost = {(row["Staff no."], row["Item"]): row["Points lost"] for row in wiping}
    assert lost["W003", "7 業務水平"] == 15 - 2 - 2
    assert len(lost) == len(wiping)


def test_a_finding_against_nobody_is_listed_and_costs_nothing() -> None:
    """It stands without a person, not counted, and says why."""
    orphan = Finding("repair:9:7.2", "7.2", ordinary().month.first, (), note="無人負責")
    row = records(read(replace(ordinary(), unassigned=(orphan,)))["扣分明細"])[-1]
    assert (row["Finding"], row["Staff no."], row["Counted"]) == ("repair:9:7.2", None, "no")
    assert row["Why not counted"] == "counts against nobody"
    assert row["Points lost"] == 0


def test_a_long_note_runs_on_over_rows_and_is_whole() -> None:
    """What one row cannot show goes on in the next, under the same id."""
    parts = [
        row["What happened"] or ""
        for row in records(read(hard())["扣分明細"])
        if row["Finding"] == "violation:202"
    ]
    assert len(parts) > 1
    assert "".join(parts) == LONG_NOTE * 6


def test_collection_is_shown_by_building_and_in_all() -> None:
    """Units due and paid, the exact rate, the score on the person's own line."""
    listed = records(read(ordinary(), dict(UNPAID))["收繳率"])
    building, whole = listed[0], listed[1]
    assert (building["Building"], building["Units due"], building["Units paid"]) == ("1", 200, 197)
    assert building["Units unpaid"] == 3
    assert building["Unpaid units"] == "1-1-1001、1-1-1002、1-2-0903"
    assert (whole["Building"], whole["Collection rate"], whole["Score"]) == (
        "All buildings",
        0.985,
        20,
    )


def test_nobody_due_is_not_applicable() -> None:
    """No rate is shown where there is nothing to divide by."""
    whole = records(read(ordinary())["收繳率"])[2]
    assert (whole["Staff no."], whole["Collection rate"], whole["Score"]) == (
        "W002",
        "not applicable",
        20,
    )


def test_a_long_list_of_unpaid_units_runs_on_whole() -> None:
    """Every code is there once, unbroken, and no sum is counted twice."""
    listed = [
        row
        for row in records(read(hard(), dict(UNPAID))["收繳率"])
        if row["Staff no."] == "W003" and str(row["Building"]).startswith("3")
    ]
    codes = [c for row in listed for c in row["Unpaid units"].replace("\n", "、").split("、")]
    assert codes == list(UNPAID["W003", "3"])
    assert [row["Units due"] for row in listed if row["Units due"] is not None] == [900]
    assert listed[1]["Building"] == "3 (continued)"
