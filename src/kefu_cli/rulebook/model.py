"""A rulebook once read: plain frozen values, every word and number of them from its TOML file.

Points are exact decimals (分); day counts are calendar days; rates and pay shares are percent.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ActionKind = Literal["dismiss", "transfer_or_dismiss"]

Final = Literal["computed", "most_senior"]
"""Which score of an item decides (R16): the computed one, or the most senior one given."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How kefu reads a place of the source that leaves room: the ruling's number and its words."""

    ruling: str
    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One 考核標準 of an item: its number (``7.2``), its words to the letter, its readings."""

    no: str
    text: str
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class CountRule:
    """任一項違規1起,扣N分,依次累加; 當月發生3起以上,該分值全扣."""

    each: Decimal
    wipe_out_at: int


@dataclass(frozen=True, slots=True)
class RateTier:
    """One band of the collection rate: ``at_least`` ≤ rate < ``below`` percent earns ``score``.

    An open end is None. ``action`` is what the source calls for in this band.
    """

    at_least: Decimal | None
    below: Decimal | None
    score: Decimal
    action: ActionKind | None = None


@dataclass(frozen=True, slots=True)
class RateRule:
    """The bands of the collection rate, highest first, without gap or overlap."""

    tiers: tuple[RateTier, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One of the eight 考核項目: its points, its rule and its clauses in the source's order.

    ``label`` is the form's cell (``儀容儀表 (5分)``), ``explanation`` its 說明 column.
    """

    no: int
    name: str
    label: str
    points: Decimal
    explanation: str
    rule: CountRule | RateRule
    clauses: tuple[Clause, ...]
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class AbsenceRule:
    """曠工: 連續三天或累計三次者,立即開除.

    ``clause`` is the clause on which absences are recorded, ``consecutive_days`` and ``total`` the
    numbers that call for ``action``; ``total_unit`` says whether a run of days or a day is one 次,
    ``window`` over which time they add up.
    """

    clause: str
    consecutive_days: int
    total: int
    total_unit: Literal["run", "day"]
    window: Literal["month", "year", "all"]
    action: ActionKind
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class PayTier:
    """One band of the total: ``at_least`` ≤ total < ``below`` pays ``percent`` of the base."""

    at_least: Decimal | None
    below: Decimal | None
    percent: int


@dataclass(frozen=True, slots=True)
class TotalAction:
    """What a total under ``below`` calls for (當月總得分<80分)."""

    below: Decimal
    action: ActionKind


@dataclass(frozen=True, slots=True)
class DerivedRule:
    """An omission that is a violation by itself, found in kefu's own records.

    ``kind`` names the finder (``appraisal.findings.FINDERS``); ``days`` holds its deadlines by
    name, in calendar days.
    """

    kind: str
    clause: str
    days: tuple[tuple[str, int], ...]
    readings: tuple[Reading, ...] = ()

    def limit(self, name: str) -> int:
        """The deadline of this name, in calendar days."""
        return dict(self.days)[name]


@dataclass(frozen=True, slots=True)
class MonthlyDuty:
    """A duty of every month that carries no points: the least number, and the day it is due.

    ``due_day`` is the day of the month by which it is handed in; None is the month's last day.
    """

    kind: Literal["suggestion", "story"]
    name: str
    at_least: int
    due_day: int | None
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class FormWords:
    """What the paper form says outside its items, to the letter."""

    title: str
    heading: tuple[str, ...]  # 姓名: 部門: 崗位: 考核日期
    columns: tuple[str, ...]  # the nine column headings, in order
    reviewers: tuple[str, ...]  # the last three columns' people
    sum_label: str  # 合計
    total_label: str  # 考核結果:總分
    pay_label: str  # 績效浮動比例:
    pay_boxes: tuple[str, ...]  # 發放100% …, in the order of the pay tiers
    action_box: str  # 調崗或開除
    remarks_label: str
    remarks: tuple[str, ...]
    signatures: tuple[str, ...]
    signers: tuple[str, ...]  # who signs, in the order of the four signatures


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A whole book of rules, with the text it was read from and that text's SHA-256 (hex).

    ``objection_days``: on how many calendar days after a month's scores are issued a person may
    object to them.
    """

    name: str
    version: str
    total: Decimal
    items: tuple[Item, ...]
    absence: AbsenceRule
    pay: tuple[PayTier, ...]
    total_actions: tuple[TotalAction, ...]
    derived: tuple[DerivedRule, ...]
    duties: tuple[MonthlyDuty, ...]
    cautions: tuple[tuple[ActionKind, str], ...]
    final: Final
    objection_days: int
    form: FormWords
    readings: tuple[Reading, ...]
    text: str
    sha256: str

    def clause(self, no: str) -> Clause | None:
        """The clause of this number, or None."""
        return next((c for item in self.items for c in item.clauses if c.no == no), None)

    def item_of(self, clause: str) -> Item | None:
        """The item to which a clause belongs, or None."""
        return next((i for i in self.items if any(c.no == clause for c in i.clauses)), None)

    def countable(self) -> tuple[str, ...]:
        """The clauses on which violations are recorded, in the book's order."""
        counted = (item for item in self.items if isinstance(item.rule, CountRule))
        return tuple(clause.no for item in counted for clause in item.clauses)

    def pay_tier(self, total: Decimal) -> PayTier:
        """The band in which a total lies; the bands share out every total, highest first."""
        return next(t for t in self.pay if t.at_least is None or total >= t.at_least)

    def caution(self, action: ActionKind) -> str:
        """What the law asks before this action may be taken."""
        return dict(self.cautions)[action]
