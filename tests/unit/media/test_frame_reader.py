"""Frames by key: where they are is known from the header's first reading, and checked."""

import io
import os
from pathlib import Path

import pytest

from tests.factories.elements import Writer, identity, part10, pixel_module
from viewer.errors import FileChangedError
from viewer.media.header_reader import HeaderReader
from viewer.media.medium import Medium
from viewer.media.source import FolderSource
from viewer.model.image import FileKey, FrameKey
from viewer.settings import DecodeSettings, Settings

W = Writer()
KEY = FrameKey(FileKey(1, "IM1"), 0)


def image(pixels: bytes, comment: str = "") -> bytes:
    described = identity(W) + W.element(0x00204000, "LT", comment) + pixel_module(W)
    return part10(described + W.element(0x7FE00010, "OW", pixels))


def opened(folder: Path) -> Medium:
    return Medium.open(folder, 1, Settings())


@pytest.mark.parametrize("comment", ["", "longer"])
def test_no_frame_is_read_where_the_pixels_were_before_the_file_changed(
    tmp_path: Path, comment: str
) -> None:
    """Neither the header nor the place of the pixels need be true of another file."""
    path = tmp_path / "IM1"
    path.write_bytes(image(b"old pixels!!"))
    medium = opened(tmp_path)
    medium.header(KEY.file)
    path.write_bytes(image(b"new pixels!!", comment))
    later = path.stat().st_mtime + 2
    os.utime(path, (later, later))
    with pytest.raises(FileChangedError):
        medium.read_frame(KEY)
    medium.close()


def test_the_place_of_pixels_is_kept_from_the_header(tmp_path: Path) -> None:
    data = image(b"some pixels!")
    (tmp_path / "IM1").write_bytes(data)
    reader = HeaderReader(FolderSource(tmp_path), 1, DecodeSettings())
    with (tmp_path / "IM1").open("rb") as stream:
        assert reader.pixels("IM1", stream) is None
        reader.read("IM1")
        found = reader.pixels("IM1", stream)
    assert found is not None
    assert found.offset == data.index(b"some pixels!")
    assert reader.pixels("IM1", io.BytesIO(data)) is None  # no file: nothing tells if it changed
