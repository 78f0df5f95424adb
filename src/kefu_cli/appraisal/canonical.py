"""An appraisal in its canonical form: the same result always gives the same text, and its hash.

JSON, keys sorted, no blanks, text as it is; points and rates are exact decimals written out, money
is whole 分, days are ISO. What a month's closing keeps is read back from it. Days on which a
person joined or left are not part of a result; how many days of the month they worked is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from kefu_cli.appraisal.facts import Person, Review
from kefu_cli.appraisal.model import (
    Action,
    Appraisal,
    Charge,
    DutyCount,
    Fault,
    Finding,
    ItemScore,
    Need,
    Pay,
    PersonAppraisal,
    Rate,
    Share,
)

Plain = Mapping[str, Any]

COMPARED = ("items", "total", "percent", "amount", "actions", "charges")
"""What of a kept result must come out again when the month is computed anew."""


MARK = 16
"""How many digits of a person's digest a head has: enough to say whose text was changed."""


def text(plain: object) -> str:
    """A plain value as canonical JSON."""
    return _ENCODER.encode(plain)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(*texts: str) -> str:
    """The SHA-256 (hex) of texts, each with a line end after it."""
    hashed = sha256()
    for each in texts:
        hashed.update(each.encode("utf-8", "surrogatepass"))
        hashed.update(b"\n")
    return hashed.hexdigest()


def result_digest(appraisal: Appraisal, people: Iterable[str] | None = None) -> str:
    """The hash of a month's result: its month, its rulebook and its people's texts, by code.

    ``people`` are these texts, where they were made up already.
    """
    texts = people_texts(appraisal) if people is None else people
    return digest(f"{appraisal.month} {appraisal.rulebook.sha256}", *texts)


def person_text(appraised: PersonAppraisal) -> str:
    """One person's result as canonical text: that of ``person_plain``."""
    return _person_text(appraised, {})


def people_texts(appraisal: Appraisal) -> list[str]:
    """Everyone's result as canonical text, in order."""
    made: dict[int, str] = {}
    return [_person_text(person, made) for person in appraisal.staff]


def _person_text(appraised: PersonAppraisal, made: dict[int, str]) -> str:
    """``made`` holds the texts of items by identity: thousands share the very same outcome."""
    for item in appraised.items:
        if id(item) not in made:
            made[id(item)] = text(_item_plain(item))
    items = ",".join([made[id(item)] for item in appraised.items])
    # Within a text of JSON the quotes would stand behind a backslash: there is one such place.
    whole = text({**_beside_items(appraised), "items": 0})
    return whole.replace('"items":0', f'"items":[{items}]', 1)


def person_plain(appraised: PersonAppraisal) -> dict[str, Any]:
    """One person's result as plain values."""
    return {**_beside_items(appraised), "items": [_item_plain(item) for item in appraised.items]}


def _beside_items(appraised: PersonAppraisal) -> dict[str, Any]:
    person, pay = appraised.person, appraised.pay
    return {
        "code": person.code,
        "name": person.name,
        "department": person.department,
        "position": person.position,
        "days": appraised.employed_days,
        "total": _number(appraised.total),
        "percent": pay.percent,
        "base": pay.base,
        "amount": pay.amount,
        "actions": [[a.action, a.reason, a.caution, list(a.evidence)] for a in appraised.actions],
        "charges": [[finding_plain(c.finding), c.waived] for c in appraised.charges],
        "duties": [[d.kind, d.name, d.done, d.asked] for d in appraised.duties],
    }


def finding_plain(finding: Finding) -> dict[str, Any]:
    """A finding as plain values."""
    return {
        "id": finding.id,
        "clause": finding.clause,
        "on": finding.on.isoformat(),
        "staff": list(finding.staff),
        "note": finding.note,
        "faults": [[fault.kind, fault.late_on.isoformat()] for fault in finding.faults],
        "evidence": finding.evidence,
        "absent": finding.absent,
        "source": finding.source,
        "unit": finding.unit,
    }


def person_from(plain: Plain) -> PersonAppraisal:
    """The result that ``person_plain`` made plain."""
    person = Person(
        plain["code"],
        plain["name"],
        plain["department"],
        plain["position"],
        base_pay=plain["base"],
    )
    return PersonAppraisal(
        person=person,
        employed_days=plain["days"],
        items=tuple(_item_from(item, person.code) for item in plain["items"]),
        total=Decimal(plain["total"]),
        pay=Pay(plain["percent"], plain["base"], plain["amount"]),
        actions=tuple(
            Action(action, reason, caution, tuple(evidence))
            for action, reason, caution, evidence in plain["actions"]
        ),
        charges=tuple(
            Charge(finding_from(finding), waived) for finding, waived in plain["charges"]
        ),
        duties=tuple(DutyCount(*duty) for duty in plain["duties"]),
    )


def finding_from(plain: Plain) -> Finding:
    """The finding that ``finding_plain`` made plain."""
    return Finding(
        id=plain["id"],
        clause=plain["clause"],
        on=date.fromisoformat(plain["on"]),
        staff=tuple(plain["staff"]),
        note=plain["note"],
        faults=tuple(Fault(kind, date.fromisoformat(on)) for kind, on in plain["faults"]),
        evidence=plain["evidence"],
        absent=plain["absent"],
        source=plain["source"],
        unit=plain["unit"],
    )


def differing(kept: Plain, found: Plain) -> tuple[str, ...]:
    """Which of ``COMPARED`` two results of a person have otherwise."""
    return tuple(name for name in COMPARED if kept[name] != found[name])


def _item_plain(item: ItemScore) -> dict[str, Any]:
    return {
        "no": item.no,
        "name": item.name,
        "points": _number(item.points),
        "score": _number(item.score),
        "violations": item.violations,
        "wiped_out": item.wiped_out,
        "rate": item.rate and _rate_plain(item.rate),
        "reviews": [[r.level, _number(r.score), r.by, r.reason] for r in item.reviews],
        "replaced": None if item.replaced is None else _number(item.replaced),
    }


def _item_from(plain: Plain, staff: str) -> ItemScore:
    rate, replaced = plain["rate"], plain["replaced"]
    return ItemScore(
        no=plain["no"],
        name=plain["name"],
        points=Decimal(plain["points"]),
        score=Decimal(plain["score"]),
        violations=plain["violations"],
        wiped_out=plain["wiped_out"],
        rate=rate and _rate_from(rate),
        reviews=tuple(
            Review(staff, plain["no"], level, Decimal(score), by, reason)
            for level, score, by, reason in plain["reviews"]
        ),
        replaced=None if replaced is None else Decimal(replaced),
    )


def _rate_plain(rate: Rate) -> dict[str, Any]:
    return {
        "due": rate.due,
        "paid": rate.paid,
        "shares": [[share.building, share.due, share.paid] for share in rate.shares],
        "needs": [[_number(need.threshold), need.units] for need in rate.needs],
    }


def _rate_from(plain: Plain) -> Rate:
    return Rate(
        due=plain["due"],
        paid=plain["paid"],
        shares=tuple(Share(*share) for share in plain["shares"]),
        needs=tuple(Need(Decimal(threshold), units) for threshold, units in plain["needs"]),
    )


def _number(value: Decimal) -> str:
    """A decimal without zeros at its end, so that equal numbers are equal texts."""
    whole = value.to_integral_value()
    return f"{whole:f}" if value == whole else f"{value.normalize():f}"
