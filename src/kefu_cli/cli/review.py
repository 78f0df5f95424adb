"""``kefu review``: the scores that the form's reviewers give (R16)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import typer

from kefu_cli.calendar import Month
from kefu_cli.cli import asking, fields
from kefu_cli.cli.context import Office, needed, office
from kefu_cli.cli.entering import enter
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.nouns import record_app
from kefu_cli.cli.showing import say_done, show
from kefu_cli.errors import Refused
from kefu_cli.language import say
from kefu_cli.messages import Message, mark, msg
from kefu_cli.records.review import LEVEL_NAMES, NOUN
from kefu_cli.records.values import points
from kefu_cli.reports import figures
from kefu_cli.reports.reviews import final_words
from kefu_cli.store.lookup import Ref
from kefu_cli.store.records import Given
from kefu_cli.store.reviews import Reviewed, Score, Taken, UnderReview, give, give_all

app = record_app("review", mark("Scores that the form's reviewers give"), ("list", "show", "void"))


class _NothingNew(Exception):
    """Ends a transaction in which nothing was written, so that no command stands for it."""


def _set(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        typed = fields.typed(NOUN.fields, values)
        given = _with_reason(work, _score(enter(work, NOUN, typed)))
        with suppress(_NothingNew), work.writing() as origin:
            done = give(work.db, given, work.clock.today, origin)
            if done.id is None:
                raise _NothingNew
    _say_set(given, done)


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

    file = Path(needed(msg("FILE"), values["file"]))
    returned = read_returned(file)
    reason = (values["reason"] or "").strip() or None
    with office(ctx) as work, suppress(_NothingNew), work.writing() as origin:
        taken = give_all(work.db, returned, reason, work.clock.today, origin)
        if not taken.new + taken.changed:
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
        from kefu_cli.reports.problems import cell_problems

        show(cell_problems(file, taken.problems), "table")
        raise Refused(
            msg("{file}: {count} cells cannot be taken.", file=file, count=len(taken.problems)),
            msg("Nothing was recorded. Mend the cells, and say with --reason why scores differ."),
        )
    say_done(
        msg(
            "{noun}: {new} recorded, {known} known already, {changed} changed.",
            noun=NOUN.label,
            new=taken.new,
            known=taken.known,
            changed=taken.changed,
        )
    )
    if taken.new + taken.changed:
        say_done(msg("See them: kefu review list --month {month}", month=month))
        say_done(msg("To take it back: {command}", command="kefu undo"))


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
