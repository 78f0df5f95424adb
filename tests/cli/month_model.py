"""A plain model of a tiny office's months: what kefu has to come to, written without its code.

It knows what is recorded and which command made or changed it, what the few clauses in use cost,
which months are closed and with which results, who has signed what, and what ``undo`` takes back.
A command that has to be refused raises ``No``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

MONTHS = ("2024-03", "2024-04", "2024-05")
LAST_DAYS = dict(zip(MONTHS, ("2024-03-31", "2024-04-30", "2024-05-31"), strict=True))
ROLES = ("客服主管", "物業副經理", "物業經理", "分管領導")
LEVELS = ("direct", "indirect", "manager")
CLAUSES = {"1.3": 1, "2.2": 2, "3.2": 3}
UNITS = {"W001": ("1-101", "1-102"), "W002": ("2-101",)}
PEOPLE = tuple(UNITS)

POINTS = {1: 5, 2: 12, 3: 15, 4: 20, 5: 12, 6: 15, 7: 15, 8: 6}
EACH = {1: 1, 2: 2, 3: 2, 7: 2}
MOST_SENIOR_FROM = "2024-04"
"""From this month on the office's rulebook lets the most senior reviewer decide."""

REASON = "經查屬實"
"""The reason that is given wherever one is asked for."""

Facts = Mapping[str, Any]
Result = dict[str, dict[str, Any]]
"""By person: the scores, what they come from, and what they come to."""

_FACTS = {"waiver": "waived", "review": "review"}
"""How the history calls what records say as a whole."""


class No(Exception):
    """The command has to be refused."""


@dataclass
class Record:
    """A record: its facts, ``voided`` among them, and after which closing it or a fact came late.

    A fact of which nothing is known is None.
    """

    kind: str
    facts: dict[str, Any]
    late: int | None = None
    filled_late: dict[str, int] = field(default_factory=dict)


@dataclass(eq=False)
class Command:
    """What one command did: which records it made, and what those were that it changed."""

    user: str | None
    words: str
    made: list[str] = field(default_factory=list)
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    told: list[tuple[str, str | None]] = field(default_factory=list)
    final: bool = False
    cancelled: bool = False


@dataclass
class Paper:
    """What was signed by a role: a month's result, or the correction of this number."""

    month: str
    role: str
    result: Result
    run: int | None


@dataclass
class Run:
    """A correction that was kept, by its number among the closings."""

    number: int
    month: str
    result: Result


@dataclass
class Model:
    """The whole office."""

    records: dict[str, Record]
    log: list[Command] = field(default_factory=list)
    kept: dict[str, Result] = field(default_factory=dict)
    first: str | None = None
    closings: int = 0
    runs: list[Run] = field(default_factory=list)
    signed: list[Paper] = field(default_factory=list)

    # ------------------------------------------------------------ what a month comes to

    def result(self, month: str) -> Result:
        """What a month comes to: of a closed one, what was kept of it."""
        return self.kept.get(month) or self.computed(month)

    def computed(self, month: str) -> Result:
        """What a month comes to by all that is recorded."""
        return {person: self._person(person, month) for person in PEOPLE}

    def _person(self, person: str, month: str) -> dict[str, Any]:
        findings = dict(self._findings(person, month))
        counted = [item for _, item, _, waived in findings.values() if waived is None]
        scores = {item: _points(item, counted.count(item)) for item in POINTS}
        due, paid = self._collected(person, month)
        scores[4] = 20 if paid * 100 >= 98 * due else 10 if paid * 100 >= 95 * due else 0
        reviews = self._reviews(person, month)
        for item, given in reviews.items():
            if month >= MOST_SENIOR_FROM:
                scores[item] = next(given[level][0] for level in LEVELS[::-1] if level in given)
        total = sum(scores.values())
        return {
            "position": self.records[f"staff:{person}"].facts["position"],
            "findings": findings,
            "reviews": reviews,
            "collected": (due, paid),
            "scores": scores,
            "total": total,
            "percent": 100 if total >= 95 else 50 if total >= 90 else 0,
        }

    def _findings(self, person: str, month: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Each with its day, its item, its note, and the reason for which it was waived."""
        for key, facts in self.live("violation"):
            if (facts["staff"], facts["on"][:7]) == (person, month):
                told = (facts["on"], CLAUSES[facts["clause"]], facts["note"], self._waived(key))
                yield key, told
        for key, facts in self.live("repair"):
            if (facts["staff"], facts["late_on"][:7]) == (person, month) and _missed(facts):
                finding = f"{key}:7.2"
                yield finding, (facts["late_on"], 7, "", self._waived(finding))

    def _waived(self, finding: str) -> str | None:
        return next((w["reason"] for _, w in self.live("waiver") if w["of"] == finding), None)

    def _collected(self, person: str, month: str) -> tuple[int, int]:
        """How many units are due, and how many of them are paid."""
        units, fees = UNITS[person], self.live("fee")
        return len(units), sum(any(_settles(f, u, month) for _, f in fees) for u in units)

    def _reviews(self, person: str, month: str) -> dict[int, dict[str, tuple[Any, ...]]]:
        given: dict[int, dict[str, tuple[Any, ...]]] = {}
        for _, facts in self.live("review"):
            if (facts["staff"], facts["month"]) == (person, month):
                said = (facts["score"], facts["by"], facts["reason"])
                given.setdefault(facts["item"], {})[facts["level"]] = said
        return given

    def live(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        """The records of a kind that are not void, by name, with their facts."""
        found = self.records.items()
        return [(k, r.facts) for k, r in found if r.kind == kind and not r.facts["voided"]]

    # ------------------------------------------------------------ what is locked

    @property
    def last(self) -> str:
        """The month closed last."""
        return max(self.kept, default="")

    def _locks(self, day: str | None) -> bool:
        return day is not None and day[:7] <= self.last

    def _closed(self, kind: str, facts: Facts) -> bool:
        """Whether a record lies in a closed month."""
        match kind:
            case "violation":
                return self._locks(facts["on"])
            case "fee":
                spans = any(facts["month"] <= month <= facts["to_month"] for month in self.kept)
                return self._locks(facts["paid_on"]) and spans
            case "waiver":
                violation = self.records.get(facts["of"])
                return self._was_kept(facts["of"]) or bool(
                    violation and self._locks(violation.facts["on"])
                )
            case "repair":
                return self._locks(facts["dispatched"]) or self._locks(facts["completed"])
            case "review":
                return self._locks(facts["month"])
        return False

    def _was_kept(self, finding: str) -> bool:
        people = (person for result in self.kept.values() for person in result.values())
        return any(finding in person["findings"] for person in people)

    # ------------------------------------------------------------ recording

    def begin(self, user: str | None, words: str, *, final: bool = False) -> Command:
        """A command of a user; None is another program."""
        self.log.append(Command(user, words, final=final))
        return self.log[-1]

    def add(self, command: Command, kind: str, facts: Facts, *, late: bool = False) -> str:
        """Make a record; in a closed month it has to be told as late."""
        if self._closed(kind, facts) and not late:
            raise No
        key = f"{kind}:{1 + sum(r.kind == kind for r in self.records.values())}"
        since = self.closings if late and self._closed(kind, facts) else None
        self.records[key] = Record(kind, {"voided": False, "void_reason": None, **facts}, since)
        command.made.append(key)
        command.told.append((self._name(key), _FACTS.get(kind)))
        return key

    def change(self, command: Command, key: str, late: bool = False, **new: Any) -> None:
        """Change facts of a record; a blank one of a closed month can be filled late."""
        record = self.records[key]
        after = {**record.facts, **new}
        new = {name: value for name, value in new.items() if value != record.facts[name]}
        if self._fixed(record, new, after):
            if not late:
                raise No
            record.filled_late |= dict.fromkeys(new, self.closings)
        command.before.setdefault(key, {}).update({name: record.facts[name] for name in new})
        whole = _FACTS.get(record.kind, "voided")
        told = [whole if name == "voided" else name for name in new]
        command.told += [(self._name(key), name) for name in told]
        record.facts = after
        self._refuse_twins(key)

    def _fixed(self, record: Record, new: Facts, after: Facts) -> bool:
        """Whether a closing has counted what is to be changed."""
        settled = record.late is None or record.late != self.closings
        settled = settled and any(record.filled_late.get(name) != self.closings for name in new)
        return settled and any(self._closed(record.kind, f) for f in (record.facts, after))

    def _refuse_twins(self, key: str) -> None:
        """No two waivers of one finding, no two scores of one reviewer for one item."""
        record = self.records[key]
        names = {"waiver": ("of",), "review": ("staff", "month", "level", "item")}.get(record.kind)
        alike = [
            k for k, f in self.live(record.kind) if _pick(f, names) == _pick(record.facts, names)
        ]
        if names and not record.facts["voided"] and len(alike) > 1:
            raise No

    def _name(self, key: str) -> str:
        """How the history names a record: a waiver by what it is of."""
        record = self.records[key]
        return ":".join(record.facts["of"].split(":")[:2]) if record.kind == "waiver" else key

    def edit(self, command: Command, key: str, **new: Any) -> None:
        """Change or void a record that is not void."""
        if self.records[key].facts["voided"]:
            raise No
        self.change(command, key, **new)

    def waive(self, command: Command, finding: str, *, late: bool) -> None:
        """Let a finding not count; there has to be one that does."""
        found = [f for m in MONTHS for p in self.computed(m).values() for f in p["findings"]]
        if finding not in found or self._waived(finding) is not None:
            raise No
        self.add(command, "waiver", {"of": finding, "reason": REASON}, late=late)

    def unwaive(self, command: Command, finding: str) -> None:
        """Let a waived finding count again."""
        found = [key for key, waiver in self.live("waiver") if waiver["of"] == finding]
        if not found:
            raise No
        self.change(command, found[0], voided=True, void_reason=REASON)

    def review(self, command: Command, facts: Facts) -> None:
        """Give a reviewer's score; it takes the place of the one given before."""
        names = ("staff", "month", "level", "item")
        former = [k for k, f in self.live("review") if _pick(f, names) == _pick(facts, names)]
        if self._locks(facts["month"]):
            raise No
        if former and self.records[former[0]].facts["score"] == facts["score"]:
            self.log.remove(command)  # nothing to change
            return
        for key in former:
            self.change(command, key, voided=True, void_reason="")
        self.add(command, "review", {**facts, "by": command.user})

    # ------------------------------------------------------------ a month's end

    def missing(self, month: str) -> tuple[str, ...]:
        """The roles that have yet to sign what there is to sign of a month, in their order."""
        run = self._last_run(month)
        if month in self.kept:
            return self._unsigned(month, run.result, run.number) if run else ()
        return self._unsigned(month, self.computed(month), None)

    def _unsigned(self, month: str, result: Result, run: int | None) -> tuple[str, ...]:
        """A signature counts under the result that it signed, after those before it."""
        after = -1
        for n, role in enumerate(ROLES):
            wanted = Paper(month, role, result, run)
            after = next((i for i, s in enumerate(self.signed) if i > after and s == wanted), -1)
            if after < 0:
                return ROLES[n:]
        return ()

    def sign(self, command: Command, month: str, role: str) -> None:
        """Sign a month's result, or the correction kept last; every role in its turn."""
        run = self._last_run(month) if month in self.kept else None
        if role not in self.missing(month)[:1] or (self._locks(month) and not run):
            raise No
        result = run.result if run else self.computed(month)
        self.signed.append(Paper(month, role, deepcopy(result), run.number if run else None))
        command.told.append((f"month:{month}", "signed"))

    @property
    def next_to_close(self) -> tuple[str, ...]:
        """The months of which one may be closed: any at first, and then the following one."""
        if self.kept:
            return MONTHS[MONTHS.index(self.last) + 1 :][:1]
        return (self.first,) if self.first else MONTHS

    def close(self, command: Command, month: str) -> None:
        """Keep a month's result; months close one after another, signed by all."""
        if month not in self.next_to_close or self.missing(month):
            raise No
        self.closings += 1
        self.first = min(self.first or month, month)
        self.kept[month] = deepcopy(self.computed(month))
        command.told.append((f"month:{month}", "closed"))

    def reopen(self, command: Command, month: str, approved_by: str) -> None:
        """Open the month closed last; what was kept or corrected of it no longer stands."""
        if not self.kept or month != self.last or approved_by == command.user:
            raise No
        del self.kept[month]
        self.runs = [run for run in self.runs if run.month != month]
        command.told.append((f"month:{month}", "reopened"))

    def correct(self, command: Command, month: str) -> None:
        """Keep what late records change of the result that stands, unless just this was kept."""
        if month not in self.kept:
            raise No
        runs = [run for run in self.runs if run.month == month]
        signed = [run for run in runs if not self._unsigned(month, run.result, run.number)]
        stands = signed[-1].result if signed else self.kept[month]
        now = self.computed(month)
        waiting = [run.result for run in runs[-1:] if run not in signed[-1:]]
        if any(_compared(now) == _compared(result) for result in (stands, *waiting)):
            raise No
        self.closings += 1
        self.runs.append(Run(self.closings, month, deepcopy(now)))
        command.told.append((f"month:{month}", "closed"))

    def _last_run(self, month: str) -> Run | None:
        return next((run for run in self.runs[::-1] if run.month == month), None)

    # ------------------------------------------------------------ undo

    def undo(self, command: Command) -> None:
        """Take back a user's last command that still holds, unless others have built on it."""
        own = [c for c in self.log if c.user == command.user and not c.cancelled and c != command]
        if not own or own[-1].final:
            raise No
        last = own[-1]
        later = self.log[self.log.index(last) + 1 :]
        since = {key for c in later if not c.cancelled for key in c.before}
        if since & {*last.made, *last.before}:
            raise No
        for key in last.made:
            self.change(command, key, voided=True, void_reason="")
        for key, before in last.before.items():
            self.change(command, key, **before)
        command.cancelled = last.cancelled = True


def _points(item: int, violations: int) -> int:
    return 0 if violations >= 3 else POINTS[item] - EACH.get(item, 0) * violations


def _settles(fee: Facts, unit: str, month: str) -> bool:
    in_span = fee["unit"] == unit and fee["month"] <= month <= fee["to_month"]
    return bool(in_span and fee["paid_on"] <= LAST_DAYS[month])


def _missed(call: Facts) -> bool:
    """Whether a call was not dispatched before the day on which that is late."""
    return str(call["dispatched"] or call["completed"]) >= str(call["late_on"])


def _pick(facts: Facts, names: tuple[str, ...] | None) -> tuple[Any, ...]:
    return tuple(facts[name] for name in names or ())


def _compared(result: Result) -> Result:
    """What of a result a correction is about: not who has which position."""
    return {
        person: {name: value for name, value in facts.items() if name != "position"}
        for person, facts in result.items()
    }
