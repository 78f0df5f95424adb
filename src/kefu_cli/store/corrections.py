"""Corrections of closed months: what came late would change, and the runs that were kept.

The closed result stands. A correction is compared with what stands in its place: the last
correction that everyone signed, or else the closing itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kefu_cli.appraisal.canonical import differing, person_plain
from kefu_cli.appraisal.model import Appraisal, Change
from kefu_cli.calendar import Month
from kefu_cli.errors import Refused
from kefu_cli.messages import msg
from kefu_cli.records.monthend import NOTHING, Closed, LateRecord, MonthEnd, Signature
from kefu_cli.store import closing, kept
from kefu_cli.store.appraisals import recompute
from kefu_cli.store.kept import Kept
from kefu_cli.store.knowledge import EVERYTHING
from kefu_cli.store.monthend import correction_signatures
from kefu_cli.store.records import Origin
from kefu_cli.store.told import kinds

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
    the people whose result changes. ``kept`` is the run that was kept of just this, if any, and
    ``signatures`` are those under it.
    """

    month: Month
    base: str
    after: Appraisal
    changes: tuple[Change, ...]
    late: tuple[LateRecord, ...]
    kept: Closed | None = None
    signatures: tuple[Signature, ...] = ()

    @property
    def end(self) -> MonthEnd:
        """What stands beside the corrected result."""
        return replace(NOTHING, signatures=self.signatures, closed=self.kept)


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
        raise Refused(
            msg("Nothing that came late changes {month}.", month=month),
            msg("See the result that stands: kefu score --month {month}", month=month),
        )
    if found.kept:
        raise Refused(
            msg(
                "This correction of {month} was kept on {at}.",
                month=month,
                at=found.kept.at.replace("T", " "),
            ),
            msg("Sign it: kefu sign --month {month} --role …", month=month),
        )
    standing = _standing(db, month)
    after = recompute(db, standing, EVERYTHING)
    return closing.keep(db, after, NOTHING, "correction", standing.sha256, origin)


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
    return Correction(
        month=base.month,
        base=base.sha256,
        after=replace(after, staff=alone, unassigned=()),
        changes=changes,
        late=tuple(sorted(_late(db, base, run), key=lambda record: record.at)),
        kept=kept.closed_of(run) if run else None,
        signatures=correction_signatures(db, run, after.rulebook.form.signers) if run else (),
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


def _late(db: sqlite3.Connection, base: Kept, run: Kept | None) -> Iterator[LateRecord]:
    """The records and facts that came after a result, and before ``run``: named as in history."""
    between = (base.id, run.id if run else None)
    for kind in kinds():
        if kind.table not in LATE_TABLES:
            continue
        rows = db.execute(
            f"SELECT {kind.record}, x.recorded_by, x.recorded_at FROM {kind.table} AS x"
            " WHERE x.voided = 0 AND x.late >= ? AND x.late < ifnull(?, x.late + 1)"
            " ORDER BY x.id",
            between,
        )
        for record, by, at in rows:
            yield LateRecord(record, kind.fact, by, at)
        rows = db.execute(
            f"""
            SELECT {kind.record}, l.field, coalesce(c.user, ''), h.at
            FROM (SELECT DISTINCT noun, record_id, field FROM late_change WHERE noun = ?
                AND closing_id >= ? AND closing_id < ifnull(?, closing_id + 1)) AS l
            JOIN {kind.table} AS x ON x.id = l.record_id
            JOIN history AS h ON h.id = (SELECT max(y.id) FROM history AS y
                WHERE y.noun = l.noun AND y.record_id = l.record_id AND y.field = l.field)
            LEFT JOIN command AS c ON c.id = h.command_id
            WHERE {_filled(kind.table)}
            ORDER BY x.id, l.field
            """,
            (kind.table, *between),
        )
        for record, column, by, at in rows:
            declared = kind.fields.get(column)
            yield LateRecord(record, declared.name if declared else column, by, at)
