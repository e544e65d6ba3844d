"""Overlays in unused bits of the pixels go with the rest of the overlay (A-011, D-082)."""

from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from tests.factories.dicom import gradient, image_dataset, save
from viewer.deid.errors import DeidError
from viewer.deid.job import Request, run
from viewer.deid.profile import PRESETS
from viewer.demo.pixels import EXPLICIT_LITTLE_ENDIAN, JPEG_LS_LOSSLESS


def drawn(folder: Path, syntax: str) -> Path:
    pixels = gradient() | np.uint16(0x8000)
    ds = image_dataset(pixels=pixels, syntax=syntax)
    for number, vr, value in (
        (0x0010, "US", 16),
        (0x0011, "US", 20),
        (0x0040, "CS", "G"),
        (0x0050, "SS", [1, 1]),
        (0x0100, "US", 16),
        (0x0102, "US", 15),
    ):
        ds.add_new(0x6000_0000 | number, vr, value)
    return save(ds, folder / "source" / "drawn")


def test_their_bits_are_cleared_and_samples_stay(tmp_path: Path) -> None:
    drawn(tmp_path, EXPLICIT_LITTLE_ENDIAN)
    run(Request((tmp_path / "source",), tmp_path / "copy", PRESETS["share"]))
    [copy] = (tmp_path / "copy").rglob("IM*")
    ds = dcmread(copy)
    assert not [tag for tag in ds.keys() if tag.group == 0x6000]  # noqa: SIM118  tags
    assert np.array_equal(ds.pixel_array, gradient())


def test_where_they_cannot_be_cleared_the_image_is_left_out(tmp_path: Path) -> None:
    drawn(tmp_path, JPEG_LS_LOSSLESS)
    with pytest.raises(DeidError, match="drawings are mixed into"):
        run(Request((tmp_path / "source",), tmp_path / "copy", PRESETS["share"]))
