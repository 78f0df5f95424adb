"""Whether closed months still are what they were closed as.

Each kept result is compared with its hash and its place in the chain, and each that stands is
computed anew from the records and the rulebook that was kept, without what came late.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from kefu_cli.appraisal.canonical import COMPARED, differing, digest, person_plain, text
from kefu_cli.calendar import Month
from kefu_cli.messages import Message, msg
from kefu_cli.store import kept
from kefu_cli.store.appraisals import recompute
from kefu_cli.store.kept import Kept
from kefu_cli.store.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not as it was kept: of a month, and of a person where it is theirs."""

    month: Month
    staff: str | None
    what: Message


@dataclass(frozen=True, slots=True)
class Verified:
    """How many kept results were looked at, and everything that is wrong, by month and person."""

    closings: int
    faults: tuple[Fault, ...]


def verify(db: sqlite3.Connection) -> Verified:
    """Look at every kept result; compute anew those that stand, with their corrections."""
    faults = list(chain_faults(db))
    broken = {fault.month for fault in faults}
    for closing in kept.all_standing(db):
        if closing.month not in broken:
            for result in (closing, *kept.corrections(db, closing)):
                faults += _content_faults(db, result)
    (closings,) = db.execute("SELECT count(*) FROM closing").fetchone()
    return Verified(closings, tuple(sorted(faults, key=lambda f: (f.month, f.staff or ""))))


def chain_faults(db: sqlite3.Connection) -> Iterator[Fault]:
    """Every kept result whose bytes or links are not those that its hash was made of."""
    before: dict[str, Kept] = {}
    for closing in kept.everything_kept(db):
        yield from (Fault(closing.month, None, what) for what in _damage(db, closing, before))
        before[closing.sha256] = closing


def _damage(db: sqlite3.Connection, closing: Kept, before: dict[str, Kept]) -> Iterator[Message]:
    if digest(closing.head_text) != closing.sha256:
        yield msg("the head of the kept result was changed")
        return
    head = closing.head
    if head["month"] != str(closing.month):
        yield msg("the kept result is one of {month}", month=head["month"])
    if sha256(closing.rulebook.encode()).hexdigest() != head["rulebook"][2]:
        yield msg("the rulebook that was kept was changed")
    people = kept.people_texts(db, closing.id)
    if digest(f"{closing.month} {head['rulebook'][2]}", *people) != head["result"]:
        yield msg("the people's results that were kept were changed")
    for link in (head["previous"], head["supersedes"]):
        if link is not None and link not in before:
            yield msg("the closing that it builds on ({hash}) is missing", hash=link[:12])
    if head["previous"] is None and _earlier(closing, before):
        yield msg("it does not link to the month closed before")


def _earlier(closing: Kept, before: dict[str, Kept]) -> bool:
    """Whether the month before was closed before: then the closing must link to it."""
    return any(k.month == closing.month.plus(-1) for k in before.values())


def _content_faults(db: sqlite3.Connection, closing: Kept) -> Iterator[Fault]:
    """Where the month computed anew has another outcome than the one that was kept."""
    found = {
        person.person.code: person_plain(person)
        for person in recompute(db, closing, Knowledge(closing.id)).staff
    }
    for result in kept.people_texts(db, closing.id):
        was: dict[str, Any] = json.loads(result)
        now = found.get(was["code"])
        if now is None:
            yield Fault(closing.month, was["code"], msg("is no longer employed in the month"))
        elif different := differing(was, json.loads(text(now))):
            names = tuple(_NAMES[name] for name in different)
            yield Fault(
                closing.month, was["code"], msg("computed anew differs: {what}", what=names)
            )


_NAMES = dict(
    zip(
        COMPARED,
        (
            msg("items"),
            msg("total"),
            msg("pay share"),
            msg("pay due"),
            msg("actions"),
            msg("findings"),
        ),
        strict=True,
    )
)
