"""A table between data and output: columns and plain rows, drawn by the writers in ``render``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from kefu_cli.calendar import Month
from kefu_cli.messages import Message

Cell = str | int | bool | Decimal | date | datetime | Month | Message | None


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` names it in JSON and CSV; ``heading`` is what a person reads above it.

    A ``number`` is drawn to the right and never broken; a ``code`` is never broken; text wraps.
    ``machine`` columns show only in JSON and CSV, ``people`` columns only to a person.
    """

    key: str
    heading: Message
    kind: Literal["text", "code", "number"] = "text"
    machine: bool = False
    people: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in the order of ``columns``; ``notes`` are lines a person reads beneath."""

    title: Message
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Message, ...] = ()

    def records(self) -> Iterator[dict[str, Cell]]:
        """The rows as scripts have them: by key, without the columns that are for people."""
        for row in self.rows:
            pairs = zip(self.columns, row, strict=True)
            yield {column.key: cell for column, cell in pairs if not column.people}


def verbatim(text: str) -> Message:
    """Text that is the same in every language, such as the rulebook's own, as a Message."""
    return Message("{text}", (("text", text),))


def listing(values: tuple[object, ...]) -> Message:
    """Several values in a row, joined as the reader's language joins a list."""
    return Message("{values}", (("values", values),))
