"""The views of the second version: the first one's with ``late``, and those of the new kinds."""

from __future__ import annotations

from collections.abc import Iterator

from kefu_cli.store.schema.m001_views import VIEWS

_OWN = "x.voided, x.void_reason, x.recorded_by, x.recorded_at, x.late IS NOT NULL AS late"
_STAFF = "JOIN staff AS s ON s.id = x.staff_id"
_WHOSE = "s.code AS staff, s.name AS staff_name, x.month"

NEW_VIEWS = (
    f"""
    CREATE VIEW list_review AS
    SELECT x.id, {_WHOSE}, x.level, x.item, x.score, x.reason, {_OWN}
    FROM review AS x {_STAFF}
    """,
    f"""
    CREATE VIEW list_objection AS
    SELECT x.id, {_WHOSE}, x.text, x.on_day AS "on", x.answer, x.answer_reason, x.answered_on,
        x.answered_by, {_OWN}
    FROM objection AS x {_STAFF}
    """,
    f"""
    CREATE VIEW list_ack AS
    SELECT x.id, {_WHOSE}, x.on_day AS "on", x.sha256, {_OWN}
    FROM ack AS x {_STAFF}
    """,
)


def views_with_late() -> Iterator[str]:
    """Each view of the first version made anew, with whether a record came late."""
    for made in VIEWS:
        name = made.split()[2]
        yield f"DROP VIEW {name}"
        yield made.replace("x.recorded_at", "x.recorded_at, x.late IS NOT NULL AS late", 1)
