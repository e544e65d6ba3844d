"""Copies in the syntax asked for hold the same pixels, as DCMTK and GDCM decode them (A-052)."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import Dataset, dcmread
from pydicom.uid import UID

from tests.factories.dicom import image_dataset, save
from viewer.deid.boxes import Box
from viewer.deid.errors import DeidError
from viewer.deid.job import Request, run
from viewer.deid.output import Coding, Output
from viewer.deid.profile import PRESETS
from viewer.deid.risk import Review, risk_of

IMPLICIT, EXPLICIT = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1"
DEFLATED, BIG = "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2"
RLE, JPEG = "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4."
JPEG_XL = JPEG + "110"
WITNESSES = {
    JPEG + "70": ["dcmdjpeg"],
    JPEG + "80": ["dcmdjpls"],
    RLE: ["dcmdrle"],
    JPEG + "90": ["gdcmconv", "--raw"],
}
SYNTAXES = {
    Coding.UNCOMPRESSED: EXPLICIT,
    Coding.JPEG_2000: JPEG + "90",
    Coding.JPEG_LS: JPEG + "80",
    Coding.RLE: RLE,
}
ROWS, COLUMNS = 31, 26
BOX = Box(3, 2, 12, 9)


def grey(dtype: str, low: int, high: int, frames: int = 1) -> NDArray[Any]:
    """All of the range, its ends included, with some noise, so that nothing is easy."""
    noise = np.random.default_rng(7).integers(low, high + 1, (frames, ROWS, COLUMNS))
    ramp = np.linspace(low, high, frames * ROWS * COLUMNS).reshape(noise.shape).astype(np.int64)
    values = np.where(noise % 3 == 0, noise, ramp)
    values[:, 0, :2] = low, high
    return values.astype(dtype)


IMAGES: dict[str, tuple[NDArray[Any], int]] = {
    "8": (grey("u1", 0, 255), 8),
    "12": (grey("u2", 0, 4095), 12),
    "16": (grey("u2", 0, 65535), 16),
    "signed 12": (grey("i2", -2048, 2047), 12),
    "signed 16": (grey("i2", -32768, 32767), 16),
    "frames": (grey("u2", 0, 1023, frames=3), 10),
    "colour": (np.stack([grey("u1", 0, 255, frames=2)] * 2 + [grey("u1", 9, 99, 2)], -1), 8),
}


def dataset(image: str, syntax: str = EXPLICIT, **more: Any) -> Dataset:
    values, bits = IMAGES[image]
    first = np.zeros((len(values), ROWS, COLUMNS), np.uint16)
    ds = image_dataset(pixels=first, bits=12, BurnedInAnnotation="YES", **more)
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = values.itemsize * 8, bits, bits - 1
    ds.PixelRepresentation = int(values.dtype.kind == "i")
    if values.ndim == 4:
        ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PlanarConfiguration = 3, "RGB", 0
        del ds.RescaleSlope, ds.RescaleIntercept
    data = values.astype(values.dtype.newbyteorder(">")) if syntax == BIG else values
    ds.PixelData = data.tobytes() + b"\0" * (data.nbytes % 2)
    ds["PixelData"].VR = "OW" if values.itemsize > 1 else "OB"
    ds.file_meta.TransferSyntaxUID = UID(syntax)
    return ds


def copied(ds: Dataset, folder: Path, coding: Coding, *boxes: Box) -> Path:
    """The one copy of a data set, whose layout somebody has looked at."""
    wanted = ds.file_meta.TransferSyntaxUID
    if wanted == JPEG_XL:  # which pydicom does not know
        ds.file_meta.TransferSyntaxUID = UID(JPEG + "201")
    path = save(ds, folder / "source" / "image")
    if wanted == JPEG_XL:
        path.write_bytes(path.read_bytes().replace(b"1.2.4.201", b"1.2.4.110", 1))
    risk = risk_of(ds, ds.Rows, ds.Columns)
    assert risk is not None
    output = Output(coding=coding)
    request = Request((folder / "source",), folder / "copy", PRESETS["share"],
                      reviews={risk.layout: Review(boxes)}, output=output)  # fmt: skip
    account = run(request)
    assert account.excluded == []
    [copy] = (folder / "copy").rglob("IM*")
    return Path(copy)


def witnessed(copy: Path) -> bytes:
    """The pixels as another program gives them, else as pydicom reads what needs no decoder."""
    ds = dcmread(copy)
    command = WITNESSES.get(str(ds.file_meta.TransferSyntaxUID))
    if command is None:
        return bytes(ds.PixelData)
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not here to bear witness")
    plain = copy.with_name("plain")
    done = subprocess.run([*command, str(copy), str(plain)], capture_output=True, check=False)  # noqa: S603  a witness
    assert done.returncode == 0, done.stderr
    return bytes(dcmread(plain).PixelData)


def is_same(data: bytes, values: NDArray[Any], bits: int) -> bool:
    """Compares the bits that are stored; what lies above is no program's business."""
    word = np.dtype(f"<u{values.itemsize}")
    found = np.frombuffer(data, word)[: values.size]
    mask = word.type((1 << bits) - 1)
    return np.array_equal(found & mask, values.reshape(-1).view(word) & mask)


@pytest.mark.parametrize("image", IMAGES)
@pytest.mark.parametrize("coding", SYNTAXES)
def test_other_programs_decode_what_was_there(tmp_path: Path, coding: Coding, image: str) -> None:
    values, bits = IMAGES[image]
    copy = copied(dataset(image), tmp_path, coding)
    assert dcmread(copy).file_meta.TransferSyntaxUID == SYNTAXES[coding]
    assert is_same(witnessed(copy), values, bits)


@pytest.mark.parametrize("image", IMAGES)
@pytest.mark.parametrize("coding", [Coding.ORIGINAL, *SYNTAXES])
def test_masks_are_black_and_all_else_is_as_it_was(
    tmp_path: Path, coding: Coding, image: str
) -> None:
    values, bits = IMAGES[image]
    expected = values.copy()
    black = min(0, -(1 << bits - 1) if values.dtype.kind == "i" else 0)
    expected[:, 2:10, 3:13] = black
    copy = copied(dataset(image), tmp_path, coding, BOX)
    assert is_same(witnessed(copy), expected, bits)


@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, DEFLATED, BIG])
@pytest.mark.parametrize("coding", [Coding.ORIGINAL, Coding.UNCOMPRESSED, Coding.RLE])
def test_from_every_uncompressed_syntax(tmp_path: Path, syntax: str, coding: Coding) -> None:
    values, bits = IMAGES["signed 12"]
    copy = copied(dataset("signed 12", syntax), tmp_path, coding)
    ds = dcmread(copy)
    expected = SYNTAXES.get(coding, EXPLICIT if syntax == DEFLATED else syntax)
    assert ds.file_meta.TransferSyntaxUID == expected
    assert (ds.Rows, ds.HighBit, ds.SliceThickness) == (ROWS, bits - 1, 2.5)
    if expected == BIG:
        assert ds.PixelData == values.astype(">i2").tobytes()
    else:
        assert is_same(witnessed(copy), values, bits)


def compressed(image: str, syntax: str) -> Dataset:
    """The image as the library's encoder of that syntax gives it, not ours."""
    from pydicom.encaps import encapsulate  # noqa: PLC0415  few tests need it

    values, bits = IMAGES[image]
    ds = dataset(image)
    encoders = {
        JPEG + "50": lambda a: imagecodecs.jpeg8_encode(a, level=80, subsampling="422"),
        JPEG + "57": lambda a: imagecodecs.ljpeg_encode(a, bitspersample=bits),
        JPEG + "81": lambda a: imagecodecs.jpegls_encode(a, level=2),
        JPEG + "91": lambda a: imagecodecs.jpeg2k_encode(a, level=40, codecformat="J2K"),
        JPEG + "201": lambda a: imagecodecs.htj2k_encode(a, reversible=True),
        JPEG_XL: lambda a: imagecodecs.jpegxl_encode(a, lossless=True),
    }
    ds.PixelData = encapsulate([bytes(encoders[syntax](frame)) for frame in values])
    ds["PixelData"].VR = "OB"
    ds.file_meta.TransferSyntaxUID = UID(syntax)
    return ds


@pytest.mark.parametrize(
    ("syntax", "image", "becomes"),
    [
        (JPEG + "57", "12", JPEG + "70"),
        (JPEG + "201", "12", JPEG + "90"),
        (JPEG_XL, "12", EXPLICIT),
    ],
)
def test_masked_images_stay_in_the_family_of_their_syntax(
    tmp_path: Path, syntax: str, image: str, becomes: str
) -> None:
    values, bits = IMAGES[image]
    expected = values.copy()
    expected[:, 2:10, 3:13] = 0
    copy = copied(compressed(image, syntax), tmp_path, Coding.ORIGINAL, BOX)
    ds = dcmread(copy)
    assert ds.file_meta.TransferSyntaxUID == becomes
    assert "LossyImageCompression" not in ds
    assert is_same(witnessed(copy), expected, bits)


@pytest.mark.parametrize(
    ("syntax", "image", "becomes", "method"),
    [
        (JPEG + "50", "8", JPEG + "70", "ISO_10918_1"),
        (JPEG + "81", "12", JPEG + "80", "ISO_14495_1"),
        (JPEG + "91", "12", JPEG + "90", "ISO_15444_1"),
    ],
)
def test_lossy_images_lose_no_more_and_say_that_they_lost(
    tmp_path: Path, syntax: str, image: str, becomes: str, method: str
) -> None:
    source = compressed(image, syntax)
    decoded = source.pixel_array if syntax != JPEG + "81" else None
    copy = copied(source, tmp_path, Coding.ORIGINAL, BOX)
    ds = dcmread(copy)
    assert ds.file_meta.TransferSyntaxUID == becomes
    assert (ds.LossyImageCompression, ds.LossyImageCompressionMethod) == ("01", method)
    assert float(ds.LossyImageCompressionRatio) > 0.5
    if decoded is not None:
        expected = np.asarray(decoded).copy().reshape(IMAGES[image][0].shape)
        expected = np.minimum(expected, (1 << source.BitsStored) - 1)  # what overshot
        expected[:, 2:10, 3:13] = 0
        assert is_same(witnessed(copy), expected, IMAGES[image][1])


def test_a_picture_that_breaks_off_does_not_become_a_whole_one(tmp_path: Path) -> None:
    """The decoder makes the missing rows black; compressed anew nobody could tell."""
    from pydicom.encaps import encapsulate, generate_frames  # noqa: PLC0415  few tests need it

    source = compressed("8", JPEG + "50")
    [whole] = generate_frames(source.PixelData, number_of_frames=1)
    source.PixelData = encapsulate([whole[: len(whole) * 9 // 10]])
    with pytest.raises(DeidError, match="ends early"):
        copied(source, tmp_path, Coding.RLE)


def test_a_frame_that_takes_for_ever_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viewer.deid.request.JOB_FRAME_SECONDS", 0.0)
    with pytest.raises(DeidError, match="pixels cannot be read"):
        copied(compressed("8", JPEG + "50"), tmp_path, Coding.RLE)


@pytest.mark.parametrize("image", ["8", "signed 12", "frames", "colour"])
def test_words_in_fragments_become_plain_ones(tmp_path: Path, image: str) -> None:
    from pydicom.encaps import encapsulate  # noqa: PLC0415  few tests need it

    values, bits = IMAGES[image]
    source = dataset(image)
    source.PixelData = encapsulate([frame.tobytes() for frame in values])
    source["PixelData"].VR = "OB"
    source.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2.1.98")
    copy = copied(source, tmp_path, Coding.ORIGINAL)
    assert dcmread(copy).file_meta.TransferSyntaxUID == EXPLICIT
    assert is_same(witnessed(copy), values, bits)


def test_a_ratio_that_was_stated_stays(tmp_path: Path) -> None:
    source = compressed("8", JPEG + "50")
    source.LossyImageCompression, source.LossyImageCompressionRatio = "01", "17.5"
    ds = dcmread(copied(source, tmp_path, Coding.JPEG_LS, BOX))
    assert ds.LossyImageCompressionRatio == 17.5


def test_colour_that_is_stored_as_luma_and_chroma_is_not_converted(tmp_path: Path) -> None:
    """YCbCr to RGB and back is not the same: it stays what it is, compressed or not."""
    values, bits = IMAGES["colour"]
    source = dataset("colour", PhotometricInterpretation="YBR_FULL")
    source.PhotometricInterpretation = "YBR_FULL"
    first = copied(source, tmp_path / "1", Coding.RLE)
    assert dcmread(first).PhotometricInterpretation == "YBR_FULL"
    again = dcmread(first)
    again.BurnedInAnnotation = "YES"
    second = copied(again, tmp_path / "2", Coding.JPEG_LS, BOX)
    expected = values.copy()
    expected[:, 2:10, 3:13] = (0, 128, 128)
    assert dcmread(second).PhotometricInterpretation == "YBR_FULL"
    assert is_same(witnessed(second), expected, bits)


def test_colour_by_plane_becomes_colour_by_pixel(tmp_path: Path) -> None:
    values, bits = IMAGES["colour"]
    source = dataset("colour")
    source.PlanarConfiguration = 1
    source.PixelData = np.ascontiguousarray(values.transpose(0, 3, 1, 2)).tobytes()
    copy = copied(source, tmp_path, Coding.JPEG_2000)
    assert dcmread(copy).PlanarConfiguration == 0
    assert dcmread(copy).PhotometricInterpretation == "YBR_RCT"
    assert is_same(witnessed(copy), values, bits)


def test_what_a_syntax_cannot_hold_stays_as_it_is_and_is_counted(tmp_path: Path) -> None:
    source = dataset("12")
    bits = np.random.default_rng(3).integers(0, 2, 64 * 32).astype(np.uint8)
    source.Rows, source.Columns, source.NumberOfFrames = 64, 32, 1
    source.BitsAllocated, source.BitsStored, source.HighBit = 1, 1, 0
    source.PixelData = np.packbits(bits, bitorder="little").tobytes()
    save(source, tmp_path / "source" / "image")
    risk = risk_of(source, 64, 32)
    assert risk is not None
    output = Output(coding=Coding.JPEG_LS)
    request = Request((tmp_path / "source",), tmp_path / "copy", PRESETS["share"],
                      reviews={risk.layout: Review()}, output=output)  # fmt: skip
    account = run(request)
    [copy] = (tmp_path / "copy").rglob("IM*")
    assert dcmread(copy).PixelData == source.PixelData
    assert account.not_recoded == 1
    assert "1 " in account.as_data()["warnings"][0]
