"""Workbooks to fill in: a sheet for each noun, drop-downs, and a sheet of notes.

What is written under the headings can be imported as it is: the example stands among the notes,
so nothing has to be deleted first. The first sheets are the nouns', in the order asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from kefu_cli import files
from kefu_cli.language import in_every_language, say
from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Field, Noun
from kefu_cli.sheets import notes
from kefu_cli.sheets.headings import needed
from kefu_cli.typography import cell_width

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Border, Font
    from openpyxl.worksheet.worksheet import Worksheet

FONT = "Microsoft YaHei"
DARK, LIGHT, LINE = "FF1F4E79", "FFDCE6F1", "FFB8C4D0"
LISTS = "lists"
NOTES = msg("Notes")

_FORMATS = {"day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "money": "#,##0.00"}
_TEXT = "@"  # so that 3-1-5 stays what was typed
_WIDTHS = {"day": 14, "moment": 19, "month": 12, "money": 14, "flag": 10, "text": 18}
_CODE_WIDTH = 14
_NOTE_WIDTHS = (20, 8, 62, 30, 26)
_MARKS = 2  # the column of ●
_LAST_ROW = 1_048_576


def sheet_words(noun: Noun) -> tuple[str, ...]:
    """The names that a noun's sheet may bear: its own, and its label in every language."""
    return (noun.name, *dict.fromkeys(in_every_language(noun.label)))


def write_template(nouns: Sequence[Noun], target: Path) -> None:
    """Write a workbook with a sheet for each noun, in the language in use.

    Raises FileError where the target exists (it may have been filled in), its folder is missing
    or it cannot be written; then nothing is left behind.
    """
    files.check_workbook(target)
    files.check_new(target)
    content = BytesIO()
    _make(nouns).save(content)
    files.replace(target, content.getvalue())


def _make(nouns: Sequence[Noun]) -> Workbook:
    from openpyxl import Workbook

    book = Workbook()
    first = book.worksheets[0]
    lists = book.create_sheet(LISTS)
    for noun in nouns:
        _add_noun(book.create_sheet(say(noun.label)), noun, lists)
    _add_notes(book.create_sheet(say(NOTES)), nouns)
    book.remove(first)
    book.move_sheet(lists, len(book.worksheets))
    lists.sheet_state = "hidden"
    book.active = 0
    return book


def _add_noun(sheet: Worksheet, noun: Noun, lists: Worksheet) -> None:
    from openpyxl.utils import get_column_letter

    for place, field in enumerate(noun.fields, 1):
        _write_heading(sheet.cell(1, place, say(field.label)), required=needed(field))
        letter = get_column_letter(place)
        column = sheet.column_dimensions[letter]
        column.number_format = _FORMATS.get(field.kind, _TEXT)
        column.font = _font()
        column.width = _width(noun, field)
        _guide(sheet, f"{letter}2:{letter}{_LAST_ROW}", noun, field, lists)
    sheet.row_dimensions[1].height = 26
    sheet.freeze_panes = "A2"
    _set_page(sheet)


def _width(noun: Noun, field: Field) -> float:
    texts = [say(field.label), notes.example(noun, field), *notes.options(field)]
    least = _WIDTHS.get(field.kind, _CODE_WIDTH)
    return float(max(least, *(cell_width(text) + 4 for text in texts)))


def _guide(sheet: Worksheet, where: str, noun: Noun, field: Field, lists: Worksheet) -> None:
    """Say how the column is filled in when a cell is picked, and offer what there is to choose."""
    from openpyxl.worksheet.datavalidation import DataValidation

    options = notes.options(field)
    rule = DataValidation(type="list" if options else None, allow_blank=True, sqref=where)
    if options:
        rule.formula1 = _list_range(lists, options)
        rule.showErrorMessage = field.kind != "choices"  # several of them are not in the list
        rule.errorTitle = say(field.label)
        rule.error = say(notes.how_to_write(noun, field))
    rule.showInputMessage = True
    rule.promptTitle = say(field.label)
    rule.prompt = say(notes.how_to_write(noun, field))
    sheet.add_data_validation(rule)


def _list_range(lists: Worksheet, options: Sequence[str]) -> str:
    """Put the words into a column of the hidden sheet: written in the rule they may be too long."""
    from openpyxl.utils import get_column_letter

    place = lists.max_column + 1 if lists["A1"].value else 1
    for row, word in enumerate(options, 1):
        lists.cell(row, place, word)
    letter = get_column_letter(place)
    return f"{LISTS}!${letter}$1:${letter}${len(options)}"


def _add_notes(sheet: Worksheet, nouns: Sequence[Noun]) -> None:
    for letter, width in zip("ABCDE", _NOTE_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    title = sheet.cell(1, 1, say(msg("How to fill in this workbook")))
    title.font = _font(bold=True, size=16)
    sheet.row_dimensions[1].height = 30
    row = 2
    for line in _lines(nouns):
        sheet.cell(row, 1, say(line)).font = _font()
        sheet.row_dimensions[row].height = 19
        row += 1
    for noun in nouns:
        row = _add_fields(sheet, row + 1, noun)
    sheet.sheet_view.showGridLines = False
    _set_page(sheet)


def _lines(nouns: Sequence[Noun]) -> list[Message]:
    names = tuple(noun.name for noun in nouns)
    return [
        msg("1. Each sheet is for one kind of record; write one record a row, from row 2 on."),
        msg("2. Columns with a dark heading must be filled in; the others may be left blank."),
        msg("3. Keep the headings as they are. Their order is free; columns of your own may stay."),
        msg("4. Examples stand on this sheet only; what is written here is not imported."),
        msg("5. To import: kefu import NOUN FILE.xlsx, where NOUN is: {names}.", names=names),
    ]


def _add_fields(sheet: Worksheet, row: int, noun: Noun) -> int:
    band = sheet.cell(row, 1, f"{say(noun.label)}  ·  kefu import {noun.name}")
    band.font = _font(bold=True, size=12)
    sheet.row_dimensions[row].height = 24
    heads = (msg("Column"), msg("Needed"), msg("How to write it"), msg("Example"))
    for place, head in enumerate((*map(say, heads), say(msg("Name in English"))), 1):
        _write_heading(sheet.cell(row + 1, place, head), required=True)
    sheet.row_dimensions[row + 1].height = 20
    for below, field in enumerate(noun.fields, row + 2):
        _add_field(sheet, below, noun, field)
    return row + 2 + len(noun.fields)


def _add_field(sheet: Worksheet, row: int, noun: Noun, field: Field) -> None:
    from openpyxl.styles import Alignment

    how = say(notes.how_to_write(noun, field))
    mark = "●" if needed(field) else ""
    texts = (say(field.label), mark, how, notes.example(noun, field), field.name)
    for place, text in enumerate(texts, 1):
        cell = sheet.cell(row, place, text)
        cell.number_format = _TEXT
        cell.data_type = "s"
        cell.font = _font(bold=place == 1)
        cell.border = _border()
        across = "center" if place == _MARKS else "left"
        indent = 0 if place == _MARKS else 1
        cell.alignment = Alignment(across, vertical="center", wrap_text=True, indent=indent)
    lines = max(
        -(-(cell_width(text) + 2) // width) for text, width in zip(texts, _NOTE_WIDTHS, strict=True)
    )
    sheet.row_dimensions[row].height = 4 + 16 * max(lines, 1)


def _write_heading(cell: Cell, *, required: bool) -> None:
    from openpyxl.styles import Alignment, PatternFill

    cell.font = _font(bold=True, color="FFFFFFFF" if required else DARK)
    cell.fill = PatternFill("solid", fgColor=DARK if required else LIGHT)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = _border()
    cell.number_format = _TEXT


def _font(*, bold: bool = False, size: float = 11, color: str = "FF000000") -> Font:
    from openpyxl.styles import Font

    return Font(name=FONT, sz=size, b=bold, color=color)


def _border() -> Border:
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color=LINE)
    return Border(left=side, right=side, top=side, bottom=side)


def _set_page(sheet: Worksheet) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if sheet.freeze_panes:
        sheet.print_title_rows = "1:1"
