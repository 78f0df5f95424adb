"""Commands made from declarations."""

from __future__ import annotations

from cli.invented import Kefu


def test_values_arrive_as_typed(kefu: Kefu) -> None:
    """Text is not read, a flag is a bool, a repeatable a list, a word of Python's own a key."""
    line = ("--staff", "００１", "-f", "20240503", "--absent", "--media", "紙質", "--media", "電子")
    assert kefu("--db", "x.db", "thing", "add", *line).out == (
        "{'staff': '００１', 'from': '20240503', 'absent': True, 'media': ['紙質', '電子']}"
        " Settings(db=PosixPath('x.db'))\n"
    )


def test_what_is_left_out_arrives_as_nothing(kefu: Kefu) -> None:
    """Also what help calls required: the command asks for it."""
    assert kefu("thing", "add").out.startswith(
        "{'staff': None, 'from': None, 'absent': False, 'media': []}"
    )
    assert kefu("thing", "show").out == "{'unit': None}\n"
