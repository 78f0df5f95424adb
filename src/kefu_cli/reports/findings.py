"""The words for a finding: what was recorded, or which faults kefu found."""

from __future__ import annotations

from kefu_cli.appraisal.model import Fault, Finding
from kefu_cli.messages import Message, msg

_FAULTS = {
    "dispatch": msg("not dispatched in time (late from {day})"),
    "follow_up": msg("neither completed nor followed up in time (late from {day})"),
    "revisit": msg("not revisited in time (late from {day})"),
    "revisit_record": msg("no text or voice record of the revisit ({day})"),
    "archive": msg("not archived in time (late from {day})"),
}


def note(finding: Finding) -> Message | str | None:
    """What happened: the recorder's own note, or the faults of a derived finding and their unit."""
    if not finding.faults:
        return finding.note
    faults = tuple(map(_fault, finding.faults))
    if finding.note is None:
        return msg("{unit}: {faults}", unit=finding.unit, faults=faults)
    return msg("{unit}, {note}: {faults}", unit=finding.unit, note=finding.note, faults=faults)


def happened(finding: Finding) -> Message | str | None:
    """What happened, an absence called by its name; None where nothing but the clause says it."""
    words = note(finding)
    if not finding.absent:
        return words
    if words is None:
        return msg("absent without leave")
    return msg("absent without leave: {note}", note=words)


def _fault(fault: Fault) -> Message:
    return Message(_FAULTS[fault.kind].text, (("day", fault.late_on),))
