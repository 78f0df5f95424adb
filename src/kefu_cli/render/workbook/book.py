"""The workbook as a whole: which sheets it has, in which order, and where it is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kefu_cli.appraisal.model import Appraisal
from kefu_cli.records import returned
from kefu_cli.records.monthend import NOTHING, MonthEnd
from kefu_cli.render.workbook import details, form, rates, saving, summary, zipped
from kefu_cli.render.workbook.names import SheetNames
from kefu_cli.render.workbook.original import Original
from kefu_cli.render.workbook.rates import Unpaid
from kefu_cli.render.workbook.sheet import Sheet
from kefu_cli.render.workbook.style import Styles


def write(appraisal: Appraisal, unpaid: Unpaid, target: Path, end: MonthEnd = NOTHING) -> None:
    """Write the month's workbook to ``target``, whole or not at all, in the language in use.

    ``unpaid`` holds the codes of unpaid units by (staff code, building code), ``end`` what stands
    beside the scores. Raises FileError as ``saving.save`` does.
    """
    saving.save(target, lambda: to_bytes(appraisal, unpaid, end))


def to_bytes(appraisal: Appraisal, unpaid: Unpaid, end: MonthEnd = NOTHING) -> bytes:
    """The month's workbook; the same appraisal and end of month give the same bytes."""
    workbook = Workbook()
    plan = _plan(workbook, appraisal, unpaid, end)
    saving.set_properties(workbook, appraisal.rulebook.form.title, appraisal.month)
    return zipped.to_bytes(workbook, lambda sheet: plan[sheet]())


def _plan(
    workbook: Workbook, appraisal: Appraisal, unpaid: Unpaid, end: MonthEnd
) -> dict[Worksheet, Callable[[], None]]:
    """Make the sheets, still empty, each with what will fill it."""
    first = workbook.worksheets[0]
    styles = Styles(workbook)
    names, original = SheetNames(), Original(appraisal)
    hidden_name = names.take(returned.SHEET)
    first.title = names.take(summary.TITLE)
    last_names = names.take(details.TITLE), names.take(rates.TITLE)
    plan: dict[Worksheet, Callable[[], None]] = {}

    def add(
        raw: Worksheet, widths: tuple[float, ...], fill: Callable[[Sheet], None], staff: str = ""
    ) -> None:
        def draw() -> None:
            sheet = Sheet(raw, styles, widths)
            fill(sheet)
            original.keep(sheet, staff)

        plan[raw] = draw

    drawn: Callable[[Sheet], None] = partial(summary.fill, appraisal=appraisal, end=end)
    add(first, summary.widths(appraisal.rulebook), drawn)
    for person in appraisal.staff:
        raw = workbook.create_sheet(names.take(f"{person.person.code} {person.person.name}"))
        drawn = partial(form.fill, appraisal=appraisal, person=person, end=end)
        add(raw, form.WIDTHS, drawn, person.person.code)
    raw = workbook.create_sheet(last_names[0])
    add(raw, details.WIDTHS, partial(details.fill, appraisal=appraisal))
    raw = workbook.create_sheet(last_names[1])
    add(raw, rates.WIDTHS, partial(rates.fill, appraisal=appraisal, unpaid=unpaid))
    hidden = workbook.create_sheet(hidden_name)
    hidden.sheet_state = "hidden"
    plan[hidden] = lambda: original.fill(Sheet(hidden, styles, ()))  # written last: see zipped
    return plan
