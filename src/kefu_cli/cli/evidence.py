"""``kefu evidence``: one person's month with all that it rests on, as a workbook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kefu_cli.calendar import Month
from kefu_cli.cli import asking, fields
from kefu_cli.cli.context import Office, needed, office
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.nouns import month_of
from kefu_cli.cli.showing import say_done
from kefu_cli.cli.words import single_app
from kefu_cli.language import say
from kefu_cli.messages import mark, msg
from kefu_cli.store import evidence
from kefu_cli.store.appraisals import appraise_month, not_appraised
from kefu_cli.store.lookup import Ref, choices
from kefu_cli.store.monthend import month_end

if TYPE_CHECKING:  # the workbook's writer is slow to load
    from kefu_cli.render.workbook.pack import Pack

app = single_app()


def _evidence(ctx: typer.Context, values: Values) -> None:
    from kefu_cli.render.workbook.evidence import write

    with office(ctx) as work:
        staff = _staff(work, values["staff"])
        month = month_of(work, values["month"])
        target = _target(values["output"])
        with work.reading():
            pack = _pack(work, staff, month, reveal=values["reveal"])
        write(pack, target)
    say_done(msg("Evidence written: {file}", file=target))


def _pack(work: Office, staff: Ref, month: Month, *, reveal: bool) -> Pack:
    """What the workbook is drawn from. Raises Refused where the person is not appraised."""
    from kefu_cli.render.workbook.pack import Pack

    appraisal = appraise_month(work.db, month, work.clock.today)
    alone = appraisal.only(staff.code).staff
    if not alone:
        raise not_appraised(staff, month)
    earlier = evidence.earlier(work.db, alone[0])
    corrected = evidence.corrected(work.db, month, alone[0])
    papers = evidence.papers(work.db, appraisal, alone[0], earlier, corrected)
    end = month_end(work.db, appraisal)
    return Pack(appraisal, alone[0], end, earlier, papers, corrected, reveal)


def _staff(work: Office, text: str | None) -> Ref:
    """The person who was named, or asked for. Raises UsageError where nobody can answer."""

    def named(text: str) -> Ref:
        return work.resolver.ref("staff", text)

    if text is None and asking.is_interactive():
        people = [(ref.code, ref.name or "") for ref in choices(work.db, "staff")]
        return asking.ask(say(msg("Staff no.")), named, people)
    return named(needed("--staff", text))


def _target(text: str | None) -> Path:
    """The file that was named, or asked for. Raises UsageError where nobody can answer."""
    if text is None and asking.is_interactive():
        return asking.ask(say(msg("The .xlsx file to write")), Path)
    return Path(needed("--output", text))


add_command(
    app,
    "evidence",
    help=mark("Write the evidence of one person's month"),
    options=(
        replace(fields.reference("staff", mark("Whose month")), required_mark=True),
        fields.MONTH_ASKED,
        Opt(
            "output",
            ("--output", "-o"),
            mark("The .xlsx file to write"),
            mark("FILE"),
            required_mark=True,
        ),
        fields.REVEAL,
    ),
    run=_evidence,
    examples=examples("evidence", ""),
)
