"""Keeping the file: where a backup goes, and putting one back.

A backup is a whole file of its own, taken while others may write, with its SHA-256 beside it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kefu_cli import files
from kefu_cli.errors import FileError, Refused
from kefu_cli.messages import msg
from kefu_cli.store import copies
from kefu_cli.store.checking import damage, of_closed_months, whole
from kefu_cli.store.opening import Command, DamagedFile, open_empty, open_existing


def default_target(path: Path, now: datetime) -> Path:
    """Where a backup goes when no place is named: beside the file, named by the moment.

    Raises FileError where there is no such place and none can be made.
    """
    return copies.place(path, f"{now:%Y%m%d-%H%M%S}")


def restore(path: Path, source: Path, command: Command) -> Path | None:
    """Put a backup in the file's place, once it has been found whole and sound.

    ``command`` stands in the history of the file that was put back. Gives where the present file
    was put aside, None if there was none. Raises Refused where the backup is the file itself, and
    FileError where it is not what it should be or another program is at work on the present file.
    """
    if source.exists() and path.exists() and source.samefile(path):
        raise Refused(
            msg("{file} is the file itself.", file=source), msg("Name the backup to put back.")
        )
    verify(source)
    aside = None
    if path.exists():
        when = f"{command.at:%Y%m%d-%H%M%S}"
        aside = copies.free(path.with_name(f"{path.stem}-before-restore-{when}{path.suffix}"))
        _put_aside(path, aside)
    _put_back(path, source, command)
    return aside


def _put_aside(path: Path, aside: Path) -> None:
    try:
        with open_existing(path) as db:
            # SQLite would wait for ever for a program that is at work when the file is replaced.
            db.execute("BEGIN EXCLUSIVE")
            db.execute("ROLLBACK")
            copies.back_up(db, aside)
    except DamagedFile:  # the reason to restore: what can't be read as a file of kefu's is moved
        path.replace(aside)


def _put_back(path: Path, source: Path, command: Command) -> None:
    # The history's row is in the copy before that takes its place: there is none without it.
    with open_empty(path) as db:
        try:
            with files.beside(path) as draft:
                _copy(source, draft, command)
                with open_existing(draft, read_only=True) as whole:
                    whole.backup(db)
        except OSError as error:
            raise files.refusal(path, error) from error


def _copy(source: Path, draft: Path, command: Command) -> None:
    with open_existing(source, read_only=True) as kept:
        kept.execute("VACUUM INTO ?", (str(draft),))
    with open_existing(draft) as db:
        db.execute(
            "INSERT INTO command (user, words, at, open) VALUES (?, ?, ?, 0)",
            (command.user, command.words, command.at.isoformat(timespec="minutes")),
        )


def verify(source: Path) -> None:
    """See that a backup is kefu's, sound, and as its checksum says. Raises FileError.

    What it keeps of closed months must be what was kept; nothing is computed anew.
    """
    if not source.is_file():
        raise FileError(
            msg("There is no file {file}.", file=source), msg("See whether the path is right.")
        )
    beside = copies.checksum_file(source)
    if beside.exists() and beside.read_text("utf-8", "replace").split()[:1] != [
        copies.sha256_of(source)
    ]:
        raise FileError(
            msg("{file} is not as it was when its checksum was written.", file=source),
            msg("Take another backup; this one was changed or cut off."),
        )
    with open_existing(source, read_only=True) as db:
        fault = next(damage(db), None)
        if fault is None and whole(db):
            fault = next(of_closed_months(db), None)
    if fault:
        raise FileError(
            msg("{file} is not sound: {fault}", file=source, fault=fault),
            msg("Take another backup. All that is wrong: kefu --db {file} check", file=source),
        )


def refuse_itself(path: Path, target: Path) -> None:
    """Raise Refused where a backup would take the place of the file that it is of."""
    if target.exists() and target.samefile(path):
        raise Refused(
            msg("{file} is the file itself.", file=target),
            msg("Name another file for the backup."),
        )


def refuse_existing(target: Path) -> None:
    """Raise Refused where a backup or its checksum would take the place of another file."""
    for file in (target, copies.checksum_file(target)):
        if file.exists():
            raise Refused(
                msg("{file} exists already.", file=file),
                msg("Name another file, or say --overwrite."),
            )
