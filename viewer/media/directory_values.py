"""Values fit for a directory record: what the object has, mended to obey its VR where it can be."""

from __future__ import annotations

import re
from typing import Final

from viewer.media.charset import Charset
from viewer.media.stored_text import shortened, values_of

_LONGEST: Final = {"SH": 16, "LO": 64, "CS": 16, "ST": 1024, "LT": 10240, "UC": 4096, "UT": 65536}
_PATTERNS: Final = {
    "DA": re.compile(rb"(1[89]|2\d)\d\d(0[1-9]|1[012])(0[1-9]|[12]\d|3[01])"),
    "TM": re.compile(rb"([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?)?)?"),
    "DT": re.compile(rb"\d{4}(\d\d){0,5}(\.\d{1,6})?([+-]\d{4})?"),
    "CS": re.compile(rb"[A-Z0-9_ ]{1,16}"),
    "IS": re.compile(rb"[+-]?\d{1,11}"),
    "DS": re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"),
    "UI": re.compile(rb"[0-9.]+"),  # odd ones too: records must name objects as they are named
}
_MOST_BYTES: Final = {"DS": 16, "UI": 64}
_OLD_MARKS: Final = {"DA": b".", "TM": b":"}
_CONTROL: Final = re.compile(rb"[\x00-\x1a\x1c-\x1f\x7f]")  # ESC switches character sets
_PLAIN: Final = Charset()


def mended(vr: str, value: bytes, *, single: bool, letters: Charset = _PLAIN) -> bytes:
    """The value as a record may have it, b"" if it cannot be used at all; in `letters` it stays.

    A name too long for its VR is left: the directory must name people as their objects do.
    """
    value = value.strip(b" \0")
    if vr in {"ST", "LT", "UT"}:
        return _text(vr, value, letters)
    values = values_of(value, letters)
    if single:
        values = values[:1]
    made = [_one(vr, one.strip(b" \0\t\r\n"), letters) for one in values]
    if vr in {"DS", "IS"} and not all(made):
        return b""  # a point needs all of its numbers
    return b"\\".join(made)


def _one(vr: str, value: bytes, letters: Charset) -> bytes:
    pattern = _PATTERNS.get(vr)
    if pattern is None:
        return _text(vr, value, letters)
    if vr in _OLD_MARKS:  # of ACR-NEMA
        value = value.replace(_OLD_MARKS[vr], b"")
    if vr == "CS":
        value = value.upper()
    is_fit = len(value) <= _MOST_BYTES.get(vr, len(value)) and pattern.fullmatch(value)
    return value if is_fit else b""


def _text(vr: str, value: bytes, letters: Charset) -> bytes:
    """Without control characters, and cut between two characters."""
    value = _CONTROL.sub(b"", value) if vr not in {"ST", "LT", "UT"} else value
    longest = _LONGEST.get(vr)
    return shortened(value, letters, longest) if longest else value
