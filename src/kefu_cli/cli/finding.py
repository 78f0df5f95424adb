"""``kefu finding``: what counts against whom, and what was waived."""

from __future__ import annotations

import typer

from kefu_cli.appraisal.model import Finding
from kefu_cli.cli import fields
from kefu_cli.cli.appraising import appraised
from kefu_cli.cli.context import Office, needed, office
from kefu_cli.cli.entering import say_late, writing
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.nouns import reason_of
from kefu_cli.cli.showing import format_named, say_done, show
from kefu_cli.cli.words import new_app
from kefu_cli.errors import Refused
from kefu_cli.messages import mark, msg
from kefu_cli.store.appraisals import finding_of
from kefu_cli.store.lookup import Ref
from kefu_cli.store.waivers import unwaive, waive

app = new_app(mark("What counts against whom, and waivers"), examples("finding"))

_FINDING = Opt(
    "finding",
    (),
    mark("The finding, as “finding list” names it"),
    mark("FINDING"),
    argument=True,
    required_mark=True,
)
_FOR = fields.reference("staff", mark("Only for this person; for everyone if left out"))


def _list(ctx: typer.Context, values: Values) -> None:
    from kefu_cli.reports.finding_list import finding_table

    form = format_named(values["format"] or "table")
    show(finding_table(appraised(ctx, values)), form)


def _waive(ctx: typer.Context, values: Values) -> None:
    finding, reason = needed(msg("FINDING"), values["finding"]), reason_of(values["reason"])
    with office(ctx) as work:
        found = finding_of(work.db, finding, work.clock.today)
        finding, staff = found.id, _one_of(work, found, values["staff"])
        with writing(work, values["late"]) as origin:
            waive(work.db, finding, reason, staff, origin, found.on)
    say_done(msg("{finding} waived: {reason}", finding=finding, reason=reason))
    if staff:
        say_done(msg("Only for {staff}", staff=str(staff)))
    say_done(msg("To take it back: {command}", command=_command("unwaive", finding, staff)))
    say_late(origin)


def _unwaive(ctx: typer.Context, values: Values) -> None:
    finding, reason = needed(msg("FINDING"), values["finding"]), reason_of(values["reason"])
    with office(ctx) as work:
        staff = work.resolver.ref("staff", values["staff"]) if values["staff"] else None
        with work.writing():
            unwaive(work.db, finding, reason, staff)
    say_done(msg("{finding} counts again: {reason}", finding=finding, reason=reason))
    say_done(msg("To take it back: {command}", command=_command("waive", finding, staff)))


def _command(verb: str, finding: str, staff: Ref | None) -> str:
    only = f" --staff {staff.code}" if staff else ""
    return f"kefu finding {verb} {finding}{only} --reason …"


def _one_of(work: Office, found: Finding, staff: str | None) -> Ref | None:
    """The person for whom to waive, if one is named. Raises Refused if it is not theirs."""
    if staff is None:
        return None
    ref = work.resolver.ref("staff", staff)
    if ref.code not in found.staff:
        raise Refused(
            msg("{finding} does not count against {staff}.", finding=found.id, staff=str(ref)),
            msg("It counts against: {names}", names=found.staff or (msg("(none)"),)),
        )
    return ref


for _verb, _help, _run, _options in (
    (
        "list",
        mark("List a month's findings"),
        _list,
        (
            fields.MONTH_ASKED,
            fields.reference("staff", mark("Only this person's")),
            fields.FORMAT,
        ),
    ),
    (
        "waive",
        mark("Let a finding not count; the form shows the reason"),
        _waive,
        (_FINDING, fields.REASON, _FOR, fields.LATE),
    ),
    (
        "unwaive",
        mark("Let a waived finding count again"),
        _unwaive,
        (_FINDING, fields.REASON, _FOR),
    ),
):
    add_command(
        app, _verb, help=_help, options=_options, run=_run, examples=examples("finding", _verb)
    )
