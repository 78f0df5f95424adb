"""The 績效考核表 of one person: the paper form, cell for cell, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, groupby, zip_longest
from typing import NamedTuple

from kefu_cli.appraisal.facts import LEVELS
from kefu_cli.appraisal.model import Appraisal, Charge, ItemScore, PersonAppraisal
from kefu_cli.language import say
from kefu_cli.messages import msg
from kefu_cli.records import returned
from kefu_cli.records.monthend import NOTHING, MonthEnd
from kefu_cli.render.workbook import ending, layout, record, style, words
from kefu_cli.render.workbook.canvas import Canvas
from kefu_cli.render.workbook.pages import Page
from kefu_cli.render.workbook.sheet import Part, Sheet, page_room, set_page
from kefu_cli.render.workbook.style import Look
from kefu_cli.reports import figures
from kefu_cli.reports.figures import HASH_SHOWN
from kefu_cli.rulebook.model import Clause, Item

WIDTHS = (4.0, 9.5, 37.5, 25.5, 17.0, 5.0, 5.3, 5.3, 5.3)
TICKED, EMPTY = "☑", "□"

_NO, _LABEL, _STANDARD, _RECORD, _EXPLANATION, _POINTS = range(1, 7)
_REVIEWERS, _LAST = tuple(returned.REVIEWERS), max(returned.REVIEWERS)
_SIGNATURE_HEIGHT, _SUM_HEIGHT = 38.0, 22.0
_HEAD_ROWS = 4
_FIELD_SPANS = ((1, 3), (4, 4), (5, 5), (6, _LAST))
_COLUMNS = record.Columns(WIDTHS[1], WIDTHS[2], WIDTHS[3], WIDTHS[4], style.BODY.size)
_DIFFERENCE_SPANS = ((1, 2), (3, 3), (4, 4), (5, 5), (6, _LAST))
_FIELD = Look(bold=True, edges="")
_RESULT = Look(size=11, bold=True)
_NOTICE = style.STRONG


class Corrects(NamedTuple):
    """The result that a form corrects: its hash, and what it said of the person."""

    sha256: str
    before: PersonAppraisal


def fill(
    sheet: Sheet,
    appraisal: Appraisal,
    person: PersonAppraisal,
    end: MonthEnd = NOTHING,
    *,
    corrects: Corrects | None = None,
) -> None:
    """Draw the person's form on an empty sheet, and set up how it is printed.

    ``corrects`` is the result that this one corrects; None for a month's own result.
    """
    _Form(sheet, appraisal, person, end.of(person.person.code), corrects).draw()


class _Form:
    """One person's form while it is planned."""

    def __init__(
        self,
        sheet: Sheet,
        appraisal: Appraisal,
        person: PersonAppraisal,
        end: MonthEnd,
        corrects: Corrects | None,
    ) -> None:
        self._sheet, self._appraisal, self._person = sheet, appraisal, person
        self._book, self._words = appraisal.rulebook, appraisal.rulebook.form
        self._end, self._corrects = end, corrects
        self._canvas = Canvas()

    def draw(self) -> None:
        """Plan the form from top to bottom, then paint it."""
        heading = self._head()
        for item, score in zip(self._book.items, self._person.items, strict=True):
            self._item(item, score)
            self._canvas.end_block()
        self._results()
        self._beneath()
        self._remarks()
        self._confirmed()
        self._signatures()
        self._colophon()
        self._canvas.end_block()
        page = Page(page_room(WIDTHS), heading)
        self._canvas.paint(self._sheet, page, _HEAD_ROWS)
        self._set_up()

    def _head(self) -> float:
        """Everything above the first item; the height of the row of headings."""
        person, month = self._person.person, self._appraisal.month
        self._row(Part(1, _LAST, self._title(), style.TITLE))
        values = (person.name, person.department, person.position, words.chinese_day(month.last))
        fields = zip(_FIELD_SPANS, self._words.heading, values, strict=True)
        self._row(*(Part(*span, f"{word}{v or ''}", _FIELD) for span, word, v in fields))
        self._row(Part(1, _LAST, self._employment(), style.SMALL))
        titles = enumerate(self._words.columns, 1)
        return self._row(*(Part(c, c, title, style.HEADING) for c, title in titles))

    def _title(self) -> str:
        title = self._words.title
        return title + say(msg("(correction)")) if self._corrects else title

    def _employment(self) -> str:
        month, days = self._appraisal.month, self._person.employed_days
        said = [
            msg("Staff no. {code}", code=self._person.person.code),
            msg("Month {month}", month=month),
            msg("Records up to {day}", day=self._appraisal.as_of),
        ]
        if days < month.days:
            said.append(msg("Part month: employed {days} of {all} days", days=days, all=month.days))
        return "　　".join(map(say, said))

    def _item(self, item: Item, score: ItemScore) -> None:
        total = words.item_sum(score, self._words.reviewers)
        laid = record.rows(item, score, self._happened(), _COLUMNS, total)
        top = self._canvas.rows + 1
        for clause, group in groupby(laid, lambda row: row.clause):
            self._clause(clause, list(group))
        bottom, again = self._canvas.rows, say(msg("(continued)"))
        self._canvas.span(top, bottom, _NO, item.no, style.BLANK, again=item.no)
        self._canvas.span(
            top, bottom, _LABEL, words.in_narrow_cell(item.label), style.CENTRED, again=again
        )
        self._canvas.span(top, bottom, _EXPLANATION, item.explanation, style.BODY)
        self._canvas.span(top, bottom, _POINTS, words.points(item.points), style.BLANK)
        for column, level in zip(_REVIEWERS, LEVELS, strict=True):
            given = score.given(level)
            shown = None if given is None else words.points(given)
            self._canvas.span(top, bottom, column, shown, style.BLANK)
        self._sheet.mark(top, bottom, item.no)

    def _happened(self) -> list[record.Happened]:
        """The findings as lines; on a correction, those that came late say so."""
        before = dict[str, Charge]()
        if self._corrects:
            before = {charge.finding.id: charge for charge in self._corrects.before.charges}
        return [
            record.Happened(charge.finding.clause, self._charge(charge, before))
            for charge in self._person.charges
        ]

    def _charge(self, charge: Charge, before: Mapping[str, Charge]) -> str:
        line = words.charge_line(charge)
        if self._corrects is None or before.get(charge.finding.id) == charge:
            return line
        if charge.finding.id in before:
            return say(msg("{finding} (changed by what came late)", finding=line))
        return say(msg("{finding} (recorded late)", finding=line))

    def _clause(self, clause: Clause, laid: list[record.Row]) -> None:
        first = self._canvas.rows + 1
        for row in laid:
            self._canvas.row(row.height)
            if row.closes:
                self._canvas.end_group()
        again = say(msg("(continued)"))
        self._canvas.span(first, self._canvas.rows, _STANDARD, clause.text, style.BODY, again=again)
        self._canvas.run(first, _RECORD, [row.record for row in laid], style.BODY)

    def _results(self) -> None:
        total = figures.points(self._person.total)
        sums = zip(_REVIEWERS, words.reviewer_sums(self._person), strict=True)
        self._fillable(
            Part(1, 3, self._words.sum_label, style.HEADING),
            Part(4, 5, say(msg("Sum of the scores: {total}", total=total)), style.STRONG),
            Part(6, 6, words.points(self._book.total), style.BLANK),
            *(Part(column, column, given, style.BLANK) for column, given in sums),
            least=_SUM_HEIGHT,
        )
        self._fillable(
            Part(1, 3, f"{self._words.total_label}　{total}", _RESULT),
            Part(4, _LAST, self._boxes(), _RESULT),
        )
        for line in words.action_lines(self._person, self._book):
            self._row(Part(1, _LAST, line, _NOTICE))

    def _boxes(self) -> str:
        """Tick one box of the pay always, that of the action where one is called for."""
        ticked = self._book.pay.index(self._book.pay_tier(self._person.total))
        boxes = [
            (TICKED if index == ticked else EMPTY) + box
            for index, box in enumerate(self._words.pay_boxes)
        ]
        boxes.append((TICKED if self._person.actions else EMPTY) + self._words.action_box)
        return self._words.pay_label + "\n" + "　".join(boxes)

    def _beneath(self) -> None:
        differing = ending.differences(self._sheet, (self._person,), self._book, _DIFFERENCE_SPANS)
        for group in chain(differing, ending.objections(self._sheet, self._end.objections)):
            for row in group:
                self._row(*row)
            self._canvas.end_group()

    def _remarks(self) -> None:
        text = "\n".join((self._words.remarks_label, *self._words.remarks))
        for piece in layout.chunks(text, sum(WIDTHS), style.BODY.size):
            self._row(Part(1, _LAST, piece, style.BODY))

    def _confirmed(self) -> None:
        if said := ending.confirmed(self._end):
            self._row(Part(1, _LAST, said, style.BODY))

    def _signatures(self) -> None:
        lines = ending.signatures(self._words, self._end)
        for left, right in zip_longest(lines[::2], lines[1::2]):
            parts = Part(1, 3, left, style.BODY), Part(4, _LAST, right, style.BODY)
            self._fillable(*parts, least=_SIGNATURE_HEIGHT)

    def _colophon(self) -> None:
        book = self._book
        for said in ending.standing(self._end, self._corrects and self._corrects.sha256):
            self._row(Part(1, _LAST, say(said), style.SMALL))
        line = msg(
            "Rulebook {name}, version {version}, SHA-256 {hash}",
            name=book.name, version=book.version, hash=book.sha256[:HASH_SHOWN],
        )  # fmt: skip
        self._row(Part(1, _LAST, say(line), style.SMALL))

    def _fillable(self, *parts: Part, least: float = 0) -> None:
        """Add a row of which each cell may be filled in by hand."""
        self._row(*parts, least=least)
        self._sheet.mark(self._canvas.rows, self._canvas.rows, returned.FREE)

    def _row(self, *parts: Part, least: float = 0) -> float:
        height = max(least, *map(self._sheet.needed, parts))
        self._canvas.row(height, parts)
        return height

    def _set_up(self) -> None:
        raw = self._sheet.raw
        raw.freeze_panes = f"A{_HEAD_ROWS + 1}"
        raw.sheet_view.showGridLines = False
        repeated = f"{_HEAD_ROWS}:{_HEAD_ROWS}"
        set_page(raw, repeated=repeated, corner=str(self._appraisal.month))
