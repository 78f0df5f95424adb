"""What late records would change of a closed month: a table for people, a document for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kefu_cli.appraisal.model import Change, PersonAppraisal
from kefu_cli.calendar import Month
from kefu_cli.messages import Message, msg
from kefu_cli.records.monthend import LateRecord, MonthEnd, Signature
from kefu_cli.reports.actions import actions_words
from kefu_cli.reports.figures import money, points
from kefu_cli.reports.table import Cell, Column, Table, listing

Document = dict[str, object]

_NOTHING = msg("(none)")


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
            Column("items", msg("Items"), "text"),
            Column("total", msg("Total"), "code"),
            Column("percent", msg("Pay %"), "code"),
            Column("amount", msg("Pay due"), "code"),
            Column("actions", msg("Action")),
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
        _both(points(before.total), points(after.total)),
        _both(f"{before.pay.percent}%", f"{after.pay.percent}%"),
        _both(money(before.pay.amount), money(after.pay.amount)),
        _both_actions(before, after),
    )


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
        names = (each.record + (f" {each.field}" if each.field else "") for each in late)
        yield msg("Recorded late: {names}", names=tuple(names))
    if not changes:
        yield msg("Nothing that came late changes {month}.", month=month)
    elif end.closed is None:
        yield msg("The closed result stands until a correction is kept and signed.")
        yield msg("To keep it: kefu month correction {month} --keep", month=month)
    else:
        run = end.closed
        at = run.at.replace("T", " ")
        yield msg("Kept on {at} by {by}; hash {hash}", at=at, by=run.by, hash=run.sha256)
        signed = tuple(f"{s.role} {s.name}" for s in end.signatures if s.valid)
        yield msg("Signed by: {names}", names=signed or (_NOTHING,))


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
        "actions": _pair(_codes(before), _codes(after)),
    }


def _pair(before: object, after: object) -> Document:
    return {"before": before, "after": after}


def _codes(person: PersonAppraisal) -> list[str]:
    return [f"{action.action}:{action.reason}" for action in person.actions]


def _signature(signature: Signature) -> Document:
    return {
        "role": signature.role,
        "name": signature.name,
        "at": signature.at,
        "valid": signature.valid,
    }
