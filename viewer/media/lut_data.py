"""Lookup tables as their descriptor and data elements hold them (D-032, D-033).

Imported when a header has a table, because numpy is not wanted before the first paint.
"""

import struct

import numpy as np
from numpy.typing import NDArray

from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.model.lut import LutTable

_MAX_ENTRIES = 65536


def lut_table(item: RawDataset, *, signed: bool) -> LutTable | None:
    """A LUT with `entries` (n,) uint16; None if the data is not what the descriptor says.

    The number of bytes, not the descriptor, tells 8-bit from 16-bit entries (D-033).
    """
    descriptor = lut_descriptor(item, at.LUT_DESCRIPTOR, signed=signed)
    if descriptor is None:
        return None
    count, first, bits = descriptor
    entries = lut_entries(item, at.LUT_DATA, count)
    if entries is None or not 1 <= bits <= 16:
        return None
    return LutTable(first, bits, entries, item.text(at.LUT_EXPLANATION))


def lut_descriptor(item: RawDataset, tag: int, *, signed: bool) -> tuple[int, int, int] | None:
    """Number of entries, first mapped value, bits; only the second may be negative (D-032)."""
    raw = item.raw(tag)
    if len(raw) < 6:
        return None
    count, first, bits = struct.unpack_from(item.encoding.order + ("HhH" if signed else "HHH"), raw)
    return count or _MAX_ENTRIES, first, bits


def lut_entries(item: RawDataset, tag: int, count: int) -> NDArray[np.uint16] | None:
    """The `count` entries of a table, uint16; None if there are too few bytes for them."""
    raw = item.raw(tag)
    if len(raw) >= 2 * count:
        words = np.frombuffer(raw, np.dtype(f"{item.encoding.order}u2"), count)
        return words.astype(np.uint16)
    if len(raw) < count:
        return None
    data = np.frombuffer(raw, np.uint8)
    if not item.encoding.little and item.vr(tag) == b"OW":
        data = data[: len(data) // 2 * 2].reshape(-1, 2)[:, ::-1].ravel()
    return data[:count].astype(np.uint16) if len(data) >= count else None
