"""Pictures of whole viewports."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.factories.overlays import overlay_of
from tests.unit.render.images import facts_of, frame_of, ramp
from viewer.model.header import FrameFacts
from viewer.model.lut import GreyPresentation, Padding, Palette, VoiFunction, Window
from viewer.model.viewport import FitMode, Presentation, ViewState
from viewer.render.covering import OVERLAY_WORD
from viewer.render.resample import Quality
from viewer.render.source import RenderImage, prepare, with_padding_shown
from viewer.render.viewport import ViewportRenderer, look_of

BLACK, WHITE = 0xFF000000, 0xFFFFFFFF
ONE_TO_ONE = ViewState(FitMode.ONE_TO_ONE)
FULL_WINDOW = Window(127.5, 255, VoiFunction.LINEAR_EXACT)  # 0..255 as they are
PLAIN = Presentation(voi=FULL_WINDOW)


def prepared(array: np.ndarray, facts: FrameFacts | None = None, **more: Any) -> RenderImage:
    image = facts_of(array, facts, **more)
    return prepare(frame_of(array), image, image.frames[0])


def picture(
    image: RenderImage,
    view: ViewState = ONE_TO_ONE,
    size: tuple[int, int] | None = None,
    presentation: Presentation = PLAIN,
    quality: Quality = Quality.FULL,
) -> np.ndarray:
    size = size or (image.columns, image.rows)
    return ViewportRenderer().render(image, presentation, view, size, quality)


def words(grey: np.ndarray) -> np.ndarray:
    return grey.astype(np.uint32) * 0x010101 + BLACK


GREY = (ramp(23, 31) % 256).astype(np.uint8)


@pytest.mark.parametrize("quality", Quality)
def test_one_to_one_shows_the_stored_values(quality: Quality) -> None:
    assert np.array_equal(picture(prepared(GREY), quality=quality), words(GREY))


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("flipped", [False, True])
def test_turned_clockwise_then_mirrored(turns: int, *, flipped: bool) -> None:
    expected = np.rot90(GREY, -turns)
    expected = np.fliplr(expected) if flipped else expected
    view = ViewState(FitMode.ONE_TO_ONE, quarter_turns=turns, flipped=flipped)
    size = (expected.shape[1], expected.shape[0])
    assert np.array_equal(picture(prepared(GREY), view, size), words(expected))


def test_squares_when_not_smooth() -> None:
    size = (31 * 3, 23 * 3)
    drawn = picture(prepared(GREY), ViewState(), size, replace(PLAIN, smooth=False))
    assert np.array_equal(drawn, words(GREY.repeat(3, 0).repeat(3, 1)))


def test_rows_are_stretched_by_the_aspect() -> None:
    """D-101."""
    view = ViewState(FitMode.FREE, zoom=1.0)
    image = prepared(GREY, FrameFacts(aspect=2.0))
    drawn = picture(image, view, (31, 46), replace(PLAIN, smooth=False))
    assert np.array_equal(drawn, words(GREY.repeat(2, 0)))


def test_black_around_the_image_even_when_inverted() -> None:
    drawn = picture(
        prepared(np.zeros((10, 10), np.uint8)),
        size=(20, 14),
        presentation=replace(PLAIN, inverted=True),
    )
    assert (drawn[2:12, 5:15] == WHITE).all()
    assert (drawn == WHITE).sum() == 100
    assert (drawn == BLACK).sum() == 180


def test_windowing_comes_after_interpolation() -> None:
    """rendering.md 2: a step from 0 to 100 seen through a threshold at 75 moves, not blurs."""
    step = np.zeros((8, 8), np.uint8)
    step[:, 4:] = 100
    drawn = picture(
        prepared(step),
        ViewState(),
        (64, 64),
        Presentation(voi=Window(75, 1)),
        Quality.FAST,
    )
    assert set(np.unique(drawn)) == {BLACK, WHITE}


def test_narrow_windows_stay_smooth() -> None:
    """Twelve bits of which the window shows 4 values: interpolated ones fill the greys."""
    step = np.array([[0, 0, 4, 4]] * 4, np.uint16)
    voi = Window(2, 4, VoiFunction.LINEAR_EXACT)
    drawn = picture(prepared(step), ViewState(), (400, 400), Presentation(voi=voi), Quality.FAST)
    assert len(np.unique(drawn)) > 60


@pytest.mark.parametrize("quality", Quality)
@pytest.mark.parametrize("view", [ViewState(), ViewState(quarter_turns=1, flipped=True)])
def test_padding_is_black_and_does_not_bleed(quality: Quality, view: ViewState) -> None:
    """D-023: magnified, every pixel is either the image's 200, inverted, or black."""
    array = np.full((16, 16), 200, np.int16)
    array[:, 8:] = -2000
    image = prepared(array, padding=Padding(-2000, -2000))
    inverted = replace(PLAIN, inverted=True)
    for size in ((83, 83), (7, 7)):
        drawn = picture(image, view, size, inverted, quality)
        assert set(np.unique(drawn)) == {BLACK, 0xFF373737}


def test_values_between_two_others_are_never_taken_for_padding() -> None:
    """Padding 0 lies inside -100..100; a smooth edge through 0 has no black line in it."""
    array = np.array([[-100, 100]] * 2, np.int16)
    image = prepared(array, padding=Padding(0, 0))
    presentation = Presentation(voi=Window(0, 400))
    drawn = picture(image, ViewState(), (200, 200), presentation)
    assert (drawn != BLACK).all()


def test_padding_seen_by_the_sample_pixel_is_black_at_one_to_one() -> None:
    array = np.array([[0, 5, 250]], np.uint8)
    drawn = picture(prepared(array, padding=Padding(5, 5)))
    assert drawn.tolist() == [[BLACK, BLACK, 0xFFFAFAFA]]


def test_overlays_are_drawn_when_asked() -> None:
    bits = np.zeros((1, 23, 31), np.bool_)
    bits[0, 3, 4] = True
    image = prepared(GREY, overlays=(overlay_of(bits),))
    drawn = picture(image)
    assert np.argwhere(drawn == OVERLAY_WORD).tolist() == [[3, 4]]
    hidden = picture(image, presentation=replace(PLAIN, show_overlays=False))
    assert np.array_equal(hidden, words(GREY))


def test_thin_overlay_lines_survive_shrinking() -> None:
    bits = np.zeros((1, 1000, 1000), np.bool_)
    bits[0, 501] = True
    image = prepared(np.zeros((1000, 1000), np.uint8), overlays=(overlay_of(bits),))
    for pixels in (90, 130, 333, 700):
        drawn = picture(image, ViewState(), (pixels, pixels))
        assert (drawn == OVERLAY_WORD).all(axis=1).any()


def test_monochrome1_is_inverted_once() -> None:
    image = prepared(GREY, pixels={"photometric_interpretation": "MONOCHROME1"})
    assert np.array_equal(picture(image), words(255 - GREY))


COLOUR = np.random.default_rng(0).integers(0, 256, (9, 7, 3)).astype(np.uint8)


def test_colour_is_shown_as_it_is_and_windows_do_not_apply() -> None:
    """D-005."""
    drawn = picture(prepared(COLOUR), presentation=Presentation(voi=Window(1, 1)))
    rgb = COLOUR.astype(np.uint32)
    assert np.array_equal(drawn, BLACK | rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2])


def test_colour_can_be_adjusted() -> None:
    drawn = picture(prepared(COLOUR), presentation=Presentation(colour_window=(-255.0, 1.0)))
    assert (drawn == BLACK).all()


def test_supplemental_palette_invents_no_colours_between() -> None:
    palette = Palette(100, np.array([[255, 0, 0]], np.uint8), supplemental=True)
    image = prepared(np.array([[0, 100], [100, 0]], np.uint8), palette=palette)
    drawn = picture(image, ViewState(), (50, 50))
    assert set(np.unique(drawn)) == {BLACK, 0xFFFF0000}


def test_float_images_go_value_by_value() -> None:
    array = np.array([[0.0, 0.5, 1.0, np.nan]], np.float32)
    voi = Window(0.5, 1, VoiFunction.LINEAR_EXACT)
    drawn = picture(prepared(array), presentation=Presentation(voi=voi))
    assert [hex(word) for word in drawn[0]] == [hex(w) for w in words(np.array([0, 128, 255, 0]))]


def test_wide_integers_keep_narrow_windows() -> None:
    """D-131: two values of 2^30 that differ by 1 are told apart."""
    array = np.array([[2**30, 2**30 + 1]], np.int32)
    drawn = picture(prepared(array), presentation=Presentation(voi=Window(2**30 + 1, 1)))
    assert drawn.tolist() == [[BLACK, WHITE]]


def test_a_window_change_keeps_the_geometry_and_a_repaint_keeps_the_picture() -> None:
    renderer, image = ViewportRenderer(), prepared(GREY)
    first = renderer.render(image, PLAIN, ViewState(), (100, 100))
    assert renderer.render(image, PLAIN, ViewState(), (100, 100)) is first
    other = renderer.render(image, Presentation(voi=Window(9, 1)), ViewState(), (100, 100))
    assert not np.array_equal(other, first)
    again = renderer.render(image, PLAIN, ViewState(), (100, 100))
    assert np.array_equal(again, first)
    assert not first.flags.writeable


def test_less_quality_does_not_throw_away_more() -> None:
    renderer, image = ViewportRenderer(), prepared(GREY)
    full = renderer.render(image, PLAIN, ViewState(), (100, 100))
    assert renderer.render(image, PLAIN, ViewState(), (100, 100), Quality.NEAREST) is full
    nearest = ViewportRenderer().render(image, PLAIN, ViewState(), (100, 100), Quality.NEAREST)
    assert not np.array_equal(nearest, full)


def test_another_image_is_never_shown_from_the_cache() -> None:
    """S-10: equal facts, other pixels."""
    renderer = ViewportRenderer()
    one, two = prepared(GREY), prepared(255 - GREY)
    renderer.render(one, PLAIN, ONE_TO_ONE, (31, 23))
    drawn = renderer.render(two, PLAIN, ONE_TO_ONE, (31, 23))
    assert np.array_equal(drawn, words(255 - GREY))


def test_empty_viewport_and_forgetting() -> None:
    renderer = ViewportRenderer()
    assert renderer.render(prepared(GREY), PLAIN, ViewState(), (0, 0)).shape == (0, 0)
    renderer.forget()
    assert renderer.render(prepared(GREY), PLAIN, ONE_TO_ONE, (31, 23)).shape == (23, 31)


def test_enormous_values_are_drawn_smoothly() -> None:
    """D-131: their means and differences stay numbers."""
    array = np.tile(np.repeat([-1e308, 1e308], 64), (128, 1))
    drawn = picture(prepared(array), ViewState(), (32, 32))
    assert (drawn[16, 4], drawn[16, 28]) == (BLACK, 0xFFFFFFFF)


def test_no_window_acts_on_one_bit() -> None:
    """D-130: neither a preset nor what the user chose on another image."""
    image = prepared(np.array([[0, 1]], np.uint8), pixels={"bits_stored": 1})
    drawn = picture(image, presentation=replace(PLAIN, voi=Window(400, 2000)))
    assert drawn.tolist() == [[BLACK, 0xFFFFFFFF]]
    look = look_of(image, replace(PLAIN, voi=Window(400, 2000)))
    assert isinstance(look, GreyPresentation)
    assert look.voi is None  # so that a drag has nothing to start from, and no label is shown


def preview_of(array: np.ndarray, reduction: int, **more: Any) -> RenderImage:
    """What a decoder gives of `array` with a reduction: the values of every 2^n-th pixel."""
    image = facts_of(array, **more)
    every = 1 << reduction
    frame = frame_of(np.ascontiguousarray(array[::every, ::every]), reduction=reduction)
    return prepare(frame, image, image.frames[0])


@pytest.mark.parametrize("view", [ONE_TO_ONE, ViewState(), ViewState(quarter_turns=1)])
def test_a_preview_lies_where_the_whole_image_will(view: ViewState) -> None:
    row, column = np.mgrid[:256, :320]
    array = (row * 64 + column * 128).astype(np.uint16)  # a grey for each 4 rows or 2 columns
    size, window = (300, 200), Window(32767.5, 65535, VoiFunction.LINEAR_EXACT)
    whole, coarse = (
        picture(image, view, size, Presentation(voi=window)) & 0xFF
        for image in (prepared(array), preview_of(array, 2))
    )
    inside = (slice(40, -40), slice(60, -60))  # beyond the last known pixel it is flat
    difference = coarse[inside].astype(int) - whole[inside].astype(int)
    assert np.abs(difference).max() <= 1
    assert abs(difference.mean()) < 0.1  # one pixel of the image to the side would be 0.5


def test_padding_and_overlays_of_a_preview_are_where_they_are_in_the_image() -> None:
    array = np.full((256, 256), 100, np.uint8)
    array[:, :64] = 0
    more: dict[str, Any] = {
        "padding": Padding(0, 0),
        "overlays": (overlay_of(np.eye(256, dtype=np.bool_)[None]),),
    }
    whole = picture(prepared(array, **more))
    coarse = picture(preview_of(array, 2, **more))
    assert (coarse == OVERLAY_WORD).sum() == (whole == OVERLAY_WORD).sum() > 0
    assert np.mean(coarse == whole) > 0.98


def test_a_preview_has_the_size_of_its_image() -> None:
    preview = preview_of(np.zeros((250, 130), np.uint8), 3)
    assert (preview.rows, preview.columns) == (250, 130)
    assert preview.is_preview


@pytest.mark.parametrize("turns", [0, 1])
def test_an_image_thinner_than_a_pixel_of_the_screen_is_no_crash(turns: int) -> None:
    """Found by fuzzing: 8000 x 1 pixels in 100 rows have no pixel centre to cover."""
    thin = prepared(np.ones((8000, 1), np.uint16))
    drawn = picture(thin, ViewState(FitMode.FIT, quarter_turns=turns), (100, 100))
    assert drawn.shape == (100, 100)


@pytest.mark.parametrize("quality", list(Quality))
def test_padding_in_sight_is_drawn_as_its_values_and_hidden_again(quality: Quality) -> None:
    """S-12: the same pixels, with the same window for all others."""
    array = np.full((32, 32), 1000, np.uint16)
    array[:16] = 700
    image = prepared(array, padding=Padding(700, 700))
    bare = prepared(array)
    look = Presentation(voi=Window(850, 600))
    renderer = ViewportRenderer()
    hidden = renderer.render(image, look, ViewState(), (64, 64), quality).copy()
    seen = renderer.render(
        image, replace(look, show_padding=True), ViewState(), (64, 64), quality
    ).copy()
    again = renderer.render(image, look, ViewState(), (64, 64), quality)
    assert np.array_equal(
        seen, ViewportRenderer().render(bare, look, ViewState(), (64, 64), quality)
    )
    assert not (hidden[:30] & 0xFFFFFF).any()
    assert (seen[:30] & 0xFF).min() > 50
    assert np.array_equal(hidden, again)


def test_the_automatic_window_stays_when_padding_comes_into_sight() -> None:
    array = np.full((32, 32), 1000, np.uint16)
    array[:, 20:] = 1100
    array[:16] = 0
    image = prepared(array, padding=Padding(0, 0))
    whole = with_padding_shown(image)
    assert whole.default_voi == image.default_voi
    assert (whole.padding, image.padding is None) == (None, False)
