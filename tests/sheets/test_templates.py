"""Templates can be filled in and imported as they are, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kefu_cli import language
from kefu_cli.errors import FileError
from kefu_cli.language import LANGUAGES, Language
from kefu_cli.records import NOUN_NAMES, noun
from kefu_cli.records.values import parse
from kefu_cli.sheets import notes
from kefu_cli.sheets.batch import read_batch
from kefu_cli.sheets.headings import needed
from kefu_cli.sheets.reading import read_grid
from kefu_cli.sheets.templates import LISTS, sheet_words, write_template

from .making import CLOCK, filled

NOUNS = [noun(name) for name in NOUN_NAMES]
CASES = [(spoken, name) for spoken in LANGUAGES for name in NOUN_NAMES]


@pytest.fixture(autouse=True)
def _language_as_before() -> Iterator[None]:
    before = language.current()
    yield
    language.use(before)


def _template(folder: Path, spoken: Language, *names: str) -> Path:
    language.use(spoken)
    path = folder / "t.xlsx"
    write_template([noun(name) for name in names or NOUN_NAMES], path)
    return path


@pytest.mark.parametrize(("spoken", "name"), CASES)
def test_a_filled_template_is_imported_as_it_is(
    tmp_path: Path, spoken: Language, name: str
) -> None:
    """The example written under the headings is one record, whatever language reads it."""
    path = _template(tmp_path, spoken)
    found = noun(name)
    book = load_workbook(path)
    sheet = book[language.say(found.label)]
    for place, field in enumerate(found.fields, 1):
        sheet.cell(2, place, notes.example(found, field) or None)
    book.save(path)
    language.use("en")
    grid = read_grid(path, words=sheet_words(found))
    assert grid.sheet == sheet.title
    batch = read_batch(found, grid, {}, CLOCK)
    assert [(p.column, filled(p.reason)) for p in batch.problems] == []
    assert (batch.numbers, batch.ignored) == ([2], ())


@pytest.mark.parametrize(("spoken", "name"), CASES)
def test_an_unfilled_template_holds_no_record(tmp_path: Path, spoken: Language, name: str) -> None:
    """The example stands among the notes, so nothing is imported by accident."""
    path = _template(tmp_path, spoken, name)
    batch = read_batch(noun(name), read_grid(path, words=sheet_words(noun(name))), {}, CLOCK)
    assert (batch.numbers, batch.problems, batch.ignored) == ([], [], ())


def test_the_sheets_are_the_nouns_then_notes_then_a_hidden_list(tmp_path: Path) -> None:
    """The first noun is what opens."""
    book = load_workbook(_template(tmp_path, "en", "fee", "unit"))
    assert book.sheetnames == ["Fee payments", "Units", "Notes", LISTS]
    assert book[LISTS].sheet_state == "hidden"
    assert book.active is book.worksheets[0]


def test_columns_are_made_for_what_goes_into_them(tmp_path: Path) -> None:
    """Codes are text, so that 3-1-5 stays; days, times and amounts look like what they are."""
    book = load_workbook(_template(tmp_path, "en", "fee", "repair"))
    fee, repair = book["Fee payments"].column_dimensions, book["Repair calls"].column_dimensions
    assert [fee[letter].number_format for letter in "ABDE"] == ["@", "@", "#,##0.00", "yyyy-mm-dd"]
    assert repair["E"].number_format == "yyyy-mm-dd hh:mm"
    assert book["Fee payments"].freeze_panes == "A2"


def test_needed_columns_are_marked_by_their_looks(tmp_path: Path) -> None:
    """The text of the heading stays what the import knows."""
    sheet = load_workbook(_template(tmp_path, "en", "fee"))["Fee payments"]
    fills = {cell.value: cell.fill.fgColor.rgb for cell in sheet[1]}
    dark = [title for title, fill in fills.items() if fill == fills["Amount"]]
    assert dark == [field.label.text for field in noun("fee").fields if needed(field)]


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_choices_are_offered_from_the_hidden_list(tmp_path: Path, spoken: Language) -> None:
    """In words of the language, each of which the import reads; several media may be typed."""
    book = load_workbook(_template(tmp_path, spoken, "archive", "unit", "repair"))
    seen = 0
    for found in (noun("archive"), noun("unit"), noun("repair")):
        rules = book[language.say(found.label)].data_validations.dataValidation
        for field, rule in zip(found.fields, rules, strict=True):
            assert rule.promptTitle == language.say(field.label)
            assert len(rule.prompt) <= 255
            if not notes.options(field):
                assert rule.type is None
                continue
            seen += 1
            area = rule.formula1.removeprefix(f"{LISTS}!").replace("$", "")
            words = [str(cell.value) for (cell,) in book[LISTS][area]]
            assert words == notes.options(field)
            assert len({parse(field, word, CLOCK) for word in words}) == len(words)
            assert bool(rule.showErrorMessage) == (field.kind != "choices")
    assert seen == 5


def test_choices_are_shown_in_the_language() -> None:
    """English words where there are such, and Chinese ones in the reader's script."""
    kind, record = noun("unit").field("kind"), noun("repair").field("revisit_record")
    shown = {}
    for spoken in LANGUAGES:
        language.use(spoken)
        shown[spoken] = (notes.options(kind)[1], notes.options(record)[0])
    assert shown == {
        "zh-Hant": ("商鋪", "文字"),
        "zh-Hans": ("商铺", "文字"),
        "en": ("shop", "text"),
    }


def test_the_notes_explain_every_column(tmp_path: Path) -> None:
    """Heading, whether it is needed, how to write it, an example and its English name."""
    sheet = load_workbook(_template(tmp_path, "en", "fee"))["Notes"]
    rows = {row[4]: row for row in sheet.iter_rows(values_only=True) if row[4]}
    assert rows["to_month"] == (
        "To month",
        None,
        "A month, such as 2024-05. Blank: the same as Month.",
        "2024-12",
        "to_month",
    )
    assert set(rows) == {field.name for field in noun("fee").fields} | {"Name in English"}
    assert rows["amount"][1] == "●"


def test_the_words_of_a_sheet_are_those_of_every_language() -> None:
    """A template made in Chinese is found by a command that speaks English."""
    assert sheet_words(noun("fee")) == ("fee", "繳費", "缴费", "Fee payments")


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    """It may have been filled in."""
    path = _template(tmp_path, "en", "fee")
    before = path.read_bytes()
    with pytest.raises(FileError) as error:
        write_template([noun("unit")], path)
    assert filled(error.value.what) == f"{path} exists already."
    assert path.read_bytes() == before


def test_a_missing_folder_and_a_wrong_ending_are_refused(tmp_path: Path) -> None:
    """Nothing is made."""
    with pytest.raises(FileError) as error:
        write_template(NOUNS, tmp_path / "none" / "t.xlsx")
    assert filled(error.value.what) == f"The folder {tmp_path / 'none'} does not exist."
    with pytest.raises(FileError) as error:
        write_template(NOUNS, tmp_path / "t.csv")
    assert filled(error.value.advice) == "Give it a name that ends in .xlsx."
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_where_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk."""

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "no space left", str(self), str(target))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(FileError) as error:
        write_template([noun("fee")], tmp_path / "t.xlsx")
    assert "No room is left" in filled(error.value.what)
    assert list(tmp_path.iterdir()) == []
