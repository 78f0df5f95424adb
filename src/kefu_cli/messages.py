"""Sentences that are not yet in a language.

Code below the edge never translates: it makes a :class:`Message`, the English sentence with named
places and the values that go into them, and whoever shows it (``kefu_cli.language.say``) looks the
sentence up in the reader's catalogue and fills the places in.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """An English sentence of the catalogue with ``{named}`` places, and their values.

    A value may be text, a number, a day, a month, another Message (translated in its turn) or a
    tuple of these (joined as the language joins a list).
    """

    text: str
    values: tuple[tuple[str, object], ...] = ()


def msg(text: str, **values: object) -> Message:
    """Make a Message; the catalogue's extraction finds sentences by this function's name."""
    return Message(text, tuple(values.items()))


def mark(text: str) -> str:
    """Mark text for the catalogue where a plain string is wanted (a command's help); same text."""
    return text
