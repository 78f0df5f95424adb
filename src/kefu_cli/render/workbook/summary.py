"""匯總: a row a person, what the law asks before each action shown, and a chart of the totals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kefu_cli.appraisal.model import Appraisal, PersonAppraisal
from kefu_cli.language import say
from kefu_cli.messages import Message, msg
from kefu_cli.render.workbook import chart, layout, style, words
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


def fill(sheet: Sheet, appraisal: Appraisal) -> None:
    """Draw the summary on an empty sheet, and set up how it is printed."""
    _row(sheet, 1, [(_said(h), style.HEADING) for h in headings(appraisal.rulebook)])
    for row, person in enumerate(appraisal.staff, 2):
        _row(sheet, row, list(_values(person, appraisal.rulebook)))
    after = _notes(sheet, appraisal, len(appraisal.staff) + 3)
    if appraisal.staff:
        total = len(_WHO) + len(appraisal.rulebook.items) + 1
        columns = chart.Columns(names=_NAME, values=total)
        sheet.raw.add_chart(chart.of_totals(sheet, appraisal, columns), f"A{after + 1}")
    sheet.raw.freeze_panes = "C2"
    set_page(sheet.raw, landscape=True, repeated="1:1", corner=str(appraisal.month))


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


def _notes(sheet: Sheet, appraisal: Appraisal, row: int) -> int:
    """Write what stands beneath the table; the row after it."""
    last, book = len(sheet.widths), appraisal.rulebook
    notes = list(words.caution_lines(appraisal.staff))
    origin = msg(
        "Rulebook {name}, version {version}; records up to {day}.",
        name=book.name, version=book.version, day=appraisal.as_of,
    )  # fmt: skip
    notes.append(say(origin))
    for row_of_note, note in enumerate(notes, row):
        sheet.merge((row_of_note, _NOTES_FROM, row_of_note, last), note, style.PLAIN)
        needed = layout.height(note, sheet.width(_NOTES_FROM, last), style.PLAIN.size)
        sheet.set_height(row_of_note, needed)
    return row + len(notes)


def _said(heading: str | Message) -> str:
    return say(heading) if isinstance(heading, Message) else heading
