"""Every kind of bad input in every language: two lines, the right exit code, nothing written.

The sentences are a snapshot; a kind is added by a line of ``KINDS``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from cli.refusing import LANGUAGES, MARKS, refused_everywhere, two_lines
from desks import Kefu, counts, outside
from kefu_cli.store import opening

KINDS = {
    # (2) the line cannot be read
    "no such noun": (2, "payment list"),
    "no such verb": (2, "fee lst"),
    "no such option": (2, "fee list --mnth 2024-05"),
    "an option behind its noun": (2, "fee list --db x"),
    "an option without its value": (2, "violation add --staff --clause 2.1"),
    "a value that belongs to nothing": (2, "fee show 1 2"),
    "a required value left out": (2, "fee add --unit 3-1-502"),
    "a record left out": (2, "fee show"),
    "a reason left out": (2, "fee void 1"),
    "an empty reason": (2, "fee void 1 --reason ''"),
    "a month left out": (2, "fee rate"),
    "no day": (2, "violation add --staff W001 --clause 2.1 --on 2024-02-30"),
    "no month": (2, "fee rate --month 2024-13"),
    "no time": (2, "repair dispatch 31 --at 2024-05-03T25:00"),
    "a negative amount": (2, "fee add --unit 3-1-502 --month 2024-05 --amount -1"),
    "an amount with three decimals": (2, "fee add --unit 3-1-502 --month 2024-05 --amount 0.125"),
    "no amount": (2, "fee add --unit 3-1-502 --month 2024-05 --amount 兩百"),
    "no choice": (2, "unit add --code 3-9 --building 3 --kind 別墅"),
    "neither yes nor no": (2, "staff add --code W009 --name 新人 --appraised 也許"),
    "no code": (2, "staff add --code 'W 9' --name 新人"),
    "no source": (2, "violation add --staff W001 --clause 7.2 --source 31"),
    "no format": (2, "fee list --format xml"),
    "an edit of nothing": (2, "staff edit W001"),
    "a fact that must be": (2, "staff edit W001 --clear name"),
    "a fact that must not be empty": (2, "staff edit W001 --name ''"),
    "days without an absence": (2, "violation add --staff W001 --clause 2.1 --to 2024-05-05"),
    "a pay base without its month": (2, "staff edit W001 --base-pay 2200"),
    "months without a person": (2, "score --from 2024-01 --to 2024-05"),
    "explained for a script": (2, "score --month 2024-05 --explain --format csv"),
    "no record of history": (2, "history --of 31"),
    "no noun to import": (2, "import people f.csv"),
    "no mapping": (2, "import staff f.csv --map x"),
    "no noun of a template": (2, "template people -o t.xlsx"),
    # (1) the line can be read and is refused
    "an unknown person": (1, "violation add --staff W01 --clause 2.1"),
    "an unknown name": (1, "violation add --staff 张四 --clause 2.1"),
    "a name of two": (1, "violation add --staff 王五 --clause 2.1"),
    "an unknown building": (1, "unit add --code 3-9 --building 三號"),
    "an unknown unit": (1, "fee add --unit 3-1-50 --month 2024-05 --amount 240"),
    "an unknown unit near none": (1, "fee add --unit 新 --month 2024-05 --amount 240"),
    "an unknown clause": (1, "violation add --staff W001 --clause 9.9"),
    "a clause of item 4": (1, "violation add --staff W001 --clause 4.1"),
    "an absence on another clause": (1, "violation add --staff W001 --clause 2.2 --absent"),
    "an unknown number": (1, "fee show 99"),
    "an unknown source": (1, "violation add --staff W001 --clause 7.2 --source repair:99"),
    "an absence in place of a finding": (
        1,
        "violation add --staff W001 --absent --source repair:31",
    ),
    "an unknown finding": (1, "finding waive repair:99:7.2 --reason 誤"),
    "a finding of another person": (1, "finding waive violation:1 --reason 誤 --staff W002"),
    "a finding that is not waived": (1, "finding unwaive violation:1 --reason 誤"),
    "a day ahead": (1, "violation add --staff W001 --clause 2.1 --on 2024-06-21"),
    "a payment ahead": (
        1,
        "fee add --unit 3-1-502 --month 2024-05 --amount 1 --paid-on 2024-06-21",
    ),
    "a month not begun": (1, "score --month 2024-07"),
    "a rate of a month not begun": (1, "fee rate --month 2024-07"),
    "arrears of a month not begun": (1, "fee unpaid --month 2024-07"),
    "a last month before the first": (
        1,
        "fee add --unit 3-1-502 --month 2024-05 --to-month 2024-04 --amount 1",
    ),
    "no money": (1, "fee add --unit 3-1-502 --month 2024-05 --amount 0"),
    "a last day before the first": (
        1,
        "building assign --building 3 --staff W003 --from 2024-05-02 --to 2024-05-01",
    ),
    "an absence that ends before it begins": (
        1,
        "violation add --staff W001 --absent --on 2024-05-02 --to 2024-05-01",
    ),
    "an absence of over a year": (
        1,
        "violation add --staff W001 --absent --on 2023-03-02 --to 2024-05-01",
    ),
    "gone before having come": (1, "staff leave W001 --on 2023-02-28"),
    "a violation before having come": (
        1,
        "violation add --staff W001 --clause 2.1 --on 2023-02-28",
    ),
    "a code taken": (1, "staff add --code W001 --name 新人"),
    "a number taken": (1, "repair add --no 31 --unit 3-1-502 --content 漏水"),
    "a second absence": (1, "violation add --staff W002 --absent --on 2024-05-06"),
    "a building held twice": (1, "building assign --building 3 --staff W001 --from 2024-06-01"),
    "a record in use": (1, "staff void W001 --reason 重複登記"),
    "a step before the call": (1, "repair dispatch 31 --at 2024-05-03T08:59"),
    "a revisit before the completion": (1, "repair revisit 31 --record text"),
    "a revisit record without a revisit": (1, "repair edit 31 --revisit-record text"),
    "no such follow-up": (1, "repair unfollow 31 --at 2024-05-03T10:00 --reason 誤"),
    "an as-of day before the month": (1, "score --month 2024-05 --as-of 2024-04-30"),
    "not appraised": (1, "score --month 2023-02 --staff W001"),
    "months in the wrong order": (1, "score --staff W001 --from 2024-05 --to 2024-04"),
    "export to a missing folder": (1, "score --month 2024-05 --export no/x.xlsx"),
    "export over a folder": (1, "score --month 2024-05 --export folder.xlsx"),
    "export over a read-only file": (1, "score --month 2024-05 --export fixed.xlsx"),
    "export over an open file": (1, "score --month 2024-05 --export open.xlsx"),
    "export to no workbook": (1, "score --month 2024-05 --export x.pdf"),
    "a template over a file": (1, "template staff -o fixed.xlsx"),
    "no file to import": (1, "import staff no.csv"),
    "a folder to import": (1, "import staff folder.xlsx"),
    "no workbook to import": (1, "import staff text.xlsx"),
    "no headings to import": (1, "import staff text.csv"),
    "no rulebook": (1, "rules use no.toml --from 2024-07"),
    "a broken rulebook": (1, "rules use text.csv --from 2024-07"),
    "no database": (1, "--db text.csv fee list"),
    "a folder for a database": (1, "--db folder.xlsx fee list"),
    "another program's database": (1, "--db foreign.db fee list"),
    "a newer database": (1, "--db newer.db fee list"),
}
"""By kind: the exit code and the line."""


@pytest.fixture
def corner(desk: Kefu, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kefu:
    """The furnished office in a folder with the files that the lines name."""
    place = tmp_path / "corner"
    (place / "folder.xlsx").mkdir(parents=True)
    (place / "fixed.xlsx").touch(0o400)
    (place / "open.xlsx").touch()
    (place / "~$open.xlsx").touch()
    for name in ("text.xlsx", "text.csv"):
        (place / name).write_text("只是文字\n" * 60, encoding="utf-8")
    with outside(place / "foreign.db") as file:
        file.execute("CREATE TABLE invoice (id INTEGER)")
    (place / "newer.db").write_bytes(db.read_bytes())
    with outside(place / "newer.db") as file:
        file.execute("PRAGMA user_version = 99")
    monkeypatch.chdir(place)
    return desk


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_is_two_lines_and_writes_nothing(
    corner: Kefu, db: Path, tmp_path: Path, snapshot: SnapshotAssertion, kind: str
) -> None:
    """What was wrong with which value, and what to do; in each language."""
    code, line = KINDS[kind]
    told = refused_everywhere(corner, db, tmp_path, code, line)
    assert "\n".join(told) == snapshot


def _voided(kefu: Kefu, _db: Path) -> None:
    kefu("fee", "void", "1", "--reason", "重複錄入")


def _waived(kefu: Kefu, _db: Path) -> None:
    kefu("finding", "waive", "violation:1", "--reason", "工牌送修")


def _dispatched(kefu: Kefu, _db: Path) -> None:
    kefu("repair", "dispatch", "31", "--at", "2024-05-03T10:00")


def _completed(kefu: Kefu, _db: Path) -> None:
    kefu("repair", "complete", "31", "--at", "2024-05-12T16:00")


def _cut_off(_kefu: Kefu, db: Path) -> None:
    db.write_bytes(db.read_bytes()[: db.stat().st_size // 2])


PREPARED: dict[str, tuple[Callable[[Kefu, Path], None], str]] = {
    "a voided record": (_voided, "fee edit 1 --receipt 1"),
    "a record voided twice": (_voided, "fee void 1 --reason 重複"),
    "a finding waived twice": (_waived, "finding waive violation:1 --reason 誤"),
    "a step taken twice": (_dispatched, "repair dispatch 31"),
    "a revisit too early": (_completed, "repair revisit 31 --at 2024-05-12T15:00"),
    "a follow-up too late": (_completed, "repair follow 31 --at 2024-05-13T15:00"),
    "a file cut off": (_cut_off, "fee list"),
}
"""By kind: what happened before, and the line that is refused with exit code 1."""


@pytest.mark.parametrize("kind", PREPARED)
def test_a_refusal_after_something_else(
    corner: Kefu, db: Path, tmp_path: Path, snapshot: SnapshotAssertion, kind: str
) -> None:
    """The same, where the file's state makes the line wrong."""
    prepare, line = PREPARED[kind]
    prepare(corner, db)
    assert "\n".join(refused_everywhere(corner, db, tmp_path, 1, line)) == snapshot


def test_a_locked_file(
    corner: Kefu, db: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """Another program has it, for longer than kefu waits."""
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0)
    before = counts(db)
    told: list[str] = []
    with outside(db) as other:
        other.execute("BEGIN IMMEDIATE")
        for lang in LANGUAGES:
            outcome = corner("fee", "void", "1", "--reason", "x", lang=lang)
            told += two_lines(outcome, 1, MARKS[lang], lang)
    assert counts(db) == before
    assert "\n".join(told).replace(str(db), "FILE") == snapshot


def test_a_bad_file_is_told_row_by_row(corner: Kefu, db: Path, snapshot: SnapshotAssertion) -> None:
    """The table on standard output, the refusal in two lines; in each language."""
    Path("fees.csv").write_text(
        "房號,月份,金額,繳費日期\n3-1-50,2024-05,-1,2024/5/31\n3-1-502,2024-13,,2024-06-21\n",
        encoding="utf-8",
    )
    before, told = db.read_bytes(), []
    for lang in LANGUAGES:
        outcome = corner("import", "fee", "fees.csv", lang=lang)
        assert outcome.code == 1
        assert len(outcome.err.splitlines()) == 2
        told += [outcome.out, outcome.err]
    assert db.read_bytes() == before
    assert "".join(told) == snapshot
