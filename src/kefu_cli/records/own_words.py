"""What kefu itself writes into the file, in English whatever language is spoken, for a reader."""

from __future__ import annotations

import re

from kefu_cli.messages import Message, msg

OUTSIDE = "outside kefu"
"""Stands in the file for who recorded something, where another program did."""

_BY_COMMAND = re.compile(r"(replaced|undone) by command (\d+)")


def own_words(text: str) -> str | Message:
    """A reason or a name as the file has it; kefu's own words as a sentence in any language."""
    if text == OUTSIDE:
        return msg("outside kefu")
    own = _BY_COMMAND.fullmatch(text)
    if own is None:
        return text
    if own[1] == "replaced":
        return msg("replaced by command {number}", number=own[2])
    return msg("undone by command {number}", number=own[2])
