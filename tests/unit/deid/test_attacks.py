"""Identity where nobody looks: what has no place in a copy is in none of its bytes.

`KNOWN` is the patient's name; `HIDDEN` stands in no name of the file, so that only its place can
give it away. Technical text, codes and arrays of numbers may spell a name that nothing tells from
what they should hold: docs/deidentification.md says so.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.filewriter import dcmwrite
from pydicom.tag import Tag
from pydicom.uid import UID

from tests.factories.dicom import image_dataset
from viewer.deid.errors import DeidError
from viewer.deid.icc import silenced_profile
from viewer.deid.job import Request, run
from viewer.deid.key import JobKey
from viewer.deid.profile import PRESETS
from viewer.deid.runs import silenced_runs
from viewer.model.image import ImagePixels

KNOWN, HIDDEN = b"Zwiebelfisch", b"Sonderling"
PERSON: dict[str, Any] = {
    "PatientName": "Zwiebelfisch^Kunigunde",
    "PatientID": "4711815",
    "PatientBirthDate": "19610203",
}
JPEG, JPEG_2000, RLE = (f"1.2.840.10008.1.2.{n}" for n in ("4.50", "4.90", "5"))
PIXELS = (np.arange(320) % 251).astype(np.uint8).reshape(16, 20)
Build = Callable[[], Dataset]
ATTACKS: list[Build] = []


def attack(build: Build) -> Build:
    ATTACKS.append(build)
    return build


def put(ds: Dataset, tag: int, vr: str, value: bytes) -> Dataset:
    """An element as it lies in a file, whatever its VR says."""
    made = RawDataElement(
        Tag(tag), vr, len(value), value, 0, is_implicit_VR=False, is_little_endian=True
    )
    ds._dict[Tag(tag)] = made
    return ds


def image(**more: Any) -> Dataset:
    return image_dataset(**{**PERSON, **more})


def compressed(stream: bytes, syntax: str, *further: bytes, **more: Any) -> Dataset:
    ds = image(**more)
    ds.BitsAllocated = ds.BitsStored = 8
    ds.HighBit, ds.PixelRepresentation = 7, 0
    ds.PixelData = encapsulate([stream, *further])
    ds["PixelData"].is_undefined_length = True
    ds["PixelData"].VR = "OB"
    ds.file_meta.TransferSyntaxUID = UID(syntax)
    return ds


def jpeg() -> bytes:
    return bytes(imagecodecs.jpeg8_encode(PIXELS))


def jpeg_2000(form: str = "j2k") -> bytes:
    return bytes(imagecodecs.jpeg2k_encode(PIXELS, level=0, codecformat=form, reversible=True))


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def between(stream: bytes, marker: bytes, content: bytes) -> bytes:
    at = stream.index(marker)
    return stream[:at] + content + stream[at:]


def runs() -> bytes:
    ds = image(bits=12)
    ds.compress(RLE, generate_instance_uid=False)
    return next(iter(generate_frames(ds.PixelData, number_of_frames=1)))


def run_length(frame: bytes) -> Dataset:
    ds = image(bits=12)
    ds.compress(RLE, generate_instance_uid=False)
    ds.PixelData = encapsulate([frame])
    ds["PixelData"].is_undefined_length = True
    return ds


@attack
def unknown_attributes() -> Dataset:
    ds = put(image(), 0x0018_9FF0, "LO", HIDDEN)
    put(ds, 0x0018_9FF2, "UN", HIDDEN)
    return put(ds, 0x5000_3000, "OW", HIDDEN)


@attack
def private_of_unknown_vr() -> Dataset:
    ds = image()
    ds.add_new(0x0029_0010, "LO", HIDDEN.decode())
    item = Dataset()
    item.PatientName = HIDDEN.decode()
    ds.add_new(0x0029_1001, "SQ", [item])
    ds.add_new(0x0029_1002, "UN", HIDDEN)
    ds.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2")
    return ds


@attack
def a_sequence_that_says_it_is_none() -> Dataset:
    inner = struct.pack("<HHI", 0x0010, 0x0010, len(HIDDEN)) + HIDDEN
    item = struct.pack("<HHI", 0xFFFE, 0xE000, len(inner)) + inner
    return put(put(image(), 0x0008_1140, "UN", item), 0x0018_9FF4, "UN", item)


@attack
def letters_as_tags() -> Dataset:
    return put(image(), 0x0028_0009, "AT", b"SonderlingEberhard!!")


@attack
def a_code_that_is_none() -> Dataset:
    ds, item, other = image(), Dataset(), Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = "Sonderling", "DCM", "Chest"
    put(other, 0x0008_0120, "UR", b"urn:Sonderling")
    other.CodingSchemeDesignator, other.CodeMeaning = "SCT", "Chest"
    ds.AnatomicRegionSequence = [item, other]
    return ds


@attack
def a_meaning_that_is_none() -> Dataset:
    ds, item = image(), Dataset()
    item.CodeValue, item.CodingSchemeDesignator = "T-D3000", "SRT"
    item.CodeMeaning = "Chest of Sonderling Eberhard"
    ds.AnatomicRegionSequence = [item]
    return ds


@attack
def names_of_outlines() -> Dataset:
    ds, item = image(), Dataset()
    item.ROINumber, item.ROIName, item.ROIDescription = 1, "Sonderling", "Sonderling"
    ds.StructureSetROISequence = [item]
    return ds


@attack
def a_birth_date_in_identifiers() -> Dataset:
    ds, item, code = image(), Dataset(), Dataset()
    ds.SeriesInstanceUID, ds.FrameOfReferenceUID = "1.2.3.19610203.4711815", "1.2.19610203"
    item.ReferencedSOPClassUID = "1.2.840.10008.19610203"
    item.ReferencedSOPInstanceUID = "1.2.3.19610203"
    ds.ReferencedImageSequence = [item]
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "T-D3000", "SRT", "Chest"
    code.ContextUID = "2.16.840.1.113883.6.19610203"
    ds.AnatomicRegionSequence = [code]
    return ds


@attack
def numbers_of_the_person_in_other_places() -> Dataset:
    return image(SeriesNumber=4711815, AcquisitionNumber=4711815, InstanceNumber=19610203)


@attack
def figures_of_an_identifier_with_letters() -> Dataset:
    ds = image(PatientID="A-04711815", SeriesNumber=4711815)
    return put(ds, 0x0020_0012, "IS", b"04711815")


@attack
def a_code_that_is_a_date() -> Dataset:
    ds, item = image(), Dataset()
    put(item, 0x0008_0120, "UR", b"urn:oid:1.2.19610203")
    item.CodeMeaning = "Chest"
    item.CodingSchemeDesignator = "SCT"
    ds.AnatomicRegionSequence = [item]
    return ds


@attack
def words_of_an_institution() -> Dataset:
    ds = image(InstitutionName="Sonderling Klinik", ManufacturerModelName="Sonderling")
    ds.SoftwareVersions = "Sonderling Klinik 1"
    return ds


@attack
def sentences_in_technical_text() -> Dataset:
    return put(image(), 0x0018_7006, "LT", b"SN=4711; bought by Sonderling")


@attack
def names_of_layers_and_labels() -> Dataset:
    ds, marks, shape, layer = image(), Dataset(), Dataset(), Dataset()
    shape.GraphicType, shape.GraphicData, shape.NumberOfGraphicPoints = "POLYLINE", [1, 2], 1
    shape.GraphicDimensions, shape.GraphicFilled, shape.GraphicAnnotationUnits = 2, "N", "PIXEL"
    marks.GraphicLayer, marks.GraphicObjectSequence = "SONDERLING", [shape]
    layer.GraphicLayer, layer.GraphicLayerOrder = "SONDERLING", 1
    layer.GraphicLayerDescription = "Sonderling"
    ds.GraphicAnnotationSequence, ds.GraphicLayerSequence = [marks], [layer]
    ds.ContentLabel = "SONDERLING"
    return ds


@attack
def names_written_together() -> Dataset:
    return image(ConvolutionKernel="ZwiebelfischKunigunde", SequenceName="KZwiebelfisch")


@attack
def a_colour_profile_that_talks() -> Dataset:
    profile = bytearray(imagecodecs.cms_profile("srgb"))
    words = "sRGB".encode("utf-16-be")
    at = profile.index(words)
    profile[at : at + len(words)] = HIDDEN[: len(words)]
    return put(image(), 0x0028_2000, "OB", bytes(profile) + HIDDEN)


@attack
def no_colour_profile_at_all() -> Dataset:
    return put(image(), 0x0028_2000, "OB", b"\0\0\0\x20Sonderling profile ")


@attack
def offsets_that_spell() -> Dataset:
    ds = compressed(jpeg(), JPEG)
    return put(put(ds, 0x7FE0_0001, "OV", HIDDEN[:8]), 0x7FE0_0002, "OV", HIDDEN[:8])


@attack
def behind_the_runs() -> Dataset:
    return run_length(runs() + HIDDEN)


@attack
def between_the_runs() -> Dataset:
    frame = runs()
    count, first, second = struct.unpack("<3I", frame[:12])
    head = struct.pack("<3I", count, first, second + len(HIDDEN)) + frame[12:second]
    return run_length(head + HIDDEN + frame[second:])


@attack
def in_the_head_of_the_runs() -> Dataset:
    frame = runs()
    return run_length(frame[:20] + HIDDEN + frame[30:])


@attack
def a_fragment_that_is_no_picture() -> Dataset:
    ds = compressed(jpeg(), JPEG)
    ds.PixelData = encapsulate([HIDDEN, jpeg()])
    ds["PixelData"].is_undefined_length = True
    return ds


@attack
def a_fragment_behind_the_picture() -> Dataset:
    return compressed(jpeg(), JPEG, HIDDEN)


@attack
def a_second_picture() -> Dataset:
    return compressed(jpeg(), JPEG, between(jpeg(), b"\xff\xd9", HIDDEN))


@attack
def garbage_in_a_jpeg() -> Dataset:
    return compressed(between(jpeg(), b"\xff\xdb", HIDDEN) + HIDDEN, JPEG)


@attack
def segments_of_a_jpeg() -> Dataset:
    talk = b"".join(
        segment(marker, head + HIDDEN)
        for marker, head in (
            *((0xE0, b"JFXX\0\x10"), (0xE1, b"Exif\0\0"), (0xE2, b"ICC_PROFILE\0\1\1")),
            *((0xED, b"Photoshop 3.0\0"), (0xEE, b"Adobe\0d\0\0\0\0\0"), (0xE8, b"mrfx\0")),
            *((0xF3, b""), (0xFE, b""), (0xDD, b"\0\0")),
        )
    )
    return compressed(jpeg()[:2] + talk + jpeg()[2:], JPEG)


@attack
def markers_of_a_jpeg_2000() -> Dataset:
    talk = segment(0x64, b"\0\1" + HIDDEN) + segment(0x6F, HIDDEN) + segment(0x63, HIDDEN)
    return compressed(between(jpeg_2000(), b"\xff\x52", talk), JPEG_2000)


@attack
def garbage_in_a_jpeg_2000() -> Dataset:
    stream = jpeg_2000()
    return compressed(stream[:-2] + HIDDEN + stream[-2:] + HIDDEN, JPEG_2000)


@attack
def boxes_of_a_jpeg_2000() -> Dataset:
    stream = jpeg_2000("jp2")
    kinds = (b"xml ", b"uuid", b"zzzz", b"free")
    talk = b"".join(box(kind, HIDDEN) for kind in kinds)
    at = stream.index(b"jp2h") - 4
    return compressed(stream[:at] + talk + stream[at:] + talk, JPEG_2000)


@attack
def brands_of_a_jpeg_2000() -> Dataset:
    stream = jpeg_2000("jp2")
    at = stream.index(b"ftyp") - 4
    length = int.from_bytes(stream[at : at + 4], "big")
    longer = struct.pack(">I", length + 12) + stream[at + 4 : at + length] + HIDDEN + b"XX"
    return compressed(stream[:at] + longer + stream[at + length :], JPEG_2000)


@attack
def bits_of_an_overlay() -> Dataset:
    values = (np.arange(320).reshape(16, 20) % 4096).astype(np.uint16)
    ds = image(pixels=values)
    bits = np.unpackbits(np.frombuffer(HIDDEN.ljust(40, b"\0"), np.uint8), bitorder="little")
    ds.PixelData = (values.ravel() | bits.astype(np.uint16) << 12).tobytes()
    for number, value in ((0x10, 16), (0x11, 20), (0x100, 16), (0x102, 12)):
        ds.add_new(0x6000_0000 | number, "US", value)
    return ds


@attack
def what_is_no_number() -> Dataset:
    ds = put(image(), 0x0018_0050, "DS", b"1.0\\Sonderl")
    put(ds, 0x0008_0031, "TM", HIDDEN)
    put(ds, 0x0008_0201, "SH", HIDDEN)
    return put(ds, 0x0010_1010, "AS", HIDDEN)


@attack
def meta_information() -> Dataset:
    ds = image()
    ds.file_meta.SourceApplicationEntityTitle = HIDDEN.decode()
    ds.file_meta.PrivateInformationCreatorUID = UID("1.2.3")
    ds.file_meta.PrivateInformation = HIDDEN
    return ds


def written(ds: Dataset, path: Path) -> None:
    ds.preamble = HIDDEN.ljust(128, b"\0")
    implicit = ds.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2"
    with path.open("wb") as stream:
        dcmwrite(stream, ds, implicit_vr=implicit, little_endian=True)
        stream.write(HIDDEN)


def copied(ds: Dataset, folder: Path, preset: str) -> bytes:
    """All bytes and names of the copy; b"" if there is none."""
    source = folder / HIDDEN.decode()
    source.mkdir()
    written(ds, source / "Zwiebelfisch.dcm")
    try:
        run(Request((source,), folder / "copy", PRESETS[preset], JobKey(b"k" * 32)))
    except DeidError:
        assert not (folder / "copy").exists()
        return b""
    files = [path for path in (folder / "copy").rglob("*") if path.is_file()]
    names = "\n".join(str(path.relative_to(folder)) for path in files)
    return names.encode() + b"".join(path.read_bytes() for path in files)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("build", ATTACKS, ids=[build.__name__ for build in ATTACKS])
def test_nothing_of_it_is_in_the_copy(build: Build, preset: str, tmp_path: Path) -> None:
    data = copied(build(), tmp_path, preset).lower()
    for sentinel in (KNOWN, HIDDEN, HIDDEN[:8], b"Kunigunde", b"19610203", b"4711815"):
        assert sentinel.lower() not in data, sentinel


@pytest.mark.parametrize(
    ("charset", "name", "kernel", "lost"),
    [
        (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう", "山田太郎", "太郎"),
        ("GB18030", "Zhang^XiaoDong=张^小东", "张小东", "小东"),
        (["", "ISO 2022 IR 149"], "Hong^Gildong=洪^吉洞=홍^길동", "홍길동", "길동"),
        ("ISO_IR 192", "Müller^Jörg", "Mueller-Kern", "Mueller"),
        ("ISO_IR 144", "Ivanov^Иван", "Иван", "Иван"),
    ],
)
def test_names_of_every_writing_are_known_again(
    charset: Any, name: str, kernel: str, lost: str, tmp_path: Path
) -> None:
    ds = image(SpecificCharacterSet=charset)
    ds.PatientName, ds.ConvolutionKernel, ds.SequenceName = name, kernel, lost
    ds.SeriesDescription = f"CT {kernel}"
    data = copied(ds, tmp_path, "share")
    assert data
    for written_as in ("utf-8", "gb18030", "euc_kr", "iso2022_jp", "iso8859-5", "utf-16-le"):
        try:
            raw = lost.encode(written_as).removeprefix(b"\x1b$B").removesuffix(b"\x1b(B")
        except UnicodeEncodeError:
            continue
        assert raw not in data, written_as


def test_one_in_another_writing_than_declared_is_known_too(tmp_path: Path) -> None:
    ds = image(SpecificCharacterSet="ISO_IR 192", ConvolutionKernel="Müller")
    written(ds, tmp_path / "a")
    raw = (tmp_path / "a").read_bytes()
    as_latin_1 = "Müller^J ".encode("iso8859-1").ljust(len(b"Zwiebelfisch^Kunigunde"))
    (tmp_path / "a").write_bytes(raw.replace(b"Zwiebelfisch^Kunigunde", as_latin_1))
    run(Request((tmp_path / "a",), tmp_path / "copy", PRESETS["share"], JobKey(b"k" * 32)))
    (copy,) = (tmp_path / "copy").rglob("IM*")
    assert dcmread(copy).ConvolutionKernel == "ANONYMIZED"


def a_comment_in_a_jpeg_2000() -> Dataset:
    talk = segment(0x64, b"\0\1" + HIDDEN)
    return compressed(between(jpeg_2000(), b"\xff\x52", talk) + HIDDEN, JPEG_2000)


def usual_segments_of_a_jpeg() -> Dataset:
    talk = segment(0xE1, b"Exif\0\0" + HIDDEN) + segment(0xFE, HIDDEN) + segment(0xED, HIDDEN)
    return compressed(jpeg()[:2] + talk + jpeg()[2:], JPEG)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "build",  # those that decoders put up with
    [
        *(behind_the_runs, between_the_runs, in_the_head_of_the_runs, garbage_in_a_jpeg),
        *(usual_segments_of_a_jpeg, a_comment_in_a_jpeg_2000, boxes_of_a_jpeg_2000),
        brands_of_a_jpeg_2000,
    ],
    ids=lambda build: build.__name__,
)
def test_the_picture_itself_stays(build: Build, tmp_path: Path) -> None:
    """By another decoder than ours, of a source that never had anything beside the picture."""
    clean = {
        "behind_the_runs": lambda: run_length(runs()),
        "between_the_runs": lambda: run_length(runs()),
        "in_the_head_of_the_runs": lambda: run_length(runs()),
    }.get(build.__name__, lambda: compressed(jpeg(), JPEG))
    if "2000" in build.__name__:
        clean = lambda: compressed(jpeg_2000(), JPEG_2000)  # noqa: E731
    written(build(), tmp_path / "a")
    request = Request((tmp_path / "a",), tmp_path / "copy", PRESETS["share"], JobKey(b"k" * 32))
    assert run(request).written == 1
    (copy,) = (tmp_path / "copy").rglob("IM*")
    assert np.array_equal(dcmread(copy).pixel_array, clean().pixel_array)  # type: ignore[no-untyped-call]


def test_a_silent_profile_still_gives_its_colours() -> None:
    profile = bytes(imagecodecs.cms_profile("srgb"))
    silent = silenced_profile(profile)
    assert "sRGB".encode("utf-16-be") in profile
    assert "sRGB".encode("utf-16-be") not in silent
    assert len(silent) == len(profile)
    colours = np.arange(192, dtype=np.uint8).reshape(8, 8, 3)
    wide = bytes(imagecodecs.cms_profile("adobergb"))
    before, after = (
        imagecodecs.cms_transform(colours, one, wide, colorspace="rgb", outcolorspace="rgb")
        for one in (profile, silent)
    )
    assert not np.array_equal(before, colours)
    assert np.array_equal(before, after)


def test_runs_of_one_bit_and_in_several_fragments_are_known(tmp_path: Path) -> None:
    frame = runs()
    ds = run_length(frame)
    ds.PixelData = encapsulate([frame[:70], frame[70:] + b"\0\0"])
    ds["PixelData"].is_undefined_length = True
    written(ds, tmp_path / "a")
    request = Request((tmp_path / "a",), tmp_path / "copy", PRESETS["share"], JobKey(b"k" * 32))
    assert run(request).written == 1
    bits = ImagePixels(
        16,
        20,
        1,
        "MONOCHROME2",
        1,
        1,
        0,
        signed=False,
        planar_configuration=0,
        number_of_frames=1,
        transfer_syntax_uid=RLE,
    )
    packed = struct.pack("<16I", 1, 64, *[0] * 14) + b"\xd9\x55" + HIDDEN
    assert silenced_runs(packed, bits) == packed[:-10] + bytes(10)


def test_layers_are_still_the_ones_that_are_meant(tmp_path: Path) -> None:
    ds = names_of_layers_and_labels()
    written(ds, tmp_path / "a")
    run(Request((tmp_path / "a",), tmp_path / "copy", PRESETS["share"], JobKey(b"k" * 32)))
    (path,) = (tmp_path / "copy").rglob("IM*")
    copy = dcmread(path)
    layer = copy.GraphicLayerSequence[0].GraphicLayer
    assert copy.GraphicAnnotationSequence[0].GraphicLayer == layer != "SONDERLING"
