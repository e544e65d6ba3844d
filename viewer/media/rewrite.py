"""Writes a data set anew in Explicit VR Little Endian, its values byte for byte what they were.

What the tolerant reader understood is written as PS3.5 asks: tags in order, true lengths, VRs
named, words in little endian. Large values pass in pieces. Pixel data is not written here.
"""

from __future__ import annotations

import struct
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pydicom.datadict import dictionary_VR, private_dictionary_VR

from viewer.errors import HeaderError
from viewer.limits import TAG_DEPTH
from viewer.media import attributes as at
from viewer.media.charset import plain
from viewer.media.encoding import ALL_VRS, LONG_VRS, SHORT_VRS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from viewer.media.dataset import RawDataset

CHUNK: Final = 1 << 20
_ITEM: Final = b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
_ITEM_END: Final = b"\xfe\xff\x0d\xe0\0\0\0\0"
_SEQUENCE_END: Final = b"\xfe\xff\xdd\xe0\0\0\0\0"
_ITEM_TAGS: Final = (b"\xfe\xff\x00\xe0", b"\xff\xfe\xe0\x00")
_UNDEFINED: Final = 0xFFFFFFFF
_MOST_ITEMS: Final = 1 << 31  # all there are: nothing may be lost
_PADDED_WITH_NULL: Final = frozenset({b"UI", b"OB", b"UN"})
_WORDS: Final = {
    **dict.fromkeys((b"US", b"SS", b"OW", b"AT"), 2),
    **dict.fromkeys((b"UL", b"SL", b"FL", b"OF", b"OL"), 4),
    **dict.fromkeys((b"FD", b"OD", b"OV", b"SV", b"UV"), 8),
}
_ARRAYS: Final = {2: "H", 4: "I", 8: "Q"}


def element(tag: int, vr: bytes, value: bytes) -> bytes:
    """One element with a value that is in little endian already; padded to even length."""
    return head(tag, vr, len(value) + len(value) % 2) + value + _padding(vr, len(value))


def head(tag: int, vr: bytes, length: int) -> bytes:
    """The head of an element; a VR whose length has 16 bits becomes UN if more are needed."""
    group, number = tag >> 16, tag & 0xFFFF
    if vr in LONG_VRS:
        return struct.pack("<HH2sHI", group, number, vr, 0, length)
    if length > 0xFFFE:  # PS3.5 6.2.2, note 5
        return struct.pack("<HH2sHI", group, number, b"UN", 0, length)
    return struct.pack("<HH2sH", group, number, vr, length)


def encoded(raw: RawDataset, tag: int) -> bytes:
    """One element of `raw`, sequences with all that is in them; b"" if it is not there."""
    parts: list[bytes] = []
    if tag in raw:
        _write_element(raw, tag, parts.append, raw.integer(at.PIXEL_REPRESENTATION) == 1, 0)
    return b"".join(parts)


def encoded_items(tag: int, items: list[RawDataset]) -> bytes:
    """A sequence of these items."""
    parts: list[bytes] = []
    _write_items(tag, items, parts.append, signed=False, depth=1)
    return b"".join(parts)


def write_data_set(
    raw: RawDataset, write: Callable[[bytes], object], instead: Mapping[int, bytes]
) -> None:
    """Write every element but group lengths and file meta information; no pixels.

    `instead` has whole elements for some tags, to be replaced or added; b"" leaves one out.

    Raises HeaderError for nesting deeper than the limit, and what reading raises.
    """
    signed = raw.integer(at.PIXEL_REPRESENTATION) == 1
    for tag in sorted({*raw.elements, *instead}):
        if tag in instead:
            write(instead[tag])
        elif _belongs(tag):
            _write_element(raw, tag, write, signed, 0)


def _belongs(tag: int) -> bool:
    return tag & 0xFFFF != 0 and tag >> 16 not in {0x0000, 0x0002}


def _write_element(
    raw: RawDataset,
    tag: int,
    write: Callable[[bytes], object],
    signed: bool,  # noqa: FBT001  passed down, never by hand
    depth: int,
) -> None:
    _, offset, length = raw.elements[tag]
    vr = _vr(raw, tag, signed=signed)
    if vr == b"SQ":
        _write_items(tag, raw.items(tag, _MOST_ITEMS), write, signed=signed, depth=depth + 1)
        return
    write(head(tag, vr, length + length % 2))
    word = 0 if raw.encoding.little else _WORDS.get(vr, 0)
    for part in _value(raw, offset, length):
        write(turned(part, word) if word else part)
    write(_padding(vr, length))


def _write_items(
    tag: int,
    items: tuple[RawDataset, ...] | list[RawDataset],
    write: Callable[[bytes], object],
    *,
    signed: bool,
    depth: int,
) -> None:
    if depth > TAG_DEPTH:
        raise HeaderError("sequences nested deeper than the limit")
    if not items:
        write(head(tag, b"SQ", 0))
        return
    write(head(tag, b"SQ", _UNDEFINED))
    for item in items:
        stated = item.integer(at.PIXEL_REPRESENTATION)
        write(_ITEM)
        for inner in sorted(item.elements):
            if inner & 0xFFFF:
                is_signed = signed if stated is None else stated == 1
                _write_element(item, inner, write, is_signed, depth)
        if item.pixel_data is not None:
            _write_icon(item, write)
        write(_ITEM_END)
    write(_SEQUENCE_END)


def _write_icon(item: RawDataset, write: Callable[[bytes], object]) -> None:
    """Pixel data inside a sequence, of an icon: native only, as others have no syntax of theirs."""
    pixels = item.pixel_data
    if pixels is None or pixels.length is None:
        return
    bits = item.integer(at.BITS_ALLOCATED) or 8
    vr = pixels.vr if pixels.vr in {b"OB", b"OW"} else (b"OW" if bits > 8 else b"OB")
    write(head(pixels.tag, vr, pixels.length + pixels.length % 2))
    word = 2 if vr == b"OW" and not pixels.little_endian else 0
    for part in _value(item, pixels.offset, pixels.length):
        write(turned(part, word) if word else part)
    write(_padding(b"OB", pixels.length))


def _value(raw: RawDataset, offset: int, length: int) -> Iterator[bytes]:
    end = offset + length
    while offset < end:
        part = raw.window.get(offset, min(CHUNK, end - offset))
        if not part:
            raise HeaderError("a value ends before its length")
        yield part
        offset += len(part)


def _vr(raw: RawDataset, tag: int, *, signed: bool) -> bytes:
    """The VR as written if it is one, else as the dictionary has it, else UN."""
    written, offset, length = raw.elements[tag]
    if written in ALL_VRS and written != b"UN":
        return written
    if not raw.encoding.little:
        return b"UN"  # nobody knows how its bytes are turned
    known = _known(raw, tag)
    if known == "SQ":
        is_sequence = length == 0 or raw.window.get(offset, 4) in _ITEM_TAGS
        return b"SQ" if is_sequence else b"UN"
    if " or " in known:
        known = _chosen(known, signed=signed)
    vr = known.encode("ascii")
    whole = length % _WORDS.get(vr, 1) == 0
    return vr if vr in SHORT_VRS | LONG_VRS and whole else b"UN"


def _known(raw: RawDataset, tag: int) -> str:
    if not tag >> 16 & 1:
        return _public(tag)
    number = tag & 0xFFFF
    if 0x10 <= number <= 0xFF:
        return "LO"
    creator = tag & 0xFFFF0000 | number >> 8
    name = plain(raw.window.get(*raw.elements[creator][1:])) if creator in raw else ""
    return _private(tag, name.strip()) if name else "UN"


@lru_cache(maxsize=8192)
def _public(tag: int) -> str:
    try:
        return str(dictionary_VR(tag))
    except KeyError:
        return "UN"


@lru_cache(maxsize=8192)
def _private(tag: int, creator: str) -> str:
    try:
        return str(private_dictionary_VR(tag, creator))
    except KeyError:
        return "UN"


def _chosen(known: str, *, signed: bool) -> str:
    """One of several VRs the dictionary leaves open (PS3.5 A.1, PS3.6)."""
    if "OW" in known:
        return "OW"
    return "SS" if signed else "US"


def turned(part: bytes, word: int) -> bytes:
    """Words of `word` bytes, 2, 4 or 8, the other way round; what is no whole word stays."""
    whole = len(part) - len(part) % word
    words = array(_ARRAYS[word], part[:whole])
    words.byteswap()
    return words.tobytes() + part[whole:]


def _padding(vr: bytes, length: int) -> bytes:
    if length % 2 == 0:
        return b""
    return b"\0" if vr in _PADDED_WITH_NULL or vr in _WORDS else b" "
