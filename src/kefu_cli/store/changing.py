"""Changing and taking back one record, and what stands in the way."""

from __future__ import annotations

import sqlite3

from kefu_cli.errors import Refused
from kefu_cli.messages import msg
from kefu_cli.records import noun as noun_named
from kefu_cli.records.fields import Noun
from kefu_cli.records.kept import Row
from kefu_cli.records.own_words import own_words
from kefu_cli.store.records import get, void

DEPENDENTS = {
    "staff": (
        *("assignment", "violation", "repair", "suggestion", "story", "waiver"),
        *("review", "objection", "ack"),
    ),
    "building": ("assignment", "unit"),
    "unit": ("fee", "repair", "archive"),
}
"""The tables whose records refer to a kind of record."""


def refuse_voided(noun: Noun, row: Row) -> None:
    """Raise Refused where the record was taken back."""
    if row.voided:
        raise Refused(
            msg(
                "{noun} {value} is void: {reason}",
                noun=noun.label,
                value=_name(noun, row),
                reason=own_words(row.void_reason or ""),
            ),
            msg("Record it anew with “{command}”.", command=noun.command),
        )


def refuse_changed(db: sqlite3.Connection, noun: Noun, row: Row) -> None:
    """Raise Refused where another command has changed the record since it was read."""
    if get(db, noun, row.id) != row:
        raise Refused(
            msg("{noun} {value} was changed meanwhile.", noun=noun.label, value=_name(noun, row)),
            msg("Look at it and give the command again."),
        )


def take_back(db: sqlite3.Connection, noun: Noun, number: int, reason: str) -> None:
    """Void a record. Raises Refused where it is void already or others still refer to it."""
    row = get(db, noun, number)
    refuse_voided(noun, row)
    void(db, noun.name, number, reason)  # first, for what lies in a closed month can't be helped
    for table in DEPENDENTS.get(noun.name, ()):
        (count,) = db.execute(
            f"SELECT count(*) FROM {table} WHERE {noun.name}_id = ? AND voided = 0", (number,)
        ).fetchone()
        if count:
            label = noun_named(table).label if table != "waiver" else msg("Waivers")
            raise Refused(
                msg(
                    "{value} is still in use: {label} ({count}).",
                    value=_name(noun, row),
                    label=label,
                    count=count,
                ),
                msg("Void these first, or keep the record and change it with “edit”."),
            )


def _name(noun: Noun, row: Row) -> object:
    return row.values[noun.key] if noun.key else row.id
