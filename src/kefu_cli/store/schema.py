"""The file's schema as migrations: each lands once and is never edited afterwards.

A record table keeps its facts, then who recorded it, when and by which command; voided records
stay. Triggers keep the history of every change and refuse deletion, whichever program writes.
Views named ``list_NOUN`` show the same records with codes for references and yuan for money.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("kefu")

RECORDED = """
    fingerprint TEXT,
    voided INTEGER NOT NULL DEFAULT 0 CHECK (voided IN (0, 1)),
    void_reason TEXT,
    recorded_by TEXT NOT NULL DEFAULT 'outside kefu',
    recorded_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M', 'now', 'localtime')),
    command_id INTEGER REFERENCES command(id),
    CHECK ((voided = 1) = (void_reason IS NOT NULL)),
    CHECK (void_reason <> '')
"""
VIEWED = "x.voided, x.void_reason, x.recorded_by, x.recorded_at"


def _day(column: str) -> str:
    # Without a modifier SQLite gives 30 February back as it got it; with one it counts on.
    return f"CHECK ({column} IS date({column}, '+0 days'))"


def _month(column: str) -> str:
    return f"CHECK ({column} || '-01' IS date({column} || '-01'))"


def _moment(column: str) -> str:
    return f"CHECK ({column} IS strftime('%Y-%m-%dT%H:%M', {column}, '+0 days'))"


@MIGRATIONS()
def m001_records(db: Database) -> None:
    """Every kind of record of the first version, its history and its views."""
    for statement in (*_BOOKKEEPING, *_TABLES, *_GUARDS, *_VIEWS):
        db.execute(statement)
    for table, columns in _KEPT.items():
        for statement in (*_history_triggers(table, columns), *_no_replacing(table)):
            db.execute(statement)
    db.execute("PRAGMA user_version = 1")


_BOOKKEEPING = (
    # One row a command that writes. It is open while its transaction runs, so that the triggers
    # can tell whose change they see; a change with no open command was made outside kefu.
    """
    CREATE TABLE command (
        id INTEGER PRIMARY KEY,
        user TEXT NOT NULL,
        words TEXT NOT NULL,
        at TEXT NOT NULL,
        open INTEGER NOT NULL DEFAULT 1 CHECK (open IN (0, 1))
    ) STRICT
    """,
    "CREATE UNIQUE INDEX command_open ON command(open) WHERE open = 1",
    """
    CREATE TABLE history (
        id INTEGER PRIMARY KEY,
        command_id INTEGER REFERENCES command(id),
        at TEXT NOT NULL,
        noun TEXT NOT NULL,
        record_id INTEGER NOT NULL,
        field TEXT NOT NULL,
        before ANY,
        after ANY
    ) STRICT
    """,
    "CREATE INDEX history_record ON history(noun, record_id)",
    """
    CREATE TRIGGER history_stays BEFORE DELETE ON history
    BEGIN SELECT RAISE(ABORT, 'kefu: the history cannot be removed'); END
    """,
    """
    CREATE TRIGGER history_fixed BEFORE UPDATE ON history
    BEGIN SELECT RAISE(ABORT, 'kefu: the history cannot be changed'); END
    """,
    """
    CREATE TRIGGER history_new BEFORE INSERT ON history
    WHEN EXISTS (SELECT 1 FROM history WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'kefu: the history cannot be changed'); END
    """,
    """
    CREATE TRIGGER command_new BEFORE INSERT ON command
    WHEN EXISTS (SELECT 1 FROM command WHERE id = NEW.id OR (open = 1 AND NEW.open = 1))
    BEGIN SELECT RAISE(ABORT, 'kefu: the history cannot be changed'); END
    """,
    """
    CREATE TRIGGER command_stays BEFORE DELETE ON command
    BEGIN SELECT RAISE(ABORT, 'kefu: the history cannot be removed'); END
    """,
    """
    CREATE TRIGGER command_fixed BEFORE UPDATE ON command
    WHEN OLD.open = 0 OR OLD.id IS NOT NEW.id OR OLD.user IS NOT NEW.user
        OR OLD.words IS NOT NEW.words OR OLD.at IS NOT NEW.at
    BEGIN SELECT RAISE(ABORT, 'kefu: the history cannot be changed'); END
    """,
)

_TABLES = (
    f"""
    CREATE TABLE staff (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL CHECK (code <> ''),
        name TEXT NOT NULL CHECK (name <> ''),
        department TEXT,
        position TEXT,
        joined TEXT {_day("joined")},
        left_on TEXT {_day("left_on")},
        appraised INTEGER NOT NULL DEFAULT 1 CHECK (appraised IN (0, 1)),
        {RECORDED},
        CHECK (left_on IS NULL OR joined IS NULL OR joined <= left_on)
    ) STRICT
    """,
    "CREATE UNIQUE INDEX staff_code ON staff(code) WHERE voided = 0",
    f"""
    CREATE TABLE base_pay (
        id INTEGER PRIMARY KEY,
        staff_id INTEGER NOT NULL REFERENCES staff(id),
        from_month TEXT NOT NULL {_month("from_month")},
        amount INTEGER NOT NULL CHECK (amount >= 0),
        {RECORDED}
    ) STRICT
    """,
    "CREATE UNIQUE INDEX base_pay_month ON base_pay(staff_id, from_month) WHERE voided = 0",
    f"""
    CREATE TABLE building (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL CHECK (code <> ''),
        name TEXT,
        {RECORDED}
    ) STRICT
    """,
    "CREATE UNIQUE INDEX building_code ON building(code) WHERE voided = 0",
    f"""
    CREATE TABLE assignment (
        id INTEGER PRIMARY KEY,
        building_id INTEGER NOT NULL REFERENCES building(id),
        staff_id INTEGER NOT NULL REFERENCES staff(id),
        from_day TEXT NOT NULL {_day("from_day")},
        to_day TEXT {_day("to_day")},
        {RECORDED},
        CHECK (to_day IS NULL OR from_day <= to_day)
    ) STRICT
    """,
    "CREATE INDEX assignment_building ON assignment(building_id)",
    "CREATE INDEX assignment_staff ON assignment(staff_id)",
    f"""
    CREATE TABLE unit (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL CHECK (code <> ''),
        building_id INTEGER NOT NULL REFERENCES building(id),
        room TEXT,
        kind TEXT NOT NULL DEFAULT '住宅' CHECK (kind IN ('住宅', '商鋪', '車位', '其他')),
        owner TEXT,
        phone TEXT,
        handover TEXT {_day("handover")},
        monthly_fee INTEGER CHECK (monthly_fee >= 0),
        occupancy TEXT,
        {RECORDED}
    ) STRICT
    """,
    "CREATE UNIQUE INDEX unit_code ON unit(code) WHERE voided = 0",
    "CREATE INDEX unit_due ON unit(building_id, handover) WHERE voided = 0",
    "CREATE INDEX unit_handover ON unit(handover) WHERE voided = 0",
    f"""
    CREATE TABLE fee (
        id INTEGER PRIMARY KEY,
        unit_id INTEGER NOT NULL REFERENCES unit(id),
        month TEXT NOT NULL {_month("month")},
        to_month TEXT NOT NULL {_month("to_month")},
        amount INTEGER NOT NULL CHECK (amount > 0),
        paid_on TEXT NOT NULL {_day("paid_on")},
        method TEXT,
        receipt TEXT,
        partial INTEGER NOT NULL DEFAULT 0 CHECK (partial IN (0, 1)),
        {RECORDED},
        CHECK (month <= to_month)
    ) STRICT
    """,
    """
    CREATE INDEX fee_settles ON fee(unit_id, month, to_month, paid_on)
    WHERE voided = 0 AND partial = 0
    """,
    "CREATE INDEX fee_fingerprint ON fee(fingerprint)",
    f"""
    CREATE TABLE violation (
        id INTEGER PRIMARY KEY,
        staff_id INTEGER NOT NULL REFERENCES staff(id),
        clause TEXT NOT NULL CHECK (clause <> ''),
        on_day TEXT NOT NULL {_day("on_day")},
        note TEXT,
        evidence TEXT,
        absent INTEGER NOT NULL DEFAULT 0 CHECK (absent IN (0, 1)),
        source TEXT,
        {RECORDED}
    ) STRICT
    """,
    "CREATE INDEX violation_day ON violation(on_day)",
    "CREATE INDEX violation_source ON violation(source) WHERE source IS NOT NULL",
    """
    CREATE UNIQUE INDEX violation_absence ON violation(staff_id, on_day)
    WHERE absent = 1 AND voided = 0
    """,
    f"""
    CREATE TABLE repair (
        id INTEGER PRIMARY KEY,
        no TEXT NOT NULL CHECK (no <> ''),
        unit_id INTEGER NOT NULL REFERENCES unit(id),
        content TEXT NOT NULL CHECK (content <> ''),
        staff_id INTEGER REFERENCES staff(id),
        received TEXT NOT NULL {_moment("received")},
        category TEXT,
        dispatched TEXT {_moment("dispatched")},
        worker TEXT,
        completed TEXT {_moment("completed")},
        result TEXT,
        revisited TEXT {_moment("revisited")},
        revisit_record TEXT CHECK (revisit_record IN ('text', 'voice')),
        rework INTEGER NOT NULL DEFAULT 0 CHECK (rework IN (0, 1)),
        {RECORDED},
        CHECK (dispatched IS NULL OR substr(received, 1, 10) <= substr(dispatched, 1, 10)),
        CHECK (completed IS NULL OR substr(received, 1, 10) <= substr(completed, 1, 10)),
        CHECK (revisited IS NULL
            OR (completed IS NOT NULL AND substr(completed, 1, 10) <= substr(revisited, 1, 10))),
        CHECK (revisit_record IS NULL OR revisited IS NOT NULL)
    ) STRICT
    """,
    "CREATE UNIQUE INDEX repair_no ON repair(no) WHERE voided = 0",
    "CREATE INDEX repair_received ON repair(received)",
    f"""
    CREATE TABLE repair_follow (
        id INTEGER PRIMARY KEY,
        repair_id INTEGER NOT NULL REFERENCES repair(id),
        at TEXT NOT NULL {_moment("at")},
        note TEXT,
        {RECORDED}
    ) STRICT
    """,
    "CREATE INDEX repair_follow_repair ON repair_follow(repair_id)",
    f"""
    CREATE TABLE archive (
        id INTEGER PRIMARY KEY,
        unit_id INTEGER NOT NULL REFERENCES unit(id),
        kind TEXT NOT NULL CHECK (kind IN ('入伙', '裝修', '返修', '資料更新')),
        on_day TEXT NOT NULL {_day("on_day")},
        media TEXT,
        contractor_licence TEXT,
        contractor_qualification TEXT,
        contractor_contact TEXT,
        note TEXT,
        {RECORDED}
    ) STRICT
    """,
    "CREATE INDEX archive_unit ON archive(unit_id, kind)",
    f"""
    CREATE TABLE suggestion (
        id INTEGER PRIMARY KEY,
        staff_id INTEGER NOT NULL REFERENCES staff(id),
        month TEXT NOT NULL {_month("month")},
        text TEXT NOT NULL CHECK (text <> ''),
        on_day TEXT NOT NULL {_day("on_day")},
        {RECORDED}
    ) STRICT
    """,
    f"""
    CREATE TABLE story (
        id INTEGER PRIMARY KEY,
        staff_id INTEGER NOT NULL REFERENCES staff(id),
        month TEXT NOT NULL {_month("month")},
        text TEXT NOT NULL CHECK (text <> ''),
        on_day TEXT NOT NULL {_day("on_day")},
        {RECORDED}
    ) STRICT
    """,
    f"""
    CREATE TABLE waiver (
        id INTEGER PRIMARY KEY,
        finding TEXT NOT NULL CHECK (finding <> ''),
        staff_id INTEGER REFERENCES staff(id),
        reason TEXT NOT NULL CHECK (reason <> ''),
        {RECORDED}
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX waiver_finding ON waiver(finding, coalesce(staff_id, 0)) WHERE voided = 0
    """,
    f"""
    CREATE TABLE rulebook (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        version TEXT NOT NULL,
        from_month TEXT NOT NULL {_month("from_month")},
        text TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        {RECORDED}
    ) STRICT
    """,
    "CREATE UNIQUE INDEX rulebook_month ON rulebook(from_month) WHERE voided = 0",
)

_OVERLAP = """
    WHEN NEW.voided = 0 AND EXISTS (
        SELECT 1 FROM assignment AS other
        WHERE other.building_id = NEW.building_id AND other.staff_id = NEW.staff_id
            AND other.voided = 0 AND other.id IS NOT NEW.id
            AND other.from_day <= coalesce(NEW.to_day, '9999-12-31')
            AND NEW.from_day <= coalesce(other.to_day, '9999-12-31')
    )
    BEGIN SELECT RAISE(ABORT, 'kefu: this person already looks after this building then'); END
"""
_GUARDS = (
    f"CREATE TRIGGER assignment_overlap_new BEFORE INSERT ON assignment {_OVERLAP}",
    f"CREATE TRIGGER assignment_overlap_change BEFORE UPDATE ON assignment {_OVERLAP}",
)

_KEPT = {
    "staff": "code name department position joined left_on appraised",
    "base_pay": "staff_id from_month amount",
    "building": "code name",
    "assignment": "building_id staff_id from_day to_day",
    "unit": "code building_id room kind owner phone handover monthly_fee occupancy",
    "fee": "unit_id month to_month amount paid_on method receipt partial",
    "violation": "staff_id clause on_day note evidence absent source",
    "repair": "no unit_id content staff_id received category dispatched worker completed result"
    " revisited revisit_record rework",
    "repair_follow": "repair_id at note",
    "archive": "unit_id kind on_day media contractor_licence contractor_qualification"
    " contractor_contact note",
    "suggestion": "staff_id month text on_day",
    "story": "staff_id month text on_day",
    "waiver": "finding staff_id reason",
    "rulebook": "name version from_month text sha256",
}


def _history_triggers(table: str, columns: str) -> tuple[str, ...]:
    names = [*columns.split(), "fingerprint", "voided", "void_reason"]
    changes = " UNION ALL ".join(
        f"SELECT '{name}' AS field, OLD.{name} AS before, NEW.{name} AS after" for name in names
    )
    fixed = " OR ".join(
        f"OLD.{name} IS NOT NEW.{name}"
        for name in ("id", "recorded_by", "recorded_at", "command_id")
    )
    return (
        f"""
        CREATE TRIGGER {table}_history AFTER UPDATE ON {table}
        BEGIN
            INSERT INTO history (command_id, at, noun, record_id, field, before, after)
            SELECT c.id, coalesce(c.at, strftime('%Y-%m-%dT%H:%M', 'now', 'localtime')),
                '{table}', NEW.id, v.field, v.before, v.after
            FROM ({changes}) AS v LEFT JOIN command AS c ON c.open = 1
            WHERE v.before IS NOT v.after;
        END
        """,
        f"""
        CREATE TRIGGER {table}_origin BEFORE UPDATE ON {table} WHEN {fixed}
        BEGIN SELECT RAISE(ABORT, 'kefu: who recorded it cannot be changed'); END
        """,
        f"""
        CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
        BEGIN SELECT RAISE(ABORT, 'kefu: records are voided, never deleted'); END
        """,
    )


_UNIQUE = {
    "staff": ("code", "code = NEW.code"),
    "building": ("code", "code = NEW.code"),
    "unit": ("code", "code = NEW.code"),
    "repair": ("no", "no = NEW.no"),
    "base_pay": (
        "staff_id, from_month",
        "staff_id = NEW.staff_id AND from_month = NEW.from_month",
    ),
    "violation": (
        "staff_id, on_day, absent",
        "absent = 1 AND NEW.absent = 1 AND staff_id = NEW.staff_id AND on_day = NEW.on_day",
    ),
    "waiver": ("finding, staff_id", "finding = NEW.finding AND staff_id IS NEW.staff_id"),
    "rulebook": ("from_month", "from_month = NEW.from_month"),
}
"""What no two live records share: the columns, and the condition that finds the other one."""


def _no_replacing(table: str) -> Iterator[str]:
    # OR REPLACE removes the row in its way without asking the triggers on DELETE.
    columns, unique = _UNIQUE.get(table, ("", ""))
    refused = "BEGIN SELECT RAISE(ABORT, 'kefu: recorded already'); END"
    taken = f"SELECT 1 FROM {table} WHERE voided = 0 AND NEW.voided = 0 AND {unique}"
    yield f"""
        CREATE TRIGGER {table}_new BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
            {f"OR EXISTS ({taken})" if unique else ""}
        {refused}
        """
    if unique:
        yield f"""
            CREATE TRIGGER {table}_change BEFORE UPDATE OF {columns}, voided ON {table}
            WHEN EXISTS ({taken} AND id <> NEW.id)
            {refused}
            """


def _yuan(column: str) -> str:
    return f"printf('%d.%02d', {column} / 100, {column} % 100)"


def _view(noun: str, columns: str, joins: str = "") -> str:
    return f"""
    CREATE VIEW list_{noun} AS
    SELECT x.id, {columns}, {VIEWED} FROM {noun} AS x {joins}
    """


_STAFF = "JOIN staff AS s ON s.id = x.staff_id"
_UNIT = "JOIN unit AS u ON u.id = x.unit_id JOIN building AS b ON b.id = u.building_id"
_HANDED = 's.code AS staff, s.name AS staff_name, x.month, x.text, x.on_day AS "on"'
_VIEWS = (
    _view(
        "staff",
        f"""x.code, x.name, x.department, x.position,
        (SELECT {_yuan("p.amount")} FROM base_pay AS p
            WHERE p.staff_id = x.id AND p.voided = 0 ORDER BY p.from_month DESC LIMIT 1
        ) AS base_pay,
        x.joined, x.left_on AS "left", x.appraised""",
    ),
    _view("building", "x.code, x.name"),
    _view(
        "assignment",
        """b.code AS building, s.code AS staff, s.name AS staff_name,
        x.from_day AS "from", x.to_day AS "to" """,
        f"JOIN building AS b ON b.id = x.building_id {_STAFF}",
    ),
    _view(
        "unit",
        f"""x.code, b.code AS building, x.room, x.kind, x.owner, x.phone, x.handover,
        CASE WHEN x.monthly_fee IS NOT NULL THEN {_yuan("x.monthly_fee")} END AS monthly_fee,
        x.occupancy""",
        "JOIN building AS b ON b.id = x.building_id",
    ),
    _view(
        "fee",
        f"""u.code AS unit, b.code AS building, x.month, x.to_month,
        {_yuan("x.amount")} AS amount, x.paid_on, x.method, x.receipt, x.partial""",
        _UNIT,
    ),
    _view(
        "violation",
        """s.code AS staff, s.name AS staff_name, x.clause, x.on_day AS "on", x.note, x.evidence,
        x.absent, x.source""",
        _STAFF,
    ),
    _view(
        "repair",
        """x.no, u.code AS unit, b.code AS building, x.content, s.code AS staff,
        s.name AS staff_name, x.received, x.category, x.dispatched, x.worker,
        (SELECT max(f.at) FROM repair_follow AS f WHERE f.repair_id = x.id AND f.voided = 0
        ) AS followed,
        x.completed, x.result, x.revisited, x.revisit_record, x.rework""",
        f"{_UNIT} LEFT JOIN staff AS s ON s.id = x.staff_id",
    ),
    _view(
        "archive",
        """u.code AS unit, b.code AS building, x.kind, x.on_day AS "on", x.media,
        x.contractor_licence, x.contractor_qualification, x.contractor_contact, x.note""",
        _UNIT,
    ),
    _view("suggestion", _HANDED, _STAFF),
    _view("story", _HANDED, _STAFF),
    _view(
        "waiver",
        "x.finding, s.code AS staff, x.reason",
        "LEFT JOIN staff AS s ON s.id = x.staff_id",
    ),
)

LATEST = 1
