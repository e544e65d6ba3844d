"""Overlays united over the image."""

from __future__ import annotations

import numpy as np
import pytest

from tests.factories.overlays import overlay_of
from tests.unit.render.images import facts_of, frame_of
from viewer.model.header import EmbeddedOverlay
from viewer.render.overlay import overlay_plane

IMAGE = np.zeros((4, 5), np.uint8)


def ones(frames: int, rows: int, columns: int) -> np.ndarray:
    return np.ones((frames, rows, columns), np.bool_)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ((1, 1), {(0, 0), (0, 1), (1, 0), (1, 1)}),
        ((0, 0), {(0, 0)}),  # begins above and left of the image
        ((4, 5), {(3, 4)}),  # ends below and right of it
        ((3, 2), {(2, 1), (2, 2), (3, 1), (3, 2)}),
    ],
)
def test_origin_is_row_and_column_from_one(
    origin: tuple[int, int], expected: set[tuple[int, int]]
) -> None:
    """D-080."""
    facts = facts_of(IMAGE, overlays=(overlay_of(ones(1, 2, 2), origin),))
    plane = overlay_plane(frame_of(IMAGE), facts)
    assert plane is not None
    assert {(int(r), int(c)) for r, c in zip(*np.nonzero(plane), strict=True)} == expected


@pytest.mark.parametrize("origin", [(-5, 1), (1, -9), (5, 1), (1, 6), (-30000, 30000)])
def test_overlays_off_the_image_are_nothing(origin: tuple[int, int]) -> None:
    facts = facts_of(IMAGE, overlays=(overlay_of(ones(1, 2, 2), origin),))
    assert overlay_plane(frame_of(IMAGE), facts) is None


def test_overlay_frame_k_belongs_to_image_frame_origin_plus_k_minus_1() -> None:
    """D-081: two overlay frames from image frame 2 on, so frames 2 and 3."""
    facts = facts_of(IMAGE, overlays=(overlay_of(ones(2, 4, 5), first_frame=2),))
    shown = [overlay_plane(frame_of(IMAGE, index), facts) is not None for index in range(4)]
    assert shown == [False, True, True, False]


def test_groups_are_united_with_embedded_planes() -> None:
    corner = np.zeros((4, 5), np.bool_)
    corner[0, 0] = True
    facts = facts_of(
        IMAGE,
        overlays=(overlay_of(ones(1, 1, 1), (4, 5)),),
        embedded_overlays=(EmbeddedOverlay(0x6002, 12, 4, 5),),
    )
    plane = overlay_plane(frame_of(IMAGE, overlay_planes=(corner,)), facts)
    assert plane is not None
    assert np.argwhere(plane).tolist() == [[0, 0], [3, 4]]


def test_frames_that_begin_within_a_byte_are_found() -> None:
    """Rows and frames are packed without gaps (D-080): frame 2 of 3 x 5 begins at bit 15."""
    bits = np.zeros((2, 3, 5), np.bool_)
    bits[0] = True
    bits[1, 0, 1] = bits[1, 2, 4] = True
    facts = facts_of(IMAGE, overlays=(overlay_of(bits, first_frame=1),))
    plane = overlay_plane(frame_of(IMAGE, 1), facts)
    assert plane is not None
    assert np.argwhere(plane).tolist() == [[0, 1], [2, 4]]
