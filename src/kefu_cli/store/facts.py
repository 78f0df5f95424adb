"""Gathering a month's facts: the few rows that can bear on it, and the counts of units.

Units are counted where they lie; a million of them never leave SQLite.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from kefu_cli.appraisal.facts import (
    Archive,
    Collection,
    Facts,
    Handed,
    Handover,
    Holding,
    Person,
    Repair,
    Review,
    Violation,
    Waiver,
)
from kefu_cli.calendar import Month
from kefu_cli.records.values import points
from kefu_cli.rulebook.model import Rulebook
from kefu_cli.store.knowledge import EVERYTHING, Knowledge


def gather(
    db: sqlite3.Connection,
    rulebook: Rulebook,
    month: Month,
    as_of: date,
    known: Knowledge = EVERYTHING,
) -> Facts:
    """Everything that the month's appraisal reads (``appraisal.facts.Facts`` says what).

    ``known`` leaves out what came late, so that a closed month is computed as it was closed.
    """
    since = _horizon(rulebook, month)
    in_reach = "last_step >= ? AND x.received < ?"
    handed_over = "x.handover BETWEEN ? AND ?"
    return Facts(
        people=tuple(_people(db, month, known)),
        holdings=tuple(_holdings(db, month, known)),
        collections=tuple(collections(db, month, as_of, known)),
        violations=tuple(_violations(db, month, as_of, known)),
        repairs=tuple(_repairs(db, in_reach, (since, _after(month)), known)),
        handovers=tuple(_handovers(db, handed_over, (since, _iso(month.last)), known)),
        archives=tuple(_archives(db, since, _after(month), known)),
        waivers=tuple(_waivers(db, known)),
        handed=tuple(_handed(db, month, known)),
        reviews=tuple(_reviews(db, month)),
    )


def gather_record(db: sqlite3.Connection, kind: str, key: str, today: date) -> Facts:
    """The facts of one source record (a repair, a handover) alone, whenever it was.

    Besides the record: the archives of its unit, and everyone who ever held its building.
    """
    repairs = tuple(_repairs(db, "x.no = ?", (key,))) if kind == "repair" else ()
    handovers = tuple(_handovers(db, "x.code = ?", (key,))) if kind == "handover" else ()
    records: tuple[Repair | Handover, ...] = (*repairs, *handovers)
    return Facts(
        people=tuple(_people(db, Month.of(today))),
        holdings=tuple(h for r in records for h in _holdings_of(db, r.building)),
        repairs=repairs,
        handovers=handovers,
        archives=tuple(a for r in records for a in _archives_of(db, r.unit)),
    )


def collections(
    db: sqlite3.Connection, month: Month, as_of: date, known: Knowledge = EVERYTHING
) -> Iterator[Collection]:
    """Each building's units due in the month, and those settled on or before ``as_of`` (R4)."""
    for row in db.execute(counts(known), count_bounds(month, as_of)):
        yield Collection(*row)


def _settled(known: Knowledge) -> str:
    return f"""EXISTS (
        SELECT 1 FROM fee AS f
        WHERE f.unit_id = u.id AND f.month <= :month AND f.to_month >= :month
            AND f.paid_on <= :as_of AND f.partial = 0 AND f.voided = 0{known.of("f")})"""


def _due(known: Knowledge) -> str:
    return f"u.voided = 0 AND u.handover <= :last{known.of('u')}" + known.filled(
        "unit", "u", "handover"
    )


def counts(known: Knowledge = EVERYTHING) -> str:
    """The query for each building's units due, and those of them that are settled."""
    return f"""
        SELECT b.code, count(*), sum({_settled(known)})
        FROM unit AS u JOIN building AS b ON b.id = u.building_id
        WHERE {_due(known)}
        GROUP BY b.id
    """


def unpaid_units(known: Knowledge = EVERYTHING) -> str:
    """The query for the units that are due and not settled."""
    return f"SELECT u.id FROM unit AS u WHERE {_due(known)} AND NOT {_settled(known)}"


def unpaid(
    db: sqlite3.Connection, month: Month, as_of: date, known: Knowledge = EVERYTHING
) -> dict[str, list[str]]:
    """The codes of the units that are due in the month and not settled, by building."""
    by_building: dict[str, list[str]] = {}
    for building, unit in db.execute(
        f"SELECT building, code FROM list_unit WHERE id IN ({unpaid_units(known)})"
        " ORDER BY building, code",
        count_bounds(month, as_of),
    ):
        by_building.setdefault(building, []).append(unit)
    return by_building


def count_bounds(month: Month, as_of: date) -> dict[str, str]:
    """What ``counts`` and ``unpaid_units`` are asked with."""
    return {"month": str(month), "last": _iso(month.last), "as_of": _iso(as_of)}


def _horizon(rulebook: Rulebook, month: Month) -> str:
    # A fault late in the month was due from a step at most the longest deadline before it.
    longest = max((days for rule in rulebook.derived for _, days in rule.days), default=0)
    return _iso(month.first - timedelta(days=longest + 1))


def _people(
    db: sqlite3.Connection, month: Month, known: Knowledge = EVERYTHING
) -> Iterator[Person]:
    rows = db.execute(
        f"""
        SELECT x.code, x.name, x.department, x.position, x.joined,
            {known.fact("staff", "x", "left_on")}, x.appraised,
            (SELECT p.amount FROM base_pay AS p
                WHERE p.staff_id = x.id AND p.voided = 0{known.of("p")} AND p.from_month <= ?
                ORDER BY p.from_month DESC LIMIT 1)
        FROM staff AS x WHERE x.voided = 0{known.of("x")}
        """,
        (str(month),),
    )
    for code, name, department, position, joined, left, appraised, pay in rows:
        yield Person(
            code, name, department, position, _day(joined), _day(left), bool(appraised), pay
        )


def _all_holdings(known: Knowledge = EVERYTHING) -> str:
    return f"""
    SELECT s.code, b.code, x.from_day, {known.fact("assignment", "x", "to_day")} AS until
    FROM assignment AS x
    JOIN staff AS s ON s.id = x.staff_id JOIN building AS b ON b.id = x.building_id
    WHERE x.voided = 0{known.of("x")}
    """


def _holdings(db: sqlite3.Connection, month: Month, known: Knowledge) -> Iterator[Holding]:
    in_force = f"{_all_holdings(known)} AND x.from_day <= ? AND (until IS NULL OR until >= ?)"
    return _as_holdings(db.execute(in_force, (_iso(month.last), _iso(month.first))))


def _holdings_of(db: sqlite3.Connection, building: str) -> Iterator[Holding]:
    of_building = "x.building_id IN (SELECT id FROM building WHERE code = ?)"
    return _as_holdings(db.execute(f"{_all_holdings()} AND {of_building}", (building,)))


def _as_holdings(rows: sqlite3.Cursor) -> Iterator[Holding]:
    for staff, building, start, end in rows:
        yield Holding(staff, building, date.fromisoformat(start), _day(end))


def violation(db: sqlite3.Connection, number: str) -> Iterator[Violation]:
    """The recorded violation of this number, if there is one that is not void."""
    return _as_violations(db.execute(f"{_VIOLATIONS} AND x.id = ?", (number,)))


_VIOLATIONS = """
    SELECT x.id, s.code, x.clause, x.on_day, x.note, x.evidence, x.absent, x.source
    FROM violation AS x JOIN staff AS s ON s.id = x.staff_id WHERE x.voided = 0
"""


def _violations(
    db: sqlite3.Connection, month: Month, as_of: date, known: Knowledge
) -> Iterator[Violation]:
    # Besides the month's own: every earlier absence of those absent in it, for runs and totals,
    # and whatever takes the place of a derived finding, on whichever day.
    rows = db.execute(
        f"""
        {_VIOLATIONS}{known.of("x")} AND (
            x.on_day BETWEEN :first AND :last
            OR x.source IS NOT NULL
            OR (x.absent = 1 AND x.on_day < :first AND x.staff_id IN (
                SELECT y.staff_id FROM violation AS y
                WHERE y.absent = 1 AND y.voided = 0{known.of("y")}
                    AND y.on_day BETWEEN :first AND :as_of)))
        ORDER BY x.id
        """,
        {"first": _iso(month.first), "last": _iso(month.last), "as_of": _iso(as_of)},
    )
    return _as_violations(rows)


def _as_violations(rows: sqlite3.Cursor) -> Iterator[Violation]:
    for no, staff, clause, on, note, evidence, absent, source in rows:
        yield Violation(
            no, staff, clause, date.fromisoformat(on), note, evidence, bool(absent), source
        )


def _repairs(
    db: sqlite3.Connection, where: str, bound: Sequence[str], known: Knowledge = EVERYTHING
) -> Iterator[Repair]:
    steps = ("dispatched", "completed", "revisited", "revisit_record")
    dispatched, completed, revisited, record = (known.fact("repair", "x", s) for s in steps)
    follow_ups = f"FROM repair_follow AS f WHERE f.repair_id = x.id AND f.voided = 0{known.of('f')}"
    rows = db.execute(
        f"""
        SELECT x.no, u.code, b.code, x.received, s.code, {dispatched}, {completed}, {revisited},
            {record}, {known.fact("repair", "x", "rework", "0")}, x.content,
            (SELECT group_concat(f.at, ' ') {follow_ups}) AS follow_ups,
            max(x.received, coalesce({completed}, ''), coalesce({revisited}, ''),
                coalesce((SELECT max(f.at) {follow_ups}), '')) AS last_step
        FROM repair AS x JOIN unit AS u ON u.id = x.unit_id
        JOIN building AS b ON b.id = u.building_id LEFT JOIN staff AS s ON s.id = x.staff_id
        WHERE x.voided = 0{known.of("x")} AND {where}
        ORDER BY x.id
        """,
        bound,
    )
    for row in rows:
        no, unit, building, received, staff, dispatched, completed, revisited = row[:8]
        record, rework, content, follow_ups, _ = row[8:]
        yield Repair(
            no=no,
            unit=unit,
            building=building,
            received=date.fromisoformat(received[:10]),
            staff=staff,
            dispatched=_day(dispatched),
            follow_ups=tuple(date.fromisoformat(at[:10]) for at in (follow_ups or "").split()),
            completed=_day(completed),
            revisited=_day(revisited),
            revisit_record=record,
            rework=bool(rework),
            content=content,
        )


def _handovers(
    db: sqlite3.Connection, where: str, bound: Sequence[str], known: Knowledge = EVERYTHING
) -> Iterator[Handover]:
    was_known = known.of("x") + known.filled("unit", "x", "handover")
    rows = db.execute(
        f"""
        SELECT x.code, b.code, x.handover FROM unit AS x JOIN building AS b ON b.id = x.building_id
        WHERE x.voided = 0 AND x.handover IS NOT NULL{was_known} AND {where}
        """,
        bound,
    )
    for unit, building, on in rows:
        yield Handover(unit, building, date.fromisoformat(on))


def _archives(
    db: sqlite3.Connection, since: str, before: str, known: Knowledge
) -> Iterator[Archive]:
    # An archive may be much older than the month; what matters is that its unit may lack one.
    rows = db.execute(
        f"""
        SELECT u.code, x.kind, x.on_day FROM archive AS x JOIN unit AS u ON u.id = x.unit_id
        WHERE x.voided = 0{known.of("x")} AND x.on_day < :before
            AND (u.handover >= :since OR u.id IN (SELECT r.unit_id FROM repair AS r
                WHERE r.rework = 1 AND r.voided = 0 AND r.completed >= :since))
        """,
        {"since": since, "before": before},
    )
    return _as_archives(rows)


def _archives_of(db: sqlite3.Connection, unit: str) -> Iterator[Archive]:
    rows = db.execute(
        """
        SELECT u.code, x.kind, x.on_day FROM archive AS x JOIN unit AS u ON u.id = x.unit_id
        WHERE x.voided = 0 AND u.voided = 0 AND u.code = ?
        """,
        (unit,),
    )
    return _as_archives(rows)


def _as_archives(rows: sqlite3.Cursor) -> Iterator[Archive]:
    for unit, kind, on in rows:
        yield Archive(unit, kind, date.fromisoformat(on))


def _waivers(db: sqlite3.Connection, known: Knowledge) -> Iterator[Waiver]:
    rows = db.execute(
        f"""
        SELECT x.finding, x.reason, s.code FROM waiver AS x
        LEFT JOIN staff AS s ON s.id = x.staff_id WHERE x.voided = 0{known.of("x")}
        """
    )
    for finding, reason, staff in rows:
        yield Waiver(finding, reason, staff)


def _handed(db: sqlite3.Connection, month: Month, known: Knowledge) -> Iterator[Handed]:
    for kind in ("suggestion", "story"):
        rows = db.execute(
            f"""
            SELECT s.code, x.on_day FROM {kind} AS x JOIN staff AS s ON s.id = x.staff_id
            WHERE x.voided = 0{known.of("x")} AND x.month = ?
            """,
            (str(month),),
        )
        for staff, on in rows:
            yield Handed(kind, staff, date.fromisoformat(on))


def _reviews(db: sqlite3.Connection, month: Month) -> Iterator[Review]:
    rows = db.execute(
        """
        SELECT s.code, x.item, x.level, x.score, x.recorded_by, x.reason
        FROM review AS x JOIN staff AS s ON s.id = x.staff_id
        WHERE x.voided = 0 AND x.month = ?
        """,
        (str(month),),
    )
    for staff, item, level, score, by, reason in rows:
        yield Review(staff, item, level, points(score), by, reason)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _iso(day: date) -> str:
    return day.isoformat()


def _after(month: Month) -> str:
    return _iso(month.plus(1).first)
