"""Rule cases: from a case's TOML to the facts it gives and the outcome it expects.

``tests/rulebook/cases/README.md`` says how a case is written. Whatever a case says that is not
known here is an error, so that a slip of the pen cannot pass for a test.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from kefu_cli.appraisal.facts import (
    Archive,
    Collection,
    Facts,
    Handed,
    Handover,
    Holding,
    Level,
    Person,
    Repair,
    Review,
    Violation,
    Waiver,
)
from kefu_cli.calendar import Month
from kefu_cli.records.values import parse_money
from kefu_cli.rulebook.loading import load, standard, standard_text
from kefu_cli.rulebook.model import Rulebook

FOLDER = Path(__file__).parent.parent / "rulebook" / "cases"
CASE_KEYS = {
    "sentence", "month", "as_of", "rules", "people", "assignments", "units", "violations",
    "absences", "repairs", "handovers", "archives", "waivers", "suggestions", "stories",
    "reviews", "unassigned", "expect",
}  # fmt: skip
EXPECT_KEYS = {
    "appraised", "days", "items", "violations", "wiped_out", "total", "percent", "base", "amount",
    "actions", "evidence", "findings", "rate", "due", "paid", "shares", "to_next", "duties",
    "computed",
}  # fmt: skip

Table = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One rule case; ``expect`` holds what is expected of each person, by code."""

    name: str
    sentence: str
    month: Month
    as_of: date | None
    rulebook: Rulebook
    facts: Facts
    expect: Mapping[str, Table]
    unassigned: tuple[str, ...]


def all_cases() -> tuple[Case, ...]:
    """Every case of every file, in the order of the files."""
    return tuple(case for path in sorted(FOLDER.glob("*.toml")) for case in read(path))


def read(path: Path) -> Iterator[Case]:
    """The cases of one file."""
    whole = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    assert set(whole) == {"case"}, path.name
    for number, table in enumerate(whole["case"], 1):
        yield _case(f"{path.stem}-{number}", table)


def _case(name: str, table: Table) -> Case:
    _known(name, table, CASE_KEYS)
    facts = _facts(table)
    return Case(
        name=name,
        sentence=table["sentence"],
        month=Month.parse_iso(table.get("month", "2024-05")),
        as_of=table.get("as_of"),
        rulebook=_rulebook(table.get("rules", {})),
        facts=facts,
        expect=_expect(name, table["expect"], facts),
        unassigned=tuple(table.get("unassigned", ())),
    )


def _expect(name: str, table: Table, facts: Facts) -> Mapping[str, Table]:
    codes = {person.code for person in facts.people}
    by_person = table if set(table) <= codes else {facts.people[0].code: table}
    for expected in by_person.values():
        _known(name, expected, EXPECT_KEYS)
    return by_person


def _known(name: str, table: Table, keys: set[str]) -> None:
    assert table, f"{name}: expects nothing"
    assert set(table) <= keys, f"{name}: unknown {sorted(set(table) - keys)}"


def _facts(case: Table) -> Facts:
    return Facts(
        people=tuple(_person(**row) for row in case.get("people", [{}])),
        holdings=tuple(_holding(row) for row in case.get("assignments", [{}])),
        collections=tuple(_units(**row) for row in case.get("units", ())),
        violations=tuple(_violations(case)),
        repairs=tuple(_repair(**row) for row in case.get("repairs", ())),
        handovers=tuple(_handover(**row) for row in case.get("handovers", ())),
        archives=tuple(_archive(**row) for row in case.get("archives", ())),
        waivers=tuple(_waiver(**row) for row in case.get("waivers", ())),
        handed=(
            *(_handed("suggestion", **row) for row in case.get("suggestions", ())),
            *(_handed("story", **row) for row in case.get("stories", ())),
        ),
        reviews=tuple(_review(**row) for row in case.get("reviews", ())),
    )


def _person(code: str = "W001", base: str = "2000.00", **more: Any) -> Person:
    base_pay = None if base == "none" else parse_money(base)
    return Person(code=code, name=code, base_pay=base_pay, **more)


def _holding(row: Table) -> Holding:
    assert set(row) <= {"building", "staff", "from", "to"}, row
    start = row.get("from", date(2020, 1, 1))
    return Holding(row.get("staff", "W001"), row.get("building", "1"), start, row.get("to"))


def _units(due: int, paid: int, building: str = "1") -> Collection:
    return Collection(building, due, paid)


def _violations(case: Table) -> Iterator[Violation]:
    no = 0
    for row in case.get("violations", ()):
        for _ in range(row.get("times", 1)):
            no += 1
            yield _violation(no, **{key: row[key] for key in row if key != "times"})
    for row in case.get("absences", ()):
        assert set(row) <= {"on", "from", "to", "staff"}, row
        first = row.get("from", row.get("on"))
        for day in range((row.get("to", first) - first).days + 1):
            no += 1
            on = first + timedelta(days=day)
            yield Violation(no, row.get("staff", "W001"), "2.1", on, absent=True)


def _violation(
    no: int, on: date, clause: str, staff: str = "W001", source: str | None = None
) -> Violation:
    return Violation(no, staff, clause, on, source=source)


def _repair(
    received: date,
    no: str = "31",
    unit: str = "1-1-1001",
    building: str = "1",
    followed: tuple[date, ...] = (),
    record: str | None = None,
    **more: Any,
) -> Repair:
    follow_ups = tuple(followed)
    return Repair(
        no, unit, building, received, follow_ups=follow_ups, revisit_record=record, **more
    )


def _handover(on: date, unit: str = "1-1-1001", building: str = "1") -> Handover:
    return Handover(unit, building, on)


def _archive(kind: str, on: date, unit: str = "1-1-1001") -> Archive:
    return Archive(unit, kind, on)


def _waiver(finding: str, staff: str | None = None, reason: str = "已說明") -> Waiver:
    return Waiver(finding, reason, staff)


def _handed(kind: str, on: date, staff: str = "W001") -> Handed:
    return Handed(kind, staff, on)


def _review(
    item: int, level: Level, score: int | Decimal, staff: str = "W001", reason: str | None = None
) -> Review:
    return Review(staff, item, level, Decimal(score), "王主管", reason)


def _rulebook(changes: Mapping[str, Any]) -> Rulebook:
    return load(changed(standard_text(), changes)) if changes else standard()


def changed(text: str, changes: Mapping[str, Any]) -> str:
    """A rulebook's text with other values at these places, such as ``derived.repair.days.revisit``.

    A list is counted from 1; an entry with a kind goes by that.
    """
    lines, left = [], dict(changes)
    for place, line in _places(text):
        if place in left:
            lines.append(f"{place.rpartition('.')[2]} = {_toml(left.pop(place))}")
        else:
            lines.append(line)
    assert not left, f"not in the rulebook: {sorted(left)}"
    return "\n".join(lines) + "\n"


def _places(text: str) -> Iterator[tuple[str, str]]:
    counts: dict[str, int] = {}
    names: dict[str, str] = {}  # a list's header, and the entry of it that the line stands in
    table = ""
    for line in text.splitlines():
        if header := re.fullmatch(r"\[\[([\w.]+)\]\]", line):
            outer = _within(names, header[1])
            counts[outer] = counts.get(outer, 0) + 1
            table = names[header[1]] = f"{outer}.{counts[outer]}"
        elif header := re.fullmatch(r"\[([\w.]+)\]", line):
            table = _within(names, header[1])
        elif kind := re.match(r'kind = "(\w+)"', line):
            outer = table.rpartition(".")[0]
            table = names[outer] = f"{outer}.{kind[1]}"
        key = re.match(r"(?:# )?(\w+) = ", line)
        yield (f"{table}.{key[1]}" if table else key[1]) if key else "", line


def _within(names: Mapping[str, str], header: str) -> str:
    outer = [name for name in names if header.startswith(f"{name}.")]
    return names[max(outer)] + header.removeprefix(max(outer)) if outer else header


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
