"""The workbook as a whole: which sheets it has, in which order, and where it is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kefu_cli import files
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.render.workbook import details, form, rates, summary, zipped
from kefu_cli.render.workbook.names import SheetNames
from kefu_cli.render.workbook.rates import Unpaid
from kefu_cli.render.workbook.sheet import Sheet
from kefu_cli.render.workbook.style import Styles

_AUTHOR = "kefu"


def write(appraisal: Appraisal, unpaid: Unpaid, target: Path) -> None:
    """Write the month's workbook to ``target``, whole or not at all, in the language in use.

    ``unpaid`` holds the codes of unpaid units by (staff code, building code). Raises FileError
    where the target cannot be written; a file that stood there is then untouched.
    """
    files.check_workbook(target)
    files.check(target)
    try:
        data = to_bytes(appraisal, unpaid)
    except OSError as error:  # openpyxl writes each sheet to the temporary folder first
        raise files.refusal(target, error) from error
    files.replace(target, data)


def to_bytes(appraisal: Appraisal, unpaid: Unpaid) -> bytes:
    """The month's workbook; the same appraisal gives the same bytes."""
    workbook = Workbook()
    plan = _plan(workbook, appraisal, unpaid)
    _set_properties(workbook, appraisal)
    return zipped.to_bytes(workbook, lambda sheet: plan[sheet]())


def _plan(
    workbook: Workbook, appraisal: Appraisal, unpaid: Unpaid
) -> dict[Worksheet, Callable[[], None]]:
    """Make the sheets, still empty, each with what will fill it."""
    first = workbook.worksheets[0]
    styles = Styles(workbook)
    names = SheetNames()
    first.title = names.take(summary.TITLE)
    last_names = names.take(details.TITLE), names.take(rates.TITLE)
    plan: dict[Worksheet, Callable[[], None]] = {}

    def add(raw: Worksheet, widths: tuple[float, ...], fill: Callable[[Sheet], None]) -> None:
        plan[raw] = lambda: fill(Sheet(raw, styles, widths))

    add(first, summary.widths(appraisal.rulebook), partial(summary.fill, appraisal=appraisal))
    for person in appraisal.staff:
        raw = workbook.create_sheet(names.take(f"{person.person.code} {person.person.name}"))
        add(raw, form.WIDTHS, partial(form.fill, appraisal=appraisal, person=person))
    raw = workbook.create_sheet(last_names[0])
    add(raw, details.WIDTHS, partial(details.fill, appraisal=appraisal))
    raw = workbook.create_sheet(last_names[1])
    add(raw, rates.WIDTHS, partial(rates.fill, appraisal=appraisal, unpaid=unpaid))
    return plan


def _set_properties(workbook: Workbook, appraisal: Appraisal) -> None:
    last = appraisal.month.last
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = _AUTHOR
    properties.title = f"{appraisal.rulebook.form.title} {appraisal.month}"
    # the month's last day, so that two exports of a month are the same
    properties.created = properties.modified = datetime(last.year, last.month, last.day)
