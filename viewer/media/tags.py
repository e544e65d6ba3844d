"""A data set to what the tag browser shows: every element named, every value cut to size.

Read with the project's own reader, so a file that is shown can be looked into; pydicom gives the
names of the dictionary alone. Pixels are never read.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from viewer.limits import TAG_BYTES, TAG_DEPTH, TAG_NODES, TEXT_CHARACTERS
from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.media.numbers import tags, unpack
from viewer.model.tags import ITEM_TAG, TagNode, TagTree, tag_text

_NUMBERS: Final = {b"US", b"SS", b"UL", b"SL", b"UV", b"SV", b"FL", b"FD"}
_BINARY: Final = {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"UN"}
_MOST_NUMBERS: Final = 32
_MOST_BYTES: Final = 16
_HASHED_BYTES: Final = 1 << 20  # of a value that is cut: what is longer rarely differs after that

TOO_MANY = f"Only the first {TAG_NODES:,} elements are listed.".replace(",", " ")
TOO_DEEP = f"What lies more than {TAG_DEPTH} levels deep is not listed."
TOO_LARGE = "Some sequences are too large to be listed."
CUT_OFF = "The file is damaged: it ends before its data set does."
PIXELS = "not read; elements after the pixels are not listed"


def read_tags(raw: RawDataset) -> TagTree:
    """Every element of a file, its meta information first; its stream must still be open.

    What a limit leaves out is said in `notices`, as is every deviation the reader found.
    """
    walk = _Walk()
    nodes = walk.elements(raw.meta, 0) if raw.meta is not None else ()
    nodes = (*nodes, *walk.elements(raw, 0))
    if raw.pixel_data is not None:
        nodes = (*nodes, _pixels(raw))
    notices = [*dict.fromkeys(walk.notices)]
    if raw.cut_off:
        notices.append(CUT_OFF)
    return TagTree(nodes, (*notices, *raw.deviations))


class _Walk:
    """Counts what is taken, so that no file makes a list without end."""

    def __init__(self) -> None:
        self.notices: list[str] = []
        self._left = TAG_NODES
        self._bytes_left = TAG_BYTES

    def elements(self, raw: RawDataset, depth: int) -> tuple[TagNode, ...]:
        """The elements of one data set or item."""
        nodes = []
        signed = raw.integer(at.PIXEL_REPRESENTATION) == 1
        for tag, (written, _, length) in sorted(raw.elements.items()):
            if self._left <= 0:
                self.notices.append(TOO_MANY)
                break
            self._left -= 1
            creator = _creator(raw, tag)
            vr = _vr(tag, written, creator, signed=signed)
            if vr == b"SQ" or (written == b"UN" and _is_sequence(raw, tag)):
                nodes.append(self._sequence(raw, tag, creator, depth))
            else:
                nodes.append(_element(raw, tag, vr, length, creator))
        return tuple(nodes)

    def _sequence(self, raw: RawDataset, tag: int, creator: str, depth: int) -> TagNode:
        length = raw.elements[tag][2]
        name = _name(tag, creator)
        if depth >= TAG_DEPTH or length > self._bytes_left:
            self.notices.append(TOO_DEEP if depth >= TAG_DEPTH else TOO_LARGE)
            return TagNode(tag, name, "SQ", f"{length} bytes, not listed", creator)
        self._bytes_left -= length
        items = []
        for number, item in enumerate(raw.items(tag, max(1, self._left)), 1):
            if self._left <= 0:
                self.notices.append(TOO_MANY)
                break
            self._left -= 1
            children = self.elements(item, depth + 1)
            items.append(TagNode(ITEM_TAG, f"Item {number}", "", "", children=children))
        words = "1 item" if len(items) == 1 else f"{len(items)} items"
        return TagNode(tag, name, "SQ", words, creator, children=tuple(items))


def _element(raw: RawDataset, tag: int, vr: bytes, length: int, creator: str) -> TagNode:
    value, whole = _value(raw, tag, vr, length)
    digest = b"" if whole else _digest(raw, tag, length)
    return TagNode(tag, _name(tag, creator), vr.decode("ascii", "replace"), value, creator, digest)


def _value(raw: RawDataset, tag: int, vr: bytes, length: int) -> tuple[str, bool]:
    """The value as text, and whether that is all of it."""
    if not length:
        return "", True
    if vr in _NUMBERS or vr == b"AT":
        return _numbers(raw, tag, vr, length)
    if vr in _BINARY:
        return _binary(raw, tag, length)
    if vr == b"UI":
        uid = raw.text(tag)
        return (f"{uid} ({known})" if (known := _uid_name(uid)) else uid), True
    text = raw.name(tag) if vr == b"PN" else raw.text(tag)
    return text, len(text) < TEXT_CHARACTERS and length < 4 * TEXT_CHARACTERS


def _numbers(raw: RawDataset, tag: int, vr: bytes, length: int) -> tuple[str, bool]:
    size = 4 if vr in {b"AT", b"UL", b"SL", b"FL"} else 2 if vr in {b"US", b"SS"} else 8
    offset = raw.elements[tag][1]
    start = raw.window.get(offset, min(length, _MOST_NUMBERS * size))
    if vr == b"AT":
        texts = [tag_text(value) for value in tags(start, raw.encoding.order)]
    else:
        texts = [f"{value:.10g}" for value in unpack(start, vr, raw.encoding.order) or ()]
        if vr in {b"UV", b"SV"}:
            texts = [str(value) for value in unpack(start, vr, raw.encoding.order) or ()]
    count = length // size
    if count > _MOST_NUMBERS:
        return "\\".join((*texts, f"… ({count} values)")), False
    return "\\".join(texts), True


def _binary(raw: RawDataset, tag: int, length: int) -> tuple[str, bool]:
    start = raw.window.get(raw.elements[tag][1], min(length, _MOST_BYTES))
    shown = start.hex(" ").upper()
    words = f"{length} byte{'' if length == 1 else 's'}: {shown}"
    if length <= _MOST_BYTES:
        text = start.rstrip(b" \0")
        if text and text.isascii() and text.decode("ascii").isprintable():
            words += f" “{text.decode('ascii')}”"
        return words, True
    return f"{words} …", False


def _digest(raw: RawDataset, tag: int, length: int) -> bytes:
    data = raw.window.get(raw.elements[tag][1], min(length, _HASHED_BYTES))
    return blake2b(data + length.to_bytes(8, "little"), digest_size=12).digest()


def _pixels(raw: RawDataset) -> TagNode:
    pixels = raw.pixel_data
    assert pixels is not None
    vr = pixels.vr if pixels.vr != b"UN" else b"OW"
    size = "in fragments" if pixels.length is None else f"{pixels.length} bytes"
    return TagNode(pixels.tag, _name(pixels.tag, ""), vr.decode(), f"{size}; {PIXELS}")


def _is_sequence(raw: RawDataset, tag: int) -> bool:
    """Whether a value of unknown VR is made of items: an undefined length, or private (M-002)."""
    offset, length = raw.elements[tag][1:]
    return length >= 8 and raw.window.get(offset, 4) == b"\xfe\xff\x00\xe0"


def _creator(raw: RawDataset, tag: int) -> str:
    """Who defined a private element (PS3.5 7.8.1), "" for those of the standard."""
    group, element = tag >> 16, tag & 0xFFFF
    if group % 2 == 0 or element < 0x1000:
        return ""
    return raw.text(group << 16 | element >> 8) or "Private, by nobody named"


def _name(tag: int, creator: str) -> str:
    from pydicom import datadict  # noqa: PLC0415  not on the way to the first picture

    group, element = tag >> 16, tag & 0xFFFF
    if group % 2 == 0:
        keyword = datadict.keyword_for_tag(tag)
        return keyword or ("GroupLength" if element == 0 else "Unknown")
    if 0x10 <= element <= 0xFF:
        return "PrivateCreator"
    try:
        return datadict.private_dictionary_description(tag, creator)
    except KeyError:
        return "unknown"


def _vr(tag: int, written: bytes, creator: str, *, signed: bool) -> bytes:
    """The VR as written, else as the dictionary has it (implicit VR, and UN)."""
    if written != b"UN":
        return written
    from pydicom import datadict  # noqa: PLC0415  likewise

    group, element = tag >> 16, tag & 0xFFFF
    try:
        if group % 2 == 0:
            known = "UL" if element == 0 else datadict.dictionary_VR(tag)
        elif 0x10 <= element <= 0xFF:
            known = "LO"
        else:
            known = datadict.private_dictionary_VR(tag, creator)
    except KeyError:
        return b"UN"
    if known.startswith("US or SS"):
        return b"SS" if signed else b"US"
    return known[:2].encode("ascii")


def _uid_name(uid: str) -> str:
    from pydicom import uid as known  # noqa: PLC0415  likewise

    found = known.UID_dictionary.get(uid)  # type: ignore[attr-defined]  # UID() would validate
    return found[0] if found else ""
