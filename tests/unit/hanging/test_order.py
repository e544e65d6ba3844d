"""G-010..G-013."""

import random

from tests.factories.headers import image_header, plane, slices, with_facts, with_sort
from viewer.hanging.order import natural_key, ordered
from viewer.model.display_set import StackFrame
from viewer.model.header import FrameFacts, InstanceHeader
from viewer.model.image import FrameKey


def _frames(headers: list[InstanceHeader]) -> list[StackFrame]:
    return [StackFrame(FrameKey(h.file, 0), h, h.image.frame(0)) for h in headers if h.image]


def _names(frames: tuple[StackFrame, ...]) -> list[str]:
    return [f.key.file.path for f in frames]


def test_position_decides_and_the_numbering_gives_the_direction() -> None:
    frames = _frames(slices([30, 20, 10, 0]))  # numbered from the head down
    random.Random(1).shuffle(frames)  # noqa: S311 - not for secrets
    assert _names(ordered(frames)) == ["IM0001", "IM0002", "IM0003", "IM0004"]


def test_position_wins_over_a_wrong_number() -> None:
    headers = slices([0, 10, 20, 30])
    headers[1] = with_sort(headers[1], instance_number=99)
    assert _names(ordered(_frames(headers))) == ["IM0001", "IM0002", "IM0003", "IM0004"]


def test_images_at_one_position_follow_their_number() -> None:
    headers = [*slices([0, 10, 20], "A"), *slices([0, 10, 20], "B")]
    headers = [with_sort(h, instance_number=n) for n, h in enumerate(headers, 1)]
    expected = ["A0001", "B0001", "A0002", "B0002", "A0003", "B0003"]
    assert _names(ordered(_frames(headers))) == expected


def test_a_film_at_one_position_runs_in_time() -> None:
    headers = [with_facts(h, trigger_time_ms=t) for h, t in zip(slices([0, 0, 0]), (80, 0, 40))]  # noqa: B905
    assert _names(ordered(_frames(headers))) == ["IM0002", "IM0003", "IM0001"]


def test_without_planes_number_then_time_then_name() -> None:
    headers = [
        image_header("IM10", instance_number=None),
        image_header("IM9", instance_number=None),
        image_header("late", instance_number=2, acquired="20240101120000"),
        image_header("early", instance_number=2, acquired="20240101110000"),
        image_header("first", instance_number=1),
    ]
    names = _names(ordered(_frames(headers)))
    assert names == ["first", "early", "late", "IM9", "IM10"]


def test_slice_location_only_breaks_ties() -> None:
    headers = [
        image_header("b", FrameFacts(slice_location=1.0), instance_number=2),
        image_header("a", FrameFacts(slice_location=9.0), instance_number=1),
        image_header("c", FrameFacts(slice_location=0.5), instance_number=2),
    ]
    assert _names(ordered(_frames(headers))) == ["a", "c", "b"]


def test_one_frame_without_a_plane_puts_all_in_order_of_number() -> None:
    headers = [image_header("a", instance_number=1), *slices([5, 0], "b")]
    headers[0] = with_sort(headers[0], instance_number=3)
    assert _names(ordered(_frames(headers))) == ["b0001", "b0002", "a"]


def test_names_sort_as_people_count() -> None:
    names = ["IM10", "im2", "IM1", "10", "IM1a"]
    assert sorted(names, key=natural_key) == ["10", "IM1", "IM1a", "im2", "IM10"]


def test_tilt_does_not_confuse_the_order() -> None:
    facts = [FrameFacts(plane=plane((0, 2.0 * i, 5.0 * i))) for i in (2, 0, 1)]
    headers = [image_header(str(i), f, instance_number=i) for i, f in zip((3, 1, 2), facts)]  # noqa: B905
    assert _names(ordered(_frames(headers))) == ["1", "2", "3"]
