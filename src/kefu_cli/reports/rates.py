"""The collection rate by person, and the units whose fee is unpaid."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kefu_cli.appraisal.model import Appraisal, PersonAppraisal, Rate
from kefu_cli.appraisal.rates import thresholds
from kefu_cli.calendar import Month
from kefu_cli.messages import msg
from kefu_cli.records.arrears import UnpaidUnit
from kefu_cli.reports.figures import money, percent, points
from kefu_cli.reports.privacy import mask_name, mask_phone
from kefu_cli.reports.table import Cell, Column, Table
from kefu_cli.rulebook.model import RateRule, Rulebook


def rate_table(appraisal: Appraisal) -> Table:
    """Each person's due, paid and rate, and how many more units would reach each threshold.

    0 is a threshold that is reached; where nobody is due, the rate and these are absent.
    """
    bounds = _thresholds(appraisal.rulebook)
    return Table(
        title=msg("Collection rate of {month}", month=appraisal.month),
        columns=(
            Column("code", msg("Staff no."), "code"),
            Column("name", msg("Name"), "code"),
            Column("due", msg("Units due"), "number"),
            Column("paid", msg("Units paid"), "number"),
            Column("rate", msg("Rate %"), "number"),
            *(_to(bound) for bound in bounds),
        ),
        rows=tuple(
            _rate_row(person, item.rate, bounds)
            for person in appraisal.staff
            for item in person.items
            if item.rate
        ),
        notes=(msg("The last columns: how many more paid units would reach that rate."),),
    )


def unpaid_table(month: Month, rows: Iterable[UnpaidUnit], reveal: bool = False) -> Table:
    """The units due and not paid; their owners are masked unless ``reveal`` is set."""
    return Table(
        title=msg("Units due and unpaid in {month}", month=month),
        columns=(
            Column("unit", msg("Unit"), "code"),
            Column("building", msg("Building"), "code"),
            Column("staff", msg("Staff no."), "code"),
            Column("kind", msg("Kind of unit")),
            Column("handover", msg("Handed over")),
            Column("monthly_fee", msg("Monthly fee"), "number"),
            Column("owner", msg("Owner")),
            Column("phone", msg("Phone"), "code"),
        ),
        rows=tuple(_unpaid_row(row, reveal) for row in rows),
    )


def _thresholds(rulebook: Rulebook) -> tuple[Decimal, ...]:
    rules = [item.rule for item in rulebook.items if isinstance(item.rule, RateRule)]
    return tuple(sorted({bound for rule in rules for bound in thresholds(rule)}))


def _to(bound: Decimal) -> Column:
    key = "to_" + points(bound).replace(".", "_")
    return Column(key, msg("To {threshold}%", threshold=points(bound)), "number")


def _rate_row(person: PersonAppraisal, rate: Rate, bounds: tuple[Decimal, ...]) -> tuple[Cell, ...]:
    needs = {need.threshold: need.units for need in rate.needs}
    to = (needs.get(bound, 0) if rate.due else None for bound in bounds)
    return (person.person.code, person.person.name, rate.due, rate.paid, percent(rate), *to)


def _unpaid_row(row: UnpaidUnit, reveal: bool) -> tuple[Cell, ...]:
    return (
        row.unit,
        row.building,
        ";".join(row.staff) or None,
        row.kind,
        row.handover,
        money(row.monthly_fee),
        row.owner if reveal else mask_name(row.owner),
        row.phone if reveal else mask_phone(row.phone),
    )
