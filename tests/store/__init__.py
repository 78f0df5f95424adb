"""Tests of the file: what it holds, whoever writes to it."""
