"""Owners' names and phones, masked: enough to recognise one's own record, not to learn it."""

from __future__ import annotations

_MASK = "*"
_LONG_NUMBER = 8  # from here on three digits give little away; a short number shows two
_SHORTEST_SHOWN = 5


def mask(text: str | None) -> str | None:
    """A name or a number, masked as what it is; None and blank stay as they are."""
    digits = sum(char.isdigit() for char in text or "")
    return mask_phone(text) if digits >= _SHORTEST_SHOWN else mask_name(text)


def mask_name(name: str | None) -> str | None:
    """The surname's first character: 王小明 is ``王**``; None and blank stay as they are."""
    if not name:
        return name
    shown = name[0] if len(name) > 1 else ""
    return shown + _MASK * (len(name) - len(shown))


def mask_phone(phone: str | None) -> str | None:
    """The last two or three digits of a number: 13800000123 is ``********123``.

    Separators stay, so that two numbers in one field are still seen as two.
    """
    if not phone:
        return phone
    letters = sum(1 for char in phone if char.isalnum())
    shown = 3 if letters >= _LONG_NUMBER else 2 if letters >= _SHORTEST_SHOWN else 0
    hidden = letters - shown
    masked = []
    for char in phone:
        masked.append(_MASK if char.isalnum() and hidden > 0 else char)
        hidden -= char.isalnum()
    return "".join(masked)
