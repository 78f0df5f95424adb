"""``kefu staff``: the roster, pay bases by month, and leaving."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import typer

from kefu_cli.calendar import Month
from kefu_cli.cli import fields
from kefu_cli.cli.context import Office, for_option, needed, office
from kefu_cli.cli.entering import checked, say_late, writing
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.nouns import (
    apply_changes,
    edit_command,
    edited,
    record_app,
    record_of,
    say_changed,
)
from kefu_cli.cli.showing import say_done
from kefu_cli.language import say
from kefu_cli.messages import mark, msg
from kefu_cli.records.kept import Row
from kefu_cli.records.staff import NOUN
from kefu_cli.records.values import parse_money, yuan
from kefu_cli.store import staff as store
from kefu_cli.store.changing import refuse_changed

app = record_app("staff", mark("People who are appraised"), ("add", "list", "show", "void"))

_PAY = (
    Opt("base_pay", ("--base-pay",), mark("New performance pay base in yuan"), mark("YUAN")),
    Opt("from", ("--from",), mark("Month from which the new base holds"), mark("MONTH")),
)


def _edit(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        row = record_of(work, NOUN, values["record"])
        if values["base_pay"] is None and values["from"] is None:
            plain = [field for field in NOUN.fields if field.plain]
            apply_changes(work, NOUN, row, edited(work, plain, values), values["late"])
        else:
            _change_pay(work, row, values)


def _change_pay(work: Office, row: Row, values: Values) -> None:
    """Set the base from a month on; earlier months keep theirs. Raises UsageError."""
    amount = for_option("--base-pay", lambda: parse_money(needed("--base-pay", values["base_pay"])))
    since: Month = work.month(needed("--from", values["from"]), "--from")
    plain = [field for field in NOUN.fields if field.plain]
    given = any(values[f.name] is not None for f in plain) or bool(values["clear"])
    changes = edited(work, plain, values) if given else {}
    merged = checked(work, NOUN, {**row.values, **changes})
    with writing(work, values["late"]) as origin:
        refuse_changed(work.db, NOUN, row)
        store.set_base_pay(work.db, row.id, amount, since, origin)
        new = {name: merged[name] for name in changes}
        store.update_plain(work.db, row.id, new, origin.late)
    if changes:
        say_changed(NOUN, row, {name: merged[name] for name in changes})
    say_done(
        msg(
            "{staff}: performance pay base {amount} yuan from {month} on.",
            staff=row.values["code"],
            amount=yuan(amount),
            month=since,
        )
    )
    say_done(msg("To take it back: {command}", command="kefu undo"))
    say_late(origin)


def _last_day(work: Office, text: str | None) -> date:
    return work.day(needed("--on", text), "--on")


def _leave(ctx: typer.Context, values: Values) -> None:
    with office(ctx) as work:
        row, day = record_of(work, NOUN, values["record"]), _last_day(work, values["on"])
        checked(work, NOUN, {**row.values, "left": day})
        with writing(work, values["late"]) as origin:
            refuse_changed(work.db, NOUN, row)
            reason = say(msg("left on {day}", day=day))
            ended = store.leave(work.db, row.id, day, reason, origin.late)
        open_repairs = store.open_repairs(work.db, row.id, day)
    _say_left(str(row.values["code"]), day, ended, open_repairs)
    say_late(origin)


def _say_left(
    code: str, day: date, ended: Mapping[str, int | None], open_repairs: tuple[str, ...]
) -> None:
    say_done(msg("{staff} leaves on {day}.", staff=code, day=day))
    say_done(msg("Assignments ended that day: {names}", names=tuple(ended) or (msg("(none)"),)))
    say_done(msg("Repair calls still open: {names}", names=open_repairs or (msg("(none)"),)))
    say_done(msg("To take it back: kefu staff edit {staff} --clear left", staff=code))
    for number in filter(None, ended.values()):
        again = f"kefu assignment edit {number} --clear to"
        say_done(msg("To take it back: {command}", command=again))


edit_command(app, NOUN, _edit, _PAY)
add_command(
    app,
    "leave",
    help=mark("Enter the last day; assignments end with it, and what is open is listed"),
    options=[
        fields.record(NOUN),
        Opt("on", ("--on",), mark("The last day of work"), mark("DAY"), required_mark=True),
        fields.LATE,
    ],
    run=_leave,
    examples=examples("staff", "leave"),
)
