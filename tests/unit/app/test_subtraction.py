"""A film with its mask, from the file to pixels (D-124, S-10)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset

from tests.factories.annotations import drawn
from tests.factories.dicom import image_dataset, save
from tests.factories.session_desk import FaultyDesk, no_words
from viewer.app.annotation_list import annotation_entries
from viewer.app.annotation_places import anchor_of
from viewer.app.frames import LoadedFrame
from viewer.app.subtraction import (
    is_subtracted,
    native_stack,
    subtracted_stack,
    with_mask_frame,
    with_mask_moved,
)
from viewer.app.viewport import ViewportModel
from viewer.model.annotation import AnnotationKind
from viewer.model.display_set import ImageStack
from viewer.model.mask import Subtraction
from viewer.ui.mask_commands import MaskCommands

COUNT = 5


def film(**overrides: Any) -> Dataset:
    """Frame n is a bright field with a vessel that fills by 100 a frame."""
    pixels = np.full((COUNT, 8, 8), 1000, np.uint16)
    for n in range(COUNT):
        pixels[n, 4, :] -= 100 * n
    item = Dataset()
    item.MaskOperation = "AVG_SUB"
    item.MaskFrameNumbers = 1
    item.ApplicableFrameRange = [2, COUNT]
    return image_dataset(
        pixels=pixels,
        Modality="XA",
        SOPClassUID="1.2.840.10008.5.1.4.1.1.12.1",
        ImagePositionPatient=None,
        ImageOrientationPatient=None,
        RescaleIntercept=None,
        RescaleSlope=None,
        FrameTime=33,
        FrameIncrementPointer=0x00181063,
        MaskSubtractionSequence=[item],
        **overrides,
    )


@pytest.fixture
def desk() -> Iterator[FaultyDesk]:
    desk = FaultyDesk(None)
    yield desk
    desk.close()


def shown(desk: FaultyDesk, viewport: ViewportModel) -> LoadedFrame:
    desk.run_until(lambda: isinstance(viewport.shown, LoadedFrame))
    frame = viewport.shown
    assert isinstance(frame, LoadedFrame)
    return frame


def opened(desk: FaultyDesk, folder: Path, **overrides: Any) -> ViewportModel:
    save(film(**overrides), folder / "IM1")
    session = desk.open(folder)
    desk.run_until(lambda: session.workspace.active.state.stack is not None)
    return session.workspace.active


def test_a_file_that_recommends_it_starts_subtracted(desk: FaultyDesk, tmp_path: Path) -> None:
    viewport = opened(desk, tmp_path, RecommendedViewingMode="SUB")
    first = shown(desk, viewport)  # outside of the range of the mask: as it is
    assert first.frame.pixels[0, 0] == 1000
    viewport.go_to(3)
    fourth = shown(desk, viewport)
    assert fourth.frame.pixels[4].tolist() == [-300] * 8
    assert not fourth.frame.pixels[0].any()
    assert "SUBTRACTED, mask picture 1" in fourth.frame.notices
    assert fourth.image.facts.modality_lut.unit == "difference"


def test_without_a_recommendation_it_starts_as_it_is(desk: FaultyDesk, tmp_path: Path) -> None:
    viewport = opened(desk, tmp_path)
    assert not is_subtracted(viewport.state.stack)
    viewport.go_to(2)
    MaskCommands(desk.session, no_words).toggle()
    assert shown(desk, viewport).frame.pixels[4, 0] == -200
    assert viewport.state.index == 2  # the picture stays
    MaskCommands(desk.session, no_words).toggle()
    assert shown(desk, viewport).frame.pixels[4, 0] == 800


def test_any_picture_can_be_the_mask(desk: FaultyDesk, tmp_path: Path) -> None:
    viewport = opened(desk, tmp_path)
    viewport.go_to(4)
    MaskCommands(desk.session, no_words).use_as_mask()
    viewport.go_to(1)
    assert shown(desk, viewport).frame.pixels[4, 0] == 300


def test_other_pixels_are_never_taken_for_these(desk: FaultyDesk, tmp_path: Path) -> None:
    viewport = opened(desk, tmp_path)
    stack = viewport.state.stack
    assert isinstance(stack, ImageStack)
    masked = subtracted_stack(stack, with_mask_frame(stack, 0))
    moved = with_mask_moved(masked, 0.25, 0.0)
    keys = {stack.frames[2].key, masked.frames[2].key, moved.frames[2].key}
    assert len(keys) == 3
    assert native_stack(moved) == stack


def test_linear_pixels_say_that_logarithms_were_subtracted(
    desk: FaultyDesk, tmp_path: Path
) -> None:
    viewport = opened(desk, tmp_path, PixelIntensityRelationship="LIN")
    viewport.go_to(1)
    MaskCommands(desk.session, no_words).toggle()
    frame = shown(desk, viewport)
    assert frame.frame.pixels[4, 0] == round(1000 * np.log(900 / 1000))
    assert "ln" in frame.image.facts.modality_lut.unit


def test_drawings_stay_where_the_mask_comes_and_goes(desk: FaultyDesk, tmp_path: Path) -> None:
    viewport = opened(desk, tmp_path)
    viewport.go_to(2)
    MaskCommands(desk.session, no_words).toggle()
    shown(desk, viewport)
    frame, session = viewport.state.frame, desk.session
    assert frame is not None
    session.annotations.add(drawn(AnnotationKind.POINT, (1.0, 4.0), anchor=anchor_of(frame)))
    assert [a.id for a in session.annotation_marks.shown(viewport)] == ["a1"]
    (listed,) = annotation_entries(session.annotations.state, session.catalog, session.measurements)
    assert listed.place is not None
    assert listed.place.index == 2
    MaskCommands(session, no_words).toggle()
    assert [a.id for a in session.annotation_marks.shown(viewport)] == ["a1"]
    viewport.go_to(3)
    assert not session.annotation_marks.shown(viewport)


def test_values_of_a_difference_are_no_values_of_the_file(desk: FaultyDesk, tmp_path: Path) -> None:
    """Neither the unit nor the padding nor the rescale of the stored pixels holds for it."""
    viewport = opened(desk, tmp_path, PixelPaddingValue=0)  # which most of the difference is
    viewport.go_to(2)
    MaskCommands(desk.session, no_words).toggle()
    shown(desk, viewport)
    frame = viewport.state.frame
    assert frame is not None
    box = drawn(AnnotationKind.RECTANGLE, (-0.5, 3.5), (7.5, 5.5), anchor=anchor_of(frame))
    found = {q.name: q.text for q in desk.session.measurements.of(box, frame).quantities}
    assert found["Mean"] == "\u2212100 difference"
    assert found["Max"] == "0 difference"


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        ((-0.25, 0.5), ", mask moved 0.25 px up and 0.5 px left"),
        ((0.0, -1.0), ", mask moved 1 px right"),
        ((2.0, 0.0), ", mask moved 2 px down"),
        ((0.0, 0.0), ""),
    ],
)
def test_how_the_mask_was_moved_is_said(shift: tuple[float, float], words: str) -> None:
    assert Subtraction((1,), (0,), shift).words == f"SUBTRACTED, mask picture 1{words}"
