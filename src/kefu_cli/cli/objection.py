"""``kefu objection``: what a person says against their score, and the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import typer

from kefu_cli.calendar import Month, parse_day
from kefu_cli.cli import fields
from kefu_cli.cli.appraising import month_scored, whose_score
from kefu_cli.cli.context import Office, office
from kefu_cli.cli.entering import Interview, Question, enter
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Values, add_command
from kefu_cli.cli.nouns import record_app, record_of, say_recorded
from kefu_cli.cli.showing import say_done
from kefu_cli.messages import mark, msg
from kefu_cli.records.fields import Value
from kefu_cli.records.kept import Row
from kefu_cli.records.objection import ANSWERING, NOUN, OBJECTING
from kefu_cli.store import kept, objections
from kefu_cli.store.kept import Lock
from kefu_cli.store.monthend import windows_of

app = record_app("objection", mark("Objections to a score, and answers"), ("list", "show", "void"))


def _add(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        typed = fields.typed(OBJECTING.fields, values)
        given = enter(work, OBJECTING, typed, _interview(work))
        with work.writing() as origin:
            number = objections.object_to(work.db, given, work.clock.today, origin)
        lock = kept.lock_of(work.db)
    say_recorded(NOUN, number, given)
    month = given["month"]
    assert isinstance(month, Month)
    command = f"kefu objection answer {number} --answer upheld|rejected --reason …"
    say_done(msg("To answer it: {command}", command=command))
    if lock.holds(month):
        _say_closed(month)
    else:
        say_done(msg("Until it is answered, {month} cannot be closed.", month=month))


def _interview(work: Office) -> Interview:
    """Asks for the month first, and settles whether it takes objections before the text."""
    people = whose_score(work, month_scored(work))
    return Interview(("month", "on", "staff"), {"on": _day_within(work), "staff": people})


def _day_within(work: Office) -> Callable[[Mapping[str, Value]], Question | None]:
    """Makes the question for the day, where today is none on which objections are taken."""

    def question(so_far: Mapping[str, Value]) -> Question | None:
        month = so_far["month"]
        assert isinstance(month, Month)
        windows = windows_of(work.db, month)
        if not windows or any(w.on <= work.clock.today <= w.until for w in windows):
            return None
        told = {"month": month, "first": windows[-1].on, "last": windows[-1].until}

        def read(text: str) -> date:
            day = parse_day(text, work.clock.today)
            advice = msg("Give the day on which it was made; Ctrl-C stops.")
            objections.refuse_outside(work.db, month, day, advice)
            return day

        asked = msg("Date (objections to {month} are taken from {first} to {last})", **told)
        return Question(asked, read)

    return question


def _answer(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        row = record_of(work, NOUN, values["record"])
        objections.refuse_answered(row)
        given = enter(work, ANSWERING, fields.typed(ANSWERING.fields, values))
        with work.writing() as origin:
            objections.answer(work.db, row, given, origin)
        lock = kept.lock_of(work.db)
    label = NOUN.field("answer").labels[str(given["answer"])]
    told = {"id": row.id, "answer": label, "reason": given["reason"]}
    say_done(msg("Objection {id} answered: {answer}. {reason}", **told))
    say_done(msg("To take it back: {command}", command="kefu undo"))
    if given["answer"] == "upheld":
        _say_upheld(row, lock)


def _say_upheld(row: Row, lock: Lock) -> None:
    """An answer changes no score: say what does."""
    month = row.values["month"]
    assert isinstance(month, Month)
    if lock.holds(month):
        _say_closed(month)
        return
    say_done(msg("The answer itself changes no score: correct or waive what it is about."))
    command = f"kefu finding list --month {month} --staff {row.values['staff']}"
    say_done(msg("See “{command}”.", command=command))


def _say_closed(month: Month) -> None:
    say_done(msg("{month} is closed, and its result stands.", month=month))
    command = f"kefu finding waive … --reason … --late; kefu month correction {month}"
    say_done(msg("To put it right: {command}", command=command))


for _verb, _help, _run, _options in (
    (
        "add",
        mark("Record an objection to a score"),
        _add,
        [fields.to_add(field) for field in OBJECTING.fields],
    ),
    (
        "answer",
        mark("Answer an objection, with the reason"),
        _answer,
        [fields.record(NOUN), *map(fields.to_add, ANSWERING.fields)],
    ),
):
    add_command(
        app, _verb, help=_help, options=_options, run=_run, examples=examples("objection", _verb)
    )
