"""Records on their way from a file into the store, and what is wrong with them.

Problems are values, collected and shown all together, never raised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace

from kefu_cli.messages import Message
from kefu_cli.records.fields import Field, Noun, Value


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a file from being recorded.

    ``row`` is the spreadsheet's own row number, ``column`` the heading as the file writes it,
    ``value`` the cell as a person sees it; each is None where the problem has no such place.
    """

    row: int | None
    column: str | None
    value: str | None
    reason: Message


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of a file: ``columns[field.name][i]`` belongs to spreadsheet row ``numbers[i]``.

    Every field of the noun has a column. Blanks hold the field's default, or None where it has
    none; a bad cell is blank, and among the ``problems``, which stand in the order of their rows.
    ``headings`` gives each field's heading as the file writes it; ``ignored`` the headings that
    name no field. ``filled`` has, by field, the places whose value is a default and not the file's.
    """

    noun: Noun
    numbers: list[int]
    columns: dict[str, list[Value]]
    problems: list[Problem]
    ignored: tuple[str, ...]
    headings: dict[str, str]
    filled: Mapping[str, frozenset[int]]

    def said(self, place: int) -> Iterator[Field]:
        """The fields of which the file itself says something in a row."""
        for field in self.noun.fields:
            given = field.name in self.headings and self.columns[field.name][place] is not None
            if given and place not in self.filled.get(field.name, ()):
                yield field

    def without(self, rows: Set[int | None]) -> Batch:
        """The records of all other spreadsheet rows, with none of the problems."""
        kept = [place for place, number in enumerate(self.numbers) if number not in rows]
        moved = {place: at for at, place in enumerate(kept)}
        return replace(
            self,
            numbers=[self.numbers[place] for place in kept],
            columns={name: [column[p] for p in kept] for name, column in self.columns.items()},
            problems=[],
            filled={
                name: frozenset(moved[place] for place in places if place in moved)
                for name, places in self.filled.items()
            },
        )
