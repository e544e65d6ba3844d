"""Fills `stand_ins/unicodedata_small.py` from the unicodedata of the Python that runs this."""

from __future__ import annotations

import itertools
import sys
import unicodedata
from collections.abc import Callable

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SYLLABLES = range(0xAC00, 0xD7A4)  # by rule there


def filled(text: str) -> str:
    """The module with its tables; any other as it is."""
    if '"@CATEGORIES@"' not in text:
        return text
    tables = {
        "VERSION": unicodedata.unidata_version,
        "CATEGORIES": _runs(unicodedata.category),
        "CLASSES": _runs(lambda character: str(unicodedata.combining(character))),
        "APART": _apart(),
    }
    for name, table in tables.items():
        text = text.replace(f'"@{name}@"', repr(table))
    return text


def _runs(told: Callable[[str], str]) -> str:
    values = (told(chr(code)) for code in range(sys.maxunicode + 1))
    return " ".join(
        f"{value}:{_base36(len(list(run)))}" for value, run in itertools.groupby(values)
    )


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, last = divmod(number, 36)
        digits = _DIGITS[last] + digits
    return digits


def _apart() -> str:
    characters = (chr(code) for code in range(sys.maxunicode + 1) if code not in _SYLLABLES)
    pairs = ((one, unicodedata.normalize("NFKD", one)) for one in characters)
    return "\n".join(one + parts for one, parts in pairs if one != parts)
