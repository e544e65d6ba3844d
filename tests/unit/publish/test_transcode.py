"""Compressed pixels on a disc of plain ones: the values other decoders give (M-052, V-03)."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, ExplicitVRLittleEndian

from tests.factories.dicom import gradient, image_dataset, make_image, save
from tests.factories.discs import objects_of, published
from tests.shared_data import shared_data
from viewer.demo.pixels import JPEG_2000_LOSSLESS, JPEG_BASELINE, JPEG_LOSSLESS, set_frames

DECODERS = {
    "1.2.840.10008.1.2.5": ("dcmdrle",),
    "1.2.840.10008.1.2.4.50": ("dcmdjpeg", "+cr"),
    "1.2.840.10008.1.2.4.51": ("dcmdjpeg", "+cr"),
    "1.2.840.10008.1.2.4.57": ("dcmdjpeg", "+cr"),
    "1.2.840.10008.1.2.4.70": ("dcmdjpeg", "+cr"),
    "1.2.840.10008.1.2.4.80": ("dcmdjpls",),
    "1.2.840.10008.1.2.4.90": ("gdcmconv", "--raw"),
    "1.2.840.10008.1.2.4.91": ("gdcmconv", "--raw"),
}
LOSSY = {"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.91"}


def only(disc: Path) -> Dataset:
    (path,) = objects_of(disc)
    return dcmread(path)


def examples() -> list[Path]:
    folder = Path(shared_data()) / "transfer-syntaxes"
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_dcmtk_and_gdcm_decode_is_the_same_on_the_disc(tmp_path: Path) -> None:
    """Every compressed real file that one of them and our publisher take."""
    compared = 0
    for number, path in enumerate(examples()):
        try:
            source = dcmread(path)
            syntax = str(source.file_meta.TransferSyntaxUID)
        except Exception:  # noqa: BLE001, S112  no DICOM, or damaged: other tests are about these
            continue
        command = DECODERS.get(syntax)
        if command is None or shutil.which(command[0]) is None:
            continue
        theirs = tmp_path / f"theirs{number}"
        done = subprocess.run([*command, path, theirs], capture_output=True, check=False)  # noqa: S603
        if done.returncode or not theirs.exists():
            continue
        folder = tmp_path / f"source{number}"
        folder.mkdir()
        shutil.copy(path, folder / "a")
        try:
            published(folder, target=tmp_path / f"disc{number}")
        except Exception as error:  # noqa: BLE001
            assert "nothing" in str(error), path  # noqa: PT017  left out with a reason
            continue
        ours = only(tmp_path / f"disc{number}")
        assert ours.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
        _assert_equal(ours, dcmread(theirs), 2 if syntax in LOSSY else 0, path)
        compared += 1
    assert compared >= 12


def _assert_equal(ours: Dataset, theirs: Dataset, most: int, path: Path) -> None:
    bits = min(int(ours.BitsStored), int(theirs.BitsStored))  # some decoders change it
    one, other = _values(ours, bits), _values(theirs, bits)
    assert one.shape == other.shape, path
    assert int(np.abs(one - other).max()) <= most, path


def _values(ds: Dataset, bits: int) -> NDArray[np.int64]:
    return np.asarray(ds.pixel_array).astype(np.int64) & ((1 << bits) - 1)


def test_colour_becomes_rgb_pixel_by_pixel_and_says_so(tmp_path: Path) -> None:
    rgb = np.zeros((16, 24, 3), np.uint8)
    rgb[..., 0], rgb[4:12, 6:18, 1], rgb[..., 2] = 200, 180, np.arange(24)
    coded = bytes(
        imagecodecs.jpeg8_encode(
            rgb, level=95, colorspace="rgb", outcolorspace="ycbcr", subsampling="444"
        )
    )
    ds = image_dataset(SamplesPerPixel=3, PhotometricInterpretation="YBR_FULL_422")
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.Rows, ds.Columns = 8, 8, 7, 16, 24
    ds.PlanarConfiguration = 1
    set_frames(ds, [coded], JPEG_BASELINE)
    save(ds, tmp_path / "source" / "a")
    published(tmp_path / "source", target=tmp_path / "disc")
    made = only(tmp_path / "disc")
    assert (made.PhotometricInterpretation, made.PlanarConfiguration) == ("RGB", 0)
    assert int(np.abs(made.pixel_array.astype(int) - rgb.astype(int)).max()) <= 16
    assert made.LossyImageCompression == "01"
    assert made.LossyImageCompressionMethod == "ISO_10918_1"
    assert float(made.LossyImageCompressionRatio) == pytest.approx(
        16 * 24 * 3 / len(coded), rel=0.2
    )


def test_what_the_header_says_of_loss_stays(tmp_path: Path) -> None:
    make_image(tmp_path / "source" / "a", syntax=JPEG_2000_LOSSLESS, LossyImageCompression="00")
    published(tmp_path / "source", target=tmp_path / "disc")
    assert only(tmp_path / "disc").LossyImageCompression == "00"


@pytest.mark.parametrize("frames", [1, 3])
def test_signed_values_keep_their_sign(tmp_path: Path, frames: int) -> None:
    values = np.arange(-160, 160, dtype=np.int16).reshape(16, 20)
    coded = bytes(imagecodecs.jpeg2k_encode(values, level=0, reversible=True, codecformat="j2k"))
    ds = image_dataset(PixelRepresentation=1, BitsStored=16, HighBit=15)
    ds.NumberOfFrames = frames
    set_frames(ds, [coded] * frames, JPEG_2000_LOSSLESS)
    save(ds, tmp_path / "source" / "a")
    published(tmp_path / "source", target=tmp_path / "disc")
    assert np.array_equal(only(tmp_path / "disc").pixel_array.reshape(-1, 16, 20)[-1], values)


def test_single_bits_are_packed_over_the_borders_of_frames(tmp_path: Path) -> None:
    """Frames of 15 pixels end within a byte (PS3.5 8.1.1)."""
    frames = np.random.default_rng(1).integers(0, 2, (4, 3, 5)).astype(np.uint8)
    packed = np.packbits(frames[:, :, :].reshape(-1), bitorder="little")
    ds = image_dataset(BitsAllocated=1, BitsStored=1, HighBit=0, Rows=3, Columns=5)
    ds.NumberOfFrames = 4
    ds.SOPClassUID = UID("1.2.840.10008.5.1.4.1.1.66.4")
    coded = [_deflated(np.packbits(f.reshape(-1), bitorder="little").tobytes()) for f in frames]
    set_frames(ds, coded, JPEG_LOSSLESS)
    path = save(ds, tmp_path / "source" / "a")  # pydicom knows nothing newer
    deflate = b"1.2.840.10008.1.2.8.1\0"
    path.write_bytes(path.read_bytes().replace(JPEG_LOSSLESS.encode(), deflate))
    published(tmp_path / "source", target=tmp_path / "disc")
    assert only(tmp_path / "disc").PixelData == packed.tobytes()


def _deflated(data: bytes) -> bytes:
    import zlib  # noqa: PLC0415

    made = zlib.compressobj(wbits=-15)
    return made.compress(data) + made.flush()


def test_an_icon_that_is_compressed_goes_and_a_plain_one_stays(tmp_path: Path) -> None:
    for name, syntax in (("coded", JPEG_LOSSLESS), ("plain", "")):
        icon = Dataset()
        icon.SamplesPerPixel, icon.PhotometricInterpretation = 1, "MONOCHROME2"
        icon.Rows = icon.Columns = 4
        icon.BitsAllocated = icon.BitsStored = 8
        icon.HighBit, icon.PixelRepresentation = 7, 0
        icon.PixelData = encapsulate([b"\xff\xd8\xff\xd9"]) if syntax else bytes(range(16))
        icon["PixelData"].VR = "OB"
        icon["PixelData"].is_undefined_length = bool(syntax)
        ds = image_dataset(syntax=JPEG_LOSSLESS, IconImageSequence=[icon])
        save(ds, tmp_path / name / "a")
        published(tmp_path / name, target=tmp_path / f"{name}-disc")
    assert "IconImageSequence" not in only(tmp_path / "coded-disc")
    assert only(tmp_path / "plain-disc").IconImageSequence[0].PixelData == bytes(range(16))


def test_offset_tables_go_with_the_fragments(tmp_path: Path) -> None:
    ds = image_dataset(pixels=np.stack([gradient(8, 8)] * 2), syntax=JPEG_LOSSLESS)
    extended: dict[str, Any] = {"ExtendedOffsetTable": b"\0" * 16,
                                "ExtendedOffsetTableLengths": b"\1" + b"\0" * 15}  # fmt: skip
    for keyword, value in extended.items():
        setattr(ds, keyword, value)
    ds.PixelData = ds.PixelData
    save(ds, tmp_path / "source" / "a")
    try:
        published(tmp_path / "source", target=tmp_path / "disc")
    except Exception as error:  # noqa: BLE001
        pytest.fail(str(error))
    assert not set(extended) & set(only(tmp_path / "disc").dir())
