"""From a file to its raw cells, whatever kind of spreadsheet it is, and however hostile.

The kind is judged by the content, never by the name. A refusal is a FileError that says what the
file is and what to do with it; what a cell is worth is not judged here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, cast
from zipfile import ZipFile

from kefu_cli import files
from kefu_cli.errors import FileError, NotFound, advise
from kefu_cli.messages import Message, msg
from kefu_cli.script import fold
from kefu_cli.sheets import guards, textfile
from kefu_cli.sheets.guards import Broken, Place

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Cell = str | float | bool | date | datetime | time | timedelta | Broken
"""What a file holds in one place; a blank cell is the empty text."""

_ZIP = b"PK\x03\x04"
_OLD_FORMAT = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = "xl/workbook.xml"
_FEW = 6


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet: ``rows[0]`` is the spreadsheet's row ``first``; all equally long.

    ``file`` is the file's name, ``sheet`` the sheet's, None for a CSV file.
    """

    file: str
    sheet: str | None
    rows: list[list[Cell]] = field(repr=False)
    first: int = 1


def read_grid(
    path: Path,
    sheet: str | None = None,
    encoding: str | None = None,
    *,
    words: Sequence[str] = (),
) -> Grid:
    """The cells of a workbook's sheet or of a CSV file. Raises FileError, NotFound.

    Without ``sheet`` it is the sheet that bears one of ``words``, else the first that is not
    hidden. Without ``encoding`` a CSV file is read as UTF-8 if it is, otherwise as GB18030.
    """
    data = _read_bytes(path)
    name = path.name
    if data.startswith(_ZIP):
        return _read_zip(data, name, sheet, words)
    if data.startswith(_OLD_FORMAT):
        if _ENCRYPTED in data:
            raise _locked(name)
        guards.probe_sheets(data, name)
        return _read_sheet(_open(data, name), name, sheet, words)
    if sheet is not None:
        raise NotFound(
            msg("{file} is a CSV file, which has no sheet “{sheet}”.", file=name, sheet=sheet),
            msg("Leave --sheet out."),
        )
    return Grid(name, None, cast("list[list[Cell]]", textfile.read_rows(data, name, encoding)))


class Book:
    """An xlsx workbook; each of its sheets passes the guards when it is read."""

    def __init__(self, data: bytes, archive: ZipFile, name: str) -> None:
        guards.check_parts(archive, name)
        self.name = name
        self.opened = _open(data, name)
        self.sheets = tuple(self.opened.sheet_names)
        self._data, self._archive = data, archive
        self._parts = guards.sheet_parts(archive, name)

    def rows(self, sheet: str) -> list[list[Cell]]:
        """The cells of a sheet from A1 on, a hidden one's too; all rows equally long.

        Raises FileError.
        """
        broken = guards.check_sheet(self._archive, self._parts.get(sheet), self.name)
        if broken is None:
            guards.probe_sheets(self._data, self.name, [self.sheets.index(sheet)])
        return _rows(self.opened, sheet, self.name, broken)


def open_book(path: Path) -> Book:
    """Open an xlsx workbook, to read several of its sheets. Raises FileError."""
    data = _read_bytes(path)
    name = path.name
    if data.startswith(_OLD_FORMAT) and _ENCRYPTED in data:
        raise _locked(name)
    archive = guards.open_zip(data, name) if data.startswith(_ZIP) else None
    if archive is None or _WORKBOOK not in archive.namelist():
        raise FileError(msg("{file} is no xlsx workbook.", file=name), guards.SAVE_AS_XLSX)
    return Book(data, archive, name)


def choose_sheet(
    book: CalamineWorkbook, file: str, wanted: str | None, words: Sequence[str]
) -> str:
    """The name of the sheet to read. Raises NotFound for a name that the workbook lacks."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    kinds = (SheetTypeEnum.WorkSheet,)
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ in kinds]
    if wanted is not None:
        return _named(wanted, [sheet.name for sheet in sheets], file)
    shown = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    known = {fold(word) for word in words}
    chosen = next((name for name in shown if fold(name) in known), None) or next(iter(shown), None)
    if chosen is None:
        raise FileError(
            msg("{file} has no sheet that can be seen.", file=file),
            msg("Show a hidden sheet, or name it with --sheet."),
        )
    return chosen


def _named(wanted: str, names: list[str], file: str) -> str:
    if wanted in names:
        return wanted
    folded = {fold(name): name for name in names}
    if fold(wanted) in folded:
        return folded[fold(wanted)]
    from difflib import get_close_matches

    near = tuple(folded[key] for key in get_close_matches(fold(wanted), folded, n=3))
    raise NotFound(
        msg("{file} has no sheet “{sheet}”.", file=file, sheet=wanted),
        msg("Its sheets are {names}.", names=tuple(names))
        if len(names) <= _FEW
        else advise(near, msg("Its first sheets are {names}.", names=tuple(names[:_FEW]))),
    )


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise FileError(msg("{file} is a folder.", file=str(path)), msg("Name a file in it."))
        with path.open("rb") as file:
            data = file.read(guards.MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise FileError(
            msg("There is no file {file}.", file=str(path)), msg("See whether the path is right.")
        ) from error
    except (OSError, ValueError) as error:
        raise FileError(
            msg("{file} cannot be read: {why}.", file=str(path), why=_why(error)),
            msg("Close it where it is open, and see whether you may read it."),
        ) from error
    if len(data) > guards.MOST_BYTES:
        raise guards.too_large(path.name)
    if not data.strip():
        raise FileError(
            msg("{file} is empty.", file=path.name),
            msg("Write headings in the first row and the records beneath."),
        )
    return data


def _why(error: OSError | ValueError) -> Message:
    if isinstance(error, OSError):
        return files.why(error)
    return msg("the name holds what no name may hold")


def _read_zip(data: bytes, name: str, sheet: str | None, words: Sequence[str]) -> Grid:
    archive = guards.open_zip(data, name)
    names = archive.namelist()
    if _WORKBOOK in names:
        book = Book(data, archive, name)
        chosen = choose_sheet(book.opened, name, sheet, words)
        return Grid(name, chosen, book.rows(chosen))
    if "content.xml" in names and "mimetype" in names:
        _check_open_document(archive, name)
        guards.probe_sheets(data, name)
        return _read_sheet(_open(data, name), name, sheet, words)
    raise guards.damaged(name)


def _check_open_document(archive: ZipFile, name: str) -> None:
    if b"encryption-data" in guards.read_part(archive, "META-INF/manifest.xml", name):
        raise _locked(name)
    # The reader gives an error in such a file as a blank, which would go unseen.
    if b'value-type="error"' in guards.read_part(archive, "content.xml", name):
        raise guards.has_errors(name)


def _locked(name: str) -> FileError:
    return FileError(
        msg("{file} is locked with a password.", file=name),
        msg("Open it, save it without the password and import that."),
    )


def _open(data: bytes, name: str) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_filelike(BytesIO(data))
    except CalamineError as error:
        raise guards.damaged(name) from error


def _read_sheet(book: CalamineWorkbook, name: str, sheet: str | None, words: Sequence[str]) -> Grid:
    chosen = choose_sheet(book, name, sheet, words)
    return Grid(name, chosen, _rows(book, chosen, name))


def _rows(
    book: CalamineWorkbook, sheet: str, name: str, broken: dict[Place, Broken] | None = None
) -> list[list[Cell]]:
    from python_calamine import CalamineError

    try:
        read = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise guards.damaged(name) from error
    rows = cast("list[list[Cell]]", read)
    _put(rows, broken or {})
    return rows


def _put(rows: list[list[Cell]], broken: dict[Place, Broken]) -> None:
    """Set the broken cells into the rows, which the reader left blank or cut off."""
    if not broken:
        return
    height = max(len(rows), *(row + 1 for row, _ in broken))
    width = max(len(rows[0]) if rows else 0, *(column + 1 for _, column in broken))
    if rows and len(rows[0]) < width:
        for cells in rows:
            cells.extend([""] * (width - len(cells)))
    rows.extend([""] * width for _ in range(height - len(rows)))
    for (row, column), cell in broken.items():
        rows[row][column] = cell
