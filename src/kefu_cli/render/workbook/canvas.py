"""A form while it is planned: rows and what stands in them, painted once its pages are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from openpyxl.worksheet.pagebreak import Break

from kefu_cli.render.workbook import pages
from kefu_cli.render.workbook.pages import Page
from kefu_cli.render.workbook.sheet import Part, Sheet, Value
from kefu_cli.render.workbook.style import Look


class _Span(NamedTuple):
    first: int
    last: int
    column: int
    value: Value
    look: Look
    again: Value


class _Run(NamedTuple):
    first: int
    column: int
    values: tuple[Value, ...]
    look: Look


class Canvas:
    """Rows by number from 1, in groups that stay on one page, in blocks that had better."""

    def __init__(self) -> None:
        self._heights: list[float] = []
        self._parts: list[tuple[int, Part]] = []
        self._spans: list[_Span] = []
        self._runs: list[_Run] = []
        self._blocks: list[list[list[float]]] = [[]]
        self._grouped = 0

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self._heights)

    def row(self, height: float, parts: Sequence[Part] = ()) -> int:
        """Add a row; its number."""
        self._heights.append(height)
        self._parts.extend((self.rows, part) for part in parts)
        return self.rows

    def span(
        self, first: int, last: int, column: int, value: Value, look: Look, *, again: Value = None
    ) -> None:
        """Merge a column's rows; where a page ends between them, ``again`` stands on the next."""
        self._spans.append(_Span(first, last, column, value, look, again))

    def run(self, first: int, column: int, values: Sequence[Value], look: Look) -> None:
        """Write values one below the other, boxed together."""
        self._runs.append(_Run(first, column, tuple(values), look))

    def end_group(self) -> None:
        """Keep the rows since the last group on one page."""
        if self._grouped < self.rows:
            self._blocks[-1].append(self._heights[self._grouped :])
            self._grouped = self.rows

    def end_block(self) -> None:
        """Keep the groups since the last block on one page, where that costs none."""
        self.end_group()
        self._blocks.append([])

    def paint(self, sheet: Sheet, page: Page, fixed: int) -> None:
        """Draw everything on an empty sheet; the first ``fixed`` rows keep their heights."""
        ends = pages.page_ends([block for block in self._blocks if block], page)
        for row, height in enumerate(pages.filled(self._heights, ends, page, fixed), 1):
            sheet.set_height(row, height)
        for row, part in self._parts:
            sheet.merge((row, part.left, row, part.right), part.value, part.look)
        for span in self._spans:
            _paint_span(sheet, span, ends)
        for run in self._runs:
            _paint_run(sheet, run, ends)
        for end in ends:
            sheet.raw.row_breaks.append(Break(id=end))


def _paint_span(sheet: Sheet, span: _Span, ends: Sequence[int]) -> None:
    inside = [end for end in ends if span.first <= end < span.last]
    value = span.value
    for first, last in zip(
        (span.first, *(end + 1 for end in inside)), (*inside, span.last), strict=True
    ):
        sheet.merge((first, span.column, last, span.column), value, span.look)
        value = span.again


def _paint_run(sheet: Sheet, run: _Run, ends: Sequence[int]) -> None:
    last = run.first + len(run.values) - 1
    for row, value in enumerate(run.values, run.first):
        edges = "lr"
        if row == run.first or row - 1 in ends:
            edges += "t"
        if row == last or row in ends:
            edges += "b"
        sheet.put(row, run.column, value, run.look.edged(edges))
