import imagecodecs
import numpy as np
import pytest

from tests.factories.decode_requests import J2K_LOSSLESS, JPEG_LS, described, request, slopes
from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders.openjpeg_decoder import decode

IMAGE = slopes()
STREAM = bytes(imagecodecs.jpeg2k_encode(IMAGE, codecformat="j2k", reversible=True, level=0))


@pytest.mark.parametrize("signed", [False, True])
def test_it_agrees_with_the_first_decoder_and_says_that_it_is_the_second(*, signed: bool) -> None:
    image = IMAGE.astype(np.int16) - 2048 if signed else IMAGE
    data = imagecodecs.jpeg2k_encode(image, codecformat="j2k", reversible=True, level=0)
    frame = decode(request(described(image, J2K_LOSSLESS), bytes(data)))
    np.testing.assert_array_equal(frame.array, image)
    assert "second" in frame.notices[0]


def test_colour_in_boxes() -> None:
    image = np.stack([(IMAGE >> 4).astype(np.uint8)] * 3, axis=2)
    image[..., 1] = 7
    data = imagecodecs.jpeg2k_encode(image, codecformat="jp2", reversible=True, level=0)
    frame = decode(request(described(image, J2K_LOSSLESS), bytes(data)))
    np.testing.assert_array_equal(frame.array, image)


def test_truncation_is_not_concealed() -> None:
    with pytest.raises(TruncatedPixelsError):
        decode(request(described(IMAGE, J2K_LOSSLESS), STREAM[:3000]))


def test_other_codings_are_not_its_business() -> None:
    with pytest.raises(DecodeError, match="JPEG-LS"):
        decode(request(described(IMAGE, JPEG_LS), bytes(imagecodecs.jpegls_encode(IMAGE))))


def test_a_damaged_header() -> None:
    broken = STREAM[:45] + b"\xff" * 20 + STREAM[65:]
    with pytest.raises((DecodeError, TruncatedPixelsError)):
        decode(request(described(IMAGE, J2K_LOSSLESS), broken))
