"""D-001..D-003, D-060, P-003, P-010, P-011, P-017: images under a state, by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.unit.render.images import facts_of, frame_of, ramp
from tests.unit.render.marked import view_of
from viewer.model.header import FrameFacts
from viewer.model.lut import (
    GreyPresentation,
    LutTable,
    ModalityTable,
    Padding,
    Palette,
    Rescale,
    VoiLut,
    VoiSource,
    Window,
)
from viewer.model.presentation_state import (
    DisplayedArea,
    PresentationState,
    References,
    SizeMode,
    StateVoi,
)
from viewer.model.viewport import FitMode, Presentation, ViewState
from viewer.render.source import RenderImage, prepare
from viewer.render.viewport import ViewportRenderer, look_of, placement_of

UID = "1.2.3"
ALL = References()


def state_with(**parts: Any) -> PresentationState:
    return PresentationState("1.9", "1.2.840.10008.5.1.4.1.1.11.1",
                             References({UID: frozenset()}), **parts)  # fmt: skip


def image_with(
    array: NDArray[Any] | None = None, uid: str = UID, facts: FrameFacts | None = None, **more: Any
) -> RenderImage:
    pixels = ramp(8, 12) if array is None else array
    facts = facts or FrameFacts(modality_lut=Rescale(2.0, -100.0, "HU"), voi=(Window(40, 400),))
    return prepare(frame_of(pixels), facts_of(pixels, facts, **more), facts, uid)


def grey(image: RenderImage, state: PresentationState, **more: Any) -> NDArray[np.int_]:
    """Our grey levels, pixel by pixel."""
    words = ViewportRenderer().render(
        image,
        Presentation(state=state, **more),
        ViewState(FitMode.ONE_TO_ONE, state=state),
        (image.columns, image.rows),
    )
    return (words & 255).astype(int)


def test_nothing_of_the_images_own_steps_is_used() -> None:
    """D-001: neither rescale nor window nor Photometric Interpretation (D-002)."""
    image = image_with(pixels={"photometric_interpretation": "MONOCHROME1", "bits_stored": 12})
    look = look_of(image, Presentation(state=state_with()))
    assert isinstance(look, GreyPresentation)
    assert look.modality == Rescale()
    assert isinstance(look.voi, Window)
    assert look.voi.source is VoiSource.STATE
    expected = np.rint(ramp(8, 12) * (255 / 4095))
    assert np.abs(grey(image, state_with()) - expected).max() <= 1


def test_padding_is_the_images_own_and_black() -> None:
    """D-002: the exception."""
    image = image_with(np.array([[0, 7, 9]], np.uint16), padding=Padding(7, 7))
    assert grey(image, state_with(inverse=True)).tolist() == [[255, 0, 255]]


def test_a_state_says_nothing_of_images_it_does_not_name() -> None:
    image = image_with(uid="9.9")
    look = look_of(image, Presentation(state=state_with()))
    assert isinstance(look, GreyPresentation)
    assert look.modality == Rescale(2.0, -100.0, "HU")
    assert look.voi == Window(40, 400)


def test_the_users_window_comes_on_top() -> None:
    state = state_with(vois=(StateVoi(ALL, Window(100, 50)),), inverse=True)
    own = Window(10, 20, source=VoiSource.USER)
    look = look_of(image_with(), Presentation(voi=own, state=state, inverted=True))
    assert isinstance(look, GreyPresentation)
    assert look.voi == own
    assert look.monochrome1
    assert look.inverted


def table(entries: list[int], first: int = 0, bits: int = 8) -> LutTable:
    return LutTable(first, bits, np.array(entries, np.uint16))


@pytest.mark.parametrize(
    ("pixels", "modality", "first"),
    [
        (np.array([[-2, -1, 0, 1]], np.int16), Rescale(), 65534),
        (np.array([[0, 1, 2, 3]], np.uint16), Rescale(1, -2), 65534),
        (np.array([[0, 1, 2, 3]], np.uint16), Rescale(1, -2), -2),
        (np.array([[0, 1, 2, 3]], np.uint16), Rescale(1, 65534), 65534),
    ],
)
def test_first_values_of_tables_are_signed_where_values_are(
    pixels: NDArray[Any], modality: Rescale, first: int
) -> None:
    """D-047: the VR may say US of a table that starts at -2."""
    voi = VoiLut(table([0, 85, 170, 255], first))
    state = state_with(modality=modality, vois=(StateVoi(ALL, voi),))
    assert grey(image_with(pixels), state).tolist() == [[0, 85, 170, 255]]


def test_modality_tables_follow_the_sign_of_the_image() -> None:
    """D-032."""
    modality = ModalityTable(table([9, 8, 7, 6], 65535, 4))
    pixels = np.array([[-1, 0, 1, 2]], np.int16)
    state = state_with(modality=modality, vois=(StateVoi(ALL, Window(8, 4)),))
    assert grey(image_with(pixels), state).tolist() == [[255, 170, 85, 0]]


def test_a_presentation_lut_takes_the_whole_output_of_the_voi() -> None:
    """D-060: its entries spread over the range, the first mapped is 0."""
    state = state_with(
        vois=(StateVoi(ALL, Window(50, 101)),), presentation_lut=table([0, 4095, 0], 0, 12)
    )
    pixels = np.array([[0, 20, 30, 50, 70, 80, 100]], np.uint16)
    assert grey(image_with(pixels), state).tolist() == [[0, 0, 255, 255, 255, 0, 0]]


def test_pseudo_colour_comes_after_the_voi() -> None:
    """P-017, in a table and value by value."""
    rgb = np.array([[0, 0, 0], [255, 0, 0], [255, 255, 255]], np.uint8)
    state = state_with(vois=(StateVoi(ALL, Window(50, 101)),), palette=Palette(0, rgb))
    whole = np.array([[0, 50, 100]], np.uint16)
    for pixels in (whole, whole.astype(np.float32)):
        words = ViewportRenderer().render(
            image_with(pixels),
            Presentation(state=state),
            ViewState(FitMode.ONE_TO_ONE, state=state),
            (3, 1),
        )
        assert words.tolist() == [[0xFF000000, 0xFFFF0000, 0xFFFFFFFF]]


def test_an_images_own_colours_give_way_to_a_grey_state() -> None:
    """D-001: a supplemental palette is one of the image's own steps."""
    rgb = np.array([[0, 255, 0]], np.uint8)
    palette = Palette(2, rgb, supplemental=True)
    image = image_with(np.array([[0, 1, 2]], np.uint16), palette=palette)
    state = state_with(vois=(StateVoi(ALL, Window(1, 3)),))
    words = ViewportRenderer().render(
        image, Presentation(state=state), ViewState(FitMode.ONE_TO_ONE), (3, 1)
    )
    assert words[0, 2] == 0xFFFFFFFF


# Where the image is seen


def area(**more: Any) -> DisplayedArea:
    """Pixels 3..10 across and 2..5 down (1-based): 8 x 4 of 12 x 8."""
    edges = {"left": 1.5, "top": 0.5, "right": 9.5, "bottom": 4.5}
    return DisplayedArea(ALL, **(edges | more))


def corners(state: PresentationState, view: ViewState, size: tuple[int, int]) -> list[float]:
    """Left, top, right, bottom of the area on the screen."""
    placement = placement_of(image_with(), view, size)
    (where,) = state.areas
    one = placement.screen_from_image((where.left, where.top))
    other = placement.screen_from_image((where.right, where.bottom))
    xs, ys = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return [round(v, 6) for v in (xs[0], ys[0], xs[1], ys[1])]


@pytest.mark.parametrize(
    ("turns", "size", "expected"),
    [
        (0, (80, 40), [0, 0, 80, 40]),
        (0, (80, 100), [0, 30, 80, 70]),
        (1, (40, 80), [0, 0, 40, 80]),
        (3, (400, 80), [180, 0, 220, 80]),
    ],
)
def test_an_area_is_fitted(turns: int, size: tuple[int, int], expected: list[float]) -> None:
    """P-011, SCALE TO FIT: all of it in sight, as large as can be, in the middle."""
    state = state_with(areas=(area(),), quarter_turns=turns, flipped=turns == 1)
    assert corners(state, view_of(state), size) == expected


def test_an_area_may_be_larger_than_the_image() -> None:
    state = state_with(areas=(area(left=-12.5, right=23.5, top=-8.5, bottom=15.5),))
    assert corners(state, view_of(state), (360, 240)) == [0, 0, 360, 240]


def test_magnify_is_device_pixels_for_a_pixel() -> None:
    state = state_with(areas=(area(mode=SizeMode.MAGNIFY, magnification=3.0),))
    assert corners(state, view_of(state), (100, 100)) == [38, 44, 62, 56]


def test_true_size_on_a_measured_screen() -> None:
    """D-108: 8 columns of 0.5 mm are 4 mm, which are 16 pixels of 0.25 mm."""
    state = state_with(areas=(area(mode=SizeMode.TRUE_SIZE, spacing_mm=(0.5, 0.5)),))
    measured = replace(view_of(state), screen_pixel_mm=0.25)
    assert corners(state, measured, (100, 100)) == [42, 46, 58, 54]
    assert corners(state, view_of(state), (80, 100)) == [0, 30, 80, 70]


def test_the_states_pixel_aspect_overrides_the_images() -> None:
    state = state_with(areas=(area(aspect=2.0),))
    assert corners(state, view_of(state), (80, 80)) == [0, 0, 80, 80]
    zoomed = ViewState(FitMode.FIT, state=state)
    assert placement_of(image_with(), zoomed, (120, 160)).aspect == 2.0


def test_an_image_outside_of_the_state_is_seen_whole() -> None:
    state = state_with(areas=(area(aspect=2.0),))
    placement = placement_of(image_with(uid="9.9"), view_of(state), (120, 160))
    assert (placement.aspect, placement.zoom) == (1.0, 10.0)
    assert placement.screen_from_image((-0.5, -0.5)) == (0.0, 40.0)


def test_zoom_and_pan_start_from_the_area() -> None:
    state = state_with(areas=(area(),))
    placement = placement_of(image_with(), view_of(state), (80, 40))
    moved = placement.pan(view_of(state), 10.0, 0.0)
    assert (moved.fit, moved.zoom, moved.state) == (FitMode.FREE, 10.0, state)
    assert placement_of(image_with(), moved, (80, 40)).screen_from_image((1.5, 0.5)) == (10.0, 0.0)
