"""``kefu repair``: a repair call and the steps of its life."""

from __future__ import annotations

from datetime import datetime, time

import typer

from kefu_cli.calendar import parse_moment
from kefu_cli.cli import fields
from kefu_cli.cli.context import Office, for_option, needed, office
from kefu_cli.cli.entering import checked, read, say_late, writing
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.nouns import apply_changes, key_of, reason_of, record_app, record_of
from kefu_cli.cli.showing import say_done
from kefu_cli.errors import Refused
from kefu_cli.messages import mark, msg
from kefu_cli.records.fields import Value
from kefu_cli.records.kept import Row
from kefu_cli.records.repair import NOUN
from kefu_cli.store import repairs
from kefu_cli.store.changing import refuse_changed

app = record_app("repair", mark("Repair calls, from the call to the revisit"))

_FOLLOWED_AT = Opt(
    "at", ("--at",), mark("When the follow-up was"), mark("TIME"), required_mark=True
)
_AT = Opt("at", ("--at",), mark("When (now if left out)"), mark("TIME"))


def _dispatch(ctx: typer.Context, values: Values) -> None:
    _step(ctx, values, "dispatched", {"worker": values["worker"]})


def _complete(ctx: typer.Context, values: Values) -> None:
    _step(ctx, values, "completed", {"result": values["result"]})


def _revisit(ctx: typer.Context, values: Values) -> None:
    _step(ctx, values, "revisited", {"revisit_record": values["record_kind"]})


def _step(ctx: typer.Context, values: Values, step: str, more: dict[str, str | None]) -> None:
    """Fill in a blank step of the call, and what belongs to it. Raises Refused if it is filled."""
    with office(ctx) as work:
        row = record_of(work, NOUN, values["record"])
        _refuse_filled(row, step)
        told = read([NOUN.field(name) for name in more], more, work.clock)
        apply_changes(work, NOUN, row, {step: _at(work, values), **told}, values["late"])


def _refuse_filled(row: Row, step: str) -> None:
    no, at = row.values["no"], row.values[step]
    if at is not None:
        label = NOUN.field(step).label
        raise Refused(
            msg("Repair call {no}: {step} is recorded already ({at}).", no=no, step=label, at=at),
            msg("To correct it: kefu repair edit {no} --{step} …", no=no, step=step),
        )


def _follow(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        row = record_of(work, NOUN, values["record"])
        at = _at(work, values)
        checked(work, NOUN, {**row.values, "followed": at})
        _refuse_after_completion(row, at)
        with writing(work, values["late"]) as origin:
            refuse_changed(work.db, NOUN, row)
            repairs.follow(work.db, row.id, at, values["note"], origin)
    say_done(msg("Repair call {no} followed up: {at}", no=key_of(NOUN, row), at=at))
    back = f"kefu repair unfollow {key_of(NOUN, row)} --at {at:%Y-%m-%dT%H:%M} --reason …"
    say_done(msg("To take it back: {command}", command=back))
    say_late(origin)


def _unfollow(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        row = record_of(work, NOUN, values["record"])
        at = _at(work, {"at": needed("--at", values["at"])})
        reason = reason_of(values["reason"])
        with work.writing():
            refuse_changed(work.db, NOUN, row)
            repairs.unfollow(work.db, row.id, at, reason)
    say_done(msg("Repair call {no}: the follow-up of {at} is void.", no=key_of(NOUN, row), at=at))


def _refuse_after_completion(row: Row, at: Value) -> None:
    completed = row.values["completed"]
    if isinstance(completed, datetime) and isinstance(at, datetime) and _after(at, completed):
        raise Refused(
            msg("Repair call {no} was completed on {at}.", no=row.values["no"], at=completed),
            msg(
                "After the completion comes the revisit: kefu repair revisit {no}",
                no=row.values["no"],
            ),
        )


def _after(at: datetime, completed: datetime) -> bool:
    """Whether it is later; a completion with a day alone lasts to that day's end."""
    return at.date() > completed.date() if completed.time() == time.min else at > completed


def _at(work: Office, values: Values) -> datetime:
    text = values["at"] or "now"
    return for_option("--at", lambda: parse_moment(text, work.clock.now))


_RECORD = fields.record(NOUN)
for _verb, _help, _run, _options in (
    (
        "dispatch",
        mark("Send a worker (派工)"),
        _dispatch,
        (_RECORD, fields.to_edit(NOUN.field("worker")), _AT, fields.LATE),
    ),
    (
        "follow",
        mark("Follow up (跟進); each follow-up starts the wait anew"),
        _follow,
        (
            _RECORD,
            _AT,
            Opt("note", ("--note",), mark("What came of it"), mark("TEXT")),
            fields.LATE,
        ),
    ),
    (
        "unfollow",
        mark("Take a follow-up back"),
        _unfollow,
        (_RECORD, _FOLLOWED_AT, fields.REASON),
    ),
    (
        "complete",
        mark("Enter the completion"),
        _complete,
        (_RECORD, _AT, fields.to_edit(NOUN.field("result")), fields.LATE),
    ),
    (
        "revisit",
        mark("Enter the return visit (回訪) and its record"),
        _revisit,
        (
            _RECORD,
            Opt(
                "record_kind",
                ("--record",),
                mark("How the visit was recorded: text or voice"),
                "text|voice",
            ),
            _AT,
            fields.LATE,
        ),
    ),
):
    add_command(
        app, _verb, help=_help, options=_options, run=_run, examples=examples("repair", _verb)
    )
