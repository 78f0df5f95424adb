"""Files are written whole, stay readable by whom they were, and never cost another file."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from kefu_cli import files
from kefu_cli.errors import FileError


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_for_its_user_alone(tmp_path: Path) -> None:
    """Names and pay stand in it."""
    target = tmp_path / "2024-05.xlsx"
    files.replace(target, b"new")
    assert (target.read_bytes(), _mode(target)) == (b"new", 0o600)
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_who_may_read_a_file_stays_as_it_was(tmp_path: Path, mode: int) -> None:
    """Neither opened to others nor closed to those whom it was shared with."""
    target, link = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    target.write_bytes(b"old")
    target.chmod(mode)
    link.symlink_to(target)
    files.replace(link, b"new")
    assert link.is_symlink()
    assert (target.read_bytes(), _mode(target)) == (b"new", mode)


def test_the_draft_of_another_process_is_left_alone(tmp_path: Path) -> None:
    """Not even one that bears this process's number, left by a machine that went down."""
    other = tmp_path / f".kefu-{os.getpid()}.tmp"
    other.write_bytes(b"half a backup")
    files.replace(tmp_path / "x.xlsx", b"new")
    assert other.read_bytes() == b"half a backup"


def test_a_draft_is_gone_however_its_writing_ends(tmp_path: Path) -> None:
    """Stopped by the user, for instance."""

    def stop() -> None:
        with files.beside(tmp_path / "x.xlsx") as draft:
            assert _mode(draft) == 0o600
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "target", "what", "advice"),
    [
        (errno.ENOSPC, "x", "No room is left", "Free some room"),
        (errno.EDQUOT, None, "No room is left", "Free some room"),
        (errno.EACCES, "x", "does not let kefu", "Close it"),
        (errno.EROFS, None, "does not let kefu", "Choose another place"),
    ],
)
def test_what_a_reader_can_mend_is_said(
    number: int, target: str | None, what: str, advice: str
) -> None:
    """One sentence for each, whether or not the file is known."""
    place = Path(target) if target else None
    error = files.foreseen(OSError(number, os.strerror(number)), place)
    assert error is not None
    assert what in error.what.text
    assert advice in error.advice.text


def test_what_no_reader_can_mend_is_not_guessed_at(tmp_path: Path) -> None:
    """It is the caller's to say; a file that could not be written is refused all the same."""
    broken = OSError(errno.EIO, "Input/output error")
    assert files.foreseen(broken) is None
    refused = files.refusal(tmp_path, broken)
    assert isinstance(refused, FileError)
    assert refused.what.text == "{file} cannot be written: {reason}."


def test_a_name_that_the_system_refuses_is_a_refusal_of_the_file(tmp_path: Path) -> None:
    """Too long a name is told before any work is done, not found to be kefu's fault."""
    with pytest.raises(FileError):
        files.check(tmp_path / ("x" * 300 + ".xlsx"))


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENAMETOOLONG, 99999])
def test_what_the_system_says_is_said_in_the_readers_words(number: int) -> None:
    """Not in the system's English; what is not foreseen has its number."""
    reason = files.why(OSError(number, "System's own words"))
    assert "System's own words" not in reason.text
    assert ("number", 99999) in reason.values or number != 99999
