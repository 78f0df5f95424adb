"""Names of sheets: Excel's rules, and no two alike."""

from __future__ import annotations

import re

from kefu_cli.render.workbook import safe

_MOST_UNITS = 31
_FORBIDDEN = str.maketrans(r"\/?*:[]", "＼／？＊：［］")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ufffd]")
_RESERVED = ("history",)  # Excel keeps this name for its own record of changes


class SheetNames:
    """Gives out sheet names, each different from the others whatever their case."""

    def __init__(self) -> None:
        self._taken = set(_RESERVED)

    def take(self, wanted: str) -> str:
        """The name, or the nearest to it that Excel allows and that is not taken.

        Forbidden characters become their full-width forms, so that the name still reads the
        same; one taken already gets a number.
        """
        plain = _legal(wanted)
        name, number = safe.shortened(plain, _MOST_UNITS, "…"), 2
        while name.casefold() in self._taken:
            ending = f" ({number})"
            kept = safe.shortened(plain, _MOST_UNITS - len(ending), "…")
            name, number = kept + ending, number + 1
        self._taken.add(name.casefold())
        return name


def _legal(wanted: str) -> str:
    name = _CONTROL.sub("_", safe.clean(wanted).replace("\n", " ")).translate(_FORBIDDEN).strip()
    if name.startswith("'"):
        name = "’" + name[1:]
    if name.endswith("'"):
        name = name[:-1] + "’"
    return name or "_"
