"""Objects made to hurt: each small on the disc, and asking for far more than it holds."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

from tests.factories.elements import EXPLICIT, IMPLICIT, UNDEFINED, Writer, even, part10

DEFLATED = "1.2.840.10008.1.2.1.99"
DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"
RLE = "1.2.840.10008.1.2.5"
JPEG_LS = "1.2.840.10008.1.2.4.80"
JPEG_2000 = "1.2.840.10008.1.2.4.90"
JPEG_XL = "1.2.840.10008.1.2.4.110"
JPEG = "1.2.840.10008.1.2.4.50"
W = Writer()
PIXELS = 0x7FE00010
ITEM = struct.pack("<HHI", 0xFFFE, 0xE000, 0)
END = struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)

Element = tuple[int, bytes]


def instance(
    number: int,
    *more: Element,
    rows: int = 2,
    columns: int = 3,
    bits: int = 8,
    writer: Writer = W,
    series: str = "",
) -> bytes:
    """A grey image without its pixels, `more` elements put in their places by tag."""
    elements = dict(
        (
            _element(writer, 0x00080016, "UI", even(b"1.2.840.10008.5.1.4.1.1.2", b"\0")),
            _element(writer, 0x00080018, "UI", even(b"1.2.3.4.%d" % number, b"\0")),
            _element(writer, 0x00080060, "CS", "CT"),
            _element(writer, 0x00100010, "PN", "Hostile^Disc"),
            _element(writer, 0x00100020, "LO", "H1"),
            _element(writer, 0x0020000D, "UI", b"1.2.3\0"),
            _element(
                writer, 0x0020000E, "UI", even((series or f"1.2.3.5.{number}").encode(), b"\0")
            ),
            _element(writer, 0x00200013, "IS", str(number)),
            _element(writer, 0x00280002, "US", 1),
            _element(writer, 0x00280004, "CS", "MONOCHROME2"),
            _element(writer, 0x00280010, "US", rows),
            _element(writer, 0x00280011, "US", columns),
            _element(writer, 0x00280100, "US", bits),
            _element(writer, 0x00280101, "US", bits),
            _element(writer, 0x00280102, "US", bits - 1),
            _element(writer, 0x00280103, "US", 0),
        )
    )
    elements.update(more)
    return b"".join(elements[tag] for tag in sorted(elements))


def _element(writer: Writer, tag: int, vr: str, value: bytes | str | int) -> Element:
    return tag, writer.element(tag, vr, value)


def element(tag: int, vr: str, value: bytes | str | int | list[int]) -> Element:
    """One element to give to `instance`."""
    return tag, W.element(tag, vr, value)


def native(content: bytes, syntax: str = EXPLICIT) -> Callable[[bytes], bytes]:
    """Puts uncompressed pixels behind a data set."""
    return lambda head: part10(head + W.element(PIXELS, "OW", content), syntax)


def coded(syntax: str, *fragments: bytes, table: bytes = b"") -> Callable[[bytes], bytes]:
    """Puts compressed pixels behind a data set."""
    items = b"".join(W.item(even(f, b"\0")) for f in (table, *fragments))
    return lambda head: part10(head + W.element(PIXELS, "OB", items + END, UNDEFINED), syntax)


def deflated(*parts: bytes | tuple[bytes, int]) -> bytes:
    """A deflated file of these parts; (bytes, count) repeats them without holding them all."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = []
    for part in parts:
        data, count = part if isinstance(part, tuple) else (part, 1)
        at_once = max(1, (1 << 20) // max(1, len(data)))
        block = data * at_once
        packed += [packer.compress(block) for _ in range(count // at_once)]
        packed.append(packer.compress(data * (count % at_once)))
    return part10(b"".join(packed) + packer.flush(), DEFLATED)


def pixel_head(length: int) -> bytes:
    """The header of native pixels of this many bytes, without them."""
    return W.element(PIXELS, "OW", b"", length)


def jpeg_ls(rows: int, columns: int, content: bytes = b"") -> bytes:
    """A JPEG-LS stream that claims this size."""
    frame = b"\xff\xf7" + struct.pack(">HBHHB3B", 11, 8, rows, columns, 1, 1, 0x11, 0)
    scan = b"\xff\xda" + struct.pack(">HB2B3B", 8, 1, 1, 0, 0, 0, 0)
    return b"\xff\xd8" + frame + scan + content + b"\xff\xd9"


def jpeg_2000(rows: int, columns: int, tile: int | None = None, components: int = 1) -> bytes:
    """A JPEG 2000 codestream that claims this size and has one empty tile."""
    side = tile or max(rows, columns)
    size = struct.pack(">H8IH", 0, columns, rows, 0, 0, side, side, 0, 0, components)
    size += b"\x07\x01\x01" * components
    coding = struct.pack(">BBHBBBBBB", 0, 0, 1, 0, 5, 4, 4, 0, 1)
    quantiser = b"\x40" + bytes(8 * (8 + n % 3) for n in range(16))
    return (
        b"\xff\x4f"
        + _marker(0xFF51, size)
        + _marker(0xFF52, coding)
        + _marker(0xFF5C, quantiser)
        + struct.pack(">HHHIBB", 0xFF90, 10, 0, 16, 0, 1)
        + b"\xff\x93\0\0\xff\xd9"
    )


def _marker(code: int, content: bytes) -> bytes:
    return struct.pack(">HH", code, len(content) + 2) + content


def jpeg_xl(rows: int, columns: int) -> bytes:
    """The start of a JPEG XL codestream that claims this size, then nothing of use."""
    bits = 0
    width = 0
    for value, count in ((0, 1), (3, 2), (rows - 1, 30), (0, 3), (3, 2), (columns - 1, 30), (1, 1)):
        bits |= value << width
        width += count
    return b"\xff\x0a" + bits.to_bytes(16, "little")


def rle(*segments: bytes) -> bytes:
    """An RLE frame of these segments."""
    offsets, at = [], 64
    for segment in segments:
        offsets.append(at)
        at += len(segment)
    header = struct.pack("<16I", len(segments), *offsets, *[0] * (15 - len(segments)))
    return header + b"".join(segments)


def nested(depth: int, *, defined: bool) -> bytes:
    """The content of a sequence in a sequence in a sequence ..."""
    if not defined:
        opening = W.element(0x00400555, "SQ", b"", UNDEFINED) + ITEM[:4] + b"\xff" * 4
        closing = struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + END
        return opening * depth + closing * depth
    head = W.element(0x00400555, "SQ", b"")[:8]
    parts = []
    for level in range(depth, 0, -1):
        inside = 20 * (level - 1)
        parts.append(head + struct.pack("<I", inside + 8) + ITEM[:4] + struct.pack("<I", inside))
    return b"".join(parts)


def implicit(number: int, *more: tuple[int, bytes]) -> bytes:
    """A whole file in implicit VR, where values may be as long as they like."""
    writer = Writer(explicit=False)
    elements = [(tag, writer.element(tag, "UN", value)) for tag, value in more]
    head = instance(number, *elements, writer=writer)
    return part10(head + writer.element(PIXELS, "OW", bytes(6)), IMPLICIT)
