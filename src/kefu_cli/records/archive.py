"""Archive entries (檔案): what was filed for a unit, when, and on which media."""

from __future__ import annotations

from kefu_cli.messages import msg
from kefu_cli.records.fields import Choice, Field, Noun

KINDS = (
    Choice("入伙", ("move-in",)),
    Choice("裝修", ("decoration",)),
    Choice("返修", ("rework",)),
    Choice("資料更新", ("update",)),
)
MEDIA = (
    Choice("電子", ("electronic", "電子檔")),
    Choice("紙質", ("paper", "紙質檔")),
    Choice("影音", ("audiovisual", "影音類")),
)

NOUN = Noun(
    name="archive",
    label=msg("Archive entries"),
    dated="on",
    fields=(
        Field("unit", "unit", "房號", msg("Unit"), required=True),
        Field("kind", "choice", "檔案類別", msg("Kind of archive"), required=True, choices=KINDS),
        Field(
            "on",
            "day",
            "日期",
            msg("Date"),
            default="today",
            column="on_day",
            help=msg("The day it was filed (today if left out)"),
        ),
        Field(
            "media",
            "choices",
            "載體",
            msg("Media"),
            choices=MEDIA,
            plain=True,
            help=msg("One of them, or several separated by 、"),
        ),
        Field("contractor_licence", "text", "營業執照", msg("Contractor's licence"), plain=True),
        Field(
            "contractor_qualification",
            "text",
            "資質",
            msg("Contractor's qualification"),
            plain=True,
        ),
        Field("contractor_contact", "text", "聯系人", msg("Contractor's contact"), plain=True),
        Field("note", "text", "說明", msg("Note"), plain=True),
    ),
)
