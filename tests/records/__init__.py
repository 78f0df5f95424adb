"""Tests of the kinds of record and of reading their values."""
