"""Data sets written anew in Explicit VR Little Endian: pydicom reads the same of both (M-052)."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pydicom import config, dcmread, dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from tests.factories.dicom import image_dataset
from tests.factories.elements import parsed
from viewer.errors import HeaderError
from viewer.media.header import read_dataset
from viewer.media.part10 import file_start
from viewer.media.rewrite import element, encoded, head, write_data_set
from viewer.settings import DecodeSettings

SYNTAXES = [ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian]


def rich(*, signed: bool) -> Dataset:
    """A data set with every kind of VR that a rewriter could get wrong."""
    ds = image_dataset(PixelRepresentation=int(signed), PatientName="Müller^Jörg")
    ds.SpecificCharacterSet = "ISO_IR 100"
    del ds.PixelData
    ds.SmallestImagePixelValue = -5 if signed else 60_000
    ds["SmallestImagePixelValue"].VR = "SS" if signed else "US"
    ds.RedPaletteColorLookupTableDescriptor = [4, 0, 16]
    ds["RedPaletteColorLookupTableDescriptor"].VR = "SS" if signed else "US"
    ds.RedPaletteColorLookupTableData = b"\1\0\2\0\3\0\4\0"
    ds.FrameIncrementPointer = 0x0018_1063
    ds.add_new(0x0018_9087, "FD", 2.5)
    ds.add_new(0x0040_9096, "SQ", [window_item(signed=signed)])
    ds.private_block(0x0029, "SIEMENS CSA HEADER", create=True).add_new(0x08, "CS", "IMAGE NUM 4")
    ds.private_block(0x0011, "NOBODY KNOWS", create=True).add_new(0x01, "UN", b"\1\2\3\4")
    return ds


def window_item(*, signed: bool) -> Dataset:
    item = Dataset()
    item.RealWorldValueFirstValueMapped = -3 if signed else 3
    item["RealWorldValueFirstValueMapped"].VR = "SS" if signed else "US"
    item.LUTLabel = "ä"
    unit = Dataset()
    unit.CodeValue, unit.CodingSchemeDesignator, unit.CodeMeaning = "1", "UCUM", "one"
    item.MeasurementUnitsCodeSequence = [unit]
    return item


def as_file(ds: Dataset, syntax: str) -> bytes:
    stream = BytesIO()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = UID(syntax)
    dcmwrite(stream, ds, enforce_file_format=True)
    return stream.getvalue()


def rewritten(data: bytes) -> Dataset:
    raw = read_dataset(BytesIO(data), settings=DecodeSettings())
    uids = raw.uid(0x0008_0016), raw.uid(0x0008_0018)
    parts = [file_start(*uids, ExplicitVRLittleEndian)]
    write_data_set(raw, parts.append, {})
    return dcmread(BytesIO(b"".join(parts)))


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_every_value_is_what_it_was(syntax: Any, *, signed: bool) -> None:
    ds = rich(signed=signed)
    wanted = dcmread(BytesIO(as_file(ds, ExplicitVRLittleEndian)))
    if syntax == ExplicitVRBigEndian:  # pydicom leaves turning words to its caller
        ds.RedPaletteColorLookupTableData = b"\0\1\0\2\0\3\0\4"
    made = rewritten(as_file(ds, syntax))
    if syntax == ImplicitVRLittleEndian:  # what a private tag is, its owner knows; or nobody
        assert made[0x0029, 0x1008].VR == "CS"
        assert made[0x0011, 0x1001].VR == "UN"
    assert made == wanted
    vrs = {e.tag: e.VR for e in made}
    assert vrs == {e.tag: e.VR for e in wanted}


def test_bytes_of_text_are_not_touched() -> None:
    """Text that is not in its character set, or padded oddly, is nobody's to repair."""
    raw = parsed(element(0x0008_0016, b"UI", b"1.2"), element(0x0010_0010, b"PN", b"\xff\xfe^x\0 "))
    assert encoded(raw, 0x0010_0010) == element(0x0010_0010, b"PN", b"\xff\xfe^x\0 ")


def test_long_numbers_of_implicit_data_sets_become_un() -> None:
    """Contours of radiotherapy are longer than a DS can be in explicit VR (PS3.5 6.2.2)."""
    ds = image_dataset()
    del ds.PixelData
    contour = Dataset()
    contour.ContourData = [f"{number / 7:.6f}"[:8] for number in range(9000)]
    roi = Dataset()
    roi.ContourSequence = [contour]
    ds.ROIContourSequence = [roi]
    made = rewritten(as_file(ds, ImplicitVRLittleEndian))
    item = made.ROIContourSequence[0].ContourSequence[0]
    raw = item.get_item(0x3006_0050)
    assert raw.VR == "UN"
    assert raw.value.decode().rstrip() == "\\".join(str(n) for n in contour.ContourData)


def test_odd_lengths_are_padded_by_their_vr() -> None:
    assert element(0x0008_0018, b"UI", b"1.2")[-1:] == b"\0"
    assert element(0x0010_0020, b"LO", b"abc")[-1:] == b" "
    assert head(0x0010_0020, b"LO", 70_000)[4:6] == b"UN"


def test_nesting_without_end_is_refused() -> None:
    inner = b""
    for _ in range(60):
        item = b"\xfe\xff\x00\xe0" + len(inner).to_bytes(4, "little") + inner
        inner = head(0x0040_A730, b"SQ", len(item)) + item
    raw = parsed(element(0x0008_0016, b"UI", b"1.2"), inner)
    with pytest.raises(HeaderError, match="deeper"):
        encoded(raw, 0x0040_A730)


def test_an_item_can_be_replaced_added_or_left_out() -> None:
    raw = parsed(element(0x0008_0016, b"UI", b"1.2"), element(0x0010_0020, b"LO", b"abcd"))
    parts: list[bytes] = []
    added = element(0x0009_0010, b"LO", b"me")
    write_data_set(raw, parts.append, {0x0010_0020: b"", 0x0009_0010: added})
    assert b"".join(parts) == element(0x0008_0016, b"UI", b"1.2") + added


def test_strict_pydicom_takes_the_start_of_a_file(tmp_path: Path) -> None:
    """V-07."""
    path = tmp_path / "a"
    path.write_bytes(
        file_start("1.2.840.10008.5.1.4.1.1.2", "1.2.3", ExplicitVRLittleEndian)
        + element(0x0008_0018, b"UI", b"1.2.3")
    )
    mode = config.settings.reading_validation_mode
    config.settings.reading_validation_mode = config.RAISE
    try:
        meta = dcmread(path).file_meta
    finally:
        config.settings.reading_validation_mode = mode
    assert (meta.MediaStorageSOPInstanceUID, meta.FileMetaInformationVersion) == ("1.2.3", b"\0\1")
