"""The standard rulebook against the form that it copies, to the letter."""

from __future__ import annotations

import re
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from kefu_cli.rulebook.loading import standard, standard_text
from kefu_cli.rulebook.model import CountRule, Item, RateRule, RateTier, TotalAction

BOOK = standard()
FORM = (Path(__file__).with_name("source_form.txt")).read_text(encoding="utf-8")
COUNTED = [item for item in BOOK.items if isinstance(item.rule, CountRule)]


def cells(text: str) -> list[str]:
    """Split the form's text into what stands in its cells and lines."""
    return [cell for part in re.split(r"[|\n]", text) if (cell := part.strip())]


def as_printed(item: Item) -> list[str]:
    """Put an item's words in the order in which the form prints them."""
    first, *rest = (clause.text for clause in item.clauses)
    return [str(item.no), item.label, first, item.explanation, str(item.points), *rest]


def test_form_is_the_source_to_the_letter() -> None:
    """Written out in the form's order, the rulebook is the form, with nothing added or lost."""
    form = BOOK.form
    boxes = " ".join(f"□{box}" for box in (*form.pay_boxes, form.action_box))
    printed = [
        form.title,
        " ".join(form.heading) + "年 月 日",
        *form.columns,
        *(cell for item in BOOK.items for cell in as_printed(item)),
        form.sum_label,
        str(BOOK.total),
        form.total_label,
        f"{form.pay_label} {boxes} □",
        " ".join((form.remarks_label, *form.remarks)),
        " ".join(form.signatures[:2]),
        " ".join(form.signatures[2:]),
    ]
    assert printed == cells(FORM)


def test_labels_and_reviewers_are_the_names_in_their_narrow_cells() -> None:
    """A name is its cell's words without the line breaks and the points."""
    assert [item.name for item in BOOK.items] == [
        re.sub(r" |\(\d+分\)", "", item.label) for item in BOOK.items
    ]
    assert BOOK.form.reviewers == tuple(c.replace(" ", "") for c in BOOK.form.columns[-3:])


def test_there_are_eight_items_and_25_standards() -> None:
    """The book has as many standards as the form, numbered in its order."""
    assert [len(item.clauses) for item in BOOK.items] == [3, 3, 3, 1, 1, 5, 6, 3]
    assert BOOK.clause("7.2") is BOOK.items[6].clauses[1]
    assert "投訴" in BOOK.items[6].clauses[2].text


@pytest.mark.parametrize("item", COUNTED, ids=[str(item.no) for item in COUNTED])
def test_count_rules_have_the_numbers_of_their_explanations(item: Item) -> None:
    """What a violation takes, and how many take all, are the numbers in the form's own words."""
    each = re.search(r"違規1起,扣(\d+)分", item.explanation)
    all_of_them = re.search(r"當月發生(\d+)起以上", item.explanation)
    points = re.search(r"\((\d+)分\)", item.label)
    assert each
    assert all_of_them
    assert points
    assert item.rule == CountRule(Decimal(each[1]), int(all_of_them[1]))
    assert item.points == Decimal(points[1])


def test_collection_rate_tiers() -> None:
    """98 keeps all, 95 to below 98 keeps half, below 95 nothing, below 90 calls for an action."""
    rate = BOOK.items[3].rule
    assert rate == RateRule(
        (
            RateTier(Decimal(98), None, Decimal(20)),
            RateTier(Decimal(95), Decimal(98), Decimal(10)),
            RateTier(Decimal(90), Decimal(95), Decimal(0)),
            RateTier(None, Decimal(90), Decimal(0), "transfer_or_dismiss"),
        )
    )


def test_absence_pay_and_actions_have_the_numbers_of_the_form() -> None:
    """Three days running or three times; 95, 90 and 80 points."""
    absence = BOOK.absence
    assert (absence.clause, absence.consecutive_days, absence.total) == ("2.1", 3, 3)
    assert (absence.total_unit, absence.window, absence.action) == ("run", "year", "dismiss")
    assert [(tier.at_least, tier.below, tier.percent) for tier in BOOK.pay] == [
        (95, None, 100),
        (90, 95, 50),
        (None, 90, 0),
    ]
    assert BOOK.total_actions == (TotalAction(Decimal(80), "transfer_or_dismiss"),)
    assert BOOK.final == "computed"


def test_deadlines_of_derived_findings() -> None:
    """The source says 及時; the days are the book's own."""
    assert [(rule.kind, rule.clause, dict(rule.days)) for rule in BOOK.derived] == [
        ("repair", "7.2", {"dispatch": 1, "follow_up": 30, "revisit": 3}),
        ("handover", "8.1", {"archive": 15}),
        ("rework", "8.1", {"archive": 15}),
    ]
    assert BOOK.derived[0].limit("follow_up") == 30


def test_monthly_duties_are_the_source_to_the_letter() -> None:
    """A suggestion and a story a month, in the words of the documents that ask for them."""
    assert [(duty.kind, duty.at_least, duty.due_day, duty.text) for duty in BOOK.duties] == [
        ("suggestion", 1, None, "每月不底于1個提高工作效率和服務質量的改進建議。"),
        ("story", 1, None, "每月按時間節點上交《業主感動的事》。"),
    ]


def test_every_ruling_stands_somewhere() -> None:
    """All eighteen rulings are readable beside what they read."""
    readings = [
        *BOOK.readings,
        *BOOK.absence.readings,
        *(reading for item in BOOK.items for reading in item.readings),
        *(r for item in BOOK.items for clause in item.clauses for r in clause.readings),
        *(reading for rule in BOOK.derived for reading in rule.readings),
    ]
    assert {reading.ruling for reading in readings} == {f"R{number}" for number in range(1, 19)}


def test_every_counted_item_says_how_it_is_counted() -> None:
    """R1 and R2 stand beside each item that they read, and not beside the collection rate."""
    with_both = [i.no for i in BOOK.items if [r.ruling for r in i.readings] == ["R1", "R2"]]
    assert with_both == [1, 2, 3, 5, 6, 7, 8]


def test_every_action_has_its_caution_in_one_line() -> None:
    """Each action says which article asks for more."""
    assert "第三十九條第二項" in BOOK.caution("dismiss")
    assert "第四十條第二項" in BOOK.caution("transfer_or_dismiss")
    assert "指導案例18號" in BOOK.caution("transfer_or_dismiss")
    assert not any("\n" in caution for _, caution in BOOK.cautions)


def test_every_number_says_where_it_comes_from() -> None:
    """A line with a number has a comment with its source; an item's own number needs none."""
    numbers = re.findall(r"^(?!no )\w+ = [\d.]+.*$", standard_text(), re.MULTILINE)
    assert len(numbers) > 40
    assert [line for line in numbers if "#" not in line] == []


def test_clauses_and_items_are_found_by_number() -> None:
    """A clause leads to its item; a number that the book does not have leads nowhere."""
    assert BOOK.item_of("4.1") is BOOK.items[3]
    assert BOOK.item_of("9.1") is None
    assert BOOK.clause("1.4") is None


def test_book_keeps_its_text_and_hash() -> None:
    """What was scored by can be shown and compared byte for byte; the book is read once."""
    assert BOOK.text == standard_text()
    assert BOOK.sha256 == sha256(BOOK.text.encode()).hexdigest()
    assert (BOOK.name, BOOK.version) == ("standard", "2024-01-03")
    assert standard() is BOOK
