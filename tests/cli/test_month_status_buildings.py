"""Whose a building with units due is, where of two holders one left or is not appraised."""

from __future__ import annotations

import pytest

from desks import Kefu, done, lines
from monthend import matter, status

STAFF = """
    staff add --code W010 --name 外包 --appraised no
    staff add --code W011 --name 早退 --left 2024-05-20
"""
HELD = {
    "not appraised, and one who left": (("W010", "W011"), ["5 (W011)"], None),
    "appraised, and one who left": (("W003", "W011"), ["5 (W011)"], None),
    "one who left alone": (("W011",), ["5 (W011)"], None),
    "not appraised alone": (("W010",), None, ["5"]),
    "not appraised, and one who is": (("W010", "W003"), None, None),
}
"""By who holds the building: who is named as having left, and which building as nobody's."""


@pytest.mark.parametrize("who", HELD)
def test_each_building_is_named_for_one_thing(desk: Kefu, who: str) -> None:
    """Where a holder has left, that is settled first; who is appraised is asked of the rest."""
    holders, left, others = HELD[who]
    for line in lines(f"    assignment void 2 --reason 換人\n{STAFF}"):
        done(desk(*line))
    for code in holders:
        done(desk("building", "assign", "--building", "5", "--staff", code, "--from", "2024-01-01"))
    found = status(desk)
    for code, names in (("building_left", left), ("building_not_appraised", others)):
        told = matter(found, code)
        assert (told["names"] if told else None) == names
    assert matter(found, "building_unheld") is None
