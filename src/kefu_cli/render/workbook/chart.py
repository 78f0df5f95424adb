"""The chart of everyone's totals beneath the summary."""

from __future__ import annotations

from typing import NamedTuple

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines, NumericAxis
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.title import title_maker
from openpyxl.drawing.line import LineProperties

from kefu_cli.appraisal.model import Appraisal
from kefu_cli.language import say
from kefu_cli.messages import msg
from kefu_cli.render.workbook import layout
from kefu_cli.render.workbook.sheet import POINTS_PER_MM, Sheet

_HEIGHT_CM, _MM_PER_CM = 9, 10
HEIGHT = _HEIGHT_CM * _MM_PER_CM * POINTS_PER_MM
"""The height of the chart in points."""
_GRID, _BARS = "D9D9D9", "5B7FA6"
_GAP_PERCENT = 60
_MOST_LABELLED = 60  # figures above more bars than that would run into each other


class Columns(NamedTuple):
    """Which columns of the sheet hold the names and the totals, from row 2 on."""

    names: int
    values: int


def of_totals(sheet: Sheet, appraisal: Appraisal, columns: Columns) -> BarChart:
    """A bar for each person, as wide as the sheet's table, up to the rulebook's full points."""
    last = len(appraisal.staff) + 1
    values = Reference(sheet.raw, min_col=columns.values, min_row=1, max_row=last)
    names = Reference(sheet.raw, min_col=columns.names, min_row=2, max_row=last)
    chart = BarChart(gapWidth=_GAP_PERCENT)
    chart.add_data(values, titles_from_data=True)
    chart.set_categories(names)
    title = title_maker(say(msg("Total scores, {month}", month=appraisal.month)))
    title.overlay = False
    chart.title, chart.legend = title, None
    chart.series[0].graphicalProperties = GraphicalProperties(solidFill=_BARS)
    _set_axis(chart.y_axis, int(appraisal.rulebook.total))
    chart.x_axis.delete = False
    if len(appraisal.staff) <= _MOST_LABELLED:
        chart.dataLabels = _figures()
    table_mm = sum(sheet.widths) * layout.POINTS_PER_CHAR / POINTS_PER_MM
    chart.width = int(table_mm / _MM_PER_CM)
    chart.height = _HEIGHT_CM
    return chart


def _set_axis(axis: NumericAxis, top: int) -> None:
    axis.scaling.min, axis.scaling.max = 0, top
    axis.majorGridlines = ChartLines(GraphicalProperties(ln=LineProperties(solidFill=_GRID)))
    axis.delete = False


def _figures() -> DataLabelList:
    return DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
    )
