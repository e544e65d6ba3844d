"""D-110..D-114: letters and sides, never guessed."""

import pytest

from tests.factories.elements import Writer, parsed
from viewer.media.orientation import directions, laterality, orientation, plane
from viewer.model.geometry import Orientation

W = Writer()


def letters(iop: str, *more: bytes) -> Orientation:
    raw = parsed(*more, W.element(0x00200037, "DS", iop))
    return orientation(raw, directions(raw))


@pytest.mark.parametrize(
    ("iop", "right", "bottom"),
    [
        # D-110's vectors: (1,0,0) L; (0,0,-1) F; (.9,.43,0) LP; (0,.7,-.714) FP.
        ("1\\0\\0\\0\\0\\-1", "L", "F"),
        ("0.9\\0.4358899\\0\\0\\0\\-1", "LP", "F"),
        ("1\\0\\0\\0\\0.7\\-0.7141428", "L", "FP"),
        ("1\\0\\0\\0\\1\\0", "L", "P"),
        ("0\\-1\\0\\0\\0\\1", "A", "H"),
        ("-1\\0.00005\\0\\0.00005\\1\\0", "R", "P"),
    ],
)
def test_letters_of_direction_vectors(iop: str, right: str, bottom: str) -> None:
    assert letters(iop) == Orientation(right, bottom)


@pytest.mark.parametrize(
    "iop",
    ["1\\0\\0\\1\\0\\0", "2\\0\\0\\0\\1\\0", "0\\0\\0\\0\\0\\0", "1\\0\\0", "1\\0\\0\\0.01\\1\\0"],
)
def test_unusable_vectors_give_no_letters_even_with_patient_orientation(iop: str) -> None:
    assert letters(iop, W.element(0x00200020, "CS", "L\\P")) == Orientation()


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("A\\F", Orientation("A", "F")),
        ("LA\\FP", Orientation("LA", "FP")),
        ("X\\F", Orientation()),
        ("A", Orientation()),
    ],
)
def test_letters_of_patient_orientation(stated: str, expected: Orientation) -> None:
    raw = parsed(W.element(0x00200020, "CS", stated))
    assert orientation(raw, None) == expected


def test_quadruped_codes_have_their_own_letters() -> None:
    quadruped = W.element(0x00102210, "CS", "QUADRUPED")
    raw = parsed(quadruped, W.element(0x00200020, "CS", "CD\\V"))
    assert orientation(raw, None) == Orientation("CD", "V", quadruped=True)
    assert letters("1\\0\\0\\0\\1\\0", quadruped) == Orientation("LE", "D", quadruped=True)


def test_a_plane_needs_position_and_directions() -> None:
    elements = (
        W.element(0x00200032, "DS", "-100\\-120.5\\40"),
        W.element(0x00200037, "DS", "1\\0\\0\\0\\1\\0"),
        W.element(0x00200052, "UI", b"1.9\0"),
    )
    raw = parsed(*elements)
    found = plane(raw, directions(raw))
    assert found is not None
    assert found.position == (-100.0, -120.5, 40.0)
    assert (found.normal, found.frame_of_reference_uid) == ((0.0, 0.0, 1.0), "1.9")
    assert plane(parsed(elements[0]), None) is None
    assert plane(parsed(elements[1]), directions(parsed(elements[1]))) is None


def test_laterality_is_the_first_source_and_every_other_that_disagrees() -> None:
    frame, image, series = (
        W.element(0x00209072, "CS", "R"),
        W.element(0x00200062, "CS", "L"),
        W.element(0x00200060, "CS", "R"),
    )
    assert laterality(parsed(series, image, frame)) == ("R", "L")
    assert laterality(parsed(series)) == ("R",)
    assert laterality(parsed(W.element(0x00200060, "CS", "X"))) == ()


def test_laterality_of_a_modifier_code() -> None:
    modifier = W.sequence(0x00082220, W.item(W.element(0x00080100, "SH", "7771000")))
    raw = parsed(W.sequence(0x00082218, W.item(modifier)))
    assert laterality(raw) == ("L",)
