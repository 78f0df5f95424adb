"""What a workbook must pass before the reader may have it.

The reader fills a rectangle from the first cell to the last: two far cells in a file of 5 KB ask
for 549 GB, and that ends the whole process, not in an exception. So a sheet's cells are looked at
in its XML first. Whatever cannot be judged that way (cells without a place of their own, the
formats that are not XML a cell at a time) is tried out in a process of its own.
"""

from __future__ import annotations

import posixpath
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from kefu_cli.errors import FileError
from kefu_cli.messages import Message, msg
from kefu_cli.sheets import probe

MOST_BYTES = 200_000_000
MOST_CELLS = 20_000_000
PATIENCE = 300  # seconds that a workbook may take to open
NEAR_ROWS, NEAR_COLUMNS = 99_999, 26

SAVE_AS_XLSX = msg("Open it in a spreadsheet program, save it as an xlsx workbook, import that.")
_MAKE_SMALLER = msg("Copy the rows into a new workbook, or split them into several files.")

_ROOT, _WORKBOOK, _RELATIONS = "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_READ_WHOLE = ("xl/sharedStrings.xml", "xl/styles.xml", _WORKBOOK, _RELATIONS)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^<>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

# Every cell but those in A1 to Z99999: its place where it has one as the standard writes it.
_FAR = re.compile(rb'<c(?! r="[A-Z]\d{1,5}"|[a-zA-Z])(?: r="([A-Z]{1,3})(\d{1,7})")?')
_PLACED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^<>]{0,200}/>)?')
_PREFIXED = re.compile(rb":c[\s/>]")
_NO_VALUE = re.compile(rb"</f>(?:<v ?/>|<v></v>)?</c>")
_CELL = rb'<c r="([A-Z]{1,3})(\d{1,7})"([^<>]{0,200})>'
_UNCALCULATED = re.compile(_CELL + rb"<f[^<>]{0,200}>([^<]{0,9000})</f>(?:<v ?/>|<v></v>)?</c>")
_ERROR = re.compile(_CELL + rb"(?:<f[^<>]{0,200}(?:/>|>[^<]{0,9000}</f>))?<v>([^<]{0,20})</v>")


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell without a value that could be recorded: an error, or a formula never calculated."""

    text: str
    reason: Message


_UNREADABLE = (KeyError, BadZipFile, OSError, EOFError, zlib.error, RuntimeError)

Place = tuple[int, int]
"""Row and column of a cell, counted from 0."""


def open_zip(data: bytes, name: str) -> ZipFile:
    """The archive that a workbook is; FileError if it is broken, or huge once unpacked."""
    try:
        archive = ZipFile(BytesIO(data))
        names = {part.lower().replace("\\", "/") for part in archive.namelist()}
        size = sum(part.file_size for part in archive.infolist())
    except (BadZipFile, OSError, ValueError) as error:
        raise damaged(name) from error
    if len(names) != len(archive.namelist()):
        raise damaged(name)
    if size > MOST_BYTES:
        raise too_large(name)
    return archive


def check_parts(archive: ZipFile, name: str) -> None:
    """See that the parts read as a whole are as large as they say. Raises FileError."""
    for part in _READ_WHOLE:
        if part in archive.namelist():
            read_part(archive, part, name)


def check_sheet(archive: ZipFile, part: str | None, name: str) -> dict[Place, Broken] | None:
    """See that a sheet of an xlsx workbook is small enough to be read; its broken cells.

    ``part`` is what ``sheet_parts`` has of it. None where its XML is not written in a way in which
    that can be told: probe it. Raises FileError.
    """
    content = b"" if part is None else read_part(archive, part, name)
    extent = _extent(content)
    if extent is None or b"<sheetData" not in content or _PREFIXED.search(content):
        if b't="e"' in content:
            raise has_errors(name)
        return None
    # The quick bound may be too wide: only then is every cell with a value looked at.
    if extent > MOST_CELLS and _exact_extent(content) > MOST_CELLS:
        raise too_large(name)
    return dict(_broken_cells(content))


def probe_sheets(data: bytes, name: str, places: Sequence[int] = ()) -> None:
    """Read the sheets at these places (all, if none is given) in a process of its own.

    Raises FileError where that process does not come through, or finds too many cells.
    """
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, and a script of this package
            [sys.executable, "-P", str(Path(probe.__file__)), *map(str, places)],
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise too_large(name) from error
    if done.returncode in (probe.NOT_A_WORKBOOK, probe.PANIC):
        raise damaged(name)
    sizes = [line.split() for line in done.stdout.decode("ascii").splitlines()]
    if done.returncode != 0 or any(int(rows) * int(cells) > MOST_CELLS for rows, cells in sizes):
        raise too_large(name)


def damaged(name: str) -> FileError:
    """The refusal of a file that looks like a workbook and cannot be read."""
    return FileError(
        msg("{file} is damaged, locked with a password, or no workbook.", file=name), SAVE_AS_XLSX
    )


def has_errors(name: str) -> FileError:
    """The refusal of a workbook that holds errors at places which cannot be told."""
    return FileError(
        msg("{file} has cells that hold an error such as #N/A.", file=name),
        msg("Correct them, or save the file anew as xlsx to be told which they are."),
    )


def too_large(name: str) -> FileError:
    """The refusal of a workbook that would take all memory."""
    return FileError(
        msg("{file} is too large once opened, or has cells far away from the others.", file=name),
        _MAKE_SMALLER,
    )


def read_part(archive: ZipFile, part: str, name: str) -> bytes:
    """One part of an archive, unpacked. Raises FileError."""
    try:
        return archive.read(part)
    except _UNREADABLE as error:
        raise damaged(name) from error


def sheet_parts(archive: ZipFile, name: str) -> dict[str, str]:
    """The part of an xlsx archive that holds each sheet, where this can be told for certain."""
    mains = [
        found.get("Target", "").lstrip("/")
        for found in _elements(_RELATION, read_part(archive, _ROOT, name))
        if found.get("Type", "").endswith("/officeDocument")
    ]
    links = [
        (found.get("Id"), found.get("Target", ""))
        for found in _elements(_RELATION, read_part(archive, _RELATIONS, name))
    ]
    targets = dict(links)
    sheets = [
        (found.get("name", ""), _part(targets.get(found.get("r:id"), "")))
        for found in _elements(_SHEET, read_part(archive, _WORKBOOK, name))
    ]
    if mains != [_WORKBOOK] or len(targets) != len(links) or len(dict(sheets)) != len(sheets):
        return {}
    there = set(archive.namelist())
    return {sheet: part for sheet, part in sheets if part in there}


def _part(target: str) -> str:
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _elements(pattern: re.Pattern[str], xml: bytes) -> Iterator[dict[str, str]]:
    for tag in pattern.findall(xml.decode("utf-8", errors="replace")):
        yield {key: unescape(one or other) for key, one, other in _ATTRIBUTE.findall(tag)}


def _extent(content: bytes) -> int | None:
    """At most so many cells lie between the first and the last; None where it cannot be told."""
    rows, columns = NEAR_ROWS, NEAR_COLUMNS
    for match in _FAR.finditer(content):
        if match[1] is None:
            return None
        rows, columns = max(rows, int(match[2])), max(columns, _column(match[1]))
    return rows * columns


def _exact_extent(content: bytes) -> int:
    rows = columns = 0
    for match in _PLACED.finditer(content):
        if not match[3]:  # a cell with a format and no value is no cell
            rows, columns = max(rows, int(match[2])), max(columns, _column(match[1]))
    return rows * columns


def _broken_cells(content: bytes) -> Iterator[tuple[Place, Broken]]:
    if b't="e"' in content:
        for match in _ERROR.finditer(content):
            if b't="e"' in match[3]:
                yield _place(match), in_error(_text(match[4]))
    if _NO_VALUE.search(content):
        for match in _UNCALCULATED.finditer(content):
            if b't="str"' not in match[3]:  # such a formula gave the empty text
                yield _place(match), _never_calculated("=" + _text(match[4]))


def in_error(text: str) -> Broken:
    """A cell that shows an error such as #N/A."""
    return Broken(text, msg("The cell holds the error {value}.", value=text))


def _never_calculated(formula: str) -> Broken:
    return Broken(
        formula, msg("The formula was never calculated: open the file, save it and try again.")
    )


def _place(match: re.Match[bytes]) -> Place:
    return int(match[2]) - 1, _column(match[1]) - 1


def _text(xml: bytes) -> str:
    return unescape(xml.decode("utf-8", errors="replace"))


@cache
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
