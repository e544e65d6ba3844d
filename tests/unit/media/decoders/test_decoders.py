import subprocess
import sys
from dataclasses import replace

import imagecodecs
import numpy as np
import pytest

from tests.factories.decode_requests import (
    GREY_16,
    J2K_LOSSLESS,
    JPEG_LS,
    MPEG2,
    described,
    request,
    slopes,
)
from viewer.errors import DecodeError, PixelDescriptionError, UnsupportedTransferSyntaxError
from viewer.media import decoders
from viewer.media.decoders import (
    decode,
    imagecodecs_decoder,
    is_native,
    supports,
    syntax_name,
    syntaxes,
)
from viewer.settings import DecodeSettings

IMAGE = slopes()
# Every syntax of PS3.6 A-1 for pixels, by the last components.
STILL = "50 51 53 55 57 70 80 81 90 91 92 93 201 202 203 110 111 112"
VIDEO = "100 100.1 101 101.1 102 102.1 103 103.1 104 104.1 105 105.1 106 106.1 107 108"
UNCOMPRESSED = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2")


@pytest.mark.parametrize("number", f"{STILL} {VIDEO}".split())
def test_every_compressed_syntax_has_a_decoder_and_a_name(number: str) -> None:
    uid = f"1.2.840.10008.1.2.4.{number}"
    assert supports(uid)
    assert not is_native(uid)
    assert "1.2.840" not in syntax_name(uid)


@pytest.mark.parametrize("uid", [*UNCOMPRESSED, "1.2.840.10008.1.2.1.98", "1.2.840.10008.1.2.1.99"])
def test_uncompressed_syntaxes_need_no_worker(uid: str) -> None:
    assert supports(uid)
    assert is_native(uid)


def test_names_are_for_people() -> None:
    assert syntax_name("1.2.840.10008.1.2.4.90") == "JPEG 2000 (lossless)"
    assert syntax_name("1.2.3") == "1.2.3"
    assert syntax_name("") == "unknown"


def test_each_syntax_belongs_to_a_decoder_that_is_tried_in_order() -> None:
    names = [d.name for d in decoders.DECODERS if J2K_LOSSLESS in d.syntaxes]
    assert names == ["imagecodecs", "pylibjpeg-openjpeg"]


def test_importing_the_package_loads_no_codec_and_no_numpy() -> None:
    code = (
        "import sys, viewer.media.decoders.pool, viewer.media.decoders.worker;"
        "heavy = {'numpy', 'imagecodecs', 'openjpeg', 'pydicom', 'cv2', 'PySide6'};"
        "sys.exit(str(heavy & {*sys.modules}) if heavy & {*sys.modules} else 0)"
    )
    command = [sys.executable, "-c", code]
    subprocess.run(command, check=True)  # noqa: S603  this interpreter, fixed code


def test_unknown_syntaxes_are_refused_by_name() -> None:
    with pytest.raises(UnsupportedTransferSyntaxError) as caught:
        decode(request(replace(GREY_16, transfer_syntax_uid="1.2.3.4"), bytes(7)))
    assert caught.value.syntax == "1.2.3.4"


@pytest.mark.parametrize("syntax", [JPEG_LS, "1.2.3.4", syntaxes.RLE_LOSSLESS, MPEG2])
def test_a_wrong_label_on_uncompressed_data_of_the_right_length(syntax: str) -> None:
    pixels = described(IMAGE, syntax)
    frame = decode(request(pixels, IMAGE.tobytes()))
    np.testing.assert_array_equal(frame.array, IMAGE)
    assert frame.notices == (f"labelled {syntax_name(syntax)}, but the data is uncompressed",)
    with pytest.raises((DecodeError, UnsupportedTransferSyntaxError)):
        decode(request(pixels, IMAGE.tobytes()[:-2]))


def test_a_damaged_stream_of_native_length_is_not_shown_as_pixels() -> None:
    stream = bytes(imagecodecs.jpeg2k_encode(IMAGE, codecformat="j2k"))
    data = (stream[:40] + bytes(IMAGE.nbytes))[: IMAGE.nbytes]
    with pytest.raises(DecodeError):
        decode(request(described(IMAGE, J2K_LOSSLESS), data))


def test_the_second_decoder_is_asked_when_the_first_refuses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_: object) -> None:
        raise DecodeError("no")

    monkeypatch.setattr(imagecodecs_decoder, "decode", refuse)
    data = imagecodecs.jpeg2k_encode(IMAGE, codecformat="j2k", reversible=True, level=0)
    frame = decode(request(described(IMAGE, J2K_LOSSLESS), bytes(data)))
    np.testing.assert_array_equal(frame.array, IMAGE)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)  # what Python does for "not installed"
    rgb = np.zeros((4, 4, 3), np.uint8)
    with pytest.raises(UnsupportedTransferSyntaxError) as caught:
        decode(request(described(rgb, MPEG2), b"\x00\x00\x01\xba" + bytes(99)))
    assert caught.value.needs == ("opencv-python-headless",)


def test_limits_come_first() -> None:
    """D-133."""
    with pytest.raises(PixelDescriptionError, match="limit"):
        decode(request(described(IMAGE), IMAGE.tobytes()), DecodeSettings(max_frame_bytes=100))
