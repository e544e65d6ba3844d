"""Polarity: who turns black into white, and how often (D-060..D-062)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from viewer.render.voi import WHITE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.model.lut import GreyPresentation, LutTable


def is_inverted(presentation: GreyPresentation) -> bool:
    """Whether display values are turned round, exactly once or not at all.

    Photometric Interpretation decides; Presentation LUT Shape can only repeat or contradict
    it, and loses when it does (D-061). Under a presentation state its shape alone decides
    (D-002), which then stands in `monochrome1`. The user's inversion comes on top (D-062).
    """
    return presentation.monochrome1 != presentation.inverted


def presentation_values(display: NDArray[np.float64], table: LutTable) -> NDArray[np.float64]:
    """P-Values 0..255 by a Presentation LUT, of display values 0..255 of any shape (D-060).

    Its input is the VOI's output spread over its entries.
    """
    highest = float(2**table.bits - 1)
    index = np.rint(display * ((len(table.entries) - 1) / WHITE)).astype(np.intp)
    return np.minimum(table.entries[index].astype(np.float64), highest) * (WHITE / highest)
