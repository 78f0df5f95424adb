"""Help pages as plain text, laid out by the columns that a terminal gives each character.

A Chinese character is two columns wide and a line may break after it, which the usual wrapping,
made for words between spaces, knows nothing of. Nothing is ever shortened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kefu_cli import typography

_LEFT_SHARE = 3  # of the width, at most a third for what is typed
_WIDEST_HINT = 60


@dataclass(frozen=True, slots=True)
class Row:
    """What is typed, and what it means."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading; ``left`` is the least width of what is typed, to align sections."""

    title: str
    rows: tuple[Row, ...]
    left: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A help page: how the command is called, what it does, its sections, lines to copy."""

    usage: str
    text: str
    sections: tuple[Section, ...]
    examples: Section


def draw(page: Page, width: int) -> str:
    """The page as text of at most ``width`` columns; examples keep to one line, to be copied."""
    blocks = [page.usage, "\n".join(wrap(page.text, width))]
    blocks += [_draw_section(section, width) for section in page.sections if section.rows]
    if page.examples.rows:
        lines = [f"  {row.left}" for row in page.examples.rows]
        blocks.append("\n".join([page.examples.title, *lines]))
    return "\n\n".join(block for block in blocks if block)


def columns(text: str) -> int:
    """How many terminal columns the text takes."""
    return typography.cell_width(text)


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most ``width`` columns, its own line breaks kept."""
    return [line for part in text.split("\n") for line in typography.wrap(part, width)]


def hint(text: str) -> str:
    """The beginning of the text, on one line, to stand beside a value that the shell offers.

    Typer would fold a longer one, and a shell takes the rest for another value.
    """
    first, *rest = wrap(" ".join(text.split()), _WIDEST_HINT)
    return f"{first}…" if rest else first


def _draw_section(section: Section, width: int) -> str:
    fitting = [n for row in section.rows if (n := columns(row.left)) <= width // _LEFT_SHARE]
    left = max([section.left, *fitting])
    lines = [line for row in section.rows for line in _draw_row(row, left, width)]
    return "\n".join([section.title, *lines])


def _draw_row(row: Row, left: int, width: int) -> Iterator[str]:
    indent = " " * (left + 4)
    right = wrap(row.right, max(width - len(indent), 20))
    gap = left - columns(row.left)
    if gap < 0:
        yield f"  {row.left}"
    else:
        yield f"  {row.left}{' ' * gap}  {right.pop(0)}".rstrip()
    yield from (f"{indent}{line}" for line in right if line)
