"""Where an image lies in its viewport, and the way back (D-101, ViewState)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from viewer.model.geometry import Point
from viewer.model.viewport import FitMode, ViewState

Size = tuple[int, int]

_MOST_PIXELS_PER_PIXEL: Final = 64.0
_SMALLEST_PART_OF_FIT: Final = 0.25


@dataclass(frozen=True, slots=True)
class Placement:
    """An image of rows x columns at `zoom` device pixels per column in a viewport.

    Image points are (column, row), 0-based at pixel centres. Screen points are (x, y) in
    device pixels from the viewport's upper left corner: the first device pixel covers
    [0, 1) and has its centre at 0.5. `left`, `top` is the corner of the turned image.
    """

    rows: int
    columns: int
    aspect: float  # height of an image pixel over its width
    viewport: Size  # width, height
    zoom: float
    quarter_turns: int
    flipped: bool
    left: float
    top: float
    at_edge: bool = False  # stands at an edge, so that the middle may be beside the image

    @property
    def size(self) -> Point:
        """Width and height on screen, in device pixels."""
        width, height = self._turned_size()
        return width * self.zoom, height * self.zoom

    @property
    def visible(self) -> tuple[int, int, int, int]:
        """Device pixels whose centre is on the image: left, top, right, bottom, end excluded."""
        (width, height), (limit_x, limit_y) = self.size, self.viewport
        left = min(max(math.ceil(self.left - 0.5), 0), limit_x)
        top = min(max(math.ceil(self.top - 0.5), 0), limit_y)
        right = min(max(math.ceil(self.left + width - 0.5), left), limit_x)
        bottom = min(max(math.ceil(self.top + height - 0.5), top), limit_y)
        return left, top, right, bottom

    def screen_from_image(self, point: Point) -> Point:
        """The screen point of an image point."""
        width, height = self.columns, self.rows * self.aspect
        u, v = point[0] + 0.5, (point[1] + 0.5) * self.aspect
        x, y = ((u, v), (height - v, u), (width - u, height - v), (v, width - u))[
            self.quarter_turns
        ]
        if self.flipped:
            x = self._turned_size()[0] - x
        return self.left + x * self.zoom, self.top + y * self.zoom

    def image_from_screen(self, point: Point) -> Point:
        """The image point under a screen point; it may lie outside the image."""
        width, height = self.columns, self.rows * self.aspect
        x, y = (point[0] - self.left) / self.zoom, (point[1] - self.top) / self.zoom
        if self.flipped:
            x = self._turned_size()[0] - x
        u, v = ((x, y), (y, height - x), (width - x, height - y), (width - y, x))[
            self.quarter_turns
        ]
        return u - 0.5, v / self.aspect - 0.5

    def contains(self, point: Point) -> bool:
        """Whether a screen point is on the image."""
        column, row = self.image_from_screen(point)
        return -0.5 <= column < self.columns - 0.5 and -0.5 <= row < self.rows - 0.5

    def zoom_about(self, view: ViewState, factor: float, point: Point) -> ViewState:
        """Zoom by `factor`, keeping the image point under the screen `point` in place."""
        lowest, highest = self.zoom_limits
        zoom = min(max(self.zoom * factor, lowest), highest)
        scale = zoom / self.zoom
        zoomed = replace(
            self,
            zoom=zoom,
            left=point[0] - (point[0] - self.left) * scale,
            top=point[1] - (point[1] - self.top) * scale,
        )
        center = zoomed.image_from_screen(self._middle)
        return replace(view, fit=FitMode.FREE, zoom=zoom, center=self._on_image(center))

    def pan(self, view: ViewState, dx: float, dy: float) -> ViewState:
        """Move the image by device pixels; its middle of view stays on the image."""
        x, y = self._middle
        center = self._on_image(self.image_from_screen((x - dx, y - dy)))
        fit = FitMode.FREE if view.fit in {FitMode.FIT, FitMode.AREA} else view.fit
        return replace(view, fit=fit, zoom=self.zoom, center=center)

    @property
    def zoom_limits(self) -> Point:
        """Smallest and largest zoom one gets to by zooming."""
        fit = fit_zoom(self._turned_size(), self.viewport)
        return min(fit * _SMALLEST_PART_OF_FIT, 1.0), max(fit, _MOST_PIXELS_PER_PIXEL)

    @property
    def _middle(self) -> Point:
        return self.viewport[0] / 2, self.viewport[1] / 2

    def _turned_size(self) -> Point:
        width, height = float(self.columns), self.rows * self.aspect
        return (height, width) if self.quarter_turns % 2 else (width, height)

    def _on_image(self, point: Point) -> Point:
        """The nearest image point, so that panning never loses the image.

        Of a picture that stands at an edge the middle may stay as far beside it as it is: else
        the picture would jump at the first touch.
        """
        column, row = self.image_from_screen(self._middle) if self.at_edge else (0.0, 0.0)
        return (
            min(max(point[0], min(-0.5, column)), max(self.columns - 0.5, column)),
            min(max(point[1], min(-0.5, row)), max(self.rows - 0.5, row)),
        )


def fit_zoom(size: Point, viewport: Size) -> float:
    """The zoom at which `size` just fits; an empty viewport counts as one pixel."""
    return min(max(viewport[0], 1) / size[0], max(viewport[1], 1) / size[1])


def place(rows: int, columns: int, aspect: float, view: ViewState, viewport: Size) -> Placement:
    """Where `view` puts an image of rows x columns in a viewport of (width, height)."""
    usable = aspect if math.isfinite(aspect) and aspect > 0 else 1.0
    origin = Placement(
        rows, columns, usable, viewport, 1.0, view.quarter_turns % 4, view.flipped, 0.0, 0.0
    )
    zoom, center = _zoom(origin, view), view.center
    if center is None or view.fit in {FitMode.FIT, FitMode.AREA}:
        center = (columns - 1) / 2, (rows - 1) / 2
    x, y = replace(origin, zoom=zoom).screen_from_image(center)
    left, top = viewport[0] / 2 - x, viewport[1] / 2 - y
    if zoom == 1.0:  # pixel on pixel, so that 1:1 shows the stored values themselves
        left = math.floor(left + 0.5)
        top = math.floor(top + 0.5)
    left = _toward_the_edge(origin, view, zoom, left)
    at_edge = view.room is not None and bool(view.room.toward)
    return replace(origin, zoom=zoom, left=float(left), top=float(top), at_edge=at_edge)


def _toward_the_edge(origin: Placement, view: ViewState, zoom: float, left: float) -> float:
    """`left` of a picture that stands at an edge, as the chest walls of mammograms do."""
    if view.fit is not FitMode.FIT or view.room is None:
        return left
    width = replace(origin, zoom=zoom).size[0]
    return {"left": 0.0, "right": origin.viewport[0] - width}.get(view.room.toward, left)


def in_true_size(view: ViewState, column_mm: float | None) -> ViewState:
    """The view with the zoom true size means for an image; others as they are (D-108)."""
    if view.fit is not FitMode.TRUE_SIZE or not column_mm or not view.screen_pixel_mm > 0:
        return view
    return replace(view, fit=FitMode.FREE, zoom=column_mm / view.screen_pixel_mm)


def _zoom(origin: Placement, view: ViewState) -> float:
    match view.fit:
        case FitMode.FIT | FitMode.AREA | FitMode.TRUE_SIZE:
            # An image outside of a state is seen whole, as one without known sizes (D-108).
            room = view.room
            size = (room.width, room.height) if room is not None else origin.size
            return fit_zoom(size, origin.viewport)
        case FitMode.ONE_TO_ONE:
            return 1.0
        case FitMode.FREE:
            usable = math.isfinite(view.zoom) and view.zoom > 0
            return view.zoom if usable else fit_zoom(origin.size, origin.viewport)
