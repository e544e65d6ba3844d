"""PNG and JPEG files that hold a picture and nothing else, written and read back (A-071)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

import imagecodecs
import numpy as np

from viewer.deid.errors import LeakError
from viewer.deid.output import Kind
from viewer.render.png import START, png_bytes, png_pixels

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

ENDINGS: Final = {Kind.PNG: "PNG", Kind.JPEG: "JPG", Kind.MP4: "MP4"}
_QUALITY: Final = 95  # without halved colours; a reader shall see the picture, not the coding
_PNG_CHUNKS: Final = (b"IHDR", b"IDAT", b"IEND")
_SOS, _APP0 = 0xDA, 0xE0
_JPEG_TABLES: Final = frozenset({0xC0, 0xC4, 0xDB, 0xDD})  # frame, codes, steps, restarts
_JFIF_BYTES: Final = 16  # of a JFIF segment without a thumbnail


def write_picture(path: Path, picture: NDArray[np.uint8], kind: Kind) -> None:
    """Write (rows, columns) grey or (rows, columns, 3) RGB as a new file, and read it back.

    Raises LeakError if the file is not just the picture, OSError.
    """
    if kind is Kind.JPEG:
        data = bytes(imagecodecs.jpeg8_encode(picture, level=_QUALITY, subsampling="444"))
    else:
        data = png_bytes(picture)
    with path.open("xb") as stream:
        stream.write(data)
    data = path.read_bytes()
    is_bare = is_bare_jpeg(data) if kind is Kind.JPEG else is_bare_png(data)
    if not is_bare or not _shows(data, picture, kind):
        raise LeakError(("a picture file is not just its picture",))


def is_bare_png(data: bytes) -> bool:
    """Whether there is nothing in the PNG but its size and its pixels: no text, time or EXIF."""
    if not data.startswith(START):
        return False
    position = len(START)
    name = b""
    while position + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, position)
        if name not in _PNG_CHUNKS:
            return False
        position += length + 12
    return name == b"IEND" and position == len(data)


def is_bare_jpeg(data: bytes) -> bool:
    """Whether there is nothing in the JPEG but what a decoder needs: no comment, EXIF, thumbnail.

    All segments lie before the one scan, and nothing behind its end.
    """
    if data[:2] != b"\xff\xd8" or data[-2:] != b"\xff\xd9":
        return False
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        (length,) = struct.unpack_from(">H", data, position + 2)
        body = data[position + 4 : position + 2 + length]
        if marker == _SOS:
            scan = data[position + 2 + length : -2]
            stuffed = (b"\xff\0", *(bytes((0xFF, restart)) for restart in range(0xD0, 0xD8)))
            return scan.count(b"\xff") == sum(map(scan.count, stuffed))
        is_jfif = marker == _APP0 and length == _JFIF_BYTES and body.startswith(b"JFIF\0")
        if not (is_jfif or marker in _JPEG_TABLES):
            return False
        position += 2 + length
    return False


def _shows(data: bytes, picture: NDArray[np.uint8], kind: Kind) -> bool:
    if kind is Kind.JPEG:
        return bool(imagecodecs.jpeg8_decode(data).shape == picture.shape)
    try:
        return bool(np.array_equal(png_pixels(data), picture))
    except ValueError:
        return False
