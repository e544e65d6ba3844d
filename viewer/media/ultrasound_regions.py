"""The calibrated regions of an ultrasound image (D-105, PS3.3 C.8.5.5)."""

import math
from typing import Final

from viewer.media import attributes as at
from viewer.media.calibration import UNUSABLE_SPACING, is_possible
from viewer.media.dataset import RawDataset
from viewer.model.geometry import RegionAxis, RegionUnit, UltrasoundRegion

_LOW_PRIORITY: Final = 1  # bit 0 of Region Flags (0018,6016)


def ultrasound_regions(raw: RawDataset) -> tuple[UltrasoundRegion, ...]:
    """The regions in which something can be measured; the first of overlapping ones counts.

    Opaque regions come before transparent ones, else they stay in their order.
    """
    found: list[tuple[int, UltrasoundRegion]] = []
    for item in raw.items(at.REGIONS_SEQUENCE):
        region = _region(raw, item)
        if region is not None:
            found.append(((item.integer(at.REGION_FLAGS) or 0) & _LOW_PRIORITY, region))
    return tuple(region for _, region in sorted(found, key=lambda entry: entry[0]))


def _region(raw: RawDataset, item: RawDataset) -> UltrasoundRegion | None:
    left, top = item.integer(at.REGION_LEFT), item.integer(at.REGION_TOP)
    right, bottom = item.integer(at.REGION_RIGHT), item.integer(at.REGION_BOTTOM)
    if left is None or top is None or right is None or bottom is None:
        raw.note("ultrasound region without a place")
        return None
    across = _axis(
        item,
        (at.PHYSICAL_UNITS_X, at.PHYSICAL_DELTA_X),
        (at.REFERENCE_PIXEL_X, at.REFERENCE_PIXEL_VALUE_X),
    )
    down = _axis(
        item,
        (at.PHYSICAL_UNITS_Y, at.PHYSICAL_DELTA_Y),
        (at.REFERENCE_PIXEL_Y, at.REFERENCE_PIXEL_VALUE_Y),
    )
    spatial_format = item.integer(at.REGION_SPATIAL_FORMAT) or 0
    region = UltrasoundRegion(left, top, right, bottom, across, down, spatial_format)
    scale = region.spacing
    if scale is not None and not is_possible(scale.row_mm, scale.column_mm):
        raw.note(f"{UNUSABLE_SPACING} of an ultrasound region")
        return None
    if across.unit is down.unit is RegionUnit.NONE:
        return None
    return region


def _axis(item: RawDataset, scale: tuple[int, int], reference: tuple[int, int]) -> RegionAxis:
    """One axis; without a unit or a usable step it is there and means nothing."""
    code, delta = item.integer(scale[0]), item.number(scale[1])
    known = code is not None and code in set(RegionUnit)
    if not known or delta is None or delta == 0 or not math.isfinite(delta):
        return RegionAxis(RegionUnit.NONE, 1.0)
    at_px = item.integer(reference[0])
    value = item.number(reference[1]) or 0.0
    return RegionAxis(RegionUnit(code or 0), delta, None if at_px is None else float(at_px), value)
