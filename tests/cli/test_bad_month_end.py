"""Every refusal of a month's end in every language: two lines, exit code, nothing written.

The sentences are a snapshot; a kind is added by a line of ``KINDS``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from cli.refusing import refused_everywhere
from desks import Kefu, done, lines, outside
from monthend import close, sign

KINDS = {
    # (2) the line cannot be read
    "no score": (2, "review set --staff W003 --month 2024-05 --level direct --item 3 --score 好"),
    "no item": (2, "review set --staff W003 --month 2024-05 --level direct --item 三 --score 15"),
    "no reviewer": (2, "review set --staff W003 --month 2024-05 --level 經理 --item 3 --score 15"),
    "no day of an objection": (
        2,
        "objection add --staff W001 --month 2024-05 --text 否 --on 2024-02-30",
    ),
    "an objection without words": (2, "objection add --staff W001 --month 2024-05"),
    "a signature without a role": (2, "sign --month 2024-05"),
    "a month left out": (2, "month close"),
    "no month": (2, "month close 2024-13"),
    "no reason to reopen": (2, "month reopen 2024-05 --approved-by 李經理"),
    "nobody who agreed": (2, "month reopen 2024-05 --reason 漏錄"),
    "an empty name": (2, "month reopen 2024-05 --reason 漏錄 --approved-by ''"),
    "evidence of nobody": (2, "evidence --month 2024-05 -o e.xlsx"),
    "evidence into nothing": (2, "evidence --staff W001 --month 2024-05"),
    "a month and a day of history": (2, "history --month 2024-05 --on 2024-05-03"),
    # (1) the line can be read and is refused
    "no reason for another score": (
        1,
        "review set --staff W003 --month 2024-05 --level direct --item 3 --score 13",
    ),
    "more than the points": (
        1,
        "review set --staff W003 --month 2024-05 --level direct --item 3 --score 16 --reason 好",
    ),
    "an item that is none": (
        1,
        "review set --staff W003 --month 2024-05 --level direct --item 9 --score 1",
    ),
    "a review of somebody else's month": (
        1,
        "review set --staff W002 --month 2024-07 --level direct --item 3 --score 15",
    ),
    "no workbook of reviews": (1, "review import none.xlsx"),
    "a foreign workbook of reviews": (1, "review import foreign.xlsx"),
    "an ack of nobody's score": (1, "ack --staff W002 --month 2024-07"),
    "a score seen before it was there": (1, "ack --staff W001 --month 2024-05 --on 2024-05-20"),
    "an objection of nobody's score": (1, "objection add --staff W002 --month 2024-07 --text 否"),
    "an unknown objection": (1, "objection answer 9 --answer upheld --reason 補"),
    "a running month issued": (1, "month issue 2024-06"),
    "a running month signed": (1, "sign --month 2024-06 --role 客服主管"),
    "a running month closed": (1, "month close 2024-06"),
    "nobody's role": (1, "sign --month 2024-05 --role 保安"),
    "a signature out of order": (1, "sign --month 2024-05 --role 物業經理"),
    "closing without signatures": (1, "month close 2024-05"),
    "an open month reopened": (1, "month reopen 2024-05 --reason 漏錄 --approved-by 李經理"),
    "an open month corrected": (1, "month correction 2024-05"),
    "evidence of nobody's score": (1, "evidence --staff W002 --month 2024-07 -o e.xlsx"),
    "evidence that is no workbook": (1, "evidence --staff W001 --month 2024-05 -o e.docx"),
}
"""By kind: the exit code and the line."""

OBJECTED = "objection add --staff W001 --month 2024-05 --text 已請假 --on 2024-06-04"
CORRECTED = """
    violation add --staff W001 --clause 3.1 --on 2024-05-10 --late
    month correction 2024-05 --keep
"""
PREPARED = {
    "a score acknowledged twice": (
        "ack --staff W001 --month 2024-05",
        "ack --staff W001 --month 2024-05",
    ),
    "scores issued twice": ("month issue 2024-05 --on 2024-06-03", "month issue 2024-05"),
    "a score seen before it was issued": (
        "month issue 2024-05 --on 2024-06-03",
        "ack --staff W001 --month 2024-05 --on 2024-06-02",
    ),
    "an objection too early": (
        "month issue 2024-05 --on 2024-06-03",
        "objection add --staff W001 --month 2024-05 --text 否 --on 2024-06-02",
    ),
    "an objection too late": (
        "month issue 2024-05 --on 2024-06-03",
        "objection add --staff W001 --month 2024-05 --text 否 --on 2024-06-11",
    ),
    "an answer before the objection": (
        OBJECTED,
        "objection answer 1 --answer upheld --reason 補 --on 2024-06-03",
    ),
    "an objection answered twice": (
        f"{OBJECTED}\n    objection answer 1 --answer rejected --reason 無",
        "objection answer 1 --answer upheld --reason 補",
    ),
    "closing against an objection": (OBJECTED, "month close 2024-05"),
    "a role that has signed": (
        "sign --month 2024-05 --role 客服主管",
        "sign --month 2024-05 --role 客服主管",
    ),
    "a signature taken back": ("sign --month 2024-05 --role 客服主管", "undo"),
    "a record taken back that is in use": (
        "building add --code 9\n    unit add --code 9-1 --building 9",
        "building void 9 --reason 誤",
    ),
}
"""By kind: what happened before, and the line that is refused with exit code 1."""

CLOSED = {
    "a record in a closed month": "violation add --staff W001 --clause 1.1 --on 2024-05-02",
    "what rests on a closed month": (
        "violation add --staff W001 --clause 7.2 --on 2024-06-12 --source repair:31"
    ),
    "a void in a closed month": "violation void 1 --reason 誤",
    "a fee of a closed month": (
        "fee add --unit 3-1-502 --month 2024-05 --amount 240 --paid-on 2024-05-30"
    ),
    "an assignment in a closed month": (
        "building assign --building 3 --staff W003 --from 2024-05-01"
    ),
    "an old handover": "unit handover 3-1-503 --on 2024-05-02",
    "a step in a closed month": "repair dispatch 31 --at 2024-05-04T09:00",
    "a waiver in a closed month": "finding waive violation:1 --reason 誤",
    "a rulebook of a closed month": "rules use company.toml --from 2024-05",
    "a review of a closed month": (
        "review set --staff W003 --month 2024-05 --level direct --item 3 --score 15"
    ),
    "an objection on a closed day": (
        "objection add --staff W001 --month 2024-05 --text 否 --on 2024-05-31"
    ),
    "a closed month issued": "month issue 2024-05",
    "a closed month signed": "sign --month 2024-05 --role 客服主管",
    "a month closed twice": "month close 2024-05",
    "a month before the first": "month close 2024-03",
    "a closed month as of a day": "score --month 2024-05 --as-of 2024-05-20",
    "a reopening by one alone": "month reopen 2024-05 --reason 漏錄 --approved-by 王主管",
    "a month reopened that is open": "month reopen 2024-04 --reason 漏錄 --approved-by 李經理",
    "a correction of nothing": "month correction 2024-05 --keep",
    "a correction of nothing exported": "month correction 2024-05 --export c.xlsx",
    "a closing taken back": "undo",
}
"""By kind: the line that is refused with exit code 1 once May is closed."""


@pytest.fixture
def corner(desk: Kefu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kefu:
    """The furnished office in a folder with the files that the lines name."""
    place = tmp_path / "corner"
    place.mkdir()
    (place / "e.docx").touch()
    monkeypatch.chdir(place)
    done(desk("rules", "export", "--output", "company.toml"))
    done(desk("template", "fee", "-o", "foreign.xlsx"))
    return desk


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_is_two_lines_and_writes_nothing(
    corner: Kefu, db: Path, tmp_path: Path, snapshot: SnapshotAssertion, kind: str
) -> None:
    """What was wrong with which value, and what to do; in each language."""
    code, line = KINDS[kind]
    assert "\n".join(refused_everywhere(corner, db, tmp_path, code, line)) == snapshot


@pytest.mark.parametrize("kind", PREPARED)
def test_a_refusal_after_something_else(
    corner: Kefu, db: Path, tmp_path: Path, snapshot: SnapshotAssertion, kind: str
) -> None:
    """The same, where what was done before makes the line wrong."""
    before, line = PREPARED[kind]
    for prepared in lines(before):
        done(corner(*prepared))
    assert "\n".join(refused_everywhere(corner, db, tmp_path, 1, line)) == snapshot


@pytest.mark.parametrize("kind", CLOSED)
def test_a_closed_months_refusal(
    corner: Kefu, db: Path, tmp_path: Path, snapshot: SnapshotAssertion, kind: str
) -> None:
    """It says that the month is closed, and how to go on."""
    close(corner, "2024-05")
    assert "\n".join(refused_everywhere(corner, db, tmp_path, 1, CLOSED[kind])) == snapshot


def test_a_correction_kept_twice(
    corner: Kefu, db: Path, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """The second time it is said when it was kept."""
    close(corner, "2024-05")
    for words in lines(CORRECTED):
        done(corner(*words))
    line = "month correction 2024-05 --keep"
    assert "\n".join(refused_everywhere(corner, db, tmp_path, 1, line)) == snapshot


def test_months_close_in_order(
    corner: Kefu, db: Path, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Both ways: not one past the next, and not reopened from the middle."""
    close(corner, "2024-03")
    sign(corner, "2024-05")
    told = refused_everywhere(corner, db, tmp_path, 1, "month close 2024-05")
    close(corner, "2024-04")
    line = "month reopen 2024-03 --reason 漏錄 --approved-by 李經理"
    assert "\n".join([*told, *refused_everywhere(corner, db, tmp_path, 1, line)]) == snapshot


def test_a_kept_result_that_was_damaged(
    corner: Kefu, db: Path, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """What cannot be read is said to be damaged, whoever asks for it."""
    close(corner, "2024-05")
    with outside(db) as file:
        file.execute("DROP TRIGGER kept_fixed")
        file.execute("UPDATE kept SET result = '{' WHERE place = 0")
    line = "score --month 2024-05"
    assert "\n".join(refused_everywhere(corner, db, tmp_path, 1, line)) == snapshot


def test_a_file_that_is_no_backup(
    corner: Kefu, db: Path, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """A backup that was changed since its checksum was written is not put back."""
    done(corner("backup", "b.db"))
    shutil.copy("e.docx", "b.db")
    assert "\n".join(refused_everywhere(corner, db, tmp_path, 1, "restore b.db")) == snapshot
