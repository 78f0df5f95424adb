"""A month scored for the commands that show a part of it."""

from __future__ import annotations

import typer

from kefu_cli.appraisal.model import Appraisal
from kefu_cli.cli.context import office
from kefu_cli.cli.generated import Values
from kefu_cli.cli.nouns import month_of
from kefu_cli.store.appraisals import appraise_month


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
