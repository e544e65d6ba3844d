"""The media that are measured are sound, and slices say which one they are."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.codecs import CODECS, Codec
from benchmarks.media import Media, picture
from benchmarks.pictures import MARK_BITS, MARK_PX, ct_slice, mark_place
from tests.factories.media import load, report_of
from viewer.media.decoders import DecodeRequest, decode
from viewer.model.findings import Severity
from viewer.model.image import FrameKey


def test_a_file_set_is_complete_and_sound(tmp_path: Path) -> None:
    report = report_of(Media(tmp_path).file_set(450))  # more than one series
    assert report.counts.referenced == report.counts.readable == 450
    assert not [f for f in report.findings if f.severity is not Severity.INFO]


def test_media_are_made_once(tmp_path: Path) -> None:
    media = Media(tmp_path)
    first = (media.file_set(3) / "DICOMDIR").stat().st_mtime_ns
    assert (media.file_set(3) / "DICOMDIR").stat().st_mtime_ns == first


def test_each_slice_has_its_number_in_it() -> None:
    image = ct_slice(421)
    places = [mark_place(bit) for bit in range(MARK_BITS)]
    bits = [image[top + MARK_PX // 2, left + MARK_PX // 2] > 1000 for top, left in places]
    assert sum(1 << bit for bit, on in enumerate(bits) if on) == 421


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_ours_and_the_bare_call_give_the_same_picture(codec: Codec, tmp_path: Path) -> None:
    medium, events = load(Media(tmp_path).image(1, codec).parent)
    header = next(header for event in events for header in event.headers)
    assert header.image is not None
    data = medium.read_frame(FrameKey(header.file, 0)).data
    ours = decode(DecodeRequest(header.image.pixels, data)).array
    bare = codec.call(bytes(data), np.empty_like(picture(1, codec)))
    medium.close()
    assert int(np.abs(ours.astype(int) - bare.astype(int)).max()) <= 1
