"""``kefu demo``: from nothing to a scored month and its workbook, and nobody's file is harmed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from desks import Kefu, done, furnish, refused


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo; tests copy it and leave it as it is."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    furnish(folder.parent / "unused.db", f"demo '{folder}'")
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of a demo's folder."""
    return Path(shutil.copytree(made, tmp_path / "demo"))


def _held(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_demo_leaves_its_file_and_the_workbook(made: Path) -> None:
    """Nothing half-made stays beside them, and the file that commands work on is not touched."""
    assert {file.name for file in made.iterdir()} == {"kefu.db", "2024-05.xlsx"}
    assert [file.name for file in made.parent.iterdir()] == ["demo"]
    assert len(load_workbook(made / "2024-05.xlsx").sheetnames) == 12


def test_without_a_folder_it_is_kefu_demo_here(
    office: Kefu, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what it took in, shows the scores, and names files and next steps that work."""
    monkeypatch.chdir(tmp_path)
    said = done(office("demo")).splitlines()
    database, workbook = Path("kefu-demo/kefu.db"), Path("kefu-demo/2024-05.xlsx")
    assert said[:2] == ["01-staff.xlsx: Staff 9", "02-building.csv: Buildings 12"]
    assert said[16].startswith("repair:WX2405-003:7.2 waived: ")
    assert said[17].startswith("2024-04 signed and closed; SHA-256 ")
    assert said[18] == "Appraisal of 2024-05"
    scores = {line[:4]: line.split() for line in said if line.startswith("W00")}
    assert list(scores) == [f"W00{n}" for n in range(1, 9)]
    assert scores["W002"][10:13] == ["90", "50", "937.63"]
    told = said.index(f"The demo's file: {database}")
    assert said[told + 1 : told + 3] == [f"The workbook for HR: {workbook}", "What to try next:"]
    assert workbook.stat().st_size > 10_000
    assert not db.exists()
    lines = [line.split() for line in said[told + 3 :]]
    assert [line[:3] for line in lines] == [["kefu", "--db", str(database)]] * 6
    for line in lines[:5]:
        done(office(*line[1:]))
    assert lines[5][3:] == ["violation", "add"]
    assert office(*lines[5][1:]).code == 2  # it asks, and here nobody can answer


def test_the_demo_has_a_month_that_no_longer_changes(office: Kefu, folder: Path) -> None:
    """April is signed by the form's four and closed; its days are locked, and it verifies."""
    at = ("--db", str(folder / "kefu.db"))
    april = json.loads(done(office(*at, "score", "--month", "2024-04", "--format", "json")))
    assert april["status"] == "closed"
    late = ("--staff", "W001", "--clause", "1.1", "--on", "2024-04-02")
    refused(office(*at, "violation", "add", *late))
    done(office(*at, "month", "verify"))
    done(office(*at, "check"))


@pytest.mark.parametrize(
    ("lang", "title"), [("zh-Hant", "2024-05 績效考核"), ("zh-Hans", "2024-05 绩效考核")]
)
def test_a_demo_in_chinese(office: Kefu, tmp_path: Path, lang: str, title: str) -> None:
    """The same scores; no English sentence is left."""
    said = done(office("demo", str(tmp_path / "d"), lang=lang))
    assert title in said
    assert "937.63" in said
    assert "recorded" not in said
    assert "What to try" not in said


def test_a_second_demo_leaves_the_first_alone(office: Kefu, folder: Path) -> None:
    """It says so, and how to look at it or to start anew."""
    before = _held(folder)
    what, advice = refused(office("demo", str(folder)))
    assert what == f"{folder / 'kefu.db'} is there already and was left alone."
    assert advice == (
        f"Look at it: kefu --db {folder / 'kefu.db'} score --month 2024-05. Start anew: --fresh."
    )
    assert _held(folder) == before


def test_fresh_makes_the_demo_anew(office: Kefu, folder: Path, made: Path) -> None:
    """What was tried in it is gone, and the scores and the workbook are as they were."""
    at = ("--db", str(folder / "kefu.db"))
    done(
        office(*at, "violation", "add", "--staff", "W001", "--clause", "1.1", "--on", "2024-05-02")
    )
    (folder / "2024-05.xlsx").unlink()
    done(office("demo", str(folder), "--fresh"))
    assert set(_held(folder)) == {"kefu.db", "2024-05.xlsx"}
    assert _held(folder)["2024-05.xlsx"] == _held(made)["2024-05.xlsx"]
    scores = [
        done(office("--db", str(at / "kefu.db"), "score", "--month", "2024-05", "--format", "csv"))
        for at in (folder, made)
    ]
    assert scores[0] == scores[1]


def test_fresh_may_be_said_the_first_time(office: Kefu, tmp_path: Path) -> None:
    """Where nothing is, there is nothing to protect; what was left half-made is overwritten."""
    folder = tmp_path / "new" / "demo"
    folder.mkdir(parents=True)
    (folder / "kefu.part").write_bytes(b"SQLite format 3\0 cut off")
    done(office("demo", str(folder), "--fresh"))
    assert set(_held(folder)) == {"kefu.db", "2024-05.xlsx"}


@pytest.mark.parametrize("more", [(), ("--fresh",)])
def test_an_offices_own_file_is_not_touched(
    office: Kefu, furnished: Path, tmp_path: Path, more: tuple[str, ...]
) -> None:
    """Not a byte of it, whether it has records or is empty, nor the workbook beside it."""
    for source in (furnished, None):
        folder = tmp_path / ("own" if source else "empty")
        folder.mkdir()
        if source:
            shutil.copy(source, folder / "kefu.db")
        else:
            office("--db", str(folder / "kefu.db"), "staff", "list")
        (folder / "2024-05.xlsx").write_text("HR's own", encoding="utf-8")
        before = _held(folder)
        what, _ = refused(office("demo", str(folder), *more))
        assert what.startswith(str(folder / "kefu.db"))
        assert what.endswith("left alone.")
        assert _held(folder) == before


@pytest.mark.parametrize("name", ["kefu.db", "2024-05.xlsx"])
@pytest.mark.parametrize("more", [(), ("--fresh",)])
def test_no_other_programs_file_is_touched(
    office: Kefu, tmp_path: Path, name: str, more: tuple[str, ...]
) -> None:
    """A file of another program, or a workbook alone: both stay as they are."""
    (tmp_path / name).write_text("not kefu's", encoding="utf-8")
    refused(office("demo", str(tmp_path), *more))
    assert _held(tmp_path) == {name: b"not kefu's"}


def test_a_file_in_the_folders_place_is_refused(office: Kefu, tmp_path: Path) -> None:
    """In two lines, and it is left as it is."""
    place = tmp_path / "demo"
    place.write_text("not a folder", encoding="utf-8")
    what, advice = refused(office("demo", str(place)))
    assert (what, advice) == (
        f"{place} cannot be made: there is a file of this name.",
        "Name another folder.",
    )
    what, advice = refused(office("demo", str(place / "inner"), "--fresh"))
    assert advice == "Name another folder."
    assert place.read_text(encoding="utf-8") == "not a folder"
