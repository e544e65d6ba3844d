"""Paints one viewport: image, words and marks, on screen and into pictures alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QFont

from viewer.app.frames import FailedFrame, LoadedFrame
from viewer.app.identity_view import SHOWN
from viewer.model.viewport import AnnotationLevel
from viewer.render.orientation import Edges, edges
from viewer.render.resample import Quality
from viewer.render.scale_bar import scale_bar
from viewer.render.viewport import ViewportRenderer, placement_of
from viewer.ui.viewport.cards import (
    DOCUMENT_HINT,
    EMPTY,
    LOADING,
    failure_card,
    paint_card,
    paint_message,
)
from viewer.ui.viewport.corner_painter import (
    Annotations,
    boxes,
    is_crowded,
    paint_annotations,
)
from viewer.ui.viewport.image_bits import image_of
from viewer.ui.viewport.scene import corner_facts
from viewer.ui.viewport.text_tiles import TextSizes, TextTiles, sized

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QPainter

    from viewer.app.corner_text import CornerText
    from viewer.model.image import FrameKey
    from viewer.model.marks import Mark
    from viewer.render.bands import BandPool
    from viewer.render.placement import Placement
    from viewer.ui.viewport.scene import Scene

_LETTERS_PX = (12, 10, 8)
_LONGEST_SCALE_BAR = 0.2  # of the viewport's width
_BLACK = QColor("#000000")


@dataclass(frozen=True, slots=True)
class Surface:
    """What is painted on: logical size, device pixels and their ratio (rendering.md 2)."""

    size: QSizeF
    pixels: QSize
    dpr: float


@dataclass(frozen=True, slots=True)
class Painted:
    """What is on screen now: the frame whose pixels were drawn and the words beside it."""

    key: FrameKey | None = None
    text: CornerText | None = None
    edges: Edges | None = None
    placement: Placement | None = None
    words: str = ""  # of a message or card
    line_height: float = 0.0  # of the text in the corners
    button: QRectF | None = None  # room on a card for the way on, logical pixels

    @property
    def lines_below(self) -> int:
        """How many lines there are in the lower right corner."""
        return len(self.text.bottom_right) if self.text is not None else 0


def paint_marks(
    painter: QPainter,
    surface: Surface,
    placement: Placement,
    font: QFont,
    marks: Iterable[Mark],
    taken: Sequence[QRectF] = (),
) -> None:
    """Draw what lies over the image; `taken` is where other text stands."""
    from viewer.ui.viewport.mark_painter import MarkPainter  # noqa: PLC0415  with the first mark

    MarkPainter(placement, surface.size, surface.dpr, sized(font, 12)).paint(painter, marks, taken)


class ViewportPainter:
    """Keeps the caches of one viewport: its renderer and its drawn lines of text."""

    def __init__(self, pool: BandPool | None = None, texts: TextSizes | None = None) -> None:
        self._renderer = ViewportRenderer(pool)
        self._texts = texts or TextSizes()

    def forget(self) -> None:
        """Let go of the last picture and of every drawn line: names are among them."""
        self._renderer.forget()
        self._texts.forget()

    def paint(
        self,
        painter: QPainter,
        surface: Surface,
        scene: Scene,
        font: QFont,
        quality: Quality = Quality.FULL,
    ) -> Painted:
        """Paint `scene`; `font` is the body font. Everything comes from this one scene (S-10)."""
        state = scene.state
        if isinstance(scene.shown, LoadedFrame) and not state.message:
            return self._paint_image(painter, surface, scene, font, quality)
        self._renderer.forget()
        painter.fillRect(QRectF(QPointF(0, 0), surface.size), _BLACK)
        words = state.message or self._words(scene)
        button = None
        if isinstance(scene.shown, FailedFrame) and state.frame and not state.message:
            others = state.stack is not None and len(state.stack.frames) > 1
            card = failure_card(
                scene.shown.error, state.frame.header.transfer_syntax_uid, others=others
            )
            on_screen = not scene.surroundings.closing  # pictures have no buttons
            button = paint_card(painter, card, surface.size, font, button=others and on_screen)
            words = card.reason
        else:
            paint_message(painter, words, surface.size, font)
        annotations = self._annotations(scene, None, surface)
        if annotations is None:
            return Painted(words=words, button=button)
        tiles, annotations = self._text(font, surface, annotations)
        text = paint_annotations(painter, annotations, tiles, surface.size)
        return Painted(text=text, words=words, button=button, line_height=tiles.line_height)

    def _words(self, scene: Scene) -> str:
        if scene.state.document is not None:
            return f"{SHOWN.text(scene.state.document.label) or 'Document'}\n{DOCUMENT_HINT}"
        return LOADING if scene.state.frame is not None else EMPTY

    def _paint_image(
        self,
        painter: QPainter,
        surface: Surface,
        scene: Scene,
        font: QFont,
        quality: Quality,
    ) -> Painted:
        assert isinstance(scene.shown, LoadedFrame)
        placement = self._picture(painter, surface, scene, quality)
        annotations = self._annotations(scene, placement, surface)
        assert annotations is not None
        tiles, annotations = self._text(font, surface, annotations)
        if scene.marks:
            taken = boxes(annotations, tiles, surface.size)
            paint_marks(painter, surface, placement, font, scene.marks, taken)
        text = paint_annotations(painter, annotations, tiles, surface.size)
        return Painted(
            scene.shown.key, text, annotations.edges, placement, line_height=tiles.line_height
        )

    def paint_picture(
        self,
        painter: QPainter,
        surface: Surface,
        scene: Scene,
        font: QFont,
        quality: Quality = Quality.FULL,
    ) -> Painted:
        """The image with what is drawn over it, and no words around it."""
        placement = self._picture(painter, surface, scene, quality)
        if scene.marks:
            paint_marks(painter, surface, placement, font, scene.marks)
        return Painted(scene.shown.key if scene.shown is not None else None, placement=placement)

    def _picture(
        self, painter: QPainter, surface: Surface, scene: Scene, quality: Quality
    ) -> Placement:
        assert isinstance(scene.shown, LoadedFrame)
        image, state, pixels = scene.shown.image, scene.state, surface.pixels
        viewport = (pixels.width(), pixels.height())
        placement = placement_of(image, state.view, viewport)
        picture = self._renderer.render(image, state.presentation, state.view, viewport, quality)
        painter.drawImage(QPointF(0, 0), image_of(picture, surface.dpr))
        return placement

    def _annotations(
        self, scene: Scene, placement: Placement | None, surface: Surface
    ) -> Annotations | None:
        facts = corner_facts(scene, placement)
        if facts is None:
            return None
        level, closing = scene.surroundings.annotations, scene.surroundings.closing
        if placement is None or not isinstance(scene.shown, LoadedFrame):
            if isinstance(scene.shown, FailedFrame) and level is AnnotationLevel.FULL:
                level = AnnotationLevel.MINIMAL  # room for the card
            has_position = not scene.state.message
            return Annotations(facts, level, None, None, closing, has_position)
        frame = scene.shown.image.facts
        letters = edges(frame, scene.state.view)
        longest_px = surface.pixels.width() * _LONGEST_SCALE_BAR
        asked = scene.state.frame
        spacing = scene.surroundings.scale_of(asked) if asked is not None else frame.spacing
        bar = scale_bar(spacing, placement, longest_px)
        return Annotations(facts, level, letters, bar, closing)

    def _text(
        self, font: QFont, surface: Surface, annotations: Annotations
    ) -> tuple[TextTiles, Annotations]:
        """Letters of 12 design pixels.

        Where even the fewest lines would lie over each other, these in smaller letters.
        """
        for design_px in _LETTERS_PX:
            tiles = self._texts.of(font, design_px, surface.dpr)
            if not is_crowded(annotations, tiles, surface.size):
                break
            annotations = replace(annotations, level=AnnotationLevel.OFF)
        return tiles, annotations
