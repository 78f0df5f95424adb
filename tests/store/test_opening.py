"""Opening the file: made, private, migrated; and every state in which it is refused unharmed."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlite_utils import Database

from desks import NOW, Kefu, counts, done, outside, refused
from kefu_cli.errors import FileError
from kefu_cli.store import opening, schema
from kefu_cli.store.opening import APPLICATION_ID, LATEST, Command, default_path, open_file, writing

COMMAND = Command("王主管", "kefu staff add", NOW)
ADD = ("staff", "add", "--code", "W010", "--name", "新人")
READ = ("staff", "list")


def test_a_first_command_makes_the_file_and_says_where(office: Kefu, db: Path) -> None:
    """The path is told on standard error, once."""
    first = office(*READ)
    assert (first.code, first.err) == (0, f"A new file was made: {db}\n")
    assert done(office(*READ)) == first.out


def test_a_new_file_is_its_users_alone(tmp_path: Path) -> None:
    """Neither the file nor the folder made for it lets others in, whatever the umask."""
    path = tmp_path / "new" / "kefu.db"
    before = os.umask(0)
    try:
        with open_file(path):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_empty_file_becomes_an_offices(office: Kefu, db: Path) -> None:
    """A file of no bytes is nobody's yet."""
    db.touch()
    done(office(*ADD))
    with outside(db) as file:
        assert file.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert file.execute("PRAGMA user_version").fetchone() == (LATEST,)


def test_the_latest_version_is_the_last_migrations() -> None:
    """The number that opening compares with is the one that the migrations reach."""
    assert len(list(schema.MIGRATIONS.applied(_memory()))) == 0
    assert len(list(schema.MIGRATIONS.pending(_memory()))) == LATEST


def _memory() -> Database:
    return Database(memory=True)


def test_an_opened_file_keeps_its_promises(db: Path) -> None:
    """Foreign keys are watched, and the schema's own functions are the only ones it runs."""
    with open_file(db) as file:
        assert file.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert file.execute("PRAGMA trusted_schema").fetchone() == (0,)


def test_the_usual_file_lies_in_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody names a file, the platform's folder for data holds it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert default_path().name == "kefu.db"
    assert default_path().parent.name == "kefu"


def test_a_transaction_is_all_or_nothing(db: Path) -> None:
    """What goes wrong inside takes everything back, the command's own row too."""
    with open_file(db) as file:
        with pytest.raises(sqlite3.IntegrityError), writing(file, COMMAND):
            _add_twice(file)
        assert file.execute("SELECT count(*) FROM command").fetchone() == (0,)
        with writing(file, COMMAND):
            file.execute("INSERT INTO building (code) VALUES ('3')")
    assert _kept(db) == (1, 1)


def _add_twice(file: sqlite3.Connection) -> None:
    for _ in range(2):
        file.execute("INSERT INTO building (code) VALUES ('3')")


def _kept(db: Path) -> tuple[int, int]:
    """How many buildings and commands the file holds."""
    found = counts(db)
    return found["building"], found["command"]


def test_a_command_left_open_by_another_program_stops_nobody(desk: Kefu, db: Path) -> None:
    """Who wrote it is not taken for the one at work."""
    with outside(db) as file:
        file.execute("INSERT INTO command (user, words, at) VALUES ('x', 'y', '2024-06-01T00:00')")
    done(desk("staff", "edit", "W001", "--department", "工程部"))
    with outside(db) as file:
        query = "SELECT c.user FROM history AS h JOIN command AS c ON c.id = h.command_id"
        assert file.execute(query).fetchall() == [("王主管",)]
        assert file.execute("SELECT count(*) FROM command WHERE open").fetchone() == (0,)


def _newer(path: Path) -> None:
    with open_file(path) as file:
        file.execute(f"PRAGMA user_version = {LATEST + 1}")


def _foreign(path: Path) -> None:
    with outside(path) as file:
        file.execute("CREATE TABLE invoice (id INTEGER)")


def _text(path: Path, size: int) -> None:
    path.write_text("工號,姓名\n" * size, encoding="utf-8")


BAD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "newer": (_newer, "{path} was written by a newer kefu."),
    "foreign": (_foreign, "{path} is a database, but not one of kefu's."),
    "text": (partial(_text, size=500), "{path} is not a database."),
    "short text": (partial(_text, size=1), "{path} is not a database."),
    "folder": (Path.mkdir, "{path} is a folder, not a file."),
}


@pytest.mark.parametrize("line", [READ, ADD])
@pytest.mark.parametrize("kind", BAD_FILES)
def test_what_is_no_file_of_this_kefu_is_left_alone(
    office: Kefu, db: Path, kind: str, line: tuple[str, ...]
) -> None:
    """It is refused with its path, and not a byte of it changes."""
    make, what = BAD_FILES[kind]
    make(db)
    before = None if db.is_dir() else db.read_bytes()
    assert refused(office(*line))[0] == what.format(path=db)
    assert before is None or db.read_bytes() == before
    assert {p.name for p in db.parent.iterdir()} <= {db.name, "home"}


@pytest.mark.parametrize("line", [READ, ADD])
@pytest.mark.parametrize("left", [0.0002, 0.03, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_refused(
    desk: Kefu, db: Path, left: float, line: tuple[str, ...]
) -> None:
    """Reading and writing are both refused, and what is left stays for whoever mends it."""
    rest = db.read_bytes()[: int(db.stat().st_size * left)]
    db.write_bytes(rest)
    assert refused(desk(*line)) == [
        f"{db} is damaged or cut off.",
        "Put a backup in its place: kefu restore FILE",
    ]
    assert db.read_bytes() == rest


def test_a_folder_that_is_a_file_is_refused(office: Kefu, db: Path) -> None:
    """No file can be made below a file."""
    db.touch()
    what, _ = refused(office("--db", str(db / "more.db"), *READ))
    assert what.startswith(f"{db / 'more.db'} cannot be made: ")


def test_a_name_too_long_for_the_system_is_refused(office: Kefu, db: Path) -> None:
    """The system's own reason is told."""
    what, _ = refused(office("--db", str(db.with_name("x" * 300)), *READ))
    assert what.endswith("could not be used: the name is too long.")


def test_missing_folders_are_made(office: Kefu, db: Path) -> None:
    """A new office's folder needs no other tool."""
    path = db.parent / "a" / "b" / "kefu.db"
    assert office("--db", str(path), *READ).code == 0
    assert path.exists()


def test_a_read_only_file_can_be_read_and_not_written(
    desk: Kefu, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists are shown as ever; what would write is refused, with nothing written."""
    before, everyone = db.read_bytes(), done(desk(*READ))
    monkeypatch.setattr(sqlite3, "connect", _reading_only(sqlite3.connect))
    assert done(desk(*READ)) == everyone
    assert refused(desk(*ADD)) == [
        f"{db} is read-only.",
        "Ask for the right to write it, or name another file with --db.",
    ]
    assert db.read_bytes() == before


def _reading_only(connect: Callable[..., sqlite3.Connection]) -> Callable[..., sqlite3.Connection]:
    """Opening as the system gives it to those who may not write; root may write everything."""

    def opened(path: Path, **how: object) -> sqlite3.Connection:
        return connect(f"{path.as_uri()}?mode=ro", uri=True, **how)

    return opened


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write every file"
)
def test_a_file_without_the_right_to_write_is_refused(desk: Kefu, db: Path) -> None:
    """The system's own protection is told the same way."""
    db.chmod(0o400)
    assert refused(desk(*ADD))[0] == f"{db} is read-only."


@pytest.mark.parametrize(
    ("lock", "line", "free"),
    [("IMMEDIATE", ADD, READ), ("EXCLUSIVE", READ, None), ("EXCLUSIVE", ADD, None)],
)
def test_a_file_locked_by_another_program_is_waited_for_and_then_refused(
    desk: Kefu,
    db: Path,
    monkeypatch: pytest.MonkeyPatch,
    lock: str,
    line: tuple[str, ...],
    free: tuple[str, ...] | None,
) -> None:
    """After the patience is over; where the other only prepares to write, reading goes on."""
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0)
    with outside(db) as other:
        other.execute(f"BEGIN {lock}")
        assert refused(desk(*line)) == [
            f"{db} has been in use by another program for over 0 seconds.",
            "Close the other program, or wait until it has finished, and try again.",
        ]
        if free:
            done(desk(*free))
    done(desk(*line))


def test_a_reader_that_will_not_go_stops_a_command_and_nothing_is_written(
    desk: Kefu, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock is found only when the transaction is to be kept; it is taken back whole."""
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0)
    before = counts(db)
    with outside(db) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM staff").fetchone()
        assert "has been in use by another program" in refused(desk(*ADD))[0]
    assert counts(db) == before


def test_a_full_disk_refuses_a_command_and_loses_nothing(
    desk: Kefu, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import that finds no room is taken back whole."""
    _no_more_room(monkeypatch)
    before = counts(db)
    rows = "".join(f"9-{n},3,{'長' * 50}\n" for n in range(200))
    file = tmp_path / "units.csv"
    file.write_text(f"房號,樓棟,業主\n{rows}", encoding="utf-8")
    assert refused(desk("import", "unit", str(file))) == [
        f"There is no room left for {db}.",
        "Make room on the disk and try again; nothing was written.",
    ]
    assert counts(db) == before


def _no_more_room(monkeypatch: pytest.MonkeyPatch) -> None:
    configure = opening._configure

    def full(file: sqlite3.Connection) -> None:
        configure(file)
        (pages,) = file.execute("PRAGMA page_count").fetchone()
        file.execute(f"PRAGMA max_page_count = {pages}")

    monkeypatch.setattr(opening, "_configure", full)


def test_a_disk_that_fails_is_told_of(desk: Kefu, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the disk names the file and claims nothing else."""
    failure = sqlite3.OperationalError("disk I/O error")
    failure.sqlite_errorname = "SQLITE_IOERR_WRITE"

    def fail(_file: sqlite3.Connection) -> None:
        raise failure

    monkeypatch.setattr(opening, "_configure", fail)
    assert refused(desk(*READ))[0].endswith("could not be read or written.")


def test_what_sqlite_says_otherwise_is_passed_on(db: Path) -> None:
    """An error that nobody foresaw keeps its words."""
    with pytest.raises(FileError) as caught, open_file(db) as file:
        file.execute("SELECT unheard_of()")
    assert str(dict(caught.value.what.values)["reason"]) == "no such function: unheard_of"
