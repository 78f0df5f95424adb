"""What was known when a month was closed: everything but what came late, after that closing.

A record that came late bears the number of the closing before it; a blank fact filled in late
stands in ``late_change``. So the months closed earlier can be computed again as they were.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Conditions and columns of SQL that leave out what came after a closing; None knows all."""

    closing: int | None = None

    def of(self, row: str) -> str:
        """A condition, to be joined by AND: that the record was known."""
        if self.closing is None:
            return ""
        return f" AND ({row}.late IS NULL OR {row}.late < {self.closing:d})"

    def fact(self, table: str, row: str, column: str, blank: str = "NULL") -> str:
        """A column's value as it was known: ``blank`` where it was filled in late."""
        if self.closing is None:
            return f"{row}.{column}"
        late = self._filled_late(table, column)
        return f"CASE WHEN {row}.id IN ({late}) THEN {blank} ELSE {row}.{column} END"

    def filled(self, table: str, row: str, column: str) -> str:
        """A condition, to be joined by AND: that the column was not filled in late."""
        if self.closing is None:
            return ""
        return f" AND {row}.id NOT IN ({self._filled_late(table, column)})"

    def _filled_late(self, table: str, column: str) -> str:
        return (
            f"SELECT l.record_id FROM late_change AS l WHERE l.noun = '{table}'"
            f" AND l.field = '{column}' AND l.closing_id >= {self.closing:d}"
        )


EVERYTHING = Knowledge()
"""All that is recorded, late or not: what an open month counts."""
