"""Numbers out of element values, text or binary, tolerant of what is no number."""

import math
import struct
from typing import Final

_FORMATS: Final = {
    b"US": "H",
    b"SS": "h",
    b"UL": "I",
    b"SL": "i",
    b"UV": "Q",
    b"SV": "q",
    b"FL": "f",
    b"FD": "d",
    b"OW": "H",
    b"OL": "I",
    b"OV": "Q",
    b"OF": "f",
    b"OD": "d",
    b"OB": "B",
}
_LARGEST_WHOLE: Final = 1 << 64  # of VR UV


def unpack(raw: bytes, vr: bytes, order: str) -> tuple[int, ...] | tuple[float, ...] | None:
    """The numbers of a binary VR; None if `vr` is a text VR. A broken last one is dropped."""
    code = _FORMATS.get(vr)
    if code is None:
        return None
    count = len(raw) // struct.calcsize(code)
    return struct.unpack_from(f"{order}{count}{code}", raw)


def tags(raw: bytes, order: str) -> tuple[int, ...]:
    """The values of VR AT, each a group and an element number."""
    words = struct.unpack_from(f"{order}{len(raw) // 4 * 2}H", raw)
    return tuple(g << 16 | e for g, e in zip(words[::2], words[1::2], strict=True))


def whole(values: tuple[float, ...]) -> tuple[int, ...]:
    """The same values as whole numbers; () if one is larger than any VR can hold.

    Numbers of three hundred digits cannot be divided any more.
    """
    if any(abs(value) > _LARGEST_WHOLE for value in values):
        return ()
    return tuple(map(int, values))


def decimal(text: str) -> float | None:
    """A DS or IS value; None for garbage, infinity, NaN and what only Python calls a number."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None
