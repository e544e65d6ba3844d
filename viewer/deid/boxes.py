"""Rectangles of whole pixels, and what is left when some of them lie within others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle of whole pixels, first and last ones included, from the upper left corner."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if not (0 <= self.left <= self.right and 0 <= self.top <= self.bottom):
            raise ValueError("the corners of a box are the wrong way round")

    def holds(self, other: Box) -> bool:
        """Whether the other one lies within."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def meets(self, other: Box) -> bool:
        """Whether the two have a pixel in common."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def shared(self, other: Box) -> float:
        """How much of the smaller one is in both, 0 to 1."""
        if not self.meets(other):
            return 0.0
        across = min(self.right, other.right) - max(self.left, other.left) + 1
        down = min(self.bottom, other.bottom) - max(self.top, other.top) + 1
        return across * down / min(self.area, other.area)

    @property
    def area(self) -> int:
        """Its pixels."""
        return (self.right - self.left + 1) * (self.bottom - self.top + 1)

    def around(self, other: Box) -> Box:
        """The smallest one that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


def outermost(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """These without repetitions and those that lie within another, in their order."""
    different = tuple(dict.fromkeys(boxes))
    return tuple(box for box in different if not any(o != box and o.holds(box) for o in different))


def is_covered(box: Box, by: Iterable[Box]) -> bool:
    """Whether every pixel of a box lies in one of the others."""
    return not uncovered(box, by)


def uncovered(box: Box, by: Iterable[Box]) -> tuple[Box, ...]:
    """What of a box lies in none of the others."""
    left = [box]
    for cover in by:
        left = [rest for part in left for rest in _without(part, cover)]
    return tuple(left)


def _without(box: Box, cover: Box) -> list[Box]:
    """What of a box the other one leaves, as up to four boxes."""
    if not box.meets(cover):
        return [box]
    parts = []
    top, bottom = max(box.top, cover.top), min(box.bottom, cover.bottom)
    if box.top < top:
        parts.append(Box(box.left, box.top, box.right, top - 1))
    if bottom < box.bottom:
        parts.append(Box(box.left, bottom + 1, box.right, box.bottom))
    if box.left < cover.left:
        parts.append(Box(box.left, top, cover.left - 1, bottom))
    if cover.right < box.right:
        parts.append(Box(cover.right + 1, top, box.right, bottom))
    return parts
