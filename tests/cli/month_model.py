"""A plain model of a tiny office's months: what kefu has to come to, written without its code.

It knows what is recorded and which command made or changed it, what the few clauses in use cost,
which months are closed and with which results, who has signed what, and what ``undo`` takes back.
A command that has to be refused raises ``No``.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from cli.month_results import MONTHS, REASON, ROLES, Facts, Record, Records, Result

_FACTS = {"waiver": "waived", "review": "review", "objection": "objection"}
"""How the history calls what records say as a whole."""

Changes = dict[str, dict[str, Any]]
"""By person: what a correction changes, each from what to what."""

Told = tuple[str, str | None, object, object]
"""A line of the history: the record, the fact, and its values before and after."""


class No(Exception):
    """The command has to be refused."""


@dataclass(eq=False)
class Command:
    """What one command did: which records it made, and what those were that it changed."""

    user: str | None
    words: str
    made: list[str] = field(default_factory=list)
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    final: bool = False
    cancelled: bool = False
    cancelled_by: Command | None = None


@dataclass
class Paper:
    """What was signed by a role: a month's result, or the correction of this number."""

    month: str
    role: str
    result: Result
    run: int | None


@dataclass
class Run:
    """A correction that was kept, by its number among the closings, and what it corrects."""

    number: int
    month: str
    result: Result
    base: Result


@dataclass
class Model(Records):
    """The whole office."""

    log: list[Command] = field(default_factory=list)
    kept: dict[str, Result] = field(default_factory=dict)
    closed_at: dict[str, int] = field(default_factory=dict)
    first: str | None = None
    closings: int = 0
    runs: list[Run] = field(default_factory=list)
    signed: list[Paper] = field(default_factory=list)

    # ------------------------------------------------------------ what a month comes to

    def result(self, month: str) -> Result:
        """What a month comes to: of a closed one, what was kept of it."""
        return self.kept.get(month) or self.computed(month)

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
            case "objection":  # what was said before the closing was kept with it
                return facts["month"] in self.kept and facts["at"] < self.closed_at[facts["month"]]
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
        command.told.append(self._whole(key, made=True))
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
        was, name = record.facts, self._name(key)
        told: list[Told] = [(name, n, _said(n, was[n]), _said(n, new[n])) for n in new]
        if "voided" in new and record.kind in _FACTS:
            told = [line for line in told if line[1] != "voided"]
            told.append(self._whole(key, made=not new["voided"]))
        command.told += told
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

    def _whole(self, key: str, *, made: bool) -> Told:
        """The line of the history by which a record comes, or goes, with all that it says."""
        kind, facts = self.records[key].kind, self.records[key].facts
        says: dict[str, str] = {
            "waiver": "{of} {reason}",
            "review": "{staff} {month} {level} {item}: {score:.2f} {reason}",
            "objection": "{staff} {month} {text}",
        }
        what = says[kind].format(**facts) if kind in says else None
        return (self._name(key), _FACTS.get(kind), *((None, what) if made else (what, None)))

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

    def object(self, command: Command, facts: Facts) -> None:
        """A person objects to a score, of a closed month too; it waits for its answer."""
        blank = dict.fromkeys(("answer", "answer_reason", "answered_on", "answered_by"))
        self.add(command, "objection", {**facts, **blank, "at": len(self.log)})

    def answer(self, command: Command, key: str, answer: str, on: str) -> None:
        """Answer an objection that is not void, once."""
        if self.records[key].facts["answer"]:
            raise No
        told = {"answer": answer, "answer_reason": REASON}
        self.edit(command, key, **told, answered_on=on, answered_by=command.user)

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
        if run and self._kept_run(month) is not run:
            raise No
        result = run.result if run else self.computed(month)
        self.signed.append(Paper(month, role, deepcopy(result), run.number if run else None))
        what = f"correction {role}" if run else role
        command.told.append((f"month:{month}", "signed", None, what))

    @property
    def next_to_close(self) -> tuple[str, ...]:
        """The months of which one may be closed: any at first, and then the following one.

        Once all were reopened it is any up to the first that ever was closed.
        """
        if self.kept:
            return MONTHS[MONTHS.index(self.last) + 1 :][:1]
        return MONTHS[: MONTHS.index(self.first) + 1] if self.first else MONTHS

    def close(self, command: Command, month: str) -> None:
        """Keep a month's result; months close one after another, signed by all."""
        objected = any(o["month"] == month and not o["answer"] for _, o in self.live("objection"))
        if month not in self.next_to_close or self.missing(month) or objected:
            raise No
        self.closings += 1
        self.first = min(self.first or month, month)
        self.kept[month] = deepcopy(self.computed(month))
        self.closed_at[month] = len(self.log)
        command.told.append((f"month:{month}", "closed", None, "close"))

    def reopen(self, command: Command, month: str, approved_by: str) -> None:
        """Open the month closed last; what was kept or corrected of it no longer stands."""
        if not self.kept or month != self.last or approved_by == command.user:
            raise No
        del self.kept[month]
        self.runs = [run for run in self.runs if run.month != month]
        command.told.append((f"month:{month}", "reopened", None, f"{approved_by}: {REASON}"))

    def correct(self, command: Command, month: str) -> None:
        """Keep what late records change of the result that stands, unless just this was kept."""
        if month not in self.kept or not self.waiting(month) or self._kept_run(month):
            raise No
        self.closings += 1
        stands, now = self._stands(month), deepcopy(self.computed(month))
        self.runs.append(Run(self.closings, month, now, deepcopy(stands)))
        command.told.append((f"month:{month}", "closed", None, "correction"))

    def corrected(self, month: str) -> tuple[Changes, bool]:
        """What a correction shows of a closed month, and whether just that was kept."""
        if waiting := self.waiting(month):
            return waiting, self._kept_run(month) is not None
        signed = self._signed_runs(month)
        return _changes(signed[-1].base, signed[-1].result) if signed else {}, bool(signed)

    def waiting(self, month: str) -> Changes:
        """What late records change of the result that stands, by person."""
        return _changes(self._stands(month), self.computed(month))

    def _stands(self, month: str) -> Result:
        signed = self._signed_runs(month)
        return signed[-1].result if signed else self.kept[month]

    def _signed_runs(self, month: str) -> list[Run]:
        runs = [run for run in self.runs if run.month == month]
        return [run for run in runs if not self._unsigned(month, run.result, run.number)]

    def _kept_run(self, month: str) -> Run | None:
        """The correction kept last, if it is of what waits now and not signed yet."""
        run = self._last_run(month)
        if run is None or run in self._signed_runs(month):
            return None
        return None if _changes(run.result, self.computed(month)) else run

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
        last.cancelled_by = command


def _pick(facts: Facts, names: tuple[str, ...] | None) -> tuple[Any, ...]:
    return tuple(facts[name] for name in names or ())


def _said(name: str, value: object) -> object:
    """A fact as the history has it."""
    return f"{value}T10:00" if name == "dispatched" and value else value


def _changes(before: Result, after: Result) -> Changes:
    """Whose result is another one, and from what to what; who has which position is no part."""
    return {
        person: _from_to(before[person], after[person])
        for person in before
        if {**before[person], "position": ""} != {**after[person], "position": ""}
    }


def _from_to(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    old, new = before["scores"], after["scores"]
    named = ("total", "percent", "amount", "actions")
    return {
        "scores": {item: (old[item], new[item]) for item in old if old[item] != new[item]},
        **{name: (before[name], after[name]) for name in named},
    }
