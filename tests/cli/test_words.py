"""Help pages: whole, in three languages, and what a command costs to load."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cli.invented import Kefu
from kefu_cli.cli.pages import columns

ADD = {
    "zh-Hant": """\
用法：kefu thing add [選項]

違規和曠工

選項：
  --staff 工號     工號（必填）
  -f, --from 日期  開始日期
  --absent         曠工
  --media 文字     載體（可重複）
  --help           顯示這份說明

例：
  kefu thing add --staff W001 --from 2024-05-03
""",
    "zh-Hans": """\
用法：kefu thing add [选项]

违规和旷工

选项：
  --staff 工号     工号（必填）
  -f, --from 日期  开始日期
  --absent         旷工
  --media 文字     载体（可重复）
  --help           显示这份说明

例：
  kefu thing add --staff W001 --from 2024-05-03
""",
    "en": """\
Usage: kefu thing add [OPTIONS]

Violations and absences

Options:
  --staff STAFF   Staff no. (required)
  -f, --from DAY  From
  --absent        Absent
  --media TEXT    Media (may be repeated)
  --help          Show this page

Examples:
  kefu thing add --staff W001 --from 2024-05-03
""",
}

NOUN = """\
用法：kefu thing [選項] 命令 …

《業主感動的事》

命令：
  add    違規和曠工
  show   房產
  count  金額
  fail   說明

選項：
  --help  顯示這份說明

例：
  kefu thing add --staff W001
"""


@pytest.mark.parametrize("lang", ADD)
def test_help_of_a_command(kefu: Kefu, lang: str) -> None:
    """Usage, description, options and examples, none of it left in another language."""
    outcome = kefu("thing", "add", "--help", lang=lang)
    assert (outcome.code, outcome.out, outcome.err) == (0, ADD[lang], "")


def test_help_of_a_noun(kefu: Kefu) -> None:
    """A noun lists its verbs; asked for, its help is a result, by itself it is an error."""
    asked = kefu("thing", "--help", lang="zh-Hant")
    bare = kefu("thing", lang="zh-Hant")
    assert (asked.code, asked.out, asked.err) == (0, NOUN, "")
    assert (bare.code, bare.out, bare.err) == (2, "", NOUN)


@pytest.mark.parametrize(
    ("verb", "usage", "argument"),
    [
        ("show", "用法：kefu thing show 房號 [選項]", "  房號  房號（必填）"),
        ("count", "用法：kefu thing count 編號 [選項]", "  編號  （必填）"),
    ],
)
def test_help_of_arguments(kefu: Kefu, verb: str, usage: str, argument: str) -> None:
    """Arguments stand in the usage line and under their own heading."""
    lines = kefu("thing", verb, "--help", lang="zh-Hant").out.splitlines()
    assert lines[0] == usage
    assert lines[lines.index("參數：") + 1] == argument


def test_help_of_choices_and_defaults(kefu: Kefu) -> None:
    """Allowed values stand with the option, a default behind its description."""
    count = kefu("thing", "count", "--help", lang="zh-Hant").out
    fail = kefu("thing", "fail", "--help", lang="zh-Hant").out
    assert "  --level low|high  類別（必填）" in count
    assert "  --how 文字  說明（默認：bug）" in fail


def test_help_of_the_front(kefu: Kefu) -> None:
    """Entries stand under the heading of their section, the variable of an option beside it."""
    out = kefu("--help", lang="zh-Hant").out
    assert "人員與房屋：\n  thing   《業主感動的事》\n" in out
    assert "數據與文件：\n  place   數據文件的位置\n" in out
    assert "使用這個數據文件（也可設置 KEFU_DB）" in out


@pytest.mark.parametrize("lang", ADD)
@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_help_keeps_to_the_terminal(
    kefu: Kefu, monkeypatch: pytest.MonkeyPatch, lang: str, width: str
) -> None:
    """Text is folded, never shortened; lines to copy stay whole."""
    monkeypatch.setenv("COLUMNS", width)
    out = kefu("--help", lang=lang).out
    text, examples = out.split("\n\n")[1:-1], out.split("\n\n")[-1]
    assert all(columns(line) <= int(width) for part in text for line in part.splitlines())
    assert "…" not in "".join(text)
    assert "  kefu fee rate --month 2024-05" in examples.splitlines()


@pytest.mark.parametrize(
    ("line", "loaded"), [("add --staff W001", "False"), ("count 3 --level low", "True")]
)
def test_text_needs_no_pydantic(line: str, loaded: str) -> None:
    """A command whose values are texts and flags does without the library that reads numbers."""
    code = (
        "import sys, typer.main; from cli import invented;"
        "group = typer.main.get_command(invented._thing());"
        f"group.invoke(group.make_context('kefu', {line.split()!r}));"
        "print('pydantic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)),
    )
    assert done.stdout.split()[-1] == loaded


def test_a_single_command_has_help_too(kefu: Kefu) -> None:
    """A command without a noun is typed and explained by its own name."""
    assert kefu("place", "--help").out.startswith("Usage: kefu place [OPTIONS]\n")
    assert kefu("place").code == 0
