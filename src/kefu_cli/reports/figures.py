"""How figures are written: points without idle zeros, money as yuan, rates as percent."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kefu_cli.records.values import yuan

if TYPE_CHECKING:  # every table writes figures, few of them come from an appraisal
    from kefu_cli.appraisal.model import Rate


HASH_SHOWN = 12
"""How many digits of a hash a person is shown."""


def points(value: Decimal) -> str:
    """Points or a threshold with no more digits than they have: ``4``, ``13.5``."""
    return f"{value.normalize():f}"


def money(cents: int | None) -> str | None:
    """An amount of 分 as text in yuan with two decimals; None stays None."""
    return None if cents is None else yuan(cents)


def short_hash(sha256: str) -> str:
    """The beginning of a hash, by which a person can tell it from others."""
    return sha256[:HASH_SHOWN] + "…"


def percent(rate: Rate) -> str | None:
    """A collection rate in percent with two decimals, rounded down; None where nobody is due."""
    return None if rate.percent is None else f"{rate.percent:.2f}"
