"""What a PET image says about the tracer and its times, for SUV (G-050..G-057)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PetSeries:
    """What the images of a series share; everything as the file states it, nothing assumed."""

    units: str = ""  # Units (0054,1001)
    suv_type: str = ""  # SUV Type (0054,1006)
    decay_correction: str = ""  # NONE, START or ADMIN
    corrected_image: tuple[str, ...] = ()
    series_started: str = ""  # date and time, as DICOM DT
    series_date: str = ""
    injected: str = ""  # Radiopharmaceutical Start DateTime
    injected_time: str = ""  # Radiopharmaceutical Start Time, a TM
    time_zone: str = ""  # Timezone Offset From UTC of all times without one
    total_dose: float | None = None  # Bq by the standard, MBq in many files
    half_life_s: float | None = None
    weight: float | None = None  # kg by the standard, grams in some files
    size_m: float | None = None
    sex: str = ""
    is_enhanced: bool = False  # one object of many frames, whose facts have other names
    tracers: int = 1
    corrected_to: str = ""  # Decay Correction DateTime of an enhanced one
    ge_scan_started: str = ""  # GE's own date and time to which the series is corrected
    philips_suv_factor: float | None = None  # SUV of one count
    philips_activity_factor: float | None = None  # Bq/ml of one count


@dataclass(frozen=True, slots=True)
class PetFacts:
    """One image of the series."""

    series: PetSeries
    acquired: str = ""  # date and time of the acquisition, as DICOM DT
    frame_reference_time_ms: float | None = None
    frame_duration_ms: float | None = None
    first_acquired: str = ""  # of all images of the series known (G-052); "": not looked at yet
