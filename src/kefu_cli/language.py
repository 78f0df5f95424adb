"""The reader's language: picked once a command, used wherever a sentence meets a person."""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Literal, get_args

from kefu_cli.errors import UsageError
from kefu_cli.messages import Message, msg

Language = Literal["zh-Hant", "zh-Hans", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
LOCALE_DIR = Path(__file__).parent / "locale"

_SIMPLIFIED = ("zh_cn", "zh_sg", "zh_my", "zh_hans")
_translation: _gettext.NullTranslations = _gettext.NullTranslations()
_language: Language = "en"


def named(name: str) -> Language:
    """The language of this name, however it is capitalised. Raises UsageError."""
    for known in LANGUAGES:
        if known.lower() == name.strip().replace("_", "-").lower():
            return known
    raise UsageError(
        msg("“{name}” is not a language that kefu speaks.", name=name),
        msg("Allowed: {choices}.", choices=LANGUAGES),
    )


def pick(environ: Mapping[str, str]) -> Language:
    """The language that ``KEFU_LANG`` or else the locale names; zh-Hant where none is named.

    Raises UsageError where ``KEFU_LANG`` is no language that kefu speaks.
    """
    if chosen := environ.get("KEFU_LANG", "").strip():
        return named(chosen)
    return of_locale(environ)


def of_locale(environ: Mapping[str, str]) -> Language:
    """The language that the locale names; zh-Hant where it names none."""
    locale_names = (environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(k))
    locale = next(locale_names, "").partition(".")[0].partition("@")[0].replace("-", "_").lower()
    if locale in ("", "c", "posix") or (
        locale.startswith("zh") and not locale.startswith(_SIMPLIFIED)
    ):
        return "zh-Hant"
    return "zh-Hans" if locale.startswith(_SIMPLIFIED) else "en"


def use(language: Language) -> None:
    """Speak this language from now on."""
    global _translation, _language
    _language = language
    names = [language.replace("-", "_")]
    _translation = _gettext.translation("kefu", LOCALE_DIR, names, fallback=language == "en")


def current() -> Language:
    """The language in use."""
    return _language


def say(message: Message) -> str:
    """The message in the language in use, its places filled in."""
    sentence = _translation.gettext(message.text)
    return sentence.format_map({name: _value(value) for name, value in message.values})


def in_every_language(message: Message) -> list[str]:
    """A message without places as each language has it, English included."""
    names = [language.replace("-", "_") for language in LANGUAGES]
    catalogues = [_gettext.translation("kefu", LOCALE_DIR, [n], fallback=True) for n in names]
    return [catalogue.gettext(message.text) for catalogue in catalogues]


def _value(value: object) -> str:
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, tuple):
        return (", " if _language == "en" else "、").join(_value(part) for part in value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return _seen(str(value))


def _seen(text: str) -> str:
    """Text from a record or a file, with no line breaks and no control of the terminal."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " for char in text)
