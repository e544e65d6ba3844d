"""The character set of an object, declared as its text really is (M-006).

Only the declaration is changed, one element; text, pixels and everything else stay byte for
byte what they were. What cannot be told for certain is left alone.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Final

from viewer.errors import FileReadError, WriteError
from viewer.media import attributes as at
from viewer.media.charset import plain
from viewer.media.encoding import LONG_VRS
from viewer.media.header import read_dataset
from viewer.media.source import READ_ERRORS
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from viewer.media.dataset import RawDataset

UTF8: Final = "ISO_IR 192"
LATIN1: Final = "ISO_IR 100"
_SINGLE: Final = frozenset(
    {f"ISO_IR {n}" for n in (13, 100, 101, 109, 110, 126, 127, 138, 144, 148, 166, 192, 203)}
    | {"GB18030", "GBK"}
)
_EXTENDED: Final = re.compile(r"ISO 2022 (IR \d+|GBK|B58)")
# Parts of ISO 8859 by their number in the register of character sets.
_PARTS: Final = dict(enumerate((100, 101, 109, 110, 144, 127, 126, 138, 148), 1)) | {15: 203}
_OTHER_NAMES: Final = {"UTF8": UTF8, "UNICODE": UTF8, "LATIN1": LATIN1}
# In these almost any bytes are text, so that text in UTF-8 goes unnoticed.
_ONE_BYTE: Final = frozenset(f"ISO_IR {n}" for n in (100, 101, 109, 110, 144, 148))
_TEXTS: Final = frozenset({b"LO", b"SH", b"PN", b"ST", b"LT", b"UT", b"UC"})
_DEEPEST: Final = 8
_MOST: Final = 2000  # texts of one object that are looked at
_GROUP_LENGTH: Final = 0x0008_0000
_COPY: Final = 1 << 20


def mend_letters(source: Path, target: Path) -> str:
    """Write `source` to `target` with another declaration, if it needs one; "" if it does not.

    Gives what was changed, in words. Raises WriteError.
    """
    with source.open("rb") as stream:
        try:
            raw = read_dataset(stream, settings=DecodeSettings())
            if raw.is_directory or raw.window.stream is not stream:
                return ""
            declared = plain(raw.raw(at.SPECIFIC_CHARACTER_SET))
            better = _better(declared, list(_texts(raw)))
            place = _place(raw)
        except (*READ_ERRORS, FileReadError):
            return ""
        if better is None or place is None:
            return ""
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as writing:
                _splice(raw, stream, writing, place, better)
        except OSError as error:
            raise WriteError(error.strerror or "the place refused it") from error
    return f"character set {declared or 'undeclared'} -> {better}"


def _better(declared: str, texts: list[bytes]) -> str | None:
    """What should be declared, None if it may stay."""
    terms = declared.split("\\") if declared else []
    meant = [_term(term, alone=len(terms) == 1) for term in terms]
    mended = [term for term in meant if term is not None]
    is_utf8 = bool(texts) and all(map(_is_utf8, texts))
    if terms and len(mended) == len(terms):
        wanted = (
            UTF8 if is_utf8 and mended[0] in _ONE_BYTE and len(terms) == 1 else "\\".join(mended)
        )
        return wanted if wanted != declared else None
    if not texts:
        return None
    if is_utf8:
        return UTF8
    return None if any(map(_is_utf8, texts)) else LATIN1  # not one set and the other


def _term(term: str, *, alone: bool) -> str | None:
    """The defined term that is meant (PS3.3 C.12.1.1.2), None if nobody can tell."""
    term = term.strip()
    if term in _SINGLE or _EXTENDED.fullmatch(term) or (not term and not alone):
        return term
    name = re.sub(r"[^A-Z0-9]", "", term.upper())
    if name in _OTHER_NAMES:
        return _OTHER_NAMES[name]
    if found := re.fullmatch(r"(?:ISO)?8859(\d{1,2})(?:\d{4})?", name):
        number = _PARTS.get(int(found[1]))
        return f"ISO_IR {number}" if number else None
    if found := re.fullmatch(r"ISO(2022)?IR(\d+)", name):
        meant = f"ISO 2022 IR {found[2]}" if found[1] else f"ISO_IR {found[2]}"
        return meant if found[1] or meant in _SINGLE else None
    return None


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _texts(raw: RawDataset, depth: int = 0) -> Iterator[bytes]:
    """Texts with letters beyond ASCII, also in sequences that declare nothing themselves."""
    found = 0
    for tag in raw.elements:
        vr = _vr(raw, tag)
        if vr == b"SQ" and depth < _DEEPEST:
            for item in raw.items(tag):
                if at.SPECIFIC_CHARACTER_SET not in item:
                    yield from _texts(item, depth + 1)
        elif vr in _TEXTS and found < _MOST:
            value = raw.raw(tag)
            if not value.isascii():
                found += 1
                yield value


def _vr(raw: RawDataset, tag: int) -> bytes:
    if raw.encoding.explicit:
        return raw.elements[tag][0]
    from pydicom.datadict import dictionary_VR  # noqa: PLC0415  slow to import

    try:
        return dictionary_VR(tag).encode("ascii")
    except KeyError:
        return b"UN"


def _place(raw: RawDataset) -> tuple[int, int] | None:
    """Where the declaration lies, or would: first byte, and the one behind the last."""
    known = raw.elements.get(at.SPECIFIC_CHARACTER_SET)
    if known is not None:
        return _start(raw, at.SPECIFIC_CHARACTER_SET), known[1] + known[2]
    behind = [tag for tag in raw.elements if tag > at.SPECIFIC_CHARACTER_SET]
    if not behind:
        return None
    start = min(_start(raw, tag) for tag in behind)
    return start, start


def _start(raw: RawDataset, tag: int) -> int:
    vr, offset, _ = raw.elements[tag]
    return offset - (12 if raw.encoding.explicit and vr in LONG_VRS else 8)


def _splice(
    raw: RawDataset, stream: BinaryIO, writing: BinaryIO, place: tuple[int, int], declared: str
) -> None:
    value = declared.encode("ascii") + b" " * (len(declared) % 2)
    order, tag = raw.encoding.order, (0x0008, 0x0005)
    if raw.encoding.explicit:
        element = struct.pack(f"{order}HH2sH", *tag, b"CS", len(value)) + value
    else:
        element = struct.pack(f"{order}HHI", *tag, len(value)) + value
    start, end = place
    stream.seek(0)
    head = bytearray(stream.read(start))
    group = raw.elements.get(_GROUP_LENGTH)
    if group is not None and group[2] == 4 and group[1] + 4 <= start:
        length = raw.encoding.u32(head, group[1])[0] + len(element) - (end - start)
        struct.pack_into(f"{order}I", head, group[1], length)
    writing.write(head + element)
    stream.seek(end)
    while chunk := stream.read(_COPY):
        writing.write(chunk)
