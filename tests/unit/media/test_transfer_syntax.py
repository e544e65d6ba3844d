"""S-07 by syntax, and the syntax of a stream whose file does not name it (M-002)."""

import io
from pathlib import Path

import pydicom
import pytest

from tests.shared_data import shared_data
from viewer.media.header import read_dataset
from viewer.media.parse import parse_header
from viewer.media.transfer_syntax import is_encapsulated, is_lossy, syntax_of_codestream
from viewer.model.image import FileKey
from viewer.settings import DecodeSettings

JPEG = "1.2.840.10008.1.2.4."


@pytest.mark.parametrize(
    ("number", "lossy"),
    [
        *(("50", True), ("57", False), ("70", False), ("80", False), ("81", True), ("90", False)),
        *(("91", True), ("201", False), ("202", False), ("203", True), ("102", True)),
        ("110", False),
    ],
)
def test_lossy_syntaxes(number: str, *, lossy: bool) -> None:
    assert is_lossy(JPEG + number) is lossy


def test_unknown_syntaxes_are_taken_for_encapsulated() -> None:
    assert is_encapsulated("1.2.3")
    assert not is_encapsulated("1.2.840.10008.1.2.2")


def test_bytes_that_are_no_codestream_have_no_syntax() -> None:
    assert syntax_of_codestream(b"") == ""
    assert syntax_of_codestream(b"\xff\xd8\xff\xd9") == ""
    assert syntax_of_codestream(bytes(64)) == ""


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("jpeg/u8_baseline_50.dcm", JPEG + "50"),
        ("jpeg/u12_extended_51.dcm", JPEG + "51"),
        ("jpeg/u12_lossless_sv1_70.dcm", JPEG + "57"),  # .70 is a kind of .57
        ("jpeg-ls/u12_jls_near.dcm", JPEG + "80"),
        ("jpeg2000/u12_j2k_lossless.dcm", JPEG + "91"),  # .90 is a kind of .91
        ("htj2k/u8_htj2k_lossless_201.dcm", JPEG + "203"),
        ("jpeg-xl/u12_jxl_112.dcm", JPEG + "112"),
        ("rle/u12_rle.dcm", "1.2.840.10008.1.2.5"),
    ],
)
def test_a_missing_transfer_syntax_is_told_by_the_stream(file: str, expected: str) -> None:
    path: Path = shared_data() / "made/transfer-syntaxes" / file
    data = path.read_bytes()
    declared = str(pydicom.dcmread(path, stop_before_pixels=True).file_meta.TransferSyntaxUID)
    native = b"1.2.840.10008.1.2.1"
    size = len(declared) + len(declared) % 2
    assert len(native) <= size, "the replacement must keep the file's length"
    old = declared.encode().ljust(size, b"\0")
    raw = read_dataset(
        io.BytesIO(data.replace(old, native.ljust(size, b"\0"), 1)), settings=DecodeSettings()
    )
    image = parse_header(raw, FileKey(0, "F")).image
    assert image is not None
    assert image.pixels.transfer_syntax_uid == expected
