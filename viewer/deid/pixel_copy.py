"""Pixel data from file to file in pieces: nothing more of it in memory than one frame.

Native pixels are copied as many as the image has, so that nothing travels behind them; compressed
ones fragment by fragment, each silenced (`codestream`), up to the delimiter and no further.
"""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from viewer.deid.checksum import Checksum
from viewer.deid.codestream import silenced
from viewer.deid.errors import ExcludedError
from viewer.deid.runs import silenced_deflated, silenced_runs
from viewer.limits import FRAGMENTS, STREAM_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from viewer.media.elements import PixelElement
    from viewer.model.image import ImagePixels

CHUNK: Final = 1 << 20
_ITEM: Final = b"\xfe\xff\x00\xe0"
_END: Final = b"\xfe\xff\xdd\xe0\0\0\0\0"
_STARTS: Final = (b"\xff\xd8\xff", b"\xff\x4f\xff\x51", b"\xff\x0a", b"\0\0\0\x0c")
_RLE: Final = "1.2.840.10008.1.2.5"
_ONE_EACH: Final = frozenset({_RLE, "1.2.840.10008.1.2.8.1"})  # and deflated frames
UNDEFINED: Final = 0xFFFFFFFF
_LONG: Final = {0x7FE0_0008: "OF", 0x7FE0_0009: "OD"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How the element of the copy is written; `sample_bits` of each 16-bit word, if not 0."""

    tag: int
    vr: str
    explicit: bool
    little: bool
    sample_bits: int = 0
    syntax: str = ""

    def head(self, length: int) -> bytes:
        """The element's head; `length` may be undefined."""
        order = "<" if self.little else ">"
        tag = struct.pack(order + "HH", self.tag >> 16, self.tag & 0xFFFF)
        vr = self.vr.encode("ascii") + b"\0\0" if self.explicit else b""
        return tag + vr + struct.pack(order + "I", length)


def copy_pixels(
    stream: BinaryIO,
    element: PixelElement,
    pixels: ImagePixels | None,
    layout: Layout,
    write: Callable[[bytes], object],
) -> str:
    """Write the whole element; the checksum of its value as written, to be compared later.

    Raises ExcludedError where the data is not all there, and what reading raises.
    """
    digest = Checksum()

    def put(data: bytes) -> None:
        digest.update(data)
        write(data)

    if pixels is None:
        raise ExcludedError("damaged", "the pixels are not described")
    if element.length is None:
        write(layout.head(UNDEFINED))
        for part in _fragments(stream, element, pixels, layout.syntax):
            put(part)
        put(_END)
        return digest.hexdigest()
    needed = (pixels.frame_bits * pixels.number_of_frames + 7) // 8
    if min(element.length, element.available) < needed:
        raise ExcludedError("damaged", "the pixel data ends early")
    write(layout.head(needed + needed % 2))
    stream.seek(element.offset)
    left = needed
    while left:
        part = stream.read(min(CHUNK, left))
        if not part:
            raise ExcludedError("damaged", "the file ends early")
        left -= len(part)
        put(_only_bits(part, layout) if layout.sample_bits else part)
    if needed % 2:
        put(b"\0")
    return digest.hexdigest()


def _only_bits(data: bytes, layout: Layout) -> bytes:
    """Without the bits that are not of the image."""
    import numpy as np  # noqa: PLC0415  hardly ever needed

    words = np.frombuffer(data, "<u2" if layout.little else ">u2")
    return (words & np.uint16(layout.sample_bits)).astype(words.dtype).tobytes()


def _fragments(
    stream: BinaryIO, element: PixelElement, pixels: ImagePixels, syntax: str
) -> Iterator[bytes]:
    """Items as they are written: the offset table, then as many frames as there are pictures."""
    parts = _items(stream, element)
    yield item(_offset_table(next(parts, b"")))
    frames = _one_each(parts, pixels, syntax) if syntax in _ONE_EACH else _joined(parts)
    for count, frame in enumerate(frames, 1):
        if count > pixels.number_of_frames:
            raise ExcludedError("damaged", "there are more compressed pictures than it says")
        for part in frame:
            yield item(part)


def _one_each(
    parts: Iterator[bytes], pixels: ImagePixels, syntax: str
) -> Iterator[tuple[bytes, ...]]:
    """Frames of which each is one fragment, a single one also several (PS3.5 A.4.2)."""
    frames = iter([tuple(parts)]) if pixels.number_of_frames == 1 else ((part,) for part in parts)
    for frame in frames:
        whole = b"".join(frame)
        if len(whole) > STREAM_BYTES:
            raise ExcludedError("stream", "a compressed frame is larger than the limit")
        if syntax == _RLE:
            silent = silenced_runs(whole, pixels)
        else:
            silent = silenced_deflated(whole, (pixels.frame_bits + 7) // 8)
        yield _divided(silent, frame)


def _joined(parts: Iterator[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Frames that begin where a codestream does, in as many fragments as they were."""
    frame: list[bytes] = []
    for part in parts:
        begins = part.startswith(_STARTS)
        if not frame and not begins:
            raise ExcludedError("stream", "compressed pixels that are no picture")
        if frame and begins:
            yield _silent(frame)
            frame = []
        frame.append(part)
        if sum(map(len, frame)) > STREAM_BYTES:
            raise ExcludedError("stream", "a compressed frame is larger than the limit")
    if frame:
        yield _silent(frame)


def _silent(frame: list[bytes]) -> tuple[bytes, ...]:
    return _divided(silenced(b"".join(frame)), frame)


def _divided(whole: bytes, frame: Sequence[bytes]) -> tuple[bytes, ...]:
    """In fragments as long as those of the frame."""
    ends = list(itertools.accumulate(map(len, frame), initial=0))
    return tuple(whole[start:end] for start, end in itertools.pairwise(ends))


def _offset_table(data: bytes) -> bytes:
    """The table, if it is one: offsets that ascend, and nothing else."""
    offsets = [int.from_bytes(data[i : i + 4], "little") for i in range(0, len(data), 4)]
    ascends = all(a < b for a, b in itertools.pairwise(offsets))
    is_table = len(data) % 4 == 0 and ascends and offsets[:1] in ([], [0])
    return data if is_table else b""


def _items(stream: BinaryIO, element: PixelElement) -> Iterator[bytes]:
    position = element.offset
    end = element.offset + element.available
    for _ in range(FRAGMENTS):
        stream.seek(position)
        head = stream.read(8)
        if head[:4] == _END[:4]:
            return
        length = int.from_bytes(head[4:8], "little")
        if len(head) < 8 or head[:4] != _ITEM or position + 8 + length > end:
            raise ExcludedError("damaged", "the compressed pixel data is cut off or damaged")
        if length > STREAM_BYTES:
            raise ExcludedError("stream", "a compressed frame is larger than the limit")
        data = stream.read(length)
        if len(data) < length:
            raise ExcludedError("damaged", "the file ends early")
        yield data
        position += 8 + length
    raise ExcludedError("stream", "more compressed pieces than the limit")


def item(data: bytes) -> bytes:
    """One fragment, made even (PS3.5 A.4)."""
    padded = data + b"\0" if len(data) % 2 else data
    return _ITEM + len(padded).to_bytes(4, "little") + padded


def closing_item() -> bytes:
    """What ends the fragments."""
    return _END


def pixel_vr(element: PixelElement, bits_allocated: int, *, encapsulated: bool) -> str:
    """The VR of the copy's element (PS3.5 A)."""
    if element.tag in _LONG:
        return _LONG[element.tag]
    if encapsulated:
        return "OB"
    written = element.vr.decode("ascii", "replace")
    if bits_allocated > 8:
        return "OW"
    return written if written in {"OB", "OW"} else "OW"
