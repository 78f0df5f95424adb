"""The office of ``test_month_machine`` at work: each step is given to kefu and to the model."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cli.month_model import Command, Model, No
from cli.month_office import (
    STEPS,
    Step,
    corrected,
    event,
    expected,
    furnished,
    payment,
    told,
    violation,
)
from cli.month_results import MONTHS, POINTS, REASON, ROLES
from desks import outside
from kefu_cli.cli import app, context
from kefu_cli.records.values import Clock

NOW = datetime(2024, 7, 5, 9, 30)
"""The moment of every step: another month than that in which the office was furnished."""


class Office(RuleBasedStateMachine):
    """Two people, two buildings, three units and three months."""

    furniture: Path
    """The furnished file, of which every example takes a copy."""
    reached: Counter[tuple[str, bool]]
    """How often each command was done (True) and refused, over all examples."""

    def __init__(self) -> None:
        super().__init__()
        self.db = self.furniture.with_name("kefu.db")
        shutil.copy(self.furniture, self.db)
        self.model = furnished()
        self.agreed: Model | None = None
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(context, "clock", lambda: Clock(NOW))

    # ------------------------------------------------------------ a step

    def run(self, *line: str) -> tuple[int, str, str]:
        """What a line of the real commands comes to: its exit code, and what it said where."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = app.main(["--db", str(self.db), "--lang", "en", *line])
        return code, out.getvalue(), err.getvalue()

    def step(
        self,
        user: str,
        line: str,
        expected: Callable[[Model, Command], object],
        *,
        late: bool = False,
        final: bool = False,
    ) -> None:
        """Give a command to both; it is done by both or refused by both, and then changes nothing.

        The line's first two words, or the first alone of a single command, name it in the history.
        """
        words = line.split() + (["--late"] if late else [])
        self.patch.setenv("KEFU_USER", user)
        before, after = self.db.read_bytes(), deepcopy(self.model)
        named = " ".join(words[: 1 if words[0] in ("sign", "undo") else 2])
        command = after.begin(user, f"kefu {named}", final=final)
        with contextlib.suppress(No):
            expected(after, command)
            code, out, err = self.run(*words)
            assert (code, err) == (0, ""), (line, out, err)
            undone = [c.words.removeprefix("kefu ") for c in after.log if c.cancelled_by is command]
            self.reached[" ".join([named, *undone]) + " --late" * late, True] += 1
            self.model = after
            return
        self.reached[named + " --late" * late, False] += 1
        code, out, err = self.run(*words)
        assert (code, out, len(err.splitlines())) == (1, "", 2), (line, out, err)
        assert self.db.read_bytes() == before

    def some(self, which: int, *kinds: str) -> str | None:
        """One of the records of some kinds, void or not, counted from the latest."""
        found = [key for key, record in self.model.records.items() if record.kind in kinds]
        return found[-1 - which % len(found)] if found else None

    def finding(self, which: int) -> str:
        """One of the findings there are, or were, counted from the latest."""
        violations = [key for key, r in self.model.records.items() if r.kind == "violation"]
        found = ["repair:R3:7.2", "repair:R4:7.2", *violations]
        return found[-1 - which % len(found)]

    # ------------------------------------------------------------ what an office does

    @rule(step=STEPS)
    def do(self, step: Step) -> None:
        """Something is done."""
        name, how = step
        getattr(self, name)(**how)

    def record(self, user: str, staff: str, clause: str, on: str, note: str, late: bool) -> None:
        """A violation is recorded."""
        facts = violation(staff, clause, on, note)
        self.step(
            user,
            f"violation add --staff {staff} --clause {clause} --on {on} --note {note}",
            lambda m, c: m.add(c, "violation", facts, late=late),
            late=late,
        )

    def pay(self, user: str, unit: str, month: str, on: str, late: bool) -> None:
        """An owner pays, for one month, at any time."""
        self.step(
            user,
            f"fee add --unit {unit} --month {month} --amount 160 --paid-on {on}",
            lambda m, c: m.add(c, "fee", payment(unit, month, month, on), late=late),
            late=late,
        )

    def dispatch(self, user: str, no: str, day: str, late: bool) -> None:
        """That a worker was sent to a call is entered, in time or not."""
        key, on = f"repair:R{no}", f"2024-0{no}-{day}"
        if self.model.records[key].facts["dispatched"] is None:
            self.step(
                user,
                f"repair dispatch R{no} --at {on}T10:00",
                lambda m, c: m.change(c, key, late, dispatched=on),
                late=late,
            )

    def note(self, user: str, which: int, note: str) -> None:
        """A violation is described otherwise."""
        key = self.some(which, "violation")
        if key and self.model.records[key].facts["note"] != note:
            number = key.partition(":")[2]
            line = f"violation edit {number} --note {note}"
            self.step(user, line, lambda m, c: m.edit(c, key, note=note))

    def promote(self, user: str, staff: str, position: str) -> None:
        """A person has another position."""
        key = f"staff:{staff}"
        if self.model.records[key].facts["position"] != position:
            line = f"staff edit {staff} --position {position}"
            self.step(user, line, lambda m, c: m.edit(c, key, position=position))

    def void(self, user: str, which: int) -> None:
        """A record is voided."""
        if key := self.some(which, "violation", "fee", "review", "objection"):
            line = f"{key.replace(':', ' void ')} --reason {REASON}"
            self.step(user, line, lambda m, c: m.edit(c, key, voided=True, void_reason=REASON))

    def waive(self, user: str, which: int, late: bool) -> None:
        """A finding is not to count."""
        finding = self.finding(which)
        line = f"finding waive {finding} --reason {REASON}"
        self.step(user, line, lambda m, c: m.waive(c, finding, late=late), late=late)

    def unwaive(self, user: str, which: int) -> None:
        """A finding, mostly one that was waived, is to count again."""
        waived = [waiver["of"] for _, waiver in self.model.live("waiver")]
        finding = waived[which % len(waived)] if waived else self.finding(which)
        line = f"finding unwaive {finding} --reason {REASON}"
        self.step(user, line, lambda m, c: m.unwaive(c, finding))

    def review(self, user: str, staff: str, month: str, level: str, item: int, score: int) -> None:
        """A reviewer gives a score."""
        assert score <= POINTS[item]
        facts = {"staff": staff, "month": month, "level": level, "item": item}
        line = " ".join(f"--{name} {value}" for name, value in facts.items())
        self.step(
            user,
            f"review set {line} --score {score} --reason {REASON}",
            lambda m, c: m.review(c, {**facts, "score": score, "reason": REASON}),
        )

    def object(self, user: str, staff: str, month: str) -> None:
        """A person objects to a score."""
        facts = {"staff": staff, "month": month, "text": REASON}
        line = f"objection add --staff {staff} --month {month} --text {REASON}"
        self.step(user, line, lambda m, c: m.object(c, facts))

    def answer(self, user: str, which: int, answer: str) -> None:
        """An objection is answered, if it can be."""
        if key := self.some(which, "objection"):
            number, on = key.partition(":")[2], f"{NOW:%Y-%m-%d}"
            line = f"objection answer {number} --answer {answer} --reason {REASON}"
            self.step(user, line, lambda m, c: m.answer(c, key, answer, on))

    def sign(self, user: str, month: str, role: str | None) -> None:
        """A role signs, in its turn or not, or all do who have yet to sign."""
        for each in (role,) if role else self.model.missing(month):
            line = f"sign --month {month} --role {each}"
            self.step(user, line, partial(Model.sign, month=month, role=each), final=True)

    def close(self, user: str, month: str | None) -> None:
        """A month is closed, if it can be; or the next one that can, signed by all before."""
        if month is None:
            month = (*self.model.next_to_close, *MONTHS)[0]
            self.sign(user, month, None)
        self.step(user, f"month close {month}", lambda m, c: m.close(c, month), final=True)

    def reopen(self, user: str, month: str | None, approved_by: str) -> None:
        """A month, mostly the last one, is opened again, if it can be."""
        month = month or self.model.last or MONTHS[0]
        self.step(
            user,
            f"month reopen {month} --reason {REASON} --approved-by {approved_by}",
            lambda m, c: m.reopen(c, month, approved_by),
            final=True,
        )

    def correct(self, user: str, month: str | None) -> None:
        """What late records change of a month, mostly the first, is kept, if there is anything."""
        month = month or min(self.model.kept, default=MONTHS[0])
        line = f"month correction {month} --keep"
        self.step(user, line, lambda m, c: m.correct(c, month), final=True)

    def undo(self, user: str) -> None:
        """A user takes back the last thing that they did."""
        self.step(user, "undo", lambda m, c: m.undo(c))

    def change_outside(self, which: int, note: str) -> None:
        """Another program writes into the file."""
        key = self.some(which, "violation")
        if key is None or self.model.records[key].facts["note"] == note:
            return
        after = deepcopy(self.model)
        query = f"UPDATE violation SET note = '{note}' WHERE id = {key.partition(':')[2]}"
        with outside(self.db) as file:
            try:
                after.change(after.begin(None, ""), key, note=note)
            except No:
                with pytest.raises(sqlite3.IntegrityError, match="kefu: closed"):
                    file.execute(query)
            else:
                file.execute(query)
                self.model = after

    def meet(self, user: str, note: str) -> None:
        """Two change one record, and the first of them wants to take it back."""
        self.note(user, 0, note)
        self.note("趙總", 0, "另議")
        self.undo(user)

    def turn_up(self, user: str, on: str, note: str) -> None:
        """Something turns up late, its correction is kept and signed, and then it is voided."""
        self.record(user, "W001", "2.2", on, note, late=True)
        for _ in range(2):
            self.correct("劉總", on[:7])
        self.sign("劉總", on[:7], None)
        self.void(user, 0)

    # ------------------------------------------------------------ what has to agree

    @initialize(closed=st.sampled_from([MONTHS[:0], MONTHS[:1], MONTHS[:2], MONTHS[1:2]]))
    def begin(self, closed: tuple[str, ...]) -> None:
        """Some months are closed before anything else is done, not always from the first on."""
        for month in closed:
            self.sign("劉總", month, None)
            self.close("劉總", month)

    @invariant()
    def all_agrees(self) -> None:
        """What kefu shows is what the model says; after a refusal the file is what it was."""
        if self.agreed is not self.model:
            self.results_agree()
            self.signatures_agree()
            self.corrections_agree()
            self.histories_agree()
            self.proved("month", "verify")
            self.agreed = self.model

    def results_agree(self) -> None:
        """Every month comes to what the model says, and a closed one to what was kept."""
        for month in MONTHS:
            _, out, _ = self.run("score", "--month", month, "--format", "json")
            found = json.loads(out)
            assert found["status"] == ("closed" if month in self.model.kept else "open")
            people = {person["code"]: told(person) for person in found["staff"]}
            assert people == expected(self.model, month), month

    def signatures_agree(self) -> None:
        """Under the next month to close those signatures count that the model says."""
        for month in self.model.next_to_close[:1]:
            _, out, _ = self.run("month", "status", month, "--format", "json")
            counting = [s["role"] for s in json.loads(out)["signatures"] if s["valid"]]
            assert counting == [role for role in ROLES if role not in self.model.missing(month)]

    def corrections_agree(self) -> None:
        """What came late changes of each closed month what the model says."""
        for month in self.model.kept:
            code, out, err = self.run("month", "correction", month, "--format", "json")
            assert (code, err) == (0, "")
            found, (changes, kept) = json.loads(out), self.model.corrected(month)
            assert (corrected(found), found["kept"] is not None) == (changes, kept), month

    def histories_agree(self) -> None:
        """Every command stands in the history with what it did, before and after, and no more."""
        _, out, _ = self.run("history", "--format", "json")
        found = Counter(map(event, json.loads(out)))
        log = [command for command in self.model.log if command.user]
        wanted = Counter((c.user, c.words, *told) for c in log for told in c.told)
        assert found == wanted, (found - wanted, wanted - found)

    def proved(self, *line: str) -> None:
        """Let the file itself prove what was closed."""
        code, out, err = self.run(*line)
        assert (code, err) == (0, ""), out + err

    def teardown(self) -> None:
        """In the end the file is sound."""
        try:
            self.proved("check")
        finally:
            self.patch.undo()
