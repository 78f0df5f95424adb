"""``kefu review``: the scores that the form's reviewers give (R16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import NoReturn

import typer

from kefu_cli.calendar import Month
from kefu_cli.cli import asking, fields
from kefu_cli.cli.appraising import whose_score
from kefu_cli.cli.context import Office, office
from kefu_cli.cli.entering import Interview, Question, enter, file_named
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.nouns import record_app
from kefu_cli.cli.showing import say_done, show
from kefu_cli.errors import Refused
from kefu_cli.language import say
from kefu_cli.messages import Message, mark, msg
from kefu_cli.records.fields import Value
from kefu_cli.records.review import LEVEL_NAMES, NOUN
from kefu_cli.records.values import parse_points, points
from kefu_cli.reports import figures
from kefu_cli.reports.reviews import final_words
from kefu_cli.store.lookup import Ref
from kefu_cli.store.records import Given
from kefu_cli.store.reviews import Replaced, Reviewed, Score, Taken, UnderReview, give, give_all

_MOST_NAMED = 20

app = record_app("review", mark("Scores that the form's reviewers give"), ("list", "show", "void"))


class _NothingNew(Exception):
    """Ends a transaction in which nothing was written, so that no command stands for it."""


def _set(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        typed = fields.typed(NOUN.fields, values)
        given = _with_reason(work, _score(enter(work, NOUN, typed, _interview(work))))
        with suppress(_NothingNew), work.writing() as origin:
            done = give(work.db, given, work.clock.today, origin)
            if done.id is None:
                raise _NothingNew
    _say_set(given, done)


def _interview(work: Office) -> Interview:
    """Asks for the month first, whose people and scores the other questions are about."""

    @cache
    def under_review(month: Month) -> UnderReview:
        return UnderReview(work.db, month, work.clock.today)

    def score(so_far: Mapping[str, Value]) -> Question:
        staff = work.resolver.ref("staff", str(so_far["staff"]))
        given = _score({**so_far, "staff": staff, "score": 0, "reason": None})
        month = under_review(given.month)
        item = month.item(given)

        def read(text: str) -> int:
            month.judge_range(replace(given, score=parse_points(text)))
            return parse_points(text)

        asked = msg(
            "Score given (0 to {points}, computed: {computed})",
            points=figures.points(item.points),
            computed=figures.points(item.computed),
        )
        return Question(asked, read)

    people = whose_score(work, lambda month: under_review(month).appraisal)
    return Interview(("month",), {"staff": people, "score": score})


def _score(given: Mapping[str, Given]) -> Score:
    staff, month, level = given["staff"], given["month"], given["level"]
    item, score, reason = given["item"], given["score"], given["reason"]
    assert isinstance(staff, Ref)
    assert isinstance(month, Month)
    assert isinstance(level, str)
    assert isinstance(item, int)
    assert isinstance(score, int)
    assert reason is None or isinstance(reason, str)
    return Score(staff, month, level, item, score, reason)


def _with_reason(work: Office, given: Score) -> Score:
    """The score with its reason, asked for where it needs one and somebody can answer."""
    if given.reason is not None or not asking.is_interactive():
        return given
    with work.reading():
        month = UnderReview(work.db, given.month, work.clock.today)
        month.judge_range(given)  # before a reason is asked for in vain
        if not month.lacks_reason(given):
            return given
        question = msg(
            "Why {score}, where {computed} is computed?",
            score=points(given.score),
            computed=figures.points(month.item(given).computed),
        )
    return replace(given, reason=asking.ask(say(question), str.strip))


def _say_set(given: Score, done: Reviewed) -> None:
    """Say what was recorded, what it takes the place of, which score decides, and the way back."""
    if done.id is None:
        known = done.former.id if done.former else None
        say_done(msg("{noun} {key}: nothing to change.", noun=NOUN.label, key=known))
        return
    what = (
        str(given.staff),
        given.month,
        LEVEL_NAMES[given.level],
        f"{done.item.no} {done.item.name}",
        _points(given.score, done),
    )
    say_done(msg("{noun} {key} recorded: {what}", noun=NOUN.label, key=done.id, what=what))
    if done.former:
        score = done.former.values["score"]
        assert isinstance(score, int)
        say_done(msg("In place of number {id}: {score}", id=done.former.id, score=points(score)))
    say_done(final_words(done.rulebook))
    say_done(msg("To take it back: kefu {noun} void {key} --reason …", noun=NOUN.name, key=done.id))


def _points(score: int, done: Reviewed) -> Message:
    return msg(
        "{score} of {points} points (computed: {computed})",
        score=points(score),
        points=figures.points(done.item.points),
        computed=figures.points(done.item.computed),
    )


def _import(ctx: typer.Context, values: Values) -> None:
    from kefu_cli.sheets.returned import read_returned

    file = file_named(values["file"], msg("The exported workbook, filled in"))
    returned = read_returned(file)
    reason = (values["reason"] or "").strip() or None
    with office(ctx) as work, suppress(_NothingNew), work.writing() as origin:
        taken = give_all(work.db, returned, reason, work.clock.today, origin)
        if not taken.new + len(taken.replaced):
            raise _NothingNew
    _report(file.name, returned.month, taken)


def _report(file: str, month: Month, taken: Taken) -> None:
    """Say what came of a workbook. Raises Refused where cells are bad."""
    if taken.other_rules:
        say_done(
            msg(
                "The rules of {month} have changed since {file} was exported.",
                month=month,
                file=file,
            )
        )
    if taken.problems:
        _refuse(file, taken)
    changed = len(taken.replaced)
    if not taken.new + taken.known + changed:
        say_done(msg("The three columns hold no new score; nothing was recorded."))
        return
    say_done(
        msg(
            "{noun}: {new} recorded, {known} known already, {changed} changed.",
            noun=NOUN.label,
            new=taken.new,
            known=taken.known,
            changed=changed,
        )
    )
    _say_replaced(taken.replaced)
    if taken.new + changed:
        say_done(msg("See them: kefu review list --month {month}", month=month))
        say_done(msg("To take it back: {command}", command="kefu undo"))


def _refuse(file: str, taken: Taken) -> NoReturn:
    """Show what is wrong with the cells, and raise Refused."""
    from kefu_cli.reports.problems import cell_problems

    show(cell_problems(file, taken.problems), "table")
    mended = msg("Nothing was recorded. Mend the cells, and say with --reason why scores differ.")
    if all(problem.unexplained for problem in taken.problems):
        mended = msg(
            "Nothing was recorded. Where all differ for one reason, give it with --reason; where"
            " for several, first record each with kefu review set … --reason …, then import."
        )
    elif not any(problem.unexplained for problem in taken.problems):
        mended = msg("Nothing was recorded. Mend the cells and import the workbook again.")
    raise Refused(
        msg("{file}: {count} cells cannot be taken.", file=file, count=len(taken.problems)), mended
    )


def _say_replaced(replaced: Sequence[Replaced]) -> None:
    """Name each score that a newer one took the place of: the workbook may be the older copy."""
    for each in replaced[:_MOST_NAMED]:
        former = each.former.values["score"]
        assert isinstance(former, int)
        say_done(
            msg(
                "{staff}, {item}, {reviewer}: {former} → {score}",
                staff=str(each.score.staff),
                item=f"{each.item.no} {each.item.name}",
                reviewer=LEVEL_NAMES[each.score.level],
                former=points(former),
                score=points(each.score.score),
            )
        )
    if len(replaced) > _MOST_NAMED:
        say_done(msg("… and {count} more", count=len(replaced) - _MOST_NAMED))


_FILE = Opt(
    "file",
    (),
    mark("The exported workbook, filled in"),
    mark("FILE"),
    argument=True,
    required_mark=True,
)
_WHY = Opt("reason", ("--reason",), mark("Why scores differ from the computed ones"), mark("TEXT"))

add_command(
    app,
    "set",
    help=mark("Give an item the score of a reviewer; it takes the place of an earlier one"),
    options=[fields.to_add(field) for field in NOUN.fields],
    run=_set,
    examples=examples("review", "set"),
)
add_command(
    app,
    "import",
    help=mark(
        "Take in the exported workbook with its reviewers' columns filled in; all or nothing"
    ),
    options=(_FILE, _WHY),
    run=_import,
    examples=examples("review", "import"),
)
