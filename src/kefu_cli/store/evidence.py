"""The papers of one person's month: what its findings rest on, and what was decided about it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date

from kefu_cli.appraisal.canonical import digest, person_from, person_text, result_digest
from kefu_cli.appraisal.findings import recorded
from kefu_cli.appraisal.model import Appraisal, Charge, Finding, PersonAppraisal
from kefu_cli.calendar import Month
from kefu_cli.errors import NotFound
from kefu_cli.records import NOUN_NAMES, noun
from kefu_cli.records.evidence import (
    Exhibit,
    Ground,
    Issued,
    Own,
    Papers,
    Result,
    Waived,
)
from kefu_cli.records.kept import Event, Row
from kefu_cli.records.monthend import Closed, Issue, Reopened, Signature
from kefu_cli.store import kept
from kefu_cli.store.facts import unpaid, violation
from kefu_cli.store.history import Asked, events
from kefu_cli.store.knowledge import EVERYTHING, Knowledge
from kefu_cli.store.lookup import record_id
from kefu_cli.store.monthend import correction_signatures
from kefu_cli.store.records import get, select

_NOUNS = {"handover": "unit"}
"""The noun of a source that bears another name."""

_Record = tuple[str, int]

Corrected = tuple[Closed, Charge, Ground]
"""A finding as a kept correction has it: the correction, the finding, and what it rests on."""


def earlier(db: sqlite3.Connection, person: PersonAppraisal) -> tuple[Finding, ...]:
    """The findings of other months that the actions called for rest on as well."""
    own = {charge.finding.id for charge in person.charges}
    named = dict.fromkeys(id for action in person.actions for id in action.evidence)
    numbers = (id.removeprefix("violation:") for id in named if id not in own)
    return tuple(recorded(v) for number in numbers for v in violation(db, number))


def corrected(
    db: sqlite3.Connection, month: Month, person: PersonAppraisal
) -> tuple[Corrected, ...]:
    """What kept corrections have against a person and neither the closed result nor one before.

    A finding that is another one than before (waived since, another day) is among them.
    """
    closing, code, seen = kept.standing(db, month), person.person.code, list(person.charges)
    found: list[Corrected] = []
    for run in kept.corrections(db, closing) if closing else ():
        new = [
            charge
            for own in kept.appraisal_of(db, run).only(code).staff
            for charge in own.charges
            if charge not in seen
        ]
        found += [(kept.closed_of(run), charge, _ground(db, charge, code)) for charge in new]
        seen += new
    return tuple(found)


def papers(
    db: sqlite3.Connection,
    appraisal: Appraisal,
    person: PersonAppraisal,
    before: Iterable[Finding],
    since: Iterable[Corrected],
) -> Papers:
    """Everything recorded about a person's month, of which ``appraisal`` is the whole result.

    ``before`` are the findings of other months that count for it, ``since`` those of corrections.
    """
    code, month = person.person.code, str(appraisal.month)
    charges = (*person.charges, *map(Charge, before))
    grounds = {charge.finding.id: _ground(db, charge, code) for charge in charges}
    decisions = {
        name: select(db, noun(name), "staff = ? AND month = ?", (code, month), voided=True)
        for name in ("review", "ack", "objection")
    }
    live = {name: [r for r in rows if not r.voided] for name, rows in decisions.items()}
    concerned = [("staff", record_id(db, "staff", code))]
    every = (*grounds.values(), *(ground for *_, ground in since))
    concerned += [(e.noun, e.row.id) for ground in every for e in ground.exhibits]
    concerned += [(name, row.id) for name, rows in decisions.items() for row in rows]
    texts = {each.person.code: person_text(each) for each in appraisal.staff}
    return Papers(
        result=result_digest(appraisal, texts.values()),
        own=digest(texts[code]),
        grounds=grounds,
        unpaid=_unpaid(db, appraisal, person),
        reviews={(_item(row), str(row.values["level"])): row for row in live["review"]},
        issues=tuple(_issues(db, month)),
        acks=tuple(live["ack"]),
        objections=tuple(live["objection"]),
        results=tuple(_results(db, appraisal.month, code)),
        signatures=tuple(_ever_given(db, month)),
        events=_history(db, concerned),
    )


def _item(row: Row) -> int:
    item = row.values["item"]
    assert isinstance(item, int)
    return item


def _ground(db: sqlite3.Connection, charge: Charge, staff: str) -> Ground:
    exhibits = tuple(_exhibit(db, *record) for record in _records(db, charge.finding))
    row = db.execute(
        """
        SELECT s.code, x.recorded_by, x.recorded_at FROM waiver AS x
        LEFT JOIN staff AS s ON s.id = x.staff_id
        WHERE x.voided = 0 AND x.finding = ? AND x.reason = ? AND (s.code IS NULL OR s.code = ?)
        ORDER BY s.code IS NULL
        """,
        (charge.finding.id, charge.waived, staff),
    ).fetchone()
    return Ground(exhibits, Waived(*row) if row else None)


def _records(db: sqlite3.Connection, finding: Finding) -> Iterator[_Record]:
    """The records of a finding, by noun and number: itself where it is one, then its source."""
    for name in (finding.id, finding.source):
        kind, _, key = (name or "").partition(":")
        declared = _NOUNS.get(kind, kind)
        if declared in NOUN_NAMES and (name != finding.id or kind == "violation"):
            with suppress(NotFound):  # another program may have named a source that is not there
                yield declared, record_id(db, declared, key)


def _exhibit(db: sqlite3.Connection, name: str, number: int) -> Exhibit:
    follow_ups: Iterable[tuple[str, str | None]] = ()
    if name == "repair":
        follow_ups = db.execute(
            "SELECT at, note FROM repair_follow WHERE voided = 0 AND repair_id = ? ORDER BY at, id",
            (number,),
        )
    told = (" ".join(filter(None, (at.replace("T", " "), note))) for at, note in follow_ups)
    return Exhibit(name, get(db, noun(name), number), tuple(told))


def _unpaid(
    db: sqlite3.Connection, appraisal: Appraisal, person: PersonAppraisal
) -> dict[str, list[str]]:
    rates = [item.rate for item in person.items if item.rate]
    held = {share.building for rate in rates for share in rate.shares}
    if all(rate.paid == rate.due for rate in rates):
        return {}
    closing = kept.standing(db, appraisal.month)
    known = Knowledge(closing.id) if closing else EVERYTHING
    by_building = unpaid(db, appraisal.month, appraisal.as_of, known)
    return {building: codes for building, codes in by_building.items() if building in held}


def _issues(db: sqlite3.Connection, month: str) -> Iterator[Issued]:
    rows = db.execute(
        "SELECT on_day, until_day, recorded_by, recorded_at FROM issue WHERE month = ? ORDER BY id",
        (month,),
    )
    for on, until, by, at in rows:
        yield Issued(Issue(date.fromisoformat(on), date.fromisoformat(until)), by, at)


def _results(db: sqlite3.Connection, month: Month, code: str) -> Iterator[Result]:
    """Every result of the month that was kept, in order, those that stand no more among them."""
    rows = db.execute(
        """
        SELECT c.id, c.sha256, r.reason, r.approved_by, r.recorded_by, r.recorded_at, r.command_id
        FROM closing AS c LEFT JOIN reopening AS r ON r.closing_id = c.id
        WHERE c.month = ? ORDER BY c.id
        """,
        (str(month),),
    ).fetchall()
    for number, *reopened in rows:
        result = kept.numbered(db, number)
        yield Result(
            kept.closed_of(result),
            _signatures(db, result),
            _own(db, number, code),
            Reopened(*reopened) if reopened[1] else None,
        )


def _signatures(db: sqlite3.Connection, result: kept.Kept) -> tuple[Signature, ...]:
    if not result.corrects:
        return kept.end_of(db, result).signatures
    return correction_signatures(db, result, kept.rulebook_of(result).form.signers)


def _ever_given(db: sqlite3.Connection, month: str) -> Iterator[Signature]:
    """Every signature of the month, whatever it signed; none is told to be valid here."""
    rows = db.execute(
        "SELECT role, recorded_by, recorded_at, sha256 FROM signature WHERE month = ? ORDER BY id",
        (month,),
    )
    for role, name, at, sha256 in rows:
        yield Signature(role, name, at, sha256, valid=False)


def _own(db: sqlite3.Connection, closing: int, code: str) -> Own | None:
    row = db.execute(
        "SELECT result FROM kept WHERE closing_id = ? AND code = ?", (closing, code)
    ).fetchone()
    if row is None:
        return None
    person = person_from(json.loads(row[0]))
    return Own(digest(row[0]), person.total, person.pay.percent)


def _history(db: sqlite3.Connection, concerned: Iterable[_Record]) -> tuple[Event, ...]:
    found = (
        event for record in dict.fromkeys(concerned) for event in events(db, Asked(record=record))
    )
    return tuple(sorted(found, key=lambda event: event.at))
