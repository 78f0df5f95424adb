"""Asking in a terminal: what is taken, what is asked again, and how one gets away."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from kefu_cli import language
from kefu_cli.cli import asking
from kefu_cli.errors import FileError, NotFound, UsageError
from kefu_cli.messages import msg

PEOPLE = (("W001", "張三"), ("W002", "李四"), ("W003", "張偉"))
BUILDINGS = tuple((str(n), f"第{n}棟") for n in range(1, 41))

Type = Callable[[str], None]


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Type:
    """Lines that someone types, in a process that speaks English."""
    language.use("en")

    def lines(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return lines


ASKING = """
from kefu_cli import language
from kefu_cli.cli import asking
language.use("en")
assert asking.is_interactive()
try:
    print("got", asking.ask("Who?", str, [("W001", "張三")]))
except Exception as error:
    print(type(error).__name__)
"""


def _in_terminal(code: str, typed: bytes) -> str:
    """What a process shows on a terminal where this is typed once it has asked."""
    import pty  # not on Windows

    outside, inside = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=inside,
        stdout=inside,
        stderr=inside,
        env=dict(os.environ, TERM="dumb", PYTHONUTF8="1"),
    ):
        os.close(inside)
        shown = b""
        while b"> " not in shown:
            shown += os.read(outside, 1000)
        os.write(outside, typed)
        with contextlib.suppress(OSError):  # how a terminal ends whose last process is gone
            while more := os.read(outside, 1000):
                shown += more
    os.close(outside)
    return shown.decode()


def _person(text: str) -> str:
    if text not in dict(PEOPLE):
        raise NotFound(msg("“{value}” is not a day.", value=text), msg("Answer y or n."))
    return text


@pytest.mark.parametrize(
    "answer", ["W002", "w002", "2", "２", "李四", " 李四 ", "李\n\n", "四\n1"], ids=repr
)
def test_a_choice_is_named_in_any_way(type_in: Type, answer: str) -> None:
    """By its value, its number, its name in full, or a part of it and then Enter or its number."""
    type_in(f"{answer}\n")
    assert asking.ask("Who?", _person, PEOPLE) == "W002"


def test_a_name_is_known_in_the_other_script(type_in: Type) -> None:
    """张伟 is 張偉."""
    type_in("张伟\n")
    assert asking.ask("Who?", _person, PEOPLE) == "W003"


def test_a_part_of_several_names_narrows(type_in: Type, capsys: pytest.CaptureFixture[str]) -> None:
    """The numbers are then those of the shorter list."""
    type_in("張\n2\n")
    assert asking.ask("Who?", _person, PEOPLE) == "W003"
    assert capsys.readouterr().err == (
        "Who?\n   1  W001  張三\n   2  W002  李四\n   3  W003  張偉\n"
        "> "
        "   1  W001  張三\n   2  W003  張偉\n"
        "> "
    )


def test_a_single_narrowed_choice_waits_for_enter(
    type_in: Type, capsys: pytest.CaptureFixture[str]
) -> None:
    """A part of a name is never taken for the person without being shown."""
    type_in("偉\n\n")
    assert asking.ask("Who?", _person, PEOPLE) == "W003"
    assert capsys.readouterr().err.endswith(">    1  W003  張偉\n(Enter: W003)\n> ")


def test_values_that_are_numbers_are_not_numbered(
    type_in: Type, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a building is called 3, typing 3 cannot mean the third line."""
    type_in("3\n")
    assert asking.ask("Where?", str, (("10", "北"), ("3", "南"), ("7", "東"))) == "3"
    assert "  10  北\n  3   南\n" in capsys.readouterr().err


def test_many_choices_show_the_first_and_say_how_to_narrow(
    type_in: Type, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is not shown can be named all the same."""
    type_in("40\n")
    assert asking.ask("Where?", str, BUILDINGS) == "40"
    shown = capsys.readouterr().err
    assert "第25棟" in shown
    assert "第26棟" not in shown
    assert "… and 15 more; type a part of the name to narrow them." in shown


def test_a_refused_answer_is_asked_again_with_the_reason(
    type_in: Type, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was wrong and what to do, then the question is open again."""
    type_in("9\nW001\n")
    assert asking.ask("Who?", _person, PEOPLE) == "W001"
    assert capsys.readouterr().err.endswith("> “9” is not a day.\nAnswer y or n.\n> ")


def test_other_failures_are_not_asked_again(type_in: Type) -> None:
    """Nothing that is typed mends a broken file."""

    def read(text: str) -> str:
        raise FileError(msg("“{value}” is not a day.", value=text), msg("Answer y or n."))

    type_in("x\nx\n")
    with pytest.raises(FileError):
        asking.ask("Who?", read)


def test_enter_stands_for_the_default(type_in: Type, capsys: pytest.CaptureFixture[str]) -> None:
    """The default is shown; an empty one means that the answer may be left out."""
    type_in("\n\n")
    assert asking.ask("When?", str, default="2024-05-03") == "2024-05-03"
    assert asking.ask("Note?", str, default="") == ""
    assert capsys.readouterr().err == (
        "When?\n(Enter: 2024-05-03)\n> Note?\n(Enter: leave it empty)\n> "
    )


def test_an_answer_is_needed_without_a_default(
    type_in: Type, capsys: pytest.CaptureFixture[str]
) -> None:
    """Enter alone says nothing."""
    type_in("\n \nx\n")
    assert asking.ask("What?", str) == "x"
    assert capsys.readouterr().err.count("An answer is needed; Ctrl-C stops.") == 2


def test_an_input_that_ends_is_a_usage_error(type_in: Type) -> None:
    """The sentence names the question that stayed open."""
    type_in("")
    with pytest.raises(UsageError) as caught:
        asking.ask("Who?", _person, PEOPLE)
    assert language.say(caught.value.what) == ("The input ended before this was answered: Who?")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo terminals to test with")
@pytest.mark.parametrize(
    ("typed", "said"),
    [("張三\r".encode(), "got W001"), (b"1\r", "got W001"), (b"\x04", "UsageError")],
)
def test_in_a_real_terminal(typed: bytes, said: str) -> None:
    """Someone at a terminal is asked, edits a line, and gets away with Ctrl-D."""
    shown = _in_terminal(ASKING, typed)
    assert "Who?" in shown
    assert said in shown


def test_nobody_is_asked_without_a_terminal(type_in: Type) -> None:
    """Piped input is data, not someone who answers."""
    type_in("y\n")
    assert not asking.is_interactive()
