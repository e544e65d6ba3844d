"""Real images at risk, blacked out: GDCM sees the box, and the rest as it was (A-052)."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import dcmread

from tests.shared_data import shared_data
from viewer.deid.boxes import Box
from viewer.deid.job import Request, preview, run
from viewer.deid.profile import PRESETS
from viewer.deid.risk import Review

LOSSLESS = (
    "colour/US1_RLE",
    "colour/US1_J2KR",
    "colour/US1_UNC",
    "colour/US-YBR_FULL_422-EVRLE.dcm",
    "colour/palette/gdcm-US-ALOKA-16.dcm",
    "multiframe/US-PAL-8-10x-echo",
    "deid/deid-data/GREYSCALE_IMAGE.dcm",
    "deid/deid-data/RGB_IMAGE.dcm",
)
_EVEN = 2  # chroma of two pixels


def by_gdcm(path: Path, folder: Path) -> NDArray[np.generic]:
    """All values of an image as GDCM decodes them."""
    plain = folder / f"{path.name}.raw"
    command = ["gdcmconv", "--raw", str(path), str(plain)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  of our own choice
    ds = dcmread(plain, force=True)
    frames = int(ds.get("NumberOfFrames", 1) or 1)
    values: NDArray[np.generic] = ds.pixel_array
    return values.reshape(frames, int(ds.Rows), int(ds.Columns), -1)


@pytest.mark.parametrize("name", LOSSLESS)
def test_the_box_is_of_one_colour_in_every_frame_and_the_rest_is_as_it_was(
    name: str, tmp_path: Path
) -> None:
    path = shared_data() / name
    if shutil.which("gdcmconv") is None:
        pytest.skip("gdcmconv is not installed")
    request = Request((path,), tmp_path / "copy", PRESETS["share"])
    ((layout, found),) = preview(request).account.layouts.items()
    assert found.can_mask
    before = by_gdcm(path, tmp_path)
    rows, columns = before.shape[1:3]
    box = Box(0, 0, columns // 2 // _EVEN * _EVEN - 1, rows // 4)  # where the texts are
    masked = Request((path,), tmp_path / "copy", PRESETS["share"], reviews={layout: Review((box,))})
    assert run(masked).written == 1
    (copy,) = (tmp_path / "copy").rglob("IM*")
    after = by_gdcm(copy, tmp_path)
    inside = np.zeros((rows, columns), bool)
    inside[box.top : box.bottom + 1, box.left : box.right + 1] = True
    assert (after[:, inside] == after[0, box.top, box.left]).all()
    assert np.array_equal(after[:, ~inside], before[:, ~inside])
    assert not np.array_equal(after, before)
