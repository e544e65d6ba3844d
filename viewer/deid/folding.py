"""Text as it is compared: without case, accents and the marks between words (A-070)."""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_UNDIVIDED: Final = re.compile(
    "[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff66-\uff9f]|[\U00020000-\U0003ffff]"
)


def folded(text: str) -> str:
    """Small letters without accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def is_undivided(text: str) -> bool:
    """True for writing without gaps between words: Chinese, Japanese, Korean."""
    return not text.isascii() and _UNDIVIDED.search(text) is not None


def words(text: str) -> tuple[str, ...]:
    """The runs of letters and digits, folded."""
    return tuple(_WORD.findall(folded(text)))
