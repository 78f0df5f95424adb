"""``kefu staff``."""
from __future__ import annotations
from desks import Kefu
from desks import done
def test_x(desk: Kefu) -> None:
    """x."""
    print(done(desk("staff", "list")))
    assert 0
