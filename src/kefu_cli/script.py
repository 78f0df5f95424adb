"""The two scripts of Chinese, folded into one for comparing; what is kept is never converted."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC


def fold(text: str) -> str:
    """A key that is equal for 張三 and 张三, for ＡＢ and ab, whatever spaces stand around."""
    return simplified(unicodedata.normalize("NFKC", text).strip().casefold())


def simplified(text: str) -> str:
    """The text in simplified characters; for comparing, and for examples."""
    return text if text.isascii() else str(_simplifier().convert(text))


@cache
def _simplifier() -> OpenCC:
    from opencc import OpenCC  # loaded on the first Chinese word that is compared, not at start

    return OpenCC("t2s")
