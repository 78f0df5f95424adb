"""Writing files whole: what stood in a file's place stands until the new one is complete."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kefu_cli.errors import FileError
from kefu_cli.messages import Message, msg

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)
_WHY = {
    errno.EACCES: msg("no permission"),
    errno.EPERM: msg("no permission"),
    errno.EROFS: msg("the disk is read-only"),
    errno.ENAMETOOLONG: msg("the name is too long"),
    errno.ENOENT: msg("there is no such file or folder"),
    errno.ENOTDIR: msg("a part of the path is no folder"),
    errno.EISDIR: msg("it is a folder"),
    errno.EEXIST: msg("there is a file of this name"),
    errno.EBUSY: msg("it is in use"),
    errno.ENOSPC: msg("no room is left on the disk"),
}


def why(error: OSError) -> Message:
    """What the system has against a file, in the reader's words."""
    return _WHY.get(error.errno or 0, msg("system error {number}", number=error.errno))


def check(target: Path) -> None:
    """Refuse, before any work is done, a target that cannot be written.

    Raises FileError where the folder is missing, the target is a folder or read-only, or another
    program has it open, or the system knows no such name.
    """
    try:
        _check(target)
    except OSError as error:  # a name too long, a folder that may not be looked into
        raise refusal(target, error) from error


def _check(target: Path) -> None:
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

    A target that is a link stays one; the file it names is replaced, and who may read it stays as
    it was. A new file is for its user's eyes alone: names and pay stand in it. Raises FileError
    where the target cannot be written; what stood there before is then untouched.
    """
    check(target)
    place = target.resolve()
    try:
        with beside(place) as draft:
            with draft.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if place.exists():
                draft.chmod(stat.S_IMODE(place.stat().st_mode))
            draft.replace(place)
    except OSError as error:
        raise refusal(target, error) from error


@contextmanager
def beside(place: Path) -> Iterator[Path]:
    """Make an empty file in the folder of ``place``, for its user's eyes alone.

    Once the caller is done it is gone, unless it was moved; no other file is ever touched. Raises
    OSError.
    """
    from tempfile import mkstemp  # slow to load, and most commands write no file

    descriptor, name = mkstemp(".tmp", ".kefu-", place.parent)  # short, whatever the place's name
    os.close(descriptor)
    draft = Path(name)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def refusal(target: Path, error: OSError) -> FileError:
    """The system's refusal to write the target, in words that say what to do."""
    return foreseen(error, target) or FileError(
        msg("{file} cannot be written: {reason}.", file=target, reason=why(error)),
        msg("Write to another file."),
    )


def foreseen(error: OSError, target: Path | None = None) -> FileError | None:
    """What a full disk or a missing permission means to a reader; None for any other error.

    ``target`` is the file that was to be written, where that is known.
    """
    name = target or error.filename
    file = msg("“{file}”", file=name) if name else msg("the output")
    if error.errno in _NO_SPACE:
        return FileError(
            msg("No room is left on the disk for {file}.", file=file),
            msg("Free some room and give the command again."),
        )
    if error.errno not in _NOT_ALLOWED:
        return None
    what = msg("The system does not let kefu read or write {file}.", file=file)
    if target is not None:
        advice = msg("Close it if it is open in another program, or write to another file.")
    else:
        advice = msg("Choose another place, or ask whoever looks after this machine for access.")
    return FileError(what, advice)


def _writable(target: Path) -> bool:
    # os.access says yes to an administrator even where the file is marked read-only
    return os.access(target, os.W_OK) and bool(target.stat().st_mode & stat.S_IWUSR)
