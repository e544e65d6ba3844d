"""The moments SUV depend on: injection, acquisition, and what the series is corrected to."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from viewer.model.pet import PetFacts, PetSeries

_MOMENT: Final = re.compile(
    r"(\d{4})\.?(\d{2})\.?(\d{2})(\d{2}):?(\d{2}):?(\d{2})?(?:\.(\d{1,6})\d*)?\s*([+-]\d{4})?"
)
_ZONE: Final = re.compile(r"([+-])(\d{2})(\d{2})")


def moment(text: str, time_zone: str = "") -> datetime | None:
    """A DICOM DT to the minute or better, as UTC if its time zone is known (PS3.5 6.2).

    Local times of one file belong to one zone, `time_zone` where the file states it. Without it
    they are taken as they are: only their differences matter. None for garbage, and for a time
    with a zone of its own while that of the others is unknown.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    *parts, fraction, own_zone = found.groups()
    zone = _zone(own_zone or time_zone)
    if own_zone and _zone(time_zone) is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in parts)
        local = datetime(  # noqa: DTZ001 - a zone is put on below
            year, month, day, hour, minute, min(second, 59), int((fraction or "0").ljust(6, "0"))
        )
        return local.replace(tzinfo=zone).astimezone(UTC) if zone else local.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _zone(text: str) -> timezone | None:
    found = _ZONE.fullmatch(text.strip())
    if found is None:
        return None
    sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    if offset >= timedelta(hours=24):
        return None
    return timezone(offset if sign == "+" else -offset)


def acquired(pet: PetFacts) -> datetime | None:
    """When the acquisition of the image began."""
    return moment(pet.acquired, pet.series.time_zone)


def injected(series: PetSeries, reference: datetime) -> tuple[datetime | None, bool]:
    """When the tracer was given, and whether the day was assumed (G-053).

    A bare time is on the series' date, or on the day before if it is later than `reference`.
    """
    if series.injected and (stated := moment(series.injected, series.time_zone)) is not None:
        return stated, False
    bare = moment(series.series_date + series.injected_time, series.time_zone)
    if bare is None:
        return None, False
    try:
        return (bare - timedelta(days=1) if bare > reference else bare), True
    except OverflowError:
        return None, False


def corrected_to(pet: PetFacts, half_life_s: float) -> tuple[datetime, str] | tuple[None, str]:
    """The moment to which decay correction START goes, and where it is from (G-052).

    The first acquisition of the series decides, its own where that is not known. None with what
    is missing.
    """
    series = pet.series
    start = moment(series.series_started, series.time_zone)
    first = moment(pet.first_acquired, series.time_zone) or acquired(pet)
    if start is not None and first is not None and start <= first:
        return start, "start"
    ge = moment(series.ge_scan_started, series.time_zone)
    if ge is not None:
        return ge, "start (GE scan time)"
    here, reference_ms = acquired(pet), pet.frame_reference_time_ms
    if here is None:
        return None, "no acquisition time"
    mean_s = mean_count_s(pet.frame_duration_ms, half_life_s)
    if reference_ms is None or mean_s is None:
        return None, "no time the images are corrected to"
    try:
        return here + timedelta(
            seconds=mean_s - reference_ms / 1000
        ), "start (frame reference time)"
    except OverflowError:
        return None, "times that make no sense"


def stated_moment(series: PetSeries) -> tuple[datetime, str] | tuple[None, str]:
    """The moment an enhanced image is corrected to: it states it (PS3.3 C.8.22.5)."""
    stated = moment(series.corrected_to, series.time_zone)
    if stated is None:
        return None, "no time the images are corrected to"
    return stated, "the time stated"


def mean_count_s(duration_ms: float | None, half_life_s: float) -> float | None:
    """Seconds from the start of a frame until activity is at the frame's mean: between 0 and T/2.

    (1/l) ln(lT / (1 - e^-lT)) with l = ln 2 / half-life (G-052).
    """
    growth = decay_in_frame(duration_ms, half_life_s)
    return math.log(growth) * half_life_s / math.log(2) if growth is not None else None


def decay_in_frame(duration_ms: float | None, half_life_s: float) -> float | None:
    """Activity at the start of a frame of duration T over its mean: lT / (1 - e^-lT) (G-051)."""
    if duration_ms is None or duration_ms <= 0:
        return None
    decays = math.log(2) / half_life_s * duration_ms / 1000
    if decays < 1e-9:
        return 1.0
    return decays / -math.expm1(-decays)
