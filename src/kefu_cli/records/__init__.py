"""The kinds of record that an office keeps, one module a noun."""

from __future__ import annotations

from importlib import import_module

from kefu_cli.records.fields import Noun

NOUN_NAMES = (
    "staff",
    "building",
    "assignment",
    "unit",
    "fee",
    "violation",
    "repair",
    "archive",
    "suggestion",
    "story",
)
"""Every noun, in the order in which an office fills them in: what is referred to comes first."""

DECISIONS = ("review", "objection", "ack")
"""What is decided or said about a month's score: nouns as well, but no file imports them."""


def noun(name: str) -> Noun:
    """The noun of this name; only its own module is loaded."""
    declared = import_module(f"kefu_cli.records.{name}").NOUN
    assert isinstance(declared, Noun)
    return declared
