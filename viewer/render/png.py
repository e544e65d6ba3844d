"""PNG files of pictures (ISO/IEC 15948): one image, no words; zlib is in Python.

A library for it would be half a megabyte on every disc. Read is only what is written here.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import NDArray

START: Final = b"\x89PNG\r\n\x1a\n"
_SIZE: Final = struct.Struct(">IIBBBBB")
_COLOURS: Final = {1: 0, 3: 2}  # samples of a pixel, their colour type
_LEVEL: Final = 6
_BAND: Final = 256  # lines
_LEFT, _ABOVE = 1, 2  # what is taken off each byte of a line (9.2); 0 is nothing


def png_bytes(pixels: NDArray[Any]) -> bytes:
    """(rows, columns) grey or (rows, columns, 3) RGB, uint8 or uint16, as a PNG file."""
    import numpy as np  # noqa: PLC0415  not on the way to the window

    rows, columns = pixels.shape[:2]
    samples = 1 if pixels.ndim == 2 else pixels.shape[2]
    depth = pixels.dtype.itemsize
    lines = np.ascontiguousarray(pixels, pixels.dtype.newbyteorder(">")).view(np.uint8)
    lines = lines.reshape(rows, columns * samples * depth)
    size = _SIZE.pack(columns, rows, 8 * depth, _COLOURS[samples], 0, 0, 0)
    data = _packed(lines, samples * depth)
    return b"".join((START, _chunk(b"IHDR", size), _chunk(b"IDAT", data), _chunk(b"IEND", b"")))


def png_pixels(data: bytes) -> NDArray[Any]:
    """The picture in a file of `png_bytes`.

    Raises:
        ValueError: it is none, or damaged.
    """
    import numpy as np  # noqa: PLC0415

    try:
        chunks = dict(_chunks(data))
        columns, rows, bits, colour = _SIZE.unpack(chunks[b"IHDR"])[:4]
        samples, depth = {kind: count for count, kind in _COLOURS.items()}[colour], bits // 8
        lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(rows, -1)
    except (KeyError, struct.error, zlib.error) as error:
        raise ValueError("not a PNG file of this program") from error
    plain = _unfiltered(lines, samples * depth).view(np.dtype(f"u{depth}").newbyteorder(">"))
    shape = (rows, columns) if samples == 1 else (rows, columns, samples)
    return plain.reshape(shape).astype(f"u{depth}")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], len(START)
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        if _chunk(name, body) != data[at : at + 12 + length]:
            raise ValueError("a part of the PNG file is damaged")
        found.append((name, body))
        at += 12 + length
    return found


def _packed(lines: NDArray[Any], step: int) -> bytes:
    """Some lines at a time: three versions of a large picture at once are much memory."""
    packer = zlib.compressobj(_LEVEL)
    before = lines[:1] * 0
    parts = []
    for start in range(0, len(lines), _BAND):
        band = lines[start : start + _BAND]
        parts.append(packer.compress(_filtered(band, before, step).tobytes()))
        before = band[-1:]
    return b"".join((*parts, packer.flush()))


def _filtered(lines: NDArray[Any], before: NDArray[Any], step: int) -> NDArray[Any]:
    """Each line as what packs best: as it is, or without what is left of it or above (12.8)."""
    import numpy as np  # noqa: PLC0415

    left, above = lines.copy(), lines.copy()
    left[:, step:] -= lines[:, :-step]
    above[:1] -= before
    above[1:] -= lines[:-1]
    kinds = np.stack((lines, left, above))
    costs = np.minimum(kinds, -kinds).sum(axis=2, dtype=np.int64)
    best = costs.argmin(axis=0)
    chosen = kinds[best, np.arange(len(lines))]
    return np.concatenate((best.astype(np.uint8)[:, None], chosen), axis=1)


def _unfiltered(lines: NDArray[Any], step: int) -> NDArray[Any]:
    import numpy as np  # noqa: PLC0415

    kinds, plain = lines[:, 0], lines[:, 1:].copy()
    if kinds.max(initial=0) > _ABOVE:
        raise ValueError("not a PNG file of this program")
    for number, kind in enumerate(kinds):
        if kind == _LEFT:
            groups = plain[number].reshape(-1, step)
            np.cumsum(groups, axis=0, dtype=np.uint8, out=groups)
        elif kind == _ABOVE and number:
            plain[number] += plain[number - 1]
    return plain
