"""Which column of a file is which field of a noun.

A heading is a field's own name, its heading in either script or its English label, whatever the
case, the spaces and the width of its letters; ``--map`` says the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from itertools import islice

from kefu_cli import records
from kefu_cli.errors import FileError, NotFound, UsageError, advise
from kefu_cli.messages import msg
from kefu_cli.records.fields import Field, Noun
from kefu_cli.records.incoming import Problem
from kefu_cli.script import fold
from kefu_cli.sheets.guards import Broken
from kefu_cli.sheets.reading import Cell, Grid

TITLE_ROWS = 10
_DECORATION = re.compile(r"[\s_*:-]+|\(元\)$")


@dataclass(frozen=True, slots=True)
class Headings:
    """``row`` is the place of the heading row in the grid; ``at`` each field's column.

    ``written`` is each field's heading as the file has it; ``ignored`` the headings of no field.
    """

    row: int
    at: dict[str, int]
    written: dict[str, str]
    ignored: tuple[str, ...]
    problems: tuple[Problem, ...]


class _Rank(IntEnum):
    """How surely a heading stands for a field; the surest columns of a field are read."""

    TOLD = 0  # by --map
    OWN = 1
    BY_NAME = 2  # 姓名, where the field wants a person's number


_Words = Mapping[str, tuple[_Rank, str]]  # what each known heading stands for


def find_headings(noun: Noun, grid: Grid, mapping: Mapping[str, str]) -> Headings:
    """Find the heading row and what it names.

    It is the first row that is not blank; where titles stand above it, the one of the first ten
    such rows that names most fields. ``mapping`` gives fields by heading. Raises FileError if
    there is no heading row, UsageError or NotFound if the mapping names no field or no heading.
    """
    words = _words(noun, mapping)
    row = _heading_row(noun, grid, words)
    texts = [text_of(cell).strip() for cell in grid.rows[row]]
    _check_told(mapping, texts, grid.first + row)
    return _match(noun, texts, words, row, grid.first + row)


def needed(field: Field) -> bool:
    """Whether a file must give the field: “today” and “now” hold for typed commands only."""
    return field.required or (field.kind in ("day", "moment") and field.default is not None)


def text_of(cell: Cell) -> str:
    """A cell as a person sees it."""
    if isinstance(cell, bool):
        return str(cell).upper()  # as every spreadsheet program shows it
    if isinstance(cell, float):
        shown = Decimal(format(cell, ".15g"))  # the digits that a spreadsheet shows
        return str(int(cell)) if cell.is_integer() else format(shown, "f")
    return cell.text if isinstance(cell, Broken) else str(cell)


def _key(text: str) -> str:
    return _DECORATION.sub("", fold(text))


def _names(field: Field) -> tuple[str, str, str]:
    return field.name, field.heading, field.label.text


def _words(noun: Noun, mapping: Mapping[str, str]) -> _Words:
    words: dict[str, tuple[_Rank, str]] = {}
    for field in noun.fields:
        if field.kind == "staff":
            person = records.noun("staff").field("name")
            words |= {_key(word): (_Rank.BY_NAME, field.name) for word in _names(person)}
    for field in noun.fields:
        words |= {_key(word): (_Rank.OWN, field.name) for word in _names(field)}
    told = {_key(word): (_Rank.TOLD, _told_field(noun, name)) for word, name in mapping.items()}
    return words | told


def _told_field(noun: Noun, name: str) -> str:
    for field in noun.fields:
        if _key(name) in map(_key, _names(field)):
            return field.name
    from difflib import get_close_matches

    names = [field.name for field in noun.fields]
    near = tuple(get_close_matches(name, names, n=3))
    raise UsageError(
        msg("“{name}” is no field of: {noun}.", name=name, noun=noun.label),
        advise(near, msg("The fields are {names}.", names=tuple(names))),
    )


def _heading_row(noun: Noun, grid: Grid, words: _Words) -> int:
    filled = (place for place, row in enumerate(grid.rows) if any(map(_is_filled, row)))
    candidates = list(islice(filled, TITLE_ROWS))
    if not candidates:
        raise FileError(
            msg("{file} has no rows.", file=_where(grid)),
            msg("Write headings in the first row and the records beneath."),
        )
    counts = [
        len({words[key] for cell in grid.rows[place] if (key := _key(text_of(cell))) in words})
        for place in candidates
    ]
    if not any(counts):
        raise FileError(
            msg(
                "Row {row} of {file} holds no heading of: {noun}.",
                row=grid.first + candidates[0],
                file=_where(grid),
                noun=noun.label,
            ),
            msg(
                "Head the columns {names}, or name them with --map HEADING=FIELD.",
                names=tuple(field.label for field in noun.fields if needed(field)),
            ),
        )
    return candidates[counts.index(max(counts))]


def _is_filled(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _where(grid: Grid) -> str:
    return grid.file if grid.sheet is None else f"{grid.file} [{grid.sheet}]"


def _check_told(mapping: Mapping[str, str], texts: Sequence[str], row: int) -> None:
    keys = {_key(text) for text in texts}
    for heading in mapping:
        if _key(heading) not in keys:
            raise NotFound(
                msg("Row {row} has no heading “{heading}”.", row=row, heading=heading),
                msg("Its headings are {names}.", names=tuple(filter(None, texts))),
            )


def _match(noun: Noun, texts: list[str], words: _Words, row: int, number: int) -> Headings:
    columns: dict[str, dict[_Rank, list[int]]] = {}
    for place, key in enumerate(map(_key, texts)):
        if key in words:
            rank, name = words[key]
            columns.setdefault(name, {}).setdefault(rank, []).append(place)
    found = {name: ranks[min(ranks)] for name, ranks in columns.items()}
    problems = []
    for field in noun.fields:
        places = found.get(field.name, [])
        if len(places) > 1:
            problems.append(_twice(field, [texts[place] for place in places], number))
        elif not places and needed(field) and field.implied_by not in found:
            problems.append(_lacking(field, number))
    used = {place for places in found.values() for place in places}
    return Headings(
        row=row,
        at={name: places[0] for name, places in found.items()},
        written={name: texts[places[0]] for name, places in found.items()},
        ignored=tuple(text for place, text in enumerate(texts) if text and place not in used),
        problems=tuple(problems),
    )


def _twice(field: Field, texts: Sequence[str], number: int) -> Problem:
    return Problem(
        number,
        texts[1],
        None,
        msg(
            "{names} all stand for {field}: keep one, or say which with --map.",
            names=tuple(msg("“{name}”", name=text) for text in texts),
            field=field.label,
        ),
    )


def _lacking(field: Field, number: int) -> Problem:
    return Problem(
        number,
        field.heading,
        None,
        msg(
            "The file needs a column {heading} ({name}) and has none.",
            heading=field.label,
            name=field.name,
        ),
    )
