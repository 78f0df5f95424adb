"""Files that are no workbook, are locked, lie, or would take all memory: each refused in a line."""

from __future__ import annotations

import struct
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from kefu_cli.errors import FileError
from kefu_cli.sheets import guards
from kefu_cli.sheets.reading import read_grid

from .making import filled, ods, ods_table, raw_xlsx, xlsx

DAMAGED = "f.xlsx is damaged, locked with a password, or no workbook."
TOO_LARGE = "f.xlsx is too large once opened, or has cells far away from the others."


def _refusal(path: Path) -> str:
    with pytest.raises(FileError) as error:
        read_grid(path)
    assert error.value.exit_code == 1
    assert filled(error.value.advice)
    return filled(error.value.what)


def _sheet(*cells: str) -> str:
    return f"<sheetData><row r='1'>{''.join(cells)}</row></sheetData>"


@pytest.mark.parametrize(
    "far",
    [
        '<c r="XFD1048576"><v>1</v></c>',
        '<c r="XFD1048576" s="0"   ><v>1</v></c>',
        "<c r='XFD1048576'><v>1</v></c>",
        '<c s="1" r="XFD1048576"><v>1</v></c>',
        '<c\tr="XFD1048576"><v>1</v></c>',
        '<c r="xfd1048576"><v>1</v></c>',
        '<x:c r="XFD1048576"><v>1</v></x:c>',
        '<c r="Z1048576"><v>1</v></c>',
    ],
)
def test_cells_far_apart_are_refused(tmp_path: Path, far: str) -> None:
    """The reader would fill the rectangle between them, however the far cell is written."""
    path = raw_xlsx(tmp_path / "f.xlsx", _sheet('<c r="A1"><v>1</v></c>', far))
    assert _refusal(path) == TOO_LARGE


def test_cells_out_of_any_sheet_are_refused(tmp_path: Path) -> None:
    """There is no row 99999999."""
    path = raw_xlsx(tmp_path / "f.xlsx", _sheet('<c r="XFD99999999"><v>1</v></c>'))
    assert _refusal(path) in (TOO_LARGE, DAMAGED)


def test_a_far_cell_with_a_format_and_no_value_is_no_cell(tmp_path: Path) -> None:
    """Whole sheets are formatted in offices; what counts is where values stand."""
    far = '<c r="XFD1048576" s="1"/><c r="ZZ70000" s="1" />'
    path = raw_xlsx(tmp_path / "f.xlsx", _sheet('<c r="A1"><v>1</v></c>', far))
    assert read_grid(path).rows == [[1.0]]


def test_a_long_or_a_wide_sheet_is_read(tmp_path: Path) -> None:
    """A million rows of a few columns, or all columns of a few rows, are no attack."""
    long = _sheet('<c r="B1048576"><v>1</v></c>')
    assert len(read_grid(raw_xlsx(tmp_path / "f.xlsx", long)).rows) == 1_048_576
    wide = _sheet('<c r="XFD1"><v>1</v></c>')
    assert len(read_grid(raw_xlsx(tmp_path / "f.xlsx", wide)).rows[0]) == 16_384


def test_cells_without_a_place_are_read(tmp_path: Path) -> None:
    """Some programs leave the places out; such a sheet is tried out first."""
    path = raw_xlsx(tmp_path / "f.xlsx", _sheet("<c><v>1</v></c><c><v>2</v></c>"))
    assert read_grid(path).rows == [[1.0, 2.0]]


def test_errors_at_places_that_cannot_be_told_refuse_the_file(tmp_path: Path) -> None:
    """Otherwise they would be read as blanks."""
    expected = "f.xlsx has cells that hold an error such as #N/A."
    path = raw_xlsx(tmp_path / "f.xlsx", _sheet('<c t="e"><v>#N/A</v></c><c><v>2</v></c>'))
    assert _refusal(path) == expected
    table = '<table:table table:name="S"><table:table-row><table:table-cell '
    table += 'calcext:value-type="error"/></table:table-row></table:table>'
    assert _refusal(ods(tmp_path / "f.xlsx", table)) == expected


def _repeated(rows: int, columns: int) -> str:
    return (
        f'<table:table table:name="S"><table:table-row table:number-rows-repeated="{rows}">'
        '<table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{columns}"><text:p>x</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )


def test_a_repeated_cell_of_an_ods_file_cannot_take_all_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """17 thousand million cells in a few hundred bytes; fewer, if still too many, are counted."""
    assert _refusal(ods(tmp_path / "f.xlsx", _repeated(1_048_576, 16_384))) in (DAMAGED, TOO_LARGE)
    monkeypatch.setattr(guards, "MOST_CELLS", 9_999)
    assert _refusal(ods(tmp_path / "f.xlsx", _repeated(100, 100))) == TOO_LARGE
    assert len(read_grid(ods(tmp_path / "f.xlsx", _repeated(99, 100))).rows) == 99


def test_a_sheet_whose_part_is_uncertain_is_tried_out_first(tmp_path: Path) -> None:
    """Two links of one name: which of the two the reader follows is not for kefu to guess."""
    path = raw_xlsx(
        tmp_path / "f.xlsx", _sheet('<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>')
    )
    links = "xl/_rels/workbook.xml.rels"
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    start, end = parts[links].split(b"<Relationship ")
    link = b"<Relationship " + end.removesuffix(b"</Relationships>")
    parts[links] = start + link.replace(b"sheet1", b"other") + link + b"</Relationships>"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert _refusal(path) == TOO_LARGE


def test_a_file_that_is_huge_unpacked_is_refused(tmp_path: Path) -> None:
    """300 MB of blanks in 300 KB."""
    path = xlsx(tmp_path / "f.xlsx", ["a"])
    with ZipFile(path, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/blank", b" " * (guards.MOST_BYTES + 1))
    assert _refusal(path) == TOO_LARGE


def test_a_file_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    """The size in the directory is not believed, it is tried."""
    path = tmp_path / "f.xlsx"
    filling = "<row r='2'/>" * 100_000
    raw_xlsx(path, f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{filling}</sheetData>')
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    data[entry + 24 : entry + 28] = struct.pack("<I", 500)
    path.write_bytes(data)
    assert _refusal(path) == DAMAGED


def test_a_part_named_twice_is_refused(tmp_path: Path) -> None:
    """What was checked must be what is read."""
    path = xlsx(tmp_path / "f.xlsx", ["a"])
    with (
        ZipFile(path, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert _refusal(path) == DAMAGED


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:2000],
        lambda data: data[: len(data) // 2] + bytes(len(data) - len(data) // 2),
        lambda data: data.replace(b"xl/workbook.xml", b"xl/workbuch.xml"),
        lambda data: data[:4] + bytes(100),
    ],
)
def test_a_damaged_workbook_is_refused(tmp_path: Path, spoil: object) -> None:
    """Cut off, overwritten, without its main part, or only beginning like one."""
    assert callable(spoil)
    path = xlsx(tmp_path / "f.xlsx", ["a"])
    path.write_bytes(spoil(path.read_bytes()))
    assert _refusal(path) == DAMAGED


def test_bad_xml_in_a_sheet_is_refused(tmp_path: Path) -> None:
    """The archive is whole and its sheet is not."""
    path = raw_xlsx(tmp_path / "f.xlsx", '<sheetData><row r="1"><c r="A1"><v>1</x></row>')
    assert _refusal(path) == DAMAGED


def test_a_workbook_locked_with_a_password_is_named_so(tmp_path: Path) -> None:
    """Excel wraps it in the old format; LibreOffice says so in the manifest."""
    expected = "f.xlsx is locked with a password."
    path = tmp_path / "f.xlsx"
    path.write_bytes(
        bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    )
    assert _refusal(path) == expected
    table = ods_table("S", [["a"]])
    assert _refusal(ods(path, table, manifest="<encryption-data/>")) == expected


def test_an_old_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    """A Word document begins with the same bytes."""
    path = tmp_path / "f.xlsx"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(2000))
    assert _refusal(path) == DAMAGED


def test_a_reader_that_never_ends_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Patience has an end."""
    monkeypatch.setattr(guards, "PATIENCE", 0)
    assert _refusal(ods(tmp_path / "f.xlsx", ods_table("S", [["a"]]))) == TOO_LARGE


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "f.xlsx is empty."),
        (b" \r\n\t ", "f.xlsx is empty."),
        (b"%PDF-1.7\0\1\2\xff\xff\0", "f.xlsx is neither a workbook nor a CSV file."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0", "f.xlsx is neither a workbook nor a CSV file."),
        (b"<html><table><tr>", "f.xlsx is a web page or an XML file, not a table of cells."),
        (
            b'\xef\xbb\xbf<?xml version="1.0"?>',
            "f.xlsx is a web page or an XML file, not a table of cells.",
        ),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    """Nothing, a picture, a page that some systems save as .xls."""
    path = tmp_path / "f.xlsx"
    path.write_bytes(content)
    assert _refusal(path) == expected


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    """Each is named with its whole path."""
    missing = tmp_path / "none.xlsx"
    assert _refusal(missing) == f"There is no file {missing}."
    assert _refusal(tmp_path) == f"{tmp_path} is a folder."


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when another program has locked it."""

    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = xlsx(tmp_path / "f.xlsx", ["a"])
    monkeypatch.setattr(Path, "open", locked)
    assert _refusal(path) == f"{path} cannot be read: no permission."


def test_a_file_of_more_bytes_than_any_list_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not even read to its end."""
    monkeypatch.setattr(guards, "MOST_BYTES", 10)
    path = tmp_path / "f.xlsx"
    path.write_text("a,b\n" * 10, encoding="utf-8")
    assert _refusal(path) == TOO_LARGE
