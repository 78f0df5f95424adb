"""A unit in arrears: what is said of it to whoever asks the owner for the fee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class UnpaidUnit:
    """A due unit whose fee for the month is not settled, and the codes of who looks after it.

    ``monthly_fee`` is in 分.
    """

    unit: str
    building: str
    staff: tuple[str, ...]
    kind: str | None
    handover: date | None
    monthly_fee: int | None
    owner: str | None
    phone: str | None
