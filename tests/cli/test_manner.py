"""What scripts and people may rely on, whichever noun and verb: formats, keys, masks, sentences."""

from __future__ import annotations

import csv
import getpass
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from desks import FURNITURE, Kefu, counts, csv_of, done, lines, listed, refused, shown, write_csv
from kefu_cli.records import NOUN_NAMES

READS = (
    *((name, "list") for name in NOUN_NAMES),
    *(
        (name, "show", "1")
        for name in NOUN_NAMES
        if name not in ("staff", "building", "unit", "repair")
    ),
    ("staff", "show", "W001"),
    ("building", "show", "3"),
    ("unit", "show", "3-1-502"),
    ("repair", "show", "31"),
    ("fee", "rate", "--month", "2024-05"),
    ("fee", "unpaid", "--month", "2024-05"),
    ("archive", "missing", "--month", "2024-05"),
    ("finding", "list", "--month", "2024-05"),
    ("history",),
    ("history", "--of", "unit:3-1-502"),
    ("score", "--month", "2024-05"),
    ("score", "--staff", "W001", "--from", "2024-04", "--to", "2024-05"),
)
"""Every command that shows something in a format to choose."""

EVERY_READ = pytest.mark.parametrize("line", READS, ids=" ".join)
EVERY_NOUN = pytest.mark.parametrize("name", NOUN_NAMES)


@EVERY_NOUN
def test_csv_and_json_hold_the_same(desk: Kefu, name: str) -> None:
    """Cell by cell: null is blank, true is ``true``."""
    rows = csv_of(done(desk(name, "list", "--format", "csv")))
    for row, record in zip(rows, listed(desk, name, "list"), strict=True):
        assert row == {key: _cell(value) for key, value in record.items()}


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _key(record: dict[str, Any]) -> str:
    return str(record.get("code") or record.get("no") or record["id"])


def test_voided_records_show_on_request_only(desk: Kefu) -> None:
    """Of every noun, in every format; ``show`` shows them always."""
    for name in reversed(NOUN_NAMES):  # what refers to others goes before them
        _void_all(desk, name)
    for name in NOUN_NAMES:
        assert listed(desk, name, "list") == []
        assert csv_of(done(desk(name, "list", "--format", "csv"))) == []
        kept = listed(desk, name, "list", "--voided")
        assert {record["void_reason"] for record in kept} == {"測試"}
        assert done(desk(name, "list", "--voided")).count("測試") == len(kept)
        assert shown(desk, name, _key(kept[0]))["voided"] is True


def _void_all(kefu: Kefu, name: str) -> None:
    for record in listed(kefu, name, "list"):
        done(kefu(name, "void", _key(record), "--reason", "測試"))


@EVERY_READ
def test_every_result_comes_in_three_formats(desk: Kefu, line: tuple[str, ...]) -> None:
    """JSON that can be read, CSV with a heading, a table without colour; no fourth."""
    assert json.loads(done(desk(*line, "--format", "json"))) is not None
    text = done(desk(*line, "--format", "csv"))
    assert len({len(row) for row in csv.reader(io.StringIO(text))}) == 1
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert text.endswith("\n")
    table = done(desk(*line))
    assert table == done(desk(*line, "--format", "table"))
    assert "\x1b" not in table
    assert refused(desk(*line, "--format", "xml"), 2) == [
        "--format: “xml” is not a format.",
        "Allowed: table, json, csv.",
    ]


@EVERY_READ
def test_keys_do_not_depend_on_the_language(desk: Kefu, line: tuple[str, ...]) -> None:
    """English in all three; only sentences differ."""
    said = {
        lang: desk(*line, "--format", "csv", lang=lang).out.splitlines()[0]
        for lang in ("zh-Hant", "zh-Hans", "en")
    }
    assert len(set(said.values())) == 1
    assert said["en"].isascii()


@EVERY_READ
def test_owners_are_nowhere_to_be_read(desk: Kefu, line: tuple[str, ...]) -> None:
    """Neither name nor number, in any format, unless asked for."""
    done(desk("unit", "edit", "3-1-502", "--owner", "歐陽明", "--phone", "000-00004321"))
    for form in ("table", "json", "csv"):
        said = done(desk(*line, "--format", form))
        for private in ("王小明", "歐陽明", "陳大文", "00001234", "00004321", "00005678"):
            assert private not in said


def test_owners_are_in_no_error(desk: Kefu) -> None:
    """A refusal does not repeat what it was given of an owner."""
    private = ("--owner", "歐陽明", "--phone", "000-00004321")
    for line in (
        ("unit", "add", "--code", "3-1-502", "--building", "3", *private),
        ("unit", "add", "--code", "3-9", "--building", "99", *private),
        ("unit", "edit", "3-9", *private),
        ("unit", "edit", "3-1-502", *private, "--handover", "2024-06-21"),
        ("unit", "add", *private),
    ):
        outcome = desk(*line)
        assert outcome.code in (1, 2)
        assert not {"歐陽明", "4321"} & set(outcome.out + outcome.err)
        assert "歐陽明" not in outcome.err
        assert "4321" not in outcome.err


def test_there_is_no_limit_of_rows(desk: Kefu, tmp_path: Path) -> None:
    """A list is whole, and as wide as it needs when piped."""
    rows = [(f"9-{n}", "3", "很長的入住狀態" * 9) for n in range(400)]
    file = write_csv(tmp_path / "u.csv", ("房號", "樓棟", "入住狀態"), *rows)
    done(desk("import", "unit", file))
    assert len(listed(desk, "unit", "list")) == 403
    table = done(desk("unit", "list"))
    assert table.count("很長的入住狀態" * 9) == 400
    assert "…" not in table


def test_what_is_recorded_is_said_with_the_way_back(office: Kefu) -> None:
    """Each command that writes ends with the line that undoes it; whoever typed it has both."""
    for line in lines(FURNITURE):
        said = office(*line).out.splitlines()
        assert " recorded" in said[0]
        assert said[-1].startswith("To take it back: kefu ")


def test_who_recorded_it_stands_on_the_record(desk: Kefu, monkeypatch: pytest.MonkeyPatch) -> None:
    """KEFU_USER, or the login name where it is not set."""
    monkeypatch.setenv("KEFU_USER", " 李經理 ")
    done(desk("building", "add", "--code", "8"))
    monkeypatch.delenv("KEFU_USER")
    monkeypatch.setattr(getpass, "getuser", lambda: "keeper")
    done(desk("building", "add", "--code", "9"))
    monkeypatch.setattr(getpass, "getuser", _nobody)
    done(desk("building", "add", "--code", "10"))
    authors = [building["recorded_by"] for building in listed(desk, "building", "list")]
    assert authors == ["王主管", "王主管", "李經理", "keeper", "?"]


def _nobody() -> str:
    raise OSError("no such user")


def test_where_names_the_file(office: Kefu, desk: Kefu, db: Path) -> None:
    """The path alone on standard output; elsewhere it says that the file is still to be made."""
    assert done(desk("where")) == f"{db}\n"
    other = db.with_name("other.db")
    outcome = office("--db", str(other), "where")
    assert (outcome.code, outcome.out) == (0, f"{other}\n")
    assert outcome.err == "It does not exist yet; the first record makes it.\n"
    assert not other.exists()


def test_times_stand_to_the_minute(desk: Kefu) -> None:
    """Seconds are dropped, wherever a time comes from."""
    now = datetime(2024, 6, 21, 8, 30, 59)
    done(desk("repair", "dispatch", "31", now=now))
    assert shown(desk, "repair", "31")["dispatched"] == "2024-06-21T08:30"
    assert listed(desk, "history")[-1]["at"] == "2024-06-21T08:30"


@EVERY_READ
def test_reading_writes_nothing(desk: Kefu, db: Path, line: tuple[str, ...]) -> None:
    """Not a byte, in any format."""
    before, rows = db.read_bytes(), counts(db)
    for form in ("table", "json", "csv"):
        done(desk(*line, "--format", form))
    assert db.read_bytes() == before
    assert counts(db) == rows
