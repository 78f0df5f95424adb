"""Keep the catalogues in step with the sentences in the code.

``python tools/catalogues.py`` extracts every sentence (``msg``, ``mark``) of src, puts new ones
into each kefu.po without a translation, drops those that are gone, compiles the .mo files, and
lists what is still to be translated; it exits 1 while there is any. Translations are written by
hand: nothing is guessed.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "kefu_cli"
LOCALES = ("zh_Hant", "zh_Hans")
PLACE = re.compile(r"\{(\w*)\}")


def catalogue_file(locale: str) -> Path:
    """Where the catalogue of a locale is kept."""
    return SOURCE / "locale" / locale / "LC_MESSAGES" / "kefu.po"


def extracted() -> Catalog:
    """Every sentence of the code, with the files in which it stands."""
    template = Catalog(project="kefu", charset="utf-8")
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        for text in sentences(path.read_text(encoding="utf-8")):
            template.add(text, locations=[(name, 0)])
    return template


def sentences(code: str) -> Iterator[str]:
    """The text of each call of ``msg`` and ``mark``; Babel's own search misses some nested ones."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Call(func=ast.Name(id="msg" | "mark"), args=[ast.Constant(value=str(text))]):
                yield text


def catalogue(locale: str) -> Catalog:
    """The catalogue of a locale as it is kept; an empty one where there is none yet."""
    path = catalogue_file(locale)
    if not path.exists():
        return Catalog(locale=locale, project="kefu", charset="utf-8", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale=locale)


def faults(locale: str) -> list[str]:
    """What is wrong with a catalogue: missing, fuzzy or needless sentences, and wrong places."""
    kept = catalogue(locale)
    wanted = {str(message.id) for message in extracted() if message.id}
    lines = [f"missing: {text}" for text in sorted(wanted) if _untranslated(kept, text)]
    lines += [f"not in the code: {m.id}" for m in kept if m.id and m.id not in wanted]
    lines += [f"obsolete: {m.id}" for m in kept.obsolete.values()]
    lines += [f"fuzzy: {m.id}" for m in kept if m.id and m.fuzzy]
    pairs = [(str(m.id), str(m.string)) for m in kept if m.id and m.string]
    lines += [f"places differ: {a} | {b}" for a, b in pairs if places(a) != places(b)]
    return lines


def places(text: str) -> list[str]:
    """The named places of a sentence, in the order of their names."""
    return sorted(PLACE.findall(text))


def updated(locale: str) -> Catalog:
    """A catalogue brought up to the code; translations are kept, never guessed."""
    kept, template = catalogue(locale), extracted()
    template.creation_date = kept.creation_date  # a date that moves would change the file each time
    kept.update(template, no_fuzzy_matching=True)
    kept.obsolete.clear()
    kept.fuzzy = False
    kept.header_comment = f"# kefu's sentences in {locale}, written by hand."
    kept.last_translator = kept.language_team = kept.msgid_bugs_address = "kefu"
    kept.revision_date = kept.creation_date
    return kept


def as_text(kept: Catalog) -> bytes:
    """A catalogue as the text of its kefu.po, the same whichever Babel writes it."""
    text = io.BytesIO()
    write_po(text, kept, width=0, sort_output=True, include_lineno=False)
    lines = text.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b'"Generated-By: '))


def update(locale: str) -> None:
    """Write a catalogue brought up to the code, and compile it."""
    kept = updated(locale)
    path = catalogue_file(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_text(kept))
    with path.with_suffix(".mo").open("wb") as target:
        write_mo(target, kept)


def main() -> int:
    """Update every catalogue and list what is left to do."""
    left = 0
    for locale in LOCALES:
        update(locale)
        for line in faults(locale):
            print(f"{locale}: {line}")
            left += 1
    return 1 if left else 0


def _untranslated(kept: Catalog, text: str) -> bool:
    message = kept.get(text)
    return message is None or not message.string


if __name__ == "__main__":
    sys.exit(main())
