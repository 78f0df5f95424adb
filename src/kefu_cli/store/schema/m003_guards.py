"""What no program may do from the third version on: unsay what was said of a closed month.

Also what the second version was too strict or too lax about: who closes and reopens a month, where
months begin anew once none is closed, and words added to an old repair call since the closing.
"""

from __future__ import annotations

from collections.abc import Iterator

from kefu_cli.store.schema import m001_guards, m002_tables
from kefu_cli.store.schema.m002_guards import CLOSED, repair_change

OUTSIDE = "outside kefu"  # as the tables of the first two versions have it

_LAST = "(SELECT last_day FROM lock)"
_LAST_MONTH = "(SELECT last_month FROM lock)"


def _refuse(sentence: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"


def _changed(*columns: str) -> str:
    return "(" + " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in columns) + ")"


# What another program recorded has no command, and counts as said before the closing.
_KEPT = """EXISTS (SELECT 1 FROM standing AS s JOIN closing AS c ON c.id = s.id
    WHERE s.month = OLD.month AND (OLD.command_id > c.command_id) IS NOT 1)"""

SAID: dict[str, dict[str, tuple[str, ...]]] = {
    "ack": {"on_day": ("staff_id", "month", "on_day", "sha256", "voided", "void_reason")},
    "objection": {
        "on_day": ("staff_id", "month", "text", "on_day", "voided", "void_reason"),
        "answered_on": ("answer", "answer_reason", "answered_on", "answered_by"),
    },
}
"""By table: what is dated by which day. A blank answer may be filled with a later one."""


def said() -> Iterator[str]:
    """The triggers that keep what people said of a closed month, and keep closed days closed."""
    for table, dated in SAID.items():
        yield f"""
            CREATE TRIGGER {table}_closed_new BEFORE INSERT ON {table}
            WHEN {" OR ".join(f"NEW.{day} <= {_LAST}" for day in dated)} {_refuse(CLOSED)}
            """
        locked = " OR ".join(
            f"({_changed(*columns)} AND (OLD.{day} <= {_LAST} OR NEW.{day} <= {_LAST}))"
            for day, columns in dated.items()
        )
        yield f"""
            CREATE TRIGGER {table}_closed BEFORE UPDATE ON {table}
            WHEN {_KEPT} OR {locked}
                OR ({_changed("month")} AND NEW.month IN (SELECT month FROM standing))
            {_refuse(CLOSED)}
            """


BY_COMMAND = tuple(
    f"""
    CREATE TRIGGER {table}_by_command BEFORE INSERT ON {table}
    WHEN NOT EXISTS (SELECT 1 FROM command AS c WHERE c.id = NEW.command_id AND c.open = 1)
    {_refuse("kefu: a month is closed and reopened by kefu: kefu month close, kefu month reopen")}
    """
    for table in ("closing", "reopening")
)

_OTHERS = ("signature", "issue", "closing", "reopening")
_NUMBERED = ("command", "history", "late_change")


def made() -> Iterator[str]:
    """The triggers that let no program record something in the name of a kefu command.

    A number below 1 is refused as well: before a row is there, SQLite calls every new one -1, so
    that a row of that number would stand in the way of all others.
    """
    for table in (*m001_guards.KEPT, *m002_tables.KEPT, *_OTHERS):
        yield f"""
            CREATE TRIGGER {table}_made AFTER INSERT ON {table}
            WHEN NEW.id < 1 OR CASE WHEN NEW.command_id IS NULL
                THEN NEW.recorded_by <> '{OUTSIDE}'
                ELSE NEW.command_id IS NOT (SELECT id FROM command WHERE open = 1) END
            {_refuse("kefu: who records something is the command at work, or outside kefu")}
            """
    for table in _NUMBERED:
        yield f"""
            CREATE TRIGGER {table}_made AFTER INSERT ON {table} WHEN NEW.id < 1
            {_refuse("kefu: numbers begin at 1")}
            """


# What is told of a command is told while it is at work; other programs' doing has none.
TRUE = (
    f"""
    CREATE TRIGGER history_true BEFORE INSERT ON history
    WHEN NEW.command_id IS NOT (SELECT id FROM command WHERE open = 1)
    {_refuse("kefu: the history cannot be changed")}
    """,
    f"""
    CREATE TRIGGER undone_true BEFORE INSERT ON undone
    WHEN NEW.by_command IS NOT (SELECT id FROM command WHERE open = 1)
    {_refuse("kefu: the history cannot be changed")}
    """,
)

# Once every closing was reopened, an earlier month may be the first; none is passed over.
IN_ORDER = (
    "DROP TRIGGER closing_in_order",
    f"""
    CREATE TRIGGER closing_in_order BEFORE INSERT ON closing
    WHEN NEW.kind = 'close' AND CASE WHEN {_LAST_MONTH} IS NULL
        THEN NEW.month > (SELECT min(month) FROM closing)
        ELSE NEW.month IS NOT strftime('%Y-%m', {_LAST_MONTH} || '-01', '+1 month') END
    {_refuse("kefu: months close in order")}
    """,
)


def _added_since(field: str) -> str:
    # The history tells it, and no program can change that.
    return f"""EXISTS (SELECT 1 FROM history AS h WHERE h.noun = 'repair' AND h.record_id = OLD.id
        AND h.field = '{field}' AND h.before IS NULL AND h.command_id > (SELECT c.command_id
            FROM standing AS s JOIN closing AS c ON c.id = s.id WHERE s.month = {_LAST_MONTH}))"""


WORDS = ("DROP TRIGGER repair_closed", repair_change(_added_since))
"""Words that were added to a locked step since the last closing may be mended or taken away."""
