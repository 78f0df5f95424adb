"""The tables of the first version: facts, then who recorded them, when and by which command."""

from __future__ import annotations

_RECORDED = """
    fingerprint TEXT,
    voided INTEGER NOT NULL DEFAULT 0 CHECK (voided IN (0, 1)),
    void_reason TEXT,
    recorded_by TEXT NOT NULL DEFAULT 'outside kefu',
    recorded_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M', 'now', 'localtime')),
    command_id INTEGER REFERENCES command(id),
    CHECK ((voided = 1) = (void_reason IS NOT NULL)),
    CHECK (void_reason <> '')
"""


def _day(column: str) -> str:
    # Without a modifier SQLite gives 30 February back as it got it; with one it counts on.
    return f"CHECK ({column} IS date({column}, '+0 days'))"


def _month(column: str) -> str:
    return f"CHECK ({column} || '-01' IS date({column} || '-01'))"


def _moment(column: str) -> str:
    return f"CHECK ({column} IS strftime('%Y-%m-%dT%H:%M', {column}, '+0 days'))"


TABLES = (
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
        {_RECORDED},
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
        {_RECORDED}
    ) STRICT
    """,
    "CREATE UNIQUE INDEX base_pay_month ON base_pay(staff_id, from_month) WHERE voided = 0",
    f"""
    CREATE TABLE building (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL CHECK (code <> ''),
        name TEXT,
        {_RECORDED}
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
        {_RECORDED},
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
        {_RECORDED}
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
        {_RECORDED},
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
        {_RECORDED}
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
        {_RECORDED},
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
        {_RECORDED}
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
        {_RECORDED}
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
        {_RECORDED}
    ) STRICT
    """,
    f"""
    CREATE TABLE story (
        id INTEGER PRIMARY KEY,
        staff_id INTEGER NOT NULL REFERENCES staff(id),
        month TEXT NOT NULL {_month("month")},
        text TEXT NOT NULL CHECK (text <> ''),
        on_day TEXT NOT NULL {_day("on_day")},
        {_RECORDED}
    ) STRICT
    """,
    f"""
    CREATE TABLE waiver (
        id INTEGER PRIMARY KEY,
        finding TEXT NOT NULL CHECK (finding <> ''),
        staff_id INTEGER REFERENCES staff(id),
        reason TEXT NOT NULL CHECK (reason <> ''),
        {_RECORDED}
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
        {_RECORDED}
    ) STRICT
    """,
    "CREATE UNIQUE INDEX rulebook_month ON rulebook(from_month) WHERE voided = 0",
)
