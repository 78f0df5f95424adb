"""The office of ``test_month_machine``: its furniture, what may be done, what has to agree."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from cli.month_model import Model
from cli.month_results import CLAUSES, LEVELS, MONTHS, PEOPLE, ROLES, UNITS, Record

OFFICE = """
    staff add --code W001 --name 張三 --base-pay 2000
    staff add --code W002 --name 李四 --base-pay 3000.5
    building add --code 1
    building add --code 2
    building assign --building 1 --staff W001 --from 2024-01-01
    building assign --building 2 --staff W002 --from 2024-01-01
    unit add --code 1-101 --building 1 --handover 2023-01-01
    unit add --code 1-102 --building 1 --handover 2023-01-01
    unit add --code 2-101 --building 2 --handover 2023-01-01
    fee add --unit 1-101 --month 2024-01 --to-month 2024-12 --amount 1920 --paid-on 2024-01-05
    fee add --unit 2-101 --month 2024-03 --to-month 2024-05 --amount 480 --paid-on 2024-03-20
    repair add --no R3 --unit 1-101 --content 漏水 --received 2024-03-10T09:00
    repair complete R3 --at 2024-03-20T09:00
    repair revisit R3 --at 2024-03-21T09:00 --record text
    repair add --no R4 --unit 1-102 --content 漏水 --received 2024-04-10T09:00
    repair complete R4 --at 2024-04-20T09:00
    repair revisit R4 --at 2024-04-21T09:00 --record text
    violation add --staff W001 --clause 1.3 --on 2024-03-08 --note 未戴工牌
    violation add --staff W002 --clause 2.2 --on 2024-04-08 --note 遲到
    violation add --staff W002 --clause 3.2 --on 2024-05-08 --note 頂撞業主
"""

USERS = st.sampled_from(["李經理", "陳領導"])
SIGNERS = st.sampled_from(["劉總", "李經理"])
STAFF = st.sampled_from(PEOPLE)
MONTH = st.sampled_from(MONTHS)
DAYS = st.sampled_from(["2024-03-05", "2024-03-31", "2024-04-01", "2024-04-30", "2024-05-20"])
WORDS = st.sampled_from(["遲到", "未戴工牌", "頂撞業主"])
LATE = st.sampled_from([True, False])
WHICH = st.sampled_from([0, 0, 0, 1, 2, 4])  # mostly the latest, so that steps meet

Step = tuple[str, dict[str, Any]]
"""What is done, and how: the name of one of the office's methods, and its arguments."""


def _step(name: str, **how: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    return st.tuples(st.just(name), st.fixed_dictionaries(how))


STEPS = st.one_of(
    _step(
        "record",
        user=USERS,
        staff=STAFF,
        clause=st.sampled_from([*CLAUSES]),
        on=DAYS,
        note=WORDS,
        late=LATE,
    ),
    _step(
        "pay",
        user=USERS,
        unit=st.sampled_from(sum(UNITS.values(), ())),
        month=MONTH,
        on=DAYS,
        late=LATE,
    ),
    _step(
        "dispatch",
        user=USERS,
        no=st.sampled_from("34"),
        day=st.sampled_from(["11", "12"]),
        late=LATE,
    ),
    _step("note", user=USERS, which=WHICH, note=WORDS),
    _step("promote", user=USERS, staff=STAFF, position=st.sampled_from(["客服員", "管家"])),
    _step("void", user=USERS, which=WHICH),
    _step("waive", user=USERS, which=WHICH, late=LATE),
    _step("unwaive", user=USERS, which=WHICH),
    _step(
        "review",
        user=USERS,
        staff=STAFF,
        month=MONTH,
        level=st.sampled_from(LEVELS),
        item=st.sampled_from([1, 3, 4]),
        score=st.sampled_from([0, 3, 5]),
    ),
    _step("object", user=USERS, staff=STAFF, month=MONTH),
    _step("answer", user=USERS, which=WHICH, answer=st.sampled_from(["upheld", "rejected"])),
    _step("sign", user=SIGNERS, month=MONTH, role=st.sampled_from(ROLES) | st.none()),
    _step("close", user=SIGNERS, month=MONTH | st.none()),
    _step(
        "reopen",
        user=SIGNERS,
        month=MONTH | st.none(),
        approved_by=st.sampled_from(["趙總", "劉總"]),
    ),
    _step("correct", user=SIGNERS, month=MONTH | st.none()),
    _step("undo", user=USERS),
    _step("change_outside", which=WHICH, note=WORDS),
    _step("meet", user=USERS, note=WORDS),
    _step("turn_up", user=USERS, on=DAYS, note=WORDS),
)
"""Everything that an office does; every step is one of these, each as likely as the next."""

NOT_VOID = {"voided": False, "void_reason": None}


def payment(unit: str, first: str, last: str, on: str) -> dict[str, Any]:
    """The facts of a payment."""
    return {"unit": unit, "month": first, "to_month": last, "paid_on": on}


def violation(staff: str, clause: str, on: str, note: str) -> dict[str, Any]:
    """The facts of a violation."""
    return {"staff": staff, "clause": clause, "on": on, "note": note}


def _call(month: str) -> dict[str, Any]:
    return {
        "staff": "W001",
        "dispatched": None,
        "completed": f"{month}-20",
        "late_on": f"{month}-12",
    }


def furnished() -> Model:
    """What the model knows of the office before the first step."""
    made = {
        **{f"staff:{person}": ("staff", {"position": "客服員"}) for person in PEOPLE},
        "fee:1": ("fee", payment("1-101", "2024-01", "2024-12", "2024-01-05")),
        "fee:2": ("fee", payment("2-101", "2024-03", "2024-05", "2024-03-20")),
        "violation:1": ("violation", violation("W001", "1.3", "2024-03-08", "未戴工牌")),
        "violation:2": ("violation", violation("W002", "2.2", "2024-04-08", "遲到")),
        "violation:3": ("violation", violation("W002", "3.2", "2024-05-08", "頂撞業主")),
        "repair:R3": ("repair", _call("2024-03")),
        "repair:R4": ("repair", _call("2024-04")),
    }
    return Model({key: Record(kind, NOT_VOID | facts) for key, (kind, facts) in made.items()})


def told(person: dict[str, Any]) -> dict[str, Any]:
    """What kefu says of a person's month, as the model has it."""
    items = person["items"]
    return {
        "position": person["position"],
        "collected": next((item["due"], item["paid"]) for item in items if "due" in item),
        "scores": {item["no"]: item["score"] for item in items},
        "reviews": {
            item["no"]: {level: item[level] for level in LEVELS if item[level] is not None}
            for item in items
            if "computed" in item
        },
        "findings": {
            f["id"]: (f["on"], f["note"] if "violation" in f["id"] else "", f["waived"])
            for f in person["findings"]
            if f["counted"] == (f["waived"] is None)
        },
        "total": person["total"],
        "percent": person["pay"]["percent"],
        "amount": person["pay"]["amount"],
        "actions": [action["reason"] for action in person["actions"]],
    }


def corrected(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What kefu says that a correction changes, as the model has it."""
    return {
        person["code"]: {
            "scores": {item["no"]: _pair(item) for item in person["items"]},
            **{name: _pair(person[name]) for name in ("total", "percent", "amount")},
            "actions": tuple(
                [action["reason"] for action in each] for each in _pair(person["actions"])
            ),
        }
        for person in document["changes"]
    }


def _pair(change: dict[str, Any]) -> tuple[Any, Any]:
    return change["before"], change["after"]


def event(found: dict[str, Any]) -> tuple[Any, ...]:
    """What kefu's history says of one fact, as the model has it: without hashes and numbers."""
    what = tuple(found[name] for name in ("user", "command", "record", "field"))
    values = (_without_numbers(found["field"], found[name]) for name in ("before", "after"))
    return (*what, *values)


def _without_numbers(field: str | None, value: Any) -> Any:
    if isinstance(value, str) and value.startswith(("undone by command", "replaced by command")):
        return ""
    return value.split()[0] if field == "closed" and value and " " in value else value


def expected(model: Model, month: str) -> dict[str, dict[str, Any]]:
    """What the model says of a month, as kefu has it."""
    return {
        code: person
        | {
            "findings": {
                finding: (on, note, waived)
                for finding, (on, _, note, waived) in person["findings"].items()
            },
            "reviews": {
                item: {level: said[0] for level, said in given.items()}
                for item, given in person["reviews"].items()
            },
        }
        for code, person in model.result(month).items()
    }
