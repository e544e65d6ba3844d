"""Which scale holds for the points of an annotation (D-103..D-107, S-04)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.model.geometry import SpacingSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.model.geometry import PixelSpacing, Point, UltrasoundRegion
    from viewer.model.header import FrameFacts, ImageFacts

MM: Final = "mm"
PX: Final = "px"
IN_TWO_REGIONS: Final = "points in different regions"
PARTLY_OUTSIDE: Final = "partly outside the calibrated region"
OUTSIDE: Final = "outside the calibrated regions, no mm"
PROJECTED: Final = "projected image without a place, no mm"
COLUMN_WIDTHS: Final = "1 px is the width of a column"
# Image Type of volumes seen from outside: their points have no common plane.
_RENDERED: Final = {"VOLUME RENDERED", "VOLUME_RENDERED", "SURFACE RENDERED", "3D RENDERING", "VR"}
_PROJECTED: Final = _RENDERED | {
    *("MIP", "MINIP", "MAXIMUM", "MINIMUM", "PROJECTION IMAGE", "MAX_IP", "MIN_IP"),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """How long a step from pixel to pixel is: along a row, along a column."""

    column: float
    row: float
    unit: str  # MM or PX
    label: str  # of D-103
    notes: tuple[str, ...] = ()

    @property
    def is_square(self) -> bool:
        """Whether angles do not depend on where the scale comes from."""
        return abs(self.row - self.column) <= 1e-6 * self.column

    def scaled(self, points: Sequence[Point]) -> tuple[Point, ...]:
        """Image points in the scale's unit."""
        return tuple((column * self.column, row * self.row) for column, row in points)


class RefusedError(Exception):
    """Why something cannot be measured, in words for the person at the screen."""


def scale_for(
    points: Sequence[Point],
    image: ImageFacts,
    facts: FrameFacts,
    calibration: PixelSpacing | None,
) -> Scale | UltrasoundRegion:
    """The scale at these points, or the region that counts something else than lengths.

    In an image with regions all points must be in one, or none in any. A `calibration` of
    somebody's replaces lengths and never what a region counts otherwise. Raises RefusedError.
    """
    stated = facts.spacing
    if image.regions:
        region = _region(points, image.regions)
        if region is None:
            if stated is not None and stated.source is SpacingSource.ULTRASOUND:
                stated = None
            return _scale(calibration or stated, facts, (OUTSIDE,))
        if not region.is_spatial:
            return region
        stated = region.spacing
    elif stated is not None and _is_projected(image, facts, stated):
        return _scale(calibration, facts, (PROJECTED,))
    return _scale(calibration or stated, facts, ())


def _region(
    points: Sequence[Point], regions: tuple[UltrasoundRegion, ...]
) -> UltrasoundRegion | None:
    """The first region that has all points, None if no point is in any."""
    for region in regions:
        if all(region.contains(point) for point in points):
            return region
    touched = [any(region.contains(point) for region in regions) for point in points]
    if any(touched):
        raise RefusedError(IN_TWO_REGIONS if all(touched) else PARTLY_OUTSIDE)
    return None


def _scale(spacing: PixelSpacing | None, facts: FrameFacts, why_px: tuple[str, ...]) -> Scale:
    if spacing is None or spacing.source is SpacingSource.NONE:
        uneven = () if abs(facts.aspect - 1.0) <= 1e-6 else (COLUMN_WIDTHS,)
        return Scale(1.0, facts.aspect, PX, PX, (*uneven, *why_px))
    return Scale(spacing.column_mm, spacing.row_mm, MM, spacing.label)


def _is_projected(image: ImageFacts, facts: FrameFacts, stated: PixelSpacing) -> bool:
    """Whether a tomographic image was made by looking through a volume (S-04)."""
    if stated.source is not SpacingSource.PATIENT:
        return False
    kinds = {*image.image_type, *facts.image_type}
    return bool(kinds & (_PROJECTED if facts.plane is None else _RENDERED))
