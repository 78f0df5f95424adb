"""Writers of a table, of lines or of a document: for a terminal, as JSON, as CSV."""

from __future__ import annotations

from io import TextIOWrapper
from typing import TextIO


def for_scripts(out: TextIO) -> None:
    """Make a piped stream UTF-8 with LF, as JSON and CSV promise whatever the locale says.

    A terminal keeps its encoding; what it can't show is written as an escape.
    """
    if not isinstance(out, TextIOWrapper):
        return
    if out.isatty():
        out.reconfigure(errors="backslashreplace")
    else:
        out.reconfigure(encoding="utf-8", newline="\n")
