"""Passwords of encrypted ZIPs: what is refused, and a strong one for whoever wants it.

Who has the file can try passwords without end, and ZIP makes each try cheap (PBKDF2 with 1000
rounds): only length helps.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from viewer.resources import resources_folder

WORDS: Final = 7
SHORTEST_PASSWORD: Final = 8
_LONGEST: Final = 128


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A new passphrase; `bits` of chance are in it: one of 2^bits, all as likely."""

    text: str = field(repr=False)
    bits: int


def make_passphrase() -> Passphrase:
    """Seven words that can be read out over the telephone, 70 bits."""
    words = _words()
    text = "-".join(secrets.choice(words) for _ in range(WORDS))
    return Passphrase(text, WORDS * (len(words).bit_length() - 1))


def password_problem(text: str) -> str:
    """Why `text` is no password for a ZIP, in words; "" if it is one."""
    if not (text.isascii() and text.isprintable()):
        return "the password may hold plain letters, digits and signs: programs read others apart"
    if not SHORTEST_PASSWORD <= len(text) <= _LONGEST:
        return f"the password needs {SHORTEST_PASSWORD} to {_LONGEST} characters"
    return ""


@cache
def _words() -> tuple[str, ...]:
    """1024 words that differ in their first four letters."""
    place = resources_folder() / "deid" / "passphrase.txt"
    return tuple(place.read_text(encoding="ascii").split())
