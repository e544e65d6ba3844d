"""How drawings look; apart from `annotation`, as the pencil is there before the first picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnnotationStyle:
    """How it is drawn; colours as "#rrggbb"."""

    colour: str = "#ffd54a"
    width_px: float = 1.5  # logical
