"""Everything that is wrong with a file, row by row or cell by cell, and with a rulebook."""

from __future__ import annotations

from collections.abc import Iterable

from kefu_cli.messages import msg
from kefu_cli.records.incoming import Problem
from kefu_cli.records.returned import CellProblem
from kefu_cli.reports.table import Column, Table
from kefu_cli.rulebook.schema import RuleProblem


def import_problems(file: str, problems: Iterable[Problem]) -> Table:
    """A row a problem: the spreadsheet's row number, the column, what stands there, and why not."""
    rows = tuple((p.row, p.column, p.value, p.reason) for p in problems)
    return Table(
        title=msg("What is wrong with {file}", file=file),
        columns=(
            Column("row", msg("Row"), "number"),
            Column("column", msg("Column")),
            Column("value", msg("Value")),
            Column("reason", msg("What is wrong")),
        ),
        rows=rows,
    )


def cell_problems(file: str, problems: Iterable[CellProblem]) -> Table:
    """A row a problem of an exported workbook: its sheet and cell, what stands there, why not."""
    return Table(
        title=msg("What is wrong with {file}", file=file),
        columns=(
            Column("sheet", msg("Sheet"), "code"),
            Column("cell", msg("Cell"), "code"),
            Column("value", msg("Value")),
            Column("reason", msg("What is wrong")),
        ),
        rows=tuple((p.sheet, p.cell, p.value, p.reason) for p in problems),
    )


def rule_problems(file: str, problems: Iterable[RuleProblem]) -> Table:
    """A row a problem of a rulebook."""
    return Table(
        title=msg("What is wrong with {file}", file=file),
        columns=(Column("key", msg("Key")), Column("reason", msg("What is wrong"))),
        rows=tuple((p.key or "—", p.what) for p in problems),
    )
