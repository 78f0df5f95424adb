"""From the raw cells of one column to a field's values, each distinct cell read once.

What a spreadsheet does to data is undone where nothing is lost (1.0 is ``1``, 0.30000000000000004
is 0.30) and refused where something is (3-1-5 that became a date, 2024.10 that became 2024.1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from kefu_cli.calendar import Month, parse_moment
from kefu_cli.errors import BadValue
from kefu_cli.messages import Message, msg
from kefu_cli.records.fields import Field, Value
from kefu_cli.records.values import Clock, parse
from kefu_cli.sheets.guards import Broken, in_error
from kefu_cli.sheets.headings import text_of
from kefu_cli.sheets.reading import Cell

SURE_BELOW = 1e15  # a spreadsheet keeps 15 digits of a number
_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
_ROUNDED = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_SUSPECT = ("#", "E+", "e+")  # without these no text is an error or a rounded number
_AS_WRITTEN = frozenset(("text", "clause", "staff", "building", "unit"))
_DATED = frozenset(("day", "moment", "month"))


@dataclass(frozen=True, slots=True)
class Column:
    """A field's values, None where a cell is blank or bad.

    ``bad`` gives the reason of each bad cell by its place; ``gaps`` says whether any value is None.
    """

    values: list[Value]
    bad: Mapping[int, Message]
    gaps: bool


def read_column(field: Field, cells: list[Cell], clock: Clock) -> Column:
    """Read a column's cells as values of the field."""
    kinds = set(map(type, cells))
    if kinds == {str} and field.kind in _AS_WRITTEN:
        texts = cast("list[str]", cells)
        joined = "\n".join(texts)
        if not any(mark in joined for mark in _SUSPECT):
            return _as_written(texts)
    if bool in kinds:  # True and 1.0 are one key of a dict, and two things in a cell
        cells = [text_of(cell).lower() if isinstance(cell, bool) else cell for cell in cells]
    values: dict[Cell, Value] = {}
    reasons: dict[Cell, Message] = {}
    for cell in set(cells):
        value = _read(field, cell, clock)
        if isinstance(value, Message):
            reasons[cell] = value
            values[cell] = None
        else:
            values[cell] = value
    bad = {}
    if reasons:
        bad = {place: reasons[cell] for place, cell in enumerate(cells) if cell in reasons}
    gaps = any(value is None for value in values.values())
    return Column(list(map(values.__getitem__, cells)), bad, gaps)


def _as_written(texts: list[str]) -> Column:
    stripped = list(map(str.strip, texts))
    gaps = "" in stripped
    values: list[Value] = [text or None for text in stripped] if gaps else list(stripped)
    return Column(values, {}, gaps)


def _read(field: Field, cell: Cell, clock: Clock) -> Value | Message:
    try:
        if isinstance(cell, str):
            return _from_text(field, cell.strip(), clock)
        if isinstance(cell, Broken):
            return cell.reason
        if isinstance(cell, date):
            return _from_date(field, cell)
        if isinstance(cell, float | int):
            return _from_number(field, cell, clock)
    except BadValue as bad:
        return bad.what
    return msg("The cell is a time ({value}): write it as text.", value=text_of(cell))


def _from_text(field: Field, text: str, clock: Clock) -> Value | Message:
    if text in _ERRORS:
        return in_error(text).reason
    if field.kind != "money" and _ROUNDED.fullmatch(text):
        return _digits_lost(text)
    try:
        return parse(field, text, clock)
    except BadValue:
        if field.kind != "day":
            raise
        try:  # a till's list gives the time as well
            return parse_moment(text, clock.now).date()
        except BadValue:
            pass  # what is wrong with it as a day says more
        raise


def _from_number(field: Field, number: float, clock: Clock) -> Value | Message:
    text = text_of(float(number))
    if field.kind in _DATED and not float(number).is_integer():
        # 2024.1 may have been 2024.10: the last nought of a number is not kept
        return msg("The cell is the number {value}: write the date as text.", value=text)
    if field.kind != "money" and abs(number) >= SURE_BELOW:
        return _digits_lost(text)
    return parse(field, text, clock)


def _from_date(field: Field, day: date) -> Value | Message:
    moment = datetime(day.year, day.month, day.day)
    if isinstance(day, datetime):
        # a time of day is a fraction in the file: 09:30 may come as 09:29:59.999
        moment = (day + timedelta(milliseconds=500)).replace(second=0, microsecond=0)
    match field.kind:
        case "day":
            return moment.date()
        case "moment":
            return moment
        case "month":
            return Month.of(moment)
    shown = day.date() if isinstance(day, datetime) else day
    return msg(
        "The spreadsheet made this a date ({value}): format the column as text, write it anew.",
        value=shown,
    )


def _digits_lost(text: str) -> Message:
    return msg(
        "The spreadsheet rounded this number ({value}): format the column as text, write it anew.",
        value=text,
    )
