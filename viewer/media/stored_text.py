"""Text as it is stored, character by character: where it may be divided, and where cut.

In character sets of more than one byte (PS3.3 C.12.1.1.2) a byte of a character can look like the
backslash between two values: that of the Japanese for "book" is one in ISO 2022 IR 87.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from viewer.media.charset import ESCAPE, ESCAPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from viewer.media.charset import Charset

_BACKSLASH: Final = b"\\"
_ESC: Final = b"\x1b"
_PAIRS: Final = rb"[\x21-\x7e]{2}"  # while a set of two bytes is in use
_PAIRS_ABOVE: Final = rb"[\xa1-\xfe]{2}"  # beside ASCII
# One character of a codec of `charset`; any other has one byte.
_CHARACTERS: Final = {
    codec: re.compile(pattern + rb"|.", re.DOTALL)
    for codec, pattern in {
        "utf-8": rb"[\xc0-\xff][\x80-\xbf]+",
        "gb18030": rb"[\x81-\xfe](?:[0-9][\x81-\xfe][0-9]|[\x40-\x7e\x80-\xfe])",
        "gbk": rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]",
        "shift_jis": rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]",
        "iso2022_jp": _PAIRS,
        "iso2022_jp_2": _PAIRS,
        "euc_kr": _PAIRS_ABOVE,
        "gb2312": _PAIRS_ABOVE,
    }.items()
}
_BYTE: Final = re.compile(rb".", re.DOTALL)


def values_of(raw: bytes, letters: Charset) -> list[bytes]:
    """The values between backslashes."""
    if _BACKSLASH not in raw:
        return [raw]
    values: list[list[bytes]] = [[]]
    for character in _characters(raw, letters):
        if character == _BACKSLASH:
            values.append([])
        else:
            values[-1].append(character)
    return [b"".join(value) for value in values]


def shortened(raw: bytes, letters: Charset, longest: int) -> bytes:
    """At most `longest` characters; at the end the first character set is in use (PS3.5 6.1.2.5.3).

    Escape sequences do not count (PS3.5 6.2).
    """
    if len(raw) <= longest:
        return raw
    kept: list[bytes] = []
    escapes: list[bytes] = []  # before the next character
    in_use = b""  # in the place of ASCII; other sets come beside it
    left = longest
    for character in _characters(raw, letters):
        if character.startswith(_ESC):
            escapes.append(character)
            continue
        if not left:
            back = b"(J" if letters.codec == "shift_jis" else b"(B"
            return b"".join(kept).rstrip() + (_ESC + back if _is_two_bytes(in_use) else b"")
        in_use = next((one[1:] for one in reversed(escapes) if _replaces(one)), in_use)
        kept += [*escapes, character]
        escapes.clear()
        left -= 1
    return raw


def _replaces(escape: bytes) -> bool:
    return escape[1:].startswith((b"(", b"$(", b"$B"))


def _is_two_bytes(escape: bytes) -> bool:
    return ESCAPES.get(escape, "").startswith("iso2022")


def _characters(raw: bytes, letters: Charset) -> Iterator[bytes]:
    """The characters and escape sequences, as they are stored."""
    pattern = _CHARACTERS.get(letters.codec, _BYTE)
    if not letters.has_escapes:
        yield from pattern.findall(raw)
        return
    first, *runs = ESCAPE.split(raw)
    yield from pattern.findall(first)
    for escape, run in zip(runs[::2], runs[1::2], strict=True):
        yield _ESC + escape
        yield from _CHARACTERS.get(ESCAPES.get(escape, ""), _BYTE).findall(run)
