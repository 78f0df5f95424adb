"""The bookkeeping of the first version: commands, history, and what no program may do."""

from __future__ import annotations

from collections.abc import Iterator

BOOKKEEPING = (
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
OVERLAPS = (
    f"CREATE TRIGGER assignment_overlap_new BEFORE INSERT ON assignment {_OVERLAP}",
    f"CREATE TRIGGER assignment_overlap_change BEFORE UPDATE ON assignment {_OVERLAP}",
)

KEPT = {
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


def history_triggers(table: str, columns: str) -> tuple[str, ...]:
    """A table's triggers that write each changed fact down, and let nothing be removed."""
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


def no_replacing(table: str) -> Iterator[str]:
    """A table's triggers that let no record take the place of another."""
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
