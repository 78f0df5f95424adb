"""The chain of kept results: whether each still is, byte by byte, what its hash was made of.

Nothing that stands in the file is trusted: text is read as its bytes, and what cannot be read is a
fault like any other.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from kefu_cli.appraisal.canonical import MARK, text
from kefu_cli.calendar import Month
from kefu_cli.errors import KefuError
from kefu_cli.messages import Message, msg
from kefu_cli.records.faults import Code, Fault
from kefu_cli.store import kept

UNREADABLE = (*kept.UNREADABLE, KefuError)
"""What reading may raise where the file holds something that kefu never wrote."""


@dataclass(frozen=True, slots=True)
class Result:
    """A kept result as it stands in the file: its long texts and its people's are bytes.

    ``month`` is the one that its head names, while that can be read; ``filed`` is the column.
    ``stands`` says whether it is the closing that stands for its month, or a correction of that.
    """

    id: int
    month: Month | None
    filed: str
    kind: str
    sha256: str
    closed: Mapping[str, Any]
    head: bytes
    rulebook: bytes
    places: tuple[int, ...]
    people: tuple[tuple[str, bytes], ...]
    findings: tuple[bytes, ...]
    stands: bool


_CLOSE = "kefu month close"
"""The words of the command that closes a month; it stands in the file only where it did."""

_Reopenings = Mapping[int, Mapping[str, Any]]
_Signed = frozenset[tuple[str, ...]]
"""The signatures in the file: month, role, name, time and hash of each."""
_Said = frozenset[tuple[Any, ...]]
"""Each objection in the file and each acknowledgement, with its table and its month."""


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands in the file beside the kept results, on which their heads are held."""

    signed: _Signed
    said: _Said


_Before = Mapping[str, tuple[int, Month | None]]
_Found = tuple[Code, Message]


def chain_faults(db: sqlite3.Connection) -> Iterator[Fault]:
    """Every kept result whose bytes or links are not those that its hash was made of."""
    for _, found in looked_at(db):
        yield from found


def lock_faults(db: sqlite3.Connection) -> Iterator[Fault]:
    """Where the days that are locked are not those that were closed."""
    found = list(_told(db, "SELECT id, first_month, last_month, last_day, closing_id FROM lock"))
    closings = list(_told(db, "SELECT id, kind, month FROM closing"))
    reopened = _reopenings(db)
    standing = [m for number, kind, m in closings if kind == "close" and number not in reopened]
    last = _month(max(standing)) if standing else None
    wanted: list[Any] = [1, None, None, None, max((c[0] for c in closings), default=None)]
    if last:
        wanted[1:4] = [min(standing), max(standing), last.last.isoformat()]
    closed = "SELECT command_id FROM closing WHERE command_id IS NOT NULL"
    gone = f"SELECT id FROM command WHERE words = '{_CLOSE}' AND id NOT IN ({closed})"
    for (number,) in _told(db, gone):
        what = msg("command {number} closed a month, and nothing of it is kept", number=number)
        yield Fault(None, None, "removed", what)
    if found != [tuple(wanted)]:
        ever = max((m for _, _, text in closings if (m := _month(text))), default=None)
        yield Fault(ever, None, "lock", msg("the days that are locked are not those closed"))


def looked_at(db: sqlite3.Connection) -> Iterator[tuple[Result, list[Fault]]]:
    """Every kept result, in order, and where its bytes or links are not what they were."""
    reopenings, beside = _reopenings(db), _Beside(_signed(db), _said(db))
    before: dict[str, tuple[int, Month | None]] = {}
    number = 0
    for result in _results(db, reopenings):
        found = list(_damage(result, before, reopenings, beside))
        if result.id != number + 1:
            found.append(("removed", msg("what was kept before it was removed")))
        faults = [Fault(result.month, None, code, what) for code, what in found]
        yield result, [*faults, *_not_theirs(result), *_not_as_kept(result)]
        before[result.sha256], number = (result.id, result.month), result.id


def _damage(
    result: Result, before: _Before, reopenings: _Reopenings, beside: _Beside
) -> Iterator[_Found]:
    if _digest([result.head]) != result.sha256:
        yield "head", msg("the head of the kept result was changed")
        return
    try:
        head = json.loads(result.head.decode())
        yield from _beside_head(result, head)
        yield from _links(head, before)
        yield from _reopening(head, before, reopenings)
        yield from _unsigned(head, beside.signed)
        if result.stands:
            yield from _unsaid(head, beside.said)
    except UNREADABLE:
        yield "unreadable", msg("the kept result cannot be read")


def _beside_head(result: Result, head: Mapping[str, Any]) -> Iterator[_Found]:
    """Where the columns and rows beside the head are not those that it names."""
    if result.filed != head["month"]:
        yield "month", msg("the kept result was moved to {month}", month=result.filed)
    if result.kind != head["kind"]:
        yield "kind", msg("a closing and a correction were exchanged")
    if result.closed != head["closed"]:
        yield "closed_by", msg("who closed it, or when, was changed")
    book = head["rulebook"][2]
    if sha256(result.rulebook).hexdigest() != book:
        yield "rulebook", msg("the rulebook that was kept was changed")
    people = [f"{head['month']} {book}".encode(), *(person for _, person in result.people)]
    # A line end stands between texts and in none of them: two in one row would have the same hash.
    merged = any(b"\n" in person for _, person in result.people)
    in_place = result.places == tuple(range(len(result.people)))
    if _digest(people) != head["result"] or merged or not in_place:
        yield "people", msg("the people's results that were kept were changed")
    merged = any(b"\n" in finding for finding in result.findings)
    if _digest(result.findings) != head["findings"] or merged:
        yield "findings", msg("the findings that were locked with it were changed")


def _links(head: Mapping[str, Any], before: _Before) -> Iterator[_Found]:
    """Where what the result builds on is not there any more."""
    month = Month.parse_iso(head["month"])
    linked = month if head["kind"] == "correction" else month.plus(-1)
    for link, of in ((head["previous"], linked), (head["supersedes"], month)):
        if link is not None and (link not in before or before[link][1] != of):
            yield "link", msg("the closing of {month} that it builds on is missing", month=of)
    if head["previous"] is None and any(closed == linked for _, closed in before.values()):
        yield "link", msg("it does not link to the month closed before")


def _reopening(
    head: Mapping[str, Any], before: _Before, reopenings: _Reopenings
) -> Iterator[_Found]:
    """Where the reopening of the closing that it supersedes is not what it was."""
    superseded = before.get(head["supersedes"])
    if superseded and reopenings.get(superseded[0]) != head["reopened"]:
        yield "reopening", msg("why it was reopened, or with whose consent, was changed")


def _unsigned(head: Mapping[str, Any], signed: _Signed) -> Iterator[_Found]:
    """Where a signature that counted when the month was closed is not there as it was given."""
    for role, name, at, digest in head["signatures"]:
        if (head["month"], role, name, at, digest) not in signed:
            yield (
                "removed",
                msg(
                    "the signature of {role} ({name}, {at}) was changed or removed",
                    role=role, name=name, at=at.replace("T", " "),
                ),
            )  # fmt: skip


def _unsaid(head: Mapping[str, Any], said: _Said) -> Iterator[_Found]:
    """Where what people said of a standing result is not there as they said it."""
    for number, *objection in head["objections"]:
        if ("objection", head["month"], number, *objection) not in said:
            yield "said", msg("objection {id} was changed or removed", id=number)
    for staff, on, _ in head["acks"]:
        if ("ack", head["month"], staff, on) not in said:
            yield (
                "said",
                msg(
                    "the acknowledgement of {staff} ({day}) was changed or removed",
                    staff=staff, day=on,
                ),
            )  # fmt: skip


def _not_theirs(result: Result) -> Iterator[Fault]:
    """Where another person's result stands beneath a code."""
    for code, person in result.people:
        # Within a text of canonical JSON the quotes would stand behind a backslash.
        if f'"code":{text(code)}'.encode("utf-8", "surrogateescape") not in person:
            what = msg("the result that was kept is not this person's")
            yield Fault(result.month, _shown(code), "people", what)


def _not_as_kept(result: Result) -> Iterator[Fault]:
    """Whose result is not the one of which the head has the mark."""
    try:
        marks = json.loads(result.head)["people"]
        for (code, person), mark in zip(result.people, marks, strict=False):
            if _digest([person])[:MARK] != mark:
                what = msg("the result that was kept was changed")
                yield Fault(result.month, _shown(code), "people", what)
    except UNREADABLE:
        return  # what is wrong with the head is told by itself; older ones have no marks


def _shown(code: str) -> str:
    return code.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _digest(texts: Iterable[bytes]) -> str:
    """As ``canonical.digest``, of bytes as they stand."""
    return sha256(b"".join(each + b"\n" for each in texts)).hexdigest()


def _results(db: sqlite3.Connection, reopenings: _Reopenings) -> Iterator[Result]:
    findings: dict[int, list[bytes]] = {}
    for number, finding in _raw(db, "SELECT closing_id, finding FROM kept_finding"):
        findings.setdefault(number, []).append(finding)
    standing: dict[str, int] = {}
    query = "SELECT id, month, kind, sha256, recorded_by, recorded_at, command_id FROM closing"
    for number, month, kind, digest, by, at, command in _told(db, f"{query} ORDER BY id"):
        if kind == "close" and number not in reopenings:
            standing[month] = number
        ((head, rulebook),) = _raw(db, "SELECT head, rulebook FROM closing WHERE id = ?", number)
        people = _raw(
            db, "SELECT place, code, result FROM kept WHERE closing_id = ? ORDER BY place", number
        )
        yield Result(
            id=number,
            month=_month_of_head(head, digest) or _month(month),
            filed=month,
            kind=kind,
            sha256=digest,
            closed={"by": by, "at": at, "command": command},
            head=head,
            rulebook=rulebook,
            places=tuple(place for place, _, _ in people),
            people=tuple((_decoded(code), result) for _, code, result in people),
            findings=tuple(sorted(findings.get(number, ()))),
            stands=number >= standing.get(month, number + 1),
        )


def _reopenings(db: sqlite3.Connection) -> _Reopenings:
    """Who reopened what and why, by the number of the closing."""
    names = ("reason", "approved_by", "by", "at", "command")
    rows = _told(
        db,
        "SELECT closing_id, reason, approved_by, recorded_by, recorded_at, command_id"
        " FROM reopening",
    )
    return {closing: dict(zip(names, told, strict=True)) for closing, *told in rows}


def _signed(db: sqlite3.Connection) -> _Signed:
    """Who signed which result of a month, corrections left out."""
    query = (
        "SELECT month, role, recorded_by, recorded_at, sha256 FROM signature"
        " WHERE closing_id IS NULL"
    )
    return frozenset(_told(db, query))


def _said(db: sqlite3.Connection) -> _Said:
    """What people said of their scores, as a head has it; what is void was taken back."""
    code = "(SELECT s.code FROM staff AS s WHERE s.id = x.staff_id)"
    objections = _told(
        db,
        f"SELECT 'objection', x.month, x.id, {code}, x.on_day, x.text, x.answer, x.answer_reason,"
        " x.answered_on, x.answered_by FROM objection AS x WHERE x.voided = 0",
    )
    acks = _told(db, f"SELECT 'ack', x.month, {code}, x.on_day FROM ack AS x WHERE x.voided = 0")
    return frozenset((*objections, *acks))


def _told(db: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    """Rows as they stand; bytes that are no text can be told from every text."""
    return (tuple(map(_decoded, row)) for row in _raw(db, query))


def _raw(db: sqlite3.Connection, query: str, *bound: int) -> list[tuple[Any, ...]]:
    """Rows with text as its bytes: what another program wrote there need not be text."""
    usual, db.text_factory = db.text_factory, bytes
    try:
        return db.execute(query, bound).fetchall()
    finally:
        db.text_factory = usual


def _decoded(value: Any) -> Any:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def _month_of_head(head: bytes, digest: str) -> Month | None:
    try:
        return _month(json.loads(head)["month"]) if _digest([head]) == digest else None
    except UNREADABLE:
        return None


def _month(text: str) -> Month | None:
    try:
        month = Month.parse_iso(text)
        return month if month.last else None
    except UNREADABLE:
        return None
