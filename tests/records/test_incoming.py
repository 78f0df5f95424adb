"""Records on their way from a file."""

from __future__ import annotations

from kefu_cli.records import noun
from kefu_cli.records.fields import Value
from kefu_cli.records.incoming import Batch


def test_file_says_what_it_has_a_value_for() -> None:
    """Of a row the file says what stands in it: no blank, no default, no column that it lacks."""
    columns: dict[str, list[Value]] = {
        "code": ["1", "2", "3"],
        "name": ["一棟", None, "甲"],
    }
    batch = _batch(columns, {"code": "樓棟", "name": "樓棟名稱"}, {"name": frozenset({2})})
    said = [[field.name for field in batch.said(place)] for place in range(3)]
    assert said == [["code", "name"], ["code"], ["code"]]


def test_file_says_nothing_of_a_column_that_it_lacks() -> None:
    """A value that no column of the file gave is not the file's."""
    columns: dict[str, list[Value]] = {"code": ["1"], "name": ["一棟"]}
    batch = _batch(columns, {"code": "樓棟"}, {})
    assert [field.name for field in batch.said(0)] == ["code"]


def _batch(
    columns: dict[str, list[Value]],
    headings: dict[str, str],
    filled: dict[str, frozenset[int]],
) -> Batch:
    numbers = list(range(2, 2 + len(columns["code"])))
    return Batch(noun("building"), numbers, columns, [], (), headings, filled)


def test_a_file_without_some_of_its_rows() -> None:
    """The others keep their numbers, values and which of these are defaults."""
    columns: dict[str, list[Value]] = {"code": ["1", "2", "3"], "name": ["一棟", "甲", "甲"]}
    headings = {"code": "樓棟", "name": "樓棟名稱"}
    batch = _batch(columns, headings, {"name": frozenset({0, 2})}).without({2})
    assert (batch.numbers, batch.columns["code"], batch.problems) == ([3, 4], ["2", "3"], [])
    assert batch.filled == {"name": frozenset({1})}
