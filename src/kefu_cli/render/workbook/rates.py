"""收繳率: units due and paid by person and building, and which units are unpaid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kefu_cli.appraisal.model import Appraisal, ItemScore, PersonAppraisal, Rate, Share
from kefu_cli.language import say
from kefu_cli.messages import msg
from kefu_cli.render.workbook import layout, safe, style, table, words
from kefu_cli.render.workbook.sheet import Sheet, Value
from kefu_cli.render.workbook.table import Column

TITLE = "收繳率"

Unpaid = Mapping[tuple[str, str], Sequence[str]]
"""The codes of the unpaid units by (staff code, building code)."""

_NUMBER = style.BODY.number()
_COLUMNS = (
    Column(msg("Staff no."), 10.0, style.CENTRED),
    Column(msg("Name"), 12.0, style.CENTRED),
    Column(msg("Building"), 11.0, style.CENTRED),
    Column(msg("Units due"), 9.0, _NUMBER),
    Column(msg("Units paid"), 9.0, _NUMBER),
    Column(msg("Units unpaid"), 9.0, _NUMBER),
    Column(msg("Collection rate"), 10.0, style.BODY.number(style.RATE)),
    Column(msg("Score"), 7.0, _NUMBER),
    Column(msg("Unpaid units"), 74.0, style.BODY),
)
WIDTHS = tuple(column.width for column in _COLUMNS)
_LINES_A_ROW = 8


def fill(sheet: Sheet, appraisal: Appraisal, unpaid: Unpaid, corner: str = "") -> None:
    """Draw everyone's collection on an empty sheet, and set up how it is printed.

    ``corner`` stands at the head of each page, if not the month.
    """
    rows = (row for person in appraisal.staff for row in _person(person, unpaid))
    table.fill(sheet, _COLUMNS, rows, msg("Collection rate"), corner or str(appraisal.month))


def _person(person: PersonAppraisal, unpaid: Unpaid) -> Iterator[tuple[tuple[Value, ...], bool]]:
    who = (person.person.code, person.person.name)
    for item in person.items:
        if item.rate is None:
            continue
        for share in item.rate.shares:
            pieces = _pieces(unpaid.get((who[0], share.building), ()))
            yield (*who, share.building, *_counts(share), None, pieces[0] or None), False
            for piece in pieces[1:]:
                blank = (None,) * 5
                yield (*who, _continued(share.building), *blank, piece), False
        yield _sum(who, item, item.rate), True


def _sum(who: tuple[str, str], item: ItemScore, rate: Rate) -> tuple[Value, ...]:
    whole = Share(say(msg("All buildings")), rate.due, rate.paid)
    return (*who, whole.building, *_counts(whole), words.points(item.computed), None)


def _counts(share: Share) -> tuple[Value, Value, Value, Value]:
    percent = Rate(share.due, share.paid, (), ()).percent
    rate: Value = say(msg("not applicable")) if percent is None else percent.scaleb(-2)
    return share.due, share.paid, share.due - share.paid, rate


def _continued(building: str) -> str:
    return say(msg("{building} (continued)", building=building))


def _pieces(units: Sequence[str]) -> list[str]:
    """The units' codes in pieces of a few lines, none broken: no row is too high for a page."""
    within = layout.room(WIDTHS[-1], style.BODY.size)
    lines: list[str] = []
    for code in map(safe.clean, units):
        longer = f"{lines[-1]}、{code}" if lines else code
        if lines and layout.text_width(longer) <= within:
            lines[-1] = longer
        else:
            lines.append(code)
    starts = range(0, max(len(lines), 1), _LINES_A_ROW)
    return ["\n".join(lines[start : start + _LINES_A_ROW]) for start in starts]
