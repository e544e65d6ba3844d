"""Colour profiles: what a picture's colours need stays, the words in them become blanks (A-011)."""

from __future__ import annotations

import struct
from typing import Final

_HEADER, _TAG, _MOST_TAGS = 128, 12, 100
_SIGNATURE: Final = (36, b"acsp")
# Of the header: who made the profile, its flags of origin, date, device and checksum.
_ABOUT: Final = ((4, 8), (24, 36), (48, 56), (80, 128))
# Kinds of data that colours are made of; text, dates and whatever else is known to nobody go.
_NUMBERS: Final = frozenset(
    {b"XYZ ", b"curv", b"para", b"mft1", b"mft2", b"mAB ", b"mBA ", b"sf32", b"chad", b"chrm"}
    | {b"view", b"meas", b"sig ", b"ui08", b"ui16", b"ui32", b"uf32"}
)


def silenced_profile(profile: bytes) -> bytes:
    """The profile, of the same length, without a word in it; b"" for what is no profile."""
    size = int.from_bytes(profile[:4], "big")
    at, signature = _SIGNATURE
    if len(profile) < _HEADER + 4 or profile[at : at + 4] != signature or size > len(profile):
        return b""
    count = int.from_bytes(profile[_HEADER : _HEADER + 4], "big")
    table_end = _HEADER + 4 + count * _TAG
    if count > _MOST_TAGS or table_end > size:
        return b""
    made = bytearray(len(profile))  # what no tag points to is left out
    made[:table_end] = profile[:table_end]
    for start, end in _ABOUT:
        made[start:end] = bytes(end - start)
    for number in range(count):
        entry = _HEADER + 4 + number * _TAG
        _, start, length = struct.unpack(">4sII", profile[entry : entry + _TAG])
        if start < table_end or start + length > size or length < 8:
            return b""
        data = profile[start : start + length]
        made[start : start + length] = data if data[:4] in _NUMBERS else _blank(data)
    return bytes(made)


def _blank(data: bytes) -> bytes:
    """Text of the same kind and length that says nothing."""
    kind = data[:4]
    if kind == b"desc":  # PS of version 2: a count, ASCII, then two more texts
        ascii_count = min(int.from_bytes(data[8:12], "big"), len(data) - 12)
        text = b"-" * max(ascii_count - 1, 0) + b"\0" if ascii_count > 0 else b""
        return (data[:12] + text).ljust(len(data), b"\0")[: len(data)]
    if kind == b"mluc":  # of version 4: records of language, length, place; then UTF-16
        records = min(int.from_bytes(data[8:12], "big"), (len(data) - 16) // 12)
        head = 16 + 12 * max(records, 0)
        return data[:head] + b"\0-" * ((len(data) - head) // 2) + bytes((len(data) - head) % 2)
    rest = b"-" * (len(data) - 9) + b"\0" if kind == b"text" else bytes(len(data) - 8)
    return kind + bytes(4) + rest[: len(data) - 8]
