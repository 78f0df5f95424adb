"""Closing: what is kept of a month, what it is chained to, and that it reads back whole."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desks import NOW, Kefu, done, outside
from kefu_cli.appraisal.canonical import (
    digest,
    people_texts,
    person_from,
    person_plain,
    person_text,
    result_digest,
    text,
)
from kefu_cli.calendar import Month
from kefu_cli.errors import FileError
from kefu_cli.records.monthend import NOTHING
from kefu_cli.store import closing, kept
from kefu_cli.store.appraisals import appraise_month
from kefu_cli.store.monthend import month_end
from kefu_cli.store.opening import Command, open_file, writing
from kefu_cli.store.records import Origin
from monthend import SIGNERS, all_standing, close, sign

APRIL, MAY = Month(2024, 4), Month(2024, 5)
TODAY = date(2024, 6, 20)


def _head(db: Path, number: int) -> dict[str, Any]:
    with open_file(db) as file:
        return dict(kept.numbered(file, number).head)


def _reviewed(kefu: Kefu) -> None:
    """Let some items have reviews, a rate, a waiver and an absence."""
    given = ("--month", "2024-05", "--level", "manager", "--item", "3", "--score", "13.5")
    done(kefu("review", "set", "--staff", "W001", *given, "--reason", "核實"))
    done(kefu("finding", "waive", "violation:1", "--reason", "當天已補"))


def test_a_persons_text_is_that_of_their_plain_values(desk: Kefu, db: Path) -> None:
    """However it is made up, alone or with everybody's."""
    _reviewed(desk)
    with open_file(db) as file:
        appraisal = appraise_month(file, MAY, TODAY)
    wanted = [text(person_plain(person)) for person in appraisal.staff]
    assert [person_text(person) for person in appraisal.staff] == wanted
    assert people_texts(appraisal) == wanted
    assert [person_plain(person_from(json.loads(each))) for each in wanted] == [
        json.loads(each) for each in wanted
    ]


def test_what_is_kept_reads_back_as_it_was(desk: Kefu, db: Path) -> None:
    """The appraisal but for days of joining and leaving, and all that stood beside it."""
    _reviewed(desk)
    done(desk("month", "issue", "2024-05", "--on", "2024-06-10"))
    done(desk("ack", "--staff", "W002", "--month", "2024-05"))
    objection = ("--staff", "W001", "--month", "2024-05", "--text", "不服", "--on", "2024-06-11")
    done(desk("objection", "add", *objection))
    done(desk("objection", "answer", "1", "--answer", "rejected", "--reason", "屬實"))
    sign(desk, "2024-05")
    with open_file(db) as file:
        before = appraise_month(file, MAY, TODAY)
        end = month_end(file, before)
    done(desk("month", "close", "2024-05"))
    with open_file(db) as file:
        after, closed_end = appraise_month(file, MAY, TODAY), kept.end_where_closed(file, MAY)
    assert (after.month, after.as_of, after.rulebook) == (MAY, MAY.last, before.rulebook)
    assert people_texts(after) == people_texts(before)
    assert after.unassigned == before.unassigned
    assert closed_end.closed is not None
    assert end == type(end)(end.issue, end.acks, end.objections, end.signatures)
    for part in ("issue", "acks", "objections", "signatures"):
        assert getattr(closed_end, part) == getattr(end, part), part
    assert (end.issue and end.acks and end.objections and len(end.signatures)) == len(SIGNERS)


def test_the_head_names_every_hash_and_is_the_chains_link(desk: Kefu, db: Path) -> None:
    """Its own hash is the closing's; it holds those of the result, the rules and the one before."""
    close(desk, "2024-04")
    close(desk, "2024-05")
    with open_file(db) as file:
        april, may = all_standing(file)
        appraisal = kept.appraisal_of(file, may)
    head = may.head
    assert digest(may.head_text) == may.sha256
    assert head["result"] == result_digest(appraisal, people_texts(appraisal))
    assert head["rulebook"][2] == appraisal.rulebook.sha256
    assert (head["previous"], april.head["previous"]) == (april.sha256, None)
    assert (head["supersedes"], head["reopened"]) == (None, None)
    with outside(db) as file:
        (command,) = file.execute("SELECT command_id FROM closing WHERE month = '2024-05'")
    assert head["closed"] == {"by": "王主管", "at": "2024-06-20T09:30", "command": command[0]}


def test_a_closing_that_supersedes_says_why_the_one_before_was_reopened(
    desk: Kefu, db: Path
) -> None:
    """And again, of each closing the one before it."""
    close(desk, "2024-05")
    for reason in ("一", "二"):
        line = ("--reason", reason, "--approved-by", "趙經理")
        done(desk("month", "reopen", "2024-05", *line))
        done(desk("month", "close", "2024-05"))
    with open_file(db) as file:
        hashes = [kept.numbered(file, number).sha256 for number in (1, 2)]
    for number, reason in ((2, "一"), (3, "二")):
        head = _head(db, number)
        assert head["supersedes"] == hashes[number - 2]
        told = {"reason": reason, "approved_by": "趙經理", "by": "王主管"}
        told |= {"at": "2024-06-20T09:30", "command": head["reopened"]["command"]}
        assert head["reopened"] == told
        assert head["reopened"]["command"] < head["closed"]["command"]
    assert _head(db, 1)["supersedes"] is None


def test_the_findings_that_were_judged_are_kept(desk: Kefu, db: Path) -> None:
    """Those that counted or were waived, those against nobody, and those that were replaced."""
    done(desk("assignment", "void", "2", "--reason", "選錯"))
    for number, on in (("77", "2024-05-02"), ("78", "2024-05-04")):
        done(
            desk(
                *("repair", "add", "--no", number, "--unit", "5-1-101", "--content", "漏水"),
                *("--received", f"{on}T08:00"),
            )
        )
    later = ("--on", "2024-06-03", "--source", "repair:78")
    done(desk("violation", "add", "--staff", "W003", "--clause", "7.2", *later))
    close(desk, "2024-05")
    with outside(db) as file:
        found = [f for (f,) in file.execute("SELECT finding FROM kept_finding ORDER BY finding")]
    assert found == [
        "handover:3-1-502:8.1",
        "repair:31:7.2",
        "repair:77:7.2",
        "repair:78:7.2",
        "violation:1",
        "violation:2",
    ]
    assert _head(db, 1)["findings"] == digest(*found)


def test_a_month_without_anybody_can_be_closed(office: Kefu, db: Path) -> None:
    """Its result is empty, and the next month links to it."""
    office("staff", "add", "--code", "W001", "--name", "張三", "--joined", "2024-05-02")
    close(office, "2024-04")
    close(office, "2024-05")
    with open_file(db) as file:
        assert appraise_month(file, APRIL, TODAY).staff == ()
        assert [kept.count_people(file, number) for number in (1, 2)] == [0, 1]
    assert done(office("month", "verify")) == "2 closed months verified.\n"


def test_nothing_is_kept_where_the_transaction_fails(desk: Kefu, db: Path) -> None:
    """The closing, its people and the lock are written together or not at all."""
    sign(desk, "2024-05")
    command = Command("王主管", "kefu month close", NOW)

    def close_and_fail() -> None:
        with open_file(db) as file, writing(file, command) as number:
            closing.close(file, MAY, TODAY, Origin(command, number))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        close_and_fail()
    with outside(db) as file:
        for table in ("closing", "kept", "kept_finding"):
            assert file.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        assert file.execute("SELECT last_day, closing_id FROM lock").fetchone() == (None, None)


@pytest.mark.parametrize(
    "head",
    ["", "[]", "{", '{"month": "2024-05"}', "9" * 5000, "[" * 100_000, '{"closed": 5}'],
)
def test_a_head_that_cannot_be_read_is_a_refusal(desk: Kefu, db: Path, head: str) -> None:
    """Whatever another program wrote into it."""
    close(desk, "2024-05")
    with outside(db) as file:
        file.execute("DROP TRIGGER closing_fixed")
        file.execute("UPDATE closing SET head = ?", (head,))
    with open_file(db) as file:
        (standing,) = all_standing(file)
        for read in (kept.appraisal_of, kept.end_of):
            with pytest.raises(FileError, match="was damaged"):
                read(file, standing)
        with pytest.raises(FileError, match="was damaged"):
            kept.closed_of(standing)


def test_an_open_month_has_nothing_beside_it(desk: Kefu, db: Path) -> None:
    """Whatever is signed: what stands beside it is asked for by ``month_end``."""
    sign(desk, "2024-05")
    with open_file(db) as file:
        assert kept.end_where_closed(file, MAY) == NOTHING
