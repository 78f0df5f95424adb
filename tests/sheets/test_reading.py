"""Files of every kind become rows of cells."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from kefu_cli.errors import FileError, KefuError, NotFound
from kefu_cli.sheets.guards import Broken
from kefu_cli.sheets.reading import Cell, read_grid
from kefu_cli.sheets.textfile import read_rows

from .making import filled, ods, ods_table, raw_xlsx, xls, xlsx

ROWS = [["房號", "金額"], ["1-1-1001", "1920"]]
TEXT = "房號,金額\n1-1-1001,1920\n"


def _said(error: pytest.ExceptionInfo[KefuError]) -> tuple[str, str]:
    return filled(error.value.what), filled(error.value.advice)


def test_a_workbooks_cells_keep_their_kinds(tmp_path: Path) -> None:
    """Numbers are floats, days and times are told apart, yes is True, a blank is no text."""
    day, moment = date(2024, 5, 3), datetime(2024, 5, 3, 9, 30)
    path = xlsx(tmp_path / "f.xlsx", ["a", "b", "c", "d", "e"], [1, day, moment, True, None])
    found = read_grid(path)
    assert (found.file, found.sheet, found.first) == ("f.xlsx", "S", 1)
    assert found.rows == [["a", "b", "c", "d", "e"], [1.0, day, moment, True, ""]]


def test_rows_keep_the_spreadsheets_own_numbers(tmp_path: Path) -> None:
    """Blank rows above and between are rows."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["B3"], sheet["B5"] = "x", "y"
    book.save(tmp_path / "f.xlsx")
    found = read_grid(tmp_path / "f.xlsx")
    assert found.rows == [["", ""], ["", ""], ["", "x"], ["", ""], ["", "y"]]


def test_the_kind_of_file_is_judged_by_its_content(tmp_path: Path) -> None:
    """A workbook named .csv and a CSV file named .xlsx are read as what they are."""
    assert read_grid(xlsx(tmp_path / "a.csv", ["x"])).rows == [["x"]]
    (tmp_path / "b.xlsx").write_text(TEXT, encoding="utf-8")
    assert read_grid(tmp_path / "b.xlsx").rows == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_of_offices(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with and without its mark, GB18030 and what Excel calls Unicode text."""
    path = tmp_path / "f.csv"
    path.write_bytes(TEXT.encode(encoding))
    found = read_grid(path)
    assert (found.sheet, found.rows) == (None, ROWS)


def test_an_encoding_can_be_given(tmp_path: Path) -> None:
    """Big5 is read where it is named; no such encoding is refused."""
    path = tmp_path / "f.csv"
    path.write_bytes(TEXT.encode("big5"))
    assert read_grid(path, encoding="big5").rows == ROWS
    with pytest.raises(FileError) as error:
        read_grid(path, encoding="big55")
    assert _said(error) == ("There is no encoding “big55”.", "Use utf-8 or gb18030.")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_of_csv_is_found(separator: str) -> None:
    """Commas, semicolons and tabs separate cells; quoted ones belong to the text."""
    text = f'a{separator}b\r\n"x,;\ty"{separator}z\r\n'
    assert read_rows(text.encode(), "f.csv", None) == [["a", "b"], ["x,;\ty", "z"]]


def test_short_and_blank_lines_of_csv_are_rows_of_the_same_length() -> None:
    """A line counts as a row even where it is blank, as in the spreadsheet's numbering."""
    assert read_rows(b"a,b\n\nx\n", "f.csv", None) == [["a", "b"], ["", ""], ["x", ""]]


def test_an_open_quotation_mark_is_refused_with_its_line() -> None:
    """It would swallow the rest of the file into one cell."""
    with pytest.raises(FileError) as error:
        read_rows(b'a,b\n"x,y\nz,w\n', "f.csv", None)
    assert _said(error)[0] == "Line 3 of f.csv cannot be read: unexpected end of data."


_CELLS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n,;\"'"), max_size=8
)


@given(st.lists(st.lists(_CELLS, min_size=2, max_size=2), min_size=1, max_size=6))
def test_csv_gives_back_what_was_written(rows: list[list[str]]) -> None:
    """Any text written by a CSV writer comes back the same, line breaks and quotes too."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *rows])
    assert read_rows(out.getvalue().encode("utf-8-sig"), "f.csv", None) == [["a", "b"], *rows]


_XLSX_CELLS = st.one_of(
    st.text(
        st.characters(
            min_codepoint=0x20, exclude_categories=("Cs", "Cc", "Cn"), max_codepoint=0xFFFD
        ),
        max_size=8,
    ).filter(lambda text: not text.startswith("=") and "_x" not in text.lower()),
    st.integers(-(10**14), 10**14).map(float),
    st.booleans(),
    st.dates(date(1905, 1, 1), date(2100, 1, 1)),
)


@given(st.lists(st.lists(_XLSX_CELLS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_workbook_gives_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Cell]]
) -> None:
    """Texts, numbers, days and yes or no come back as they went in."""
    rows = [["#", "#", "#"], *rows, ["end", "end", "end"]]
    path = xlsx(tmp_path_factory.mktemp("x") / "f.xlsx", *rows)
    read = read_grid(path).rows
    errors = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
    written = [["" if cell in errors else cell for cell in row] for row in rows]
    assert read == written


def test_errors_and_formulas_without_a_value_are_no_blanks(tmp_path: Path) -> None:
    """The reader gives both as blanks, or cuts them off; kefu says what they are."""
    path = xlsx(tmp_path / "f.xlsx", ["a", 5], ["#N/A", "x"], ["y", "z", "=1+1"], ['=A1&"<"'])
    rows = read_grid(path).rows
    shown = [[cell.text if isinstance(cell, Broken) else cell for cell in row] for row in rows]
    assert shown == [["a", 5.0, ""], ["#N/A", "x", ""], ["y", "z", "=1+1"], ['=A1&"<"', "", ""]]
    assert [row.index(cell) for row in rows for cell in row if isinstance(cell, Broken)] == [
        0,
        2,
        0,
    ]


def test_a_formula_that_gave_the_empty_text_is_a_blank(tmp_path: Path) -> None:
    """Excel keeps its value, which is nothing; a formula with a value is that value."""
    path = raw_xlsx(
        tmp_path / "f.xlsx",
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
        '<c r="C1"><f>1+1</f><v>2</v></c></row></sheetData>',
    )
    assert read_grid(path).rows == [[1.0, "", 2.0]]


def test_an_ods_file_is_read(tmp_path: Path) -> None:
    """What LibreOffice writes is a workbook too."""
    found = read_grid(ods(tmp_path / "f.ods", ods_table("繳費", ROWS)))
    assert (found.sheet, found.rows) == ("繳費", ROWS)


def test_an_xls_file_is_read(tmp_path: Path) -> None:
    """The format of Excel before 2007, and what many systems still export."""
    found = read_grid(xls(tmp_path / "f.xls"))
    assert found.sheet == "S"
    assert found.rows == [["房號", "金額"], ["1-1-1001", 1920.5], [date(2024, 5, 3), True]]


def _book(path: Path) -> Path:
    book = Workbook()
    book.worksheets[0].title = "hidden"
    book.worksheets[0].sheet_state = "hidden"
    for title in ("說明", "繳費"):
        book.create_sheet(title).append([title])
    book.create_chartsheet("chart", 0)
    book.active = 2
    book.save(path)
    return path


def test_the_sheet_named_after_the_noun_is_read(tmp_path: Path) -> None:
    """In either script; without one, the first sheet that is shown and no chart."""
    path = _book(tmp_path / "f.xlsx")
    assert read_grid(path, words=("fee", "缴费")).sheet == "繳費"
    assert read_grid(path, words=("fee",)).sheet == "說明"
    assert read_grid(path).sheet == "說明"


def test_a_named_sheet_is_read(tmp_path: Path) -> None:
    """A hidden one too, and by its name in the other script."""
    path = _book(tmp_path / "f.xlsx")
    assert read_grid(path, "hidden").sheet == "hidden"
    assert read_grid(path, "缴费").sheet == "繳費"


def test_an_unknown_sheet_is_refused_with_the_names(tmp_path: Path) -> None:
    """The few there are are all named; of many, the nearest."""
    with pytest.raises(NotFound) as error:
        read_grid(_book(tmp_path / "f.xlsx"), "費")
    assert _said(error) == ("f.xlsx has no sheet “費”.", "Its sheets are hidden, 說明, 繳費.")
    book = Workbook()
    for number in range(1, 9):
        book.create_sheet(f"month {number}")
    book.save(tmp_path / "many.xlsx")
    with pytest.raises(NotFound) as error:
        read_grid(tmp_path / "many.xlsx", "mont 5")
    assert _said(error)[1].startswith("Did you mean month 5")


def test_a_csv_file_has_no_sheets(tmp_path: Path) -> None:
    """Naming one is a mistake that is said."""
    (tmp_path / "f.csv").write_text(TEXT, encoding="utf-8")
    with pytest.raises(NotFound) as error:
        read_grid(tmp_path / "f.csv", "S")
    assert _said(error)[1] == "Leave --sheet out."


def test_a_workbook_without_a_visible_sheet_is_refused(tmp_path: Path) -> None:
    """A chart alone has no rows."""
    book = Workbook()
    book.create_chartsheet("chart", 0)
    book.worksheets[0].sheet_state = "hidden"
    book.active = 0
    book.save(tmp_path / "f.xlsx")
    with pytest.raises(FileError) as error:
        read_grid(tmp_path / "f.xlsx")
    assert _said(error)[0] == "f.xlsx has no sheet that can be seen."
