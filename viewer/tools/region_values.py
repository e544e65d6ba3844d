"""The values in a drawn region, or why there are none (S-12, S-13)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.model.annotation import Quantity
from viewer.model.shapes import box
from viewer.render.probe import number, probe, unit_text, with_unit
from viewer.render.region import region_mask
from viewer.render.statistics import region_statistics
from viewer.tools.quantities import (
    DEVIATION,
    LARGEST,
    MEAN,
    PIXELS,
    SMALLEST,
    quantity,
)
from viewer.tools.scales import RefusedError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from viewer.model.annotation import Annotation, ValueScale
    from viewer.model.header import FrameFacts, ImageFacts
    from viewer.model.image import Frame
    from viewer.render.statistics import RegionStatistics

NOT_LOADED: Final = "values when the image is loaded"
COLOUR_AREA_ONLY: Final = "colour picture: no mean or SD"
NO_PIXEL: Final = "no pixel centre inside"
OUTSIDE_IMAGE: Final = "outside the image"
PARTLY_OUTSIDE_IMAGE: Final = "partly outside the image"
NO_VALUES: Final = "no values, all {} pixels are {}"


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """The image that is measured; `frame` None while its pixels are not loaded.

    `hidden` (rows, columns) marks pixels that no statistics may count (D-093).
    """

    image: ImageFacts
    facts: FrameFacts
    frame: Frame | None
    scales: tuple[ValueScale, ...] = ()
    hidden: NDArray[np.bool_] | None = None

    @property
    def has_values(self) -> bool:
        """Whether its pixels stand for a quantity; those of colour pictures do not."""
        palette = self.image.palette
        return self.image.pixels.samples_per_pixel == 1 and (
            palette is None or palette.supplemental
        )


def values_in(annotation: Annotation, subject: Subject) -> tuple[list[Quantity], list[str]]:
    """Statistics of the pixels in a region and what is to be said about them.

    Raises RefusedError where there are none.
    """
    frame = subject.frame
    if not subject.has_values:
        raise RefusedError(COLOUR_AREA_ONLY)
    if frame is None:
        raise RefusedError(NOT_LOADED)
    if frame.pixels.ndim != 2:
        raise RefusedError(COLOUR_AREA_ONLY)
    rows, columns = frame.pixels.shape
    mask = region_mask(annotation.kind, annotation.points, (rows, columns))
    covered = int(mask.inside.sum())
    left, top, right, bottom = box(annotation)
    is_cut = left < -0.5 or top < -0.5 or right > columns - 0.5 or bottom > rows - 0.5
    if not covered:
        raise RefusedError(OUTSIDE_IMAGE if is_cut else NO_PIXEL)
    found = region_statistics(frame, subject.image, subject.facts, mask, subject.hidden)
    what = "padding" if subject.hidden is None else "padding or hidden"
    if found is None:
        raise RefusedError(NO_VALUES.format(covered, what))
    notes = [f"{found.excluded} {what} pixels left out"] if found.excluded else []
    if is_cut:
        notes.append(PARTLY_OUTSIDE_IMAGE)
    return _quantities(found, subject), [*notes, *(s.words for s in subject.scales)]


def _quantities(found: RegionStatistics, subject: Subject) -> list[Quantity]:
    unit = unit_text(subject.facts.modality_lut)
    computed = ((MEAN, found.mean), (DEVIATION, found.deviation))
    extremes = ((SMALLEST, found.smallest), (LARGEST, found.largest))
    quantities = [
        value(name, number_in_file, unit, rounded=True) for name, number_in_file in computed
    ]
    quantities += [value(name, number_in_file, unit) for name, number_in_file in extremes]
    for scale in subject.scales:
        if scale.factor is not None:
            quantities += [_scaled(*named, scale) for named in (*computed, *extremes)]
    return [*quantities, quantity(PIXELS, found.count, "", 0)]


def value_at(annotation: Annotation, subject: Subject) -> tuple[list[Quantity], list[str]]:
    """The value of the pixel under a point; raises RefusedError where there is none."""
    if subject.frame is None:
        raise RefusedError(NOT_LOADED)
    found = probe(subject.frame, subject.image, subject.facts, annotation.points[0])
    if found is None:
        raise RefusedError(OUTSIDE_IMAGE)
    if len(found.stored) == 3:
        names = zip(("Red", "Green", "Blue"), found.stored, strict=True)
        return [Quantity(name, sample, "", number(sample)) for name, sample in names], []
    if found.value is None:
        if subject.has_values:
            raise RefusedError(found.text)  # padding
        return [Quantity("Palette index", found.stored[0], "", number(found.stored[0]))], []
    unit = unit_text(subject.facts.modality_lut)
    scaled = [_scaled("", found.value, s) for s in subject.scales if s.factor is not None]
    return [value("Value", found.value, unit), *scaled], [s.words for s in subject.scales]


def value(name: str, number_in_file: float, unit: str, *, rounded: bool = False) -> Quantity:
    """A modality value with its unit; `rounded` for what was computed from many (S-13)."""
    if not math.isfinite(number_in_file):
        return Quantity(name, number_in_file, unit, "n/a")
    digits = number(_rounded(number_in_file) if rounded else number_in_file)
    return Quantity(name, number_in_file, unit, with_unit(digits, unit))


def _rounded(value: float) -> float:
    """Four digits, and of large numbers one decimal."""
    return round(value, 1) if abs(value) >= 1000 else float(f"{value:.4g}")


def _scaled(name: str, number_in_file: float, scale: ValueScale) -> Quantity:
    assert scale.factor is not None
    uptake = number_in_file * scale.factor
    return quantity(f"{scale.name} {name}".strip(), uptake, "", 2 if abs(uptake) < 10 else 1)
