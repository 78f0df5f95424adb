"""Lines between data and output: sentences in order, not yet in a language and not yet wrapped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kefu_cli.messages import Message

Weight = Literal["plain", "title", "heading", "quiet"]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, ``level`` steps in; where it wraps it goes on beneath its own start.

    ``label`` stands before it (a number, a dash). A Line without text is an empty line.
    """

    text: Message | str = ""
    level: int = 0
    label: str = ""
    weight: Weight = "plain"
