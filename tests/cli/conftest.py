"""Fixtures of the command line's tests."""

from __future__ import annotations

from invented import kefu

__all__ = ("kefu",)
