"""Records as the file holds them, and what has happened to them since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kefu_cli.records.fields import Value


@dataclass(frozen=True, slots=True)
class Row:
    """A record as the file holds it; ``extra`` has what a person likes to see beside it.

    ``late``: recorded after a month was closed in which it lies.
    """

    id: int
    values: Mapping[str, Value]
    extra: Mapping[str, Value]
    voided: bool
    void_reason: str | None
    recorded_by: str
    recorded_at: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One fact of one record made or changed.

    ``user`` and ``words`` (the command's) are None for another program's doing. ``field`` is None
    for the record's making; then ``after`` says how many, where ``record`` is a kind of which many
    were made at once. ``record`` is None for a command that left no record. ``private``: owner
    data, to be masked. ``gist``: the main facts of a record that was made, for a person to read.
    """

    at: str
    user: str | None
    words: str | None
    record: str | None
    field: str | None
    before: str | int | None
    after: str | int | None
    private: bool = False
    gist: tuple[str, ...] = ()
