"""What is done to an object on its way, and that its values survive it (M-002, M-004, M-052)."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import dcmread, dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import get_frame
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from tests.factories.dicom import gradient, image_dataset, make_image, save
from tests.factories.discs import data_set_digests, objects_of, published
from tests.factories.faulty_source import FaultPlan, FaultySource
from viewer.demo.pixels import JPEG_LOSSLESS
from viewer.errors import MediumError
from viewer.media.locate import Located
from viewer.media.nested import NestedSource
from viewer.publish import sources, stage, survey
from viewer.publish.gates import gates, image_gate, names_gate
from viewer.publish.handling import Deed
from viewer.publish.profiles import DEFAULT, PROFILES, profile_named
from viewer.publish.publisher import Published
from viewer.settings import ArchiveSettings


def written(ds: Dataset, path: Path, syntax: UID) -> Path:
    """A file in another uncompressed syntax; words of pixels are turned as they must be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = syntax
    if syntax == ExplicitVRBigEndian:
        ds.PixelData = np.frombuffer(ds.PixelData, "<u2").astype(">u2").tobytes()
    dcmwrite(path, ds, enforce_file_format=True)
    return path


def only(made: Published) -> tuple[Dataset, Deed]:
    (path,) = objects_of(made.places[0])
    (source,) = made.plan.objects
    return dcmread(path), source.handling.deed


def disc(tmp_path: Path, **more: Any) -> Published:
    return published(tmp_path / "source", target=tmp_path / "disc", **more)


@pytest.mark.parametrize(
    "syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian]
)
def test_other_uncompressed_syntaxes_are_written_anew(tmp_path: Path, syntax: UID) -> None:
    pixels = gradient(30, 40)
    written(image_dataset(pixels=pixels), tmp_path / "source" / "a", syntax)
    ds, deed = only(disc(tmp_path))
    assert (deed, ds.file_meta.TransferSyntaxUID) == (Deed.REWRITE, ExplicitVRLittleEndian)
    assert np.array_equal(ds.pixel_array, pixels)
    assert ds.PatientName == "Lightbox^Demo"


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian])
def test_mime_leaves_them_as_they_are(tmp_path: Path, syntax: UID) -> None:
    written(image_dataset(), tmp_path / "source" / "a", syntax)
    before = data_set_digests(tmp_path / "source")
    ds, deed = only(disc(tmp_path, profile=profile_named("mime")))
    assert (deed, ds.file_meta.TransferSyntaxUID) == (Deed.COPY, syntax)
    assert data_set_digests(tmp_path / "disc" / "DICOM") == before


@pytest.mark.parametrize(("bits", "kind"), [(8, "u1"), (32, "u4")])
def test_big_endian_words_of_every_size_are_turned(tmp_path: Path, bits: int, kind: str) -> None:
    values: NDArray[Any] = np.arange(6 * 8, dtype=kind).reshape(6, 8) * 5
    ds = image_dataset(BitsAllocated=bits, BitsStored=bits, HighBit=bits - 1, Rows=6, Columns=8)
    data = values.astype(values.dtype.newbyteorder(">")).tobytes()
    if bits == 8:  # an OW of bytes is turned by pairs (PS3.5 8.1.1)
        data = np.frombuffer(data, "u2").byteswap().tobytes()
    ds.PixelData = data
    ds["PixelData"].VR = "OW"
    ds.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    path = tmp_path / "source" / "a"
    path.parent.mkdir()
    dcmwrite(path, ds, enforce_file_format=True)
    made, _ = only(disc(tmp_path))
    assert (
        made.PixelData[: values.nbytes] == values.astype(values.dtype.newbyteorder("<")).tobytes()
    )


def test_floats_of_big_endian_are_turned(tmp_path: Path) -> None:
    values = np.linspace(-1, 1, 48, dtype=np.float32).reshape(6, 8)
    ds = image_dataset(BitsAllocated=32, Rows=6, Columns=8, PixelData=None)
    ds.FloatPixelData = values.astype(">f4").tobytes()
    ds.SOPClassUID = UID("1.2.840.10008.5.1.4.1.1.30")
    for keyword in ("BitsStored", "HighBit", "PixelRepresentation"):
        delattr(ds, keyword)
    ds.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    path = tmp_path / "source" / "a"
    path.parent.mkdir()
    dcmwrite(path, ds, enforce_file_format=True)
    made, deed = only(disc(tmp_path))
    assert deed is Deed.REWRITE
    assert np.array_equal(np.frombuffer(made.FloatPixelData, "<f4").reshape(6, 8), values)


def _odd_length(data: bytes) -> bytes:
    return data.replace(b"LO\x08\x00Lightbox", b"LO\x07\x00Lightbo")


def _meta_inside(data: bytes) -> bytes:
    at = data.index(b"\x08\0\x05\0CS")
    return data[:at] + b"\x02\0\x16\0AE\x04\0HERE" + data[at:]


def _garbage_behind(data: bytes) -> bytes:
    return data + bytes(300)


def _padding_behind(data: bytes) -> bytes:
    return data + b"\xfc\xff\xfc\xffOB\0\0\x04\0\0\0" + bytes(4)


@pytest.mark.parametrize(
    ("spoil", "deed"),
    [
        (_odd_length, Deed.REWRITE),
        (_meta_inside, Deed.COPY),  # it goes with the meta information
        (_garbage_behind, Deed.REWRITE),
        (_padding_behind, Deed.COPY),
    ],
)
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, UID(JPEG_LOSSLESS)])
def test_what_departs_from_the_standard_is_written_anew_pixels_as_they_are(
    tmp_path: Path, spoil: Any, deed: Deed, syntax: UID
) -> None:
    pixels = gradient(30, 40)
    path = make_image(tmp_path / "source" / "a", pixels=pixels, syntax=str(syntax))
    before = dcmread(path)
    path.write_bytes(spoil(path.read_bytes()))
    made, done = only(disc(tmp_path, profile=profile_named("usb")))
    if spoil is _padding_behind and syntax != ExplicitVRLittleEndian:
        deed = Deed.REWRITE  # how far fragments go is not looked at
    assert (done, made.file_meta.TransferSyntaxUID) == (deed, syntax)
    if syntax == ExplicitVRLittleEndian:
        assert np.array_equal(made.pixel_array, pixels)
    else:
        assert get_frame(made.PixelData, 0) == get_frame(before.PixelData, 0)
    data = objects_of(tmp_path / "disc")[0].read_bytes()
    assert not (deed is Deed.REWRITE and data.endswith(bytes(100)))


def test_fragments_that_are_cut_off_cost_the_object(tmp_path: Path) -> None:
    make_image(tmp_path / "source" / "whole", number=2)
    path = make_image(tmp_path / "source" / "a", syntax=JPEG_LOSSLESS, pixels=gradient(90, 90))
    path.write_bytes(path.read_bytes()[:-1000])
    made = disc(tmp_path, profile=profile_named("usb"))
    assert made.objects == 1
    (reason,) = made.left_out
    assert "cut off" in reason


def test_what_is_labelled_as_compressed_and_is_not_is_labelled_right(tmp_path: Path) -> None:
    pixels = gradient(30, 40)
    path = make_image(tmp_path / "source" / "a", pixels=pixels)
    data = path.read_bytes()
    at = data.index(b"1.2.840.10008.1.2.1\0")
    meta = int.from_bytes(data[140:144], "little") + 2
    data = data.replace(b"UI\x14\x001.2.840.10008.1.2.1\0", b"UI\x16\x00" + JPEG_LOSSLESS.encode())
    path.write_bytes(data[:140] + meta.to_bytes(4, "little") + data[144:])
    assert at
    made, deed = only(disc(tmp_path))
    assert (deed, made.file_meta.TransferSyntaxUID) == (Deed.REWRITE, ExplicitVRLittleEndian)
    assert np.array_equal(made.pixel_array, pixels)


def test_objects_without_pixels_labelled_as_compressed_are_copied_as_plain(tmp_path: Path) -> None:
    ds = image_dataset(SOPClassUID=UID("1.2.840.10008.5.1.4.1.1.88.11"), Modality="SR")
    del ds.PixelData
    ds.file_meta.TransferSyntaxUID = UID(JPEG_LOSSLESS)
    save(ds, tmp_path / "source" / "a")
    made, _ = only(disc(tmp_path))
    assert made.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SOPClassUID": UID("1.2.840.113619.4.26")}, "kind that only its maker knows"),
        ({"SOPClassUID": UID("1.2.840.10008.5.1.4.1.1.9999")}, "this program does not know"),
        ({"NumberOfFrames": 5}, "fewer pictures"),
    ],
)
def test_what_may_not_be_on_a_disc(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    make_image(tmp_path / "source" / "a")
    make_image(tmp_path / "source" / "b", number=2, **change)
    made = disc(tmp_path)
    assert made.objects == 1
    (reason,) = made.left_out
    assert words in reason


def test_a_class_newer_than_the_dictionary_is_on_the_disc(tmp_path: Path) -> None:
    label_map = UID("1.2.840.10008.5.1.4.1.1.66.7")
    make_image(tmp_path / "source" / "a", SOPClassUID=label_map)
    made = disc(tmp_path)
    assert only(made)[0].SOPClassUID == label_map
    kinds = [
        r.DirectoryRecordType for r in dcmread(made.places[0] / "DICOMDIR").DirectoryRecordSequence
    ]
    assert kinds == ["PATIENT", "STUDY", "SERIES", "IMAGE"]


def test_film_needs_a_profile_for_film(tmp_path: Path) -> None:
    make_image(tmp_path / "source" / "whole", number=2)
    path = make_image(tmp_path / "source" / "a", syntax=JPEG_LOSSLESS)
    mpeg4 = b"1.2.840.10008.1.2.4.102"
    meta = path.read_bytes()
    length = int.from_bytes(meta[140:144], "little") + 2
    data = meta.replace(b"UI\x16\x00" + JPEG_LOSSLESS.encode(), b"UI\x18\x00" + mpeg4 + b"\0")
    path.write_bytes(data[:140] + length.to_bytes(4, "little") + data[144:])
    assert disc(tmp_path).left_out == {"film, which only profiles for film allow": 1}
    made = published(tmp_path / "source", target=tmp_path / "bd", profile=profile_named("bd-mpeg4"))
    assert (made.objects, made.left_out) == (2, {})


def test_objects_in_archives_are_published(tmp_path: Path) -> None:
    make_image(tmp_path / "a")
    (tmp_path / "source").mkdir()
    with zipfile.ZipFile(tmp_path / "source" / "all.zip", "w") as archive:
        archive.write(tmp_path / "a", "deep/inside")
    made = disc(tmp_path)
    assert made.objects == 1
    (path,) = objects_of(tmp_path / "disc")
    assert dcmread(path).PatientName == "Lightbox^Demo"


def test_profiles_have_names_of_their_own() -> None:
    names = [name for one in PROFILES for name in (one.name, one.short) if name]
    assert len(set(names)) == len(names)
    assert profile_named("std-gen-cd") is profile_named("CD") is DEFAULT
    assert profile_named("") is None


def failing(plan: FaultPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    def locate(place: Path, settings: ArchiveSettings) -> Located:
        return Located(NestedSource(FaultySource(place, plan), settings))

    monkeypatch.setattr(sources, "locate", locate)


def test_a_scratch_costs_one_image(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2, 3):
        make_image(tmp_path / "source" / str(number), number=number, pixels=gradient(200, 200))
    size = (tmp_path / "source" / "2").stat().st_size
    plan = FaultPlan(errors={"2": (size - 100, size), "3": (0, 200)})
    failing(plan, monkeypatch)
    made = disc(tmp_path)
    assert made.objects == 1
    assert made.left_out == {"it cannot be read from the medium": 2}


def test_a_medium_taken_out_ends_the_job_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        make_image(tmp_path / "source" / str(number), number=number, pixels=gradient(200, 200))
    failing(FaultPlan(vanish_after=5), monkeypatch)
    with pytest.raises(MediumError):
        disc(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


@pytest.mark.parametrize("where", ["survey.handling_of", "stage.write_object"])
def test_what_nobody_thought_of_costs_one_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    for number in (1, 2):
        make_image(tmp_path / "source" / str(number), number=number)
    honest = getattr(stage if where.startswith("stage") else survey, where.split(".")[1])
    calls = []

    def odd(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 1:
            raise ZeroDivisionError
        return honest(*arguments)

    monkeypatch.setattr(f"viewer.publish.{where}", odd)
    made = disc(tmp_path)
    caplog.clear()
    assert (made.objects, made.left_out) == (1, {"it could not be handled": 1})
    assert len(objects_of(tmp_path / "disc")) == 1


def test_slow_files_are_read_to_their_end_while_the_head_is_there() -> None:
    ahead = sources.ReadAhead(1000)
    takes = ((0.0, 400, 400), (1.0, 400, 0), (0.0, 400, 0), (1.0, 400, 400))  # no room is left
    for took_s, size, left in takes:
        stream = BytesIO(bytes(size))
        ahead.take(stream, size, took_s)
        assert size - stream.tell() == left


def test_checks_of_programs_that_are_not_there_are_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viewer.publish.gates.shutil.which", lambda _: None)
    found = gates(tmp_path, ["DICOM/A"], DEFAULT, tmp_path, invented=False)
    assert [gate.passed for gate in found] == [True, None, None, None]
    assert image_gate(tmp_path / "a.iso").passed is None


def test_names_that_no_disc_may_have() -> None:
    names = ["DICOM/lower", "DICOM/TOOLONGNAME", "DICOM/A.DCM", "/".join("ABCDEFGHI")]
    assert names_gate(["DICOM/A_1"]).passed is True
    assert names_gate(names).complaints == len(names)
