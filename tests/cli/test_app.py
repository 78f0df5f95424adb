"""The entry point: options before the noun, language, exit codes, and what is loaded."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cli.invented import Kefu
from kefu_cli import __version__
from kefu_cli.cli.app import COMMANDS

RUN = "from kefu_cli.cli.app import run; run()"


def _python(code: str, *line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", code, *line],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
        env=dict(os.environ, KEFU_LANG="en", COLUMNS="80", **environment),
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_has_its_module(name: str) -> None:
    """No name is listed that would fail when it is typed."""
    assert importlib.util.find_spec(COMMANDS[name].module) is not None


def test_help_lists_every_command_and_loads_none_of_their_modules() -> None:
    """``kefu --help`` is drawn from the table, and needs neither pydantic nor a console."""
    code = (
        "import sys; from kefu_cli.cli.app import COMMANDS, main; main(['--help']);"
        "loaded = {e.module for e in COMMANDS.values()} | {'pydantic', 'rich.console', 'sqlite3'};"
        "sys.exit(bool(loaded & set(sys.modules)))"
    )
    done = _python(code)
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  ")][: len(COMMANDS)] == list(
        COMMANDS
    )


def test_bare_kefu_shows_help_as_an_error(kefu: Kefu) -> None:
    """A line without anything is not a result: its help goes to standard error, with 2."""
    outcome = kefu()
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == kefu("--help").out


def test_version(kefu: Kefu) -> None:
    """``--version`` prints name and version, and needs no noun."""
    outcome = kefu("--version")
    assert (outcome.code, outcome.out) == (0, f"kefu {__version__}\n")


@pytest.mark.parametrize(
    ("lang", "usage"),
    [("zh-Hant", "用法："), ("zh-Hans", "用法："), ("en", "Usage:"), ("ZH_hans", "用法：")],
)
@pytest.mark.parametrize("joined", [True, False])
def test_lang_before_the_noun_decides(kefu: Kefu, lang: str, usage: str, joined: bool) -> None:
    """``--lang`` holds for help and errors, whatever the environment says."""
    line = [f"--lang={lang}"] if joined else ["--lang", lang]
    other = "zh-Hant" if lang == "en" else "en"
    assert kefu(*line, "thing", "add", "--help", lang=other).out.startswith(usage)
    assert kefu("--db", "x", *line, "thing", lang=other).err.startswith(usage)


def test_several_languages_in_one_process(kefu: Kefu) -> None:
    """Each line speaks its own language, though Typer's words were used before."""
    first = [kefu("thing", lang=lang).err.splitlines()[2] for lang in ("zh-Hant", "zh-Hans", "en")]
    assert first == ["《業主感動的事》", "《业主感动的事》", "Stories"]


def test_unknown_language_is_refused_with_the_known_ones(kefu: Kefu) -> None:
    """The refusal itself is in the environment's language."""
    outcome = kefu("--lang", "fr", "place", lang="zh-Hant")
    assert outcome.code == 2
    assert outcome.err == ("錯誤：kefu 沒有「fr」這種語言。\n可用的值：zh-Hant、zh-Hans、en。\n")


def test_a_value_behind_the_noun_is_not_taken_for_the_language(kefu: Kefu) -> None:
    """Only options before the noun choose the language."""
    outcome = kefu("thing", "add", "--staff=--lang", "--from", "fr")
    assert outcome.code == 0


@pytest.mark.parametrize(
    ("environment", "usage"),
    [({}, "用法："), ({"LANG": "en_US.UTF-8"}, "Usage:"), ({"LC_ALL": "zh_CN.UTF-8"}, "用法：")],
)
def test_the_environment_chooses_the_language(
    kefu: Kefu, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], usage: str
) -> None:
    """Without ``--lang`` and KEFU_LANG the locale decides, zh-Hant where there is none."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert kefu("--help", lang=None).out.startswith(usage)


def test_db_reaches_the_command(kefu: Kefu, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--db`` goes before KEFU_DB, and KEFU_DB before the usual file."""
    assert "db=None" in kefu("place").out
    monkeypatch.setenv("KEFU_DB", "of-the-environment.db")
    assert "of-the-environment.db" in kefu("place").out
    assert "given.db" in kefu("--db", "given.db", "place").out


def test_a_noun_is_needed_behind_the_options(kefu: Kefu) -> None:
    """Options alone do nothing."""
    outcome = kefu("--db", "x")
    assert outcome.code == 2
    assert outcome.err == "Error: The command is missing.\nRun kefu --help to see the commands.\n"


@pytest.mark.parametrize(
    ("how", "code"), [("exit", 3), ("ctrl-c", 130), ("abort", 130), ("end", 130), ("refused", 1)]
)
def test_exit_codes(kefu: Kefu, how: str, code: int) -> None:
    """A command's own code, a stop by the user and a refusal keep to the contract."""
    assert kefu("thing", "fail", "--how", how).code == code


def test_a_reader_that_goes_away_is_no_error(kefu: Kefu) -> None:
    """Nothing is said where the output's reader has closed it (``| head``)."""
    outcome = kefu("thing", "fail", "--how", "reader gone")
    assert (outcome.code, outcome.out, outcome.err) == (141, "", "")


def test_a_closed_pipe_stays_quiet_in_a_process() -> None:
    """Python's own complaint at its end does not appear either."""
    code = f"import os; r, w = os.pipe(); os.close(r); os.dup2(w, 1); {RUN}"
    done = _python(code, "--version")
    assert (done.returncode, done.stderr) == (141, b"")


def test_what_is_piped_is_utf_8(tmp_path: Path) -> None:
    """The system's encoding does not decide over results, and no character stops them."""
    done = _python(RUN, "--help", PYTHONIOENCODING="gbk", KEFU_DB=str(tmp_path / "x"))
    assert "遲到" in done.stdout.decode()
    lone = _python(RUN, "\udc80", PYTHONIOENCODING="gbk")
    assert lone.returncode == 2


def test_a_fault_of_kefu_itself_goes_to_a_log(
    kefu: Kefu, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The reader gets two lines, the log gets the traceback."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    outcome = kefu("thing", "fail")
    (log,) = tmp_path.iterdir()
    assert outcome.code == 1
    assert outcome.err == (
        "Error: Something went wrong inside kefu (ZeroDivisionError).\n"
        f"Report it with the log: {log}\n"
    )
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_a_fault_without_a_place_for_the_log(
    kefu: Kefu, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where no log can be written the fault is told all the same."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    outcome = kefu("thing", "fail")
    assert outcome.code == 1
    assert "no log could be written" in outcome.err


def test_a_command_whose_module_is_missing_is_a_fault(
    kefu: Kefu, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A broken installation shows two lines too."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert "ModuleNotFoundError" in kefu("absent").err
