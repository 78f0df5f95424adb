"""The process's own streams, as they are set before a command runs."""

from __future__ import annotations

import io
import json
import sys

import pytest

from kefu_cli.cli.app import _settle_streams


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def _written(text: str, out: io.TextIOWrapper, monkeypatch: pytest.MonkeyPatch) -> bytes:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    monkeypatch.setattr(sys, "stdout", out)
    _settle_streams()
    out.write(text)
    out.flush()
    assert isinstance(out.buffer, io.BytesIO)
    return out.buffer.getvalue()


def test_what_is_piped_is_utf8_with_lf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without BOM, whatever the locale of the machine."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="gbk", newline="\r\n")
    assert _written("張三🔧\n", out, monkeypatch) == "張三🔧\n".encode()


def test_a_terminal_keeps_its_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it can't show is escaped as JSON escapes it."""
    out = _Terminal(io.BytesIO(), encoding="ascii", newline="\n")
    assert _written('"張"\n', out, monkeypatch) == b'"\\u5f35"\n'


def test_half_a_letter_of_a_file_name_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """UTF-8 has no lone surrogate; JSON has an escape for it."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    said = _written(json.dumps("孤\ud800立", ensure_ascii=False), out, monkeypatch)
    assert json.loads(said) == "孤\ud800立"


def test_what_cannot_be_read_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer in another encoding than the terminal's does not stop the question."""
    _written("", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), monkeypatch)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xb1\n"), encoding="utf-8"))
    _settle_streams()
    assert sys.stdin.readline() == "\ufffd\n"
