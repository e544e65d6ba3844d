"""Needs the optional part `video` and the team's videos; frame truth comes from FFmpeg."""

import csv
import importlib.util
from functools import cache
from itertools import pairwise

import numpy as np
import pydicom
import pytest
from pydicom.encaps import generate_fragments

from tests.factories.decode_requests import MPEG2, described, request
from tests.shared_data import shared_data
from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders.base import DecodeRequest

if importlib.util.find_spec("cv2") is None:
    pytest.skip("the optional part `video` is not installed", allow_module_level=True)

from viewer.media.decoders.video import decode

FOLDER = "made/objects/video/"
FILES = ("h264_hp41_102", "h264_hp41_bd_103_mpegts", "hevc_main_107", "mpeg2_mpml_100")


@cache
def video(name: str) -> DecodeRequest:
    dataset = pydicom.dcmread(shared_data() / f"{FOLDER}{name}.dcm")
    stream = b"".join(list(generate_fragments(dataset.PixelData))[1:])
    rgb = np.zeros((dataset.Rows, dataset.Columns, 3), np.uint8)
    return request(described(rgb, str(dataset.file_meta.TransferSyntaxUID)), stream)


def frame(name: str, index: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.generic]]":
    asked = video(name)
    return decode(DecodeRequest(asked.pixels, asked.data, frame_index=index)).array


@pytest.mark.parametrize("name", FILES)
def test_any_order_gives_the_frames_of_playing_through(name: str) -> None:
    played = [frame(name, index) for index in range(24)]
    # pairwise different, or the order would prove nothing
    assert all((a != b).any() for a, b in pairwise(played))
    for other in FILES:  # another stream takes the place of the open one
        frame(other, 3)
        for index in (23, 22, 5, 6, 0, 17, 17, 16, 1):
            np.testing.assert_array_equal(frame(name, index), played[index])


@pytest.mark.parametrize("name", FILES)
def test_frames_are_those_of_the_reference(name: str) -> None:
    with (shared_data() / "reference.csv").open(newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["path"] == f"{FOLDER}{name}.dcm"]
    assert len(rows) == 3
    for row in rows:
        mean = float(frame(name, int(row["frame"])).mean(dtype=np.float64))
        assert mean == pytest.approx(float(row["mean"]), abs=0.01)


def test_the_end_of_a_video_is_told() -> None:
    with pytest.raises(TruncatedPixelsError, match="after 24 frames"):
        frame(FILES[0], 24)


def test_another_size_than_the_header_says_is_refused() -> None:
    asked = video(FILES[0])
    wrong = described(np.zeros((10, 10, 3), np.uint8), MPEG2)
    with pytest.raises(DecodeError, match="240 rows x 320 columns"):
        decode(DecodeRequest(wrong, asked.data))


@pytest.mark.parametrize(
    "data",
    [
        b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"G" + b"<MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>".ljust(187) + b"G" * 400,
        b"\x00\x00\x01\xba" + b"\xff" * 500,
        b"",
    ],
)
def test_playlists_and_garbage_are_refused(data: bytes) -> None:
    rgb = np.zeros((240, 320, 3), np.uint8)
    with pytest.raises((DecodeError, TruncatedPixelsError)):
        decode(request(described(rgb, MPEG2), data))
