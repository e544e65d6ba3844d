"""Polarity: who turns black into white, and how often (D-060..D-062)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.model.lut import PresentationShape

if TYPE_CHECKING:
    from viewer.model.lut import GreyPresentation


def is_inverted(presentation: GreyPresentation) -> bool:
    """Whether display values are turned round, exactly once or not at all.

    Photometric Interpretation decides; Presentation LUT Shape can only repeat or contradict
    it, and loses when it does (D-061). The user's inversion comes on top (D-062).
    """
    return presentation.monochrome1 != presentation.inverted


def shape_contradicts(presentation: GreyPresentation) -> bool:
    """Whether the file's shape and Photometric Interpretation say opposite things (D-061)."""
    conforming = PresentationShape.INVERSE if presentation.monochrome1 else None
    allowed = {None, conforming or PresentationShape.IDENTITY}
    return presentation.shape not in allowed
