"""Repair calls (報修): taken, dispatched, followed up, completed, revisited (回訪)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Choice, Field, Noun, Values

RECORDS = (
    Choice("text", ("文字", "文字記錄"), msg("text record")),
    Choice("voice", ("語音", "語音記錄", "錄音"), msg("voice record")),
)
STEPS = ("dispatched", "followed", "completed", "revisited")


def check(values: Values) -> Iterator[Message]:
    """No step comes before the call, no revisit before the completion."""
    received, completed = values.get("received"), values.get("completed")
    for step in STEPS:
        at = values.get(step)
        if isinstance(at, datetime) and isinstance(received, datetime) and _before(at, received):
            yield msg(
                "{step} ({at}) is before the call ({received}).",
                step=NOUN.field(step).label,
                at=at,
                received=received,
            )
    revisited = values.get("revisited")
    if isinstance(revisited, datetime):
        if not isinstance(completed, datetime):
            yield msg("A revisit follows the completion, and the completion is missing.")
        elif _before(revisited, completed):
            yield msg(
                "The revisit ({at}) is before the completion ({completed}).",
                at=revisited,
                completed=completed,
            )
    elif values.get("revisit_record"):
        yield msg("A record of the revisit needs the time of the revisit.")


def _before(later: datetime, earlier: datetime) -> bool:
    """Whether a step precedes the one that it follows; one with a day alone has no time to."""
    if later.time() == time.min:
        return later.date() < earlier.date()
    return later < earlier


NOUN = Noun(
    name="repair",
    label=msg("Repair calls"),
    key="no",
    dated="received",
    check=check,
    fields=(
        Field(
            "no",
            "code",
            "工單號",
            msg("Work order"),
            help=msg("The site's own number (kefu's next one if left out)"),
        ),
        Field("unit", "unit", "房號", msg("Unit"), required=True),
        Field("content", "text", "報修內容", msg("What is broken"), required=True, plain=True),
        Field(
            "staff",
            "staff",
            "工號",
            msg("Staff no."),
            plain=True,
            help=msg("Who answers for it (if left out, who holds the building)"),
        ),
        Field(
            "received",
            "moment",
            "報修時間",
            msg("Received"),
            default="now",
            asked=True,
            help=msg("When the call was taken (now if left out)"),
        ),
        Field("category", "text", "類別", msg("Category"), plain=True),
        Field("dispatched", "moment", "派工時間", msg("Dispatched"), plain=True),
        Field("worker", "text", "維修人", msg("Worker"), plain=True),
        Field("followed", "moment", "跟進時間", msg("Followed up"), child="repair_follow"),
        Field("completed", "moment", "完成時間", msg("Completed"), plain=True),
        Field("result", "text", "處理結果", msg("Result"), plain=True),
        Field("revisited", "moment", "回訪時間", msg("Revisited"), plain=True),
        Field(
            "revisit_record",
            "choice",
            "回訪記錄",
            msg("Revisit record"),
            choices=RECORDS,
            plain=True,
        ),
        Field(
            "rework",
            "flag",
            "返修",
            msg("Rework"),
            default=False,
            plain=True,
            help=msg("It is a rework (返修), which needs an archive"),
        ),
    ),
)
