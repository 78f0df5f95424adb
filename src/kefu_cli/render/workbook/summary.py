"""匯總: a row a person, the chart of their totals, how the month stands, and scores that differ.

The headings stand in row 1, where scripts look for them; so the state of the month stands at the
head of the printed page, and whole beneath the chart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from kefu_cli.appraisal.model import Appraisal, PersonAppraisal
from kefu_cli.language import say
from kefu_cli.messages import Message, msg
from kefu_cli.records.monthend import MonthEnd, Signature
from kefu_cli.render.workbook import beneath, chart, layout, safe, style, words
from kefu_cli.render.workbook.ending import differences, standing
from kefu_cli.render.workbook.layout import spans
from kefu_cli.render.workbook.sheet import Sheet, Value, set_page
from kefu_cli.render.workbook.style import Look
from kefu_cli.rulebook.model import Rulebook

TITLE = "匯總"

_WHO = (
    (msg("Staff no."), 10.0),
    (msg("Name"), 12.0),
    (msg("Department"), 14.0),
    (msg("Position"), 11.0),
)
_RESULT = (
    (msg("Total score"), 7.5),
    (msg("Pay share"), 8.5),
    (msg("Performance pay base"), 14.5),
    (msg("Performance pay due"), 14.5),
    (msg("Action called for"), 26.0),
)
_ITEM_WIDTH, _DUTY_WIDTH = 7.8, 10.8
_NAME = 2
_NOTES_FROM = 2  # column 1 holds people's numbers and nothing else
_NUMBER = style.BODY.number()
_CHART_MARGIN = 8.0
# staff no., name, item, reviewer, computed, given; the reason has what is left
_DIFFERENCE_WIDTHS = (10.0, 12.0, 24.0, 22.0, 9.0, 9.0)


def widths(book: Rulebook) -> tuple[float, ...]:
    """The widths of the sheet's columns, in characters."""
    return (
        *(width for _, width in _WHO),
        *(_ITEM_WIDTH for _ in book.items),
        *(width for _, width in _RESULT),
        *(_DUTY_WIDTH for _ in book.duties),
    )


def headings(book: Rulebook) -> tuple[str | Message, ...]:
    """The headings in order; names of items and duties are the rulebook's own."""
    return (
        *(heading for heading, _ in _WHO),
        *(item.name for item in book.items),
        *(heading for heading, _ in _RESULT),
        *(duty.name for duty in book.duties),
    )


def fill(sheet: Sheet, appraisal: Appraisal, end: MonthEnd) -> None:
    """Draw the summary on an empty sheet, and set up how it is printed."""
    _row(sheet, 1, [(_said(h), style.HEADING) for h in headings(appraisal.rulebook)])
    for row, person in enumerate(appraisal.staff, 2):
        _row(sheet, row, list(_values(person, appraisal.rulebook)))
    table_end = len(appraisal.staff) + 1
    after = _chart(sheet, appraisal, table_end + 2) if appraisal.staff else table_end + 1
    after = write_notes(sheet, [*_standing(end), *_lines(appraisal)], after + 1, _NOTES_FROM)
    columns = spans(sheet.widths, _DIFFERENCE_WIDTHS)
    found = differences(sheet, appraisal.staff, appraisal.rulebook, columns)
    last = beneath.fill(sheet, found, after + 1)
    sheet.raw.freeze_panes = "C2"
    repeated = beneath.repeated(sheet, 1, table_end, last)
    corner, state = str(appraisal.month), say(next(standing(end)))
    head = msg("Summary")
    set_page(sheet.raw, head=head, repeated=repeated, corner=corner, state=state)


def _chart(sheet: Sheet, appraisal: Appraisal, row: int) -> int:
    """Draw the chart over a single row, which no page end can cut; the row after it."""
    total = len(_WHO) + len(appraisal.rulebook.items) + 1
    columns = chart.Columns(names=_NAME, values=total)
    sheet.raw.add_chart(chart.of_totals(sheet, appraisal, columns), f"A{row}")
    sheet.set_height(row, chart.HEIGHT + _CHART_MARGIN)
    return row + 1


def _values(person: PersonAppraisal, book: Rulebook) -> Iterator[tuple[Value, Look]]:
    who, pay = person.person, person.pay
    for text in (who.code, who.name, who.department, who.position):
        yield text, style.CENTRED
    for item in person.items:
        yield words.points(item.score), _NUMBER
    yield words.points(person.total), style.STRONG.number()
    yield Decimal(pay.percent).scaleb(-2), style.BODY.number(style.WHOLE_PERCENT)
    for cents in (pay.base, pay.amount):
        yield None if cents is None else Decimal(cents).scaleb(-2), style.BODY.number(style.YUAN)
    yield words.action_names(person, book) or None, style.BODY
    for duty in person.duties:
        yield words.duty(duty), style.CENTRED


def _row(sheet: Sheet, row: int, cells: list[tuple[Value, Look]]) -> None:
    for column, (value, look) in enumerate(cells, 1):
        sheet.put(row, column, value, look)
    sheet.fit(row, [(column, value) for column, (value, _) in enumerate(cells, 1)], cells[0][1])


def _lines(appraisal: Appraisal) -> Iterator[str]:
    """Who has no pay base, what the law asks before an action, and the rulebook."""
    book = appraisal.rulebook
    who = (each.person for each in appraisal.staff if each.pay.base is None)
    if names := tuple(f"{person.code} {person.name}" for person in who):
        yield say(msg("No pay base is recorded, so that no pay is reckoned: {names}", names=names))
    yield from words.caution_lines(appraisal.staff)
    origin = msg(
        "Rulebook {name}, version {version}; records up to {day}.",
        name=book.name, version=book.version, day=appraisal.as_of,
    )  # fmt: skip
    yield say(origin)


def _standing(end: MonthEnd) -> Iterator[str]:
    """Whether the month is closed, by which hash, which closing that supersedes, and who signed.

    Corrections are not named: they came later, and a closed month's workbook stays as it was.
    """
    yield from map(say, standing(end, digits=None))
    if end.closed and end.closed.supersedes:
        name, reason = end.closed.approved_by, end.closed.reason
        yield say(
            msg("Opened again with the consent of {name}: {reason}", name=name, reason=reason)
        )
    if end.signatures:
        yield say(msg("Signatures: {names}", names=tuple(map(_signed, end.signatures))))


def _signed(signature: Signature) -> Message:
    told = {"role": signature.role, "name": signature.name, "day": signature.on}
    if signature.valid:
        return msg("{role} {name} ({day})", **told)
    return msg("{role} {name} ({day}, void)", **told)


def write_notes(sheet: Sheet, notes: Iterable[str], row: int, first: int) -> int:
    """Write lines from column ``first`` on, beneath a table; the row after them."""
    last, size = len(sheet.widths), style.PLAIN.size
    for note in notes:
        for piece in layout.chunks(safe.clean(note), sheet.width(first, last), size):
            sheet.merge((row, first, row, last), piece, style.PLAIN)
            sheet.set_height(row, layout.height(piece, sheet.width(first, last), size))
            row += 1
    return row


def _said(heading: str | Message) -> str:
    return say(heading) if isinstance(heading, Message) else heading
