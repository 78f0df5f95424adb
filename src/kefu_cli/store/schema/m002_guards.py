"""What no program may do from the second version on: change what was decided, or a closed month.

A record is *settled* unless it was recorded late, after the last closing: only then has no kept
result counted it. ``kefu: closed`` is how the refusals begin that a closed month gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

CLOSED = "kefu: closed: this lies in a closed month; record it as late, or reopen the month"

_LAST = "(SELECT last_day FROM lock)"
_FIRST_MONTH = "(SELECT first_month FROM lock)"
_LAST_MONTH = "(SELECT last_month FROM lock)"
_CLOSING = "(SELECT closing_id FROM lock)"
_SETTLED = f"OLD.late IS NOT {_CLOSING}"
_FOREVER = "'9999-12-31'"
_VOID = ("voided", "void_reason")


def _refuse(sentence: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"


def fixed(table: str, key: str) -> Iterator[str]:
    """The triggers of a table of which no row is changed, removed or replaced."""
    refused = _refuse(f"kefu: {table} rows stay as they are")
    yield f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} {refused}"
    yield f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} {refused}"
    yield f"""
        CREATE TRIGGER {table}_new BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE {key}) {refused}
        """


KEYS = {
    "closing": "id = NEW.id",
    "kept": "closing_id = NEW.closing_id AND place = NEW.place",
    "kept_finding": "finding = NEW.finding AND closing_id = NEW.closing_id",
    "reopening": "id = NEW.id OR closing_id = NEW.closing_id",
    "late_change": "id = NEW.id",
    "issue": "id = NEW.id",
    "signature": "id = NEW.id",
    "undone": "command_id = NEW.command_id",
}
"""The tables of which no row is ever changed, and what finds the row that one would replace."""

LOCK = (
    """
    CREATE TRIGGER closing_locks AFTER INSERT ON closing BEGIN
        UPDATE lock SET (first_month, last_month, last_day, closing_id) = (
            SELECT min(s.month), max(s.month),
                date(max(s.month) || '-01', '+1 month', '-1 day'), NEW.id
            FROM standing AS s);
    END
    """,
    """
    CREATE TRIGGER reopening_unlocks AFTER INSERT ON reopening BEGIN
        UPDATE lock SET (first_month, last_month, last_day) = (
            SELECT min(s.month), max(s.month), date(max(s.month) || '-01', '+1 month', '-1 day')
            FROM standing AS s);
    END
    """,
    f"""
    CREATE TRIGGER lock_true BEFORE UPDATE ON lock
    WHEN NEW.id IS NOT 1 OR (NEW.first_month, NEW.last_month, NEW.last_day) IS NOT (
            SELECT min(s.month), max(s.month), date(max(s.month) || '-01', '+1 month', '-1 day')
            FROM standing AS s)
        OR NEW.closing_id IS NOT (SELECT max(id) FROM closing)
    {_refuse("kefu: the lock follows what was closed")}
    """,
    f"CREATE TRIGGER lock_stays BEFORE DELETE ON lock {_refuse('kefu: the lock stays')}",
    f"CREATE TRIGGER lock_one BEFORE INSERT ON lock {_refuse('kefu: the lock stays')}",
    f"""
    CREATE TRIGGER closing_in_order BEFORE INSERT ON closing
    WHEN NEW.kind = 'close' AND NEW.month IS NOT coalesce(
        strftime('%Y-%m', {_LAST_MONTH} || '-01', '+1 month'),
        (SELECT min(month) FROM closing), NEW.month)
    {_refuse("kefu: months close in order")}
    """,
    f"""
    CREATE TRIGGER closing_corrects BEFORE INSERT ON closing
    WHEN NEW.kind = 'correction' AND NEW.month NOT IN (SELECT month FROM standing)
    {_refuse("kefu: only a closed month is corrected")}
    """,
    f"""
    CREATE TRIGGER reopening_last BEFORE INSERT ON reopening
    WHEN NEW.closing_id IS NOT (SELECT id FROM standing WHERE month = {_LAST_MONTH})
        OR NEW.approved_by = NEW.recorded_by
    {_refuse("kefu: only the month closed last is reopened, with the consent of a second person")}
    """,
    # OR REPLACE would take the place of the score that stands.
    *(
        f"""
        CREATE TRIGGER review_taken_{when} BEFORE {doing} ON review
        WHEN NEW.voided = 0 AND EXISTS (SELECT 1 FROM review AS r
            WHERE r.voided = 0 AND r.month = NEW.month AND r.staff_id = NEW.staff_id
                AND r.level = NEW.level AND r.item = NEW.item AND r.id IS NOT NEW.id)
        {_refuse("kefu: recorded already")}
        """
        for when, doing in (("new", "INSERT"), ("change", "UPDATE"))
    ),
    # What is kept belongs to the closing that is being written, not to one that stands.
    *(
        f"""
        CREATE TRIGGER {table}_whole BEFORE INSERT ON {table}
        WHEN NEW.closing_id IS NOT (SELECT max(id) FROM closing)
            OR NOT EXISTS (SELECT 1 FROM command AS c JOIN closing AS k ON k.command_id = c.id
                WHERE k.id = NEW.closing_id AND c.open = 1)
        {_refuse("kefu: a closed month keeps what it was closed with")}
        """
        for table in ("kept", "kept_finding")
    ),
)


def _held(building: str) -> str:
    # An end that was filled in late is no end for the months that were closed without it.
    return f"""EXISTS (SELECT 1 FROM assignment AS a WHERE a.building_id = {building}
        AND a.voided = 0 AND a.from_day <= {_LAST}
        AND (coalesce(a.to_day, {_FOREVER}) >= {_FIRST_MONTH} || '-01'
            OR EXISTS (SELECT 1 FROM late_change AS l WHERE l.noun = 'assignment'
                AND l.field = 'to_day' AND l.record_id = a.id)))"""


def _kept(which: str) -> str:
    # A correction keeps findings too, and is computed again as well.
    return f"""EXISTS (SELECT 1 FROM kept_finding AS f JOIN closing AS c ON c.id = f.closing_id
        JOIN standing AS s ON s.month = c.month AND s.id <= c.id WHERE {which})"""


def _kept_person(code: str) -> str:
    return f"""EXISTS (SELECT 1 FROM kept AS k JOIN standing AS s ON s.id = k.closing_id
        WHERE k.code = {code})"""


_WAIVED = f"""({_kept("f.finding = {row}.finding")}
    OR (substr({{row}}.finding, 1, 10) = 'violation:' AND EXISTS (SELECT 1 FROM violation AS v
        WHERE v.id = CAST(substr({{row}}.finding, 11) AS INTEGER) AND v.on_day <= {_LAST})))"""

DATED = {
    "violation": f"""({{row}}.on_day <= {_LAST} OR ({{row}}.source IS NOT NULL
        AND {_kept("f.finding = {row}.source || ':' || {row}.clause")}))""",
    "archive": f"{{row}}.on_day <= {_LAST}",
    "suggestion": f"{{row}}.on_day <= {_LAST}",
    "story": f"{{row}}.on_day <= {_LAST}",
    "repair_follow": f"substr({{row}}.at, 1, 10) <= {_LAST}",
    "fee": f"""({{row}}.paid_on <= {_LAST} AND {{row}}.month <= {_LAST_MONTH}
        AND {{row}}.to_month >= {_FIRST_MONTH})""",
    # What a person has from the beginning is dated only by the months in which they were kept.
    "base_pay": f"""({{row}}.from_month <= {_LAST_MONTH} AND ({{row}}.from_month > '0001-01'
        OR EXISTS (SELECT 1 FROM staff AS p WHERE p.id = {{row}}.staff_id
            AND {_kept_person("p.code")})))""",
    "waiver": _WAIVED,
}
"""By table: whether a row (OLD or NEW) is dated in closed months, all of its facts at once."""

UNLATE = {
    "review": f"{{row}}.month <= {_LAST_MONTH}",
    "rulebook": f"{{row}}.from_month <= {_LAST_MONTH}",
}
"""As ``DATED``, of tables that know nothing late: what comes too late waits for a reopening."""


def locks() -> Iterator[str]:
    """Every trigger that a closed month needs on the tables of records."""
    for table, dated in DATED.items():
        yield _no_new(table, f"NEW.late IS NULL AND {dated.format(row='NEW')}")
        either = f"({dated.format(row='OLD')} OR {dated.format(row='NEW')})"
        yield _no_change(table, f"{_SETTLED} AND {either}")
    for table, dated in UNLATE.items():
        yield _no_new(table, dated.format(row="NEW"))
        yield _no_change(table, f"({dated.format(row='OLD')} OR {dated.format(row='NEW')})")
    yield from _staff()
    yield from _assignment()
    yield from _building()
    yield from _unit()
    yield from _repair()
    yield f"""
        CREATE TRIGGER issue_closed BEFORE INSERT ON issue WHEN NEW.month <= {_LAST_MONTH}
        {_refuse(CLOSED)}
        """
    yield f"""
        CREATE TRIGGER signature_closed BEFORE INSERT ON signature
        WHEN NEW.closing_id IS NULL AND NEW.month <= {_LAST_MONTH} {_refuse(CLOSED)}
        """


def late(table: str) -> Iterator[str]:
    """The triggers that keep a record's mark of being late what it was when it was recorded."""
    yield f"""
        CREATE TRIGGER {table}_late BEFORE INSERT ON {table}
        WHEN NEW.late IS NOT NULL AND NEW.late IS NOT {_CLOSING}
        {_refuse("kefu: late is what was recorded after the last closing")}
        """
    yield f"""
        CREATE TRIGGER {table}_late_stays BEFORE UPDATE OF late ON {table}
        WHEN OLD.late IS NOT NEW.late
        {_refuse("kefu: late is what was recorded after the last closing")}
        """


BLANK = {
    "staff.left_on": "staff WHERE left_on IS NULL",
    "assignment.to_day": "assignment WHERE to_day IS NULL",
    "unit.handover": "unit WHERE handover IS NULL",
    "repair.dispatched": "repair WHERE dispatched IS NULL",
    "repair.completed": "repair WHERE completed IS NULL",
    "repair.revisited": "repair WHERE revisited IS NULL",
    "repair.revisit_record": "repair WHERE revisit_record IS NULL",
    "repair.rework": "repair WHERE rework = 0",
}
"""The facts that may be filled in late, and where one is still blank."""

LATE_BLANKS = f"""
    CREATE TRIGGER late_change_blank BEFORE INSERT ON late_change
    WHEN NEW.closing_id IS NOT {_CLOSING} OR NOT CASE NEW.noun || '.' || NEW.field
        {
    " ".join(
        f"WHEN '{fact}' THEN EXISTS (SELECT 1 FROM {blank} AND id = NEW.record_id)"
        for fact, blank in BLANK.items()
    )
}
        ELSE 0 END
    {_refuse("kefu: only a blank fact is filled in late")}
"""


def _no_new(table: str, locked: str) -> str:
    return f"""
        CREATE TRIGGER {table}_closed_new BEFORE INSERT ON {table} WHEN {locked} {_refuse(CLOSED)}
        """


def _no_change(table: str, locked: str) -> str:
    return f"CREATE TRIGGER {table}_closed BEFORE UPDATE ON {table} WHEN {locked} {_refuse(CLOSED)}"


def _changed(*columns: str) -> str:
    return "(" + " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in columns) + ")"


def _filled_late(table: str, field: str) -> str:
    return f"""EXISTS (SELECT 1 FROM late_change AS l WHERE l.noun = '{table}'
        AND l.record_id = OLD.id AND l.field = '{field}' AND l.closing_id = {_CLOSING})"""


def _ends_earlier(table: str, column: str) -> str:
    # The last day itself still holds: what changes begins on the day after the earlier of the two.
    before, after = (f"coalesce({row}.{column}, {_FOREVER})" for row in ("OLD", "NEW"))
    return f"""({_changed(column)} AND NOT {_filled_late(table, column)}
        AND min({before}, {after}) < {_LAST})"""


def _staff() -> Iterator[str]:
    # Who is appraised, names and posts come from the kept result; days of work bear on findings.
    dated = f"(NEW.joined <= {_LAST} OR NEW.left_on < {_LAST})"
    yield _no_new("staff", f"NEW.late IS NULL AND {dated}")
    holds = f"""EXISTS (SELECT 1 FROM assignment AS a WHERE a.staff_id = OLD.id
        AND a.voided = 0 AND a.from_day <= {_LAST})"""
    named = f"""(EXISTS (SELECT 1 FROM violation AS v
            WHERE v.staff_id = OLD.id AND v.on_day <= {_LAST})
        OR EXISTS (SELECT 1 FROM repair AS r
            WHERE r.staff_id = OLD.id AND substr(r.received, 1, 10) <= {_LAST}))"""
    began = f"""(OLD.joined <= {_LAST}
        OR (OLD.joined IS NULL AND ({_kept_person("OLD.code")} OR {holds})))"""
    yield _no_change(
        "staff",
        f"""{_LAST} IS NOT NULL AND {_SETTLED} AND (
            ({_changed("code")} AND ({began} OR {named}))
            OR ({_changed(*_VOID)} AND {began})
            OR ({_changed("joined")} AND ({began} OR NEW.joined <= {_LAST}))
            OR {_ends_earlier("staff", "left_on")})""",
    )


def _assignment() -> Iterator[str]:
    yield _no_new("assignment", f"NEW.late IS NULL AND NEW.from_day <= {_LAST}")
    yield _no_change(
        "assignment",
        f"""{_SETTLED} AND (OLD.from_day <= {_LAST} OR NEW.from_day <= {_LAST}) AND (
            {_changed("building_id", "staff_id", "from_day", *_VOID)}
            OR {_ends_earlier("assignment", "to_day")})""",
    )


def _building() -> Iterator[str]:
    # Its code stands in the kept collection rates.
    yield _no_change("building", f"{_SETTLED} AND {_changed('code', *_VOID)} AND {_held('OLD.id')}")


def _unit() -> Iterator[str]:
    # A finding that counted against nobody was kept as well.
    found = _kept(
        "f.finding > 'handover:' || {row}.code || ':'"
        " AND f.finding < 'handover:' || {row}.code || ';'"
    )
    due = f"({{row}}.handover <= {_LAST} AND ({_held('{row}.building_id')} OR {found}))"
    yield _no_new("unit", f"NEW.late IS NULL AND {due.format(row='NEW')}")
    either = f"({due.format(row='OLD')} OR {due.format(row='NEW')})"
    called = f"""EXISTS (SELECT 1 FROM repair AS r
        WHERE r.unit_id = OLD.id AND substr(r.received, 1, 10) <= {_LAST})"""
    yield _no_change(
        "unit",
        f"""{_SETTLED} AND (
            ({_changed("building_id", "code")} AND ({either} OR {called}))
            OR ({_changed(*_VOID)} AND {either})
            OR ({_changed("handover")} AND {either} AND NOT {_filled_late("unit", "handover")}))""",
    )


def _repair() -> Iterator[str]:
    yield _no_new("repair", f"NEW.late IS NULL AND substr(NEW.received, 1, 10) <= {_LAST}")
    yield repair_change()


def repair_change(unless: Callable[[str], str] | None = None) -> str:
    """The trigger that keeps the locked facts of a repair call as they are.

    ``unless`` gives, for a word of a locked step, the condition on which it may be changed.
    """
    steps = (
        _step("dispatched", "dispatched", "completed"),
        _step("completed", "completed"),
        _step("rework", "completed"),
        _step("revisited", "revisited"),
        _step("revisit_record", "revisited"),
        # Words may be added to a step of a closed month, but none of them changed.
        _words("category", "received", unless),
        _words("worker", "dispatched", unless),
        _words("result", "completed", unless),
    )
    received = " OR ".join(f"substr({row}.received, 1, 10) <= {_LAST}" for row in ("OLD", "NEW"))
    return _no_change(
        "repair",
        f"""{_SETTLED} AND (
            ({_changed("no", "unit_id", "content", "staff_id", "received", *_VOID)}
                AND ({received}))
            OR {" OR ".join(steps)})""",
    )


def _step(field: str, *days: str) -> str:
    """That a fact of a step changes whose day, before or after, is locked."""
    locked = " OR ".join(
        f"substr({row}.{day}, 1, 10) <= {_LAST}" for day in days for row in ("OLD", "NEW")
    )
    return f"({_changed(field)} AND NOT {_filled_late('repair', field)} AND ({locked}))"


def _words(field: str, day: str, unless: Callable[[str], str] | None) -> str:
    excepted = f" AND NOT {unless(field)}" if unless else ""
    return f"""(OLD.{field} IS NOT NULL AND {_changed(field)}
        AND substr(OLD.{day}, 1, 10) <= {_LAST} AND NOT {_filled_late("repair", day)}{excepted})"""
