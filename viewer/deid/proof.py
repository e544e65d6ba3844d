"""The proof: copies are read back another way than they were made, and searched (A-070, A-071).

They were written by pydicom; here their bytes are searched as they are, and parsed by the reader
of the window. Nothing found is put into words that tell what was found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from viewer.deid import dates, piece, values
from viewer.deid.checksum import Checksum
from viewer.deid.identity import plain_number
from viewer.deid.marks import (
    IDENTITY_REMOVED,
    METHOD_CODES,
    TEMPORAL_INFORMATION,
    temporal_information,
)
from viewer.deid.pixel_copy import CHUNK
from viewer.deid.profile import BASIC_PROFILE, Option
from viewer.deid.table import private_rows
from viewer.media.cancel import CancelToken
from viewer.media.header import read_dataset
from viewer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from viewer.deid.needles import Needles
    from viewer.deid.profile import Profile
    from viewer.deid.writing import Written
    from viewer.media.dataset import RawDataset
    from viewer.media.elements import PixelElement

_OVERLAP: Final = 512  # bytes searched twice, so that nothing hides on the seam of two pieces
_TEXTS: Final = values.TEXTS | {"CS", "UN"}
_META_LEFT_OUT: Final = (*range(0x0002_0016, 0x0002_0019), *range(0x0002_0026, 0x0002_0029))
_NO_DATES: Final = frozenset({"", "19000101", "000000", "19000101000000"})
_INSTANCE, _REFERENCED_INSTANCE = 0x0008_0018, 0x0008_1155
_LONGEST_TEXT: Final = 1 << 16


@dataclass(slots=True)
class References:
    """Which instances the copies are, and which they name; filled by several threads."""

    instances: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a copy must be; `others` are terms of everybody, which no text may hold."""

    needles: Needles
    profile: Profile
    pseudonyms: frozenset[str]
    cancel: CancelToken = field(default_factory=CancelToken)
    references: References = field(default_factory=References)
    others: Needles | None = None

    def is_named_in(self, text: str) -> bool:
        """Whether a parsed text of the copy holds a term of its person or of another one."""
        if text in self.pseudonyms:
            return False
        return self.needles.in_text(text) or (self.others is not None and self.others.in_text(text))


def prove(path: Path, written: Written, expected: Expected) -> tuple[str, ...]:
    """What is wrong with one copy, in words without identity; () if it is clean."""
    found: list[str] = []
    with path.open("rb") as stream:
        if stream.read(132) != bytes(128) + b"DICM":
            found.append("the preamble is not empty")
        raw = read_dataset(stream, settings=Settings().decode)
        element = raw.pixel_data if raw.stream is stream else None
        start = element.offset if element is not None else None
        stream.seek(0)
        found += prove_bytes(stream.read(start), expected.needles, "the header")
        expected.references.instances.add(raw.uid(_INSTANCE))
        found += _walked(raw, expected)
        found += _marked(raw, expected.profile)
        if element is not None:
            found += _pixels(stream, element, written, expected)
        elif written.pixel_digest:
            found.append("the pixels are not where they were written")
    return tuple(found)


def prove_bytes(data: bytes, needles: Needles, what: str) -> tuple[str, ...]:
    """The same search in a directory or report."""
    found = []
    if needles.in_bytes(data, is_pixels=False):
        found.append(f"identity in {what}")
    if needles.source_uid_in(data):
        found.append(f"an identifier of the source in {what}")
    return tuple(found)


def _pixels(
    stream: BinaryIO, element: PixelElement, written: Written, expected: Expected
) -> Iterator[str]:
    """Search everything from the pixels to the end of the file, and compare the pixels."""
    digest = Checksum()
    left = element.available if element.length is None else element.length
    tail = b""
    stream.seek(element.offset)
    while part := stream.read(CHUNK):
        expected.cancel.check()
        digest.update(memoryview(part)[:left])
        left = max(left - len(part), 0)
        if expected.needles.in_bytes(tail + part, is_pixels=True):
            yield "identity in the pixel data"
            return
        tail = part[-_OVERLAP:]
    if digest.hexdigest() != written.pixel_digest:
        yield "the pixels on disk are not those that were written"


def _walked(raw: RawDataset, expected: Expected) -> Iterator[str]:
    """Every element at every depth."""
    creators = {
        tag: raw.text(tag) for tag in raw.elements if tag >> 16 & 1 and 0x10 <= tag & 0xFFFF <= 0xFF
    }
    for tag in raw.elements:
        vr = piece.vr_of(tag, raw.elements[tag][0].decode("ascii", "replace"))
        if tag == _REFERENCED_INSTANCE:
            expected.references.named.add(raw.uid(tag))
        if tag >> 16 & 1:
            yield from _private(tag, creators, expected.profile)
        elif vr == "SQ":
            for item in raw.items(tag):
                yield from _walked(item, expected)
        else:
            yield from _element(raw, tag, vr, expected)


def _private(tag: int, creators: dict[int, str], profile: Profile) -> Iterator[str]:
    if not profile.has(Option.RETAIN_SAFE_PRIVATE):
        yield "a private element"
        return
    number = tag & 0xFFFF
    block = tag & 0xFFFF_0000 | (number if number <= 0xFF else number >> 8)
    creator = creators.get(block, "")
    known = {row[0] for row in private_rows()}
    is_listed = (creator, tag >> 16, number & 0xFF) in private_rows()
    if creator not in known or not (number <= 0xFF or is_listed):
        yield "a private element that is not on the list"


def _element(raw: RawDataset, tag: int, vr: str, expected: Expected) -> Iterator[str]:
    name = piece.name_of(tag)
    if vr in values.MOMENTS:
        yield from _moment(raw, tag, vr, name, expected.profile)
    elif vr == "UI":
        if any(uid in expected.needles.uids for uid in raw.uid(tag).split("\\")):
            yield f"an identifier of the source in {name}"
    elif vr in {"DS", "IS"}:
        if not expected.needles.numbers.isdisjoint(map(plain_number, raw.texts(tag))):
            yield f"a number of the person in {name}"
    elif vr == "PN":
        if raw.name(tag) not in {"", values.DUMMY_TEXT} | expected.pseudonyms:
            yield f"a name in {name}"
    elif vr in _TEXTS and raw.elements[tag][2] <= _LONGEST_TEXT:
        text = raw.charset.decode(raw.raw(tag)) if vr != "CS" else "\\".join(raw.texts(tag))
        if expected.is_named_in(text):
            yield f"identity in {name}"


def _moment(raw: RawDataset, tag: int, vr: str, name: str, profile: Profile) -> Iterator[str]:
    texts = raw.texts(tag)
    if profile.options & {Option.RETAIN_FULL_DATES, Option.RETAIN_MODIFIED_DATES}:
        if not all(text in _NO_DATES or dates.is_moment(vr, text) for text in texts):
            yield f"no date or time in {name}"
    elif not set(texts) <= _NO_DATES:
        is_device = profile.has(Option.RETAIN_DEVICE_IDENTITY)
        if not is_device:
            yield f"a date or time in {name}"


def _marked(raw: RawDataset, profile: Profile) -> Iterator[str]:
    codes = {item.text(0x0008_0100) for item in raw.items(METHOD_CODES)}
    if raw.code(IDENTITY_REMOVED) != "YES" or BASIC_PROFILE[0] not in codes:
        yield "the copy does not say that identity was removed"
    if raw.code(TEMPORAL_INFORMATION) != temporal_information(profile):
        yield "the copy does not say what became of its dates"
    meta = raw.meta
    if meta is None or meta.uid(0x0002_0003) != raw.uid(0x0008_0018):
        yield "the file and its content name different instances"
    elif any(tag in meta for tag in _META_LEFT_OUT):
        yield "the file names where it came from"
