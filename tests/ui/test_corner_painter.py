from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.factories.viewports import Recipe, flat, stack_of
from viewer.app.corner_text import CornerFacts, Emphasis, Line
from viewer.model.header import LossyFacts
from viewer.model.lut import Window
from viewer.model.viewport import AnnotationLevel, Presentation, ViewState
from viewer.render.orientation import Edges
from viewer.render.scale_bar import ScaleBar
from viewer.ui.viewport.corner_painter import UNKNOWN_ORIENTATION, Annotations, boxes, lay_out
from viewer.ui.viewport.text_tiles import TextTiles, sized

LOSSY = Recipe(lossy=LossyFacts(True, (10.0,), ("ISO_10918_1",)))  # noqa: FBT003  one of one
LETTERS = Edges("R", "L", "A", "P")


@pytest.fixture
def tiles(qtbot: QtBot) -> TextTiles:
    del qtbot  # makes the application
    return TextTiles(sized(QGuiApplication.font(), 12), 1.0)


def annotations(recipe: Recipe = LOSSY, view: ViewState | None = None) -> Annotations:
    stack = stack_of(flat([1000] * 3), recipe)
    facts = CornerFacts(
        stack,
        1,
        stack.frames[1],
        view or ViewState(),
        Presentation(),
        Window(40, 400),
        1.5,
    )
    return Annotations(facts, AnnotationLevel.FULL, LETTERS)


def joined(lines: tuple[Line, ...]) -> str:
    return " ".join(line.text for line in lines)


def test_a_large_viewport_has_everything(tiles: TextTiles) -> None:
    text, level = lay_out(annotations(), tiles, QSizeF(900, 700))
    assert level is AnnotationLevel.FULL
    assert "120 kV" in joined(text.bottom_left)
    assert text.top_left[1].text == "id 4711 · *14 May 1961 · F 62 y"


@pytest.mark.parametrize("size", [(260, 200), (200, 160), (150, 130)])
def test_a_small_viewport_keeps_identity_date_and_lossy_mark(
    tiles: TextTiles, size: tuple[int, int]
) -> None:
    """S-30: what may never be hidden is there, whole words if the room allows."""
    text, level = lay_out(annotations(), tiles, QSizeF(*size))
    assert level is not AnnotationLevel.FULL
    assert "120 kV" not in joined(text.bottom_left)
    identity = joined(text.top_left)
    for word in ("4711", "1961"):
        assert word in identity
    assert "2024" in joined(text.top_right)
    assert "LOSSY" in joined(text.bottom_left)


def test_all_text_never_covers_more_than_a_third_of_the_height(tiles: TextTiles) -> None:
    """A grid of twelve keeps room for the anatomy (look.md, "Not wanted")."""
    for height in range(120, 800, 20):
        text, level = lay_out(annotations(), tiles, QSizeF(340, height))
        lines = max(len(text.top_left), len(text.bottom_left))
        if level is AnnotationLevel.FULL:
            assert lines * tiles.line_height <= height / 3
    assert level is AnnotationLevel.FULL


@pytest.mark.parametrize("width", [120, 200, 320, 500, 900])
def test_nothing_is_wider_than_its_half(tiles: TextTiles, width: int) -> None:
    text, _ = lay_out(annotations(), tiles, QSizeF(width, 600))
    limit = width / 2
    for lines in (text.top_left, text.top_right, text.bottom_left, text.bottom_right):
        assert all(tiles.width(line) < limit for line in lines)


def test_one_long_word_gets_an_ellipsis(tiles: TextTiles) -> None:
    recipe = replace(LOSSY, patient=replace(LOSSY.patient, name="X" * 80))
    text, _ = lay_out(annotations(recipe), tiles, QSizeF(400, 600))
    assert text.top_left[0].text.endswith("…")


def test_unknown_orientation_is_a_warning(tiles: TextTiles) -> None:
    unknown = replace(annotations(), edges=Edges())
    text, _ = lay_out(unknown, tiles, QSizeF(900, 700))
    assert UNKNOWN_ORIENTATION in text.bottom_left
    assert UNKNOWN_ORIENTATION.emphasis is Emphasis.WARNING


def test_the_calibration_of_the_scale_bar_is_said(tiles: TextTiles) -> None:
    bar = ScaleBar(50, 100, "5 cm (at detector plane, magnification not corrected)")
    text, _ = lay_out(replace(annotations(), scale=bar), tiles, QSizeF(1200, 700))
    assert text.bottom_left[-1].text == "scale: at detector plane, magnification not corrected"


def test_without_a_picture_nothing_is_said_about_it(tiles: TextTiles) -> None:
    text, _ = lay_out(replace(annotations(), edges=None), tiles, QSizeF(900, 700))
    assert text.bottom_left == ()
    assert "2 / 3" in joined(text.bottom_right)


def test_turned_and_mirrored_are_marked_at_every_size(tiles: TextTiles) -> None:
    turned = annotations(view=ViewState(quarter_turns=3, flipped=True))
    for size in ((900, 700), (200, 200)):
        text, _ = lay_out(turned, tiles, QSizeF(*size))
        marks = joined(text.bottom_left)
        assert "FLIPPED" in marks
        assert "ROTATED 90°" in marks


def test_the_corners_tell_where_their_words_stand(tiles: TextTiles) -> None:
    size = QSizeF(900, 700)
    found = boxes(annotations(), tiles, size)
    assert len(found) == 6  # four corners, a letter at each side
    assert all(QRectF(QPointF(0, 0), size).contains(box) for box in found)
    assert not any(a.intersects(b) for n, a in enumerate(found) for b in found[n + 1 :])
    text, _ = lay_out(annotations(), tiles, size)
    assert found[0].height() == pytest.approx(len(text.top_left) * tiles.line_height)
    assert found[1].right() < 900
    assert found[1].width() == max(tiles.width(line) for line in text.top_right)
