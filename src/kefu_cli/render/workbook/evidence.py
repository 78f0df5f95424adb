"""The evidence of one person's month as one workbook: the form, and all that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from kefu_cli.render.workbook import decisions, form, paper, rates, saving, zipped
from kefu_cli.render.workbook.grounds import grounds
from kefu_cli.render.workbook.names import SheetNames
from kefu_cli.render.workbook.pack import Pack
from kefu_cli.render.workbook.paper import Paper
from kefu_cli.render.workbook.sheet import Sheet, plain_head
from kefu_cli.render.workbook.style import Styles

_Fill = Callable[[Sheet], None]


def write(pack: Pack, target: Path) -> None:
    """Write the workbook to ``target``, in the language in use; raises as ``saving.save`` does."""
    saving.save(target, lambda: to_bytes(pack))


def to_bytes(pack: Pack) -> bytes:
    """The workbook; the same evidence gives the same bytes."""
    workbook = Workbook()
    styles, names = Styles(workbook), SheetNames()
    drawings: dict[Worksheet, Callable[[], None]] = {}
    for number, (title, widths, fill) in enumerate(_sheets(pack)):
        raw = workbook.create_sheet() if number else workbook.worksheets[0]
        raw.title = names.take(title)
        drawings[raw] = partial(_draw, raw, styles, widths, fill)
    title = f"{pack.appraisal.rulebook.form.title} {pack.person.person.code}"
    saving.set_properties(workbook, title, pack.appraisal.month)
    return zipped.to_bytes(workbook, lambda raw: drawings[raw]())


def _draw(raw: Worksheet, styles: Styles, widths: Sequence[float], fill: _Fill) -> None:
    fill(Sheet(raw, styles, widths))


def _sheets(pack: Pack) -> Iterator[tuple[str, Sequence[float], _Fill]]:
    """The sheets in order: their names, the widths of their columns, and what fills them."""
    who = pack.person.person
    yield f"{who.code} {who.name}", form.WIDTHS, partial(_form, pack)
    yield _of(pack, grounds(pack))
    yield rates.TITLE, rates.WIDTHS, partial(_rates, pack)
    for made in (decisions.reviews, decisions.objections, decisions.hashes, decisions.history):
        yield _of(pack, made(pack))


def _of(pack: Pack, made: Paper) -> tuple[str, Sequence[float], _Fill]:
    return made.title, made.widths, partial(paper.fill, paper=made, corner=pack.corner)


def _form(pack: Pack, sheet: Sheet) -> None:
    form.fill(sheet, pack.appraisal, pack.person, pack.end)


def _rates(pack: Pack, sheet: Sheet) -> None:
    code = pack.person.person.code
    unpaid = {(code, building): units for building, units in pack.papers.unpaid.items()}
    rates.fill(sheet, pack.appraisal.only(code), unpaid, plain_head(pack.corner))
