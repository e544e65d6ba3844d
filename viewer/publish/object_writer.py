"""One object on its way to a disc: a new start of the file, and the data set as it was planned."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final

from viewer.media import attributes as at
from viewer.media.part10 import file_start
from viewer.media.rewrite import CHUNK, head, turned, write_data_set
from viewer.publish.handling import Deed, LeftOutError
from viewer.publish.transcode import PlainPixels, changed_header, coded_frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from viewer.media.dataset import RawDataset
    from viewer.media.decoders.pool import DecoderPool
    from viewer.media.elements import PixelElement
    from viewer.publish.handling import Handling
    from viewer.publish.sink import Sink

_BIG: Final = "1.2.840.10008.1.2.2"
_UNDEFINED: Final = 0xFFFF_FFFF
_ITEM: Final = b"\xfe\xff\x00\xe0"
_END: Final = b"\xfe\xff\xdd\xe0\0\0\0\0"
_ICON: Final = 0x0088_0200
_FLOATS: Final = {0x7FE0_0008: b"OF", 0x7FE0_0009: b"OD"}
_PLAIN_WORDS: Final = {b"OF": 4, b"OD": 8}


def write_object(raw: RawDataset, handling: Handling, sink: Sink, pool: DecoderPool) -> None:
    """Hand the whole file to `sink`, where the rest is done meanwhile (`Sink.settled`).

    Raises LeftOutError, PixelError, FileReadError or READ_ERRORS for the source, CancelledError.
    """
    start = file_start(raw.uid(at.SOP_CLASS_UID), raw.uid(at.SOP_INSTANCE_UID), handling.syntax)
    sink.start(start)
    if handling.deed is Deed.COPY:
        raw.stream.seek(raw.start)
        sink.copy(raw.stream, handling.length - raw.start)
    elif handling.deed is Deed.DECODE:
        _write_decoded(raw, handling, sink, pool)
    else:
        _write_anew(raw, handling, sink)
    sink.finish()


def _write_anew(raw: RawDataset, handling: Handling, sink: Sink) -> None:
    write_data_set(raw, sink.write, _without_coded_icon(raw))
    element = raw.pixel_data
    if element is None:
        return
    if element.length is None:
        sink.write(head(element.tag, b"OB", _UNDEFINED))
        for part in _fragments(raw.stream, element):
            sink.write(part)
        sink.write(_END)
        return
    bits = handling.pixels.bits_allocated if handling.pixels is not None else 0
    vr = _vr_of_plain(element, bits)
    sink.write(head(element.tag, vr, element.length + element.length % 2))
    word = _word(handling, element, vr, bits)
    raw.stream.seek(element.offset)
    left = element.length
    while left:
        part = raw.stream.read(min(CHUNK, left))
        if not part:
            raise LeftOutError("damaged", "its pixel data ends early")
        left -= len(part)
        sink.write(turned(part, word) if word > 1 else part)
    if element.length % 2:
        sink.write(b"\0")


def _write_decoded(
    raw: RawDataset,
    handling: Handling,
    sink: Sink,
    pool: DecoderPool,
) -> None:
    element, pixels = raw.pixel_data, handling.pixels
    assert element is not None
    assert pixels is not None
    coded = element.length if element.length is not None else element.available
    changes = _without_coded_icon(raw) | changed_header(raw, pixels, coded)
    write_data_set(raw, sink.write, changes)
    plain = PlainPixels(pixels, pool)
    vr = _vr_of_plain(element, pixels.bits_allocated)
    sink.write(head(element.tag, vr, plain.length + plain.length % 2))
    frame_length = plain.length // pixels.number_of_frames + 1
    for request in coded_frames(raw.stream, element, pixels):
        sink.later(partial(plain.frame, request), frame_length)
    sink.later(plain.rest, 1)


def _without_coded_icon(raw: RawDataset) -> dict[int, bytes]:
    """An icon is dropped where it is compressed: its syntax would be another than the file's."""
    icon = raw.first_item(_ICON)
    is_coded = icon is not None and icon.pixel_data is not None and icon.pixel_data.length is None
    return {_ICON: b""} if is_coded else {}


def _vr_of_plain(element: PixelElement, bits_allocated: int) -> bytes:
    """The VR of uncompressed pixels (PS3.5 A.2)."""
    if element.tag in _FLOATS:
        return _FLOATS[element.tag]
    if bits_allocated > 8 or element.vr == b"OW":
        return b"OW"
    return b"OB" if element.vr == b"OB" else b"OW"


def _word(handling: Handling, element: PixelElement, vr: bytes, bits: int) -> int:
    """Bytes of the words that must be turned, 1 for none."""
    if handling.source_syntax != _BIG:
        return 1
    if vr in _PLAIN_WORDS:
        return _PLAIN_WORDS[vr]
    if bits > 8:
        return max(2, bits // 8)
    return 2 if element.vr == b"OW" and not element.little_endian else 1


def _fragments(stream: BinaryIO, element: PixelElement) -> Iterator[bytes]:
    """All items as they are, whatever comes behind their end."""
    position, end = element.offset, element.offset + element.available
    while True:
        stream.seek(position)
        start = stream.read(8)
        if start[:4] == _END[:4]:
            return
        length = int.from_bytes(start[4:8], "little")
        if start[:4] != _ITEM or position + 8 + length > end:
            raise LeftOutError("damaged", "its compressed pixels are cut off or damaged")
        yield start
        left = length
        while left:
            part = stream.read(min(CHUNK, left))
            if not part:
                raise LeftOutError("damaged", "its compressed pixels are cut off or damaged")
            left -= len(part)
            yield part
        position += 8 + length
