"""Archives that are not filed in time: what is missing, since when, and whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from kefu_cli.appraisal.facts import MOVE_IN, REWORK
from kefu_cli.appraisal.model import Finding
from kefu_cli.calendar import Month
from kefu_cli.messages import msg
from kefu_cli.reports.table import Cell, Column, Table


def missing_table(month: Month, findings: Iterable[Finding], today: date) -> Table:
    """A row an archive, by the last day on which it may be filed; ``late`` as of today."""
    return Table(
        title=msg("Archives missing in {month}", month=month),
        columns=(
            Column("unit", msg("Unit"), "code"),
            Column("kind", msg("Kind of archive")),
            Column("due", msg("To be filed by"), "code"),
            Column("late", msg("Late")),
            Column("staff", msg("Staff no."), "code"),
            Column("finding", msg("Finding"), "code"),
        ),
        rows=tuple(_row(finding, today) for finding in findings),
        notes=(
            msg("Filing late does not take the finding away; what was filed in time, enter now."),
        ),
    )


def _row(finding: Finding, today: date) -> tuple[Cell, ...]:
    kind = MOVE_IN if finding.id.startswith("handover:") else REWORK
    due = finding.on - timedelta(days=1)
    staff = ";".join(finding.staff) or None
    return (finding.unit, kind, due, today > due, staff, finding.id)
