"""CSV files as offices have them: UTF-8 with or without BOM, UTF-16 or GB18030; , ; or TAB."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from kefu_cli.errors import FileError
from kefu_cli.messages import msg

SEPARATORS = (",", ";", "\t")
_SAVE_AS_UTF8 = msg("Save it as an xlsx workbook, or as “CSV UTF-8”, and import that.")


def read_rows(data: bytes, name: str, encoding: str | None) -> list[list[str]]:
    """The file's rows, all equally long; row 1 of the spreadsheet is the first.

    A blank line is a row of blank cells, as a spreadsheet shows it. Raises FileError.
    """
    text = _decode(data, name, encoding)
    if text.lstrip()[:1] == "<":
        raise FileError(
            msg("{file} is a web page or an XML file, not a table of cells.", file=name),
            msg("Open it in a spreadsheet program, save it as xlsx and import that."),
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise FileError(
            msg(
                "Line {line} of {file} cannot be read: {why}.",
                line=reader.line_num,
                file=name,
                why=str(error),
            ),
            msg("See whether a quotation mark is left open there, or save the file as xlsx."),
        ) from error
    width = max(map(len, rows), default=0)
    return [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]


def _decode(data: bytes, name: str, encoding: str | None) -> str:
    if encoding is None and data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "utf-16"
    for candidate in (encoding,) if encoding else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(candidate)
        except UnicodeDecodeError:
            continue
        except LookupError:
            raise FileError(
                msg("There is no encoding “{encoding}”.", encoding=candidate),
                msg("Use utf-8 or gb18030."),
            ) from None
        if "\0" not in text:
            return text
    raise FileError(msg("{file} is neither a workbook nor a CSV file.", file=name), _SAVE_AS_UTF8)


def _separator(text: str) -> str:
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=heading.count)
