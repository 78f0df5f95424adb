"""``kefu sign``: a role signs a month's result."""

from __future__ import annotations

import typer

from kefu_cli.calendar import Month
from kefu_cli.cli import asking, fields
from kefu_cli.cli.context import Office, needed, office, tell
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.nouns import month_of
from kefu_cli.cli.showing import say_done
from kefu_cli.cli.words import single_app
from kefu_cli.errors import Refused
from kefu_cli.language import say
from kefu_cli.messages import mark, msg
from kefu_cli.records.values import parse_flag
from kefu_cli.reports.figures import short_hash
from kefu_cli.rulebook.loading import standard
from kefu_cli.store import signing
from kefu_cli.store.appraisals import appraise_month
from kefu_cli.store.signing import Paper

app = single_app()


def _sign(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        month = month_of(work, values["month"])
        role, shown = _role(work, month, values["role"])
        if shown and not _confirmed(work, shown, role):
            say_done(msg("Nothing was signed."))
            return
        with work.writing() as origin:
            signed = signing.sign(work.db, month, role, work.clock.today, origin)
            _refuse_changed(signed, shown)
    _say_signed(signed, role)


def _role(work: Office, month: Month, text: str | None) -> tuple[str, Paper | None]:
    """The role that was given; or the one answered, and the paper that was shown before.

    Raises UsageError, NotFound and Refused.
    """
    roles = signing.signers(work.db, month)
    if text is not None or not asking.is_interactive():
        return signing.role_named(needed("--role", text), roles), None
    with work.reading():
        shown = signing.paper(work.db, month, work.clock.today)
    choices = [(role, "") for role in roles]
    role = asking.ask(
        say(msg("Role")), lambda t: signing.role_named(t, roles), choices, default=shown.next
    )
    return role, shown


def _confirmed(work: Office, shown: Paper, role: str) -> bool:
    """Whether somebody who was asked for their role wants to sign what they are told of.

    Who gives the role on the line is not asked: scripts do so.
    """
    if role != shown.next:  # it will be refused, with the reason
        return True
    people = len(appraise_month(work.db, shown.month, work.clock.today).staff)
    told = {"month": shown.month, "role": role, "people": people, "hash": short_hash(shown.sha256)}
    tell(
        msg("To be signed as {role}: {month}, {people} people, result {hash}", **told)
        if shown.correction is None
        else msg("To be signed as {role}: the correction of {month}, result {hash}", **told)
    )
    tell(msg("A signature cannot be taken back."))
    return asking.ask(say(msg("Sign it? (y/n)")), parse_flag)


def _refuse_changed(signed: Paper, shown: Paper | None) -> None:
    if shown and shown.sha256 != signed.sha256:
        raise Refused(
            msg("The result was changed meanwhile."),
            msg("Look at it and give the command again."),
        )


def _say_signed(signed: Paper, role: str) -> None:
    done = signed.of(role)
    assert done is not None
    told = {"month": signed.month, "role": role, "name": done.name}
    told |= {"at": done.at.replace("T", " "), "hash": short_hash(done.sha256)}
    if signed.correction is None:
        say_done(msg("{month} signed: {role} {name}, {at}, result {hash}", **told))
    else:
        say_done(msg("Correction of {month} signed: {role} {name}, {at}, result {hash}", **told))
    if signed.next:
        command = f"kefu sign --month {signed.month} --role {signed.next}"
        say_done(msg("Next signs {role}: {command}", role=signed.next, command=command))
    elif signed.correction is None:
        command = f"kefu month close {signed.month}"
        say_done(msg("All have signed. To close the month: {command}", command=command))
    else:
        say_done(msg("All have signed."))
    say_done(
        msg("A signature cannot be taken back; it becomes void if the result changes.")
        if signed.correction is None
        else msg("A signature cannot be taken back.")
    )


add_command(
    app,
    "sign",
    help=mark("Sign a month's result"),
    options=[
        fields.MONTH_ASKED,
        Opt(
            "role",
            ("--role",),
            mark("As whom, in the order of the form; the name is KEFU_USER's"),
            "|".join(standard().form.signers),
            required_mark=True,
        ),
    ],
    run=_sign,
    examples=examples("sign", ""),
)
