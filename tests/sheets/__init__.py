"""Tests of reading files and of templates."""
