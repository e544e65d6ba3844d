"""Writes DICOM byte by byte, also where the standard forbids it: the reader's test files."""

import io
import struct

from viewer.media.dataset import RawDataset
from viewer.media.encoding import LONG_VRS
from viewer.media.header import read_dataset
from viewer.model.image import ImagePixels
from viewer.settings import DecodeSettings

UNDEFINED = 0xFFFFFFFF
CT = "1.2.840.10008.5.1.4.1.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
IMPLICIT = "1.2.840.10008.1.2"
BIG = "1.2.840.10008.1.2.2"

Value = bytes | str | int | float | list[int] | list[float]
_FORMATS = {"US": "H", "SS": "h", "UL": "I", "SL": "i", "FL": "f", "FD": "d", "OV": "Q"}


class Writer:
    """Elements in one encoding; padding is the caller's business where it matters."""

    def __init__(self, *, explicit: bool = True, little: bool = True) -> None:
        self.explicit = explicit
        self.order = "<" if little else ">"

    def element(self, tag: int, vr: str, value: Value = b"", length: int | None = None) -> bytes:
        """One element; `length` overrides the true one."""
        data = self._bytes(vr, value)
        size = len(data) if length is None else length
        head = struct.pack(self.order + "HH", tag >> 16, tag & 0xFFFF)
        if not self.explicit:
            return head + struct.pack(self.order + "I", size) + data
        name = vr.encode()
        if name in LONG_VRS:
            return head + name + b"\0\0" + struct.pack(self.order + "I", size) + data
        return head + name + struct.pack(self.order + "H", size) + data

    def item(self, content: bytes, length: int | None = None) -> bytes:
        """One item; of undefined length it ends with its delimiter."""
        if length == UNDEFINED:
            return self.mark(0xFFFEE000, UNDEFINED) + content + self.mark(0xFFFEE00D)
        return self.mark(0xFFFEE000, len(content) if length is None else length) + content

    def sequence(self, tag: int, *items: bytes, length: int | None = None) -> bytes:
        """A sequence; of undefined length it ends with its delimiter."""
        content = b"".join(items)
        if length == UNDEFINED:
            content += self.mark(0xFFFEE0DD)
        return self.element(tag, "SQ", content, length)

    def mark(self, tag: int, length: int = 0) -> bytes:
        """An item or delimiter tag."""
        return struct.pack(self.order + "HHI", tag >> 16, tag & 0xFFFF, length)

    def _bytes(self, vr: str, value: Value) -> bytes:
        if isinstance(value, bytes):
            return value
        if isinstance(value, str):
            return even(value.encode())
        values = value if isinstance(value, list) else [value]
        return struct.pack(f"{self.order}{len(values)}{_FORMATS[vr]}", *values)


def even(data: bytes, pad: bytes = b" ") -> bytes:
    """Padded to even length."""
    return data + pad * (len(data) % 2)


def identity(writer: Writer) -> bytes:
    """The elements by which an instance is known, groups 0008 to 0020."""
    return b"".join(
        (
            writer.element(0x00080016, "UI", even(CT.encode(), b"\0")),
            writer.element(0x00080018, "UI", b"1.2.3.4\0"),
            writer.element(0x00080060, "CS", "CT"),
            writer.element(0x00100010, "PN", "Doe^Jane"),
            writer.element(0x00100020, "LO", "ID1"),
            writer.element(0x0020000D, "UI", b"1.2.3\0"),
            writer.element(0x0020000E, "UI", b"1.2.3.5\0"),
            writer.element(0x00200013, "IS", "7"),
        )
    )


def pixel_module(writer: Writer, rows: int = 2, columns: int = 3, bits: int = 16) -> bytes:
    """Group 0028 of a grey image."""
    return b"".join(
        writer.element(tag, vr, value)
        for tag, vr, value in (
            (0x00280002, "US", 1),
            (0x00280004, "CS", "MONOCHROME2"),
            (0x00280010, "US", rows),
            (0x00280011, "US", columns),
            (0x00280100, "US", bits),
            (0x00280101, "US", bits),
            (0x00280102, "US", bits - 1),
            (0x00280103, "US", 0),
        )
    )


def part10(dataset: bytes, syntax: str | None = EXPLICIT, *, group_length: int = 0) -> bytes:
    """A file with preamble and meta information; the group length is true only by chance."""
    writer = Writer()
    meta = writer.element(0x00020000, "UL", group_length)
    meta += writer.element(0x00020002, "UI", even(CT.encode(), b"\0"))
    if syntax is not None:
        meta += writer.element(0x00020010, "UI", even(syntax.encode(), b"\0"))
    return b"\0" * 128 + b"DICM" + meta + dataset


def parsed(*elements: bytes) -> RawDataset:
    """A data set of these elements; Modality comes first so that there is something to find."""
    dataset = b"".join(elements)
    if not dataset.startswith(b"\x08\0"):
        dataset = Writer().element(0x00080060, "CS", "OT") + dataset
    return read_dataset(io.BytesIO(part10(dataset)), settings=DecodeSettings())


def grey(
    *, bits: int = 16, signed: bool = False, frames: int = 1, syntax: str = EXPLICIT
) -> ImagePixels:
    """The description of a grey image."""
    return ImagePixels(
        rows=2,
        columns=3,
        samples_per_pixel=1,
        photometric_interpretation="MONOCHROME2",
        bits_allocated=bits,
        bits_stored=bits,
        high_bit=bits - 1,
        signed=signed,
        planar_configuration=0,
        number_of_frames=frames,
        transfer_syntax_uid=syntax,
    )
