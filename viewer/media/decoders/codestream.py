"""What a compressed stream says about itself, read before any decoder may allocate (D-133).

Covers the JPEG family (PS3.5 8.2, ISO 10918-1, 14495-1), JPEG 2000 with and without JP2 boxes
(ISO 15444-1 A) and JPEG XL (ISO 18181-1 D, 18181-2). Pure parsing; nothing here decodes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from viewer.errors import DecodeError
from viewer.limits import CODESTREAM_BOXES

Buffer = bytes | bytearray | memoryview

_SOI, _EOI, _SOS = b"\xff\xd8", b"\xff\xd9", 0xDA
_NOT_FRAMES = {0xC4, 0xC8, 0xCC}  # DHT, JPG and DAC lie among the SOF markers
_JPEG_LS_FRAME = 0xF7
_LOSSLESS_FRAMES = {0xC3, 0xC7, 0xCB, 0xCF}
_PROGRESSIVE_FRAMES = {0xC2, 0xC6, 0xCA, 0xCE}
_ADOBE_COLOUR = {0: "rgb", 1: "ycbcr", 2: "ycck"}
_JP2 = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_J2K = b"\xff\x4f\xff\x51"
_JXL_BOXES = b"\x00\x00\x00\x0cJXL \r\n\x87\n"
_JXL = b"\xff\x0a"


class Coding(StrEnum):
    """How the stream is coded, whatever its transfer syntax claims."""

    JPEG = "JPEG"
    JPEG_LOSSLESS = "lossless JPEG"
    JPEG_LS = "JPEG-LS"
    JPEG_2000 = "JPEG 2000"
    JPEG_XL = "JPEG XL"


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """Header of one stream; `start` is where the codestream begins in the data.

    `colour` is "rgb", "ycbcr" or "ycck" if the stream itself says so, else "". `complete` is
    False if the stream ends before its end; `end` is the offset of the end marker of a JPEG or
    of the end of the codestream. `single_scan`: all samples come row by row, in one pass.
    `levels` is how often JPEG 2000 has halved the image.
    `components` and `precision` are 0 where JPEG XL hides them.
    """

    coding: Coding
    rows: int
    columns: int
    components: int
    precision: int
    signed: bool = False
    reversible: bool = True
    complete: bool = True
    end_marker: bool = True
    single_scan: bool = True
    high_throughput: bool = False
    levels: int = 0
    colour: str = ""
    start: int = 0
    end: int = 0


def probe(data: Buffer) -> StreamInfo | None:
    """Read the header of a stream; None if it is none of the known codings.

    Raises:
        DecodeError: if it starts like one and breaks off or contradicts itself.
    """
    head = bytes(data[:16])
    try:
        if head.startswith(_SOI):
            return _probe_jpeg(data)
        if head.startswith(_J2K):
            return _probe_j2k(data, 0)
        if head.startswith(_JP2):
            return _probe_j2k(data, _find_box(data, b"jp2c"))
        if head.startswith(_JXL):
            return _probe_jxl(bytes(data[2:66]))
        if head.startswith(_JXL_BOXES):
            return _probe_jxl(_jxl_head(data))
    except (struct.error, IndexError) as error:
        raise DecodeError("the compressed stream ends within its header") from error
    return None


# --- JPEG and JPEG-LS ---------------------------------------------------------------------


def _segments(data: Buffer) -> Iterator[tuple[int, int, int]]:
    """Yield (marker, offset, end) of each marker segment up to and including the first SOS."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise DecodeError("the JPEG stream has no marker where one must be")
        while data[at + 1] == 0xFF:  # fill bytes
            at += 1
        marker = data[at + 1]
        if 0xD0 <= marker <= 0xD9 or marker == 0x01:  # no length
            at += 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        yield marker, at + 4, at + 2 + length
        if marker == _SOS:
            return
        at += 2 + max(2, length)


def _probe_jpeg(data: Buffer) -> StreamInfo:
    frame: tuple[int, int, int, int, bytes] | None = None
    adobe, jfif, near, scan, scanned = "", False, 0, 0, 0
    for marker, at, end in _segments(data):
        body = bytes(data[at:end])
        if marker == 0xE0 and body.startswith(b"JFIF\0"):
            jfif = True
        elif marker == 0xEE and body.startswith(b"Adobe") and len(body) > 11:
            adobe = _ADOBE_COLOUR.get(body[11], "")
        elif marker == _JPEG_LS_FRAME or (0xC0 <= marker <= 0xCF and marker not in _NOT_FRAMES):
            precision, rows, columns, count = struct.unpack_from(">BHHB", body)
            frame = marker, precision, rows, columns, body[6 : 6 + 3 * count : 3]
        elif marker == _SOS:
            near, scan, scanned = body[1 + 2 * body[0]], end, body[0]
    if frame is None:
        raise DecodeError("the JPEG stream describes no frame")
    marker, precision, rows, columns, ids = frame
    eoi = _last_end(data, scan)
    return StreamInfo(
        coding=_jpeg_coding(marker),
        rows=rows,
        columns=columns,
        components=len(ids),
        precision=precision,
        reversible=marker in _LOSSLESS_FRAMES or (marker == _JPEG_LS_FRAME and near == 0),
        complete=eoi >= 0,
        end_marker=eoi >= 0,
        single_scan=scanned == len(ids) and marker not in _PROGRESSIVE_FRAMES,
        colour=adobe or ("rgb" if ids == b"RGB" else "ycbcr" if jfif and len(ids) == 3 else ""),
        end=scan + eoi if eoi >= 0 else len(data),
    )


def _last_end(data: Buffer, start: int) -> int:
    """Where the last end marker is, counted from `start`; -1 without one."""
    if isinstance(data, memoryview):
        return bytes(data[start:]).rfind(_EOI)
    found = data.rfind(_EOI, start)  # without a copy of the stream
    return found - start if found >= 0 else -1


def _jpeg_coding(marker: int) -> Coding:
    if marker == _JPEG_LS_FRAME:
        return Coding.JPEG_LS
    return Coding.JPEG_LOSSLESS if marker in _LOSSLESS_FRAMES else Coding.JPEG


# --- JPEG 2000 ----------------------------------------------------------------------------


def _find_box(data: Buffer, wanted: bytes) -> int:
    """Return the offset of the content of the first box of a type."""
    at = 0
    for _ in range(CODESTREAM_BOXES):
        if at + 8 > len(data):
            break
        length, kind = struct.unpack_from(">I4s", data, at)
        content = at + 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, content)
            content += 8
        if kind == wanted:
            return content
        if length < 8:
            break
        at += length
    raise DecodeError("the boxes hold no codestream")


def _probe_j2k(data: Buffer, start: int) -> StreamInfo:
    if bytes(data[start : start + 4]) != _J2K:
        raise DecodeError("the JPEG 2000 codestream does not begin with SOC and SIZ")
    x1, y1, x0, y0 = struct.unpack_from(">4I", data, start + 8)
    (components,) = struct.unpack_from(">H", data, start + 40)
    depth = data[start + 42]
    high_throughput, reversible, transformed, levels = False, False, False, 0
    at = start + 4 + struct.unpack_from(">H", data, start + 4)[0]
    while (marker := struct.unpack_from(">H", data, at)[0]) != 0xFF90:  # up to the first SOT
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker == 0xFF50:  # CAP; bit 14 from the left is Part 15
            high_throughput = bool(struct.unpack_from(">I", data, at + 4)[0] & 1 << 17)
        elif (
            marker == 0xFF52
        ):  # COD: Lcod Scod SGcod(4: order, layers, transform) SPcod(levels ...)
            transformed, reversible = data[at + 8] != 0, data[at + 13] == 1
            levels = data[at + 9]
        at += 2 + max(2, length)
    end, complete, end_marker = _walk_tiles(data, at, _tiles(data, start))
    return StreamInfo(
        coding=Coding.JPEG_2000,
        rows=y1 - y0,
        columns=x1 - x0,
        components=components,
        precision=(depth & 0x7F) + 1,
        signed=depth >= 0x80,
        reversible=reversible,
        complete=complete,
        end_marker=end_marker,
        high_throughput=high_throughput,
        levels=levels,
        colour="rgb" if transformed else "",  # the decoder undoes the component transform
        start=start,
        end=end,
    )


def _tiles(data: Buffer, start: int) -> int:
    """Number of tiles the image is divided into (ISO 15444-1 B.3)."""
    x1, y1, _, _, width, height, x0, y0 = struct.unpack_from(">8I", data, start + 8)
    if not width or not height:
        raise DecodeError("the JPEG 2000 stream has tiles without size")
    across: int = -(-(x1 - x0) // width)
    down: int = -(-(y1 - y0) // height)
    return max(0, across) * max(0, down)


def _walk_tiles(data: Buffer, at: int, tiles: int) -> tuple[int, bool, bool]:
    """Follow the tile-parts; return (end, all of `tiles` are there and whole, EOC is there)."""
    size = len(data)
    seen: set[int] = set()
    while at + 12 <= size and bytes(data[at : at + 2]) == b"\xff\x90":
        tile, length = struct.unpack_from(">HI", data, at + 4)
        seen.add(tile)
        if length == 0:  # the last tile-part goes on to EOC
            eoc = _last_end(data, at)
            whole = len(seen) >= tiles
            return (at + eoc + 2, whole, True) if eoc >= 0 else (size, False, False)
        if length < 14 or at + length > size:
            return size, False, False
        at += length
    has_eoc = bytes(data[at : at + 2]) == _EOI
    # Zero bytes or nothing in place of EOC: every tile-part is whole, only the marker lacks.
    ends = has_eoc or not bytes(data[at:]).strip(b"\0")
    return at + 2 * has_eoc, ends and len(seen) >= tiles, has_eoc


# --- JPEG XL ------------------------------------------------------------------------------


class _Bits:
    """Reads bits, least significant first."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "little")
        self._left = 8 * len(data)

    def take(self, count: int) -> int:
        """Return the next `count` bits as a number."""
        if count > self._left:
            raise DecodeError("the JPEG XL stream ends within its header")
        value = self._value & ((1 << count) - 1)
        self._value >>= count
        self._left -= count
        return value


_JXL_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


def _jxl_head(data: Buffer) -> bytes:
    """Return the first bytes of the codestream in the boxes, after its signature."""
    try:
        at = _find_box(data, b"jxlc")
    except DecodeError:
        at = _find_box(data, b"jxlp") + 4  # a part number comes first
    if bytes(data[at : at + 2]) != _JXL:
        raise DecodeError("the JPEG XL codestream has no signature")
    return bytes(data[at + 2 : at + 66])


def _probe_jxl(head: bytes) -> StreamInfo:
    bits = _Bits(head)
    small = bits.take(1)

    def dimension() -> int:
        if small:
            return (bits.take(5) + 1) * 8
        return bits.take((9, 13, 18, 30)[bits.take(2)]) + 1

    rows = dimension()
    ratio = bits.take(3)
    columns = (
        dimension()
        if ratio == 0
        else rows * _JXL_RATIOS[ratio - 1][0] // (_JXL_RATIOS[ratio - 1][1])
    )
    precision = _jxl_precision(bits)
    return StreamInfo(Coding.JPEG_XL, rows, columns, 0, precision, reversible=False, colour="rgb")


def _jxl_precision(bits: _Bits) -> int:
    """Bits of a sample from the image metadata; 0 if that is too long to read here."""
    if bits.take(1):  # all default
        return 8
    if bits.take(1):  # extra fields
        bits.take(3)  # orientation
        if bits.take(3):  # intrinsic size, preview, animation
            return 0
    if bits.take(1):  # float samples
        return 0
    selector = bits.take(2)
    return bits.take(6) + 1 if selector == 3 else (8, 10, 12)[selector]
