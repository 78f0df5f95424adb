"""Corrections of closed months: what came late would change, and the runs that were kept.

The closed result stands. A correction is compared with what stands in its place: the last
correction that everyone signed, or else the closing itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kefu_cli.appraisal.canonical import differing, person_plain
from kefu_cli.appraisal.model import Appraisal, Change
from kefu_cli.calendar import Month
from kefu_cli.errors import Refused
from kefu_cli.messages import msg
from kefu_cli.records import NOUN_NAMES, noun
from kefu_cli.records.fields import Value
from kefu_cli.records.kept import Row
from kefu_cli.records.monthend import (
    NOTHING,
    Closed,
    LateRecord,
    MonthEnd,
    Objection,
    Signature,
)
from kefu_cli.store import closing, kept
from kefu_cli.store.appraisals import recompute
from kefu_cli.store.kept import Kept
from kefu_cli.store.knowledge import EVERYTHING
from kefu_cli.store.monthend import correction_signatures
from kefu_cli.store.records import Origin, select
from kefu_cli.store.told import Kind, kinds

_Between = tuple[int, int | None]

LATE_TABLES = (
    "staff",
    "assignment",
    "unit",
    "fee",
    "violation",
    "repair",
    "repair_follow",
    "archive",
    "suggestion",
    "story",
    "base_pay",
    "waiver",
)
"""The tables whose records may come late."""

LATE_FACTS = {
    "staff": ("left_on",),
    "assignment": ("to_day",),
    "unit": ("handover",),
    "repair": ("dispatched", "completed", "revisited", "revisit_record", "rework"),
}
"""The facts of a record that may be filled in late, by its table."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What late records change of a closed month.

    ``base`` is the hash of the result that stands, ``after`` the month computed anew with only
    the people whose result changes. ``kept`` is the run that was kept of just this, if any,
    ``place`` which one of ``count`` it is, ``signatures`` are those under it. ``objections`` are
    those that stand on the closed month's forms.
    """

    month: Month
    base: str
    after: Appraisal
    changes: tuple[Change, ...]
    late: tuple[LateRecord, ...]
    kept: Closed | None = None
    place: int = 0
    count: int = 0
    signatures: tuple[Signature, ...] = ()
    objections: tuple[Objection, ...] = ()

    @property
    def end(self) -> MonthEnd:
        """What stands beside the corrected result."""
        return replace(
            NOTHING, signatures=self.signatures, closed=self.kept, objections=self.objections
        )

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The roles whose signature under the run that was kept is still missing, in order."""
        return closing.unsigned(self.after, self.end) if self.kept else ()


def correction(db: sqlite3.Connection, month: Month) -> Correction:
    """What late records would change of a closed month. Raises Refused where it is not closed."""
    standing = _standing(db, month)
    after = recompute(db, standing, EVERYTHING)
    return _of(db, standing, after, _kept_run(db, month, standing, after))


def to_show(db: sqlite3.Connection, month: Month) -> Correction:
    """What late records would change; where nothing waits, the last correction that was signed."""
    found = correction(db, month)
    return found if found.changes else last_signed(db, month) or found


def last_signed(db: sqlite3.Connection, month: Month) -> Correction | None:
    """The last correction of a closed month that everyone signed, as it was kept, if any."""
    closed = kept.standing(db, month)
    results = {r.sha256: r for r in (closed, *kept.corrections(db, closed))} if closed else {}
    signed = [run for run in results.values() if run.corrects and _all_signed(db, run)]
    if not signed:
        return None
    run = signed[-1]
    return _of(db, results[run.head["previous"]], kept.appraisal_of(db, run), run)


def keep(db: sqlite3.Connection, month: Month, origin: Origin) -> Closed:
    """Keep what late records change as a correction run, to be signed; in an open transaction.

    Raises Refused where nothing changes, or just this was kept already.
    """
    found = correction(db, month)
    if not found.changes:
        raise nothing_to_keep(month, last_signed(db, month))
    if found.kept:
        raise Refused(
            msg(
                "This correction of {month} was kept on {at}.",
                month=month,
                at=found.kept.at.replace("T", " "),
            ),
            msg(
                "Sign it: kefu sign --month {month} --role {role}",
                month=month,
                role=found.unsigned[0],
            ),
        )
    standing = _standing(db, month)
    after = recompute(db, standing, EVERYTHING)
    return closing.keep(db, after, NOTHING, "correction", standing.sha256, origin)


def nothing_to_keep(month: Month, last: Correction | None) -> Refused:
    """What to raise where nothing that came late changes a month: ``last`` was signed by all."""
    advice = msg("See the result that stands: kefu score --month {month}", month=month)
    if last is None or last.kept is None:
        return Refused(msg("Nothing that came late changes {month}.", month=month), advice)
    at, count = last.kept.at.replace("T", " "), len(last.signatures)
    return Refused(
        msg(
            "Nothing new is to be corrected; the last correction of {month} was kept on {at}"
            " and has all its {count} signatures.",
            month=month,
            at=at,
            count=count,
        ),
        msg("See it: kefu month correction {month}", month=month),
    )


def latest_run(db: sqlite3.Connection, month: Month) -> Kept | None:
    """The correction of a closed month that was kept last."""
    closed = kept.standing(db, month)
    runs = kept.corrections(db, closed) if closed else ()
    return runs[-1] if runs else None


def _of(db: sqlite3.Connection, base: Kept, after: Appraisal, run: Kept | None) -> Correction:
    """What ``after`` changes of the result ``base``; ``run`` is where it was kept, if it was."""
    changes = tuple(_changes(kept.appraisal_of(db, base), after))
    changed = {change.after.person.code for change in changes}
    alone = tuple(person for person in after.staff if person.person.code in changed)
    closed = kept.standing(db, base.month)
    runs = [each.id for each in kept.corrections(db, closed)] if closed else []
    return Correction(
        month=base.month,
        base=base.sha256,
        after=replace(after, staff=alone, unassigned=()),
        changes=changes,
        late=tuple(sorted(_bearing(db, base, run, after), key=lambda record: record.at)),
        kept=kept.closed_of(run) if run else None,
        place=runs.index(run.id) + 1 if run else 0,
        count=len(runs),
        signatures=correction_signatures(db, run, after.rulebook.form.signers) if run else (),
        objections=kept.end_of(db, closed).objections if closed else (),
    )


def _standing(db: sqlite3.Connection, month: Month) -> Kept:
    """The result that stands: the closing, or the last correction that everyone signed."""
    closed = kept.standing(db, month)
    if closed is None:
        raise Refused(
            msg("{month} is not closed.", month=month),
            msg("An open month needs no correction: kefu score --month {month}", month=month),
        )
    signed = [run for run in kept.corrections(db, closed) if _all_signed(db, run)]
    return signed[-1] if signed else closed


def _all_signed(db: sqlite3.Connection, run: Kept) -> bool:
    signers = kept.rulebook_of(run).form.signers
    signatures = correction_signatures(db, run, signers)
    return len(signatures) == len(signers) and all(s.valid for s in signatures)


def _kept_run(
    db: sqlite3.Connection, month: Month, standing: Kept, after: Appraisal
) -> Kept | None:
    """The latest run, if it is one of just this result and does not stand already."""
    run = latest_run(db, month)
    if run is None or run.id <= standing.id:
        return None
    kept_after = kept.appraisal_of(db, run)
    return None if any(_changes(kept_after, after)) else run


def _changes(before: Appraisal, after: Appraisal) -> Iterator[Change]:
    found = {person.person.code: person for person in after.staff}
    for person in before.staff:
        now = found.get(person.person.code)
        if now and differing(person_plain(person), person_plain(now)):
            yield Change(person, now)


def _filled(table: str) -> str:
    """The condition that a fact is not blank again: it may have been taken back."""
    whens = (
        f"WHEN '{column}' THEN coalesce(x.{column}, 0) <> 0" for column in LATE_FACTS.get(table, ())
    )
    return f"CASE l.field {' '.join(whens)} ELSE 0 END" if table in LATE_FACTS else "0"


def _bearing(
    db: sqlite3.Connection, base: Kept, run: Kept | None, after: Appraisal
) -> Iterator[LateRecord]:
    """What came late after a result and before ``run``, and may bear on the month of the result."""
    findings = {charge.finding.id for person in after.staff for charge in person.charges}
    for late in _late(db, base, run):
        if late.field == "waived":
            bears = str(late.value).partition(" ")[0] in findings
        else:
            bears = _may_bear(late, base.month)
        if bears:
            yield late


def _may_bear(late: LateRecord, month: Month) -> bool:
    """Whether a record can change a month: it does not lie wholly after it, or in another one."""
    if late.row is None:  # a time, or the month of a pay base and its amount
        since = str(late.value)[:7]
        return since[4:5] != "-" or since <= str(month)
    values = late.row.values
    if late.record.startswith("violation:"):
        if values["source"]:  # it takes the place of a finding of any month
            return True
        if not values["absent"]:
            return _month_of(values["on"]) == month
    if late.record.startswith("fee:"):
        first, last = values["month"], values["to_month"]
        return isinstance(first, Month) and isinstance(last, Month) and first <= month <= last
    named = values.values() if late.field is None else (values.get(late.field),)
    months = [found for value in named if (found := _month_of(value))]
    return not months or min(months) <= month


def _month_of(value: Value) -> Month | None:
    if isinstance(value, date):  # a moment is one as well
        return Month(value.year, value.month)
    return value if isinstance(value, Month) else None


def _late(db: sqlite3.Connection, base: Kept, run: Kept | None) -> Iterator[LateRecord]:
    """The records and facts that came after a result, and before ``run``: named as in history."""
    between = (base.id, run.id if run else None)
    for kind in kinds():
        if kind.table in LATE_TABLES:
            yield from _new(db, kind, between)
            yield from _filled_in(db, kind, between)


_NEW = "x.voided = 0 AND x.late >= ? AND x.late < ifnull(?, x.late + 1)"


def _new(db: sqlite3.Connection, kind: Kind, between: _Between) -> Iterator[LateRecord]:
    found = db.execute(
        f"SELECT x.id, {kind.record}, {kind.value}, x.recorded_by, x.recorded_at"
        f" FROM {kind.table} AS x WHERE {_NEW} ORDER BY x.id",
        between,
    ).fetchall()
    rows = _rows(db, kind, f"SELECT x.id FROM {kind.table} AS x WHERE {_NEW}", between)
    for number, record, value, by, at in found:
        yield LateRecord(record, kind.fact, by, at, rows.get(number), value)


_CHANGED = """SELECT DISTINCT noun, record_id, field FROM late_change WHERE noun = ?
    AND closing_id >= ? AND closing_id < ifnull(?, closing_id + 1)"""


def _filled_in(db: sqlite3.Connection, kind: Kind, between: _Between) -> Iterator[LateRecord]:
    bound = (kind.table, *between)
    found = db.execute(
        f"""
        SELECT x.id, {kind.record}, l.field, coalesce(c.user, ''), h.at
        FROM ({_CHANGED}) AS l
        JOIN {kind.table} AS x ON x.id = l.record_id
        JOIN history AS h ON h.id = (SELECT max(y.id) FROM history AS y
            WHERE y.noun = l.noun AND y.record_id = l.record_id AND y.field = l.field)
        LEFT JOIN command AS c ON c.id = h.command_id
        WHERE {_filled(kind.table)}
        ORDER BY x.id, l.field
        """,
        bound,
    ).fetchall()
    rows = _rows(db, kind, f"SELECT record_id FROM ({_CHANGED})", bound)
    for number, record, column, by, at in found:
        declared = kind.fields.get(column)
        yield LateRecord(record, declared.name if declared else column, by, at, rows.get(number))


def _rows(
    db: sqlite3.Connection, kind: Kind, numbers: str, bound: Sequence[str | int | None]
) -> dict[int, Row]:
    """The records of these numbers as lists have them, where the table is a noun's."""
    if kind.table not in NOUN_NAMES:
        return {}
    found = select(db, noun(kind.table), f"id IN ({numbers})", bound, voided=True)
    return {row.id: row for row in found}
