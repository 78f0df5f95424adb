"""What ``kefu month`` shows: how far a month's end has come, and what is wrong with closed ones."""

from __future__ import annotations

from collections.abc import Iterator

from kefu_cli.messages import Message, msg
from kefu_cli.records.faults import Verified
from kefu_cli.records.monthend import Signature
from kefu_cli.records.readiness import Kind, Matter, Readiness
from kefu_cli.reports.lines import Line
from kefu_cli.reports.score import before_first, opened_again, state
from kefu_cli.reports.score_json import Document, closing
from kefu_cli.reports.table import Cell, Column, Table

_MOST_NAMED = 5

_MATTERS: dict[Kind, Message] = {
    "not_ended": msg("The month has not ended; its last day is {day}."),
    "earlier_month": msg("Months to close before it: {names}"),
    "before_first": msg("It lies before the first month that was closed; {names} is next."),
    "objections": msg("Objections that wait for an answer: {count} ({names})"),
    "unsigned": msg("Not signed yet: {names}"),
    "void_signature": msg("Signed, but void since the result changed: {names}"),
    "same_signer": msg("One person signed for several roles: {names}"),
    "objection_window": msg("People may object until {day}."),
    "changed_since_issue": msg("The result is another than the one issued on {day}."),
    "unreviewed": msg("People without any reviewer's score: {count} ({names})"),
    "unexplained": msg("Reviewers' scores that differ without a reason: {count} ({names})"),
    "building_unheld": msg("Buildings with units due that nobody looks after: {count} ({names})"),
    "building_left": msg("Buildings looked after by somebody who has left: {count} ({names})"),
    "building_not_appraised": msg(
        "Buildings looked after only by people who are not appraised: {count} ({names})"
    ),
    "no_base": msg("People without a pay base: {count} ({names})"),
    "fees_behind": msg("Payments are recorded only up to {day}."),
    "findings_unassigned": msg("Findings that count against nobody: {count} ({names})"),
    "unacknowledged": msg("People who have not acknowledged this score: {count} ({names})"),
    "late_records": msg("Records that came late and wait for a correction: {count}"),
    "correction_unsigned": msg("The correction is not signed yet: {names}"),
}


def status_table(ready: Readiness) -> Table:
    """A row for each thing to settle, what blocks first; beneath, how far the month has come."""
    return Table(
        title=msg("The end of {month}", month=ready.month),
        columns=(
            Column("level", msg("Effect"), machine=True),
            Column("code", msg("Matter"), machine=True),
            Column("weight", msg("Effect"), people=True),
            Column("what", msg("What is left"), people=True),
            Column("count", msg("Count"), "number", machine=True),
            Column("names", msg("Names"), machine=True),
            Column("on", msg("Date"), machine=True),
            Column("command", msg("To settle it")),
        ),
        rows=tuple(map(_row, (*ready.blocks, *ready.warns))),
        notes=tuple(_notes(ready)),
    )


def status_lines(ready: Readiness) -> tuple[Line, ...]:
    """What a person reads where nothing is left to settle: how far the month has come."""
    title = Line(msg("The end of {month}", month=ready.month), weight="title")
    return (title, *map(Line, _notes(ready)))


def status_document(ready: Readiness) -> Document:
    """The same for scripts: the month, what stands beside it, and what is left to settle."""
    end = ready.end
    return {
        "month": ready.month,
        "status": end.status,
        **closing(end),
        "signatures": [
            {"role": s.role, "name": s.name, "at": s.at, "valid": s.valid} for s in end.signatures
        ],
        "issue": end.issue and {"on": end.issue.on, "until": end.issue.until},
        "fees": {"paid_on": ready.paid_on, "recorded_at": ready.recorded_at},
        "blocks": [_plain(matter) for matter in ready.blocks],
        "warns": [_plain(matter) for matter in ready.warns],
    }


def verify_table(verified: Verified) -> Table:
    """Each fault, with its month and person."""
    return Table(
        title=msg("What is not as it was closed"),
        columns=(
            Column("month", msg("Month"), "code"),
            Column("staff", msg("Staff no."), "code"),
            Column("fault", msg("Fault"), machine=True),
            Column("what", msg("What differs")),
        ),
        rows=tuple((f.month, f.staff, f.code, f.what) for f in verified.faults),
    )


def _row(matter: Matter) -> tuple[Cell, ...]:
    return (
        "blocks" if matter.blocks else "warns",
        matter.kind,
        msg("blocks") if matter.blocks else msg("warns"),
        _said(matter),
        matter.count,
        ";".join(matter.names) or None,
        matter.on,
        matter.command,
    )


def _plain(matter: Matter) -> Document:
    return {
        "code": matter.kind,
        "count": matter.count,
        "names": list(matter.names),
        "on": matter.on,
        "command": matter.command,
    }


def _said(matter: Matter) -> Message:
    if matter.kind == "fees_behind" and matter.on is None:
        return msg("No payment is recorded.")
    names = matter.names
    if len(names) > _MOST_NAMED:
        names = (*names[:_MOST_NAMED], "…")
    told = (("day", matter.on), ("count", matter.count), ("names", names))
    return Message(_MATTERS[matter.kind].text, told)


def _notes(ready: Readiness) -> Iterator[Message]:
    end = ready.end
    if end.closed:
        yield from state(ready.month, end)
    else:
        if end.first:
            yield before_first(end.first)
        else:
            yield msg("{month} is open.", month=ready.month)
        yield from opened_again(end)
    yield from map(_signed, end.signatures)
    if end.issue:
        issue = end.issue
        yield msg("Issued on {day}; objections until {until}.", day=issue.on, until=issue.until)
    if ready.paid_on:
        at = str(ready.recorded_at).replace("T", " ")
        yield msg("The latest payment is of {day}, recorded at {at}.", day=ready.paid_on, at=at)
    if not end.closed and not ready.blocks:
        yield msg("Nothing stands in the way: kefu month close {month}", month=ready.month)


def _signed(signature: Signature) -> Message:
    told = {"role": signature.role, "name": signature.name, "at": signature.at.replace("T", " ")}
    if signature.valid:
        return msg("Signed: {role} {name}, {at}", **told)
    return msg("Void: {role} {name}, {at}", **told)
