"""Whether closed months still are what they were closed as.

Each kept result is compared with its hash and its place in the chain (``chain``), and each that
stands is computed anew from the records and the rulebook that was kept, without what came late.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kefu_cli.appraisal.canonical import (
    COMPARED,
    differing,
    finding_plain,
    people_texts,
    person_from,
    person_plain,
    text,
)
from kefu_cli.appraisal.facts import Person
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.appraisal.scoring import appraise
from kefu_cli.calendar import Month
from kefu_cli.messages import Message, msg
from kefu_cli.records.faults import Code, Fault, Verified
from kefu_cli.store.appraisals import as_kept, still_appraised
from kefu_cli.store.chain import UNREADABLE, Result, lock_faults, looked_at
from kefu_cli.store.facts import gather
from kefu_cli.store.knowledge import Knowledge
from kefu_cli.store.rulebooks import from_text

_CANNOT_BE_COMPUTED: frozenset[Code] = frozenset({"head", "unreadable", "month", "rulebook"})
_Found = tuple[Code, Message, str | None]


def verify(db: sqlite3.Connection) -> Verified:
    """Look at every kept result; compute anew those that stand, with their corrections."""
    faults, closings, months = list(lock_faults(db)), 0, set()
    for result, found in looked_at(db):
        closings += 1
        if result.stands:
            months.add(result.month)
            faults += _with_people(found, _computed_anew(db, result, found))
        else:
            faults += found
    # A closing and its corrections are computed from the same records: one fault, said once.
    return Verified(len(months), closings, tuple(sorted(dict.fromkeys(faults), key=_in_order)))


def _with_people(kept: list[Fault], computed: list[Fault]) -> list[Fault]:
    """All faults; that some people's results were changed is not said beside whose these are."""
    found = kept + computed
    named = any(fault.staff for fault in found)
    return [fault for fault in found if fault.staff or fault.code != "people" or not named]


def _in_order(fault: Fault) -> tuple[bool, str, str]:
    return (fault.month is None, str(fault.month), fault.staff or "")


def _computed_anew(db: sqlite3.Connection, result: Result, kept: list[Fault]) -> list[Fault]:
    """Where the month computed anew has another outcome than the one that was kept."""
    if result.month is None or not _CANNOT_BE_COMPUTED.isdisjoint(f.code for f in kept):
        return []
    try:
        found = list(_differences(db, result, result.month))
    except UNREADABLE:
        found = [_unreadable(None)]
    return [Fault(result.month, staff, code, what) for code, what, staff in found]


def _unreadable(staff: str | None) -> _Found:
    return "unreadable", msg("the kept result cannot be read"), staff


def _differences(db: sqlite3.Connection, result: Result, month: Month) -> Iterator[_Found]:
    kept, book = dict(result.people), from_text(result.rulebook.decode())
    facts = gather(db, book, month, month.last, Knowledge(result.id))
    people = [_appraised(person, person.code in kept) for person in facts.people]
    if result.kind == "correction":
        people = [still_appraised(p, month) if p.code in kept else p for p in people]
    found = appraise(replace(facts, people=tuple(people)), book, month)
    others = kept.keys() - _alike(found, kept)
    if others:
        # Only those whose text is another one are read: names and posts may have changed since.
        then, bad = _read({code: kept[code] for code in kept if code in others})
        yield from map(_unreadable, bad)
        now = [person for person in people if person.code in then]
        rest = [person for person in people if person.code not in then]
        named = as_kept(now, (person_from(plain).person for plain in then.values()))
        found = appraise(replace(facts, people=(*named, *rest)), book, month)
        yield from _outcomes(found, then)
    # A unit may still be added where nobody held its building; what it lacks is nobody's too.
    was = json.loads(result.head)["unassigned"]
    is_now = [finding_plain(finding) for finding in found.unassigned]
    if [f for f in is_now if f in was or f["source"] != f"handover:{f['unit']}"] != was:
        yield "unassigned", msg("computed anew, other findings count against nobody"), None


def _read(texts: Mapping[str, bytes]) -> tuple[dict[str, Any], list[str]]:
    """The results by code, and the codes of those that cannot be read."""
    read, bad = {}, []
    for code, result in texts.items():
        try:
            plain = json.loads(result)
            person_from(plain)
            read[code] = plain
        except UNREADABLE:
            bad.append(code)
    return read, bad


def _appraised(person: Person, appraised: bool) -> Person:
    return person if person.appraised == appraised else replace(person, appraised=appraised)


def _alike(found: Appraisal, kept: Mapping[str, bytes]) -> set[str]:
    """The people whose result computed anew is, to the letter, the one that was kept."""
    texts = zip(found.staff, people_texts(found), strict=True)
    return {
        each.person.code
        for each, found_text in texts
        if found_text.encode("utf-8", "surrogatepass") == kept[each.person.code]
    }


def _outcomes(found: Appraisal, then: Mapping[str, Any]) -> Iterator[_Found]:
    now = {each.person.code: each for each in found.staff}
    for code, was in then.items():
        if code not in now:
            yield "computed", msg("is no longer employed in the month"), code
        elif different := differing(was, json.loads(text(person_plain(now[code])))):
            names = tuple(_NAMES[name] for name in different)
            yield "computed", msg("computed anew differs: {what}", what=names), code


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
