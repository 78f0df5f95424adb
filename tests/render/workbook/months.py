"""Months to draw: an ordinary one and one with all that is hard on a form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from kefu_cli.appraisal.facts import (
    Collection,
    Facts,
    Handed,
    Holding,
    Person,
    Repair,
    Violation,
    Waiver,
)
from kefu_cli.appraisal.model import Appraisal
from kefu_cli.appraisal.scoring import appraise
from kefu_cli.calendar import Month
from kefu_cli.rulebook.loading import standard

MAY = Month(2024, 5)
BASE = 200_000
LONG_NOTE = (
    "業主反映電梯前室的硬質鋪裝破損已久,曾於4月口頭告知管家,"
    "管家答復「已報工程部」,但查無派工單;"
    "5月再次來電時態度生硬,未作登記,亦未回訪。"
    "Report no. A-2024/0517 was attached; see also WhatsApp."
)
UNPAID = {
    ("W001", "1"): ("1-1-1001", "1-1-1002", "1-2-0903"),
    ("W003", "3"): tuple(f"3-{n % 3 + 1}-{n:04d}" for n in range(260)),
}


def day(number: int) -> date:
    """A day of May 2024."""
    return date(2024, 5, number)


def person(code: str, name: str, **other: object) -> Person:
    """A person of the customer-service department with base pay."""
    plain = Person(code, name, "客服部", "客服員", date(2023, 1, 1), None, True, BASE)
    return replace(plain, **other)  # type: ignore[arg-type]


def violations(staff: str, first_no: int, clause: str, notes: tuple[str, ...]) -> list[Violation]:
    """Violations of one clause on following days."""
    start = day(2)
    return [
        Violation(first_no + i, staff, clause, start + timedelta(days=i % 28), note)
        for i, note in enumerate(notes)
    ]


@cache
def ordinary() -> Appraisal:
    """Three people: a good month, a halved pay, nobody due and a part month."""
    facts = Facts(
        people=(
            person("W001", "張三"),
            person("W002", "李四", joined=day(12), base_pay=None),
            person("W004", "王小明"),
        ),
        holdings=(Holding("W001", "1", date(2024, 1, 1)), Holding("W004", "2", date(2024, 1, 1))),
        collections=(Collection("1", 200, 197), Collection("2", 200, 195)),
        violations=(
            Violation(1, "W001", "1.3", day(3), "未佩戴工牌"),
            Violation(2, "W001", "2.1", day(8), "遲到12分鐘", evidence="考勤機記錄"),
            Violation(3, "W001", "2.1", day(9), "遲到"),
        ),
        repairs=(Repair("31", "1-1-1001", "1", day(5), dispatched=day(8), completed=day(9)),),
        waivers=(Waiver("violation:3", "當日暴雨,主管已准遲到"),),
        handed=(Handed("suggestion", "W001", day(20)),),
    )
    return appraise(facts, standard(), MAY)


@cache
def hard() -> Appraisal:
    """Everything that is hard on a form: many findings, long notes and names, actions, waivers."""
    twenty = tuple(f"第{n}次:{LONG_NOTE[: 12 + 4 * n]}" for n in range(1, 21))
    people = (
        person("W003", "阿卜杜熱合曼·買買提吐爾遜江", position="客服員/管家(兼客服中心前臺接待)"),
        person("W005", "趙錢孫", left=day(17)),
        person("W006", '=HYPERLINK("http://x","周")', department="+客服部", position="@管家"),
    )
    facts = Facts(
        people=people,
        holdings=(
            Holding("W003", "3", date(2024, 1, 1)),
            Holding("W003", "9", date(2024, 1, 1)),
            Holding("W005", "3", date(2024, 1, 1)),
        ),
        collections=(Collection("3", 900, 640), Collection("9", 0, 0)),
        violations=(
            *violations("W003", 100, "7.3", twenty),
            *violations("W003", 200, "1.1", ("態度生硬", LONG_NOTE, LONG_NOTE * 6)),
            *(Violation(300 + n, "W003", "2.1", day(n), absent=True) for n in (6, 7, 8)),
            Violation(310, "W003", "2.2", day(14), "=1+1"),
            *violations("W006", 400, "6.5", ("=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)", "#N/A")),
            Violation(500, "W006", "8.1", day(30), "壞\x00字\ufffe\ud800元 _x0041_"),
        ),
        waivers=(
            Waiver("violation:101", "業主撤回投訴"),
            Waiver("violation:202", LONG_NOTE),
        ),
        repairs=tuple(
            Repair(str(n), f"3-1-{n:04d}", "3", day(3), staff="W005") for n in range(40, 52)
        ),
    )
    return appraise(facts, standard(), MAY)
