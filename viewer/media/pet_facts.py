"""The tracer, its dose and the times of a PET image (G-050..G-055).

An enhanced image has other names for most of it, and no Units: what its values are is said by
Rescale Type or by a mapping to real world values (PS3.3 C.8.22, C.7.6.16.2.11).
"""

from dataclasses import replace
from typing import Final

from viewer.limits import PET_UNITS
from viewer.media import attributes as at
from viewer.media.charset import brief
from viewer.media.dataset import RawDataset
from viewer.media.header_memory import remembered
from viewer.media.private_blocks import has_creator, private_tag
from viewer.model.image import ImagePixels
from viewer.model.lut import Rescale
from viewer.model.pet import PetFacts, PetSeries

_PET_IMAGE: Final = "1.2.840.10008.5.1.4.1.1.128"
ENHANCED_PET: Final = "1.2.840.10008.5.1.4.1.1.130"
# Units of the Unified Code for Units of Measure in CID 84 and 85; uptake before activity, as the
# file's own number needs nothing computed.
_UNITS: Final = (
    "g/ml{SUVbw}",
    "g/ml{SUVlbm}",
    "g/ml{SUVlbm(James128)}",
    "g/ml{SUVlbm(Janma)}",
    "cm2/ml{SUVbsa}",
    "g/ml{SUVibw}",
    "Bq/ml",
)
_GE: Final = "GEMS_PETD_01"
_GE_SCAN_STARTED: Final = (0x0009, 0x0D)
_PHILIPS: Final = "Philips PET Private Group"
_PHILIPS_GROUP: Final = 0x7053
_SUV_FACTOR, _ACTIVITY_FACTOR = 0x00, 0x09


def pet_facts(raw: RawDataset, sop_class: str) -> PetFacts | None:
    """The facts of a PET image; None for every other object, also for screen shots of PET."""
    if sop_class == ENHANCED_PET:
        acquired = raw.text(at.ACQUISITION_DATE_TIME) or _acquired(raw)
        return PetFacts(series=remembered(_enhanced_series, raw), acquired=acquired)
    if sop_class != _PET_IMAGE:
        return None
    return PetFacts(
        series=remembered(_series, raw),
        acquired=remembered(_acquired, raw),
        frame_reference_time_ms=remembered(_frame_reference_time_ms, raw),
        frame_duration_ms=remembered(_frame_duration_ms, raw),
    )


def _series(raw: RawDataset) -> PetSeries:
    tracer = raw.first_item(at.RADIOPHARMACEUTICAL_INFORMATION_SEQUENCE)
    date = raw.text(at.SERIES_DATE)
    ge = private_tag(raw, _GE_SCAN_STARTED[0], _GE, _GE_SCAN_STARTED[1])
    return PetSeries(
        units=raw.code(at.PET_UNITS),
        suv_type=raw.code(at.SUV_TYPE),
        decay_correction=raw.code(at.DECAY_CORRECTION),
        corrected_image=raw.codes(at.CORRECTED_IMAGE),
        series_started=_moment(date, raw.text(at.SERIES_TIME)),
        series_date=date,
        injected=tracer.text(at.RADIOPHARMACEUTICAL_START_DATE_TIME) if tracer else "",
        injected_time=tracer.text(at.RADIOPHARMACEUTICAL_START_TIME) if tracer else "",
        time_zone=raw.text(at.TIMEZONE_OFFSET_FROM_UTC),
        total_dose=tracer.number(at.RADIONUCLIDE_TOTAL_DOSE) if tracer else None,
        half_life_s=tracer.number(at.RADIONUCLIDE_HALF_LIFE) if tracer else None,
        weight=raw.number(at.PATIENT_WEIGHT),
        size_m=raw.number(at.PATIENT_SIZE),
        sex=raw.code(at.PATIENT_SEX),
        ge_scan_started=raw.text(ge) if ge is not None else "",
        philips_suv_factor=_philips(raw, _SUV_FACTOR),
        philips_activity_factor=_philips(raw, _ACTIVITY_FACTOR),
    )


def _enhanced_series(raw: RawDataset) -> PetSeries:
    """The same facts of an enhanced image; those that have one name in both are read alike."""
    is_corrected = {
        "ATTN": raw.code(at.ATTENUATION_CORRECTED) == "YES",
        "DECY": raw.code(at.DECAY_CORRECTED) == "YES",
    }
    return replace(
        _series(raw),
        is_enhanced=True,
        decay_correction="START" if is_corrected["DECY"] else "",
        corrected_image=tuple(name for name, is_so in is_corrected.items() if is_so),
        corrected_to=raw.text(at.DECAY_CORRECTION_DATE_TIME),
        tracers=len(raw.items(at.RADIOPHARMACEUTICAL_INFORMATION_SEQUENCE)),
    )


def real_world(view: RawDataset, sop_class: str, pixels: ImagePixels) -> Rescale | None:
    """How stored values of a frame become a unit of PET; None where nothing linear says so.

    Only a mapping of all values that can be: outside of what is mapped it says nothing (D-038).
    """
    if sop_class != ENHANCED_PET:
        return None
    found = [
        mapping
        for item in view.items(at.REAL_WORLD_VALUE_MAPPING_SEQUENCE, PET_UNITS)
        if (mapping := _mapping(item, pixels)) is not None
    ]
    return min(found, key=lambda mapping: _UNITS.index(mapping.unit), default=None)


def _mapping(item: RawDataset, pixels: ImagePixels) -> Rescale | None:
    code = item.first_item(at.MEASUREMENT_UNITS_CODE_SEQUENCE)
    unit = code.text(at.CODE_VALUE) if code is not None else ""
    slope, intercept = item.number(at.REAL_WORLD_SLOPE), item.number(at.REAL_WORLD_INTERCEPT)
    first = item.integer(at.REAL_WORLD_FIRST_VALUE_MAPPED)
    last = item.integer(at.REAL_WORLD_LAST_VALUE_MAPPED)
    if unit not in _UNITS or not slope or intercept is None or first is None or last is None:
        return None
    if pixels.signed and first >= 1 << 15:
        first -= 1 << 16  # of 16 bits that do not say whether they have a sign
    largest = (1 << (pixels.bits_stored - pixels.signed)) - 1
    return Rescale(slope, intercept, unit) if first <= 0 and last >= largest else None


def _philips(raw: RawDataset, element: int) -> float | None:
    """A factor of Philips; its usual place where an anonymiser took the creator away (G-054)."""
    tag = private_tag(raw, _PHILIPS_GROUP, _PHILIPS, element)
    if tag is not None:
        return raw.number(tag)
    is_philips = "PHILIPS" in raw.text(at.MANUFACTURER).upper()
    if is_philips and not has_creator(raw, _PHILIPS_GROUP):
        return raw.number(_PHILIPS_GROUP << 16 | 0x10 << 8 | element)
    return None


def _acquired(raw: RawDataset) -> str:
    """Start of the acquisition: date and time, else the combined attribute."""
    moment = _moment(raw.text(at.ACQUISITION_DATE), raw.text(at.ACQUISITION_TIME))
    return moment or raw.text(at.ACQUISITION_DATE_TIME)


def _moment(date: str, time: str) -> str:
    return brief(date + time) if date and time else ""


def _frame_reference_time_ms(raw: RawDataset) -> float | None:
    return raw.number(at.FRAME_REFERENCE_TIME)


def _frame_duration_ms(raw: RawDataset) -> float | None:
    return raw.number(at.ACTUAL_FRAME_DURATION)
