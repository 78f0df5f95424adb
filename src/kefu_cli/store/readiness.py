"""What still stands in the way of closing a month, each with the command that settles it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date

from kefu_cli.appraisal.canonical import result_digest
from kefu_cli.appraisal.facts import Facts, Holding
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.appraisal.scoring import appraise
from kefu_cli.calendar import Month, last_day_not_ahead
from kefu_cli.records.monthend import MonthEnd, Objection
from kefu_cli.records.readiness import Kind, Matter, Readiness
from kefu_cli.store import kept
from kefu_cli.store.closing import instead
from kefu_cli.store.corrections import LATE_TABLES, correction
from kefu_cli.store.facts import gather
from kefu_cli.store.issuing import issued_result
from kefu_cli.store.monthend import month_end, objections
from kefu_cli.store.rulebooks import in_force


def readiness(db: sqlite3.Connection, month: Month, today: date) -> Readiness:
    """How far the month's end has come, and what is left to settle.

    Of a month that has not begun, or is locked without having been closed, only that is told.
    """
    closing = kept.standing(db, month)
    if closing:
        waiting = _objections(objections(db, month), blocks=False)
        return Readiness(month, kept.end_of(db, closing), (*waiting, *_late(db, closing)))
    order = tuple(_order(db, month, today))
    if month.first > today or any(matter.kind == "before_first" for matter in order):
        return Readiness(month, kept.open_end(db, month), order)
    book, until = in_force(db, month), last_day_not_ahead(month, today)
    facts = gather(db, book, month, until)
    appraisal = appraise(facts, book, month, until)
    end = month_end(db, appraisal)
    paid_on, recorded_at = _latest_payment(db)
    return Readiness(
        month,
        end,
        (
            *order,
            *_objections(end.objections, blocks=True),
            *_signatures(appraisal, end),
            *_same_signer(end),
            *_window(end, today),
            *_changed_since_issued(db, appraisal, end),
            *_reviews(appraisal),
            *_buildings(facts, month),
            *_people(appraisal, end),
            *_fees(paid_on, until),
        ),
        paid_on,
        recorded_at,
    )


def _order(db: sqlite3.Connection, month: Month, today: date) -> Iterator[Matter]:
    if today <= month.last:
        yield Matter("not_ended", blocks=True, on=month.last)
    wanted = instead(db, month)
    if wanted and month < wanted:
        yield Matter("before_first", blocks=True, names=(str(wanted),))
    elif wanted and month > wanted:
        before = tuple(str(wanted.plus(n)) for n in range(month - wanted))
        yield _named("earlier_month", before, f"kefu month close {wanted}", blocks=True)


def _objections(made: Iterable[Objection], *, blocks: bool) -> Iterator[Matter]:
    waiting = [objection for objection in made if objection.open]
    if waiting:
        command = f"kefu objection answer {waiting[0].id} --answer … --reason …"
        yield _named("objections", (o.staff for o in waiting), command, blocks=blocks)


def _signatures(appraisal: Appraisal, end: MonthEnd) -> Iterator[Matter]:
    given = {signature.role: signature for signature in end.signatures}
    for role in appraisal.rulebook.form.signers:
        signed = given.get(role)
        command = f"kefu sign --month {appraisal.month} --role {role}"
        if signed is None:
            yield _named("unsigned", (role,), command, blocks=True)
        elif not signed.valid:
            yield _named("void_signature", (f"{role} {signed.name}",), command, blocks=True)


def _same_signer(end: MonthEnd) -> Iterator[Matter]:
    """Who signed for more than one role: four signatures are meant to be four people's."""
    roles: dict[str, list[str]] = {}
    for signature in end.signatures:
        if signature.valid:
            roles.setdefault(signature.name, []).append(signature.role)
    several = [f"{name} ({'、'.join(own)})" for name, own in roles.items() if len(own) > 1]
    if several:
        yield Matter("same_signer", count=len(several), names=tuple(several))


def _window(end: MonthEnd, today: date) -> Iterator[Matter]:
    if end.issue and today <= end.issue.until:
        yield Matter("objection_window", on=end.issue.until)


def _changed_since_issued(
    db: sqlite3.Connection, appraisal: Appraisal, end: MonthEnd
) -> Iterator[Matter]:
    if end.issue and issued_result(db, appraisal.month) != result_digest(appraisal):
        command = f"kefu month issue {appraisal.month}"
        yield Matter("changed_since_issue", on=end.issue.on, command=command)


def _reviews(appraisal: Appraisal) -> Iterator[Matter]:
    month = appraisal.month
    without = [
        each.person.code for each in appraisal.staff if not any(item.reviews for item in each.items)
    ]
    if without:
        yield _named("unreviewed", without, f"kefu review import {month}.xlsx")
    unexplained = [
        (each.person.code, item, review)
        for each in appraisal.staff
        for item in each.items
        for review in item.differing
        if not review.reason
    ]
    if unexplained:
        code, _, review = unexplained[0]
        command = (
            f"kefu review set --staff {code} --month {month} --level {review.level}"
            f" --item {review.item} --score {review.score.normalize():f} --reason …"
        )
        yield _named("unexplained", (f"{c} {i.no} {i.name}" for c, i, _ in unexplained), command)


def _buildings(facts: Facts, month: Month) -> Iterator[Matter]:
    """The buildings with units due whose rate is, on the month's last day, nobody's."""
    held: dict[str, list[Holding]] = {}
    for holding in facts.holdings:
        if holding.holds_on(month.last):
            held.setdefault(holding.building, []).append(holding)
    due = sorted(collection.building for collection in facts.collections)
    unheld = [building for building in due if building not in held]
    employed = {p.code for p in facts.people if p.employed_on(month.last)}
    appraised = {p.code for p in facts.people if p.appraised} & employed
    assign = "kefu building assign --building {} --staff … --from …"
    if unheld:
        yield _named("building_unheld", unheld, assign.format(unheld[0]))
    left = [h for b in due for h in held.get(b, ()) if h.staff not in employed]
    if left:
        command = f"{assign.format(left[0].building)} --replace"
        yield _named("building_left", (f"{h.building} ({h.staff})" for h in left), command)
    others = [
        building
        for building in due
        if building in held
        and all(h.staff in employed for h in held[building])
        and appraised.isdisjoint(h.staff for h in held[building])
    ]
    if others:
        yield _named("building_not_appraised", others, assign.format(others[0]))


def _people(appraisal: Appraisal, end: MonthEnd) -> Iterator[Matter]:
    month = appraisal.month
    unpaid = [each.person.code for each in appraisal.staff if each.pay.base is None]
    if unpaid:
        command = f"kefu staff edit {unpaid[0]} --base-pay … --from {month}"
        yield _named("no_base", unpaid, command)
    if appraisal.unassigned:
        findings = (finding.id for finding in appraisal.unassigned)
        yield _named("findings_unassigned", findings, f"kefu finding list --month {month}")
    seen = {ack.staff for ack in end.acks if ack.current}
    unseen = [each.person.code for each in appraisal.staff if each.person.code not in seen]
    if end.issue and unseen:
        yield _named("unacknowledged", unseen, f"kefu ack --staff {unseen[0]} --month {month}")


def _fees(paid_on: date | None, until: date) -> Iterator[Matter]:
    if paid_on is None or paid_on < until:
        yield Matter("fees_behind", on=paid_on, command="kefu import fee …")


def _latest_payment(db: sqlite3.Connection) -> tuple[date | None, str | None]:
    """The day of the latest payment, and when one of that day was recorded last."""
    day, at = db.execute(
        "SELECT paid_on, max(recorded_at) FROM fee WHERE voided = 0"
        " AND paid_on = (SELECT max(paid_on) FROM fee WHERE voided = 0)"
    ).fetchone()
    return date.fromisoformat(day) if day else None, at


def _late(db: sqlite3.Connection, closing: kept.Kept) -> Iterator[Matter]:
    """What came late since the month was closed, or since its last correction, and who signs that.

    A correction that what came late since has made another one is not to be signed any more.
    """
    runs = kept.corrections(db, closing)
    since = max((closing.id, *(run.id for run in runs)))
    counts = [
        f"SELECT count(*) FROM {table} WHERE voided = 0 AND late >= :since" for table in LATE_TABLES
    ]
    counts.append("SELECT count(*) FROM late_change WHERE closing_id >= :since")
    total = sum(db.execute(count, {"since": since}).fetchone()[0] for count in counts)
    if not total and not runs:
        return
    found = correction(db, closing.month)
    if found.changes and found.kept is None:
        command = f"kefu month correction {closing.month}"
        yield Matter("late_records", count=len(found.late), command=command)
    if found.unsigned:
        command = f"kefu sign --month {closing.month} --role {found.unsigned[0]}"
        yield _named("correction_unsigned", found.unsigned, command)


def _named(kind: Kind, names: Iterable[str], command: str, *, blocks: bool = False) -> Matter:
    every = tuple(names)
    return Matter(kind, blocks, len(every), every, command=command)
