"""Draw the README's pictures anew, from a demo of their own: docs/score.png and docs/form.png.

``python tools/pictures.py`` after ``python tools/catalogues.py``, so that every word is in its
language. Besides kefu it needs Pillow (``pip install pillow``), and of the system LibreOffice
(``soffice``), Poppler (``pdftoppm``, ``pdftotext``), fontconfig (``fc-match``) and the Noto CJK
fonts. It runs where there are pseudo-terminals: not on Windows.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from unicodedata import east_asian_width

from PIL import Image, ImageChops, ImageDraw, ImageFont

DOCS = Path(__file__).parent.parent / "docs"
MOST_BYTES = 200_000
PERSON = "李建華"  # whose form holds most: a wiped-out item, derived findings, an action
MONTH = "2024-05"
COLUMNS, ROWS = 100, 50
SIZE = 26  # pixels of a letter, twice what a page shows
CELL, LINE = SIZE // 2, round(SIZE * 1.5)
MONO = "Noto Sans Mono CJK TC"
INK, QUIET, PAPER, BAR = "#24292f", "#8b949e", "#ffffff", "#e7eaee"
DOTS = ("#ed6a5e", "#f4bf4f", "#61c554")
STYLE = re.compile(r"\x1b\[(\d*)m")
FONTS = """<fontconfig><include>/etc/fonts/fonts.conf</include>
<match target="pattern"><test name="family" qual="any"><string>SimSun</string></test>
<edit name="family" mode="assign" binding="strong"><string>Noto Serif CJK SC</string></edit></match>
</fontconfig>"""

Font = ImageFont.FreeTypeFont
Draw = ImageDraw.ImageDraw


def main() -> int:
    """Make a demo, draw both pictures, and say how large they are; 1 if one is too large."""
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _run(_kefu("demo", str(place / "demo")), place, _settings(place))
        _save(_terminal(_score(place)), DOCS / "score.png")
        _save(_form(place), DOCS / "form.png")
    sizes = {file.name: file.stat().st_size for file in sorted(DOCS.glob("*.png"))}
    for name, size in sizes.items():
        print(f"docs/{name}: {size} bytes")
    return 1 if max(sizes.values()) >= MOST_BYTES else 0


def _run(line: Sequence[str], place: Path, settings: Mapping[str, str] | None = None) -> str:
    """Run one of the programs that this script needs, in a folder; what it prints."""
    environment = {**os.environ, **(settings or {})}
    done = subprocess.run(  # noqa: S603 - every line is written in this file
        line, env=environment, cwd=place, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def _kefu(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-c", "from kefu_cli.cli.app import run; run()", *words)


def _settings(place: Path) -> dict[str, str]:
    return {
        "KEFU_LANG": "zh-Hant",
        "KEFU_DB": str(place / "demo" / "kefu.db"),
        "TERM": "xterm-256color",
    }


def _score(place: Path) -> str:
    """What a person at a terminal sees of the month's score."""
    child, screen = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        line = _kefu("score", "--month", MONTH)
        os.execve(line[0], line, {**os.environ, **_settings(place)})  # noqa: S606 - as above
    shown = b""
    try:
        while part := os.read(screen, 65_536):
            shown += part
    except OSError:  # how Linux says that the other end of a pseudo-terminal is gone
        os.close(screen)
    os.waitpid(child, 0)
    return f"$ kefu score --month {MONTH}\n\n" + shown.decode().replace("\r\n", "\n").rstrip()


def _terminal(text: str) -> Image.Image:
    """The text as a window that shows it, every character in cells of the same width."""
    lines = text.split("\n")
    edge, bar = SIZE, round(SIZE * 1.6)
    size = (COLUMNS * CELL + 2 * edge, len(lines) * LINE + 2 * edge + bar)
    picture = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, size[0], bar), fill=BAR)
    for n, colour in enumerate(DOTS):
        draw.circle((edge + n * SIZE, bar // 2), SIZE // 4, fill=colour)
    draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=BAR, width=3)
    fonts = {"": _font(MONO), "1": _font(f"{MONO}:bold")}
    for row, line in enumerate(lines):
        _write(draw, line, (edge, bar + edge + row * LINE), fonts)
    return picture


def _write(draw: Draw, line: str, at: tuple[int, int], fonts: dict[str, Font]) -> None:
    left, top = at
    style = ""
    for n, part in enumerate(STYLE.split(line)):
        if n % 2:  # what stands between the texts: the number of a style
            style = part
            continue
        ink, font = QUIET if style == "2" else INK, fonts.get(style, fonts[""])
        for char in part:
            draw.text((left, top), char, fill=ink, font=font)
            left += 2 * CELL if east_asian_width(char) in "WF" else CELL


def _font(name: str) -> Font:
    file, index = _run(("fc-match", "-f", "%{file}\t%{index}", name), DOCS).split("\t")
    return ImageFont.truetype(file, SIZE, index=int(index))


def _form(place: Path) -> Image.Image:
    """Both pages of one person's form, as they are printed, side by side."""
    fonts, printed = place / "fonts.conf", place / "demo" / f"{MONTH}.pdf"
    fonts.write_text(FONTS, encoding="utf-8")
    profile = f"-env:UserInstallation={(place / 'office').as_uri()}"
    line = ("soffice", profile, "--headless", "--convert-to", "pdf", f"{MONTH}.xlsx")
    _run(line, printed.parent, {"FONTCONFIG_FILE": str(fonts)})
    first = _page_of(printed)
    span = ("-f", str(first), "-l", str(first + 1))
    _run(("pdftoppm", "-r", "92", "-png", *span, str(printed), "page"), place)
    pages = [_trimmed(Image.open(file).convert("RGB")) for file in sorted(place.glob("page*.png"))]
    return _side_by_side(pages, gap=40)


def _side_by_side(pages: list[Image.Image], gap: int) -> Image.Image:
    width = sum(page.width + gap for page in pages) + gap
    picture = Image.new("RGB", (width, max(page.height for page in pages) + 2 * gap), PAPER)
    left = gap
    for page in pages:
        picture.paste(page, (left, gap))
        left += page.width + gap
    edge = (0, 0, picture.width - 1, picture.height - 1)
    ImageDraw.Draw(picture).rectangle(edge, outline=BAR, width=3)
    return picture


def _page_of(printed: Path) -> int:
    """The page on which the person's form begins."""
    pages = _run(("pdftotext", str(printed), "-"), printed.parent).split("\f")
    return next(n for n, page in enumerate(pages, 1) if f"姓名:{PERSON}" in page)


def _trimmed(page: Image.Image) -> Image.Image:
    """The page without its empty margins, nor the footer far below what it holds."""
    page = page.crop((0, 0, page.width, round(page.height * 0.93)))
    box = ImageChops.difference(page, Image.new("RGB", page.size, PAPER)).getbbox()
    return page.crop(box)


def _save(picture: Image.Image, file: Path) -> None:
    colours = picture.quantize(48, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    colours.save(file, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
