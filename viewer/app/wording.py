"""Dates, ages, titles and labels in words (look.md "Words", S-20)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from viewer.app.identity_view import DATE, SHOWN
from viewer.model.lut import VoiLut, VoiSource
from viewer.model.signs import with_minus

if TYPE_CHECKING:
    from viewer.model.header import SeriesFacts
    from viewer.model.lut import VoiTransform

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

MODALITIES = {
    "CR": "X-ray",
    "CT": "CT",
    "DX": "X-ray",
    "ECG": "ECG",
    "ES": "Endoscopy",
    "IO": "Dental X-ray",
    "KO": "Key images",
    "M3D": "3D model",
    "MG": "Mammogram",
    "MR": "MR",
    "NM": "Nuclear medicine",
    "OT": "Other",
    "PR": "Presentation state",
    "PT": "PET",
    "PX": "Dental panorama",
    "REG": "Alignment of pictures",
    "RF": "Fluoroscopy",
    "RG": "X-ray",
    "RTDOSE": "RT dose",
    "RTPLAN": "RT plan",
    "RTSTRUCT": "RT structures",
    "SC": "Captured picture",
    "SEG": "Segmentation",
    "SM": "Slide microscopy",
    "SR": "Report",
    "DOC": "Document",
    "US": "Ultrasound",
    "XA": "Angiography",
    "XC": "Photograph",
}


def parse_date(text: str) -> date | None:
    """A DICOM DA, also in the old form with dots; None if it is no date."""
    digits = text.replace(".", "").strip()[:8]
    if len(digits) != 8 or not digits.isdigit():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def format_date(text: str) -> str:
    """Word a DA as "12 Mar 2024"; what is no date stays as it is, only noughts are "" (S-20)."""
    if not text.strip(" 0.-/"):
        return ""  # how some devices write that they do not know
    if SHOWN.state.dates:
        return DATE
    return real_date(text) or text.strip()


def real_date(text: str) -> str:
    """Word a DA as "12 Mar 2024"; "" for a day that is in no calendar, for titles and lists."""
    day = parse_date(text)
    if day is not None and SHOWN.state.dates:
        return DATE
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


def format_time(text: str) -> str:
    """Shorten a TM to "10:15"; "" when it is no time."""
    digits = text.replace(":", "").strip()
    return f"{digits[:2]}:{digits[2:4]}" if len(digits) >= 4 and digits[:4].isdigit() else ""


def age_between(birth: str, then: str) -> str:
    """Age at the study, "62 y"; in months or days for small children; "" when unknown."""
    born, day = parse_date(birth), parse_date(then)
    if born is None or day is None or day < born:
        return ""
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    if years >= 2:
        return f"{years} y"
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    return f"{months} mo" if months >= 2 else f"{(day - born).days} d"


def prior_label(study: str, newest: str) -> str:
    """Say "prior, 3 y" for a study older than the newest of the same patient (S-09)."""
    then, now = parse_date(study), parse_date(newest)
    if then is None or now is None or then >= now:
        return ""
    days = (now - then).days
    if days >= 365:
        return f"prior, {days // 365} y"
    return f"prior, {days // 30} mo" if days >= 60 else f"prior, {days} d"


def modality_name(code: str) -> str:
    """A modality in words a patient knows; the code itself when it is not common."""
    return MODALITIES.get(code, code or "Unknown")


def series_title(series: SeriesFacts) -> str:
    """Say "2 · Lung 1.0" or what there is of it."""
    words = SHOWN.text(series.description or series.protocol) or modality_name(series.modality)
    return f"{series.number} · {words}" if series.number is not None else words


def voi_label(voi: VoiTransform) -> str:
    """Say "W 1500 L −600 (file)": window values and where they come from (S-06)."""
    origin = voi.source.value
    name = voi.table.explanation if isinstance(voi, VoiLut) else voi.name
    if name and voi.source is not VoiSource.AUTO:
        by_others = voi.source in {VoiSource.FILE, VoiSource.STATE}
        origin = f"{name}, {origin}" if by_others else name
    if isinstance(voi, VoiLut):
        return f"LUT ({origin})"
    return f"W {_number(voi.width)} L {_number(voi.center)} ({origin})"


def _number(value: float) -> str:
    text = f"{value:.0f}" if abs(value) >= 20 or value == int(value) else f"{value:.3g}"
    return with_minus(text)
