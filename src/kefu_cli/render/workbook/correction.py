"""The workbook of a correction: what changes of a closed month, and the forms as corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kefu_cli.appraisal.model import Appraisal, Change, PersonAppraisal
from kefu_cli.language import say
from kefu_cli.messages import msg
from kefu_cli.records.kept import Event
from kefu_cli.records.monthend import LateRecord, MonthEnd
from kefu_cli.render.terminal import text_of
from kefu_cli.render.workbook import ending, form, layout, safe, saving, style, table, words, zipped
from kefu_cli.render.workbook.names import SheetNames
from kefu_cli.render.workbook.sheet import Sheet, Value
from kefu_cli.render.workbook.style import Styles
from kefu_cli.render.workbook.summary import write_notes
from kefu_cli.render.workbook.table import Column
from kefu_cli.reports.correction import correction_table
from kefu_cli.reports.history import history_table

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


class Corrected(NamedTuple):
    """What late records change of a closed month.

    ``base`` is the hash of the result that is corrected; ``after`` has the people whose result
    changes, as corrected; ``end`` the correction that was kept, if any, and its signatures.
    """

    base: str
    after: Appraisal
    changes: Sequence[Change]
    late: Sequence[LateRecord]
    end: MonthEnd


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
    form.fill(sheet, corrected.after, person, corrected.end, corrects=corrected.base)


def _fill(sheet: Sheet, corrected: Corrected) -> None:
    """Draw what changes on an empty sheet: the people, what came late, and the signatures."""
    base, after, end = corrected.base, corrected.after, corrected.end
    month = after.month
    said = (msg("Correction of {month}", month=month), *ending.standing(end, base, digits=None))
    top = write_notes(sheet, map(say, said), 1, 1)
    last = table.fill(sheet, _COLUMNS, ((row, False) for row in _rows(corrected)), str(month), top)
    people = (person for change in corrected.changes for person in (change.before, change.after))
    notes = [*words.caution_lines(people), say(msg("Recorded since the month was closed:"))]
    row = write_notes(sheet, [*notes, *_late(corrected.late)], last + 2, 1)
    lines = ending.signatures(after.rulebook.form, end)
    for place, pair in enumerate(zip_longest(lines[::2], lines[1::2]), row + 1):
        _sign(sheet, place, *pair)


def _sign(sheet: Sheet, row: int, left: str, right: str | None) -> None:
    """A row with the lines of two signatures."""
    height, size = _SIGNATURE_HEIGHT, style.BODY.size
    for line, first, last in ((left, 1, _HALF), (right, _HALF + 1, _LAST)):
        sheet.merge((row, first, row, last), line, style.BODY)
        needed = layout.height(safe.clean(line or ""), sheet.width(first, last), size)
        height = max(height, needed)
    sheet.set_height(row, height)


def _rows(corrected: Corrected) -> Iterator[tuple[Value, ...]]:
    said = correction_table(corrected.after.month, corrected.changes, corrected.late, corrected.end)
    keys = [column.key for column in said.columns]
    for change, row in zip(corrected.changes, said.rows, strict=True):
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


def _late(records: Sequence[LateRecord]) -> Iterator[str]:
    """A line a record: its name, what of it is new, by whom, and on which day."""
    events = (Event(r.at, r.by or None, None, r.record, r.field, None, None) for r in records)
    said = history_table(events)
    keys = [column.key for column in said.columns]
    for row in said.rows:
        told = dict(zip(keys, map(text_of, row), strict=True))
        day = told["at"][:10]
        yield "　".join((told["record"], told["fact"], told["who"], day))
