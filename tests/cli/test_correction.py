"""``kefu month correction``: what came late would change of a closed month, kept and signed."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from desks import Kefu, done, shown
from monthend import SIGNERS, close

LATE = ("violation", "add", "--staff", "W001", "--clause", "3.1", "--on", "2024-05-10", "--late")


JULY = datetime(2024, 7, 2, 9, 30)


@pytest.fixture
def closed(desk: Kefu) -> Kefu:
    """The furnished office, with May closed."""
    close(desk, "2024-05")
    return desk


def correction(kefu: Kefu, *more: str) -> Any:
    """The correction of May as scripts have it."""
    return json.loads(done(kefu("month", "correction", "2024-05", "--format", "json", *more)))


def waiting(kefu: Kefu) -> Any:
    """What status says to settle of May."""
    return json.loads(done(kefu("month", "status", "2024-05", "--format", "json")))["warns"]


def total(kefu: Kefu, code: str) -> Any:
    """A person's total of May as ``score`` has it."""
    document = json.loads(done(kefu("score", "--month", "2024-05", "--format", "json")))
    return next(p["total"] for p in document["staff"] if p["code"] == code)


def sign_correction(kefu: Kefu) -> None:
    """Let all four sign what was kept."""
    for role in SIGNERS:
        done(kefu("sign", "--month", "2024-05", "--role", role))


def test_nothing_late_changes_nothing(closed: Kefu) -> None:
    """Without late records there is nothing to correct, and nothing to keep."""
    assert correction(closed)["changes"] == []
    said = done(closed("month", "correction", "2024-05"))
    assert said == "Nothing that came late changes 2024-05.\n"
    refused = closed("month", "correction", "2024-05", "--keep")
    assert (refused.code, refused.out) == (1, "")
    assert "Nothing that came late changes 2024-05." in refused.err


def test_an_open_month_has_no_correction(desk: Kefu) -> None:
    """What is open counts whatever is recorded."""
    refused = desk("month", "correction", "2024-05")
    assert refused.code == 1
    assert "2024-05 is not closed." in refused.err


def test_a_fact_filled_in_late_is_named_once_however_often_it_was_written(desk: Kefu) -> None:
    """In a person's words, with who wrote it last; scripts have the field's name."""
    done(desk("repair", "dispatch", "31", "--worker", "李師傅", "--at", "2024-05-03 10:00"))
    close(desk, "2024-05")
    done(desk("repair", "complete", "31", "--at", "2024-05-30 10:00", "--late"))
    done(desk("repair", "edit", "31", "--clear", "completed"))
    assert "--late" in desk("repair", "complete", "31", "--at", "2024-05-30 09:00").err
    done(desk("repair", "complete", "31", "--at", "2024-05-30 09:00", "--late"))
    (late,) = correction(desk)["late"]
    assert (late["record"], late["field"]) == ("repair:31", "completed")
    said = done(desk("month", "correction", "2024-05", lang="zh-Hant"))
    assert "結帳後補記 repair:31：完成時間 2024-05-30 09:00（王主管，2024-06-20）\n" in said


def test_a_late_record_waits_beside_the_closed_result(closed: Kefu) -> None:
    """The person's items, total, pay and actions before and after; the closed score stands."""
    before = total(closed, "W001")
    done(closed(*LATE))
    found = correction(closed)
    (change,) = found["changes"]
    assert change["code"] == "W001"
    assert change["items"] == [{"no": 3, "name": "工作態度", "before": 15, "after": 13}]
    assert change["total"] == {"before": before, "after": before - 2}
    assert [late["record"] for late in found["late"]] == ["violation:3"]
    assert found["kept"] is None
    assert total(closed, "W001") == before


def test_the_table_says_what_changes_and_how_to_go_on(closed: Kefu) -> None:
    """A person reads who, which item, from what to what, and the next command."""
    done(closed(*LATE))
    text = done(closed("month", "correction", "2024-05", lang="zh-Hant"))
    assert "工作態度 15 → 13" in text
    assert "violation:3" in text
    assert "kefu month correction 2024-05 --keep" in text


def test_the_table_says_what_came_late_with_its_content(closed: Kefu) -> None:
    """Whoever signs sees person, clause, day and note; owners' names and phones never."""
    done(closed(*LATE, "--note", "對業主大聲說話"))
    moved = ("--code", "3-1-504", "--building", "3", "--owner", "錢多多", "--phone", "00012345678")
    done(closed("unit", "add", *moved, "--handover", "2024-04-30", "--late"))
    done(closed("staff", "edit", "W002", "--base-pay", "3000", "--from", "2024-05", "--late"))
    text = done(closed("month", "correction", "2024-05", lang="zh-Hant"))
    said = [line for line in text.splitlines() if line.startswith("結帳後補記")]
    assert said == [
        "結帳後補記 unit:3-1-504：樓棟 3、交房日期 2024-04-30（王主管，2024-06-20）",
        "結帳後補記 violation:3：工號 W001、姓名 張三、條款 3.1、日期 2024-05-10、"
        "說明 對業主大聲說話（王主管，2024-06-20）",
        "結帳後補記 staff:W002：績效工資基數 2024-05 3000.00（王主管，2024-06-20）",
    ]
    assert "錢" not in text
    assert "678" not in text


def test_many_late_records_are_counted_in_a_terminal(closed: Kefu) -> None:
    """The workbook has all of them."""
    for _ in range(21):
        done(closed(*LATE))
    text = done(closed("month", "correction", "2024-05"))
    assert text.count("Recorded late, ") == 20
    assert "… and 1 more late records" in text


def test_what_lies_in_another_month_is_not_told(closed: Kefu) -> None:
    """A violation of June, a payment of June, a base from June on: none of them bears on May."""
    close(partial(closed, now=JULY), "2024-06")
    for line in (
        (*LATE[:7], "2024-06-10", "--late"),
        ("fee", "add", "--unit", "3-1-502", "--month", "2024-06", "--amount", "1",
         "--paid-on", "2024-06-05", "--late"),
        ("staff", "edit", "W002", "--base-pay", "3000", "--from", "2024-06", "--late"),
        ("archive", "add", "--unit", "5-1-101", "--kind", "返修", "--on", "2024-06-03", "--late"),
        ("finding", "waive", "violation:1", "--reason", "有單據", "--late"),
    ):  # fmt: skip
        done(closed(*line, now=JULY))
    assert [late["record"] for late in correction(closed)["late"]] == ["violation:1"]
    done(closed(*LATE, now=JULY))
    found = [late["record"] for late in correction(closed)["late"]]
    assert sorted(found) == ["violation:1", "violation:4"]


def test_a_rate_that_changes_no_score_is_told_with_its_units(closed: Kefu) -> None:
    """Else the row would not say why it is there."""
    paid = ("--unit", "3-1-502", "--month", "2024-05", "--amount", "240")
    unit = ("--code", "3-1-505", "--building", "3", "--handover", "2024-05-02")
    done(closed("unit", "add", *unit, "--late"))
    text = done(closed("month", "correction", "2024-05", lang="zh-Hant"))
    assert "4 物業費收繳率 0（收繳率 0/1 0.00% → 0/2 0.00%）" in text
    done(closed("fee", "add", *paid, "--paid-on", "2024-05-31", "--late"))
    text = done(closed("month", "correction", "2024-05", lang="zh-Hant"))
    assert "4 物業費收繳率 0（收繳率 0/1 0.00% → 1/2 50.00%）" in text
    assert [item["no"] for item in correction(closed)["changes"][0]["items"]] == [8]


def test_violations_beyond_the_wipe_out_are_told(closed: Kefu) -> None:
    """The item has lost all its points already; the correction says how many more there are."""
    for _ in range(3):
        done(closed(*LATE))
    done(closed("month", "correction", "2024-05", "--keep"))
    sign_correction(closed)
    done(closed(*LATE))
    text = done(closed("month", "correction", "2024-05"))
    assert "3 工作態度 0 (violations 3 → 4)" in text


def test_a_kept_correction_is_signed_in_order(closed: Kefu) -> None:
    """It has a hash of its own; once all four have signed, nothing waits any more."""
    done(closed(*LATE))
    assert "kefu sign --month 2024-05" in done(closed("month", "correction", "2024-05", "--keep"))
    kept = correction(closed)
    assert len(kept["kept"]) == 64
    assert kept["signatures"] == []
    second = closed("sign", "--month", "2024-05", "--role", SIGNERS[1])
    assert second.code == 1
    sign_correction(closed)
    signed = correction(closed)
    assert signed["kept"] == kept["kept"]
    assert [s["role"] for s in signed["signatures"] if s["valid"]] == list(SIGNERS)
    assert signed["changes"] == kept["changes"]
    assert done(closed("month", "verify"))


def test_what_came_after_a_signed_correction_waits_for_the_next(closed: Kefu) -> None:
    """Each correction starts from what the last one made of the month."""
    done(closed(*LATE))
    done(closed("month", "correction", "2024-05", "--keep"))
    sign_correction(closed)
    done(closed(*LATE[:5], "1.1", *LATE[6:]))
    (change,) = correction(closed)["changes"]
    assert change["items"] == [{"no": 1, "name": "儀容儀表", "before": 4, "after": 3}]


def test_who_had_left_before_the_month_stays_in_the_correction(closed: Kefu) -> None:
    """Who is appraised is settled by the closing; what else came late of them is still told."""
    done(closed(*LATE[:3], "W003", *LATE[4:]))
    done(closed("staff", "leave", "W003", "--on", "2024-04-20", "--late"))
    assert [change["code"] for change in correction(closed)["changes"]] == ["W003"]


def test_a_late_pay_base_changes_the_pay(closed: Kefu) -> None:
    """The amount before and after; a person added late is named, and appraised by reopening."""
    done(closed("staff", "edit", "W002", "--base-pay", "3000", "--from", "2024-05", "--late"))
    done(
        closed(
            "staff", "add", "--code", "W020", "--name", "趙六", "--joined", "2024-05-02", "--late"
        )
    )
    (change,) = correction(closed)["changes"]
    assert (change["code"], change["amount"]["before"]) == ("W002", None)
    assert change["amount"]["after"] == f"{30 * change['percent']['after']}.00"
    text = done(closed("month", "correction", "2024-05"))
    assert "Appraised in 2024-05 only if it is reopened: staff:W020" in text


def test_what_was_taken_back_is_not_late_any_more(closed: Kefu) -> None:
    """A last day that was entered late and undone leaves no trace in the correction."""
    done(closed("staff", "leave", "W001", "--on", "2024-05-20", "--late"))
    assert correction(closed)["late"]
    done(closed("undo"))
    assert correction(closed)["late"] == []


def test_a_correction_for_scripts_has_a_column_a_side(closed: Kefu) -> None:
    """CSV has codes and figures, no sentences."""
    done(closed(*LATE))
    heading, row = done(closed("month", "correction", "2024-05", "--format", "csv")).splitlines()
    cells = dict(zip(heading.split(","), row.split(","), strict=True))
    assert (cells["items_before"], cells["items_after"]) == ("3:15", "3:13")
    assert int(cells["total_before"]) - int(cells["total_after"]) == 2


def test_the_same_correction_is_kept_once(closed: Kefu) -> None:
    """A second --keep says when it was kept, and keeps nothing."""
    done(closed(*LATE))
    done(closed("month", "correction", "2024-05", "--keep"))
    again = closed("month", "correction", "2024-05", "--keep")
    assert (again.code, again.out) == (1, "")
    assert "was kept on 2024-06-20" in again.err
    assert f"kefu sign --month 2024-05 --role {SIGNERS[0]}" in again.err
    done(closed("sign", "--month", "2024-05", "--role", SIGNERS[0]))
    again = closed("month", "correction", "2024-05", "--keep")
    assert f"kefu sign --month 2024-05 --role {SIGNERS[1]}" in again.err


def test_a_kept_correction_names_who_signs_next(closed: Kefu) -> None:
    """Which of how many it is, who has signed, who has not, and the next command."""
    done(closed(*LATE))
    text = done(closed("month", "correction", "2024-05", "--keep"))
    assert "Correction 1 of 1, kept on 2024-06-20 09:30 by 王主管; SHA-256 " in text
    assert f"Next: kefu sign --month 2024-05 --role {SIGNERS[0]}" in text
    done(closed("sign", "--month", "2024-05", "--role", SIGNERS[0]))
    text = done(closed("month", "correction", "2024-05"))
    assert f"Not signed yet: {', '.join(SIGNERS[1:])}" in text
    assert f"Next: kefu sign --month 2024-05 --role {SIGNERS[1]}" in text


def test_a_second_correction_says_that_it_is_the_second(closed: Kefu) -> None:
    """Only the last one is shown."""
    for clause in ("3.1", "1.1"):
        done(closed(*LATE[:5], clause, *LATE[6:]))
        done(closed("month", "correction", "2024-05", "--keep"))
        sign_correction(closed)
    assert "Correction 2 of 2, kept on" in done(closed("month", "correction", "2024-05"))


def test_what_everyone_signed_is_not_to_be_kept_again(closed: Kefu) -> None:
    """The refusal says that the last correction stands, not that nothing had come late."""
    done(closed(*LATE))
    done(closed("month", "correction", "2024-05", "--keep"))
    sign_correction(closed)
    text = done(closed("month", "correction", "2024-05"))
    assert "Nothing that came late since then is to be corrected." in text
    refused = closed("month", "correction", "2024-05", "--keep")
    assert (refused.code, refused.out) == (1, "")
    assert "was kept on 2024-06-20 09:30 and has all its 4 signatures." in refused.err


def test_status_names_who_has_yet_to_sign_a_correction(closed: Kefu) -> None:
    """Until all have; not where what came late since then makes it another one."""
    done(closed(*LATE))
    done(closed("month", "correction", "2024-05", "--keep"))
    done(closed("sign", "--month", "2024-05", "--role", SIGNERS[0]))
    (matter,) = waiting(closed)
    assert (matter["code"], matter["names"]) == ("correction_unsigned", list(SIGNERS[1:]))
    assert matter["command"] == f"kefu sign --month 2024-05 --role {SIGNERS[1]}"
    done(closed(*LATE))
    assert [matter["code"] for matter in waiting(closed)] == ["late_records"]
    done(closed("month", "correction", "2024-05", "--keep"))
    sign_correction(closed)
    assert waiting(closed) == []


def test_a_new_late_record_makes_an_unsigned_correction_one_of_the_past(closed: Kefu) -> None:
    """What was kept and not yet signed is not what would be changed now: it is kept anew."""
    done(closed(*LATE))
    done(closed("month", "correction", "2024-05", "--keep"))
    done(closed(*LATE[:5], "1.1", *LATE[6:]))
    refused = closed("sign", "--month", "2024-05", "--role", SIGNERS[0])
    assert refused.code == 1
    assert "Keep it anew: kefu month correction 2024-05 --keep" in refused.err
    now = correction(closed)
    assert now["kept"] is None
    assert len(now["changes"][0]["items"]) == 2
    done(closed("month", "correction", "2024-05", "--keep"))
    sign_correction(closed)
    assert len(correction(closed)["signatures"]) == 4


def test_a_late_record_is_counted_by_the_closing_that_comes_after_a_reopening(
    closed: Kefu,
) -> None:
    """Reopened and closed again, the month counts it, and says what it supersedes."""
    before = total(closed, "W001")
    done(closed(*LATE))
    done(closed("month", "reopen", "2024-05", "--reason", "補錄", "--approved-by", "李經理"))
    close(closed, "2024-05")
    assert total(closed, "W001") == before - 2
    assert correction(closed)["changes"] == []
    assert shown(closed, "violation", "3")["late"] is True
