"""Tables and lines as a person sees them, in a terminal and piped."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from kefu_cli import language
from kefu_cli.calendar import Month
from kefu_cli.messages import msg
from kefu_cli.render import terminal
from kefu_cli.reports.lines import Line
from kefu_cli.reports.table import Cell, Column, Table, verbatim

_NOTE = "電梯困人未在三十分鐘內到場，值班員未按規定上報，次日主管複查時才發現並補記。"


def _table(columns: list[Column], *rows: tuple[Cell, ...], notes: tuple[str, ...] = ()) -> Table:
    return Table(msg("Violations"), tuple(columns), rows, tuple(map(verbatim, notes)))


def _column(key: str, kind: Any = "text", **more: bool) -> Column:
    return Column(key, verbatim(key), kind, **more)


def _wide_table() -> Table:
    """Eighteen columns, as a list of repair calls has them; two are empty in every row."""
    columns = [_column(f"column {n}") for n in range(10)]
    columns += [_column(f"欄目{n}", "code") for n in range(8)]
    texts: tuple[Cell, ...] = ("報修", _NOTE, "客服", None, "水管", "一", "二", "三", "四", None)
    codes = tuple(f"2024-05-0{n} 09:30" for n in range(1, 9))
    return _table(columns, (*texts, *codes), (*texts, *codes))


def _letters(text: str) -> Counter[str]:
    return Counter(char for char in text if not char.isspace() and char != "-")


@pytest.mark.parametrize("width", range(48, 260, 12))
def test_no_line_is_wider_than_the_terminal_and_nothing_is_lost(
    width: int, screen: Callable[[int], Any], measure: Callable[[str], int]
) -> None:
    """At every width all letters of all cells are there, and every code stands whole."""
    table = _wide_table()
    out = screen(width)
    terminal.write(table, out)
    assert all(measure(line) <= width for line in out.text.splitlines())
    cells = "".join(str(cell) for row in table.rows for cell in row if cell)
    assert not _letters(cells) - _letters(out.text)
    assert out.text.count("2024-05-08 09:30") == 2


def test_a_number_is_never_broken(screen: Callable[[int], Any]) -> None:
    """Beside a long text the number keeps its column, to the right."""
    columns = [_column("code", "code"), _column("note"), _column("amount", "number")]
    out = screen(40)
    terminal.write(_table(columns, ("W001", _NOTE, "123456.78"), ("W002", "短", "9.00")), out)
    lines = out.text.splitlines()
    assert lines[3].startswith("W001  電梯")
    assert lines[3].endswith(" 123456.78")
    assert lines[-1].endswith("      9.00")


def test_a_table_too_wide_leaves_out_its_empty_columns_first(
    screen: Callable[[int], Any],
) -> None:
    """A column that is empty in every row goes before the table becomes blocks."""
    columns = [_column("code", "code"), _column("empty", "number"), _column("day", "code")]
    row: tuple[Cell, ...] = ("W001-0123456", None, date(2024, 5, 3))
    wide = screen(60)
    terminal.write(_table(columns, row), wide)
    narrow = screen(24)
    terminal.write(_table(columns, row), narrow)
    assert "empty" in wide.text
    assert narrow.text.splitlines() == [
        "Violations",
        "code         day",
        "------------ ----------",
        "W001-0123456 2024-05-03",
    ]


def test_a_table_wider_still_is_drawn_a_record_at_a_time(screen: Callable[[int], Any]) -> None:
    """Each value beside its heading, absent ones left out, an empty line between records."""
    columns = [_column("工單號", "code"), _column("time", "code"), _column("content")]
    when = datetime(2024, 5, 3, 9, 30)
    out = screen(22)
    terminal.write(_table(columns, ("31", when, "水管漏水了快來修"), ("32", when, None)), out)
    assert out.text.splitlines() == [
        "Violations",
        "工單號   31",
        "time     2024-05-03 09:30",
        "content  水管漏水了快",
        "         來修",
        "",
        "工單號   32",
        "time     2024-05-03 09:30",
    ]


def test_piped_a_table_is_as_wide_as_it_needs_and_plain() -> None:
    """No escape, no folding, no trailing space, whatever the width of the terminal behind it."""
    out = io.StringIO()
    columns = [_column("note"), _column("score", "number")]
    terminal.write(_table(columns, (_NOTE * 3, Decimal("4.0")), notes=("說明",)), out)
    lines = out.getvalue().splitlines()
    assert lines[3] == f"{_NOTE * 3}      4"
    assert lines[-2:] == ["", "說明"]
    assert all(line == line.rstrip() for line in lines)
    assert "\x1b" not in out.getvalue()


def test_a_terminal_gets_weight(screen: Callable[[int], Any]) -> None:
    """Titles and headings are bold in a terminal."""
    out = screen(80)
    terminal.write(_table([_column("note")], ("短",)), out)
    assert "\x1b[1mViolations" in out.getvalue()


@pytest.mark.parametrize("text", ["[/foo]", "[a棟]", "1:100:", "[bold]x", ":smile:", "{name}"])
def test_data_is_never_read_as_markup(text: str, screen: Callable[[int], Any]) -> None:
    """What looks like markup, an emoji's name or a place in a sentence is shown as it is."""
    out = screen(80)
    terminal.write(_table([_column("note")], (text,)), out)
    terminal.write_lines([Line(text, label=text)], out)
    assert out.text.splitlines()[3:] == [text, f"{text} {text}"]


def test_an_encoding_that_lacks_a_letter_does_not_break_the_table() -> None:
    """A GBK stream shows a mark where it lacks the letter, and keeps its columns straight."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="gbk", newline="\n")
    terminal.write(_table([_column("note"), _column("no", "code")], ("張🔧", "1")), out)
    out.flush()
    assert raw.getvalue().decode("gbk").splitlines()[-1] == "張?   1"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (Decimal("10.00"), "10"),
        (Decimal("13.50"), "13.5"),
        (date(2024, 5, 3), "2024-05-03"),
        (datetime(2024, 5, 3, 9, 5), "2024-05-03 09:05"),
        (Month(2024, 5), "2024-05"),
        (msg("no"), "no"),
        ("張三", "張三"),
    ],
)
def test_each_kind_of_cell_reads_well(cell: Cell, shown: str) -> None:
    """Absent is blank, booleans are words, points have no idle zeros, days are ISO."""
    assert terminal.text_of(cell) == shown


def test_booleans_are_words_of_the_language(
    speak: Callable[[language.Language], None],
) -> None:
    """A Chinese reader sees 是 and 否."""
    speak("zh-Hant")
    assert [terminal.text_of(True), terminal.text_of(False)] == ["是", "否"]


def test_columns_for_scripts_stay_out_of_a_persons_table() -> None:
    """Machine columns are not drawn, people's are."""
    columns = [_column("codes", machine=True), _column("words", people=True)]
    out = io.StringIO()
    terminal.write(_table(columns, ("dismiss:total", "開除")), out)
    assert "開除" in out.getvalue()
    assert "dismiss" not in out.getvalue()


def test_an_empty_table_says_so() -> None:
    """No headings over nothing."""
    out = io.StringIO()
    terminal.write(_table([_column("note")]), out)
    assert out.getvalue() == "Violations\nNo records.\n"


def test_lines_hang_beneath_the_start_of_their_text(screen: Callable[[int], Any]) -> None:
    """A line that wraps goes on under its own first letter, past its label and its step."""
    out = screen(20)
    terminal.write_lines([Line("一二三四五六七八九十", 1, "7.2"), Line(), Line("完")], out)
    assert out.text.splitlines() == ["  7.2 一二三四五六七", "      八九十", "", "完"]


def test_lines_piped_are_not_folded() -> None:
    """A sentence stays on its line, with its step and its label."""
    out = io.StringIO()
    terminal.write_lines([Line(_NOTE * 4, 2, "-", "heading")], out)
    assert out.getvalue() == f"    - {_NOTE * 4}\n"


def test_a_rule_is_drawn_in_ascii(screen: Callable[[int], Any]) -> None:
    """Box lines are twice as wide as counted on many Chinese terminals; dashes never are."""
    out = screen(80)
    terminal.write(_table([_column("note")], ("short",)), out)
    assert out.text.isascii()


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("上\n下\t右", None, "上 下 右"),
        ("\x1b[31m紅", "utf-8", "\ufffd[31m紅"),
        ("張\u202e三", "utf-8", "張\ufffd三"),
        ("張三 🔧", "gbk", "張三 ?"),
        ("孤\ud800立", "utf-8", "孤\ufffd立"),
    ],
)
def test_text_that_could_upset_a_terminal_becomes_a_visible_mark(
    text: str, encoding: str | None, shown: str
) -> None:
    """Breaks become spaces; escapes, reversals and letters the encoding lacks are marked."""
    assert terminal.clean(text, encoding) == shown
