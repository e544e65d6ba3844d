"""How boxes over an image are taken hold of, drawn, moved and resized, in whole pixels."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from viewer.deid.boxes import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

Size = tuple[int, int]  # columns and rows of the image


@dataclass(frozen=True, slots=True)
class Grip:
    """What of box `index` is held: -1 its left or upper edge, 1 the other one, 0 neither.

    Neither edge in either direction means the box as a whole.
    """

    index: int
    across: int = 0
    down: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether the box is moved and keeps its size."""
        return not (self.across or self.down)


def grip_at(
    boxes: Sequence[Box], x: float, y: float, reach: float, selected: int | None
) -> Grip | None:
    """What is under a point in pixels of the image, from its upper left corner.

    `reach` is how far from an edge still holds it. The selected box comes first, then the
    smallest: one that lies within another can be had.
    """
    order = sorted(range(len(boxes)), key=lambda i: (i != selected, boxes[i].area, -i))
    for index in order:
        edges = _edges(boxes[index], x, y, reach)
        if edges is not None and edges != (0, 0):
            return Grip(index, *edges)
        if edges is not None:
            inner = [i for i in order if i != index and boxes[i].area < boxes[index].area]
            within = grip_at([boxes[i] for i in inner], x, y, reach, None)
            return Grip(index) if within is None else _renumbered(within, inner)
    return None


def _renumbered(grip: Grip, numbers: Sequence[int]) -> Grip:
    return Grip(numbers[grip.index], grip.across, grip.down)


def _edges(box: Box, x: float, y: float, reach: float) -> tuple[int, int] | None:
    """Which edges of a box are at a point; None outside of it."""
    left, top, right, bottom = box.left, box.top, box.right + 1, box.bottom + 1
    if not (left - reach <= x <= right + reach and top - reach <= y <= bottom + reach):
        return None
    return _edge(x, left, right, reach), _edge(y, top, bottom, reach)


def _edge(value: float, first: float, last: float, reach: float) -> int:
    """-1 or 1 at an edge; of a small box a third of its middle is left to move it by."""
    inside = min(reach, (last - first) / 3)
    if value <= first + inside:
        return -1
    return 1 if value >= last - inside else 0


def drawn(start: tuple[float, float], end: tuple[float, float], size: Size) -> Box | None:
    """A box around all pixels from one point to another; None if that is none of the image."""
    spans = []
    for first, last, count in zip(start, end, size, strict=True):
        low, high = floor(min(first, last)), floor(max(first, last))
        if high < 0 or low >= count:
            return None
        spans.append((max(0, low), min(count - 1, high)))
    (left, right), (top, bottom) = spans
    return Box(left, top, right, bottom)


def changed(box: Box, grip: Grip, step: tuple[int, int], size: Size) -> Box:
    """The box after its grip moved by whole pixels; it stays within the image."""
    if grip.is_whole:
        (left, right), (top, bottom) = (
            _moved(*span, by, count)
            for span, by, count in zip(_spans(box), step, size, strict=True)
        )
        return Box(left, top, right, bottom)
    held = (grip.across, grip.down)
    (left, right), (top, bottom) = (
        _stretched(*span, edge, by, count)
        for span, edge, by, count in zip(_spans(box), held, step, size, strict=True)
    )
    return Box(left, top, right, bottom)


def fitted(box: Box, size: Size) -> Box | None:
    """The part of a box that lies within the image, if any."""
    return drawn((box.left, box.top), (box.right, box.bottom), size)


def _spans(box: Box) -> tuple[tuple[int, int], tuple[int, int]]:
    return (box.left, box.right), (box.top, box.bottom)


def _moved(first: int, last: int, by: int, count: int) -> tuple[int, int]:
    by = max(-first, min(by, count - 1 - last))
    return first + by, last + by


def _stretched(first: int, last: int, edge: int, by: int, count: int) -> tuple[int, int]:
    """One edge moved; past the other one they change places."""
    if edge < 0:
        first = max(0, min(first + by, count - 1))
    elif edge > 0:
        last = max(0, min(last + by, count - 1))
    return min(first, last), max(first, last)
