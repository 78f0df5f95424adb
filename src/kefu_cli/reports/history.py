"""What was done to records, as a table; owners' data masked unless asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from kefu_cli.messages import msg
from kefu_cli.reports.privacy import mask
from kefu_cli.reports.table import Cell, Column, Table


class Event(Protocol):
    """One fact of one record made or changed."""

    @property
    def at(self) -> str:
        """When."""
        ...

    @property
    def user(self) -> str | None:
        """Who; None for another program."""
        ...

    @property
    def words(self) -> str | None:
        """By which command."""
        ...

    @property
    def record(self) -> str:
        """Which record."""
        ...

    @property
    def field(self) -> str | None:
        """Which fact; None for the record's making."""
        ...

    @property
    def before(self) -> str | int | None:
        """What it was."""
        ...

    @property
    def private(self) -> bool:
        """Whether it is owner data."""
        ...

    @property
    def after(self) -> str | int | None:
        """What it is since."""
        ...


def history_table(events: Iterable[Event], *, reveal: bool = False) -> Table:
    """A row a changed fact, in the order of events."""
    return Table(
        title=msg("History"),
        columns=(
            Column("at", msg("When"), "code"),
            Column("user", msg("Who")),
            Column("command", msg("Command")),
            Column("record", msg("Record"), "code"),
            Column("field", msg("Fact")),
            Column("before", msg("Before")),
            Column("after", msg("After")),
        ),
        rows=tuple(_row(event, reveal=reveal) for event in events),
    )


def _row(event: Event, *, reveal: bool) -> tuple[Cell, ...]:
    made = msg("(recorded)") if event.field is None else event.field
    user = event.user or msg("outside kefu")
    values = (event.before, event.after)
    if event.private and not reveal:
        values = (_masked(event.before), _masked(event.after))
    return (event.at, user, event.words, event.record, made, *values)


def _masked(value: str | int | None) -> str | None:
    return None if value is None else mask(str(value))
