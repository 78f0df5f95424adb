"""What the shell is offered."""

from __future__ import annotations

from typing import Any

import pytest
from typer import completion as typer_completion

from cli.invented import STAFF, Kefu
from kefu_cli.cli.pages import hint


@pytest.fixture
def bash(kefu: Kefu, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ask as bash does: the line so far, of which the last word is being typed."""

    def ask(line: str) -> list[str]:
        words = line.split(" ")
        monkeypatch.setenv("_KEFU_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        outcome = kefu()
        assert (outcome.code, outcome.err) == (0, "")
        return outcome.out.split()

    return ask


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("kefu ", ["thing", "place", "absent"]),
        ("kefu pl", ["place"]),
        ("kefu --la", ["--lang"]),
        ("kefu thing s", ["show"]),
        ("kefu thing add --f", ["--from"]),
        ("kefu thing add --staff ", ["W001", "W002"]),
        ("kefu thing add --staff W002", ["W002"]),
        ("kefu nothing x", []),
    ],
)
def test_offers(bash: Any, line: str, offers: list[str]) -> None:
    """Nouns (without loading them), verbs, options and values of the declaration."""
    assert bash(line) == offers


def test_offers_say_what_they_stand_for(kefu: Kefu, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some shells show a line beside each offer, in the reader's language and never folded."""
    monkeypatch.setenv("_KEFU_COMPLETE", "complete_fish")
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    offers = {
        "kefu thing add --": ["--staff\t工號", "--from\t開始日期", "--absent\t曠工"],
        "kefu thing add --staff ": [f"{code}\t{hint(name)}" for code, name in STAFF],
        "kefu p": ["place\t數據文件的位置"],
    }
    for line, wanted in offers.items():
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", line)
        assert kefu(lang="zh-Hant").out.splitlines()[: len(wanted)] == wanted


def test_the_script_of_a_shell(kefu: Kefu, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--show-completion`` prints what a shell reads at its start."""
    monkeypatch.setattr(typer_completion, "_get_shell_name", lambda: "bash")
    outcome = kefu("--show-completion")
    assert outcome.code == 0
    assert outcome.out.startswith("_kefu_completion() {")


def test_installing(kefu: Kefu, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--install-completion`` says where it put the script."""
    monkeypatch.setattr(typer_completion, "_get_shell_name", lambda: "zsh")
    monkeypatch.setattr(typer_completion, "install", lambda shell: (shell, "/home/x/_kefu"))
    outcome = kefu("--install-completion", lang="zh-Hant")
    assert outcome.code == 0
    assert outcome.out == "zsh 的命令補全已寫入 /home/x/_kefu。\n重新打開終端後生效。\n"


def test_an_unknown_shell(kefu: Kefu, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the shell cannot be told, that is said, with those that would do."""
    monkeypatch.setattr(typer_completion, "_get_shell_name", lambda: None)
    outcome = kefu("--install-completion")
    assert outcome.code == 1
    assert outcome.err.endswith("Run it inside one of: bash, zsh, fish, powershell, pwsh.\n")
