"""The verbs that every kind of record has: add, list, show, edit, void.

They are made from the noun's declaration; a noun's own module adds the steps of its own life.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import typer

from kefu_cli.calendar import Month
from kefu_cli.cli import asking, fields
from kefu_cli.cli.context import Office, needed, office
from kefu_cli.cli.entering import checked, enter, read, say_late, writing
from kefu_cli.cli.examples import examples
from kefu_cli.cli.generated import Opt, Values, add_command
from kefu_cli.cli.showing import format_named, say_done, show, show_one
from kefu_cli.cli.words import KefuGroup, new_app
from kefu_cli.errors import UsageError
from kefu_cli.language import say
from kefu_cli.messages import Message, mark, msg
from kefu_cli.records import noun as noun_named
from kefu_cli.records.fields import Field, Noun, Value
from kefu_cli.records.kept import Row
from kefu_cli.records.values import plain, yuan
from kefu_cli.reports.table import listing
from kefu_cli.store import assignments, changing, filters, lookup, records
from kefu_cli.store.late import FILLED, RECORDED
from kefu_cli.store.lookup import Ref
from kefu_cli.store.records import Given

ALL = ("add", "list", "show", "edit", "void")


def record_app(
    name: str, help: str, verbs: Sequence[str] = ALL, cls: type[KefuGroup] | None = None
) -> typer.Typer:
    """The app of a noun with the common verbs; its module adds the others."""
    noun = noun_named(name)
    app = new_app(help, examples(name), cls)
    for verb in verbs:
        _VERBS[verb](app, noun)
    return app


def record_of(work: Office, noun: Noun, text: str | None) -> Row:
    """The record that the argument names, not voided. Raises NotFound and Refused."""
    row = any_record_of(work, noun, text)
    changing.refuse_voided(noun, row)
    return row


def any_record_of(work: Office, noun: Noun, text: str | None) -> Row:
    """The record that the argument, or the answer to a question, names. Raises NotFound."""
    key = noun.field(noun.key).label if noun.key else msg("No.")
    if text is None and asking.is_interactive():
        text = asking.ask(say(key), str.strip, _open_ones(work, noun))
    name = say(msg("CODE") if noun.key == "code" else msg("NUMBER"))
    number = lookup.record_id(work.db, noun.name, needed(name, text))
    return records.get(work.db, noun, number)


def _open_ones(work: Office, noun: Noun) -> list[asking.Choice]:
    """The records that most likely are meant, of a noun that has such as are still open."""
    if noun.key == "code" or noun.name not in filters.OPEN:
        return []
    rows = records.select(work.db, noun, filters.OPEN[noun.name].where)
    return [(key_of(noun, row), say(listing(gist(noun, row.values)))) for row in rows]


def key_of(noun: Noun, row: Row) -> str:
    """How commands name the record."""
    return str(row.values[noun.key] if noun.key else row.id)


def say_recorded(noun: Noun, number: int, values: Mapping[str, Given]) -> None:
    """Say what was recorded, its number, and how to take it back."""
    key = values.get(noun.key) if noun.key else None
    what = gist(noun, values)
    recorded = msg("{noun} {key} recorded: {what}", noun=noun.label, key=key or number, what=what)
    if not what:
        recorded = msg("{noun} {key} recorded.", noun=noun.label, key=key or number)
    say_done(recorded)
    say_done(
        msg("To take it back: kefu {noun} void {key} --reason …", noun=noun.name, key=key or number)
    )


def gist(noun: Noun, values: Mapping[str, Given]) -> tuple[object, ...]:
    """A record's required and dated facts in one line; owners' data stays out of it."""
    told = (f for f in noun.fields if (f.required or f.name == noun.dated) and f.name != noun.key)
    return tuple(_told(f, values[f.name]) for f in told if values.get(f.name) is not None)


def apply_changes(
    work: Office, noun: Noun, row: Row, changes: Mapping[str, Value], late: bool | None = None
) -> None:
    """Change a record's facts, once the record as a whole has been found valid, and say so.

    ``late``: whether --late was given, None where the command has no such option.
    """
    new = {name: value for name, value in changes.items() if row.values[name] != value}
    merged = checked(work, noun, {**row.values, **new})
    if not new:
        say_done(msg("{noun} {key}: nothing to change.", noun=noun.label, key=key_of(noun, row)))
        return
    now = {name: merged[name] for name in new}
    with writing(work, late) as origin:
        changing.refuse_changed(work.db, noun, row)
        if noun.name == "assignment":
            assignments.refuse_overlap(work.db, merged, row.id)
        records.update(work.db, noun, row.id, now, origin.late)
    say_changed(noun, row, now)
    say_late(origin)


def say_changed(noun: Noun, row: Row, new: Mapping[str, Given]) -> None:
    """Say what is now different, and where the former values are kept."""
    key = key_of(noun, row)
    what = tuple(_change(noun.field(name), value) for name, value in new.items())
    say_done(msg("{noun} {key} changed: {what}", noun=noun.label, key=key, what=what))
    if any(noun.field(name).private for name in new):
        say_done(msg("What it was before: kefu history --of {noun}:{key}", noun=noun.name, key=key))
        return
    former = " ".join(_former(noun.field(name), row.values[name]) for name in new)
    say_done(msg("To take it back: {command}", command=f"kefu {noun.name} edit {key} {former}"))


def _former(field: Field, value: Value) -> str:
    """The option of ``edit`` that gives a fact its former value again."""
    if value is None or (field.kind == "flag" and not field.default and not value):
        return f"--clear {field.name}"
    if field.kind == "flag" and not field.default:
        return field.option
    shown = plain(field, value)
    word = str(shown).lower() if isinstance(shown, bool) else str(shown)
    return f'{field.option} "{word}"' if " " in word else f"{field.option} {word}"


def _change(field: Field, value: Given) -> Message:
    if field.private and value is not None:
        return msg("{field} (not shown)", field=field.label)
    return msg("{field} {value}", field=field.label, value=_told(field, value))


def _told(field: Field, value: Given) -> object:
    if isinstance(value, Ref):
        return str(value)
    if field.kind == "money" and isinstance(value, int):
        return msg("{amount} yuan", amount=yuan(value))
    if isinstance(value, bool):
        return msg("yes") if value else msg("no")
    if value is None:
        return msg("(empty)")
    return field.labels.get(str(value), value)


def _add_verb(app: typer.Typer, noun: Noun) -> None:
    def run(ctx: typer.Context, values: Values) -> None:
        with office(ctx) as work:
            given = enter(work, noun, fields.typed(noun.fields, values))
            with writing(work, values.get("late")) as origin:
                if noun.name == "assignment":
                    assignments.refuse_overlap(work.db, given)
                number = records.insert(work.db, noun, given, origin)
            row = records.get(work.db, noun, number)
        say_recorded(noun, number, {**given, **_key(noun, row)})
        say_late(origin)

    add_command(
        app,
        "add",
        help=mark("Record one"),
        options=[*map(fields.to_add, noun.fields), *_late(noun, RECORDED)],
        run=run,
        examples=examples(noun.name, "add"),
    )


def _key(noun: Noun, row: Row) -> dict[str, Value]:
    return {noun.key: row.values[noun.key]} if noun.key else {}


def _list_verb(app: typer.Typer, noun: Noun) -> None:
    private = any(field.private for field in noun.fields)

    def run(ctx: typer.Context, values: Values) -> None:
        from kefu_cli.reports.records import records_table

        form = format_named(values["format"] or "table")
        with office(ctx) as work:
            chosen = _filter(work, noun, values)
            rows = records.select(
                work.db, noun, chosen.where, chosen.bound, voided=values["voided"]
            )
            shown = {"reveal": bool(values.get("reveal")), "voided": values["voided"]}
            table = records_table(noun, rows, work.resolver.book, **shown)
        show(table, form)

    options = _filter_options(noun)
    options += [fields.VOIDED, fields.FORMAT, *([fields.REVEAL] if private else [])]
    add_command(
        app,
        "list",
        help=mark("List them"),
        options=options,
        run=run,
        examples=examples(noun.name, "list"),
    )


def _filter_options(noun: Noun) -> list[Opt]:
    options = []
    if filters.has_month(noun):
        options.append(fields.MONTH)
    if filters.has_staff(noun):
        options.append(fields.reference("staff", mark("Only this person's")))
    if filters.has_building(noun):
        options.append(fields.reference("building", mark("Only this building's")))
    if noun.name in filters.OPEN:
        options.append(Opt("open", ("--open",), mark("Only those still open"), flag=True))
    return options


def _filter(work: Office, noun: Noun, values: Values) -> filters.Filter:
    chosen = []
    if values.get("month"):
        chosen.append(filters.in_month(noun, work.month(values["month"])))
    if values.get("staff"):
        staff = work.resolver.ref("staff", values["staff"])
        chosen.append(filters.of_staff(noun, staff, _held_on(work, values)))
    if values.get("building"):
        chosen.append(filters.of_building(work.resolver.ref("building", values["building"])))
    if values.get("open"):
        chosen.append(filters.OPEN[noun.name])
    return filters.all_of(chosen)


def _held_on(work: Office, values: Values) -> date:
    """The day on which a person is asked to hold buildings: the month's last, or today."""
    return work.month(values["month"]).last if values.get("month") else work.clock.today


def _show_verb(app: typer.Typer, noun: Noun) -> None:
    private = any(field.private for field in noun.fields)

    def run(ctx: typer.Context, values: Values) -> None:
        from kefu_cli.reports.records import records_table

        form = format_named(values["format"] or "table")
        with office(ctx) as work:
            row = any_record_of(work, noun, values["record"])
            shown = {"reveal": bool(values.get("reveal")), "voided": row.voided}
            table = records_table(noun, [row], work.resolver.book, **shown)
        show_one(table, form)

    add_command(
        app,
        "show",
        help=mark("Show one whole"),
        options=[fields.record(noun), fields.FORMAT, *([fields.REVEAL] if private else [])],
        run=run,
        examples=examples(noun.name, "show"),
    )


def _edit_verb(app: typer.Typer, noun: Noun) -> None:
    changeable = [field for field in noun.fields if field.plain]

    def run(ctx: typer.Context, values: Values) -> None:
        with office(ctx) as work:
            row = record_of(work, noun, values["record"])
            changes = edited(work, changeable, values)
            apply_changes(work, noun, row, changes, values.get("late"))

    edit_command(app, noun, run)


def edit_command(
    app: typer.Typer,
    noun: Noun,
    run: Callable[[typer.Context, Values], None],
    more: Sequence[Opt] = (),
) -> None:
    """Give a noun its ``edit``: an option for every plain fact, and ``more`` of its own."""
    changeable = [fields.to_edit(field) for field in noun.fields if field.plain]
    clear = Opt(
        "clear",
        ("--clear",),
        mark("Leave this fact empty"),
        mark("FACT"),
        multiple=True,
    )
    add_command(
        app,
        "edit",
        help=mark("Change a plain fact; what it was is kept"),
        options=[fields.record(noun), *changeable, *more, clear, *_late(noun, FILLED)],
        run=run,
        examples=examples(noun.name, "edit"),
    )


def _late(noun: Noun, nouns: Sequence[str]) -> list[Opt]:
    return [fields.LATE] if noun.name in nouns else []


def edited(work: Office, changeable: Sequence[Field], values: Values) -> dict[str, Value]:
    """What the options of ``edit`` change. Raises UsageError where they change nothing."""
    changes = read(changeable, fields.typed(changeable, values), work.clock)
    by_name = {field.name: field for field in changeable}
    for cleared in values["clear"]:
        field = by_name.get(cleared.replace("-", "_"))
        if field is None or _needed(field):
            may = tuple(f.name for f in changeable if not _needed(f))
            raise UsageError(
                msg("--clear: “{value}” cannot be left empty.", value=cleared),
                msg("Allowed: {choices}.", choices=may),
            )
        changes[field.name] = False if field.kind == "flag" else None
    for name, value in changes.items():
        if value is None and _needed(by_name[name]):
            raise UsageError(
                msg("{option} cannot be left empty.", option=by_name[name].option),
                msg("Leave the option out to keep what is recorded."),
            )
    if not changes:
        options = tuple(field.option for field in changeable)
        raise UsageError(
            msg("Nothing to change was given."), msg("Give one of {options}.", options=options)
        )
    return changes


def _needed(field: Field) -> bool:
    """Whether the file keeps no record without this fact."""
    return field.required or (field.kind == "choice" and field.default is not None)


def _void_verb(app: typer.Typer, noun: Noun) -> None:
    def run(ctx: typer.Context, values: Values) -> None:
        with office(ctx) as work:
            row = record_of(work, noun, values["record"])
            reason = reason_of(values["reason"])
            with work.writing():
                changing.take_back(work.db, noun, row.id, reason)
        say_done(
            msg(
                "{noun} {key} voided: {reason}",
                noun=noun.label,
                key=key_of(noun, row),
                reason=reason,
            )
        )
        say_done(msg("It stays in the file: kefu {noun} list --voided", noun=noun.name))
        say_done(msg("To take it back: {command}", command="kefu undo"))

    add_command(
        app,
        "void",
        help=mark("Take one back; it stays in the file, marked void"),
        options=[fields.record(noun), fields.REASON],
        run=run,
        examples=examples(noun.name, "void"),
    )


def reason_of(text: str | None) -> str:
    """The reason that was given, or asked for. Raises UsageError where nobody can answer."""
    if text is None and asking.is_interactive():
        return asking.ask(say(msg("Reason")), str.strip)
    reason = needed("--reason", text).strip()
    if not reason:
        raise UsageError(msg("--reason is empty."), msg("Say why in a few words."))
    return reason


def month_of(work: Office, text: str | None) -> Month:
    """The month that was given, or asked for. Raises UsageError where nobody can answer."""
    if text is None and asking.is_interactive():
        return asking.ask(say(msg("Month")), work.month)
    return work.month(needed("--month", text))


_VERBS = {
    "add": _add_verb,
    "list": _list_verb,
    "show": _show_verb,
    "edit": _edit_verb,
    "void": _void_verb,
}
