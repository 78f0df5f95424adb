"""The tables of a month's end: reviews, objections, signatures, and what closing keeps."""

from __future__ import annotations

RECORDED = """
    fingerprint TEXT,
    voided INTEGER NOT NULL DEFAULT 0 CHECK (voided IN (0, 1)),
    void_reason TEXT,
    recorded_by TEXT NOT NULL DEFAULT 'outside kefu',
    recorded_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M', 'now', 'localtime')),
    command_id INTEGER REFERENCES command(id),
    late INTEGER REFERENCES closing(id),
    CHECK ((voided = 1) = (void_reason IS NOT NULL)),
    CHECK (void_reason <> '')
"""
# What is decided once has no later state: it is neither void nor late.
DECIDED = """
    recorded_by TEXT NOT NULL DEFAULT 'outside kefu',
    recorded_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M', 'now', 'localtime')),
    command_id INTEGER REFERENCES command(id)
"""


def _day(column: str) -> str:
    return f"CHECK ({column} IS date({column}, '+0 days'))"


def _month(column: str) -> str:
    return f"CHECK ({column} || '-01' IS date({column} || '-01'))"


TABLES = (
    # A correction is a closing of its own kind: it keeps a result and links to the chain as well.
    # The long texts stand last, so that looking for a month does not read them.
    f"""
    CREATE TABLE closing (
        id INTEGER PRIMARY KEY,
        month TEXT NOT NULL {_month("month")},
        kind TEXT NOT NULL CHECK (kind IN ('close', 'correction')),
        sha256 TEXT NOT NULL CHECK (sha256 <> ''),
        {DECIDED},
        head TEXT NOT NULL,
        rulebook TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE kept (
        closing_id INTEGER NOT NULL REFERENCES closing(id),
        place INTEGER NOT NULL,
        code TEXT NOT NULL,
        result TEXT NOT NULL,
        PRIMARY KEY (closing_id, place)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX kept_code ON kept(code, closing_id)",
    """
    CREATE TABLE kept_finding (
        finding TEXT NOT NULL,
        closing_id INTEGER NOT NULL REFERENCES closing(id),
        PRIMARY KEY (finding, closing_id)
    ) STRICT, WITHOUT ROWID
    """,
    f"""
    CREATE TABLE reopening (
        id INTEGER PRIMARY KEY,
        closing_id INTEGER NOT NULL UNIQUE REFERENCES closing(id),
        reason TEXT NOT NULL CHECK (reason <> ''),
        approved_by TEXT NOT NULL CHECK (approved_by <> ''),
        {DECIDED}
    ) STRICT
    """,
    # How far the file is locked. It only repeats what closing and reopening say, so that the
    # triggers need not work it out for each of a million rows.
    """
    CREATE TABLE lock (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        first_month TEXT,
        last_month TEXT,
        last_day TEXT,
        closing_id INTEGER
    ) STRICT
    """,
    "INSERT INTO lock (id) VALUES (1)",
    """
    CREATE TABLE late_change (
        id INTEGER PRIMARY KEY,
        noun TEXT NOT NULL,
        record_id INTEGER NOT NULL,
        field TEXT NOT NULL,
        closing_id INTEGER NOT NULL REFERENCES closing(id)
    ) STRICT
    """,
    "CREATE INDEX late_change_field ON late_change(noun, field, record_id)",
    # A score is kept in hundredths of a point (分).
    f"""
    CREATE TABLE review (
        id INTEGER PRIMARY KEY,
        staff_id INTEGER NOT NULL REFERENCES staff(id),
        month TEXT NOT NULL {_month("month")},
        level TEXT NOT NULL CHECK (level IN ('direct', 'indirect', 'manager')),
        item INTEGER NOT NULL,
        score INTEGER NOT NULL CHECK (score >= 0),
        reason TEXT CHECK (reason <> ''),
        {RECORDED}
    ) STRICT
    """,
    "CREATE UNIQUE INDEX review_one ON review(month, staff_id, level, item) WHERE voided = 0",
    f"""
    CREATE TABLE objection (
        id INTEGER PRIMARY KEY,
        staff_id INTEGER NOT NULL REFERENCES staff(id),
        month TEXT NOT NULL {_month("month")},
        text TEXT NOT NULL CHECK (text <> ''),
        on_day TEXT NOT NULL {_day("on_day")},
        answer TEXT CHECK (answer IN ('upheld', 'rejected')),
        answer_reason TEXT CHECK (answer_reason <> ''),
        answered_on TEXT {_day("answered_on")},
        answered_by TEXT,
        {RECORDED},
        CHECK ((answer IS NULL) = (answer_reason IS NULL)),
        CHECK ((answer IS NULL) = (answered_on IS NULL)),
        CHECK ((answer IS NULL) = (answered_by IS NULL))
    ) STRICT
    """,
    "CREATE INDEX objection_month ON objection(month)",
    f"""
    CREATE TABLE ack (
        id INTEGER PRIMARY KEY,
        staff_id INTEGER NOT NULL REFERENCES staff(id),
        month TEXT NOT NULL {_month("month")},
        on_day TEXT NOT NULL {_day("on_day")},
        sha256 TEXT NOT NULL CHECK (sha256 <> ''),
        {RECORDED}
    ) STRICT
    """,
    "CREATE INDEX ack_month ON ack(month)",
    f"""
    CREATE TABLE issue (
        id INTEGER PRIMARY KEY,
        month TEXT NOT NULL {_month("month")},
        on_day TEXT NOT NULL {_day("on_day")},
        until_day TEXT NOT NULL {_day("until_day")},
        sha256 TEXT NOT NULL CHECK (sha256 <> ''),
        {DECIDED},
        CHECK (on_day <= until_day)
    ) STRICT
    """,
    # closing_id names the correction that is signed; without one it is the month's own result.
    f"""
    CREATE TABLE signature (
        id INTEGER PRIMARY KEY,
        month TEXT NOT NULL {_month("month")},
        role TEXT NOT NULL CHECK (role <> ''),
        sha256 TEXT NOT NULL CHECK (sha256 <> ''),
        closing_id INTEGER REFERENCES closing(id),
        {DECIDED}
    ) STRICT
    """,
    "CREATE INDEX signature_month ON signature(month)",
    # What undo took back: each command once, and by which command.
    """
    CREATE TABLE undone (
        command_id INTEGER PRIMARY KEY REFERENCES command(id),
        by_command INTEGER NOT NULL REFERENCES command(id)
    ) STRICT
    """,
    "CREATE INDEX history_command ON history(command_id)",
    "CREATE INDEX history_at ON history(at)",
)

STANDING = """
    CREATE VIEW standing AS
    SELECT id, month FROM closing
    WHERE kind = 'close' AND id NOT IN (SELECT closing_id FROM reopening)
"""

KEPT = {
    "review": "staff_id month level item score reason",
    "objection": "staff_id month text on_day answer answer_reason answered_on answered_by",
    "ack": "staff_id month on_day sha256",
}
"""The new tables whose records are voided and have a history."""
