"""The views of the first version: records with codes for references and yuan for money."""

from __future__ import annotations

_VIEWED = "x.voided, x.void_reason, x.recorded_by, x.recorded_at"


def _yuan(column: str) -> str:
    return f"printf('%d.%02d', {column} / 100, {column} % 100)"


def _view(noun: str, columns: str, joins: str = "") -> str:
    return f"""
    CREATE VIEW list_{noun} AS
    SELECT x.id, {columns}, {_VIEWED} FROM {noun} AS x {joins}
    """


_STAFF = "JOIN staff AS s ON s.id = x.staff_id"
_UNIT = "JOIN unit AS u ON u.id = x.unit_id JOIN building AS b ON b.id = u.building_id"
_HANDED = 's.code AS staff, s.name AS staff_name, x.month, x.text, x.on_day AS "on"'
VIEWS = (
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
