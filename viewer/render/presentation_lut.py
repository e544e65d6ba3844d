"""Polarity: who turns black into white, and how often (D-060..D-062)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.model.lut import GreyPresentation


def is_inverted(presentation: GreyPresentation) -> bool:
    """Whether display values are turned round, exactly once or not at all.

    Photometric Interpretation decides; Presentation LUT Shape can only repeat or contradict
    it, and loses when it does (D-061). The user's inversion comes on top (D-062).
    """
    return presentation.monochrome1 != presentation.inverted
