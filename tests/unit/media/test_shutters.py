"""D-090, D-091, D-121: shutters as headers state them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.dicom import gradient, image_dataset, save
from viewer.limits import SHUTTER_VERTICES
from viewer.media.header import read_dataset
from viewer.media.parse import parse_header
from viewer.media.parse_image import SHUTTER_NOT_USABLE
from viewer.model.image import FileKey
from viewer.model.shutter import Shutter
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

    from viewer.model.header import ImageFacts

RECTANGLE: dict[str, Any] = {
    "ShutterShape": "RECTANGULAR",
    "ShutterLeftVerticalEdge": 3,
    "ShutterRightVerticalEdge": 12,
    "ShutterUpperHorizontalEdge": 2,
    "ShutterLowerHorizontalEdge": 9,
}


def facts_of(folder: Path, dataset: Dataset) -> ImageFacts:
    path = save(dataset, folder / "image")
    with path.open("rb") as stream:
        header = parse_header(read_dataset(stream, settings=DecodeSettings()), FileKey(1, "image"))
    assert header.image is not None
    return header.image


def shutter_in(folder: Path, **attributes: Any) -> tuple[Shutter | None, tuple[str, ...]]:
    image = facts_of(folder, image_dataset(**attributes))
    return image.frames[0].shutter, image.notices


@pytest.mark.parametrize(
    ("attributes", "shutter"),
    [
        (RECTANGLE, Shutter(rectangle=(3, 12, 2, 9))),
        (
            {
                "ShutterShape": "CIRCULAR",
                "CenterOfCircularShutter": [8, 10],
                "RadiusOfCircularShutter": 6,
                "ShutterPresentationValue": 0xFFFF,
            },
            Shutter(circle=(8, 10, 6), colour="#ffffff"),
        ),
        (
            {
                "ShutterShape": "POLYGONAL",
                "VerticesOfThePolygonalShutter": [1, 1, 1, 9, 9, 9],
                "ShutterPresentationColorCIELabValue": [0xFFFF, 0x8080, 0x8080],
            },
            Shutter(polygon=((1, 1), (1, 9), (9, 9)), colour="#ffffff"),
        ),
        (
            {
                **RECTANGLE,
                "ShutterShape": ["RECTANGULAR", "CIRCULAR"],
                "CenterOfCircularShutter": [8, 10],
                "RadiusOfCircularShutter": 6,
            },
            Shutter(rectangle=(3, 12, 2, 9), circle=(8, 10, 6)),
        ),
    ],
)
def test_shapes(attributes: dict[str, Any], shutter: Shutter, tmp_path: Path) -> None:
    assert shutter_in(tmp_path, **attributes) == (shutter, ())


@pytest.mark.parametrize(
    "attributes",
    [
        {"ShutterShape": "CIRCULAR"},
        {**RECTANGLE, "ShutterRightVerticalEdge": 1},
        {**RECTANGLE, "ShutterUpperHorizontalEdge": None},
        {**RECTANGLE, "ShutterShape": ["RECTANGULAR", "CIRCULAR"]},
        {"ShutterShape": "POLYGONAL", "VerticesOfThePolygonalShutter": [1, 1, 1, 9]},
        {"ShutterShape": "POLYGONAL", "VerticesOfThePolygonalShutter": [1, 1, 1, 9, 9, 9, 3]},
        {"ShutterShape": "STAR"},
    ],
)
def test_a_shape_that_makes_no_sense_hides_nothing_and_is_told(
    attributes: dict[str, Any], tmp_path: Path
) -> None:
    """S-12: never too little in sight by accident."""
    assert shutter_in(tmp_path, **attributes) == (None, (SHUTTER_NOT_USABLE,))


def test_a_polygon_of_too_many_corners_hides_nothing(tmp_path: Path) -> None:
    corners = [number % 9 + 1 for number in range(2 * SHUTTER_VERTICES + 2)]
    found = shutter_in(tmp_path, ShutterShape="POLYGONAL", VerticesOfThePolygonalShutter=corners)
    assert found == (None, (SHUTTER_NOT_USABLE,))
    fine = shutter_in(
        tmp_path, ShutterShape="POLYGONAL", VerticesOfThePolygonalShutter=corners[:-2]
    )
    assert fine[0] is not None
    assert len(fine[0].polygon) == SHUTTER_VERTICES


def test_frames_have_shutters_of_their_own(tmp_path: Path) -> None:
    """D-121: Frame Display Shutter of one frame, and nothing beside it from the top level."""
    from pydicom.dataset import Dataset as Item  # noqa: PLC0415

    dataset = image_dataset(pixels=gradient()[None].repeat(2, axis=0), **RECTANGLE)
    groups = []
    for left in (3, 5):
        shutter, group = Item(), Item()
        shutter.ShutterShape = "CIRCULAR"
        shutter.CenterOfCircularShutter = [8, left]
        shutter.RadiusOfCircularShutter = 4
        group.FrameDisplayShutterSequence = [shutter]
        groups.append(group)
    dataset.PerFrameFunctionalGroupsSequence = groups
    image = facts_of(tmp_path, dataset)
    assert [frame.shutter for frame in image.frames] == [
        Shutter(circle=(8, 3, 4)),
        Shutter(circle=(8, 5, 4)),
    ]
