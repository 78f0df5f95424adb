"""Reviewers' scores beside the computed ones: which decides, who gave them, and why (R16)."""

from __future__ import annotations

from collections.abc import Iterator

from kefu_cli.appraisal.facts import LEVELS, Review
from kefu_cli.appraisal.model import Appraisal, ItemScore, PersonAppraisal
from kefu_cli.messages import Message, msg
from kefu_cli.records.own_words import OUTSIDE, own_words
from kefu_cli.records.review import LEVEL_NAMES
from kefu_cli.reports.figures import points
from kefu_cli.reports.table import Cell, Column, Table
from kefu_cli.rulebook.model import Rulebook

_FINAL = {
    "computed": msg("The computed score decides; reviewers' scores stand beside it."),
    "most_senior": msg(
        "The most senior reviewer's score decides; where nobody gave one, the computed score."
    ),
}
_COLUMNS = (
    Column("code", msg("Staff no."), "code"),
    Column("name", msg("Name"), "code"),
    Column("item", msg("Item")),
    Column("computed", msg("Computed"), "number"),
    *(Column(level, LEVEL_NAMES[level], "number") for level in LEVELS),
    Column("score", msg("Final score"), "number"),
)
_WHY = (
    Column("level", msg("Reviewer")),
    Column("by", msg("Recorded by"), "code"),
    Column("reason", msg("Reason")),
)


def final_words(book: Rulebook) -> Message:
    """Which score decides, by the rulebook."""
    return _FINAL[book.final]


def review_table(appraisal: Appraisal) -> Table | None:
    """Every reviewed item, its scores side by side, and beneath each difference; None without one.

    For people: scripts have the same in the JSON document's items, and from ``review list``.
    """
    found = _reviewed(appraisal)
    if not found:
        return None
    differences = (_whose(p, item, review) for p, item in found for review in item.differing)
    return Table(
        title=msg("Reviewers' scores of {month}", month=appraisal.month),
        columns=_COLUMNS,
        rows=tuple(_side_by_side(p, item) for p, item in found),
        notes=(final_words(appraisal.rulebook), *differences),
    )


def difference_table(appraisal: Appraisal) -> Table | None:
    """A row for each score that differs, beside the item's others; None where none does.

    What agrees is only counted: of a whole office it would bury what does not.
    """
    rows = tuple(
        (*_side_by_side(p, item), *_who_and_why(review))
        for p, item in _reviewed(appraisal)
        for review in item.differing
    )
    if not rows:
        return None
    given, month = _given_count(appraisal), appraisal.month
    told = {"given": given, "agree": given - len(rows), "month": month}
    return Table(
        title=msg(
            "Reviewers' scores of {month} that differ from the computed ones: {count}",
            month=month,
            count=len(rows),
        ),
        columns=(*_COLUMNS, *_WHY),
        rows=rows,
        notes=(
            final_words(appraisal.rulebook),
            msg(
                "Scores given: {given}, of which {agree} agree. All: kefu review list --month"
                " {month}",
                **told,
            ),
        ),
    )


def agreement(appraisal: Appraisal) -> Message | None:
    """That all scores given are the computed ones; None where any differs, or none was given."""
    if not _reviewed(appraisal) or any(i.differing for _, i in _reviewed(appraisal)):
        return None
    return msg(
        "Reviewers' scores of {month}: {count} given, all as computed.",
        month=appraisal.month,
        count=_given_count(appraisal),
    )


def _reviewed(appraisal: Appraisal) -> list[tuple[PersonAppraisal, ItemScore]]:
    return [(p, item) for p in appraisal.staff for item in p.items if item.reviews]


def _given_count(appraisal: Appraisal) -> int:
    return sum(len(item.reviews) for _, item in _reviewed(appraisal))


def _side_by_side(person: PersonAppraisal, item: ItemScore) -> tuple[Cell, ...]:
    return (
        person.person.code,
        person.person.name,
        f"{item.no} {item.name}",
        item.computed,
        *map(item.given, LEVELS),
        item.score,
    )


def _who_and_why(review: Review) -> tuple[Cell, ...]:
    return LEVEL_NAMES[review.level], own_words(review.by), reason_words(review)


def review_lines(scored: ItemScore) -> Iterator[Message]:
    """The scores that an item was given, and which of them, or the computed one, decides."""
    if not scored.reviews:
        return
    for review in scored.reviews:
        yield _difference(scored, review) if review in scored.differing else _given(review)
    if scored.replaced is None:
        yield msg("The computed score decides: {score}", score=points(scored.score))
    else:
        yield msg("The most senior reviewer's score decides: {score}", score=points(scored.score))


def reason_words(review: Review) -> str | Message:
    """Why a score differs from the computed one, or why there is no reason."""
    if review.reason:
        return review.reason
    if review.by == OUTSIDE:
        return msg("(none)")
    # Kefu asks for one where they differ; they came to do so when the computed score changed.
    return msg("(none was asked for when it was given)")


def _whose(person: PersonAppraisal, item: ItemScore, review: Review) -> Message:
    return msg(
        "{staff}, {item}: {difference}",
        staff=f"{person.person.code} {person.person.name}",
        item=f"{item.no} {item.name}",
        difference=_difference(item, review),
    )


def _given(review: Review) -> Message:
    return msg(
        "{reviewer} ({by}): {score}",
        reviewer=LEVEL_NAMES[review.level],
        by=own_words(review.by),
        score=points(review.score),
    )


def _difference(item: ItemScore, review: Review) -> Message:
    return msg(
        "{reviewer} ({by}): {score}, computed {computed}; reason: {reason}",
        reviewer=LEVEL_NAMES[review.level],
        by=own_words(review.by),
        score=points(review.score),
        computed=points(item.computed),
        reason=reason_words(review),
    )
