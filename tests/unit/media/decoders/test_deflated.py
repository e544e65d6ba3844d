import zlib

import numpy as np
import pytest

from tests.factories.decode_requests import described, request, slopes
from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders.deflated import decode

SYNTAX = "1.2.840.10008.1.2.8.1"
IMAGE = slopes()
PIXELS = described(IMAGE, SYNTAX)


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def test_raw_deflate() -> None:
    frame = decode(request(PIXELS, deflate(IMAGE.tobytes())))
    np.testing.assert_array_equal(frame.array, IMAGE)
    assert frame.notices == ()


def test_a_stream_that_breaks_off_shows_its_complete_rows() -> None:
    data = deflate(IMAGE.tobytes())
    frame = decode(request(PIXELS, data[: len(data) * 9 // 10], truncated=True))
    rows = int(frame.notices[0].split()[2])
    assert 0 < rows < 64
    np.testing.assert_array_equal(frame.array[:rows], IMAGE[:rows])
    assert not frame.array[rows:].any()


def test_a_bomb_is_inflated_no_further_than_the_frame() -> None:
    """D-133: megabytes of zeros in kilobytes; only the frame is taken."""
    bomb = deflate(bytes(1 << 25))
    assert not decode(request(PIXELS, bomb)).array.any()


@pytest.mark.parametrize(
    ("data", "error"), [(b"\xff\xff\xff", DecodeError), (b"", TruncatedPixelsError)]
)
def test_garbage(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        decode(request(PIXELS, data))
