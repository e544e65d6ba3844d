"""Standardised uptake values: what one PET value is worth, and why (G-050..G-057, S-13).

There is no number without the case it was computed by, and none where an input is missing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from viewer.model.lut import Rescale
from viewer.model.signs import with_minus
from viewer.render.pet_times import acquired, corrected_to, decay_in_frame, injected, stated_moment
from viewer.render.pet_units import pet_unit

if TYPE_CHECKING:
    from datetime import datetime

    from viewer.model.header import FrameFacts, ImageFacts
    from viewer.model.pet import PetFacts, PetSeries
    from viewer.render.pet_units import PetUnit
    from viewer.render.source import RenderImage

SUV_BW: Final = "SUVbw"
_LARGEST_KG: Final = 1000.0  # more is grams (G-055)
_SMALLEST_BQ: Final = 1e5  # less is MBq (G-055)
_MOST_HALF_LIVES: Final = 10.0  # between injection and scan; nothing is left to be seen then
_EARLY: Final = timedelta(hours=1)  # a dynamic scan starts before its injection, never by more
_DATES_SHIFTED: Final = timedelta(days=1)  # G-057
_OWN_TYPES: Final = {  # SUV Type (0054,1006) as it is written on screen
    "BSA": "SUVbsa",
    "LBM": "SUVlbm",
    "LBMJAMES128": "SUVlbm (James)",
    "LBMJANMA": "SUVlbm (Janmahasatian)",
    "IBW": "SUVibw",
}


@dataclass(frozen=True, slots=True)
class Suv:
    """What a modality value of one image is worth; without `factor`, `words` are the reason."""

    factor: float | None  # SUV of a modality value of 1
    name: str  # "SUVbw"
    words: str  # "SUVbw, decay corrected to start, dose assumed MBq"

    def value_text(self, value: float) -> str:
        """A modality value as SUV with its name, "" where there is none."""
        if self.factor is None:
            return ""
        uptake = value * self.factor
        digits = 2 if abs(uptake) < 10 else 1
        return with_minus(f"{self.name} {uptake:.{digits}f}")


class _NoSuvError(Exception):
    """Why there is no SUV, in words for the person at the screen."""


def suv_of(image: RenderImage) -> Suv | None:
    """SUV of a frame on show; see `suv`."""
    return suv(image.image, image.facts)


def suv(image: ImageFacts, facts: FrameFacts) -> Suv | None:
    """What the values of a PET image are worth; None for all that is no PET image (G-057)."""
    pet = image.pet
    if pet is None:
        return None
    try:
        factor, name, case = _computed(pet, facts)
    except _NoSuvError as reason:
        return Suv(None, SUV_BW, f"no SUV: {reason}")
    except (OverflowError, ZeroDivisionError):  # numbers of a stranger
        factor, name, case = 0.0, SUV_BW, []
    if not math.isfinite(factor) or factor <= 0:
        return Suv(None, SUV_BW, "no SUV: the header's numbers make no sense")
    return Suv(factor, name, ", ".join((name, *case)))


def _computed(pet: PetFacts, facts: FrameFacts) -> tuple[float, str, list[str]]:
    lut = facts.modality_lut
    if not isinstance(lut, Rescale) or not lut.calibrated:
        raise _NoSuvError("values are uncalibrated")
    _require_corrections(pet.series)
    unit = pet_unit(pet.series, facts, lut)
    factor, name, case = _in_unit(pet, unit)
    return factor * unit.slope, name, case


def _in_unit(pet: PetFacts, unit: PetUnit) -> tuple[float, str, list[str]]:
    """SUV of a value of 1 in `unit`."""
    series = pet.series
    match unit.units:
        case "CNTS" if series.philips_suv_factor:
            return series.philips_suv_factor, SUV_BW, ["by Philips' own factor"]
        case "CNTS" if series.philips_activity_factor:
            case = ["activity by Philips' own factor"]
            factor, more = _of_activity(pet, unit)
            return factor * series.philips_activity_factor, SUV_BW, case + more
        case "CNTS":
            raise _NoSuvError("counts without a factor")
        case "BQML":
            factor, case = _of_activity(pet, unit)
            return factor, SUV_BW, case
        case "GML":
            return _stated(series, unit, unit.suv_type or "BW")
        case "CM2ML":
            return _stated(series, unit, "BSA")
    raise _NoSuvError(f"values in {unit.units}" if unit.units else "values without a unit")


def _require_corrections(series: PetSeries) -> None:
    """Uptake can be told only after attenuation and decay are corrected for (G-050)."""
    if "ATTN" not in series.corrected_image:
        raise _NoSuvError("not corrected for attenuation")
    if series.decay_correction != "NONE" and "DECY" not in series.corrected_image:
        raise _NoSuvError("not corrected for decay")


def _require_no_intercept(unit: PetUnit) -> None:
    if unit.intercept != 0:
        raise _NoSuvError("rescale intercept is not 0")


def _stated(series: PetSeries, unit: PetUnit, kind: str) -> tuple[float, str, list[str]]:
    """Values that are SUV already, of the type the file names (G-054)."""
    _require_no_intercept(unit)
    if kind == "BW":
        return 1.0, SUV_BW, ["as in the file"]
    if kind == "IBW" and (ideal_kg := _ideal_weight_kg(series)) is not None:
        weight_g, assumed = _weight_g(series)
        return weight_g / 1000 / ideal_kg, SUV_BW, ["from the file's SUVibw", *assumed]
    name = _OWN_TYPES.get(kind)
    if name is None:
        raise _NoSuvError(f"SUV of the type {kind}")
    return 1.0, name, ["as in the file"]


def _ideal_weight_kg(series: PetSeries) -> float | None:
    """Ideal body weight by height (Sugawara 1999); the mean of both sexes where none is stated."""
    if series.size_m is None or not 0.5 < series.size_m < 2.6 or not series.weight:
        return None
    above_152_cm = series.size_m * 100 - 152
    male, female = 48.0 + 1.06 * above_152_cm, 45.5 + 0.91 * above_152_cm
    ideal_kg = {"M": male, "F": female}.get(series.sex, (male + female) / 2)
    return ideal_kg if ideal_kg > 0 else None


def _of_activity(pet: PetFacts, unit: PetUnit) -> tuple[float, list[str]]:
    """SUVbw of 1 Bq/ml (G-050, G-051)."""
    _require_no_intercept(unit)
    if pet.series.tracers > 1:
        raise _NoSuvError("several tracers")
    weight_g, weight_words = _weight_g(pet.series)
    dose_bq, dose_words = _dose_bq(pet.series)
    assumed = weight_words + dose_words
    match pet.series.decay_correction:
        case "ADMIN":
            _check_dates(pet)
            return weight_g / dose_bq, ["decay corrected to injection", *assumed]
        case "START":
            remaining, words = _remaining_at_start(pet)
            return weight_g / (dose_bq * remaining), [*words, *assumed]
        case "NONE":
            growth, words = _uncorrected(pet)
            return weight_g / dose_bq * growth, [*words, *assumed]
    raise _NoSuvError("how decay was corrected is not stated")


def _weight_g(series: PetSeries) -> tuple[float, list[str]]:
    if series.weight is None or series.weight <= 0:
        raise _NoSuvError("no patient weight")
    if series.weight > _LARGEST_KG:
        return series.weight, ["weight assumed grams"]
    return series.weight * 1000, []


def _dose_bq(series: PetSeries) -> tuple[float, list[str]]:
    if series.total_dose is None or series.total_dose <= 0:
        raise _NoSuvError("no injected dose")
    if series.total_dose < _SMALLEST_BQ:
        return series.total_dose * 1e6, ["dose assumed MBq"]
    return series.total_dose, []


def _half_life_s(series: PetSeries) -> float:
    if series.half_life_s is None or series.half_life_s <= 0:
        raise _NoSuvError("no half-life")
    return series.half_life_s


def _remaining_at_start(pet: PetFacts) -> tuple[float, list[str]]:
    """How much of the dose was left at the time all images are corrected to."""
    half_life_s = _half_life_s(pet.series)
    if pet.series.is_enhanced:
        reference, source = stated_moment(pet.series)
    else:
        reference, source = corrected_to(pet, half_life_s)
    if reference is None:
        raise _NoSuvError(source)
    elapsed_s, assumed = _elapsed_s(pet, reference, half_life_s)
    return 2.0 ** (-elapsed_s / half_life_s), [f"decay corrected to {source}", *assumed]


def _uncorrected(pet: PetFacts) -> tuple[float, list[str]]:
    """What an uncorrected value is to be multiplied with to be as at the injection."""
    half_life_s = _half_life_s(pet.series)
    here = acquired(pet)
    if here is None:
        raise _NoSuvError("no acquisition time")
    in_frame = decay_in_frame(pet.frame_duration_ms, half_life_s)
    if in_frame is None:
        raise _NoSuvError("no duration of the image")
    elapsed_s, assumed = _elapsed_s(pet, here, half_life_s)
    growth = in_frame * 2.0 ** (elapsed_s / half_life_s)
    return growth, ["decay corrected here for each image", *assumed]


def _elapsed_s(pet: PetFacts, reference: datetime, half_life_s: float) -> tuple[float, list[str]]:
    """From the injection to `reference`; refuses what cannot be (G-057)."""
    given, day_assumed = injected(pet.series, reference)
    if given is None:
        raise _NoSuvError("no time of the injection")
    _check_dates(pet)
    elapsed_s = (reference - given).total_seconds()
    if elapsed_s < -_EARLY.total_seconds():
        raise _NoSuvError("the injection would be after the scan")
    if elapsed_s > _MOST_HALF_LIVES * half_life_s:
        raise _NoSuvError("injection and scan are too far apart")
    return elapsed_s, ["day of injection assumed"] if day_assumed else []


def _check_dates(pet: PetFacts) -> None:
    """Refuse dates that were removed or shifted apart (G-057)."""
    here = acquired(pet)
    given = injected(pet.series, here)[0] if here is not None else None
    if here is not None and given is not None and given - here > _DATES_SHIFTED:
        raise _NoSuvError("dates of injection and scan do not fit")
