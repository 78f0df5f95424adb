"""``kefu sign``: a role signs a month's result."""

from __future__ import annotations

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
from kefu_cli.store import signing
from kefu_cli.store.signing import Paper

app = single_app()

_HASH_SHOWN = 12


def _sign(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        month = month_of(work, values["month"])
        role = _role(work, month, values["role"])
        with work.writing() as origin:
            signed = signing.sign(work.db, month, role, work.clock.today, origin)
    _say_signed(signed, role)


def _role(work: Office, month: Month, text: str | None) -> str:
    """The role that was given, or asked for. Raises UsageError and NotFound."""
    roles = signing.signers(work.db, month)
    if text is None and asking.is_interactive():
        choices = [(role, "") for role in roles]
        return asking.ask(say(msg("Role")), lambda t: signing.role_named(t, roles), choices)
    return signing.role_named(needed("--role", text), roles)


def _say_signed(signed: Paper, role: str) -> None:
    done = signed.of(role)
    assert done is not None
    told = {"month": signed.month, "role": role, "name": done.name}
    told |= {"at": done.at.replace("T", " "), "hash": done.sha256[:_HASH_SHOWN]}
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
            mark("ROLE"),
            required_mark=True,
        ),
    ],
    run=_sign,
    examples=examples("sign", ""),
)
