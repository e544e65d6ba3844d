"""Pictures of real files must agree with dcm2pnm within one level (V-10).

Fractional slopes are left out: dcm2pnm cuts modality values to integers (test_pipeline has
them by hand).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.shared_data import shared_data
from tests.unit.render.dcmtk import dcm2pnm, picture, prepared
from viewer.model.lut import VoiFunction, VoiLut, Window
from viewer.render.covering import OVERLAY_WORD

if TYPE_CHECKING:
    from pathlib import Path

OVERLAY = np.array([int(OVERLAY_WORD) >> shift & 255 for shift in (16, 8, 0)])


def difference(ours: np.ndarray, theirs: np.ndarray) -> int:
    grey = ours if theirs.ndim == 3 else ours[..., 0]
    return int(np.abs(grey.astype(int) - theirs).max())


@pytest.mark.parametrize(
    ("name", "center", "width"),
    [
        ("pixels/CT-MONO2-16-ankle", 40, 400),
        ("pixels/CT-MONO2-16-ankle", 300.5, 1),
        ("pixels/GH342.dcm", 40, 80),
        ("pixels/test16signed.dcm", 0, 65536),
        ("pixels/mlut_18.dcm", 500, 900),
        ("pixels/CR-MONO1-10-chest", 550, 1024),
        ("pixels/KarstenHilbertRF.dcm", 128, 200),
        ("made/pixels/modality_lut.dcm", 1500, 2500),
        ("made/pixels/monochrome1.dcm", 2000, 3000),
        ("made/pixels/rescale_negative_slope.dcm", 2000, 3000),
        ("made/pixels/signed_12_not_sign_extended.dcm", 0, 2000),
        ("made/pixels/garbage_above_bits_stored.dcm", 2000, 1000),
        ("multiframe/MR-MONO2-8-16x-heart.dcm", 100, 150),
    ],
)
def test_windows(name: str, center: float, width: float, tmp_path: Path) -> None:
    path = shared_data() / name
    theirs = dcm2pnm(path, tmp_path / "p", "-O", "+Ww", str(center), str(width))
    ours = picture(prepared(path), Window(center, width), show_overlays=False)
    assert theirs.min() < theirs.max()
    assert difference(ours, theirs) <= 1


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("made/pixels/window_three_presets.dcm", 1),
        ("made/pixels/window_three_presets.dcm", 2),
        ("made/pixels/window_three_presets.dcm", 3),
        ("pixels/dx_image.dcm", 1),
        ("pixels/GH1728.dcm", 1),
    ],
)
def test_windows_of_the_file(name: str, number: int, tmp_path: Path) -> None:
    path = shared_data() / name
    image = prepared(path)
    theirs = dcm2pnm(path, tmp_path / "p", "-O", "+Wi", str(number))
    ours = picture(image, image.facts.voi[number - 1], show_overlays=False)
    assert difference(ours, theirs) <= 1


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("pixels/vlut_04.dcm", 1),
        ("made/pixels/voi_lut_two.dcm", 1),
        ("made/pixels/voi_lut_two.dcm", 2),
    ],
)
def test_voi_luts(name: str, number: int, tmp_path: Path) -> None:
    path = shared_data() / name
    image = prepared(path)
    luts = [voi for voi in image.facts.voi if isinstance(voi, VoiLut)]
    theirs = dcm2pnm(path, tmp_path / "p", "-O", "+Wl", str(number))
    assert difference(picture(image, luts[number - 1]), theirs) <= 1


def test_sigmoid(tmp_path: Path) -> None:
    path = shared_data() / "made/pixels/window_sigmoid.dcm"
    theirs = dcm2pnm(path, tmp_path / "p", "-O", "+Ww", "1500", "1000", "+Wfs")
    ours = picture(prepared(path), Window(1500, 1000, VoiFunction.SIGMOID))
    assert difference(ours, theirs) <= 1


@pytest.mark.parametrize(
    "name",
    [
        "colour/palette/OBXXXX1A.dcm",
        "colour/palette/OT-PAL-8-face.dcm",
        "made/colour/palette_16bit_entries.dcm",
        "made/colour/palette_8bit_entries.dcm",
        "made/colour/palette_first_mapped_50_of_100.dcm",
        "made/colour/rgb_planar1.dcm",
        "made/colour/rgb_odd_bytes.dcm",
        "made/colour/rgb_16bit.dcm",
    ],
)
def test_colour(name: str, tmp_path: Path) -> None:
    path = shared_data() / name
    theirs = dcm2pnm(path, tmp_path / "p", "-O")
    assert theirs.ndim == 3
    assert difference(picture(prepared(path), None), theirs) <= 1


@pytest.mark.parametrize(
    "name",
    [
        "made/pixels/overlay_two_planes.dcm",
        "made/pixels/overlay_negative_origin.dcm",
    ],
)
def test_overlays(name: str, tmp_path: Path) -> None:
    """Where dcm2pnm's picture changes by its overlays, ours has the overlay's colour."""
    path = shared_data() / name
    window = ("+Ww", "2000", "100000")  # everything mid-grey, so white stands out
    with_overlays = dcm2pnm(path, tmp_path / "o", "+O", "0", "+Omr", "+Osf", "1", *window)
    without = dcm2pnm(path, tmp_path / "p", "-O", *window)
    ours = (picture(prepared(path), Window(2000, 100000)) == OVERLAY).all(axis=-1)
    assert ours.any()
    assert np.array_equal(ours, with_overlays != without)


def test_overlays_belong_to_their_frame(tmp_path: Path) -> None:
    """D-081."""
    path = shared_data() / "made/pixels/overlay_multiframe.dcm"
    for frame in range(4):
        options = ("+F", str(frame + 1), "+Ww", "100", "10000")
        drawn = dcm2pnm(path, tmp_path / "o", "+O", "0", "+Omr", *options)
        plain = dcm2pnm(path, tmp_path / "p", "-O", *options)
        ours = (picture(prepared(path, frame), Window(100, 10000)) == OVERLAY).all(axis=-1)
        assert np.array_equal(ours, drawn != plain)
