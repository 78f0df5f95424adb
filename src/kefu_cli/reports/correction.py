"""What late records would change of a closed month: a table for people, a document for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kefu_cli.appraisal.model import Change, PersonAppraisal
from kefu_cli.calendar import Month
from kefu_cli.messages import Message, msg
from kefu_cli.records.kept import Event
from kefu_cli.records.monthend import LateRecord, MonthEnd, Signature
from kefu_cli.reports.actions import actions_words, cautions
from kefu_cli.reports.events import fact_words
from kefu_cli.reports.figures import money, points
from kefu_cli.reports.table import Cell, Column, Table, listing, verbatim

Document = dict[str, object]

_NOTHING = msg("(none)")
_SHORT_HASH = 12


def correction_table(
    month: Month, changes: Sequence[Change], late: Sequence[LateRecord], end: MonthEnd
) -> Table:
    """A row a person whose result changes: items, total, pay and actions, before and after.

    ``end`` has the run that was kept of it, if any, and the signatures under that.
    """
    return Table(
        title=msg("What came late would change of {month}", month=month),
        columns=(
            Column("code", msg("Staff no."), "code"),
            Column("name", msg("Name"), "code"),
            Column("items", msg("Items"), people=True),
            *(Column(key, msg("Items"), machine=True) for key in ("items_before", "items_after")),
            *_before_and_after("total", msg("Total")),
            *_before_and_after("percent", msg("Pay %")),
            *_before_and_after("amount", msg("Pay due")),
            *_before_and_after("actions", msg("Action")),
        ),
        rows=tuple(_row(change) for change in changes),
        notes=tuple(_notes(month, changes, late, end)),
    )


def correction_document(
    month: Month, changes: Sequence[Change], late: Sequence[LateRecord], end: MonthEnd
) -> Document:
    """The same for scripts: each person's figures before and after."""
    return {
        "month": month,
        "kept": end.closed and end.closed.sha256,
        "signatures": [_signature(signature) for signature in end.signatures],
        "late": [
            {"record": each.record, "field": each.field, "by": each.by, "at": each.at}
            for each in late
        ],
        "changes": [_change(change) for change in changes],
    }


def _row(change: Change) -> tuple[Cell, ...]:
    before, after = change.before, change.after
    return (
        after.person.code,
        after.person.name,
        listing(tuple(_items(change))) if any(_items(change)) else None,
        *(_item_codes(person, change) for person in (before, after)),
        _both(points(before.total), points(after.total)),
        *(before.total, after.total),
        _both(f"{before.pay.percent}%", f"{after.pay.percent}%"),
        *(before.pay.percent, after.pay.percent),
        *_with_both(money(before.pay.amount), money(after.pay.amount)),
        *(_both_actions(before, after), ";".join(_codes(before)), ";".join(_codes(after))),
    )


def _before_and_after(key: str, heading: Message) -> Iterator[Column]:
    """A person reads both in one cell, a script each in its own."""
    yield Column(key, heading, people=True)
    for side in ("before", "after"):
        yield Column(f"{key}_{side}", heading, machine=True)


def _with_both(before: str | None, after: str | None) -> tuple[str | None, ...]:
    return (_both(before, after), before, after)


def _item_codes(person: PersonAppraisal, change: Change) -> str:
    """The items that change, for a script: ``3:15;4:20``."""
    changed = {
        new.no
        for old, new in zip(change.before.items, change.after.items, strict=True)
        if old.score != new.score
    }
    return ";".join(f"{i.no}:{points(i.score)}" for i in person.items if i.no in changed)


def _items(change: Change) -> Iterator[Message]:
    for old, new in zip(change.before.items, change.after.items, strict=True):
        if old.score != new.score:
            change_of = _both(points(old.score), points(new.score))
            yield msg("{no} {name} {change}", no=new.no, name=new.name, change=change_of)


def _both(before: str | None, after: str | None) -> str | None:
    if before == after:
        return after
    return f"{before or '–'} → {after or '–'}"


def _both_actions(before: PersonAppraisal, after: PersonAppraisal) -> Message | None:
    old, new = actions_words(before.actions), actions_words(after.actions)
    if old == new:
        return new
    return msg("{before} → {after}", before=old or _NOTHING, after=new or _NOTHING)


def _notes(
    month: Month, changes: Sequence[Change], late: Sequence[LateRecord], end: MonthEnd
) -> Iterator[Message]:
    if late:
        yield msg("Recorded late: {names}", names=tuple(map(_late_words, late)))
    if joined := tuple(each.record for each in late if _is_a_person(each)):
        yield msg("Appraised in {month} only if it is reopened: {names}", month=month, names=joined)
    if not changes:
        yield msg("Nothing that came late changes {month}.", month=month)
    elif end.closed is None:
        yield msg("The closed result stands until a correction is kept and signed.")
        yield msg("To keep it: kefu month correction {month} --keep", month=month)
    else:
        run = end.closed
        at = run.at.replace("T", " ")
        digest = run.sha256[:_SHORT_HASH]
        yield msg("Kept on {at} by {by}; SHA-256 {hash}", at=at, by=run.by, hash=digest)
        signed = tuple(f"{s.role} {s.name}" for s in end.signatures if s.valid)
        yield msg("Signed by: {names}", names=signed or (_NOTHING,))
    for caution in cautions(change.after for change in changes):
        yield verbatim(caution)


def _late_words(late: LateRecord) -> Message | str:
    if late.field is None:
        return late.record
    fact = fact_words(Event(late.at, late.by, None, late.record, late.field, None, None))
    return msg("{record} {fact}", record=late.record, fact=fact)


def _is_a_person(late: LateRecord) -> bool:
    return late.record.startswith("staff:") and late.field is None


def _change(change: Change) -> Document:
    before, after = change.before, change.after
    return {
        "code": after.person.code,
        "name": after.person.name,
        "items": [
            {"no": new.no, "name": new.name, "before": old.score, "after": new.score}
            for old, new in zip(before.items, after.items, strict=True)
            if old.score != new.score
        ],
        "total": _pair(before.total, after.total),
        "percent": _pair(before.pay.percent, after.pay.percent),
        "amount": _pair(money(before.pay.amount), money(after.pay.amount)),
        "actions": _pair(_actions(before), _actions(after)),
    }


def _pair(before: object, after: object) -> Document:
    return {"before": before, "after": after}


def _actions(person: PersonAppraisal) -> list[Document]:
    return [
        {"action": action.action, "reason": action.reason, "caution": action.caution}
        for action in person.actions
    ]


def _codes(person: PersonAppraisal) -> list[str]:
    return [f"{action.action}:{action.reason}" for action in person.actions]


def _signature(signature: Signature) -> Document:
    return {
        "role": signature.role,
        "name": signature.name,
        "at": signature.at,
        "valid": signature.valid,
    }
