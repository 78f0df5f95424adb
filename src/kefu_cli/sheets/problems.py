"""What is wrong with a file's rows: values, collected and shown all together, never raised."""

from __future__ import annotations

from dataclasses import dataclass

from kefu_cli.messages import Message


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a file from being recorded.

    ``row`` is the spreadsheet's own row number, ``column`` the heading as the file writes it,
    ``value`` the cell as a person sees it; each is None where the problem has no such place.
    """

    row: int | None
    column: str | None
    value: str | None
    reason: Message
