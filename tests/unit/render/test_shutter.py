"""D-090..D-093: what shutters hide, to the pixel."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.factories.overlays import overlay_of
from tests.unit.render.images import facts_of, frame_of
from viewer.model.header import FrameFacts
from viewer.model.lut import Window
from viewer.model.shutter import Shutter
from viewer.model.viewport import FitMode, Presentation, ViewState
from viewer.render.shutter import hidden_by, shutter_mask
from viewer.render.source import RenderImage, prepare
from viewer.render.viewport import ViewportRenderer


def seen(shutter: Shutter, rows: int, columns: int, aspect: float = 1.0) -> list[str]:
    """The pixels in sight as a drawing."""
    return [
        "".join(".#"[int(p)] for p in row) for row in ~hidden_by(shutter, rows, columns, aspect)
    ]


def test_a_rectangle_includes_its_edges() -> None:
    assert seen(Shutter(rectangle=(2, 4, 2, 3)), 4, 6) == [
        "......",
        ".###..",
        ".###..",
        "......",
    ]


def test_edges_beyond_the_image_hide_nothing() -> None:
    assert not hidden_by(Shutter(rectangle=(0, 7, -3, 99)), 4, 6, 1.0).any()


def test_a_circle_includes_its_rim() -> None:
    assert seen(Shutter(circle=(3, 3, 2)), 5, 6) == [
        "..#...",
        ".###..",
        "#####.",
        ".###..",
        "..#...",
    ]


def test_a_circle_is_round_on_the_screen() -> None:
    """Its radius counts columns; pixels twice as high make it half as many rows (D-090)."""
    assert seen(Shutter(circle=(2, 3, 2)), 3, 6, aspect=2.0) == [
        "..#...",
        "#####.",
        "..#...",
    ]


def test_a_polygon_includes_its_outline() -> None:
    triangle = Shutter(polygon=((1, 1), (1, 5), (5, 1)))
    assert seen(triangle, 5, 6) == [
        "#####.",
        "####..",
        "###...",
        "##....",
        "#.....",
    ]


def test_a_polygon_may_be_dented_and_leave_the_image() -> None:
    dented = Shutter(polygon=((0, 0), (0, 8), (6, 8), (3, 4), (6, 0)))
    assert seen(dented, 5, 7) == [
        "#######",
        "#######",
        "#######",
        "##...##",
        "#.....#",
    ]


@pytest.mark.parametrize("seed", range(20))
def test_polygons_agree_with_one_point_at_a_time(seed: int) -> None:
    """Against the crossing rule computed for each pixel by itself, outlines left out."""
    random = np.random.default_rng(seed)
    corners = tuple((int(r), int(c)) for r, c in random.integers(-2, 24, (7, 2)))
    hidden = hidden_by(Shutter(polygon=corners), 20, 22, 1.0)
    for row in range(1, 21):
        for column in range(1, 23):
            inside, on_outline = crossing_rule(corners, row, column)
            if not on_outline:
                assert hidden[row - 1, column - 1] == (not inside), (row, column)
            else:
                assert not hidden[row - 1, column - 1], (row, column)


def crossing_rule(corners: tuple[tuple[int, int], ...], row: int, column: int) -> tuple[bool, bool]:
    inside = on_outline = False
    for (r1, c1), (r2, c2) in zip(corners, corners[1:] + corners[:1], strict=True):
        cross = (r2 - r1) * (column - c1) - (c2 - c1) * (row - r1)
        if (
            cross == 0
            and min(r1, r2) <= row <= max(r1, r2)
            and min(c1, c2) <= column <= max(c1, c2)
        ):
            on_outline = True
        if (r1 > row) != (r2 > row) and column < (c2 - c1) * (row - r1) / (r2 - r1) + c1:
            inside = not inside
    return inside, on_outline


def test_only_what_all_shapes_leave_is_in_sight() -> None:
    both = Shutter(rectangle=(1, 3, 1, 9), circle=(3, 3, 2))
    assert seen(both, 5, 6) == ["..#...", ".##...", "###...", ".##...", "..#..."]


def test_a_bitmap_hides_where_it_is_set() -> None:
    bits = np.array([[[1, 0, 0], [0, 0, 1]]], np.bool_)
    assert seen(Shutter(bitmap=overlay_of(bits)), 2, 3) == [".##", "##."]


SHUTTER = Shutter(rectangle=(2, 4, 2, 3), colour="#336699")


def image_with(shutter: Shutter | None = SHUTTER, *, window: bool = True) -> RenderImage:
    pixels: NDArray[np.uint16] = np.full((4, 6), 1000, np.uint16)
    pixels[1:3, 1:4] = [[10, 20, 30], [40, 50, 60]]
    facts = FrameFacts(voi=(Window(35, 100),) if window else (), shutter=shutter)
    return prepare(frame_of(pixels), facts_of(pixels, facts), facts)


def picture(image: RenderImage, view: ViewState | None = None, **more: bool) -> NDArray[np.uint32]:
    view = view or ViewState(FitMode.ONE_TO_ONE)
    size = (4, 6) if view.quarter_turns % 2 else (6, 4)
    return ViewportRenderer().render(image, Presentation(**more), view, size)  # type: ignore[arg-type]


def test_hidden_pixels_take_the_colour_of_the_shutter() -> None:
    """D-091; the user's inversion does not change it."""
    image = image_with()
    for drawn in (picture(image), picture(image, inverted=True)):
        assert (drawn[hidden_by(SHUTTER, 4, 6, 1.0)] == 0xFF336699).all()
        assert (drawn[1:3, 1:4] != 0xFF336699).all()


def test_the_shutter_turns_with_the_image() -> None:
    drawn = picture(image_with(), ViewState(FitMode.ONE_TO_ONE, quarter_turns=1))
    upright = picture(image_with())
    assert (drawn == np.rot90(upright, -1)).all()


def test_a_lifted_shutter_hides_nothing() -> None:
    """D-093."""
    lifted = picture(image_with(), show_shuttered=True)
    assert (lifted == picture(image_with(None))).all()
    assert (lifted != 0xFF336699).all()


def test_hidden_pixels_stay_out_of_the_automatic_window() -> None:
    """D-093: 1000 is hidden everywhere."""
    closed, none = image_with(window=False).default_voi, image_with(None, window=False).default_voi
    assert isinstance(closed, Window)
    assert isinstance(none, Window)
    assert closed.center + closed.width / 2 < 100
    assert none.center + none.width / 2 > 900


def test_the_mask_for_statistics() -> None:
    image = image_with()
    mask = shutter_mask(image)
    assert mask is not None
    assert image.frame.pixels[~mask].tolist() == [10, 20, 30, 40, 50, 60]
    assert shutter_mask(image, Presentation(show_shuttered=True)) is None
    assert shutter_mask(image_with(None)) is None
    assert shutter_mask(image_with(Shutter(rectangle=(1, 6, 1, 4)))) is None
