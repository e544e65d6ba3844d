"""What a display shutter leaves in sight (PS3.3 C.7.6.11, C.7.6.15; D-090..D-093)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.model.header import Overlay


@dataclass(frozen=True, slots=True)
class Shutter:
    """Shapes whose intersection stays in sight; rows and columns count from 1, as stored.

    Pixels on the edge of a rectangle or circle are in sight. What is hidden takes `colour`.
    """

    rectangle: tuple[int, int, int, int] | None = None  # left, right, upper, lower edge
    circle: tuple[int, int, int] | None = None  # row, column of the centre, radius in columns
    polygon: tuple[tuple[int, int], ...] = ()  # (row, column) of each vertex, closed by itself
    bitmap: Overlay | None = None  # 1 hides; of presentation states only (D-092)
    colour: str = "#000000"
