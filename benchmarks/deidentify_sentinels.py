"""Files in which every attribute of PS3.15 Table E.1-1 holds a value found nowhere else (A-063).

Each value obeys its VR, so that no tool removes it for being wrong. They lie at the top level, in
shared and per-frame functional groups, three sequences deep, in a private sequence, and in the
corners of a file: preamble, icon, overlay, comments of the image, behind the pixels and the data.
"""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.tag import BaseTag
from pydicom.uid import UID, ExplicitVRLittleEndian, JPEGBaseline8Bit

from viewer.deid.profile import Option
from viewer.deid.table import action_rows

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.deid.profile import Profile

CORNERS = ("preamble", "icon", "overlay", "trailing", "padding", "behind pixels", "comment")
DAYS_APART = 11  # so that dates moved by any other number of days never meet
_FIRST_DAY = date(1850, 1, 1)
_CLASSES = {"image": "1.2.840.10008.5.1.4.1.1.2", "enhanced": "1.2.840.10008.5.1.4.1.1.2.1"}
_DOCUMENT = 0x0042_0011  # no tool is asked to clean one inside a picture
_IDENTIFIERS = (0x0008_0018, 0x0020_000D, 0x0020_000E)  # only at the top level
_SPACE = 3000  # numbers for each depth


@dataclass(frozen=True)
class Sentinel:
    """One value: where it was planted, and the bytes by which it is known."""

    tag: int
    vr: str
    where: str
    needle: bytes


@dataclass
class Planted:
    """A data set with its sentinels; `tail` is written behind it, `preamble` before it."""

    ds: Dataset
    sentinels: list[Sentinel] = field(default_factory=list)
    preamble: bytes = bytes(128)
    tail: bytes = b""

    def write(self, path: Path) -> Path:
        """Write the file."""
        self.ds.preamble = self.preamble
        with path.open("wb") as stream:
            dcmwrite(stream, self.ds, enforce_file_format=True)
            stream.write(self.tail)
        return path


def planted(kind: str = "image", *, compressed: bool = False) -> Planted:
    """A file with everything: `kind` is image (single frame) or enhanced."""
    made = Planted(_base(kind))
    _plant(made, made.ds, "top", 0)
    deep = Dataset()
    _plant(made, deep, "three deep", _SPACE)
    source = Dataset()
    source.PurposeOfReferenceCodeSequence = [Dataset()]
    source.PurposeOfReferenceCodeSequence[0].update(deep)
    derived = Dataset()
    derived.SourceImageSequence = [source]
    shared = Dataset()
    _plant(made, shared, "shared", 2 * _SPACE)
    shared[0x0008_9124] = DataElement(0x0008_9124, "SQ", [derived])
    frame = Dataset()
    _plant(made, frame, "per frame", 3 * _SPACE)
    made.ds.SharedFunctionalGroupsSequence = [shared]
    made.ds.PerFrameFunctionalGroupsSequence = [frame]
    hidden = Dataset()
    _plant(made, hidden, "private", 4 * _SPACE)
    block = made.ds.private_block(0x0099, "Sentinel 1.0", create=True)
    block.add_new(0x01, "SQ", [hidden])
    _corners(made, compressed=compressed)
    return made


def survivors(made: Planted, data: bytes) -> set[Sentinel]:
    """Which sentinels are in the bytes of an output, as they are, in UTF-16 or in base64."""
    small = data.lower()
    found = set()
    for sentinel in made.sentinels:
        needle = sentinel.needle.lower()
        wide = b"".join(bytes([byte, 0]) for byte in needle)
        coded = [base64.b64encode(bytes(n) + sentinel.needle)[4 if n else 0 : -4] for n in range(3)]
        if needle in small or wide in small or any(c in data for c in coded if len(c) >= 8):
            found.add(sentinel)
    return found


def kept_on_purpose(sentinel: Sentinel, profile: Profile) -> bool:
    """True for what a profile says that it keeps: dates as they are, times, size and weight."""
    row = action_rows().get(sentinel.tag)
    if row is None or sentinel.where == "private":
        return False
    if profile.has(Option.RETAIN_FULL_DATES) and sentinel.vr in {"DA", "TM", "DT"}:
        return Option.RETAIN_FULL_DATES in row.options
    if profile.has(Option.RETAIN_MODIFIED_DATES) and sentinel.vr == "TM":
        return Option.RETAIN_MODIFIED_DATES in row.options
    return (
        profile.has(Option.RETAIN_PATIENT_CHARACTERISTICS)
        and sentinel.vr in {"DS", "AS"}
        and row.options.get(Option.RETAIN_PATIENT_CHARACTERISTICS) == "K"
    )


def _plant(made: Planted, ds: Dataset, where: str, first: int) -> None:
    for number, tag in enumerate(sorted(action_rows()), first):
        group = tag >> 16
        if group <= 0x0006 or group >= 0xFFFA or tag == 0x0040_A730:
            continue
        vr = _vr(tag)
        value, needle = _value(vr, number)
        if (where == "top" and tag == _DOCUMENT) or (where != "top" and tag in _IDENTIFIERS):
            continue
        ds[tag] = DataElement(BaseTag(tag), vr, value)
        if needle:
            made.sentinels.append(Sentinel(tag, vr, where, needle))


def _vr(tag: int) -> str:
    try:
        return str(dictionary_VR(tag)).split(" or ", maxsplit=1)[0]
    except KeyError:  # newer than the dictionary
        return "LO"


def _value(vr: str, number: int) -> tuple[Any, bytes]:
    """A value unlike any other, and the bytes it is known by; none where the VR has no room."""
    word = f"Qz{number:05d}Vx"
    day = (_FIRST_DAY + timedelta(days=DAYS_APART * number)).strftime("%Y%m%d")
    clock = f"{number % 24:02d}{number % 60:02d}59.{900_000 - number:06d}"
    texts = {
        **dict.fromkeys(("LO", "SH", "LT", "ST", "UT", "UC", "AE"), word),
        "CS": word.upper(),
        "DA": day,
        "TM": clock,
        "DT": day + clock,
        **dict.fromkeys(("DS", "IS"), f"{7_770_000 + number}"),
        "UI": f"1.2.826.0.1.3680043.9.9999.{number + 10_000}.1",
    }
    if vr in texts:
        return texts[vr], texts[vr].encode()
    around = {"PN": f"{word}^Given", "UR": f"http://{word}.example"}
    return (around[vr], word.encode()) if vr in around else _binary(vr, number, word)


def _binary(vr: str, number: int, word: str) -> tuple[Any, bytes]:
    if vr in {"OB", "OW", "UN", "OF", "OD", "OL", "OV"}:
        raw = word.encode() + bytes(7)
        return raw, word.encode()
    if vr == "SQ":
        item = Dataset()
        item.PatientComments = word
        item.CodeValue, item.CodingSchemeDesignator = f"C{word}", "99QZ"
        item.CodeMeaning = f"meaning {word}"
        return [item], word.encode()
    if vr in {"FL", "FD"}:
        value = 12_345_000.0 + number
        return value, struct.pack("<d" if vr == "FD" else "<f", value)
    if vr == "UL":
        return 0x5A5A_0000 + number, struct.pack("<I", 0x5A5A_0000 + number)
    return {"US": 1, "SS": 1, "SL": 1, "AT": 0x0010_0010, "AS": "077Y"}.get(vr, 1), b""


def _base(kind: str) -> Dataset:
    ds = Dataset()
    ds.SOPClassUID = UID(_CLASSES[kind])
    ds.Modality = "CT"
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.SeriesNumber, ds.InstanceNumber = 1, 1
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.Rows, ds.Columns = 16, 16
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 8, 8, 7
    ds.PixelRepresentation = 0
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return ds


def _corners(made: Planted, *, compressed: bool) -> None:
    words = {name: f"Qz{5 * _SPACE + n:05d}Vx".encode() for n, name in enumerate(CORNERS)}
    ds = made.ds
    made.preamble = words["preamble"].ljust(128, b"\0")
    icon = Dataset()
    icon.Rows, icon.Columns, icon.PixelData = 4, 4, words["icon"].ljust(16, b"\0")
    icon["PixelData"].VR = "OB"
    ds.IconImageSequence = [*ds.get("IconImageSequence", ()), icon]
    ds.add_new(0x6000_0010, "US", 16)
    ds.add_new(0x6000_0011, "US", 16)
    ds.add_new(0x6000_0022, "LO", words["overlay"].decode())
    ds.add_new(0x6000_3000, "OW", words["overlay"].ljust(32, b"\0"))
    ds.add_new(0x5000_2500, "LO", words["overlay"].decode())
    ds.add_new(0xFFFC_FFFC, "OB", words["padding"] + b"\0")
    made.tail = words["trailing"]
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16)
    if compressed:
        import imagecodecs  # noqa: PLC0415  slow to import

        stream = bytes(imagecodecs.jpeg8_encode(ramp))
        words.pop("behind pixels")
        comment = words["comment"]
        length = (len(comment) + 2).to_bytes(2, "big")
        stream = stream[:2] + b"\xff\xfe" + length + comment + stream[2:]
        ds.PixelData = encapsulate([stream])
        ds["PixelData"].is_undefined_length = True
        ds.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    else:
        words.pop("comment")
        ds.PixelData = ramp.tobytes() + words["behind pixels"] + b"\0"
    ds["PixelData"].VR = "OB"
    made.sentinels += [Sentinel(0, "", name, word) for name, word in words.items()]
