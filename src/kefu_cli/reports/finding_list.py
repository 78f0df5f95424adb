"""Every finding of a month, with the people it stands against and whether it counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kefu_cli.appraisal.findings import in_order
from kefu_cli.appraisal.model import Appraisal, Charge
from kefu_cli.messages import Message, msg
from kefu_cli.reports.findings import happened, note
from kefu_cli.reports.table import Cell, Column, Table

_Order = tuple[tuple[date, str, int, str], str]


def finding_table(appraisal: Appraisal) -> Table:
    """A row for each finding and person, by day; one that counts against nobody has no person."""
    return Table(
        title=msg("Findings of {month}", month=appraisal.month),
        columns=(
            Column("id", msg("Finding"), "code"),
            Column("clause", msg("Clause"), "code"),
            Column("on", msg("Date")),
            Column("staff", msg("Staff no."), "code"),
            Column("note", msg("Note"), machine=True),
            Column("happened", msg("What happened"), people=True),
            Column("standing", msg("Standing"), people=True),
            Column("absent", msg("Absent"), machine=True),
            Column("counted", msg("Counted"), machine=True),
            Column("waived", msg("Waived because"), machine=True),
            Column("evidence", msg("Evidence"), machine=True),
            Column("source", msg("Source"), machine=True),
            Column("unit", msg("Unit"), machine=True),
        ),
        rows=tuple(row for _, row in sorted(_rows(appraisal), key=lambda keyed: keyed[0])),
    )


def _rows(appraisal: Appraisal) -> Iterator[tuple[_Order, tuple[Cell, ...]]]:
    for person in appraisal.staff:
        code = person.person.code
        for charge in person.charges:
            yield (in_order(charge.finding), code), _row(charge, code)
    for finding in appraisal.unassigned:
        yield (in_order(finding), ""), _row(Charge(finding), None)


def _row(charge: Charge, staff: str | None) -> tuple[Cell, ...]:
    finding = charge.finding
    return (
        finding.id,
        finding.clause,
        finding.on,
        staff,
        note(finding),
        happened(finding),
        _standing(charge, staff),
        finding.absent,
        charge.counted and staff is not None,
        charge.waived,
        finding.evidence,
        finding.source,
        finding.unit,
    )


def _standing(charge: Charge, staff: str | None) -> Message:
    if staff is None:
        return msg("counts against nobody")
    if charge.waived is not None:
        return msg("waived: {reason}", reason=charge.waived)
    return msg("counts")
