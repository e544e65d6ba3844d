"""D-120..D-122: per-frame groups before shared ones before the top level."""

import io
import time

import pytest

from tests.factories.elements import EXPLICIT, IMPLICIT, UNDEFINED, Writer, grey, parsed, part10
from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.media.functional_groups import frame_views, shared_view
from viewer.media.header import read_dataset
from viewer.media.parse_image import image_facts
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.header import ImageFacts
from viewer.model.lut import Rescale, Window
from viewer.model.viewport import ViewState
from viewer.render.orientation import edges
from viewer.settings import DecodeSettings

W = Writer()
ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"
ENHANCED_XA = "1.2.840.10008.5.1.4.1.1.12.1.1"
ULTRASOUND_VOLUME = "1.2.840.10008.5.1.4.1.1.6.2"
SHARED, PER_FRAME = 0x52009229, 0x52009230


def macro(sequence: int, *elements: bytes) -> bytes:
    return W.sequence(sequence, W.item(b"".join(elements), UNDEFINED), length=UNDEFINED)


def measures(spacing: str) -> bytes:
    return macro(0x00289110, W.element(0x00180050, "DS", "5"), W.element(0x00280030, "DS", spacing))


def position(z: float) -> bytes:
    return macro(0x00209113, W.element(0x00200032, "DS", f"0\\0\\{z}"))


ORIENTATION = macro(0x00209116, W.element(0x00200037, "DS", "1\\0\\0\\0\\1\\0"))


def rescale(slope: str) -> bytes:
    return macro(
        0x00289145,
        W.element(0x00281052, "DS", "-1024"),
        W.element(0x00281053, "DS", slope),
        W.element(0x00281054, "LO", "HU"),
    )


def facts(raw: RawDataset, frames: int) -> ImageFacts:
    return image_facts(raw, ENHANCED_CT, grey(frames=frames))


def enhanced(shared: bytes, *frames: bytes, top: bytes = b"") -> RawDataset:
    return parsed(
        top, W.sequence(SHARED, W.item(shared)), W.sequence(PER_FRAME, *(W.item(f) for f in frames))
    )


def test_each_frame_has_its_own_values_and_the_shared_ones() -> None:
    raw = enhanced(
        ORIENTATION + measures("0.5\\0.5"),
        position(0) + rescale("1"),
        position(2.5) + rescale("2"),
    )
    image = facts(raw, 2)
    places = [frame.plane.position for frame in image.frames if frame.plane is not None]
    assert places == [(0.0, 0.0, 0.0), (0.0, 0.0, 2.5)]
    assert [frame.modality_lut for frame in image.frames] == [
        Rescale(1.0, -1024.0, "HU"),
        Rescale(2.0, -1024.0, "HU"),
    ]
    assert {frame.slice_thickness_mm for frame in image.frames} == {5.0}
    assert {frame.spacing.source for frame in image.frames if frame.spacing} == {
        SpacingSource.PATIENT
    }
    assert image.cine.temporal is False  # the frames are places


def test_per_frame_wins_over_shared_wins_over_top_level() -> None:
    top = W.element(0x00280030, "DS", "3\\3") + W.element(0x00281050, "DS", "40")
    top += W.element(0x00281051, "DS", "400")
    raw = enhanced(measures("2\\2"), measures("1\\1"), b"", top=top)
    first, second = facts(raw, 2).frames
    assert first.spacing is not None
    assert second.spacing is not None
    assert (first.spacing.row_mm, second.spacing.row_mm) == (1.0, 2.0)
    assert first.voi == second.voi == (Window(40, 400),)


def test_frames_without_a_group_have_no_place() -> None:
    raw = enhanced(ORIENTATION, position(0), position(1))
    image = facts(raw, 3)
    assert [frame.plane is None for frame in image.frames] == [False, False, True]
    assert "functional groups for 2 of 3 frames" in raw.deviations


def test_more_groups_than_frames_are_noted() -> None:
    raw = enhanced(ORIENTATION, position(0), position(1), position(2))
    assert len(facts(raw, 2).frames) == 2
    assert raw.deviations == ("sequence 52009230 has more than 2 items",)


def test_only_shared_groups_make_one_entry_for_all_frames() -> None:
    raw = parsed(W.sequence(SHARED, W.item(measures("0.7\\0.7"))))
    (only,) = facts(raw, 5).frames
    assert only.spacing is not None
    assert only.spacing.row_mm == 0.7


def test_a_plain_header_is_its_own_view() -> None:
    raw = parsed(W.element(0x00280030, "DS", "1\\1"))
    assert shared_view(raw) is raw
    assert list(frame_views(raw, 10)) == []


def test_frame_content_is_found() -> None:
    content = macro(
        0x00209111,
        W.element(0x00189074, "DT", "20240102030405.5"),
        W.element(0x00209056, "SH", "1"),
        W.element(0x00209057, "UL", 4),
        W.element(0x00209128, "UL", 2),
    )
    (frame,) = facts(enhanced(b"", content), 1).frames
    assert (frame.stack_id, frame.in_stack_position, frame.temporal_position) == ("1", 4, 2)
    assert frame.acquired == "20240102030405.5"


def test_thousands_of_frames_take_a_fraction_of_a_second_each_way() -> None:
    group = W.item(position(1) + rescale("1") + measures("1\\1"), UNDEFINED)
    raw = parsed(
        W.sequence(SHARED, W.item(ORIENTATION)),
        W.sequence(PER_FRAME, *[group] * 2000, length=UNDEFINED),
    )
    start = time.process_time()
    assert len(facts(raw, 2000).frames) == 2000
    assert time.process_time() - start < 4  # 0.4 s when the machine is idle
    assert at.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE in raw


def voi(*elements: bytes) -> bytes:
    return macro(0x00289132, *elements)


def window(center: str, width: str) -> bytes:
    return W.element(0x00281050, "DS", center) + W.element(0x00281051, "DS", width)


def test_a_macro_of_a_frame_replaces_the_shared_one_as_a_whole() -> None:
    """D-120: the frame's window is not called SOFT, and no shared table survives beside it."""
    table = W.element(0x00283002, "US", [2, 0, 8]) + W.element(0x00283006, "OW", b"\0\xff")
    shared = voi(
        window("40", "400"),
        W.element(0x00281055, "LO", "SOFT"),
        W.sequence(0x00283010, W.item(table)),
    )
    raw = enhanced(shared, voi(window("1", "2")), b"", top=W.element(0x00281056, "CS", "SIGMOID"))
    first, second = facts(raw, 2).frames
    assert first.voi == (Window(1, 2),)
    assert [choice.name for choice in second.voi] == ["SOFT", ""]


def test_the_intensity_relationship_of_a_frame_decides_about_its_rescale() -> None:
    """D-035, D-121: LOG leads back to intensities, which are not for display."""
    raw = enhanced(
        rescale("2"),
        macro(0x00289443, W.element(0x00281040, "CS", "LOG")),
        macro(0x00289443, W.element(0x00281040, "CS", "LIN")),
    )
    image = image_facts(raw, ENHANCED_XA, grey(frames=2))
    assert [frame.modality_lut for frame in image.frames] == [
        Rescale(),
        Rescale(2.0, -1024.0, "HU"),
    ]


@pytest.mark.parametrize("explicit", [True, False])
def test_projections_are_measured_in_the_centre_of_the_beam(*, explicit: bool) -> None:
    """D-103, D-121; its VR is FL, which implicit files do not say."""
    writer = Writer(explicit=explicit)
    place = writer.element(0x00189404, "FL", [0.25, 0.25])
    calibration = writer.sequence(0x00189401, writer.item(place))
    groups = writer.sequence(PER_FRAME, writer.item(calibration))
    modality = writer.element(0x00080060, "CS", "XA")
    stream = io.BytesIO(part10(modality + groups, EXPLICIT if explicit else IMPLICIT))
    raw = read_dataset(stream, settings=DecodeSettings())
    (frame,) = image_facts(raw, ENHANCED_XA, grey()).frames
    assert frame.spacing == PixelSpacing(0.25, 0.25, SpacingSource.ISOCENTRE)
    assert frame.spacing.source == "at isocentre"


def test_places_in_a_volume_order_frames_and_promise_no_side_of_the_body() -> None:
    """D-121: an enhanced ultrasound volume."""
    along = macro(0x0020930F, W.element(0x00209302, "FD", [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]))
    places = [macro(0x0020930E, W.element(0x00209301, "FD", [0.0, 0.0, z])) for z in (0.0, 2.0)]
    raw = enhanced(along, *places, top=W.element(0x00209312, "UI", b"1.2.9\0"))
    image = image_facts(raw, ULTRASOUND_VOLUME, grey(frames=2))
    planes = [frame.plane for frame in image.frames if frame.plane is not None]
    assert [plane.position for plane in planes] == [(0, 0, 0), (0, 0, 2)]
    assert {(plane.in_patient, plane.frame_of_reference_uid) for plane in planes} == {
        (False, "1.2.9")
    }
    assert image.cine.temporal is False
    assert not any(edges(frame, ViewState()).known for frame in image.frames)


def test_segments_are_told_apart() -> None:
    groups = [macro(0x0062000A, W.element(0x0062000B, "US", number)) for number in (1, 2)]
    assert [frame.segment for frame in facts(enhanced(b"", *groups), 2).frames] == [1, 2]
