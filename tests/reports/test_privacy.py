"""Owners' names and phones, masked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu_cli.reports.privacy import mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王小明", "王**"),
        ("王明", "王*"),
        ("歐陽小明", "歐***"),
        ("王", "*"),
        ("", ""),
        (None, None),
    ],
)
def test_a_name_keeps_its_first_letter(name: str | None, masked: str | None) -> None:
    """A single letter is a whole name, and is hidden."""
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800000123", "********123"),
        ("0571-8700-0123", "****-****-*123"),
        ("870001", "****01"),
        ("1234", "****"),
        ("", ""),
        (None, None),
    ],
)
def test_a_phone_keeps_two_or_three_digits(phone: str | None, masked: str | None) -> None:
    """Fewer of a short number, none of a very short one."""
    assert mask_phone(phone) == masked


@given(st.text("0123456789-/ ", min_size=1, max_size=30))
def test_a_mask_keeps_the_length_and_shows_at_most_three_digits(phone: str) -> None:
    """Whatever is written into the field."""
    masked = mask_phone(phone)
    assert masked is not None
    assert len(masked) == len(phone)
    assert sum(char.isalnum() for char in masked) <= 3
