"""Commands made from declarations."""

from __future__ import annotations

import pytest

from cli.invented import Kefu
from kefu_cli.cli import asking


def test_values_arrive_as_typed(kefu: Kefu) -> None:
    """Text is not read, a flag is a bool, a repeatable a list, a word of Python's own a key."""
    line = ("--staff", "００１", "-f", "20240503", "--absent", "--media", "紙質", "--media", "電子")
    assert kefu("--db", "x.db", "thing", "add", *line).out == (
        "{'staff': '００１', 'from': '20240503', 'absent': True, 'media': ['紙質', '電子']}"
        " Settings(db=PosixPath('x.db'))\n"
    )


def test_what_is_left_out_arrives_as_nothing(kefu: Kefu, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what help calls required, in a terminal: the command asks for it."""
    monkeypatch.setattr(asking, "is_interactive", lambda: True)
    assert kefu("thing", "add").out.startswith(
        "{'staff': None, 'from': None, 'absent': False, 'media': []}"
    )
    assert kefu("thing", "show").out == "{'unit': None}\n"


def test_where_nobody_can_be_asked_all_that_is_missing_is_named(kefu: Kefu) -> None:
    """Options by their names, arguments as help has them; nothing is run."""
    said = kefu("thing", "add")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "Error: --staff is missing.\nRun kefu thing add --help to see what it takes.\n"
    )
    assert kefu("thing", "show").err.startswith("Error: The UNIT is missing.\n")
