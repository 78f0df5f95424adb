"""What a workbook held when it was exported, read from its hidden sheet."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kefu_cli.appraisal.canonical import digest
from kefu_cli.calendar import Month
from kefu_cli.errors import FileError
from kefu_cli.messages import msg
from kefu_cli.records import returned
from kefu_cli.sheets.guards import MOST_CELLS
from kefu_cli.sheets.headings import text_of
from kefu_cli.sheets.reading import Book, Cell


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was exported; ``kind`` as in ``records.returned``, ``texts`` as by ``seen``."""

    kind: int | str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was exported, from row 1 on; ``staff`` is whose form it is, or blank."""

    staff: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Original:
    """An exported workbook as it was; its sheets by their titles."""

    month: Month
    rulebook: str
    sheets: dict[str, Sheet]


def seen(cells: Iterable[Cell]) -> tuple[str, ...]:
    """A row's texts, to the last that is not blank, without what programs change when they save.

    That is line ends and blanks at the ends of lines; numbers are as a spreadsheet shows them.
    """
    texts = [_plain(text_of(cell)) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _plain(text: str) -> str:
    return "\n".join(map(str.rstrip, text.splitlines())).strip()


def read_original(book: Book) -> Original:
    """What was exported. Raises FileError where the workbook does not hold it."""
    if returned.SHEET not in book.sheets:
        raise _not_exported(book.name)
    cells = ("".join(map(text_of, row)) for row in book.rows(returned.SHEET))
    try:
        *texts, mark = [text for text in cells if text]
        head, *lines = map(json.loads, texts)
        exported, whole = _original(head, lines), json.loads(mark) == digest(*texts)
    except (ValueError, RecursionError) as error:
        raise _not_exported(book.name) from error
    if not whole:
        raise FileError(
            msg("{file}: its sheet “{sheet}” was changed.", file=book.name, sheet=returned.SHEET),
            _EXPORT,
        )
    return exported


def _original(head: object, lines: Iterable[object]) -> Original:
    match head:
        case {"format": returned.FORMAT, "month": str(month), "rulebook": str(rulebook)}:
            first = date.fromisoformat(f"{month}-01")
            return Original(Month.of(first), rulebook, _sheets(lines))
    raise ValueError(head)


def _sheets(lines: Iterable[object]) -> dict[str, Sheet]:
    rows: list[Row] = []
    people: set[str] = set()
    sheets: dict[str, Sheet] = {}
    for line in lines:
        match line:
            case [int() | "" | returned.FREE as kind, *texts] if _are(str, texts):
                rows.append(Row(kind, seen(map(str, texts))))
            case {"sheet": str(title), "staff": str(staff), "rows": [*numbers]} if (
                title not in sheets and _are(int, numbers)
            ):
                if staff in people:  # whose scores would then be given twice
                    raise ValueError(staff)
                people |= {staff} - {""}
                sheets[title] = Sheet(staff, tuple(_numbered(rows, numbers)))
            case _:
                raise ValueError(line)
    if sum(len(row.texts) for sheet in sheets.values() for row in sheet.rows) > MOST_CELLS:
        raise ValueError(MOST_CELLS)
    return sheets


def _are(kind: type, values: Iterable[object]) -> bool:
    return all(isinstance(value, kind) for value in values)


def _numbered(rows: list[Row], numbers: list[int]) -> Iterable[Row]:
    for number in numbers:
        if not 0 <= number < len(rows):
            raise ValueError(number)
        yield rows[number]


def _not_exported(name: str) -> FileError:
    return FileError(msg("{file} is not a workbook that kefu exported.", file=name), _EXPORT)


_EXPORT = msg("Export it with “kefu score --month MONTH --export FILE.xlsx”, and fill that in.")
