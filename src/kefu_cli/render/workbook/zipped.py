"""A workbook as bytes, the same for the same contents: no clock time is in it anywhere."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

_DOS_EPOCH = (1980, 1, 1, 0, 0, 0)


def to_bytes(workbook: Workbook, fill: Callable[[Worksheet], None]) -> bytes:
    """Write the workbook, each sheet filled by ``fill`` just before it is written.

    A sheet's cells are dropped once written, so that thousands of sheets need no more memory
    than one. Raises OSError where the temporary folder is full.
    """
    out = BytesIO()
    with _Archive(out, "w", ZIP_DEFLATED) as archive:
        _Writer(workbook, archive, fill).write_data()
    return out.getvalue()


class _Archive(ZipFile):
    """A zip file whose members bear no time of day."""

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: str | bytes) -> None:  # type: ignore[override]
        super().writestr(_member(str(zinfo_or_arcname)), data, ZIP_DEFLATED)

    def write(self, filename: str, arcname: str) -> None:  # type: ignore[override]
        super().writestr(_member(arcname), Path(filename).read_bytes(), ZIP_DEFLATED)


class _Writer(ExcelWriter):
    def __init__(
        self, workbook: Workbook, archive: ZipFile, fill: Callable[[Worksheet], None]
    ) -> None:
        super().__init__(workbook, archive)
        self._fill = fill

    def write_worksheet(self, ws: Worksheet) -> None:
        self._fill(ws)
        super().write_worksheet(ws)
        ws._cells.clear()
        ws.row_dimensions.clear()


def _member(name: str) -> ZipInfo:
    info = ZipInfo(name.lstrip("/"), _DOS_EPOCH)
    info.create_system = 0  # the same on every system
    return info
