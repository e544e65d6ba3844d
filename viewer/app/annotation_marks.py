"""Annotations as marks over the frame on show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from viewer.app.annotation_places import annotation_on
from viewer.app.annotation_words import label_lines
from viewer.model.annotation import AnnotationKind
from viewer.model.marks import EllipseMark, Mark, PathMark, Pen, PointMark, TextMark
from viewer.model.shapes import box, is_complete, outline, words_place
from viewer.observe import Event
from viewer.tools.handles import handles

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.app.annotations import AnnotationStore
    from viewer.app.measurements import Measurements
    from viewer.app.viewport import ViewportModel
    from viewer.model.annotation import Annotation
    from viewer.model.geometry import Point
    from viewer.model.image import FrameKey

_FRAMES_KEPT: Final = 64  # whose annotations are remembered until one changes
_SELECTED_PX: Final = 1.0  # how much wider the selected one is drawn
_ELSEWHERE: Final = 0.6  # opacity of what was drawn on another image of this plane
_END_PX: Final = 4.0  # half a cross at the end of a length
_HANDLE_PX: Final = 4.5
_THIN: Final = 0.7  # part of the line's width, for what only leads the eye
_LEADER_FROM_PX: Final = 12.0  # image pixels a label is away from which a line leads to it


class AnnotationMarks:
    """A `MarkSource`: what is drawn on the frame, or on its plane in another series."""

    def __init__(self, store: AnnotationStore, measurements: Measurements) -> None:
        self.changed: Event[None] = Event()
        self._store = store
        self._measurements = measurements
        self._visible = True
        self._shown: dict[tuple[FrameKey, float | None], tuple[Annotation, ...]] = {}
        self._shown_of = store.state
        store.changed.connect(lambda _: self.changed.emit(None))
        measurements.changed.connect(lambda _: self.changed.emit(None))

    @property
    def visible(self) -> bool:
        """Whether annotations are drawn at all."""
        return self._visible

    @property
    def hides_some(self) -> bool:
        """Whether there are annotations and they are not drawn, which must be said (S-30)."""
        return not self._visible and bool(self._store.state.annotations)

    def set_visible(self, *, visible: bool) -> None:
        """Show or hide every annotation."""
        if visible != self._visible:
            self._visible = visible
            self.changed.emit(None)

    def shown(self, viewport: ViewportModel) -> tuple[Annotation, ...]:
        """The annotations on the frame on show, in its pixels, as `marks` draws them.

        Hit tests are to be made against these. One that was drawn on another image has this
        one's anchor here; the store has the original.
        """
        frame, stack = viewport.state.frame, viewport.state.stack
        state = self._store.state
        if frame is None or stack is None or not state.annotations or not self._visible:
            return ()
        if self._shown_of is not state or len(self._shown) > _FRAMES_KEPT:
            self._shown, self._shown_of = {}, state
        found = self._shown.get((frame.key, stack.spacing_mm))
        if found is None:
            places = (annotation_on(a, frame, stack.spacing_mm) for a in state.annotations)
            found = tuple(annotation for annotation in places if annotation is not None)
            self._shown[frame.key, stack.spacing_mm] = found
        return found

    def marks(self, viewport: ViewportModel) -> tuple[Mark, ...]:
        """What to draw over the frame that `viewport` shows, the selected one on top."""
        frame = viewport.state.frame
        if frame is None:
            return ()
        state, drawn = self._store.state, []
        selected = state.selected
        for annotation in sorted(self.shown(viewport), key=lambda a: a.id == selected):
            original = state.annotation(annotation.id)
            is_own = original is not None and original.anchor.key == frame.key.native
            moving = self._store.in_gesture and annotation.id == selected
            measure = self._measurements.moving if moving else self._measurements.of
            presentation = viewport.state.presentation
            lines = label_lines(annotation, measure(annotation, frame, presentation))
            drawn += annotation_marks(
                annotation, lines, selected=annotation.id == selected, is_own=is_own
            )
        return tuple(drawn)


def annotation_marks(
    annotation: Annotation, lines: tuple[str, ...], *, selected: bool, is_own: bool
) -> list[Mark]:
    """The marks of one annotation, `lines` beside it; also while it is being drawn.

    Coordinates are those of its points. What is not `is_own` was drawn on another image.
    """
    if not annotation.points:
        return []
    style = annotation.style
    width = style.width_px + (_SELECTED_PX if selected else 0.0)
    pen = Pen(style.colour, width, opacity=1.0 if is_own else _ELSEWHERE)
    marks = _SHAPES[annotation.kind](annotation, pen)
    if selected:
        ring = replace(pen, width_px=style.width_px)
        marks += [
            PointMark(at, ring, handle=True, size_px=_HANDLE_PX)
            for at in handles(annotation.kind, annotation.points)
        ]
    return marks + _label(annotation, lines, pen)


def _line(annotation: Annotation, pen: Pen) -> list[Mark]:
    points = annotation.points
    return [PathMark(points, pen), *_ends((points[0], points[-1]), pen)]


def _corner(annotation: Annotation, pen: Pen) -> list[Mark]:
    return [PathMark(annotation.points, pen)]


def _cobb(annotation: Annotation, pen: Pen) -> list[Mark]:
    """Two lines, their middles joined by a dashed one to show that they belong together."""
    one, other = annotation.points[:2], annotation.points[2:]
    marks: list[Mark] = [PathMark(line, pen) for line in (one, other) if line]
    if is_complete(annotation):
        marks.append(PathMark((_middle(one), _middle(other)), _thin(pen)))
    return marks


def _diameters(annotation: Annotation, pen: Pen) -> list[Mark]:
    lines = [line for line in (annotation.points[:2], annotation.points[2:]) if line]
    return [
        mark for line in lines for mark in (PathMark(line, pen), *_ends((line[0], line[-1]), pen))
    ]


def _rectangle(annotation: Annotation, pen: Pen) -> list[Mark]:
    return [PathMark(outline(annotation.kind, annotation.points), pen, closed=True)]


def _ellipse(annotation: Annotation, pen: Pen) -> list[Mark]:
    left, top, right, bottom = box(annotation)
    middle = ((left + right) / 2, (top + bottom) / 2)
    half_axes = ((right - left) / 2, 0.0), (0.0, (bottom - top) / 2)
    return [EllipseMark(middle, *half_axes, pen)]


def _freehand(annotation: Annotation, pen: Pen) -> list[Mark]:
    return [PathMark(annotation.points, pen, closed=is_complete(annotation))]


def _point(annotation: Annotation, pen: Pen) -> list[Mark]:
    return [PointMark(annotation.points[0], pen, size_px=_END_PX * 1.5)]


def _arrow(annotation: Annotation, pen: Pen) -> list[Mark]:
    return [PathMark(annotation.points, pen, arrow=True)]


def _text(annotation: Annotation, pen: Pen) -> list[Mark]:
    """Only its words; while there are none, where they will be."""
    return [] if annotation.text.strip() else [PointMark(annotation.points[0], pen)]


_SHAPES: Final[dict[AnnotationKind, Callable[[Annotation, Pen], list[Mark]]]] = {
    AnnotationKind.LENGTH: _line,
    AnnotationKind.POLYLINE: _line,
    AnnotationKind.ANGLE: _corner,
    AnnotationKind.COBB: _cobb,
    AnnotationKind.RECTANGLE: _rectangle,
    AnnotationKind.ELLIPSE: _ellipse,
    AnnotationKind.FREEHAND: _freehand,
    AnnotationKind.POINT: _point,
    AnnotationKind.ARROW: _arrow,
    AnnotationKind.TEXT: _text,
    AnnotationKind.BIDIRECTIONAL: _diameters,
}


def _label(annotation: Annotation, lines: tuple[str, ...], pen: Pen) -> list[Mark]:
    if not lines:
        return []
    place = words_place(annotation)
    if annotation.label_offset is not None:
        text = TextMark(place, lines, pen, offset_px=(0.0, 0.0), about=_around(annotation))
        nearest = min(annotation.points, key=lambda p: _distance(p, place))
        if annotation.kind is AnnotationKind.TEXT or _distance(nearest, place) < _LEADER_FROM_PX:
            return [text]
        return [PathMark((place, nearest), _thin(pen)), text]
    if annotation.kind is AnnotationKind.TEXT:
        return [TextMark(place, lines, pen, offset_px=(0.0, 0.0), about=_around(annotation))]
    return [TextMark(place, lines, pen, about=_around(annotation))]


def _around(annotation: Annotation) -> tuple[Point, Point]:
    """Two corners of the box around all of its points."""
    columns, rows = zip(*annotation.points, strict=True)
    return (min(columns), min(rows)), (max(columns), max(rows))


def _ends(points: tuple[Point, ...], pen: Pen) -> list[Mark]:
    return [PointMark(point, replace(pen, width_px=1.0), size_px=_END_PX) for point in points]


def _thin(pen: Pen) -> Pen:
    return replace(pen, width_px=pen.width_px * _THIN, dashed=True)


def _middle(line: tuple[Point, ...]) -> Point:
    (x, y), (u, v) = line
    return (x + u) / 2, (y + v) / 2


def _distance(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])
