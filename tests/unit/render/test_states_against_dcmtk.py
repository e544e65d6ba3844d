"""Images under presentation states must agree with DCMTK's dcmp2pgm within one grey level.

dcmp2pgm draws no graphics, no overlays and no shutter but the bitmap one, and always the whole
image: the rest has golden tests of its own (test_state_look, test_shutter, test_covering).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.factories.dicom import image_dataset, save
from tests.factories.presentation import add_overlay, item_of, lut, state_dataset, window
from tests.shared_data import shared_data
from tests.unit.render.marked import dcmp2pgm, image_of, picture, state_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset


def ramp(rows: int = 48, columns: int = 64, bits: int = 12) -> NDArray[np.uint16]:
    """All grey levels, each pixel another."""
    values = np.linspace(0, (1 << bits) - 1, rows * columns)
    return np.asarray(np.rint(values).reshape(rows, columns), np.uint16)


def largest_difference(
    image: Path, state: Path, folder: Path, frame: int = 1
) -> tuple[int, NDArray[np.uint8]]:
    theirs = dcmp2pgm(image, state, folder / "theirs.pgm", frame)
    ours = picture(
        image_of(image, frame - 1),
        state_of(state),
        (theirs.shape[1], theirs.shape[0]),
        show_shuttered=True,
        show_overlays=False,
    )
    assert (ours[..., 0] == ours[..., 2]).all()
    return int(np.abs(ours[..., 0].astype(int) - theirs).max()), theirs


@pytest.mark.parametrize(
    ("image", "state"),
    [
        ("objects/pr/imageForPrLUTs.dcm", "objects/pr/prLUTs.dcm"),
        ("made/objects/referenced/ct.dcm", "made/objects/pr/gsps_annotated.dcm"),
    ],
)
def test_states_of_others(image: str, state: str, tmp_path: Path) -> None:
    difference, theirs = largest_difference(shared_data() / image, shared_data() / state, tmp_path)
    assert theirs.min() < theirs.max()
    assert difference <= 1


def curve(count: int, bits: int) -> NDArray[np.uint16]:
    """A table that rises as a square root does."""
    highest = (1 << bits) - 1
    return np.asarray(np.rint(np.sqrt(np.arange(count) / (count - 1)) * highest), np.uint16)


STATES: dict[str, dict[str, Any]] = {
    "nothing: identity of all": {"RescaleSlope": None, "RescaleIntercept": None},
    "no window: identity, not the image's": {},
    "window": {"SoftcopyVOILUTSequence": [window(40, 400)]},
    "a narrow window": {"SoftcopyVOILUTSequence": [window(100.5, 2)]},
    "inverse": {
        "SoftcopyVOILUTSequence": [window(500, 2000)],
        "PresentationLUTShape": "INVERSE",
    },
    "table": {
        "SoftcopyVOILUTSequence": [item_of(VOILUTSequence=[lut(curve(4096, 12), -1024, 12)])]
    },
    "short table": {
        "SoftcopyVOILUTSequence": [item_of(VOILUTSequence=[lut(curve(300, 16), 100, 16)])]
    },
    "presentation table": {
        "PresentationLUTShape": None,
        "SoftcopyVOILUTSequence": [window(1000, 4000)],
        "PresentationLUTSequence": [lut(curve(4096, 12), 0, 12)],
    },
    "modality table": {
        "RescaleSlope": None,
        "RescaleIntercept": None,
        "RescaleType": None,
        "ModalityLUTSequence": [lut(curve(4096, 12), 0, 12)],
        "SoftcopyVOILUTSequence": [window(2000, 3000)],
    },
    "turned": {
        "SoftcopyVOILUTSequence": [window(40, 4000)],
        "ImageRotation": 90,
        "ImageHorizontalFlip": "N",
    },
    "turned twice and mirrored": {
        "SoftcopyVOILUTSequence": [window(40, 4000)],
        "ImageRotation": 180,
        "ImageHorizontalFlip": "Y",
    },
    "turned thrice and mirrored": {
        "SoftcopyVOILUTSequence": [window(40, 4000)],
        "ImageRotation": 270,
        "ImageHorizontalFlip": "Y",
    },
}


@pytest.mark.parametrize("photometric", ["MONOCHROME2", "MONOCHROME1"])
@pytest.mark.parametrize("changes", STATES.values(), ids=STATES.keys())
def test_states_of_our_own(changes: dict[str, Any], photometric: str, tmp_path: Path) -> None:
    """D-001..D-003, D-060, P-003, P-010; polarity by the state alone, whatever the image is."""
    dataset = image_dataset(
        pixels=ramp(), PhotometricInterpretation=photometric, WindowCenter=0, WindowWidth=50
    )
    image = save(dataset, tmp_path / "image")
    state = save(state_dataset([dataset], **changes), tmp_path / "state")
    difference, theirs = largest_difference(image, state, tmp_path)
    assert theirs.max() - theirs.min() > 100
    assert difference <= 1


def test_each_frame_has_its_own_window(tmp_path: Path) -> None:
    """P-003: a part of a state is about the frames it names."""
    frames = np.stack([ramp(), ramp()])
    dataset = image_dataset(pixels=frames)
    image = save(dataset, tmp_path / "image")
    references = [reference_of(dataset, number) for number in (1, 2)]
    windows = [
        window(center, 500, ReferencedImageSequence=[named])
        for center, named in zip((0, 1500), references, strict=True)
    ]
    state = save(state_dataset([dataset], SoftcopyVOILUTSequence=windows), tmp_path / "state")
    pictures = []
    for frame in (1, 2):
        difference, theirs = largest_difference(image, state, tmp_path, frame)
        assert difference <= 1
        pictures.append(theirs)
    assert (pictures[0] != pictures[1]).any()


def reference_of(dataset: Dataset, frame: int) -> Dataset:
    return item_of(
        ReferencedSOPClassUID=dataset.SOPClassUID,
        ReferencedSOPInstanceUID=dataset.SOPInstanceUID,
        ReferencedFrameNumber=frame,
    )


def test_a_bitmap_hides_what_it_covers(tmp_path: Path) -> None:
    """D-092: set bits hide, in the colour of the Shutter Presentation Value."""
    dataset = image_dataset(pixels=ramp())
    image = save(dataset, tmp_path / "image")
    bits = np.zeros((48, 64), np.bool_)
    bits[:10], bits[:, 50:] = True, True
    made = state_dataset(
        [dataset],
        SoftcopyVOILUTSequence=[window(1000, 4000)],
        ShutterShape="BITMAP",
        ShutterOverlayGroup=0x6000,
        ShutterPresentationValue=30000,
    )
    state = save(add_overlay(made, bits), tmp_path / "state")
    theirs = dcmp2pgm(image, state, tmp_path / "theirs.pgm")
    ours = picture(image_of(image), state_of(state), (64, 48))[..., 0]
    assert (ours[:10] == 117).all()
    assert int(np.abs(ours.astype(int) - theirs).max()) <= 1
