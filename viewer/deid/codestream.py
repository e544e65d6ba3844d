"""What compressed images say beside the picture: comments, EXIF, thumbnails (A-011).

It is overwritten with zeros where it stands, so that no length and no offset table changes and
every pixel decodes to what it was.
"""

from __future__ import annotations

import re
from typing import Final

from viewer.deid.errors import ExcludedError

_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_JPEG_MARKER: Final = re.compile(rb"\xff+([\xc0-\xcf\xd9-\xfe])")
_APP: Final = range(0xE0, 0xF0)
_JFIF_HEAD: Final = 12  # bytes of a JFIF segment before the size of its thumbnail
# Segments a decoder needs, and how many bytes of them.
_NEEDED: Final = ((b"Adobe", 12), (b"mrfx", 64), (b"ICC_PROFILE\0", 1 << 16))
_SOC, _SOT, _SOD, _EOC, _J2K_COM = b"\xff\x4f", b"\xff\x90", b"\xff\x93", b"\xff\xd9", b"\xff\x64"
_JP2: Final = b"\0\0\0\x0cjP  "
_JXL: Final = b"\0\0\0\x0cJXL "
_TELLING_BOXES: Final = frozenset({b"xml ", b"uuid", b"uinf", b"asoc", b"lbl ", b"Exif", b"jumb"})
_SEALED_BOXES: Final = frozenset({b"jbrd", b"brob"})  # compressed, so that nobody can look


def silenced(stream: bytes) -> bytes:
    """The same codestream, of the same length, with nothing in it but the picture.

    Raises ExcludedError where it cannot be told what is in it.
    """
    data = bytearray(stream)
    if data[:2] == b"\xff\xd8":
        _silence_jpeg(data)
    elif data[:4] == _SOC + b"\xff\x51":
        _silence_j2k(data, 0, len(data))
    elif stream[:8] in {_JP2, _JXL}:
        _silence_boxes(data)
    return bytes(data)


def _silence_jpeg(data: bytearray) -> None:
    position = 2
    while position + 4 <= len(data):
        match = _JPEG_MARKER.match(data, position) or _JPEG_MARKER.search(data, position)
        if match is None:
            return
        marker, position = match[1][0], match.end()
        if marker == _EOI:
            _zero(data, position, len(data))
            return
        length = int.from_bytes(data[position : position + 2], "big")
        end = min(position + length, len(data))
        if marker == _COM:
            _zero(data, position + 2, end)
        elif marker in _APP:
            _silence_app(data, position + 2, end)
        position = max(end, position + 2)


def _silence_app(data: bytearray, start: int, end: int) -> None:
    if data[start : start + 5] == b"JFIF\0":
        _zero(data, start + _JFIF_HEAD, end)
        return
    for name, needed in _NEEDED:
        if data.startswith(name, start):
            _zero(data, start + needed, end)
            return
    _zero(data, start, end)


def _silence_j2k(data: bytearray, start: int, end: int) -> None:
    """Markers of the main header and of every tile-part header."""
    position = start + 2
    tile_start, tile_end = 0, 0
    while position + 4 <= end:
        marker = bytes(data[position : position + 2])
        if marker == _EOC:
            _zero(data, position + 2, end)
            return
        if marker == _SOD:
            position = tile_end or end
            continue
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        if marker[:1] != b"\xff" or length < 2:
            return  # damage; a decoder will say so
        if marker == _SOT:
            tile_start = position
            part = int.from_bytes(data[position + 6 : position + 10], "big")
            tile_end = min(tile_start + part, end) if part else max(end - 2, position)
        if marker == _J2K_COM:
            _zero(data, position + 6, min(position + 2 + length, end))
        position += 2 + length


def _silence_boxes(data: bytearray) -> None:
    position = 0
    while position + 8 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        kind = bytes(data[position + 4 : position + 8])
        head = 8
        if length == 1:
            length, head = int.from_bytes(data[position + 8 : position + 16], "big"), 16
        end = min(position + length, len(data)) if length else len(data)
        if kind in _SEALED_BOXES:
            raise ExcludedError("stream", "the image holds compressed data beside the picture")
        if kind in _TELLING_BOXES:
            _zero(data, position + head, end)
        elif kind == b"jp2c":
            _silence_j2k(data, position + head, end)
        if end <= position:
            return
        position = end


def _zero(data: bytearray, start: int, end: int) -> None:
    if end > start:
        data[start:end] = bytes(end - start)
