"""What late records would change of a closed month: a table for people, a document for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kefu_cli.appraisal.model import Change, ItemScore, PersonAppraisal
from kefu_cli.calendar import Month
from kefu_cli.messages import Message, msg
from kefu_cli.records.monthend import NOTHING, Closed, LateRecord, MonthEnd, Signature
from kefu_cli.reports.actions import actions_words, cautions
from kefu_cli.reports.figures import money, points, short_hash
from kefu_cli.reports.late_records import late_line
from kefu_cli.reports.lines import Line
from kefu_cli.reports.table import Cell, Column, Table, listing, verbatim

Document = dict[str, object]

_NOTHING = msg("(none)")
_MOST_NAMED = 20  # late records in a terminal; the workbook has all of them


@dataclass(frozen=True, slots=True)
class Shown:
    """What late records change of a closed month, as it is shown.

    ``end`` has the run that was kept of it, if any, and the signatures under that; it is the
    ``place``-th of ``count``, and ``unsigned`` are the roles that have yet to sign it, in order.
    """

    month: Month
    changes: Sequence[Change]
    late: Sequence[LateRecord]
    end: MonthEnd = NOTHING
    place: int = 0
    count: int = 0
    unsigned: tuple[str, ...] = ()


def correction_table(shown: Shown) -> Table:
    """A row a person whose result changes: items, total, pay and actions, before and after."""
    month = shown.month
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
        rows=tuple(_row(change) for change in shown.changes),
        notes=tuple(_notes(shown)),
    )


def unchanged_lines(shown: Shown) -> tuple[Line, ...]:
    """What a person reads where nothing that came late changes the month."""
    return tuple(map(Line, _unchanged(shown)))


def correction_document(shown: Shown) -> Document:
    """The same for scripts: each person's figures before and after."""
    end = shown.end
    return {
        "month": shown.month,
        "kept": end.closed and end.closed.sha256,
        "signatures": [_signature(signature) for signature in end.signatures],
        "late": [
            {"record": each.record, "field": each.field, "by": each.by, "at": each.at}
            for each in shown.late
        ],
        "changes": [_change(change) for change in shown.changes],
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
        told = {
            "no": new.no,
            "name": new.name,
            "change": _both(points(old.score), points(new.score)),
        }
        if _rate(old) != _rate(new):
            before, after = _rate(old), _rate(new)
            yield msg(
                "{no} {name} {change} (rate {before} → {after})", before=before, after=after, **told
            )
        elif old.score != new.score:
            yield msg("{no} {name} {change}", **told)
        elif old.violations != new.violations:
            yield msg(
                "{no} {name} {change} (violations {before} → {after})",
                before=old.violations, after=new.violations, **told,
            )  # fmt: skip


def _rate(item: ItemScore) -> str | None:
    """Units paid and due, and the rate: what may change while the score stays."""
    if item.rate is None:
        return None
    paid_of_due = f"{item.rate.paid}/{item.rate.due}"
    return f"{paid_of_due} {item.rate.percent}%" if item.rate.due else paid_of_due


def _both(before: str | None, after: str | None) -> str | None:
    if before == after:
        return after
    return f"{before or '–'} → {after or '–'}"


def _both_actions(before: PersonAppraisal, after: PersonAppraisal) -> Message | None:
    old, new = actions_words(before.actions), actions_words(after.actions)
    if old == new:
        return new
    return msg("{before} → {after}", before=old or _NOTHING, after=new or _NOTHING)


def _notes(shown: Shown) -> Iterator[Message]:
    month = shown.month
    if not shown.changes:
        yield from _unchanged(shown)
        return
    yield from _late(shown)
    if shown.end.closed is None:
        yield msg("The closed result stands until a correction is kept and signed.")
        yield msg("To keep it: kefu month correction {month} --keep", month=month)
    else:
        yield from _kept(shown, shown.end.closed)
    for caution in cautions(
        each for change in shown.changes for each in (change.before, change.after)
    ):
        yield verbatim(caution)


def _kept(shown: Shown, run: Closed) -> Iterator[Message]:
    yield msg(
        "Correction {place} of {count}, kept on {at} by {by}; SHA-256 {hash}",
        place=shown.place, count=shown.count, at=run.at.replace("T", " "), by=run.by,
        hash=short_hash(run.sha256),
    )  # fmt: skip
    signed = tuple(f"{s.role} {s.name}" for s in shown.end.signatures if s.valid)
    yield msg("Signed by: {names}", names=signed or (_NOTHING,))
    if shown.unsigned:
        yield msg("Not signed yet: {names}", names=shown.unsigned)
        month, role = shown.month, shown.unsigned[0]
        yield msg("Next: kefu sign --month {month} --role {role}", month=month, role=role)
    else:
        yield msg("Nothing that came late since then is to be corrected.")


def _unchanged(shown: Shown) -> Iterator[Message]:
    yield msg("Nothing that came late changes {month}.", month=shown.month)
    yield from _late(shown)


def _late(shown: Shown) -> Iterator[Message]:
    yield from map(late_line, shown.late[:_MOST_NAMED])
    if (more := len(shown.late) - _MOST_NAMED) > 0:
        yield msg("… and {count} more late records", count=more)
    if joined := tuple(each.record for each in shown.late if _is_a_person(each)):
        month = shown.month
        yield msg("Appraised in {month} only if it is reopened: {names}", month=month, names=joined)


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
