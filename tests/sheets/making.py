"""Makes the files that the tests read: good, odd and hostile ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from kefu_cli.messages import Message
from kefu_cli.records.values import Clock
from kefu_cli.sheets.reading import Cell, Grid

CLOCK = Clock(datetime(2024, 6, 10, 9, 30))

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def grid(*rows: Sequence[Cell], sheet: str | None = "S", first: int = 1) -> Grid:
    """A grid as if it had been read."""
    width = max(map(len, rows), default=0)
    return Grid("f.xlsx", sheet, [[*row, *[""] * (width - len(row))] for row in rows], first)


def xlsx(path: Path, *rows: Sequence[object], title: str = "S") -> Path:
    """An ordinary workbook with one sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def raw_xlsx(path: Path, sheet_data: str, title: str = "S") -> Path:
    """A workbook whose one sheet has this XML for its cells, well-formed or hostile."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _links("officeDocument", "xl/workbook.xml"))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
            f'<sheet name="{escape(title)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            _links("worksheet", "worksheets/sheet1.xml"),
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{_MAIN}" xmlns:x="{_MAIN}">{sheet_data}</worksheet>',
        )
    return path


def _links(kind: str, target: str) -> str:
    link = f'<Relationship Id="rId1" Type="{_REL}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_RELS}">{link}</Relationships>'


def ods(path: Path, tables: str, *, manifest: str = "") -> Path:
    """An OpenDocument spreadsheet with these tables."""
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}>'
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
    return path


def ods_table(name: str, rows: Iterable[Sequence[str]]) -> str:
    """A table of texts for ``ods``."""
    lines = (
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    return f'<table:table table:name="{escape(name)}">{"".join(lines)}</table:table>'


def filled(message: Message) -> str:
    """The English sentence with its places filled in, lists and inner sentences too."""
    return message.text.format_map({name: _shown(value) for name, value in message.values})


def _shown(value: object) -> str:
    if isinstance(value, Message):
        return filled(value)
    return ", ".join(map(_shown, value)) if isinstance(value, tuple) else str(value)
