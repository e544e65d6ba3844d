"""Display shutters of images, frames and presentation states (D-090..D-092)."""

from __future__ import annotations

from typing import Final

from viewer.limits import SHUTTER_VERTICES
from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.model.cielab import grey_from_p_value, rgb_from_cielab
from viewer.model.shutter import Shutter

SHUTTER_ATTRIBUTES: Final = (
    at.SHUTTER_SHAPE,
    at.SHUTTER_LEFT_EDGE,
    at.SHUTTER_RIGHT_EDGE,
    at.SHUTTER_UPPER_EDGE,
    at.SHUTTER_LOWER_EDGE,
    at.SHUTTER_CIRCLE_CENTER,
    at.SHUTTER_CIRCLE_RADIUS,
    at.SHUTTER_VERTICES,
    at.SHUTTER_PRESENTATION_VALUE,
    at.SHUTTER_OVERLAY_GROUP,
    at.SHUTTER_PRESENTATION_CIELAB,
)
_EDGES: Final = (
    at.SHUTTER_LEFT_EDGE,
    at.SHUTTER_RIGHT_EDGE,
    at.SHUTTER_UPPER_EDGE,
    at.SHUTTER_LOWER_EDGE,
)
_MOST_DIGITS: Final = 12  # of an IS, and its delimiter


def display_shutter(raw: RawDataset) -> Shutter | None:
    """The shapes of a shutter, without its bitmap; None for none, or one that is not usable.

    A shape that makes no sense makes all of it unusable: too little must never be in sight
    by accident (S-12).
    """
    shapes = set(raw.codes(at.SHUTTER_SHAPE)) - {"", "BITMAP"}
    if not shapes or shapes - {"RECTANGULAR", "CIRCULAR", "POLYGONAL"}:
        return None
    rectangle = _rectangle(raw) if "RECTANGULAR" in shapes else None
    circle = _circle(raw) if "CIRCULAR" in shapes else None
    polygon = _polygon(raw) if "POLYGONAL" in shapes else ()
    found = {
        "RECTANGULAR": rectangle is not None,
        "CIRCULAR": circle is not None,
        "POLYGONAL": bool(polygon),
    }
    if not all(found[shape] for shape in shapes):
        return None
    return Shutter(rectangle, circle, polygon, colour=shutter_colour(raw))


def shutter_colour(raw: RawDataset) -> str:
    """What hidden pixels look like, black where nobody says (D-091)."""
    lab = raw.ints(at.SHUTTER_PRESENTATION_CIELAB)
    if len(lab) == 3:
        return rgb_from_cielab((lab[0], lab[1], lab[2]))
    return grey_from_p_value(raw.integer(at.SHUTTER_PRESENTATION_VALUE) or 0)


def _rectangle(raw: RawDataset) -> tuple[int, int, int, int] | None:
    left, right, upper, lower = (raw.integer(tag) for tag in _EDGES)
    if left is None or right is None or upper is None or lower is None:
        return None
    return (left, right, upper, lower) if left <= right and upper <= lower else None


def _circle(raw: RawDataset) -> tuple[int, int, int] | None:
    center, radius = raw.ints(at.SHUTTER_CIRCLE_CENTER), raw.integer(at.SHUTTER_CIRCLE_RADIUS)
    if len(center) != 2 or radius is None or radius <= 0:
        return None
    return center[0], center[1], radius


def _polygon(raw: RawDataset) -> tuple[tuple[int, int], ...]:
    element = raw.elements.get(at.SHUTTER_VERTICES)
    if element is None or element[2] > 2 * SHUTTER_VERTICES * (_MOST_DIGITS + 1):
        return ()
    numbers = raw.ints(at.SHUTTER_VERTICES)
    corners = tuple(zip(numbers[::2], numbers[1::2], strict=False))
    usable = len(numbers) % 2 == 0 and 3 <= len(corners) <= SHUTTER_VERTICES
    return corners if usable else ()
