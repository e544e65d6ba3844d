"""Clean data sets as bytes (PS3.5 7, PS3.10 7).

The elements of a copy are bytes already, with their VR and length: what is left is to put heads
before them. pydicom does so at ten times the cost, which would be the largest part of a job; it
still writes every element that is no bytes yet.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pydicom.charset import convert_encodings
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_data_element

from viewer.deid import piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

_LONG_HEADS: Final = frozenset(
    {"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"}
)
_LONGEST_SHORT: Final = 0xFFFF
_UNDEFINED: Final = 0xFFFFFFFF
_LAST_META_GROUP: Final = 0x0006
_META_VERSION: Final = struct.pack("<HH2sHI", 2, 1, b"OB", 0, 2) + b"\0\1"


_NUMBER_BYTES: Final = {
    **dict.fromkeys(("US", "SS", "AT", "OW"), 2),
    **dict.fromkeys(("UL", "SL", "FL", "OL", "OF"), 4),
    **dict.fromkeys(("UV", "SV", "FD", "OV", "OD"), 8),
}


def _swapped(value: bytes, vr: str) -> bytes:
    """The numbers of a value in the other byte order; text and bytes have none (PS3.5 7.3)."""
    size = _NUMBER_BYTES.get(vr, 1)
    if size == 1 or len(value) % size:
        return value
    return b"".join(value[at : at + size][::-1] for at in range(0, len(value), size))


@dataclass(frozen=True, slots=True)
class Encoder:
    """Puts data sets into bytes; `explicit` and `little` are what the transfer syntax says."""

    explicit: bool = True
    little: bool = True

    def data_set(self, ds: Dataset) -> bytes:
        """Sequences and items with their lengths; group lengths are left out (PS3.5 7.2)."""
        return b"".join(self._elements(ds, ()))

    def head(self, tag: int, vr: str, length: int) -> bytes:
        """What comes before a value of `length` bytes."""
        order = "<" if self.little else ">"
        group, number = tag >> 16, tag & 0xFFFF
        if not self.explicit:
            return struct.pack(order + "HHI", group, number, length)
        if vr not in _LONG_HEADS:
            if length <= _LONGEST_SHORT:
                return struct.pack(order + "HH2sH", group, number, vr.encode("ascii"), length)
            vr = "UN"  # PS3.5 6.2.2, note 3
        return struct.pack(order + "HH2sHI", group, number, vr.encode("ascii"), 0, length)

    def _elements(self, ds: Dataset, letters: tuple[str, ...]) -> Iterator[bytes]:
        if piece.CHARACTER_SET in ds:
            letters = tuple(convert_encodings(piece.text_at(ds, "SpecificCharacterSet")))
        for tag, element in piece.in_order(ds):
            if tag & 0xFFFF == 0 and tag >> 16 > _LAST_META_GROUP:
                continue
            if isinstance(element, RawDataElement) and element.length != _UNDEFINED:
                value = element.value or b""
                if element.is_little_endian != self.little:
                    value = _swapped(value, element.VR or "UN")
            elif isinstance(element, DataElement) and element.VR == "SQ":
                value = b"".join(self._item(item, letters) for item in element.value or ())
            else:
                yield self._by_pydicom(element, letters)
                continue
            yield self.head(int(tag), element.VR or "UN", len(value))
            yield value

    def _item(self, item: Dataset, letters: tuple[str, ...]) -> bytes:
        value = b"".join(self._elements(item, letters))
        order = "<" if self.little else ">"
        return struct.pack(order + "HHI", 0xFFFE, 0xE000, len(value)) + value

    def _by_pydicom(self, element: DataElement | RawDataElement, letters: tuple[str, ...]) -> bytes:
        stream = DicomBytesIO()
        stream.is_implicit_VR, stream.is_little_endian = not self.explicit, self.little
        write_data_element(stream, element, list(letters))
        return stream.getvalue()


def meta_information(ds: Dataset) -> bytes:
    """The file meta information: its length and version, and the elements of `ds` (PS3.10 7.1)."""
    encoder = Encoder()
    body = _META_VERSION + encoder.data_set(ds)
    return encoder.head(0x0002_0000, "UL", 4) + struct.pack("<I", len(body)) + body
