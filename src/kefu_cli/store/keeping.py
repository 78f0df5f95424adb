"""Keeping the file: copies of it, putting a copy back, and seeing whether it is sound.

A backup is a whole file of its own, taken while others may write, with its SHA-256 beside it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from kefu_cli import files
from kefu_cli.errors import FileError, Refused
from kefu_cli.messages import Message, msg
from kefu_cli.store.opening import LATEST, DamagedFile, open_empty, open_existing, open_file

SCHEMA_OBJECTS = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
_BLOCK = 1 << 20


def default_target(path: Path, now: datetime) -> Path:
    """Where a backup goes when no place is named: a folder beside the file, named by the moment."""
    return path.parent / "backups" / f"{path.stem}-{now:%Y%m%d-%H%M%S}{path.suffix}"


def back_up(db: sqlite3.Connection, target: Path) -> str:
    """Write a whole copy of the file, for its user's eyes alone; gives its SHA-256 (hex).

    The checksum stands beside it in ``NAME.sha256``. Raises FileError where it cannot be written.
    """
    files.check(target)
    try:
        with files.beside(target) as draft:
            db.execute("VACUUM INTO ?", (str(draft),))
            digest = sha256_of(draft)
            draft.replace(target)
    except OSError as error:
        raise files.refusal(target, error) from error
    files.replace(checksum_file(target), f"{digest}  {target.name}\n".encode())
    return digest


def restore(path: Path, source: Path, now: datetime) -> Path | None:
    """Put a backup in the file's place, once it has been found whole and sound.

    Gives where the present file was put aside, None if there was none. Raises Refused where the
    backup is the file itself, and FileError where it is not what it should be or another program
    is at work on the present file.
    """
    if source.exists() and path.exists() and source.samefile(path):
        raise Refused(
            msg("{file} is the file itself.", file=source), msg("Name the backup to put back.")
        )
    verify(source)
    aside = None
    if path.exists():
        aside = path.with_name(f"{path.stem}-before-restore-{now:%Y%m%d-%H%M%S}{path.suffix}")
        files.check_new(aside)
        _put_aside(path, aside)
    with open_existing(source, read_only=True) as kept, open_empty(path) as db:
        kept.backup(db)
    return aside


def _put_aside(path: Path, aside: Path) -> None:
    try:
        with open_existing(path) as db:
            back_up(db, aside)
    except DamagedFile:  # the reason to restore: what can't be read as a file of kefu's is moved
        path.replace(aside)


def verify(source: Path) -> None:
    """See that a backup is kefu's, sound, and as its checksum says. Raises FileError."""
    if not source.is_file():
        raise FileError(
            msg("There is no file {file}.", file=source), msg("See whether the path is right.")
        )
    beside = checksum_file(source)
    if beside.exists() and beside.read_text("utf-8").split()[:1] != [sha256_of(source)]:
        raise FileError(
            msg("{file} is not as it was when its checksum was written.", file=source),
            msg("Take another backup; this one was changed or cut off."),
        )
    with open_existing(source, read_only=True) as db:
        faults = list(faults_of(db))
    if faults:
        raise FileError(
            msg("{file} is not sound: {fault}", file=source, fault=faults[0]),
            msg("Take another backup."),
        )


def faults_of(db: sqlite3.Connection) -> Iterator[Message]:
    """Everything that is wrong with an open file; nothing if it is sound."""
    for (line,) in db.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield msg("the file is damaged: {detail}", detail=line)
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield msg(
            "{table} {row} refers to a missing {parent}", table=table, row=row or "?", parent=parent
        )
    yield from _schema_faults(db)
    for (number,) in db.execute("SELECT id FROM command WHERE open = 1"):
        yield msg("command {number} was never finished", number=number)


def _schema_faults(db: sqlite3.Connection) -> Iterator[Message]:
    """Where the file's tables, keys, triggers and views are not those of its version."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version != LATEST:  # an older backup is migrated when it is opened
        return
    wanted, found = _objects_of_a_new_file(), set(db.execute(SCHEMA_OBJECTS))
    names = {(kind, name) for kind, name, _ in found}
    for kind, name, _ in sorted(wanted - found):
        if (kind, name) in names:
            yield msg("the {kind} {name} was changed", kind=kind, name=name)
        else:
            yield msg("the {kind} {name} is missing", kind=kind, name=name)


def _objects_of_a_new_file() -> set[tuple[str, str, str]]:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder, open_file(Path(folder, "new.db")) as db:
        return set(db.execute(SCHEMA_OBJECTS))


def refuse_itself(path: Path, target: Path) -> None:
    """Raise Refused where a backup would take the place of the file that it is of."""
    if target.exists() and target.samefile(path):
        raise Refused(
            msg("{file} is the file itself.", file=target),
            msg("Name another file for the backup."),
        )


def refuse_existing(target: Path) -> None:
    """Raise Refused where a backup would take the place of another file."""
    if target.exists():
        raise Refused(
            msg("{file} exists already.", file=target),
            msg("Name another file, or say --overwrite."),
        )


def checksum_file(path: Path) -> Path:
    """Where the checksum of a backup stands."""
    return path.with_name(f"{path.name}.sha256")


def sha256_of(path: Path) -> str:
    """The SHA-256 (hex) of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
