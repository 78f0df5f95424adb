"""Writing files whole: what stood in a file's place stands until the new one is complete."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from kefu_cli.errors import FileError
from kefu_cli.messages import msg

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


def check(target: Path) -> None:
    """Refuse, before any work is done, a target that cannot be written.

    Raises FileError where the folder is missing, the target is a folder or read-only, or another
    program has it open.
    """
    folder = target.parent
    if not folder.is_dir():
        raise FileError(
            msg("The folder {folder} does not exist.", folder=folder),
            msg("Make the folder first, or write to another."),
        )
    if target.is_dir():
        raise FileError(
            msg("{file} is a folder.", file=target), msg("Name a file, such as 2024-05.xlsx.")
        )
    if target.exists() and not _writable(target):
        raise FileError(
            msg("{file} is read-only.", file=target),
            msg("Make it writable, or write to another file."),
        )
    for lock in (folder / f"~${target.name}", folder / f".~lock.{target.name}#"):
        if lock.exists():
            raise FileError(
                msg("{file} is open in another program.", file=target),
                msg("Close it there and try again. If it is not open, delete {lock}.", lock=lock),
            )


def check_new(target: Path) -> None:
    """Refuse a target that is there already: it may hold someone's work. Raises FileError."""
    check(target)
    if target.exists() or target.is_symlink():
        raise FileError(
            msg("{file} exists already.", file=target),
            msg("Write to another file, or delete this one first."),
        )


def check_workbook(target: Path) -> None:
    """Refuse a name by which no program would know a workbook. Raises FileError."""
    if target.suffix.lower() != ".xlsx":
        raise FileError(
            msg("{file} is not named like a workbook.", file=target),
            msg("Give it a name that ends in .xlsx."),
        )


def replace(target: Path, data: bytes) -> None:
    """Write the file beside its place, then move it there in one step.

    A target that is a link stays one; the file it names is replaced. Raises FileError where the
    target cannot be written; what stood there before is then untouched.
    """
    check(target)
    place = target.resolve()
    beside = place.with_name(f".kefu-{os.getpid()}.tmp")  # a short name, whatever the target's is
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except OSError as error:
        raise refusal(target, error) from error
    finally:
        beside.unlink(missing_ok=True)


def refusal(target: Path, error: OSError) -> FileError:
    """The system's refusal in words that say what to do."""
    if error.errno in _NO_SPACE:
        return FileError(
            msg("There is no space left to write {file}.", file=target),
            msg("Free some space, or write to another disk."),
        )
    if isinstance(error, PermissionError):
        return FileError(
            msg("{file} may not be written.", file=target),
            msg("Close it if it is open in another program, or write to another file."),
        )
    return FileError(
        msg("{file} cannot be written: {reason}.", file=target, reason=error.strerror or error),
        msg("Write to another file."),
    )


def _writable(target: Path) -> bool:
    # os.access says yes to an administrator even where the file is marked read-only
    return os.access(target, os.W_OK) and bool(target.stat().st_mode & stat.S_IWUSR)
