"""D-140..D-143: where the speed of a film comes from, and whether it is one."""

import pytest

from tests.factories.elements import Writer, parsed
from viewer.media.cine_facts import cine_facts
from viewer.model.geometry import Plane
from viewer.model.header import CineFacts, FrameFacts

W = Writer()
US = W.element(0x00080060, "CS", "US")
ONE = (FrameFacts(),)
DISPLAY = W.element(0x00082144, "IS", "15")
CINE = W.element(0x00180040, "IS", "25")
TIME = W.element(0x00181063, "DS", "40")
VECTOR = W.element(0x00181065, "DS", "0\\100\\300")


def cine(*elements: bytes, frames: int = 3, facts: tuple[FrameFacts, ...] = ONE) -> CineFacts:
    return cine_facts(parsed(US, *elements), frames, facts)


@pytest.mark.parametrize(
    ("elements", "rate", "source"),
    [
        ((W.element(0x00080060, "CS", "US"),), 0.0, ""),
        ((CINE, TIME, VECTOR), 25.0, "Cine Rate"),
        ((TIME, VECTOR), 25.0, "Frame Time"),
        ((W.element(0x00181063, "DS", "0"), VECTOR), 5.0, "Frame Time Vector"),
        ((VECTOR,), 5.0, "Frame Time Vector"),
        ((W.element(0x00181065, "DS", "0\\100"),), 0.0, ""),  # too few
        ((W.element(0x00181063, "DS", "0.000001"), VECTOR), 5.0, "Frame Time Vector"),
        ((W.element(0x00180040, "IS", "1001"), TIME), 25.0, "Frame Time"),
        ((W.element(0x00181065, "DS", "0\\0.1\\0.2"),), 0.0, ""),
    ],
)
def test_the_order_of_sources(elements: tuple[bytes, ...], rate: float, source: str) -> None:
    found = cine(*elements)
    assert found.frame_rate == pytest.approx(rate)
    assert found.source == source


def test_recommended_display_rate_comes_first() -> None:
    found = cine_facts(parsed(DISPLAY, US, CINE), 3, ONE)
    assert (found.frame_rate, found.source) == (15.0, "Recommended Display Frame Rate")


def test_the_vector_gives_the_duration_of_each_frame() -> None:
    assert cine(VECTOR).frame_times_ms == (100.0, 300.0, 200.0)  # the last one as the mean


def test_acquisition_times_of_frames_are_the_last_resort() -> None:
    facts = tuple(FrameFacts(acquired=f"20240101120000.{n}00000+0100") for n in (0, 2, 6))
    found = cine(facts=facts)
    assert found.frame_times_ms == pytest.approx((200.0, 400.0, 300.0))
    assert found.source == "Frame Acquisition DateTime"


@pytest.mark.parametrize(
    ("trim", "expected"), [(("2", "3"), (2, 3)), (("0", "9"), (1, None)), (("3", "2"), (3, None))]
)
def test_trims_lie_within_the_frames(
    trim: tuple[str, str], expected: tuple[int, int | None]
) -> None:
    raw = parsed(W.element(0x00082142, "IS", trim[0]), W.element(0x00082143, "IS", trim[1]))
    found = cine_facts(raw, 3, ONE)
    assert (found.start_trim, found.stop_trim) == expected


def test_sweep_is_kept() -> None:
    assert cine(W.element(0x00181244, "US", 1)).sweep
    assert not cine(W.element(0x00181244, "US", 0)).sweep


@pytest.mark.parametrize(
    ("pointer", "temporal"),
    [([0x0018, 0x1063], True), ([0x0018, 0x1065], True), ([0x0054, 0x0010, 0x0054, 0x0020], False)],
)
def test_the_frame_increment_pointer_decides(pointer: list[int], *, temporal: bool) -> None:
    raw = b"".join(word.to_bytes(2, "little") for word in pointer)
    assert cine(W.element(0x00280009, "AT", raw)).temporal is temporal


def test_without_pointer_places_and_modality_decide() -> None:
    assert cine().temporal
    ct = parsed(W.element(0x00080060, "CS", "CT"))
    assert not cine_facts(ct, 3, ONE).temporal
    planes = [Plane((0, 0, z), (1, 0, 0), (0, 1, 0)) for z in (0.0, 1.0)]
    assert not cine(facts=tuple(FrameFacts(plane=p) for p in planes)).temporal
    assert not cine(frames=1).temporal
