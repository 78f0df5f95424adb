"""A month scored for the commands that show a part of it, and the month that an argument names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import typer

from kefu_cli.appraisal.model import Appraisal
from kefu_cli.calendar import Month
from kefu_cli.cli import asking
from kefu_cli.cli.context import Office, needed, office
from kefu_cli.cli.entering import Question
from kefu_cli.cli.generated import Opt, Values
from kefu_cli.cli.nouns import month_of
from kefu_cli.language import say
from kefu_cli.messages import mark, msg
from kefu_cli.records.fields import Value
from kefu_cli.store.appraisals import appraise_month, not_appraised

MONTH_NAMED = Opt(
    "month", (), mark("Which month"), mark("MONTH"), argument=True, required_mark=True
)


def appraised(ctx: typer.Context, values: Values) -> Appraisal:
    """The month of ``--month``, of everyone or of ``--staff`` alone, as it was at one moment.

    Raises Refused for a month that has not begun, and NotFound for an unknown person.
    """
    with office(ctx) as work, work.reading():
        month = month_of(work, values["month"])
        appraisal = appraise_month(work.db, month, work.clock.today)
        if values["staff"]:
            return appraisal.only(work.resolver.ref("staff", values["staff"]).code)
        return appraisal


def month_named(work: Office, text: str | None) -> Month:
    """The month that the argument names, or the answer to a question. Raises UsageError."""
    name = say(msg("MONTH"))
    if text is None and asking.is_interactive():
        return asking.ask(say(msg("Month")), lambda answer: work.month(answer, name))
    return work.month(needed(name, text), name)


def whose_score(
    work: Office, appraisal_of: Callable[[Month], Appraisal]
) -> Callable[[Mapping[str, Value]], Question]:
    """Makes the question for one of the people who have a score in the month answered before."""

    def question(so_far: Mapping[str, Value]) -> Question:
        month = so_far["month"]
        assert isinstance(month, Month)
        people = {p.person.code: p.person.name for p in appraisal_of(month).staff}

        def read(text: str) -> str:
            ref = work.resolver.ref("staff", text)
            if ref.code not in people:
                raise not_appraised(ref, month)
            return ref.code

        return Question(msg("Staff no."), read, tuple(people.items()))

    return question


def month_scored(work: Office) -> Callable[[Month], Appraisal]:
    """Scores a month as it is now known."""
    return lambda month: appraise_month(work.db, month, work.clock.today)
