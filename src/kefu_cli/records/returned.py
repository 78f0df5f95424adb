"""The exported workbook on its way back: the scores given in it, and what is wrong with it.

Also what its writer and its reader must agree on. What was exported stands in a hidden sheet, a
JSON text a row, which goes on in the row's next cells where a cell is too small for it: first the
format, the month and the rulebook's SHA-256; then each different row that any sheet has, as its
kind and the texts of its cells; then each sheet with the numbers (from 0) of its rows; last the
SHA-256 of all these texts, so that none can be taken for another's. A row's kind is the number of
the form's item that it belongs to, FREE, or empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kefu_cli.calendar import Month
from kefu_cli.messages import Message
from kefu_cli.records.review import LEVEL_NAMES

SHEET = "kefu"
"""The name of the hidden sheet."""

FORMAT = 1
"""To be raised with every change of the hidden sheet or of the form's columns."""

FREE = "free"
"""A row that may be filled in by hand, and is not read: sums and signatures."""

REVIEWERS: Mapping[int, str] = dict(enumerate(LEVEL_NAMES, 7))
"""The form's columns (from 1) in which scores are given, and who gives them."""


@dataclass(frozen=True, slots=True)
class GivenScore:
    """The score (分) that a reviewer of this level gave a person for an item, and its cell."""

    staff: str
    item: int
    level: str
    score: Decimal
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing that keeps a workbook from being taken; ``cell`` None means the whole sheet.

    ``value`` is the cell as a person sees it, shortened; None where it is blank. ``unexplained``:
    its score might be taken if only there were a reason.
    """

    sheet: str
    cell: str | None
    value: str | None
    reason: Message
    unexplained: bool = False

    @property
    def place(self) -> tuple[int, int, str]:
        """Where the cell stands in its sheet, row before column; a whole sheet before its cells."""
        letters = (self.cell or "").rstrip("0123456789")
        row = (self.cell or "").removeprefix(letters)
        return int(row or 0), len(letters), letters


@dataclass(frozen=True, slots=True)
class Returned:
    """An exported workbook, filled in: nothing of it is to be taken where there are problems.

    ``rulebook`` is the SHA-256 of the rulebook by which the month was exported; ``sheets`` are the
    titles of the sheets, in the workbook's order. A score may be out of any range, even negative.
    """

    month: Month
    rulebook: str
    given: tuple[GivenScore, ...]
    problems: tuple[CellProblem, ...]
    sheets: tuple[str, ...] = ()
