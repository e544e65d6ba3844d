"""DICOM files and DICOMDIRs, many of them quickly: one real header, and what differs put in."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydicom.encaps import encapsulate
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

EXPLICIT_LE = "1.2.840.10008.1.2.1"
CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"
MAMMOGRAM_IMAGE = "1.2.840.10008.5.1.4.1.1.1.2"
_DIRECTORY = "1.2.840.10008.1.3.10"
_ROOT = "1.2.826.0.1.3680043.8.498.2026"
_LONG = {"OB", "OW", "SQ", "UN"}
_DROPPED = ("PixelData", "DataSetTrailingPadding", "PixelPaddingValue")


@dataclass(frozen=True)
class Place:
    """Where an instance stands in its file-set; its UIDs follow from it. All count from 1."""

    study: int
    series: int
    number: int

    @property
    def study_uid(self) -> str:
        """Study Instance UID."""
        return f"{_ROOT}.1.{self.study}"

    @property
    def series_uid(self) -> str:
        """Series Instance UID."""
        return f"{_ROOT}.2.{self.study}.{self.series}"

    @property
    def instance_uid(self) -> str:
        """SOP Instance UID, always of the same length."""
        return f"{_ROOT}.3.{10_000 + self.study}.{10_000 + self.series}.{100_000 + self.number}"


@dataclass(frozen=True)
class Kind:
    """What a file is: class, modality, and how many bits a sample has."""

    sop_class: str
    modality: str
    bits: int


def header(kind: Kind, place: Place, shape: tuple[int, ...]) -> Dataset:
    """The header of a scanner (pydicom ships one, about 5 KB) around pixels of `shape`."""
    import pydicom  # noqa: PLC0415  slow, and cached media do not need it
    from pydicom.data import get_testdata_file  # noqa: PLC0415  likewise

    found = get_testdata_file("CT_small.dcm", download=False)
    assert isinstance(found, str)
    ds = pydicom.dcmread(found)
    for keyword in _DROPPED:
        if keyword in ds:
            delattr(ds, keyword)
    ds.SOPClassUID, ds.Modality = kind.sop_class, kind.modality
    ds.SOPInstanceUID = place.instance_uid
    ds.StudyInstanceUID, ds.SeriesInstanceUID = place.study_uid, place.series_uid
    ds.FrameOfReferenceUID = f"{_ROOT}.4.{place.study}"
    ds.PatientName, ds.PatientID, ds.PatientBirthDate = "Bench^Mark", "BENCH", "19700101"
    ds.StudyDate, ds.StudyDescription = "20240312", f"Measured {place.study}"
    ds.SeriesNumber, ds.SeriesDescription = place.series, f"Series {place.series}"
    ds.InstanceNumber = place.number
    ds.Rows, ds.Columns = shape[:2]
    ds.BitsAllocated = 16 if kind.bits > 8 else 8
    ds.BitsStored, ds.HighBit, ds.PixelRepresentation = kind.bits, kind.bits - 1, 0
    ds.ImagePositionPatient = [-180, -180, float(place.number)]
    ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    ds.PixelSpacing, ds.SliceThickness, ds.SliceLocation = [0.7, 0.7], 1, float(place.number)
    ds.WindowCenter, ds.WindowWidth = (40, 400) if kind.modality == "CT" else (1200, 2400)
    if kind.modality != "CT":
        del ds.RescaleIntercept, ds.RescaleSlope
    return ds


def part10(ds: Dataset, syntax: str, pixels: bytes) -> bytes:
    """A whole file; `pixels` is one frame as the syntax has it.

    pydicom's own `save_as` refuses transfer syntaxes it does not know (JPEG XL).
    """
    if syntax == EXPLICIT_LE:
        ds.add_new(0x7FE00010, "OW" if ds.BitsAllocated > 8 else "OB", _even(pixels, b"\0"))
    else:
        ds.add_new(0x7FE00010, "OB", encapsulate([pixels], has_bot=False))
        ds["PixelData"].is_undefined_length = True
    body = DicomBytesIO()
    body.is_implicit_VR, body.is_little_endian = False, True
    ds.set_original_encoding(is_implicit_vr=False, is_little_endian=True)
    write_dataset(body, ds)
    return _file(ds.SOPClassUID, ds.SOPInstanceUID, syntax, body.getvalue())


class Stamp:
    """Copies one file for many places, changing what differs between neighbours."""

    def __init__(self, kind: Kind, place: Place, pixels: NDArray[np.generic]) -> None:
        ds = header(kind, place, pixels.shape)
        ds.InstanceNumber = f"{place.number:06d}"
        ds.ImagePositionPatient = ["-180.0", "-180.0", _position(place)]
        ds.SliceLocation = _position(place)
        self._first = place
        self._file = part10(ds, EXPLICIT_LE, pixels.tobytes())

    def copy(self, place: Place) -> bytes:
        """The file of another place in the same series."""
        first = self._first
        file = self._file.replace(first.instance_uid.encode(), place.instance_uid.encode())
        file = file.replace(f"{first.number:06d}".encode(), f"{place.number:06d}".encode())
        return file.replace(_position(first).encode(), _position(place).encode())


def _position(place: Place) -> str:
    return f"{place.number * 0.75:010.4f}"


# --- the directory ------------------------------------------------------------------------


@dataclass
class Record:
    """One directory record: its type, its elements, the records below it."""

    kind: str
    content: bytes
    below: list[Record]


def image_record(place: Place, file_id: Sequence[str], shape: tuple[int, ...]) -> Record:
    """An image with the keys that viewers ask for (PS3.3 F.5, DICOMDIR of most writers)."""
    position = f"-180.0\\-180.0\\{_position(place)}"
    content = b"".join(
        (
            _element(0x00041500, "CS", "\\".join(file_id)),
            _element(0x00041510, "UI", CT_IMAGE),
            _element(0x00041511, "UI", place.instance_uid),
            _element(0x00041512, "UI", EXPLICIT_LE),
            _element(0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL"),
            _element(0x00200013, "IS", str(place.number)),
            _element(0x00200032, "DS", position),
            _element(0x00200037, "DS", "1\\0\\0\\0\\1\\0"),
            _element(0x00200052, "UI", f"{_ROOT}.4.{place.study}"),
            _element(0x00280010, "US", struct.pack("<H", shape[0])),
            _element(0x00280011, "US", struct.pack("<H", shape[1])),
            _element(0x00280030, "DS", "0.7\\0.7"),
        )
    )
    return Record("IMAGE", content, [])


def series_record(place: Place, modality: str, images: list[Record]) -> Record:
    """A series and its images."""
    content = _element(0x00080060, "CS", modality) + _element(0x0008103E, "LO", "Series")
    content += _element(0x0020000E, "UI", place.series_uid)
    return Record("SERIES", content + _element(0x00200011, "IS", str(place.series)), images)


def study_record(place: Place, below: list[Record]) -> Record:
    """A study and its series."""
    content = _element(0x00080020, "DA", "20240312") + _element(0x00080030, "TM", "101500")
    content += _element(0x00080050, "SH", "") + _element(0x00081030, "LO", "Measured")
    content += _element(0x0020000D, "UI", place.study_uid) + _element(0x00200010, "SH", "1")
    return Record("STUDY", content, below)


def directory(studies: list[Record]) -> bytes:
    """The DICOMDIR of one patient."""
    content = _element(0x00100010, "PN", "Bench^Mark") + _element(0x00100020, "LO", "BENCH")
    content += _element(0x00100030, "DA", "19700101") + _element(0x00100040, "CS", "O")
    root = Record("PATIENT", content, studies)
    start = len(_file(_DIRECTORY, f"{_ROOT}.5", EXPLICIT_LE, _directory_head(0))) + 12
    places: dict[int, int] = {}
    end = _place_records(root, start, places)
    items: list[bytes] = []
    _write_records([root], places, items)
    sequence = struct.pack("<HH2sHI", 0x0004, 0x1220, b"SQ", 0, end - start) + b"".join(items)
    return _file(_DIRECTORY, f"{_ROOT}.5", EXPLICIT_LE, _directory_head(start) + sequence)


def _directory_head(first: int) -> bytes:
    return b"".join(
        (
            _element(0x00041130, "CS", "BENCH"),
            _element(0x00041200, "UL", struct.pack("<I", first)),
            _element(0x00041202, "UL", struct.pack("<I", first)),
            _element(0x00041212, "US", struct.pack("<H", 0)),
        )
    )


def _place_records(record: Record, at: int, places: dict[int, int]) -> int:
    """Note where each record will be, depth first; gives the end."""
    places[id(record)] = at
    at += len(_item(record, 0, 0))
    for child in record.below:
        at = _place_records(child, at, places)
    return at


def _write_records(siblings: list[Record], places: dict[int, int], items: list[bytes]) -> None:
    following = [places[id(record)] for record in siblings[1:]] + [0]
    for record, after in zip(siblings, following, strict=True):
        items.append(_item(record, after, places[id(record.below[0])] if record.below else 0))
        _write_records(record.below, places, items) if record.below else None


def _item(record: Record, following: int, lower: int) -> bytes:
    content = b"".join(
        (
            _element(0x00041400, "UL", struct.pack("<I", following)),
            _element(0x00041410, "US", b"\xff\xff"),
            _element(0x00041420, "UL", struct.pack("<I", lower)),
            _element(0x00041430, "CS", record.kind),
            record.content,
        )
    )
    return struct.pack("<HHI", 0xFFFE, 0xE000, len(content)) + content


def _file(sop_class: str, instance: str, syntax: str, body: bytes) -> bytes:
    meta = _element(0x00020001, "OB", b"\0\1") + _element(0x00020002, "UI", sop_class)
    meta += _element(0x00020003, "UI", instance) + _element(0x00020010, "UI", syntax)
    meta += _element(0x00020012, "UI", f"{_ROOT}.0")
    length = _element(0x00020000, "UL", struct.pack("<I", len(meta)))
    return b"\0" * 128 + b"DICM" + length + meta + body


def _element(tag: int, vr: str, value: bytes | str) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    data = _even(data, b"\0" if vr in {"UI", "OB"} else b" ")
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr.encode())
    length = struct.pack("<HI", 0, len(data)) if vr in _LONG else struct.pack("<H", len(data))
    return head + length + data


def _even(data: bytes, pad: bytes) -> bytes:
    return data + pad * (len(data) % 2)
