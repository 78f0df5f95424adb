"""A workbook is written whole or not at all, and a refusal says what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kefu_cli import files
from kefu_cli.errors import FileError
from kefu_cli.render.workbook import book, write
from render.workbook.months import ordinary


def test_it_is_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    """The folder holds the workbook and no file of the writing."""
    target = tmp_path / "2024-05.xlsx"
    write(ordinary(), {}, target)
    assert target.read_bytes() == book.to_bytes(ordinary(), {})
    assert [path.name for path in tmp_path.iterdir()] == ["2024-05.xlsx"]


def test_an_older_workbook_is_replaced(tmp_path: Path) -> None:
    """Exporting again puts the new one in the old one's place; a link stays a link."""
    target, link = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    target.write_bytes(b"old")
    link.symlink_to(target)
    files.replace(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    """No folder is made that may be a typing error."""
    with pytest.raises(FileError) as caught:
        write(ordinary(), {}, tmp_path / "no" / "x.xlsx")
    assert caught.value.what.text == "The folder {folder} does not exist."


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder is never replaced."""
    with pytest.raises(FileError):
        write(ordinary(), {}, tmp_path)


def test_a_read_only_file_is_refused_and_untouched(tmp_path: Path) -> None:
    """Whoever made it read-only meant it, even where the folder could be written."""
    target = tmp_path / "x.xlsx"
    target.write_bytes(b"signed")
    target.chmod(0o444)
    with pytest.raises(FileError):
        write(ordinary(), {}, target)
    assert target.read_bytes() == b"signed"


@pytest.mark.parametrize("lock", ["~$x.xlsx", ".~lock.x.xlsx#"])
def test_a_file_open_elsewhere_is_refused(tmp_path: Path, lock: str) -> None:
    """Excel and LibreOffice leave a lock beside a file that they have open."""
    (tmp_path / "x.xlsx").write_bytes(b"open")
    (tmp_path / lock).touch()
    with pytest.raises(FileError) as caught:
        write(ordinary(), {}, tmp_path / "x.xlsx")
    assert "open" in caught.value.what.text


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "No room is left on the disk for {file}."),
        (errno.EACCES, "The system does not let kefu read or write {file}."),
        (errno.EIO, "{file} cannot be written: {reason}."),
    ],
)
def test_a_failure_while_writing_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    """The disk full, a file held open on Windows, a broken drive: told apart, nothing lost."""

    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    target = tmp_path / "x.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(FileError) as caught:
        write(ordinary(), {}, target)
    assert caught.value.what.text == said
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlsx"]


def test_a_full_temporary_folder_is_told_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sheets are drafted in the system's temporary folder, which may be full instead."""

    def fail(*_: object) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(book, "to_bytes", fail)
    with pytest.raises(FileError):
        write(ordinary(), {}, tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []
