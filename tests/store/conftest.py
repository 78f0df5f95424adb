"""Fixtures of the store's tests."""

from __future__ import annotations

from desks import desk, furnished

__all__ = ("desk", "furnished")
