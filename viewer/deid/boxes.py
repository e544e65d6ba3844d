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
