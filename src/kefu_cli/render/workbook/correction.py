"""The workbook of a correction: what changes of a closed month, and the forms as corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kefu_cli.appraisal.model import Appraisal, PersonAppraisal
from kefu_cli.language import say
from kefu_cli.messages import msg
from kefu_cli.records.monthend import LateRecord
from kefu_cli.render.terminal import text_of
from kefu_cli.render.workbook import (
    beneath,
    ending,
    form,
    saving,
    style,
    table,
    words,
    zipped,
)
from kefu_cli.render.workbook.beneath import Row
from kefu_cli.render.workbook.names import SheetNames
from kefu_cli.render.workbook.sheet import Part, Sheet, Value, set_page
from kefu_cli.render.workbook.style import Styles
from kefu_cli.render.workbook.summary import write_notes
from kefu_cli.render.workbook.table import Column
from kefu_cli.reports.correction import Shown, correction_table
from kefu_cli.reports.late_records import late_by, late_name, late_what

TITLE = "更正"

_NUMBER = style.BODY.number()
_PERCENT = style.BODY.number(style.WHOLE_PERCENT)
_YUAN = style.BODY.number(style.YUAN)
_MORE_OR_LESS = style.BODY.number("+0.00;-0.00;0.00")
_COLUMNS = (
    Column(msg("Staff no."), 9.0, style.CENTRED),
    Column(msg("Name"), 11.0, style.CENTRED),
    Column(msg("Items"), 32.0, style.BODY),
    Column(msg("Total before"), 8.5, _NUMBER),
    Column(msg("Total after"), 8.5, _NUMBER),
    Column(msg("Pay share before"), 9.5, _PERCENT),
    Column(msg("Pay share after"), 9.5, _PERCENT),
    Column(msg("Pay due before"), 11.5, _YUAN),
    Column(msg("Pay due after"), 11.5, _YUAN),
    Column(msg("Difference (yuan)"), 11.5, _MORE_OR_LESS),
    Column(msg("Action called for"), 28.0, style.BODY),
)
_WIDTHS = tuple(column.width for column in _COLUMNS)
_HALF, _LAST = 5, len(_COLUMNS)
_SIGNATURE_HEIGHT = 38.0
_LATE_SPANS = ((1, 2), (3, 9), (10, 10), (11, _LAST))
_LATE_HEADS = msg("Record"), msg("What it says"), msg("Recorded by"), msg("Recorded on")


class Corrected(NamedTuple):
    """What late records change of a closed month.

    ``base`` is the hash of the result that is corrected; ``after`` has the people whose result
    changes, as corrected.
    """

    shown: Shown
    base: str
    after: Appraisal


def write(corrected: Corrected, target: Path) -> None:
    """Write the workbook to ``target``, whole or not at all, in the language in use.

    Raises FileError as ``saving.save`` does.
    """
    saving.save(target, lambda: to_bytes(corrected))


def to_bytes(corrected: Corrected) -> bytes:
    """The workbook; the same correction gives the same bytes."""
    workbook = Workbook()
    styles, names = Styles(workbook), SheetNames()
    first = workbook.worksheets[0]
    first.title = names.take(TITLE)
    after = corrected.after
    plan: dict[Worksheet, Callable[[], None]] = {
        first: lambda: _fill(Sheet(first, styles, _WIDTHS), corrected)
    }
    for person in after.staff:
        raw = workbook.create_sheet(names.take(f"{person.person.code} {person.person.name}"))
        plan[raw] = partial(_form, raw, styles, corrected, person)
    saving.set_properties(workbook, f"{after.rulebook.form.title} {TITLE}", after.month)
    return zipped.to_bytes(workbook, lambda raw: plan[raw]())


def _form(raw: Worksheet, styles: Styles, corrected: Corrected, person: PersonAppraisal) -> None:
    sheet = Sheet(raw, styles, form.WIDTHS)
    code, changes = person.person.code, corrected.shown.changes
    before = next(each.before for each in changes if each.after.person.code == code)
    corrects = form.Corrects(corrected.base, before)
    form.fill(sheet, corrected.after, person, corrected.shown.end, corrects=corrects)


def _fill(sheet: Sheet, corrected: Corrected) -> None:
    """Draw what changes on an empty sheet: the people, what came late, and the signatures."""
    shown, after = corrected.shown, corrected.after
    corner = str(after.month)
    said = [*ending.standing(shown.end, corrected.base, digits=None)]
    if shown.place:
        said.insert(0, msg("Correction no. {place}", place=shown.place))
    top = write_notes(sheet, map(say, said), 1, 1) + 1
    last = table.draw(sheet, _COLUMNS, ((row, False) for row in _rows(corrected)), top)
    people = (person for change in shown.changes for person in (change.before, change.after))
    row = write_notes(sheet, words.caution_lines(people), last + 2, 1)
    row = beneath.fill(sheet, _late(sheet, shown.late), row + 1)
    bottom = _sign(sheet, row + 2, ending.signatures(after.rulebook.form, shown.end))
    repeated = beneath.repeated(sheet, top, last, bottom)
    set_page(sheet.raw, head=msg("Correction"), repeated=repeated, corner=corner)


def _sign(sheet: Sheet, row: int, lines: Sequence[str]) -> int:
    """Two signatures a row; the last row."""
    for left, right in zip_longest(lines[::2], lines[1::2]):
        parts = Part(1, _HALF, left, style.BODY), Part(_HALF + 1, _LAST, right, style.BODY)
        beneath.draw(sheet, row, parts, _SIGNATURE_HEIGHT)
        row += 1
    return row - 1


def _rows(corrected: Corrected) -> Iterator[tuple[Value, ...]]:
    said = correction_table(corrected.shown)
    keys = [column.key for column in said.columns]
    for change, row in zip(corrected.shown.changes, said.rows, strict=True):
        told = dict(zip(keys, map(text_of, row), strict=True))
        before, after = change.before, change.after
        yield (
            after.person.code,
            after.person.name,
            told["items"] or None,
            words.points(before.total),
            words.points(after.total),
            Decimal(before.pay.percent).scaleb(-2),
            Decimal(after.pay.percent).scaleb(-2),
            _yuan(before.pay.amount),
            _yuan(after.pay.amount),
            _yuan(_difference(before.pay.amount, after.pay.amount)),
            told["actions"] or None,
        )


def _difference(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before


def _yuan(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents).scaleb(-2)


def _late(sheet: Sheet, records: Sequence[LateRecord]) -> Iterator[tuple[Row, ...]]:
    """A row a record: what it is, what it says, by whom it was recorded, and on which day."""
    title, heads = msg("Recorded since the month was closed"), _LATE_HEADS
    rows = (
        (
            (say(late_name(each)), style.BODY),
            (say(late_what(each)), style.BODY),
            (text_of(late_by(each)), style.CENTRED),
            (date.fromisoformat(each.at[:10]), style.BODY.number(style.DAY)),
        )
        for each in records
    )
    yield from ending.table(sheet, title, _LATE_SPANS, heads, rows)
