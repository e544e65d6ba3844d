"""Which spacing holds for an image and what a length in it may be called (D-100..D-106)."""

import math
from dataclasses import replace
from typing import Final

from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.model.geometry import PixelSpacing, SpacingSource, UltrasoundRegion

_STORAGE = "1.2.840.10008.5.1.4.1.1."
_RT_IMAGE: Final = _STORAGE + "481.1"
_ENHANCED_PROJECTION: Final = frozenset({_STORAGE + "12.1.1", _STORAGE + "12.2.1"})
# SOP classes whose Pixel Spacing is measured in the patient or on the specimen.
_TOMOGRAPHIC: Final = frozenset(
    _STORAGE + n
    for n in (
        *("2", "2.1", "2.2", "4", "4.1", "4.3", "4.4", "5", "6.2", "20", "30"),
        *("13.1.1", "13.1.2", "13.1.3", "13.1.4", "13.1.5", "66.4", "66.7", "66.8"),
        *("77.1.5.4", "77.1.6", "128", "128.1", "130", "481.2"),
    )
)
_TOMOGRAPHIC_MODALITIES: Final = frozenset({"CT", "MR", "PT", "NM", "SEG", "RTDOSE", "OPT"})
_LARGEST_MM = 50.0  # D-106
_LARGEST_RATIO = 10.0
UNUSABLE_SPACING: Final = "unusable spacing"
_SAME = 1e-4  # relative difference of spacings written with different digits
_LARGEST_MAGNIFICATION = 10.0
_CALIBRATION_TYPES: Final = {
    "GEOMETRY": SpacingSource.GEOMETRY,
    "FIDUCIAL": SpacingSource.FIDUCIAL,
}


def spacing(
    raw: RawDataset, sop_class: str, regions: tuple[UltrasoundRegion, ...], *, has_plane: bool
) -> PixelSpacing | None:
    """The row of table D-103 for this image or frame; None: lengths are in pixels only."""
    spatial = [scale for region in regions if (scale := region.spacing) is not None]
    if spatial:
        return _shared(spatial)
    if sop_class == _RT_IMAGE:
        at_plane = _pair(raw, at.IMAGE_PLANE_PIXEL_SPACING, SpacingSource.IMAGE_PLANE)
        return _magnified(at_plane, _ratio(raw, at.RT_IMAGE_SID, at.RADIATION_MACHINE_SAD))
    if sop_class in _ENHANCED_PROJECTION:
        centre = _pair(raw, at.OBJECT_PIXEL_SPACING_IN_CENTER_OF_BEAM, SpacingSource.ISOCENTRE)
        if centre is not None:
            return centre
    elif _is_tomographic(raw, sop_class, has_plane=has_plane):
        return _pair(raw, at.PIXEL_SPACING, SpacingSource.PATIENT)
    return _of_projection(raw)


def _is_tomographic(raw: RawDataset, sop_class: str, *, has_plane: bool) -> bool:
    if sop_class in _TOMOGRAPHIC:
        return True
    known = sop_class.startswith(_STORAGE)
    return not known and has_plane and raw.code(at.MODALITY) in _TOMOGRAPHIC_MODALITIES


def _of_projection(raw: RawDataset) -> PixelSpacing | None:
    """Pixel Spacing against Imager Pixel Spacing: equal means not corrected (PS3.3 10.7.1)."""
    at_detector = _pair(raw, at.IMAGER_PIXEL_SPACING, SpacingSource.DETECTOR)
    at_detector = _magnified(at_detector, _magnification(raw))
    stated = _pair(raw, at.PIXEL_SPACING, SpacingSource.UNKNOWN)
    scanned = _pair(raw, at.NOMINAL_SCANNED_PIXEL_SPACING, SpacingSource.SCANNER)
    if stated is None:
        return at_detector or scanned
    source = _CALIBRATION_TYPES.get(raw.code(at.PIXEL_SPACING_CALIBRATION_TYPE))
    if source is None:
        reference = at_detector or scanned
        if reference is None:
            return stated
        if _equal(stated, reference):
            return reference
        source = SpacingSource.CALIBRATED
    description = raw.text(at.PIXEL_SPACING_CALIBRATION_DESCRIPTION)
    return PixelSpacing(stated.row_mm, stated.column_mm, source, description)


def _magnified(spacing: PixelSpacing | None, factor: float | None) -> PixelSpacing | None:
    return replace(spacing, magnification=factor) if spacing is not None and factor else spacing


def _magnification(raw: RawDataset) -> float | None:
    """How much larger than the patient the image at the detector is: ERMF, else SID / SOD."""
    stated = raw.number(at.ESTIMATED_MAGNIFICATION_FACTOR)
    if stated is not None and 1.0 <= stated <= _LARGEST_MAGNIFICATION:
        return stated
    return _ratio(raw, at.DISTANCE_SOURCE_TO_DETECTOR, at.DISTANCE_SOURCE_TO_PATIENT)


def _ratio(raw: RawDataset, far: int, near: int) -> float | None:
    """Distances from the source, divided; None unless they make a magnification."""
    longer, shorter = raw.number(far), raw.number(near)
    if longer is None or shorter is None or shorter <= 0:
        return None
    factor = longer / shorter
    return factor if 1.0 <= factor <= _LARGEST_MAGNIFICATION else None


def _equal(one: PixelSpacing, other: PixelSpacing) -> bool:
    return math.isclose(one.row_mm, other.row_mm, rel_tol=_SAME) and math.isclose(
        one.column_mm, other.column_mm, rel_tol=_SAME
    )


def _pair(raw: RawDataset, tag: int, source: SpacingSource) -> PixelSpacing | None:
    """A spacing that can be one, else None and a note (D-106)."""
    if tag not in raw or not raw.elements[tag][2]:
        return None
    values = raw.floats(tag)
    if len(values) >= 2 and is_possible(values[0], values[1]):
        return PixelSpacing(values[0], values[1], source)
    raw.note(f"{UNUSABLE_SPACING} ({tag >> 16:04X},{tag & 0xFFFF:04X})")
    return None


def refused_spacing(raw: RawDataset) -> bool:
    """Whether `spacing` or `ultrasound_regions` found a spacing that cannot be one (D-106)."""
    deviations = raw.deviations
    return bool(deviations) and any(noted.startswith(UNUSABLE_SPACING) for noted in deviations)


def is_possible(row_mm: float, column_mm: float) -> bool:
    """True unless D-106 calls the spacing absent."""
    smaller, larger = sorted((row_mm, column_mm))
    return smaller > 0 and larger <= _LARGEST_MM and larger / smaller <= _LARGEST_RATIO


def aspect(raw: RawDataset, chosen: PixelSpacing | None) -> float:
    """Height of a pixel over its width (D-101)."""
    if chosen is not None:
        return chosen.row_mm / chosen.column_mm
    ratio = raw.floats(at.PIXEL_ASPECT_RATIO)
    if len(ratio) < 2:
        return 1.0
    if min(ratio[:2]) > 0 and 1 / _LARGEST_RATIO <= ratio[0] / ratio[1] <= _LARGEST_RATIO:
        return ratio[0] / ratio[1]
    raw.note("Pixel Aspect Ratio is not usable")
    return 1.0


def _shared(scales: list[PixelSpacing]) -> PixelSpacing | None:
    """The spacing all regions share; None if they differ, for then only the region can tell."""
    first = scales[0]
    return first if all(_equal(scale, first) for scale in scales) else None
