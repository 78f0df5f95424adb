"""A workbook on its way to its file: written whole or not at all, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from kefu_cli import files
from kefu_cli.calendar import Month

_AUTHOR = "kefu"


def save(target: Path, made: Callable[[], bytes]) -> None:
    """Write a workbook to ``target``, whole or not at all.

    Raises FileError where the target cannot be written; a file that stood there is then untouched.
    """
    files.check_workbook(target)
    files.check(target)
    try:
        data = made()
    except OSError as error:  # openpyxl writes each sheet to the temporary folder first
        raise files.refusal(target, error) from error
    files.replace(target, data)


def set_properties(workbook: Workbook, title: str, month: Month) -> None:
    """Say whose workbook it is, and of which month."""
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = _AUTHOR
    properties.title = f"{title} {month}"
    # the month's last day, so that two exports of a month are the same
    last = month.last
    properties.created = properties.modified = datetime(last.year, last.month, last.day)
