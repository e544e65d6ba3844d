"""Drawings of strangers: many points are drawn piece by piece and look the same."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from viewer.model.marks import EllipseMark, Mark, PathMark, Pen, TextMark
from viewer.model.viewport import ViewState
from viewer.render.placement import place
from viewer.ui.viewport.mark_painter import MarkPainter
from viewer.ui.viewport.strokes import WHOLE_POINTS

SIDE = 200


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    del qtbot


def drawn(*marks: Mark, taken: Sequence[QRectF] = ()) -> NDArray[np.int_]:
    """Red of a picture on middle grey, where bright lines and dark ones below are seen."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    placement = place(SIDE, SIDE, 1.0, ViewState(), (SIDE, SIDE))
    with QPainter(image) as painter:
        MarkPainter(placement, QSizeF(SIDE, SIDE), 1.0, QFont()).paint(painter, marks, taken)
    return np.array([[image.pixelColor(x, y).red() for x in range(SIDE)] for y in range(SIDE)])


def circle(count: int, radius: float = 70.0) -> tuple[tuple[float, float], ...]:
    turns = [math.tau * n / count for n in range(count)]
    return tuple((100 + radius * math.cos(t), 100 + radius * math.sin(t)) for t in turns)


def likeness(one: NDArray[np.int_], other: NDArray[np.int_]) -> float:
    """Mean difference over the pixels that either of them changed."""
    changed = (one != 128) | (other != 128)
    return float(np.abs(one - other)[changed].mean())


WHITE = Pen("#ffffff", 2.0)


@pytest.mark.parametrize("curved", [False, True])
@pytest.mark.parametrize("count", [WHOLE_POINTS + 50, 5000])
def test_a_contour_of_many_points_looks_like_one_stroke(*, curved: bool, count: int) -> None:
    whole = drawn(EllipseMark((100, 100), (70, 0), (0, 70), WHITE))
    pieces = drawn(PathMark(circle(count), WHITE, closed=True, curved=curved))
    assert likeness(whole, pieces) < 12
    assert pieces.max() == 255
    assert pieces.min() < 80  # the dark line below


def test_it_is_filled_to_its_edge() -> None:
    few = drawn(PathMark(circle(100), WHITE, closed=True, filled=True))
    many = drawn(PathMark(circle(3000), WHITE, closed=True, filled=True))
    assert likeness(few, many) < 3
    assert many[100, 100] == 255


def test_what_is_left_open_stays_open() -> None:
    half = circle(1000)[:500]
    picture = drawn(PathMark(half, WHITE))
    assert (picture[:95] == 128).all()
    assert picture[100:].max() == 255


def test_dashes_go_on_from_piece_to_piece() -> None:
    dashed = Pen("#ffffff", 2.0, dashed=True, halo=False)
    line = tuple((10 + n * 0.5, 100.0) for n in range(360))
    row = drawn(PathMark(line, dashed))[100, 20:180] > 200
    starts = np.flatnonzero(row[1:] & ~row[:-1])
    assert len(starts) == pytest.approx(160 / 14, abs=1)  # 4 + 3 times the width
    assert set(np.diff(starts)) <= {13, 14, 15}


def test_after_very_much_the_next_drawing_is_as_it_should_be() -> None:
    random = np.random.default_rng(1)
    chaos = tuple((float(x), float(y)) for x, y in random.uniform(0, 80, (1500, 2)))
    last = PathMark(((10.0, 150.0), (190.0, 150.0)), Pen("#ffffff", 10.0))
    picture = drawn(PathMark(chaos, WHITE), last)
    assert (picture[10:70, 10:70] > 200).mean() > 0.9
    assert (picture[130:170, 100] == 255).sum() >= 8


CORNERS = (QRectF(0, 0, 80, 40), QRectF(100, 0, 100, 40), QRectF(100, 150, 100, 50))


@pytest.mark.parametrize("at", [(199.0, 5.0), (199.0, 36.0), (199.0, 160.0), (2.0, 2.0)])
def test_the_name_of_a_line_goes_out_of_the_way_of_the_corners(at: tuple[float, float]) -> None:
    def touched(*, yielding: bool) -> int:
        """Pixels of the corners that the words have changed."""
        label = TextMark(at, ("image 8",), WHITE, offset_px=(0.0, 0.0), yielding=yielding)
        picture = drawn(label, taken=CORNERS)
        assert (picture != 128).any()
        return sum(
            int(
                (
                    picture[int(r.top()) : int(r.bottom()), int(r.left()) : int(r.right())] != 128
                ).sum()
            )
            for r in CORNERS
        )

    assert touched(yielding=False) > 50
    assert touched(yielding=True) == 0


def test_a_name_stays_where_there_is_no_way_out() -> None:
    everywhere = (QRectF(0, 0, SIDE, SIDE),)
    label = TextMark((50.0, 50.0), ("image 8",), WHITE, yielding=True)
    assert (drawn(label, taken=everywhere) == drawn(label)).all()
