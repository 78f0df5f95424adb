"""What is recorded about one person's month beside the score itself: the papers of its evidence.

Days are calendar days; times are ``YYYY-MM-DDTHH:MM`` as recorded. Money is whole 分.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kefu_cli.records.kept import Event, Row
from kefu_cli.records.monthend import Closed, Issue, Reopened, Signature


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A record that a finding came from, as it now is; ``follow_ups`` are a repair call's."""

    noun: str
    row: Row
    follow_ups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waived:
    """That a finding does not count: who said so and when; ``staff`` where it holds for one."""

    staff: str | None
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What a finding rests on: the record that it is, the one that it names, and its waiver."""

    exhibits: tuple[Exhibit, ...]
    waived: Waived | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """That the scores were issued, by whom and when."""

    issue: Issue
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Own:
    """What a kept result says of the person: the hash of their part, total and pay."""

    sha256: str
    total: Decimal
    percent: int


@dataclass(frozen=True, slots=True)
class Result:
    """A closing or correction, the signatures under it, and the person's part in it."""

    closed: Closed
    signatures: tuple[Signature, ...]
    own: Own | None
    reopened: Reopened | None = None


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything recorded about one person's month.

    ``result`` is the hash of the month's result as it stands, ``own`` that of the person's part.
    ``grounds`` are by finding; ``unpaid`` the codes of unpaid units by building; ``acks`` and
    ``objections`` those of the person, ``reviews`` by item and level, none of them void;
    ``results`` every closing and correction that the month has had; ``signatures`` all that were
    ever given under the month, void ones too; ``events`` the history of all these records.
    """

    result: str
    own: str
    grounds: Mapping[str, Ground]
    unpaid: Mapping[str, list[str]]
    reviews: Mapping[tuple[int, str], Row]
    issues: tuple[Issued, ...]
    acks: tuple[Row, ...]
    objections: tuple[Row, ...]
    results: tuple[Result, ...]
    signatures: tuple[Signature, ...]
    events: tuple[Event, ...]
