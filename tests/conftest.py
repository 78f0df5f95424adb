"""What every test starts from: no home, no locale, no clock but the ones that it names."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kefu_cli import language
from kefu_cli.cli import app as app_module
from kefu_cli.cli import asking, context
from kefu_cli.records.values import Clock

NOW = datetime(2024, 6, 20, 9, 30)
"""The moment of every test that does not name another."""


@dataclass(frozen=True)
class Outcome:
    """What a command line came to."""

    code: int
    out: str
    err: str


Kefu = Callable[..., Outcome]


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    """Compile the catalogues of the tree, so that tests speak what its .po files say."""
    for po in language.LOCALE_DIR.glob("*/LC_MESSAGES/kefu.po"):
        compiled = io.BytesIO()
        with po.open("rb") as source:
            write_mo(compiled, read_po(source))
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.read_bytes() != compiled.getvalue():
            mo.write_bytes(compiled.getvalue())


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A home of its own, a user with a name, and no language but the one a test asks for."""
    for name in ("KEFU_DB", "KEFU_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("KEFU_USER", "王主管")
    monkeypatch.setenv("COLUMNS", "80")
    spoken = language.current()
    yield
    language.use(spoken)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Where the office's file of a test is; no command has made it yet."""
    return tmp_path / "kefu.db"


@pytest.fixture
def office(db: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kefu:
    """Run a line of the real commands on the test's file, in English and at ``NOW`` unless told.

    ``answers`` are what a person types at a terminal; without them there is no terminal.
    """

    def run(
        *line: str,
        lang: str = "en",
        now: datetime = NOW,
        answers: tuple[str, ...] | None = None,
    ) -> Outcome:
        monkeypatch.setattr(context, "clock", lambda: Clock(now))
        monkeypatch.setattr(asking, "is_interactive", lambda: answers is not None)
        typed = "".join(f"{answer}\n" for answer in answers or ())
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = app_module.main(["--db", str(db), "--lang", lang, *line])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run
