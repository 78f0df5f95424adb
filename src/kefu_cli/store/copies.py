"""Whole copies of the file, each with its SHA-256 beside it in ``NAME.sha256``."""

from __future__ import annotations

import hashlib
import sqlite3
from itertools import count
from pathlib import Path

from kefu_cli import files

_FOLDER = "backups"
_BLOCK = 1 << 20


def back_up(db: sqlite3.Connection, target: Path) -> str:
    """Write a whole copy of the file, for its user's eyes alone; gives its SHA-256 (hex).

    Raises FileError where it cannot be written.
    """
    files.check(target)
    try:
        with files.beside(target) as draft:
            db.execute("VACUUM INTO ?", (str(draft),))
            digest = sha256_of(draft)
            # Killed between the two, a new copy without a checksum can be put back; one beside the
            # checksum of another could not.
            checksum_file(target).unlink(missing_ok=True)
            draft.replace(target)
    except OSError as error:
        raise files.refusal(target, error) from error
    files.replace(checksum_file(target), f"{digest}  {target.name}\n".encode())
    return digest


def place(path: Path, what: str) -> Path:
    """Where a copy goes that is of ``what``: in a folder beside the file, made if it is missing.

    Raises FileError where the folder cannot be made.
    """
    folder = path.parent / _FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise files.refusal(folder, error) from error
    return folder / f"{path.stem}-{what}{path.suffix}"


def new_place(path: Path, what: str) -> Path:
    """As ``place``, with a number where something bears the name already. Raises FileError."""
    return free(place(path, what))


def free(target: Path) -> Path:
    """The path for a copy, with a number where something bears the name already."""
    numbered = (target.with_stem(f"{target.stem}-{number}") for number in count(2))
    return target if _is_free(target) else next(filter(_is_free, numbered))


def checksum_file(path: Path) -> Path:
    """Where the checksum of a copy stands."""
    return path.with_name(f"{path.name}.sha256")


def sha256_of(path: Path) -> str:
    """The SHA-256 (hex) of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _is_free(target: Path) -> bool:
    return not any(p.exists() or p.is_symlink() for p in (target, checksum_file(target)))
