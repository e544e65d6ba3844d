import struct

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.decode_requests import slopes
from viewer.errors import DecodeError
from viewer.media.decoders.codestream import Coding, probe

GREY_12 = slopes()
GREY_8 = (GREY_12 >> 4).astype(np.uint8)
RGB = np.stack([GREY_8, GREY_8.T[:64, :64].repeat(2, 1)[:, :96], 255 - GREY_8], axis=2)


def jpeg(*segments: bytes, frame: bytes) -> bytes:
    """A JPEG header put together by hand: segments, frame header, start of scan, end."""
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
    return b"\xff\xd8" + b"".join(segments) + frame + scan + b"\x12\x34\xff\xd9"


def sof(marker: int, precision: int, rows: int, columns: int, ids: bytes) -> bytes:
    body = struct.pack(">BHHB", precision, rows, columns, len(ids))
    body += b"".join(bytes([i, 0x11, 0]) for i in ids)
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
THUMBNAIL = b"\xff\xe1\x00\x0aExif\xff\xd8\xff\xd9"


def adobe(transform: int) -> bytes:
    return b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes([transform])


@pytest.mark.parametrize(
    ("marker", "coding", "reversible", "single_scan"),
    [
        (0xC0, Coding.JPEG, False, True),
        (0xC1, Coding.JPEG, False, True),
        (0xC2, Coding.JPEG, False, False),
        (0xC3, Coding.JPEG_LOSSLESS, True, True),
        (0xF7, Coding.JPEG_LS, True, True),
    ],
)
def test_frame_headers_of_the_jpeg_family(
    marker: int, coding: Coding, *, reversible: bool, single_scan: bool
) -> None:
    # The third byte of the scan's end is NEAR for JPEG-LS: make it 0.
    data = jpeg(THUMBNAIL, frame=sof(marker, 12, 300, 200, b"\x01")).replace(
        b"\x00\x00\x3f\x00\x12", b"\x00\x00\x00\x00\x12"
    )
    info = probe(data)
    assert info is not None
    assert (info.coding, info.rows, info.columns) == (coding, 300, 200)
    assert (info.components, info.precision) == (1, 12)
    assert (info.reversible, info.single_scan) == (reversible, single_scan)
    assert info.complete
    assert data[info.end :] == b"\xff\xd9"


@pytest.mark.parametrize(
    ("segments", "ids", "colour"),
    [
        ((JFIF, adobe(0)), b"\1\2\3", "rgb"),  # Adobe before JFIF
        ((adobe(1),), b"RGB", "ycbcr"),  # Adobe before component ids
        ((adobe(2),), b"\1\2\3\4", "ycck"),
        ((JFIF,), b"RGB", "rgb"),  # component ids before JFIF
        ((JFIF,), b"\1\2\3", "ycbcr"),
        ((), b"\1\2\3", ""),  # the DICOM header decides
        ((JFIF,), b"\1", ""),
    ],
)
def test_colour_space_a_jpeg_states(segments: tuple[bytes, ...], ids: bytes, colour: str) -> None:
    """D-072."""
    info = probe(jpeg(*segments, frame=sof(0xC0, 8, 8, 8, ids)))
    assert info is not None
    assert info.colour == colour


def test_components_in_scans_of_their_own() -> None:
    info = probe(jpeg(frame=sof(0xC0, 8, 8, 8, b"\1\2\3")))  # the scan has one component
    assert info is not None
    assert not info.single_scan


def test_a_jpeg_without_its_end_is_not_complete() -> None:
    info = probe(jpeg(frame=sof(0xC0, 8, 8, 8, b"\1"))[:-2])
    assert info is not None
    assert not info.complete


@pytest.mark.parametrize("signed", [False, True])
def test_jpeg_2000_header(*, signed: bool) -> None:
    image = GREY_12.astype(np.int16) - 2048 if signed else GREY_12
    data = imagecodecs.jpeg2k_encode(
        image, codecformat="j2k", reversible=True, bitspersample=12, level=0
    )
    info = probe(data)
    assert info is not None
    assert (info.coding, info.rows, info.columns, info.components) == (
        *(Coding.JPEG_2000, 64, 96),
        1,
    )
    assert (info.precision, info.signed, info.reversible) == (12, signed, True)
    assert info.complete
    assert not info.high_throughput


def test_jpeg_2000_in_boxes() -> None:
    data = imagecodecs.jpeg2k_encode(RGB, codecformat="jp2", reversible=False, level=60)
    info = probe(data)
    assert info is not None
    assert data[info.start :].startswith(b"\xff\x4f\xff\x51")
    assert (info.components, info.reversible, info.colour) == (3, False, "rgb")


@pytest.mark.parametrize("keep", [0.5, 0.99])
def test_jpeg_2000_that_breaks_off_is_not_complete(keep: float) -> None:
    data = imagecodecs.jpeg2k_encode(GREY_12, codecformat="j2k", level=0)
    info = probe(data[: int(len(data) * keep)])
    assert info is not None
    assert not info.complete


def test_jpeg_2000_without_all_of_its_tiles_is_not_complete() -> None:
    """Whole tile-parts and an end marker, and yet a part of the picture is not there."""
    stream = bytearray(imagecodecs.jpeg2k_encode(GREY_8, codecformat="j2k", level=0))
    width = int.from_bytes(stream[24:28])
    stream[24:28] = (width - 1).to_bytes(4)  # a second column of tiles, one pixel wide
    info = probe(stream)
    assert info is not None
    assert (info.complete, info.end_marker) == (False, True)


def test_jpeg_2000_that_only_lacks_its_end_marker_is_complete() -> None:
    data = imagecodecs.jpeg2k_encode(GREY_12, codecformat="j2k", level=0)
    info = probe(data[:-2])
    assert info is not None
    assert (info.complete, info.end_marker) == (True, False)


@pytest.mark.parametrize("container", [False, True])
@pytest.mark.parametrize("shape", [(64, 96), (480, 640), (1, 1), (300, 300), (7, 5000)])
def test_jpeg_xl_header(shape: tuple[int, int], *, container: bool) -> None:
    """Sizes in eighths and in bits, ratios and plain columns (ISO 18181-1 D.2)."""
    image = np.zeros(shape, np.uint8)
    data = imagecodecs.jpegxl_encode(image, lossless=True, usecontainer=container)
    info = probe(data)
    assert info is not None
    assert (info.coding, info.rows, info.columns, info.precision) == (Coding.JPEG_XL, *shape, 8)


@pytest.mark.parametrize("data", [b"", b"\xff", bytes(200), b"%PDF-1.4", b"RIFF1234"])
def test_what_is_no_stream(data: bytes) -> None:
    assert probe(data) is None


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8",
        b"\xff\xd8\xff\xe0\x00",
        b"\xff\xd8\x00\x00\x00\x00",
        b"\xff\xd8\xff\xe0\x00\x00" * 3,
        b"\xff\x4f\xff\x51\x00\x29",
        b"\xff\x0a",
        b"\x00\x00\x00\x0cJXL \r\n\x87\n",
        b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(64),
    ],
)
def test_a_header_that_breaks_off_is_an_error(data: bytes) -> None:
    with pytest.raises(DecodeError):
        probe(data)


STARTS = (b"\xff\xd8", b"\xff\x4f\xff\x51", b"\xff\x0a", b"\x00\x00\x00\x0cjP  \r\n\x87\n")


@given(st.sampled_from(STARTS), st.binary(max_size=300))
def test_random_headers_give_an_answer_or_a_typed_error(start: bytes, rest: bytes) -> None:
    try:
        probe(start + rest)
    except DecodeError:
        return


@given(st.data())
def test_damaged_headers_give_an_answer_or_a_typed_error(data: st.DataObject) -> None:
    stream = bytearray(jpeg(JFIF, frame=sof(0xC0, 8, 8, 8, b"\1\2\3")))
    place = data.draw(st.integers(0, len(stream) - 1))
    stream[place] = data.draw(st.integers(0, 255))
    try:
        probe(bytes(stream))
    except DecodeError:
        return
