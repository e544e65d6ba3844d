"""Descriptions word by word: what is known to be harmless stays, all else goes (A-012)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from viewer.deid.folding import folded, words
from viewer.deid.table import safe_words

if TYPE_CHECKING:
    from viewer.deid.identity import Identity

GAP: Final = "*"  # stands for words taken out, so that nobody reads "fracture" for "no fracture"
_TOKEN: Final = re.compile(r"[^\W_]+(?:[.,]\d+)?")
_NUMBER: Final = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?")
_MEASURE: Final = re.compile(
    r"\d{1,4}(?:[.,]\d{1,3})?(?:mm|cm|m|ms|s|sec|min|mg|ml|kv|kvp|ma|mas|hz|t|d|x|st|nd|rd|th|hu)"
)
_CODE: Final = re.compile(r"[a-z]{1,2}\d{1,2}[a-z]?")  # T1, L5, B60f, Br40, r1
# Days in figures in any order, and three whole numbers in a row: dates, telephone numbers.
_FIGURES: Final = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{5,}"
    r"|(?<![\d.,])\d{1,4}(?:[ ./()-]{1,3}\d{1,4}(?![.,]\d)){2,}"
)
_ALLOWED_BETWEEN: Final = frozenset(" -_/.,:;+()&*<>=#%[]'")
_LONGEST: Final = 10_000  # characters of one value that are looked at


def clean_words(text: str, identity: Identity) -> str:
    """`text` with a star for every run of words that is not known; "" if no known word is left."""
    text = _FIGURES.sub(f" {GAP} ", text[:_LONGEST])
    parts: list[str] = []
    end = 0
    has_word = False
    for match in _TOKEN.finditer(text):
        parts.append(_between(text[end : match.start()]))
        is_kept, is_word = _verdict(match[0], identity)
        has_word = has_word or is_word
        parts.append(match[0] if is_kept else GAP)
        end = match.end()
    parts.append(_between(text[end:]))
    if not has_word:
        return ""
    joined = re.sub(r"\*(?:[\W_]*\*)+", GAP, "".join(parts))
    return re.sub(r"  +", " ", joined).strip()


def is_all_known(text: str, identity: Identity) -> bool:
    """True if every word may stay: a sentence of which a part is missing may say the opposite."""
    if len(text) > _LONGEST or _FIGURES.search(text):
        return False
    verdicts = [_verdict(match[0], identity) for match in _TOKEN.finditer(text)]
    return all(is_kept for is_kept, _ in verdicts) and any(is_word for _, is_word in verdicts)


def holds_identity(text: str, identity: Identity) -> bool:
    """True if a technical text holds a term of identity.

    A name that is also a word of medicine ("Head") does not count here: codes would be lost.
    """
    found = words(text)
    for word in found:
        if word not in safe_words() and (word in identity.names or identity.is_named_in(word)):
            return True
    if not identity.identifiers:
        return False
    flat = folded(text)
    return any(folded(value) in flat for value in identity.identifiers)


def _verdict(token: str, identity: Identity) -> tuple[bool, bool]:
    """(may stay, is a word that means something)."""
    word = folded(token)
    if word in identity.names or any(word == folded(value) for value in identity.identifiers):
        return False, False
    if word in safe_words() or token.lower() in safe_words():
        return True, not word.isdigit()
    if _NUMBER.fullmatch(word) or _MEASURE.fullmatch(word):
        return True, False
    return _CODE.fullmatch(word) is not None, False


def _between(text: str) -> str:
    return "".join(letter if letter in _ALLOWED_BETWEEN else " " for letter in text)
