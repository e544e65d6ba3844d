"""G-013, G-020..G-022."""

import pytest

from tests.factories.headers import image_header, slices, with_sort
from viewer.hanging.spacing import expected_images, measure
from viewer.model.display_set import StackFrame
from viewer.model.findings import FindingCode
from viewer.model.geometry import Plane
from viewer.model.header import FrameFacts, InstanceHeader
from viewer.model.image import FrameKey


def _frames(headers: list[InstanceHeader]) -> list[StackFrame]:
    return [StackFrame(FrameKey(h.file, 0), h, h.image.frame(0)) for h in headers if h.image]


def _codes(headers: list[InstanceHeader]) -> list[FindingCode]:
    return [f.code for f in measure(_frames(headers)).findings]


def test_even_slices_are_a_volume_without_findings() -> None:
    geometry = measure(_frames(slices([0, 2.5, 5, 7.5])))
    assert geometry.spacing_mm == pytest.approx(2.5)
    assert geometry.is_volume
    assert geometry.gaps == ()
    assert geometry.findings == ()


def test_a_gap_names_its_place_and_how_many_are_missing() -> None:
    geometry = measure(_frames(slices([0, 5, 10, 25, 30])), "1.2.3")
    assert geometry.gaps == (2,)
    (finding,) = geometry.findings
    assert finding.code is FindingCode.GAP
    assert finding.detail.startswith("2 missing between images 3 and 4")
    assert finding.series_uid == "1.2.3"


def test_a_step_of_less_than_one_and_a_half_is_irregular_only() -> None:
    assert _codes(slices([0, 5, 10, 16, 21])) == [FindingCode.IRREGULAR_SPACING]


@pytest.mark.parametrize(("last", "regular"), [(15.09, True), (15.11, False)])
def test_two_per_cent_of_the_spacing_are_tolerated(last: float, regular: bool) -> None:  # noqa: FBT001 - a table column
    assert (_codes(slices([0, 5, 10, last])) == []) is regular


def test_several_images_per_position_are_told_and_are_no_volume() -> None:
    geometry = measure(_frames(slices([0, 0, 5, 5, 10, 10])))
    assert [f.code for f in geometry.findings] == [FindingCode.SAME_POSITION]
    assert "2 images per position" in geometry.findings[0].detail
    assert geometry.spacing_mm == pytest.approx(5)
    assert not geometry.is_volume


def test_lean_is_measured_from_positions_not_from_the_header() -> None:
    # 10 degrees: tan(10) * 5 mm = 0.8816 mm sideways per slice.
    headers = [
        image_header(
            f"{i}", FrameFacts(plane=Plane((0, 0.8816349 * i, 5.0 * i), (1, 0, 0), (0, 1, 0), "1"))
        )
        for i in range(4)
    ]
    (finding,) = measure(_frames(headers)).findings
    assert finding.code is FindingCode.TILTED
    assert "10.0 degrees" in finding.detail


def test_other_frames_of_reference_are_no_volume() -> None:
    headers = [
        image_header(f"{i}", FrameFacts(plane=Plane((0, 0, 5.0 * i), (1, 0, 0), (0, 1, 0), f"{i}")))
        for i in range(3)
    ]
    assert not measure(_frames(headers)).is_volume


def test_nothing_is_said_without_planes_or_of_one_image() -> None:
    assert measure(_frames([image_header("a"), image_header("b")])).spacing_mm is None
    assert measure(_frames(slices([1]))).spacing_mm is None
    assert measure(_frames(slices([1, 1]))).spacing_mm is None


def test_images_in_acquisition_are_expected() -> None:
    headers = [
        with_sort(h, acquisition_number=1, images_in_acquisition=9) for h in slices([0, 1, 2])
    ]
    assert expected_images(_frames(headers)) == 9


def test_fewer_promised_than_there_are_is_no_promise() -> None:
    headers = [with_sort(h, images_in_acquisition=1) for h in slices([0, 1, 2])]
    assert expected_images(_frames(headers)) == 3  # by number


def test_two_acquisitions_promise_nothing_together() -> None:
    headers = [
        with_sort(h, acquisition_number=n, images_in_acquisition=9)
        for n, h in enumerate(slices([0, 1]))
    ]
    assert expected_images(_frames(headers)) is None


def test_holes_in_the_numbering_are_expected_images() -> None:
    headers = slices([0, 1, 2, 3, 4])
    headers[4] = with_sort(headers[4], instance_number=7)
    assert expected_images(_frames(headers)) == 7


def test_a_numbering_by_tens_has_no_holes() -> None:
    headers = [with_sort(h, instance_number=10 * i) for i, h in enumerate(slices([0, 1, 2, 3]))]
    assert expected_images(_frames(headers)) is None
