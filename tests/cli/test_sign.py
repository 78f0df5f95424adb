"""``kefu sign``: who signs what in which order, and what makes a signature void."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from desks import NOW, Kefu, counts, done, outside, refused
from kefu_cli.records.monthend import NOTHING
from kefu_cli.store import closing, kept
from kefu_cli.store.monthend import correction_signatures
from kefu_cli.store.opening import Command, open_file, writing
from kefu_cli.store.records import Origin
from monthend import SIGNERS, all_standing, close, sign

FIRST, SECOND, THIRD, LAST = SIGNERS
MAY = ("sign", "--month", "2024-05", "--role")
ANOTHER_PROGRAM = (
    "INSERT INTO violation (id, staff_id, clause, on_day) SELECT 99, id, '1.1', '2024-05-10'"
    " FROM staff WHERE code = 'W001'"
)


def _signatures(db: Path) -> list[tuple[Any, ...]]:
    query = "SELECT role, recorded_by, recorded_at, sha256, closing_id FROM signature ORDER BY id"
    with outside(db) as file:
        return file.execute(query).fetchall()


def _keep_correction(db: Path) -> tuple[int, str]:
    """Keep a correction of May, as ``month correction`` does; its number and its hash."""
    command = Command("趙經理", "kefu month correction", NOW)
    with open_file(db) as file, writing(file, command) as number:
        months = [k for k in all_standing(file) if str(k.month) == "2024-05"]
        found, origin = kept.appraisal_of(file, months[0]), Origin(command, number)
        made = closing.keep(file, found, NOTHING, "correction", months[0].sha256, origin)
    return made.id, made.sha256


def test_the_first_signs(desk: Kefu, db: Path) -> None:
    """The hash, the role, the name and the time are said, who is next, and that it stays."""
    said = done(desk(*MAY, FIRST)).splitlines()
    (row,) = _signatures(db)
    assert row[:3] == (FIRST, "王主管", "2024-06-20T09:30")
    assert said == [
        f"2024-05 signed: 客服主管 王主管, 2024-06-20 09:30, result {row[3][:12]}…",
        "Next signs 物業副經理: kefu sign --month 2024-05 --role 物業副經理",
        "A signature cannot be taken back; it becomes void if the result changes.",
    ]


def test_after_the_last_the_month_can_be_closed(desk: Kefu) -> None:
    """All have signed, and the command that closes the month is named."""
    for role in (FIRST, SECOND, THIRD):
        done(desk(*MAY, role))
    assert done(desk(*MAY, LAST)).splitlines()[1] == (
        "All have signed. To close the month: kefu month close 2024-05"
    )
    done(desk("month", "close", "2024-05"))


def test_the_name_is_that_of_who_signs(
    desk: Kefu, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KEFU_USER says who it is."""
    monkeypatch.setenv("KEFU_USER", "陳領導")
    done(desk(*MAY, FIRST))
    assert _signatures(db)[0][1] == "陳領導"


def test_a_role_is_known_in_the_other_script(desk: Kefu, db: Path) -> None:
    """客服主管 is written alike, 物业副经理 is 物業副經理; the form's own words are kept."""
    done(desk(*MAY, FIRST))
    done(desk(*MAY, " 物业副经理 "))
    assert _signatures(db)[1][0] == "物業副經理"


def test_an_unknown_role_is_refused(desk: Kefu) -> None:
    """Those who sign are named."""
    assert refused(desk(*MAY, "總經理")) == [
        "“總經理” does not sign the form.",
        "Choose from 客服主管, 物業副經理, 物業經理, 分管領導.",
    ]


@pytest.mark.parametrize("role", [SECOND, THIRD, LAST])
def test_nobody_signs_before_the_first(desk: Kefu, db: Path, role: str) -> None:
    """The one who signs next is named, with the command, and nothing is written."""
    before = counts(db)
    assert refused(desk(*MAY, role)) == [
        f"客服主管 signs 2024-05 before {role}.",
        "First: kefu sign --month 2024-05 --role 客服主管",
    ]
    assert counts(db) == before


def test_nobody_signs_the_same_twice(desk: Kefu) -> None:
    """Who has signed and when is said."""
    done(desk(*MAY, FIRST))
    assert refused(desk(*MAY, FIRST)) == [
        "客服主管 has signed this result of 2024-05 already: 王主管, 2024-06-20 09:30.",
        "A signature is asked for again only when the result has changed.",
    ]


def test_a_month_is_signed_once_its_last_day_is_over(desk: Kefu) -> None:
    """Not in its last minute, but in the first one after."""
    assert refused(desk(*MAY, FIRST, now=datetime(2024, 5, 31, 23, 59))) == [
        "2024-05 has not ended.",
        "Its result is final after 2024-05-31.",
    ]
    done(desk(*MAY, FIRST, now=datetime(2024, 6, 1)))


def test_a_closed_month_is_not_signed_again(desk: Kefu) -> None:
    """Who closed it is said, and how it is opened."""
    close(desk, "2024-05")
    assert refused(desk(*MAY, FIRST)) == [
        "2024-05 is closed already, since 2024-06-20 09:30 by 王主管.",
        "To open it again: kefu month reopen 2024-05 --reason … --approved-by …",
    ]


def test_a_change_by_another_program_makes_every_signature_void(desk: Kefu, db: Path) -> None:
    """The month cannot be closed, and all sign the new result, again in their order."""
    sign(desk, "2024-05")
    with outside(db) as file:
        file.execute(ANOTHER_PROGRAM)
    what, _ = refused(desk("month", "close", "2024-05"))
    assert what == "2024-05 is not signed by: 客服主管, 物業副經理, 物業經理, 分管領導."
    assert refused(desk(*MAY, SECOND))[0] == "客服主管 signs 2024-05 before 物業副經理."
    close(desk, "2024-05")
    hashes = [row[3] for row in _signatures(db)]
    assert len(hashes) == 8
    assert hashes[:4] == [hashes[0]] * 4
    assert hashes[4:] == [hashes[7]] * 4
    assert hashes[0] != hashes[7]


def test_a_signature_counts_again_once_the_change_is_taken_back(desk: Kefu, db: Path) -> None:
    """It counts while the result has the hash that was signed, whatever it had in between."""
    sign(desk, "2024-05")
    with outside(db) as file:
        file.execute(ANOTHER_PROGRAM)
    done(desk(*MAY, FIRST))
    done(desk("violation", "void", "99", "--reason", "記錯人"))
    assert refused(desk(*MAY, FIRST))[0].startswith("客服主管 has signed this result")
    done(desk("month", "close", "2024-05"))


def test_another_rulebook_makes_a_signature_void(desk: Kefu, tmp_path: Path) -> None:
    """Which rules held is a part of what was signed, even where they change no score."""
    done(desk(*MAY, FIRST))
    book = tmp_path / "own.toml"
    text = done(desk("rules", "export"))
    book.write_text(text.replace('"standard"', '"own"', 1), encoding="utf-8")
    done(desk("rules", "use", str(book), "--from", "2024-05"))
    assert refused(desk(*MAY, SECOND))[0] == "客服主管 signs 2024-05 before 物業副經理."
    done(desk(*MAY, FIRST))


def test_a_kept_correction_is_signed_by_the_four(desk: Kefu, db: Path) -> None:
    """Under its own hash and number; once all have signed it the month is closed to signatures."""
    close(desk, "2024-05")
    number, sha256 = _keep_correction(db)
    with open_file(db) as file:
        assert correction_signatures(file, kept.numbered(file, number), SIGNERS) == ()
    assert refused(desk(*MAY, SECOND))[0] == "客服主管 signs 2024-05 before 物業副經理."
    assert done(desk(*MAY, FIRST)).splitlines() == [
        f"Correction of 2024-05 signed: 客服主管 王主管, 2024-06-20 09:30, result {sha256[:12]}…",
        "Next signs 物業副經理: kefu sign --month 2024-05 --role 物業副經理",
        "A signature cannot be taken back.",
    ]
    done(desk(*MAY, SECOND))
    done(desk(*MAY, THIRD))
    assert done(desk(*MAY, LAST)).splitlines()[1] == "All have signed."
    assert [row[3:] for row in _signatures(db)][4:] == [(sha256, number)] * 4
    assert refused(desk(*MAY, FIRST))[0].startswith("2024-05 is closed already")


def test_only_the_latest_correction_is_signed(desk: Kefu, db: Path) -> None:
    """What was signed of one before it does not count for it."""
    close(desk, "2024-05")
    _keep_correction(db)
    done(desk(*MAY, FIRST))
    number, _ = _keep_correction(db)
    done(desk(*MAY, FIRST))
    assert _signatures(db)[-1][4] == number
    assert refused(desk(*MAY, LAST))[0] == "物業副經理 signs 2024-05 before 分管領導."


def test_what_is_missing_is_named_or_asked_for(desk: Kefu, db: Path) -> None:
    """In a terminal the roles are shown to choose from."""
    assert refused(desk("sign", "--month", "2024-05"), 2)[0] == "--role is missing."
    assert refused(desk("sign", "--role", FIRST), 2)[0] == "--month is missing."
    assert refused(desk("sign"), 2)[0] == "--month, --role is missing."
    asked = desk("sign", answers=("2024-05", "1", "y"))
    assert asked.code == 0
    assert "   1  客服主管\n   2  物業副經理\n   3  物業經理\n   4  分管領導\n" in asked.err
    assert _signatures(db)[0][0] == FIRST


def test_who_is_asked_as_whom_they_sign_is_told_what_and_asked_whether(
    desk: Kefu, db: Path
) -> None:
    """The role that signs next is offered; a no signs nothing, and is no command."""
    done(desk(*MAY, FIRST))
    before = counts(db)
    said = desk("sign", answers=("2024-05", "", "n"))
    assert (said.code, said.out) == (0, "Nothing was signed.\n")
    assert counts(db) == before
    asked = desk("sign", answers=("2024-05", "", "y"))
    sha256 = _signatures(db)[1][3]
    assert "(Enter: 物業副經理)\n" in asked.err
    assert asked.err.endswith(
        f"To be signed as 物業副經理: 2024-05, 4 people, result {sha256[:12]}…\n"
        "A signature cannot be taken back.\nSign it? (y/n)\n> "
    )
    assert [row[0] for row in _signatures(db)] == [FIRST, SECOND]


def test_who_signs_as_named_on_the_line_is_not_asked(desk: Kefu, db: Path) -> None:
    """In a terminal neither."""
    assert (desk(*MAY, FIRST, answers=()).code, len(_signatures(db))) == (0, 1)


def test_a_role_whose_turn_it_is_not_is_refused_unasked(desk: Kefu, db: Path) -> None:
    """Whoever answers with it learns who signs before."""
    asked = desk("sign", answers=("2024-05", "分管領導"))
    assert asked.code == 1
    assert "客服主管 signs 2024-05 before 分管領導." in asked.err
    assert _signatures(db) == []
