"""Every refusal of a line, as the two lines that a person reads, in three languages."""

from __future__ import annotations

import pytest

from cli.invented import Kefu

CASES = {
    "unknown noun": (
        ["tihng"],
        "沒有「tihng」這個命令。",
        "您要找的是不是 thing？",
        "There is no command “tihng”.",
        "Did you mean thing?",
    ),
    "unknown noun, nothing near": (
        ["zzz"],
        "沒有「zzz」這個命令。",
        "執行 kefu --help 可看到所有命令。",
        "There is no command “zzz”.",
        "Run kefu --help to see the commands.",
    ),
    "unknown verb": (
        ["thing", "shwo"],
        "沒有「shwo」這個命令。",
        "您要找的是不是 show？",
        "There is no command “shwo”.",
        "Did you mean show?",
    ),
    "unknown verb, nothing near": (
        ["thing", "zzz"],
        "沒有「zzz」這個命令。",
        "執行 kefu thing --help 可看到所有命令。",
        "There is no command “zzz”.",
        "Run kefu thing --help to see the commands.",
    ),
    "no verb behind the noun": (
        ["thing", "--"],
        "缺少命令。",
        "執行 kefu thing --help 可看到所有命令。",
        "The command is missing.",
        "Run kefu thing --help to see the commands.",
    ),
    "unknown option": (
        ["thing", "add", "--staf", "W001"],
        "沒有 --staf 這個選項。",
        "您要找的是不是 --staff？",
        "There is no option --staf.",
        "Did you mean --staff?",
    ),
    "unknown option, nothing near": (
        ["thing", "add", "-z"],
        "沒有 -z 這個選項。",
        "執行 kefu thing add --help 可看到用法。",
        "There is no option -z.",
        "Run kefu thing add --help to see what it takes.",
    ),
    "an option of the front, behind the noun": (
        ["thing", "add", "--lang", "en"],
        "沒有 --lang 這個選項。",
        "它要寫在最前面：kefu --lang … thing add",
        "There is no option --lang.",
        "It stands before the noun: kefu --lang … thing add",
    ),
    "an option without its value, at the end": (
        ["thing", "add", "--staff"],
        "選項 --staff 後面缺少值。",
        "執行 kefu thing add --help 可看到用法。",
        "The option --staff needs a value.",
        "Run kefu thing add --help to see what it takes.",
    ),
    "an option without its value, before the next": (
        ["thing", "add", "--absent", "--staff", "--from", "5/3"],
        "選項 --staff 後面缺少值。",
        "執行 kefu thing add --help 可看到用法。",
        "The option --staff needs a value.",
        "Run kefu thing add --help to see what it takes.",
    ),
    "an option before the noun without its value": (
        ["--db", "--version"],
        "選項 --db 後面缺少值。",
        "執行 kefu --help 可看到用法。",
        "The option --db needs a value.",
        "Run kefu --help to see what it takes.",
    ),
    "a flag with a value": (
        ["thing", "add", "--absent=yes"],
        "選項 --absent 不帶值。",
        "請只寫 --absent。",
        "The option --absent takes no value.",
        "Write --absent by itself.",
    ),
    "a value too many": (
        ["thing", "add", "W001", "2.1"],
        "「W001 2.1」是多出來的。",
        "值要寫在選項後面，含空格時加引號；見 kefu thing add --help。",
        "“W001 2.1” does not belong here.",
        "Values stand behind their option, and in quotes if they hold spaces;"
        " see kefu thing add --help.",
    ),
    "a missing argument": (
        ["thing", "count", "--level", "low"],
        "缺少編號。",
        "執行 kefu thing count --help 可看到用法。",
        "The NUMBER is missing.",
        "Run kefu thing count --help to see what it takes.",
    ),
    "a missing option": (
        ["thing", "count", "3"],
        "缺少 --level。",
        "執行 kefu thing count --help 可看到用法。",
        "--level is missing.",
        "Run kefu thing count --help to see what it takes.",
    ),
    "a value of the wrong type": (
        ["thing", "count", "三", "--level", "low"],
        "「三」不能用作 編號 的值。",
        "執行 kefu thing count --help 可看到用法。",
        "“三” is no value for NUMBER.",
        "Run kefu thing count --help to see what it takes.",
    ),
    "a value that is not among the choices": (
        ["thing", "count", "3", "--level", "middle"],
        "「middle」不能用作 --level 的值。",
        "可用的值：low、high。",
        "“middle” is no value for --level.",
        "Allowed: low, high.",
    ),
    "a command's own complaint": (
        ["thing", "fail", "--how", "own bad value"],
        "無法讀懂這行命令：Invalid value: nothing of the kind",
        "執行 kefu thing fail --help 可看到用法。",
        "The line cannot be read: Invalid value: nothing of the kind",
        "Run kefu thing fail --help to see what it takes.",
    ),
    "a file without a name": (
        ["--db", " ", "place"],
        "--db 後面沒有文件名。",
        "請寫 --db 文件名；不寫就用平常的文件。",
        "--db names no file.",
        "Write --db FILE, or leave it out for the usual file.",
    ),
}

HANS = {
    "unknown noun": "错误：没有“tihng”这个命令。\n您要找的是不是 thing？\n",
    "a flag with a value": "错误：选项 --absent 不带值。\n请只写 --absent。\n",
    "a value of the wrong type": (
        "错误：“三”不能用作 编号 的值。\n执行 kefu thing count --help 可看到用法。\n"
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_line_that_cannot_be_read(kefu: Kefu, case: str) -> None:
    """What was wrong and what to do, a line each, in the reader's language, with exit code 2."""
    line, what, advice, en_what, en_advice = CASES[case]
    chinese, english = kefu(*line, lang="zh-Hant"), kefu(*line, lang="en")
    assert (chinese.code, chinese.out) == (english.code, english.out) == (2, "")
    assert chinese.err == f"錯誤：{what}\n{advice}\n"
    assert english.err == f"Error: {en_what}\n{en_advice}\n"


@pytest.mark.parametrize("case", HANS)
def test_the_same_in_simplified_script(kefu: Kefu, case: str) -> None:
    """zh-Hans has its own sentences and quotation marks."""
    assert kefu(*CASES[case][0], lang="zh-Hans").err == HANS[case]


def test_a_value_that_looks_like_an_option_can_be_meant(kefu: Kefu) -> None:
    """``--staff=--from`` and a value behind ``--`` say that the value is meant so."""
    assert "'staff': '--from'" in kefu("thing", "add", "--staff=--from").out
    assert kefu("thing", "show", "--", "--unit").out == "{'unit': '--unit'}\n"


def test_a_value_cannot_break_the_line_or_rule_the_terminal(kefu: Kefu) -> None:
    """Line breaks and control characters of a value are shown as spaces."""
    outcome = kefu("thing", "fail", "--how", "refused")
    assert outcome.err == "Error: “x y [31m” is not a day.\nAnswer y or n.\n"


@pytest.mark.parametrize(
    ("how", "err"),
    [
        ("full", "錯誤：磁盤已滿，無法寫入「五月.xlsx」。\n請騰出空間後再執行一次。\n"),
        (
            "read-only",
            "錯誤：系統不允許讀寫輸出的結果。\n請換一個位置，或請電腦的管理員開放權限。\n",
        ),
        ("ctrl-c", "已中止，未完成的內容沒有寫入。\n"),
    ],
)
def test_what_the_system_does_to_a_command(kefu: Kefu, how: str, err: str) -> None:
    """A full disk, a missing permission and Ctrl-C are no faults of kefu."""
    assert kefu("thing", "fail", "--how", how, lang="zh-Hant").err == err


def test_other_errors_of_the_system_are_faults(kefu: Kefu) -> None:
    """What no reader can mend goes to a log."""
    assert "inside kefu (FileNotFoundError)" in kefu("thing", "fail", "--how", "missing").err
