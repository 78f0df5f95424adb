"""The one door to the file: it opens, checks, configures and migrates it.

``open_file`` gives a connection in autocommit; every command that writes does so inside one
``writing`` block, which is one transaction with its row in ``command``. SQLite's own errors leave
here as FileError or Refused.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kefu_cli import files
from kefu_cli.errors import FileError, KefuError, Refused
from kefu_cli.messages import Message, msg
from kefu_cli.store import late

APPLICATION_ID = 0x6B656675  # "kefu", so that no other program's file is taken for one of ours
LATEST = 3  # the number of migrations in ``store.schema``, which is loaded only when one is due
BUSY_SECONDS = 10


class DamagedFile(FileError):
    """The file cannot be read as a database at all."""


@dataclass(frozen=True, slots=True)
class Command:
    """Who writes, with which words, and when."""

    user: str
    words: str
    at: datetime


def default_path() -> Path:
    """Where the file is when nobody says otherwise: the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("kefu", appauthor=False) / "kefu.db"


@contextmanager
def open_file(
    path: Path, on_migrated: Callable[[Path], None] | None = None
) -> Iterator[sqlite3.Connection]:
    """Open the file, creating or migrating it where needed, and close it in the end.

    A file of an older version is copied first; ``on_migrated`` is then told where the copy is.
    Raises FileError where the file cannot be used: no such folder, not kefu's, newer than this
    kefu, damaged, or locked by another for longer than ``BUSY_SECONDS``; or cannot be copied.
    """
    with _explained(path):
        _make_private(path)
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _configure(db)
            if _version(db, path) < LATEST:
                copy = _migrate(db, path)
                if copy and on_migrated:
                    on_migrated(copy)
            yield db
        finally:
            db.close()


@contextmanager
def open_empty(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file to fill it from another, making it where there is none. Raises FileError."""
    with _explained(path):
        _make_private(path)
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            yield db
        finally:
            db.close()


@contextmanager
def open_existing(path: Path, *, read_only: bool = False) -> Iterator[sqlite3.Connection]:
    """Open a file of any version as it is; nothing is made or migrated. Raises FileError."""
    if is_new(path):
        raise FileError(msg("There is no file {file}.", file=path), _ANOTHER_FILE)
    mode = "ro" if read_only else "rw"
    with _explained(path):
        place = f"{path.resolve().as_uri()}?mode={mode}"
        db = sqlite3.connect(place, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _configure(db)
            _version(db, path)
            yield db
        finally:
            db.close()


@contextmanager
def writing(db: sqlite3.Connection, command: Command) -> Iterator[int]:
    """One transaction: everything in it is kept, or nothing. Gives the command's number.

    Raises ClosedMonth (Refused) where a closed month turns away what was written.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        # No other command can be at work now: one that stands open was written outside kefu.
        db.execute("UPDATE command SET open = 0 WHERE open = 1")
        at = command.at.isoformat(timespec="minutes")
        number = db.execute(
            "INSERT INTO command (user, words, at) VALUES (?, ?, ?)",
            (command.user, command.words, at),
        ).lastrowid
        assert number is not None
        yield number
        db.execute("UPDATE command SET open = 0 WHERE id = ?", (number,))
        db.execute("COMMIT")
    except BaseException as error:
        told = late.refusal(db) if late.lies_in_closed_month(error) else None
        if db.in_transaction:
            db.execute("ROLLBACK")
        if told:
            raise told from error
        raise


def _configure(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")


def _version(db: sqlite3.Connection, path: Path) -> int:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    (owner,) = db.execute("PRAGMA application_id").fetchone()
    if owner != APPLICATION_ID:
        if db.execute("SELECT 1 FROM sqlite_schema").fetchone():
            raise FileError(
                msg("{path} is a database, but not one of kefu's.", path=path), _ANOTHER_FILE
            )
        return 0
    if version > LATEST:
        raise FileError(
            msg("{path} was written by a newer kefu.", path=path),
            msg("Update kefu, or name another file with --db."),
        )
    return int(version)


def _migrate(db: sqlite3.Connection, path: Path) -> Path | None:
    """Bring the file to the latest version; gives the copy of what it was, None for a new file."""
    from sqlite_utils import Database

    from kefu_cli.store.schema import MIGRATIONS

    copy = None
    db.execute("BEGIN IMMEDIATE")  # two commands may find the same file
    try:
        version = _version(db, path)
        if version < LATEST:
            # Nobody else can write by now, so the copy is of what is migrated.
            copy = _copied(path) if version else None
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            MIGRATIONS.apply(Database(db, execute_plugins=False))
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return copy


def _copied(path: Path) -> Path:
    """Copy the file as it is; gives the copy. Raises FileError."""
    from kefu_cli.store import copies

    try:
        target = copies.new_place(path, f"before-v{LATEST}")
        with open_existing(path, read_only=True) as db:
            copies.back_up(db, target)
    except FileError as error:
        raise FileError(
            msg(
                "{path} is not brought up to date without a backup: {why}",
                path=path,
                why=error.what,
            ),
            msg("Nothing was changed. Let kefu write beside the file, and try again."),
        ) from error
    return target


def is_new(path: Path) -> bool:
    """Whether opening the file makes it. Raises FileError for a folder or no possible path."""
    try:
        if path.is_dir():
            raise FileError(msg("{path} is a folder, not a file.", path=path), _ANOTHER_FILE)
        return not path.exists()
    except OSError as error:  # a name too long, a folder that may not be looked into
        raise FileError(
            msg("{path} could not be used: {reason}.", path=path, reason=files.why(error)),
            _ANOTHER_FILE,
        ) from error


def _make_private(path: Path) -> None:
    # Owners' names and phones are in it: a new file is its user's alone.
    if not is_new(path):
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise FileError(
            msg("{path} cannot be made: {reason}.", path=path, reason=files.why(error)),
            _ANOTHER_FILE,
        ) from error


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _explanation(path, error) from error


_ANOTHER_FILE = msg("Name another file with --db, or see “kefu where”.")
_DAMAGED = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
_FILE_ERRORS: dict[str, tuple[Message, Message]] = {
    "SQLITE_BUSY": (
        msg("{path} has been in use by another program for over {seconds} seconds."),
        msg("Close the other program, or wait until it has finished, and try again."),
    ),
    "SQLITE_READONLY": (
        msg("{path} is read-only."),
        msg("Ask for the right to write it, or name another file with --db."),
    ),
    "SQLITE_NOTADB": (msg("{path} is not a database."), _ANOTHER_FILE),
    "SQLITE_CORRUPT": (
        msg("{path} is damaged or cut off."),
        msg("Put a backup in its place: kefu restore FILE"),
    ),
    "SQLITE_FULL": (
        msg("There is no room left for {path}."),
        msg("Make room on the disk and try again; nothing was written."),
    ),
    "SQLITE_IOERR": (
        msg("{path} could not be read or written."),
        msg("Check the disk or the network drive and try again; nothing was written."),
    ),
    "SQLITE_CANTOPEN": (msg("{path} cannot be opened."), _ANOTHER_FILE),
}
_LACKING = ("no such table: ", "no such column: ", " has no column named ")
"""What SQLite says where a table or a column was taken away."""

_REFUSALS = {
    "kefu: recorded already": (
        msg("Another record has this code, number or day already."),
        msg("Look for it with “list”, and void or change that one; nothing was written."),
    ),
    "kefu: this person already looks after this building then": (
        msg("This person looks after this building on these days already."),
        msg("See “kefu assignment list”; nothing was written."),
    ),
}
"""What a person reads where two commands, or one that is taken back, meet in the same place."""


def _explanation(path: Path, error: sqlite3.DatabaseError) -> KefuError:
    name = getattr(error, "sqlite_errorname", None) or ""
    if name == "SQLITE_LOCKED":
        name = "SQLITE_BUSY"
    for known, (what, advice) in _FILE_ERRORS.items():
        if name.startswith(known):
            filled = Message(what.text, (("path", path), ("seconds", BUSY_SECONDS)))
            return (DamagedFile if known in _DAMAGED else FileError)(filled, advice)
    if str(error) in _REFUSALS:
        return Refused(*_REFUSALS[str(error)])
    if isinstance(error, sqlite3.IntegrityError):
        return Refused(
            msg("The file refuses this: {reason}.", reason=str(error).removeprefix("kefu: ")),
            msg("Nothing was written."),
        )
    if any(lacking in str(error) for lacking in _LACKING):
        part = str(error).rpartition(" ")[2].removeprefix("main.")
        return FileError(
            msg("{path} lacks a part that belongs to it: {part}.", path=path, part=part),
            msg("See what is wrong: kefu check. Then put a backup in its place: kefu restore FILE"),
        )
    return FileError(
        msg("{path} could not be used: {reason}.", path=path, reason=error), _ANOTHER_FILE
    )
