"""Making a record's references good: to people, buildings, units, clauses and sources.

What a person wrote is checked against the file and the rulebook in force on the record's day. A
Resolver remembers its answers, so that a sheet of a hundred thousand rows asks once a distinct
value.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date

from kefu_cli.calendar import Month
from kefu_cli.errors import KefuError, NotFound, Refused, UsageError
from kefu_cli.messages import msg
from kefu_cli.records.fields import Noun
from kefu_cli.records.values import parse_code
from kefu_cli.rulebook.model import CountRule, Rulebook
from kefu_cli.store import lookup
from kefu_cli.store.lookup import Ref
from kefu_cli.store.records import REFERENCES, Given
from kefu_cli.store.rulebooks import in_force


class Resolver:
    """Answers for one file, remembered while one command runs."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._refs: dict[tuple[str, str], Ref | KefuError] = {}
        self._books: dict[Month, Rulebook] = {}
        self._sources: dict[str, KefuError | None] = {}
        self._employed: dict[int, tuple[str | None, str | None]] = {}

    def record(self, noun: Noun, values: Mapping[str, Given]) -> dict[str, Given]:
        """The record with its references resolved.

        Raises NotFound, Ambiguous or Refused for what the file or the rulebook does not hold.
        """
        given: dict[str, Given] = dict(values)
        for field in noun.fields:
            value = values.get(field.name)
            if field.kind in REFERENCES and isinstance(value, str):
                given[field.name] = self.ref(field.kind, value)
        if noun.name == "violation":
            for _, error in self.violation_faults(given):
                raise error
        return given

    def ref(self, kind: str, text: str) -> Ref:
        """The staff member, building or unit that the text names. Raises NotFound or Ambiguous."""
        found = self._refs.get((kind, text))
        if found is None:
            try:
                found = lookup.resolve(self._db, kind, text)
            except KefuError as error:
                found = error
            self._refs[kind, text] = found
        if isinstance(found, KefuError):
            raise found
        return found

    def book(self, month: Month) -> Rulebook:
        """The rulebook in force in a month."""
        if month not in self._books:
            self._books[month] = in_force(self._db, month)
        return self._books[month]

    def clause(self, text: str, on: date) -> str:
        """The number of a clause on which violations are recorded, by the book of that day.

        Raises NotFound for no such clause, Refused for one whose points follow a rate.
        """
        book = self.book(Month.of(on))
        number = parse_code(text)
        item = book.item_of(number)
        if item is None:
            raise NotFound(
                msg("There is no clause “{value}”.", value=text),
                msg("Choose from {names}.", names=book.countable()),
            )
        if not isinstance(item.rule, CountRule):
            raise Refused(
                msg(
                    "Clause {clause} ({item}) is scored by the collection rate, not by violations.",
                    clause=number,
                    item=item.name,
                ),
                msg("Record payments with “kefu fee add”; see “kefu fee rate”."),
            )
        return number

    def violation_faults(self, given: dict[str, Given]) -> Iterator[tuple[str, KefuError]]:
        """Give a violation its clause; yields what is wrong with it and in which field."""
        on, staff, source = given["on"], given["staff"], given.get("source")
        assert isinstance(on, date)
        assert isinstance(staff, Ref)
        try:
            given["clause"] = self._clause_of(given, on)
        except KefuError as error:
            yield "clause", error
        try:
            self._refuse_unemployed(staff, on)
        except KefuError as error:
            yield "staff", error
        try:
            if isinstance(source, str):
                self._refuse_unknown_source(source)
        except KefuError as error:
            yield "source", error

    def _clause_of(self, given: Mapping[str, Given], on: date) -> str:
        clause = given.get("clause")
        if not given.get("absent"):
            if not isinstance(clause, str):
                raise UsageError(
                    msg("A violation needs its clause."), msg("See “kefu rules show”.")
                )
            return self.clause(clause, on)
        implied = self.book(Month.of(on)).absence.clause
        if isinstance(clause, str) and self.clause(clause, on) != implied:
            raise Refused(
                msg(
                    "An absence is recorded on clause {clause}, not {value}.",
                    clause=implied,
                    value=clause,
                ),
                msg("Leave the clause out, or leave out the absence."),
            )
        return implied

    def _refuse_unemployed(self, staff: Ref, on: date) -> None:
        if staff.id not in self._employed:
            self._employed[staff.id] = self._db.execute(
                "SELECT joined, left_on FROM staff WHERE id = ?", (staff.id,)
            ).fetchone()
        joined, left = self._employed[staff.id]
        if (joined and on.isoformat() < joined) or (left and on.isoformat() > left):
            raise Refused(
                msg("{staff} was not employed on {day}.", staff=str(staff), day=on),
                msg("See “kefu staff show {code}”.", code=staff.code),
            )

    def _refuse_unknown_source(self, source: str) -> None:
        if source not in self._sources:
            self._sources[source] = self._source_error(source)
        error = self._sources[source]
        if error:
            raise error

    def _source_error(self, source: str) -> KefuError | None:
        kind, _, key = source.partition(":")
        query = SOURCES.get(kind)
        if query and self._db.execute(query, (key,)).fetchone():
            return None
        return NotFound(
            msg("There is no record {value} to take the place of.", value=source),
            msg("Name a repair call or a handover, such as repair:31 or handover:1-1-1001."),
        )


SOURCES = {
    "repair": "SELECT 1 FROM repair WHERE no = ? AND voided = 0",
    "handover": "SELECT 1 FROM unit WHERE code = ? AND voided = 0 AND handover IS NOT NULL",
}
"""The kinds of record that yield derived findings, and how one is known to exist."""
