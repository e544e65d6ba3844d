"""Overlays in unused bits of the pixels go with the rest of the overlay (A-011, D-082)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.encaps import generate_frames

from tests.factories.dicom import gradient, image_dataset, save
from viewer.deid.boxes import Box
from viewer.deid.job import Request, run
from viewer.deid.profile import PRESETS
from viewer.deid.risk import Review, risk_of
from viewer.demo.pixels import EXPLICIT_LITTLE_ENDIAN, JPEG_LS_LOSSLESS


def drawn(folder: Path, syntax: str, **more: Any) -> Path:
    pixels = gradient() | np.uint16(0x8000)
    ds = image_dataset(pixels=pixels, syntax=syntax, **more)
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


@pytest.mark.parametrize("syntax", [EXPLICIT_LITTLE_ENDIAN, JPEG_LS_LOSSLESS])
def test_their_bits_are_cleared_and_samples_stay(tmp_path: Path, syntax: str) -> None:
    drawn(tmp_path, syntax)
    run(Request((tmp_path / "source",), tmp_path / "copy", PRESETS["share"]))
    [copy] = (tmp_path / "copy").rglob("IM*")
    ds = dcmread(copy)
    assert not [tag for tag in ds.keys() if tag.group == 0x6000]  # noqa: SIM118  tags
    assert ds.file_meta.TransferSyntaxUID == syntax
    if syntax == JPEG_LS_LOSSLESS:
        [frame] = generate_frames(ds.PixelData, number_of_frames=1)
        assert np.array_equal(imagecodecs.jpegls_decode(frame), gradient())
    else:
        assert np.array_equal(np.frombuffer(ds.PixelData, "<u2"), gradient().reshape(-1))


def test_they_are_cleared_beside_a_mask_too(tmp_path: Path) -> None:
    drawn(tmp_path, EXPLICIT_LITTLE_ENDIAN, BurnedInAnnotation="YES")
    request = Request((tmp_path / "source",), tmp_path / "copy", PRESETS["share"])
    ds = dcmread(tmp_path / "source" / "drawn")
    risk = risk_of(ds, ds.Rows, ds.Columns)
    assert risk is not None
    run(replace(request, reviews={risk.layout: Review((Box(0, 0, 3, 3),))}))
    [copy] = (tmp_path / "copy").rglob("IM*")
    expected = gradient()
    expected[:4, :4] = 0
    assert np.array_equal(dcmread(copy).pixel_array, expected)
