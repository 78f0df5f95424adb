"""Headings in either script, in English or told by --map name the fields of a noun."""

from __future__ import annotations

import pytest

from kefu_cli.errors import FileError, NotFound, UsageError
from kefu_cli.records import NOUN_NAMES, noun
from kefu_cli.records.fields import Field
from kefu_cli.script import fold
from kefu_cli.sheets.headings import find_headings, needed
from kefu_cli.sheets.reading import Cell

from .making import filled, grid

FEE = ["房號", "月份", "金額", "繳費日期"]
FIELDS = [(name, field) for name in NOUN_NAMES for field in noun(name).fields]


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=[f"{n}.{f.name}" for n, f in FIELDS])
def test_every_field_is_known_by_all_its_names(name: str, field: Field) -> None:
    """Name, option, heading in both scripts and English label, whatever the case and spaces."""
    spaced = f" {field.heading[:1]} {field.heading[1:]}\u3000"
    names = [field.name, field.option, field.name.replace("_", " ").upper(), spaced]
    for heading in (*names, field.heading, fold(field.heading), field.label.text, f"*{field.name}"):
        assert find_headings(noun(name), grid([heading]), {}).at == {field.name: 0}


def test_full_width_letters_and_a_unit_of_money_do_not_matter() -> None:
    """ＡＭＯＵＮＴ and 金額（元） are the amount."""
    for heading in ("ＡＭＯＵＮＴ", "金額（元）", "金额(元)"):
        assert find_headings(noun("fee"), grid([heading]), {}).at == {"amount": 0}


def test_other_columns_are_ignored_by_name() -> None:
    """In the order of the file; a column without a heading has no name."""
    found = find_headings(noun("fee"), grid(["序號", *FEE, "", "經手人"]), {})
    assert found.ignored == ("序號", "經手人")
    assert found.at == {"unit": 1, "month": 2, "amount": 3, "paid_on": 4}
    assert found.written["paid_on"] == "繳費日期"
    assert found.problems == ()


def test_a_lacking_column_is_a_problem_of_the_heading_row() -> None:
    """Today is a default of typed commands: a file has to say the day."""
    found = find_headings(noun("fee"), grid(["房號", "月份"], first=3), {})
    assert [(p.row, p.column, filled(p.reason)) for p in found.problems] == [
        (3, "金額", "The file needs a column Amount (amount) and has none."),
        (3, "繳費日期", "The file needs a column Paid on (paid_on) and has none."),
    ]


def test_a_column_that_another_implies_may_be_lacking() -> None:
    """A list of absences needs no clause; a list of violations does."""
    lacking = [
        p.column for p in find_headings(noun("violation"), grid(["工號", "日期"]), {}).problems
    ]
    assert lacking == ["條款"]
    assert not find_headings(noun("violation"), grid(["工號", "日期", "曠工"]), {}).problems


def test_two_columns_for_one_field_are_a_problem() -> None:
    """Which of them is meant is not for kefu to guess."""
    found = find_headings(noun("fee"), grid([*FEE, "金额"]), {})
    (problem,) = found.problems
    assert (problem.row, problem.column) == (1, "金额")
    assert filled(problem.reason) == (
        "“金額”, “金额” all stand for Amount: keep one, or say which with --map."
    )
    assert found.ignored == ()


def test_the_mapping_says_which_of_two_columns_is_meant() -> None:
    """And names fields that no heading names; the column not meant is ignored."""
    found = find_headings(noun("fee"), grid([*FEE, "實收"]), {"實收": "amount"})
    assert (found.at["amount"], found.problems, found.ignored) == (4, (), ("金額",))


@pytest.mark.parametrize("target", ["paid_on", "paid-on", "繳費日期", "缴费日期"])
def test_the_mapping_names_a_field_as_a_heading_may(target: str) -> None:
    """By its name or by its heading."""
    found = find_headings(noun("fee"), grid([*FEE[:3], "到帳"]), {"到帐": target})
    assert found.at["paid_on"] == 3


def test_an_unknown_field_in_the_mapping_is_a_usage_error() -> None:
    """The nearest names are offered, or all of them."""
    with pytest.raises(UsageError) as error:
        find_headings(noun("fee"), grid(FEE), {"金額": "amuont"})
    assert filled(error.value.what) == "“amuont” is no field of: Fee payments."
    assert filled(error.value.advice).startswith("Did you mean amount")
    with pytest.raises(UsageError) as error:
        find_headings(noun("fee"), grid(FEE), {"金額": "xyz"})
    assert filled(error.value.advice).startswith("The fields are unit, month,")


def test_an_unknown_heading_in_the_mapping_is_refused() -> None:
    """The headings that there are are named."""
    with pytest.raises(NotFound) as error:
        find_headings(noun("fee"), grid([*FEE, ""]), {"實收": "amount"})
    assert filled(error.value.what) == "Row 1 has no heading “實收”."
    assert filled(error.value.advice) == "Its headings are 房號, 月份, 金額, 繳費日期."


@pytest.mark.parametrize("heading", ["姓名", "name", "Name"])
def test_names_serve_where_there_are_no_numbers(heading: str) -> None:
    """A 姓名 column stands for 工號; beside a 工號 column it is one more to ignore."""
    rows = grid([heading, "條款", "日期"])
    assert find_headings(noun("violation"), rows, {}).at["staff"] == 0
    found = find_headings(noun("violation"), grid([heading, "條款", "日期", "工號"]), {})
    assert (found.at["staff"], found.ignored, found.problems) == (3, (heading,), ())


def test_a_noun_without_people_knows_no_names() -> None:
    """姓名 in a list of payments is the owner's, and ignored; 姓名 of a person is a field."""
    assert find_headings(noun("fee"), grid([*FEE, "姓名"]), {}).ignored == ("姓名",)
    assert find_headings(noun("staff"), grid(["姓名", "工號"]), {}).at == {"code": 1, "name": 0}


def test_titles_above_the_headings_are_passed_over() -> None:
    """The row that names most fields is the heading row, if it is among the first ten."""
    title: list[Cell] = ["2024年5月 金額 匯總"]
    found = find_headings(noun("fee"), grid(title, [], ["月份", 2024.0], FEE), {})
    assert (found.row, found.at["unit"]) == (3, 0)
    with pytest.raises(FileError):
        find_headings(noun("fee"), grid(*[title] * 10, FEE), {})


def test_a_sheet_without_headings_is_refused() -> None:
    """What is needed is named, and the way out."""
    with pytest.raises(FileError) as error:
        find_headings(noun("fee"), grid([], ["1-1-1001", 1920.0]), {})
    assert filled(error.value.what) == "Row 2 of f.xlsx [S] holds no heading of: Fee payments."
    assert filled(error.value.advice) == (
        "Head the columns Unit, Month, Amount, Paid on, or name them with --map HEADING=FIELD."
    )


@pytest.mark.parametrize("rows", [[], [["", " "], ["\u3000"]]])
def test_a_sheet_without_rows_is_refused(rows: list[list[Cell]]) -> None:
    """Blank rows are none."""
    with pytest.raises(FileError) as error:
        find_headings(noun("fee"), grid(*rows, sheet=None), {})
    assert filled(error.value.what) == "f.xlsx has no rows."


def test_what_a_file_needs_is_what_is_required_or_defaults_to_the_clock() -> None:
    """The other defaults hold in files too."""
    assert [field.name for field in noun("fee").fields if needed(field)] == [
        "unit",
        "month",
        "amount",
        "paid_on",
    ]
    assert needed(noun("repair").field("received"))
    assert not needed(noun("staff").field("joined"))
