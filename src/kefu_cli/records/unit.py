"""Units (戶): flats, shops, parking spaces and others, each handed over (交房) or not yet."""

from __future__ import annotations

from kefu_cli.messages import msg
from kefu_cli.records.fields import Choice, Field, Noun

KINDS = (
    Choice("住宅", ("flat", "residence")),
    Choice("商鋪", ("shop",)),
    Choice("車位", ("parking",)),
    Choice("其他", ("other",)),
)

NOUN = Noun(
    name="unit",
    label=msg("Units"),
    key="code",
    fields=(
        Field("code", "code", "房號", msg("Unit"), required=True),
        Field("building", "building", "樓棟", msg("Building"), required=True),
        Field("room", "text", "房間", msg("Room"), plain=True),
        Field(
            "kind", "choice", "類型", msg("Kind of unit"), default="住宅", choices=KINDS, plain=True
        ),
        Field("owner", "text", "業主", msg("Owner"), plain=True, private=True),
        Field("phone", "text", "電話", msg("Phone"), plain=True, private=True),
        Field(
            "handover",
            "day",
            "交房日期",
            msg("Handed over"),
            plain=True,
            asked=True,
            help=msg("The day it was handed over to its owner"),
        ),
        Field("monthly_fee", "money", "月物業費", msg("Monthly fee"), plain=True),
        Field("occupancy", "text", "入住狀態", msg("Occupancy"), plain=True),
    ),
)
