"""Whatever an office does in whatever order: kefu and a plain model agree after every step."""

from __future__ import annotations

import inspect
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from cli.month_machine import Office
from cli.month_office import OFFICE, Step
from cli.month_results import ROLES
from desks import furnish
from kefu_cli.rulebook.loading import standard_text


@pytest.fixture(scope="module")
def furniture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the furnished office."""
    folder = tmp_path_factory.mktemp("machine")
    rules, path = folder / "rules.toml", folder / "furniture.db"
    text = standard_text().replace('final = "computed"', 'final = "most_senior"')
    rules.write_text(text.replace('name = "standard"', 'name = "own"'), encoding="utf-8")
    furnish(path, OFFICE + f"    rules use {rules} --from 2024-04\n")
    return path


def _office(furniture: Path) -> type[Office]:
    """That office, of which nothing was reached yet."""
    return type("Furnished", (Office,), {"furniture": furniture, "reached": Counter()})


@pytest.mark.parametrize("number", [6, 8, 12])
def test_whatever_is_done_in_whatever_order(furniture: Path, number: int) -> None:
    """Results, locks, signatures and history are what a plain model of them says.

    The seeds are fixed, so that every run is the same one; to explore, name others and raise
    ``max_examples``.
    """
    office = _office(furniture)
    # The first ten examples are new ones; later ones are mostly variations of those before.
    run_state_machine_as_test(
        seed(number)(office),
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # a failure is told at once; to make it small takes minutes
        ),
    )
    for done in (True, False):
        assert len({name for name, was_done in office.reached if was_done is done}) >= SEVERAL


SEVERAL = 7
"""So many kinds of command are done, and so many refused, whichever the seed."""

SAY = {"staff": "W001", "clause": "2.2", "on": "2024-03-05", "note": "遲到"}
PAY = {"unit": "1-102", "month": "2024-03", "on": "2024-03-05"}
SCORE = {"staff": "W001", "level": "direct", "item": 3, "score": 5}
OBJECT = {"staff": "W002", "month": "2024-03"}
CLOSE: Step = ("close", {"user": "劉總", "month": None})
UNDO: Step = ("undo", {})


def _twice(name: str, **how: Any) -> tuple[Step, ...]:
    """Something is done, taken back, and done after all."""
    return (name, how), UNDO, (name, how)


TOUR: tuple[Step, ...] = (
    *_twice("object", **OBJECT),
    CLOSE,
    *_twice("answer", answer="rejected"),
    ("answer", {"answer": "upheld"}),
    *_twice("void"),
    ("void", {}),
    ("object", OBJECT),
    ("answer", {"answer": "rejected"}),
    *_twice("record", **SAY),
    *_twice("note", note="未戴工牌"),
    *_twice("promote", staff="W001", position="管家"),
    *_twice("waive"),
    ("waive", {}),
    *_twice("unwaive"),
    ("unwaive", {}),
    *_twice("void"),
    ("void", {}),
    *_twice("pay", **PAY),
    *_twice("void"),
    ("void", {}),
    ("pay", PAY),
    *_twice("dispatch", no="4", day="11"),
    *_twice("review", month="2024-05", **SCORE),
    *_twice("void"),
    ("void", {}),
    ("sign", {"user": "劉總", "month": "2024-03", "role": ROLES[2]}),
    ("correct", {"user": "劉總", "month": "2024-03"}),
    ("change_outside", {"note": "頂撞業主"}),
    CLOSE,
    # from here on March is closed
    ("void", {"which": 7}),
    ("close", {"user": "劉總", "month": "2024-03"}),
    ("change_outside", {"which": 4, "note": "頂撞業主"}),
    ("record", SAY),
    *_twice("record", late=True, **SAY),
    ("note", {"which": 5, "note": "遲到"}),
    ("pay", PAY),
    *_twice("pay", late=True, **PAY),
    ("dispatch", {"no": "3", "day": "11"}),
    *_twice("dispatch", no="3", day="11", late=True),
    ("waive", {"which": 5}),
    *_twice("waive", which=5, late=True),
    ("waive", {"which": 5, "late": True}),
    ("review", {"month": "2024-03", **SCORE}),
    ("object", OBJECT),
    ("correct", {"user": "劉總", "month": None}),
    ("correct", {"user": "劉總", "month": None}),
    ("record", {**SAY, "late": True}),
    ("sign", {"user": "劉總", "month": "2024-03", "role": ROLES[0]}),
    ("void", {}),
    ("sign", {"user": "劉總", "month": "2024-03", "role": None}),
    ("undo", {"user": "劉總"}),
    ("reopen", {"user": "劉總", "month": None, "approved_by": "劉總"}),
    ("reopen", {"user": "劉總", "month": None, "approved_by": "趙總"}),
    CLOSE,
    ("answer", {"answer": "upheld"}),
    CLOSE,
    CLOSE,
    ("meet", {"note": "遲到"}),
    ("turn_up", {"on": "2024-04-01", "note": "遲到"}),
)
"""Everything that an office does, done and refused and taken back: 李經理's, unless said."""

ALWAYS = {
    *("staff edit", "objection add"),
    *("violation add --late", "fee add --late", "repair dispatch --late"),
}
"""What is never refused here."""

BACK = (
    *("violation add", "violation edit", "violation void", "fee add", "fee void"),
    *("finding waive", "finding unwaive", "repair dispatch", "staff edit"),
    *("review set", "review void", "objection add", "objection answer", "objection void"),
)
"""What can be taken back."""


def test_everything_is_done_and_refused_and_taken_back(furniture: Path) -> None:
    """Once round the office, so that nothing is left to chance; all agrees after every step."""
    office = _office(furniture)()
    try:
        for name, how in TOUR:
            given = inspect.signature(getattr(office, name)).parameters
            usual = {"user": "李經理", "which": 0, "late": False}
            getattr(office, name)(**{k: v for k, v in usual.items() if k in given} | how)
            office.all_agrees()
    finally:
        office.teardown()
    done = {name for name, was_done in office.reached if was_done}
    assert {f"undo {each}" for each in BACK} <= done
    named = {name for name, _ in office.reached if not name.startswith("undo ")}
    assert {(name, True) for name in named - {"undo"}} <= office.reached.keys()
    assert {(name, False) for name in named - ALWAYS} <= office.reached.keys()
    assert named >= {*BACK, "sign", "month close", "month reopen", "month correction", "undo"}
