"""Fixtures of the command line's tests."""

from __future__ import annotations

from desks import desk, furnished
from invented import kefu

__all__ = ("desk", "furnished", "kefu")
