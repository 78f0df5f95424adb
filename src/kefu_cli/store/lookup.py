"""Finding the record that a person means by a code or a name."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kefu_cli.errors import Ambiguous, KefuError, NotFound, advise
from kefu_cli.messages import Message, msg
from kefu_cli.records import noun
from kefu_cli.records.values import plain_code
from kefu_cli.script import fold

_NEIGHBOURS = 250
"""How many codes on either side of an unknown one are compared with it."""

_AT_ONCE = 10_000
"""How many codes one question to the file may name."""


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
    answer = resolve_all(db, kind, [text], near=1)[text]
    if isinstance(answer, KefuError):
        raise answer
    return answer


def resolve_all(
    db: sqlite3.Connection, kind: str, texts: Iterable[str], near: int
) -> dict[str, Ref | KefuError]:
    """What each of many texts names, or the refusal that ``resolve`` would raise.

    Only the first ``near`` unknown texts are told the nearest names: a file may have thousands.
    """
    asked = list(dict.fromkeys(texts))
    answers: dict[str, Ref | KefuError] = dict(_by_code(db, kind, asked))
    if len(answers) == len(asked):
        return answers
    refs = choices(db, kind) if _KINDS[kind].by_name else []
    named = _by_name(refs)
    for text in asked:
        if text in answers:
            continue
        bearing = named.get(fold(text)) if named else None
        if bearing:
            answers[text] = _only(bearing, text)
        else:
            answers[text] = _unknown(kind, text, _nearest(db, kind, text, refs) if near > 0 else ())
            near -= 1
    return answers


def _by_name(refs: Iterable[Ref]) -> dict[str, list[Ref]]:
    named: dict[str, list[Ref]] = {}
    for ref in refs:
        if ref.name:
            named.setdefault(fold(ref.name), []).append(ref)
    return named


def _only(bearing: Sequence[Ref], text: str) -> Ref | Ambiguous:
    if len(bearing) == 1:
        return bearing[0]
    return Ambiguous(
        msg("“{value}” names {count} records.", value=text, count=len(bearing)),
        msg("Give the code: {names}.", names=tuple(map(str, bearing))),
    )


def _by_code(db: sqlite3.Connection, kind: str, texts: Collection[str]) -> dict[str, Ref]:
    """Those with exactly this code, full-width or lower-case forms taken as they are meant."""
    found = dict(_with_codes(db, kind, texts))
    meant = {text: plain_code(text) for text in texts if text not in found}
    folded = dict(_with_codes(db, kind, meant.values()))
    return found | {text: folded[code] for text, code in meant.items() if code in folded}


def _with_codes(
    db: sqlite3.Connection, kind: str, texts: Iterable[str]
) -> Iterator[tuple[str, Ref]]:
    codes = list(texts)
    for start in range(0, len(codes), _AT_ONCE):
        part = codes[start : start + _AT_ONCE]
        where = f"code IN ({', '.join('?' * len(part))})"
        for ref in _refs(db, kind, where, part):
            yield ref.code, ref


_LAST = "\U0010ffff"
"""The character that stands after every other."""


def _forms(text: str) -> tuple[str, str]:
    return (text, plain_code(text))


def not_found(db: sqlite3.Connection, kind: str, text: str) -> NotFound:
    """The refusal for a code or name that the file does not hold."""
    refs = choices(db, kind) if _KINDS[kind].by_name else []
    return _unknown(kind, text, _nearest(db, kind, text, refs))


def _unknown(kind: str, text: str, near: tuple[str, ...]) -> NotFound:
    named = _KINDS[kind]
    return NotFound(Message(named.unknown.text, (("value", text),)), advise(near, named.none_yet))


def choices(db: sqlite3.Connection, kind: str) -> list[Ref]:
    """Everything of this kind that may be named, by code."""
    return list(_refs(db, kind, "1 ORDER BY code"))


def _refs(
    db: sqlite3.Connection, kind: str, where: str, bound: Sequence[str] = ()
) -> Iterator[Ref]:
    name = "name" if _KINDS[kind].by_name else "NULL"
    rows = db.execute(f"SELECT id, code, {name} FROM {kind} WHERE voided = 0 AND {where}", bound)
    return (Ref(*row) for row in rows)


def beginning_with(beginning: str) -> Iterator[tuple[str, str]]:
    """The ranges of codes that begin so as written, or as codes are kept: from, and up to.

    A range is found in an index, as LIKE is not.
    """
    for start in dict.fromkeys(_forms(beginning)):
        yield start, start + _LAST


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


def _nearest(db: sqlite3.Connection, kind: str, text: str, refs: Sequence[Ref]) -> tuple[str, ...]:
    """The names most like a text: among all ``refs``, or among the codes that stand around it."""
    import difflib

    if _KINDS[kind].by_name:
        by_text = {fold(word): str(ref) for ref in refs for word in (ref.code, ref.name) if word}
    else:
        by_text = {fold(code): code for code in _neighbours(db, kind, text)}
    near = difflib.get_close_matches(fold(text), list(by_text), n=3, cutoff=0.5)
    return tuple(dict.fromkeys(by_text[match] for match in near))


def _neighbours(db: sqlite3.Connection, kind: str, text: str) -> Iterator[str]:
    """The codes before and after a text among those that begin as it does."""
    query = f"SELECT code FROM {kind} WHERE voided = 0 AND code >= ? AND code < ? ORDER BY code"
    for form in dict.fromkeys(_forms(text)):
        start = form[:3]
        before = db.execute(f"{query} DESC LIMIT ?", (start, form, _NEIGHBOURS))
        after = db.execute(f"{query} LIMIT ?", (form, start + _LAST, _NEIGHBOURS))
        yield from (code for rows in (before, after) for (code,) in rows)
