"""All grey steps from stored value to 8 bits, one composed table or value by value (D-003)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from viewer.model.image import PixelKind
from viewer.render.color import BLACK, grey_words, rgb_words
from viewer.render.modality import modality_range, modality_values
from viewer.render.palette import coloured, palette_rgb
from viewer.render.presentation_lut import is_inverted, presentation_values
from viewer.render.voi import WHITE, identity_window, voi_values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.model.image import ImagePixels
    from viewer.model.lut import GreyPresentation, Padding, Palette
    from viewer.render.index_map import IndexMap

StoredRange = tuple[float, float]


def stored_range(pixels: ImagePixels) -> StoredRange:
    """Smallest and largest stored value Bits Stored allows; (0, 1) for float samples."""
    if pixels.kind is not PixelKind.INTEGER:
        return 0.0, 1.0
    span = 2.0**pixels.bits_stored
    return (-span / 2, span / 2 - 1) if pixels.signed else (0.0, span - 1)


def is_padding(stored: NDArray[Any], padding: Padding | None) -> NDArray[np.bool_]:
    """Which stored values are no image: the padding range, NaN and infinity (D-020, D-131)."""
    if stored.dtype.kind == "f":
        odd: NDArray[np.bool_] = ~np.isfinite(stored)
        if padding is not None:
            odd |= (stored >= padding.low) & (stored <= padding.high)
        return odd
    if padding is None:
        return np.zeros(stored.shape, np.bool_)
    # Integers compare with integers three times as fast as with floats.
    within: NDArray[np.bool_] = stored >= math.ceil(padding.low)
    within &= stored <= math.floor(padding.high)
    return within


def to_grey(
    stored: NDArray[np.float64], presentation: GreyPresentation, full: StoredRange
) -> NDArray[np.uint8]:
    """Grey 0..255 of stored values of any shape, in float64, rounded once at the end.

    `full` is the range of stored values the identity VOI spreads over (D-050). Padding is
    black whatever the polarity (D-023).
    """
    grey = np.rint(display_values(stored, presentation, full)).astype(np.uint8)
    grey[is_padding(stored, presentation.padding)] = 0
    return grey


def to_words(
    stored: NDArray[np.float64], presentation: GreyPresentation, full: StoredRange
) -> NDArray[np.uint32]:
    """As `to_grey`, as 0xFFRRGGBB, in the colours of a pseudo-colour state if there are any."""
    colours = presentation.colours
    if colours is None:
        return grey_words(to_grey(stored, presentation, full))
    display = display_values(stored, presentation, full)
    rgb = colours.rgb[np.rint(display * ((len(colours.rgb) - 1) / WHITE)).astype(np.intp)]
    words = rgb_words(rgb[..., 0], rgb[..., 1], rgb[..., 2])
    words[is_padding(stored, presentation.padding)] = BLACK
    return words


def display_values(
    stored: NDArray[np.float64], presentation: GreyPresentation, full: StoredRange
) -> NDArray[np.float64]:
    """P-Values 0..255 of stored values of any shape, not rounded (D-003)."""
    finite = np.where(np.isfinite(stored), stored, 0.0)
    voi = presentation.voi
    if voi is None:
        voi = identity_window(*modality_range(full, presentation.modality))
    display = voi_values(modality_values(finite, presentation.modality), voi)
    if presentation.presentation_lut is not None:
        display = presentation_values(display, presentation.presentation_lut)
    return WHITE - display if is_inverted(presentation) else display


def compose_rgb32_table(
    index_map: IndexMap,
    presentation: GreyPresentation,
    full: StoredRange,
    palette: Palette | None = None,
) -> NDArray[np.uint32]:
    """0xFFRRGGBB of every index, (65536,), with the palette's colours if there is one.

    Grey is exactly what `to_grey` gives (D-052).
    """
    words = to_words(index_map.stored(), presentation, full)
    if presentation.by_state:  # the image's own colours are replaced as its other steps (D-001)
        return words
    if palette is not None and len(palette.rgb):
        stored = index_map.stored()
        which = coloured(stored, palette) & ~is_padding(stored, presentation.padding)
        rgb = palette_rgb(stored[which], palette)
        words[which] = rgb_words(rgb[:, 0], rgb[:, 1], rgb[:, 2])
        words[is_padding(stored, presentation.padding)] = BLACK
    return words
