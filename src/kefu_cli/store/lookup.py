"""Finding the record that a person means by a code or a name."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kefu_cli.errors import Ambiguous, KefuError, NotFound, advise
from kefu_cli.messages import Message, msg
from kefu_cli.records import noun
from kefu_cli.script import fold

_NEAR_CANDIDATES = 2000


@dataclass(frozen=True, slots=True)
class Ref:
    """A record that another refers to: its number in the file, its code, and its name if any."""

    id: int
    code: str
    name: str | None = None

    def __str__(self) -> str:
        return f"{self.code} {self.name}" if self.name else self.code


@dataclass(frozen=True, slots=True)
class _Named:
    unknown: Message
    none_yet: Message
    by_name: bool


_KINDS = {
    "staff": _Named(
        msg("There is no staff member “{value}”."),
        msg("See “kefu staff list”, or add one with “kefu staff add”."),
        by_name=True,
    ),
    "building": _Named(
        msg("There is no building “{value}”."),
        msg("See “kefu building list”, or add one with “kefu building add”."),
        by_name=True,
    ),
    "unit": _Named(
        msg("There is no unit “{value}”."),
        msg("See “kefu unit list”, or add one with “kefu unit add”."),
        by_name=False,
    ),
}


def resolve(db: sqlite3.Connection, kind: str, text: str) -> Ref:
    """The staff member, building or unit that the text names, by code or by a unique name.

    Raises NotFound (with the nearest names) or Ambiguous (with the codes to choose from).
    """
    found = by_code(db, kind, text)
    if found:
        return found
    named = _by_name(db, kind, text) if _KINDS[kind].by_name else []
    if len(named) > 1:
        raise Ambiguous(
            msg("“{value}” names {count} records.", value=text, count=len(named)),
            msg("Give the code: {names}.", names=tuple(map(str, named))),
        )
    if named:
        return named[0]
    raise not_found(db, kind, text)


def by_code(db: sqlite3.Connection, kind: str, text: str) -> Ref | None:
    """The record with exactly this code, full-width or lower-case forms taken as they are meant."""
    name = "name" if _KINDS[kind].by_name else "NULL"
    query = f"SELECT id, code, {name} FROM {kind} WHERE code = ? AND voided = 0"
    for code in _forms(text):
        row = db.execute(query, (code,)).fetchone()
        if row:
            return Ref(*row)
    return None


def fold_code(text: str) -> str:
    """A code as it would be kept: plain forms, capitals."""
    import unicodedata

    return unicodedata.normalize("NFKC", text).strip().upper()


def _forms(text: str) -> tuple[str, str]:
    return (text, fold_code(text))


def not_found(db: sqlite3.Connection, kind: str, text: str) -> KefuError:
    """The refusal for a code or name that the file does not hold."""
    near = _nearest(db, kind, text)
    named = _KINDS[kind]
    return NotFound(Message(named.unknown.text, (("value", text),)), advise(near, named.none_yet))


def choices(db: sqlite3.Connection, kind: str) -> list[Ref]:
    """Everything of this kind that may be named, by code."""
    name = "name" if _KINDS[kind].by_name else "NULL"
    rows = db.execute(f"SELECT id, code, {name} FROM {kind} WHERE voided = 0 ORDER BY code")
    return [Ref(*row) for row in rows]


def record_id(db: sqlite3.Connection, name: str, text: str) -> int:
    """The file's number of the record that a verb acts on: by its key, else by that number.

    A voided record is found too where no other bears its key. Raises NotFound.
    """
    declared = noun(name)
    key = declared.key or "id"
    query = f"SELECT id FROM {name} WHERE {key} = ? ORDER BY voided, id DESC"
    row = next(filter(None, (db.execute(query, (t,)).fetchone() for t in _forms(text))), None)
    if row is None and declared.key and name in _KINDS:
        return resolve(db, name, text).id
    if row is None:
        raise NotFound(
            msg("There is no {noun} {value}.", noun=declared.label, value=text),
            msg("See “kefu {noun} list”.", noun=name),
        )
    return int(row[0])


def _by_name(db: sqlite3.Connection, kind: str, text: str) -> list[Ref]:
    wanted = fold(text)
    return [ref for ref in choices(db, kind) if ref.name and fold(ref.name) == wanted]


def _nearest(db: sqlite3.Connection, kind: str, text: str) -> tuple[str, ...]:
    import difflib

    if _KINDS[kind].by_name:
        refs = choices(db, kind)
        by_text = {fold(word): str(ref) for ref in refs for word in (ref.code, ref.name) if word}
    else:
        prefix = fold_code(text)[:3].replace("%", "").replace("_", "")
        rows = db.execute(
            f"SELECT code FROM {kind} WHERE voided = 0 AND code LIKE ? || '%' LIMIT ?",
            (prefix, _NEAR_CANDIDATES),
        )
        by_text = {fold(code): code for (code,) in rows}
    near = difflib.get_close_matches(fold(text), list(by_text), n=3, cutoff=0.5)
    return tuple(dict.fromkeys(by_text[match] for match in near))
