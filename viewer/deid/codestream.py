"""What compressed images say beside the picture: comments, EXIF, thumbnails, garbage (A-011).

It is overwritten with zeros where it stands, so that no length and no offset table changes and
every pixel decodes to what it was. What is not known to be needed for the picture is not kept.
"""

from __future__ import annotations

import re
from typing import Final

from viewer.deid.errors import ExcludedError

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_JPEG_MARKER: Final = re.compile(rb"\xff+([\xc0-\xcf\xd9-\xfe])")
_JFIF_HEAD: Final = 12  # bytes of a JFIF segment before the size of its thumbnail
# Frame headers, tables, scans, LS parameters: segments that decoders need.
_TABLES: Final = frozenset({*range(0xC0, 0xC8), *range(0xC9, 0xD0), *range(0xDA, 0xDD), 0xF7, 0xF8})
_RESTART_INTERVAL: Final = 0xDD
# Application segments a decoder needs, and how many bytes of them.
_NEEDED: Final = ((b"JFIF\0", _JFIF_HEAD), (b"Adobe", 12), (b"mrfx", 5))
_APP: Final = range(0xE0, 0xF0)
_SOC, _SIZ, _SOT, _SOD, _EOC = b"\xff\x4f", b"\xff\x51", b"\xff\x90", b"\xff\x93", b"\xff\xd9"
# SIZ, COD, COC, TLM, PLM, PLT, QCD, QCC, RGN, POC, PPM, PPT, CAP, PRF, CPF, SOT.
_J2K_TABLES: Final = frozenset(
    b"\xff" + bytes([low])
    for low in (
        *(0x50, 0x51, 0x52, 0x53, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5C, 0x5D, 0x5E, 0x5F),
        *(0x60, 0x61, 0x90),
    )
)
_JP2: Final = b"\0\0\0\x0cjP  "
_JXL: Final = b"\0\0\0\x0cJXL "
_PICTURE_BOXES: Final = frozenset(
    {b"jP  ", b"JXL ", b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef", b"res ", b"resc"}
    | {b"resd", b"jxlc", b"jxlp", b"jxll", b"jxli"}
)
_BRANDS: Final = frozenset({b"jp2 ", b"jpx ", b"jpxb", b"jph ", b"jhc ", b"mjp2", b"jxl "})
_SEALED_BOXES: Final = frozenset({b"jbrd", b"brob"})  # compressed, so that nobody can look


def silenced(stream: bytes) -> bytes:
    """The same codestream, of the same length, with nothing in it but the picture.

    Raises ExcludedError where it cannot be told what is in it.
    """
    data = bytearray(stream)
    if data[:2] == b"\xff\xd8":
        _silence_jpeg(data)
    elif data[:4] == _SOC + _SIZ:
        _silence_j2k(data, 0, len(data))
    elif stream[:8] in {_JP2, _JXL}:
        _silence_boxes(data, 0, len(data))
    return bytes(data)


def _silence_jpeg(data: bytearray) -> None:
    position = 2
    in_scan = False
    while position + 4 <= len(data):
        match = _JPEG_MARKER.match(data, position) or _JPEG_MARKER.search(data, position)
        if match is None:
            break
        if not in_scan:  # decoders pass over what is no marker
            _zero(data, position, match.start())
        marker, position = match[1][0], match.end()
        if marker == _EOI:
            _zero(data, position, len(data))
            return
        length = int.from_bytes(data[position : position + 2], "big")
        end = min(position + length, len(data))
        _silence_segment(data, marker, position + 2, end)
        in_scan = marker == _SOS
        position = max(end, position + 2)
    if not in_scan:
        _zero(data, position, len(data))


def _silence_segment(data: bytearray, marker: int, start: int, end: int) -> None:
    if marker == _RESTART_INTERVAL:
        _zero(data, start + 2, end)
    elif marker in _APP:
        needed = next((n for name, n in _NEEDED if data.startswith(name, start)), 0)
        _zero(data, start + needed, end)
    elif marker not in _TABLES:
        _zero(data, start, end)


def _silence_j2k(data: bytearray, start: int, end: int) -> None:
    """Markers of the main header and of every tile-part header."""
    position = start + 2
    tile_end = 0
    while position + 4 <= end:
        marker = bytes(data[position : position + 2])
        if marker == _EOC:
            _zero(data, position + 2, end)
            return
        if marker == _SOD:
            position = tile_end or end
            continue
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        if marker[:1] != b"\xff" or length < 2:  # no marker: no decoder reads on from here
            tail = 2 if data[end - 2 : end] == _EOC else 0
            _zero(data, position, end - tail)
            return
        if marker == _SOT:
            part = int.from_bytes(data[position + 6 : position + 10], "big")
            tile_end = min(position + part, end) if part else max(end - 2, position)
        elif marker not in _J2K_TABLES:
            _zero(data, position + 4, min(position + 2 + length, end))
        position += 2 + length


def _silence_boxes(data: bytearray, start: int, stop: int) -> None:
    position = start
    while position + 8 <= stop:
        length = int.from_bytes(data[position : position + 4], "big")
        kind = bytes(data[position + 4 : position + 8])
        head = 8
        if length == 1:
            length, head = int.from_bytes(data[position + 8 : position + 16], "big"), 16
        end = min(position + length, stop) if length else stop
        if kind in _SEALED_BOXES:
            raise ExcludedError("stream", "the image holds compressed data beside the picture")
        _silence_box(data, kind, position + head, end)
        if end <= position:
            break
        position = end
    _zero(data, position, stop)


def _silence_box(data: bytearray, kind: bytes, start: int, end: int) -> None:
    if kind == b"jp2c":
        _silence_j2k(data, start, end)
    elif kind == b"jp2h":
        _silence_boxes(data, start, end)
    elif kind == b"ftyp":
        for brand in range(start + 8, end, 4):
            if bytes(data[brand : brand + 4]) not in _BRANDS:
                _zero(data, brand, min(brand + 4, end))
    elif kind not in _PICTURE_BOXES:
        _zero(data, start, end)


def _zero(data: bytearray, start: int, end: int) -> None:
    if end > start:
        data[start:end] = bytes(end - start)
