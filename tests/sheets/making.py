"""Makes the files that the tests read: good, odd and hostile ones."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile
from zlib import decompress

from openpyxl import Workbook

from kefu_cli.messages import Message
from kefu_cli.records.values import Clock
from kefu_cli.sheets.reading import Cell, Grid

# An .xls workbook, which nothing here can write: two headings, a code and a number, a day and yes.
_XLS = (
    "eNrtV11oXFUQnnN3s7mbpNmbtNGYNuu22jZtNmVDQSNak3ZbbdUaaesPNdAmm00bu8mGJEKDqFtrfZAWLH2wD0UppC"
    "AI/iBoQcHkQSioqA99UBTSPikVXEWRQpPrN3PP3dysG8hua0HNXOaec+b8zJw5M3PmfP1VzdTZ9xsuUR7cSz6asYMU"
    "8NAU0HQbFpGhaTO2bbtkexH+VTCtSz5DP86vDMhnXq7PNajLRfhvwi5K4xulCG2jQZTDNEbFwC2wGO96C5kzs8BxC4"
    "VF/qXz5/jNcdwHzPd/jvXs/xXASmAVcAmwGhhyrgCqAdYClwKXAevEJohuBdYDbwM2AJcDV2jeYV0yrkR9FfAOTVuN"
    "cs1izLlpEDRxioEy+njJF3zkcvaXYBHv+SfFLi4Du2iIbSPenUpEbhZsERm6FcswASPdhJqiM6BW07tC/UT+m8T6AB"
    "0UadMW/ZTRIbKfkP8q+VcTz/9I5nwnlFYK0/di5a+JEygqV3HqphT1Uw/iYD9GNNAF9q8XZQR7h9osPTzq+npjc3jD"
    "l9SjEofTiMS7MWaQRlCL00P0sFDiFPZX0Tj75YPJweRwdyrsr6Fz7JNjgK6WgYGult7eKXHCcfrDjngcfiLCdOYk9N"
    "8XRjeKpNP/jj4O3RXSc7MzPptPXzcPPToPff089GBBepkrj5kv5zmH7p+lnzLQyJDNpZXxSVmTCUhZm/FLuTRTLuWy"
    "TJm9XxznGDhf8ztOtvs41lP4JpUJJNpzQtEV2ss3Q3aXsAlk+QZgtu5LwYsbqTLLvvsp5DXpiMJNY06oDvw7KPyr5d"
    "w1JuzbxF1i/gkXuUYr5Z7yicuo9p59r6D45uTO09hxawu+WKzVxnVl0nm/c10lzDrg7AnV6dLgO82Jfdac2FeFlXux"
    "B44WNSK3heVa4iuuXL6roX2f0DOzGqbVrEiKqiPomfSvlxnN8n9Jxrp34lGhvSz/Nbn5P7av9dSbcvVs+zpP/SxiWB"
    "BSkejbALeoqq8KHJ3cP9XulooeR49Jz8u2Sb1qhvROq6XwOQ2OOYal61EnMqmQ0FQBmpFHm5ZcwFWj01JoKd1Skhnw"
    "rBeMCpE2RJ+fr5SWIZnBG58Z0HO96CYkIzh/0aJSo/qZHuMVstsdzWdNbS1sRSHyZWPCwZ9tEnowaxXIbwyqkHk8h/"
    "OZ+41a+jDgXBJE94kmiRp5vdkkiOEATO2A6V1IuTlVxTy5lEKm4qtwcjDLNBz3croe4JxnZ39iOD2S7huNbDucSKYi"
    "99zdsqe7J5lKJcXctvT39bVdT+6nnEMtGWZsEpsqsC5NHXvzt6udB623T5rUvPaDb1n3p3VuqLQ22fq36zyxS+vpoM"
    "4XR3XOmNF543FtgT9NE4X1nPRQcnBo7HCKeYZ1f0yv7cLf6k+Hf9n73A/KW7/R+xfLv/jlxTMbllunXsf+o1ff2cq3"
    "eB6tS+e5blSzPHt8JOd3JNcE97fp/g5P7s262jw09ERyeKQ/PThXR6zfjRta6Z+CG/n+k/3n+UChOayTiaBTfxLch+"
    "kQMi6W41DR8tdCW4bWk13Euypa7tp5HHwHkOF2QoZnSuLv87zBFjKnEbgj52edyAeTJZ8fx9Vi33+367eaZKXILZ/F"
    "/geQc/LZ74AV9MmZMGUU+WoalPmhSfMvK0L/7AsXcvy3gkNCZEiKBRYnT1sJ+78T+Nbi+1/gL80IH1g="
)

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
        sheet.append(list(row))
    book.save(path)
    return path


def xls(path: Path) -> Path:
    """A workbook of the old format: sheet S with three rows and two columns."""
    path.write_bytes(decompress(b64decode(_XLS)))
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
