"""Taking back what a user's last command did, whole.

What the command made is voided, and counts as not recorded where a file is imported again; what it
changed or voided gets its former values back. Nothing is taken back where others have built on it
since. The taking back is a command of its own: the history keeps both, ``undone`` says which
command took back which, and the next one takes back the command before.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from kefu_cli.errors import Refused
from kefu_cli.messages import Message, msg
from kefu_cli.records.kept import Event
from kefu_cli.rulebook.loading import standard
from kefu_cli.store.history import Asked, events
from kefu_cli.store.kept import lock_of
from kefu_cli.store.late import lies_in_closed_month
from kefu_cli.store.records import Column, Origin
from kefu_cli.store.rulebooks import held
from kefu_cli.store.told import Kind, kinds

_FINAL = {
    "issue": (
        msg("scores stay issued"),
        msg("To issue them as they are now: kefu month issue {month}"),
    ),
    "signature": (
        msg("signatures stay"),
        msg("They count only while the result of {month} is the one that was signed."),
    ),
    "closing": (
        msg("a month stays closed, and a correction stays made"),
        msg("To open it again: kefu month reopen {month} --reason … --approved-by …"),
    ),
    "reopening": (
        msg("a month stays reopened"),
        msg("To close it again: kefu month close {month}"),
    ),
}
"""The tables of which nothing is taken back: why, and what can be done instead."""

_RESTORE = "kefu restore"

_CANCELLED = "(SELECT command_id FROM undone UNION ALL SELECT by_command FROM undone)"
"""The commands that were taken back and those that did it: together they changed nothing."""

_AMONG = "SELECT value FROM json_each(?)"

_LATER_FIRST = msg("See “kefu history”; what was done later has to be taken back first.")


@dataclass(frozen=True, slots=True)
class Undone:
    """A command that was taken back: its number, its words, its time, and what it had done."""

    number: int
    words: str
    at: str
    events: tuple[Event, ...] = ()


def take_back(db: sqlite3.Connection, origin: Origin) -> Undone:
    """Take back the last command of the origin's user, inside an open transaction.

    Raises Refused where there is none, where its kind is never taken back, where it lies in a
    closed month, and where another command or program has built on what it did.
    """
    last = _last(db, origin)
    _refuse_final(db, last)
    _refuse_changed_since(db, last)
    told = tuple(events(db, Asked(command=last.number)))
    _void_made(db, last, origin)
    _bring_back(db, last)
    _refuse_dangling(db, last, origin)
    _refuse_lost_clause(db, last, origin)
    db.execute("INSERT INTO undone VALUES (?, ?)", (last.number, origin.number))
    return replace(last, events=told)


def _records() -> Iterator[Kind]:
    """The tables whose records are voided and changed."""
    return (kind for kind in kinds() if kind.table not in _FINAL)


def _last(db: sqlite3.Connection, origin: Origin) -> Undone:
    """The user's last command that wrote something and still holds. Raises Refused."""
    wrote = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} AS x WHERE x.command_id = c.id)"
        for table in ("history", *(kind.table for kind in kinds()))
    )
    row = db.execute(
        "SELECT c.id, c.words, c.at FROM command AS c WHERE c.user = ? AND c.id <> ?"
        f" AND c.id NOT IN {_CANCELLED} AND (c.words = '{_RESTORE}' OR {wrote})"
        " ORDER BY c.id DESC LIMIT 1",
        (origin.command.user, origin.number),
    ).fetchone()
    if row is None:
        raise Refused(
            msg("There is nothing of {user}'s to take back.", user=origin.command.user),
            msg("Each user takes back their own commands; see “kefu history”."),
        )
    return Undone(*row)


def _refusal(last: Undone, reason: Message, advice: Message) -> Refused:
    what = msg(
        "“{words}” of {at} cannot be taken back: {reason}.",
        words=last.words,
        at=last.at.replace("T", " "),
        reason=reason,
    )
    return Refused(what, advice)


# ---------------------------------------------------------------- what stands in the way


def _refuse_final(db: sqlite3.Connection, last: Undone) -> None:
    """Raise Refused for what is decided once."""
    if last.words == _RESTORE:
        advice = msg("What was there before was kept aside; put it back with “kefu restore”.")
        raise _refusal(last, msg("the file is a backup that was put back"), advice)
    for kind in kinds():
        if kind.table in _FINAL:
            reason, advice = _FINAL[kind.table]
            query = f"SELECT {kind.record} FROM {kind.table} AS x WHERE x.command_id = ?"
            for (record,) in db.execute(query, (last.number,)):
                month = str(record).removeprefix("month:")
                raise _refusal(last, reason, Message(advice.text, (("month", month),)))


def _closed(db: sqlite3.Connection, last: Undone) -> Refused:
    return _refusal(
        last,
        msg("it lies in a closed month"),
        msg(
            "To open it again: kefu month reopen {month} --reason … --approved-by …",
            month=lock_of(db).last,
        ),
    )


def _touched(table: str) -> str:
    """The records of a table that the command ``:number`` made, changed or voided."""
    return (
        f"SELECT id FROM {table} WHERE command_id = :number"
        f" UNION ALL SELECT record_id FROM history WHERE noun = '{table}' AND command_id = :number"
    )


def _refuse_changed_since(db: sqlite3.Connection, last: Undone) -> None:
    """Raise Refused where another command or program has changed one of its records."""
    for kind in _records():
        row = db.execute(
            f"SELECT {kind.record}, h.at, c.user, c.words FROM history AS h"
            f" JOIN {kind.table} AS x ON x.id = h.record_id"
            " LEFT JOIN command AS c ON c.id = h.command_id"
            f" WHERE h.noun = '{kind.table}' AND h.record_id IN ({_touched(kind.table)})"
            " AND h.id > (SELECT coalesce(max(id), 0) FROM history WHERE command_id = :number)"
            f" AND (h.command_id IS NULL OR h.command_id NOT IN {_CANCELLED})"
            " ORDER BY h.id LIMIT 1",
            {"number": last.number},
        ).fetchone()
        if row:
            raise _refusal(last, _changed(*row), _LATER_FIRST)


def _changed(record: str, at: str, user: str | None, words: str | None) -> Message:
    at = at.replace("T", " ")
    if user is None:
        return msg("{record} was changed by another program since ({at})", record=record, at=at)
    return msg(
        "{record} was changed by {user} since ({words}, {at})",
        record=record,
        user=user,
        words=words,
        at=at,
    )


def _refuse_dangling(db: sqlite3.Connection, last: Undone, origin: Origin) -> None:
    """Raise Refused where a record that stands would now refer to a void one, or name it."""
    changed = _changed_by(db, origin.number)
    records = {kind.table: kind for kind in _records()}
    for table, parent, join in (*_references(db, records), *_NAMING):
        for row, part in (("x", table), ("p", parent)):
            if part not in changed:
                continue
            found = db.execute(
                f"SELECT x.id, p.id FROM {table} AS x {join}"
                f" WHERE x.voided = 0 AND p.voided = 1 AND {row}.id IN ({_AMONG}) LIMIT 1",
                (changed[part],),
            ).fetchone()
            if found:
                reason = msg(
                    "{record} would refer to {other}, void by then",
                    record=_name(db, records[table], found[0]),
                    other=_name(db, records[parent], found[1]),
                )
                raise _refusal(last, reason, _LATER_FIRST)


def _named(table: str, key: str, condition: str) -> str:
    # Few records name one: they are looked through first. A number may have been given anew.
    return (
        f"CROSS JOIN {table} AS p ON {condition} AND NOT EXISTS"
        f" (SELECT 1 FROM {table} AS q WHERE q.{key} = p.{key} AND q.voided = 0)"
    )


def _starts(column: str, noun: str, key: str) -> str:
    name = f"'{noun}:' || p.{key} || ':'"
    return f"substr({column}, 1, length({name})) = {name}"


_NAMING = (
    ("violation", "repair", _named("repair", "no", "x.source = 'repair:' || p.no")),
    ("violation", "unit", _named("unit", "code", "x.source = 'handover:' || p.code")),
    ("waiver", "violation", _named("violation", "id", "x.finding = 'violation:' || p.id")),
    ("waiver", "repair", _named("repair", "no", _starts("x.finding", "repair", "no"))),
    ("waiver", "unit", _named("unit", "code", _starts("x.finding", "handover", "code"))),
)
"""What refers to a record by its name: the table, that of the record, and how they are joined."""


def _changed_by(db: sqlite3.Connection, number: int) -> dict[str, str]:
    """By table, the numbers of the records that a command changed or voided, as JSON."""
    return dict(
        db.execute(
            "SELECT noun, json_group_array(DISTINCT record_id) FROM history"
            " WHERE command_id = ? GROUP BY noun",
            (number,),
        )
    )


def _references(db: sqlite3.Connection, tables: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Each column by which a record refers to another: both tables, and how they are joined."""
    known = tuple(tables)
    for table in known:
        keys = db.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (table,))
        for column, parent in keys:
            if parent in known:
                yield table, parent, f"JOIN {parent} AS p ON p.id = x.{column}"


def _name(db: sqlite3.Connection, kind: Kind, number: int) -> str:
    """How commands name a record; of one that says something of another, also what."""
    query = f"SELECT {kind.record} FROM {kind.table} AS x WHERE x.id = ?"
    record = str(db.execute(query, (number,)).fetchone()[0])
    return record if record.startswith(f"{kind.table}:") else f"{record} {kind.fact}"


def _refuse_lost_clause(db: sqlite3.Connection, last: Undone, origin: Origin) -> None:
    """Raise Refused where the rulebook then in force lacks the clause of a violation."""
    changed = _changed_by(db, origin.number)
    if "rulebook" not in changed and not _stands(db, changed.get("violation", "[]")):
        return
    books = [("", standard()), *((str(month), book) for month, book in held(db))]
    ends = [month for month, _ in books[1:]] + ["9999-99"]
    for (since, book), until in zip(books, ends, strict=True):
        row = db.execute(
            "SELECT id, clause FROM violation WHERE voided = 0 AND on_day >= ? AND on_day < ?"
            f" AND clause NOT IN ({_AMONG}) LIMIT 1",
            (since, until, json.dumps(book.countable())),
        ).fetchone()
        if row:
            reason = msg("the rulebook would lack clause {clause}", clause=row[1])
            advice = msg(
                "Violation {id} is recorded on it; see “kefu violation show {id}”.", id=row[0]
            )
            raise _refusal(last, reason, advice)


def _stands(db: sqlite3.Connection, violations: str) -> bool:
    """Whether one of these violations counts now."""
    query = f"SELECT 1 FROM violation WHERE voided = 0 AND id IN ({_AMONG}) LIMIT 1"
    return db.execute(query, (violations,)).fetchone() is not None


# ---------------------------------------------------------------- taking back


def _void_made(db: sqlite3.Connection, last: Undone, origin: Origin) -> None:
    """Void what the command made; a file's row that says the same is then a new record."""
    for kind in _records():
        with _explained(db, last, kind):
            db.execute(
                f"UPDATE {kind.table} SET voided = 1, void_reason = ?, fingerprint = NULL"
                " WHERE command_id = ?",
                (f"undone by command {origin.number}", last.number),
            )


def _bring_back(db: sqlite3.Connection, last: Undone) -> None:
    """Give what the command changed its former values, all facts of a record at once."""
    for kind in _records():
        for number, facts in _former(db, kind.table, last.number).items():
            sets = ", ".join(f"{name} = ?" for name in facts)
            with _explained(db, last, kind, number):
                db.execute(
                    f"UPDATE {kind.table} SET {sets} WHERE id = ?", (*facts.values(), number)
                )


def _former(db: sqlite3.Connection, table: str, command: int) -> dict[int, dict[str, Column]]:
    """What the facts that the command changed were before it, by record, the last one first."""
    former: dict[int, dict[str, Column]] = {}
    rows = db.execute(
        "SELECT record_id, field, before FROM history WHERE noun = :table"
        " AND command_id = :command AND field IN (SELECT name FROM pragma_table_info(:table))"
        " ORDER BY id DESC",
        {"table": table, "command": command},
    )
    for number, field, before in rows:
        former.setdefault(number, {})[field] = before
    return former


@contextmanager
def _explained(
    db: sqlite3.Connection, last: Undone, kind: Kind, number: int | None = None
) -> Iterator[None]:
    """What the file refuses of a record that is to be as it was, as Refused."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        if lies_in_closed_month(error):
            raise _closed(db, last) from error
        if number is None:
            raise
        record = _name(db, kind, number)
        reason = msg("{record} cannot stand beside what was recorded since", record=record)
        raise _refusal(last, reason, _LATER_FIRST) from error
