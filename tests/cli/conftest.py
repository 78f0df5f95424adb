"""Fixtures of the command line's tests."""

from __future__ import annotations

from cli.invented import kefu
from desks import desk, furnished

__all__ = ("desk", "furnished", "kefu")
