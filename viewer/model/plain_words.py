"""What the program says in more than one place: dates, times, modalities, what it is not for.

look.md "Words", S-20, S-W1.
"""

from __future__ import annotations

from datetime import date

NOT_DIAGNOSTIC = "Not for diagnostic use"

# S-W1, word for word.
INTENDED_USE = (
    "For viewing and copying of images on patient media. Not a medical device; not intended "
    "for diagnosis, treatment decisions or primary interpretation. Images may be shown "
    "incompletely or altered by compression and display. Rely on the official report and on "
    "approved diagnostic systems."
)

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
    return real_date(text) or text.strip()


def real_date(text: str) -> str:
    """Word a DA as "12 Mar 2024"; "" for a day that is in no calendar, for titles and lists."""
    day = parse_date(text)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


def format_time(text: str) -> str:
    """Shorten a TM to "10:15"; "" when it is no time."""
    digits = text.replace(":", "").strip()
    return f"{digits[:2]}:{digits[2:4]}" if len(digits) >= 4 and digits[:4].isdigit() else ""


def modality_name(code: str) -> str:
    """A modality in words a patient knows; the code itself when it is not common."""
    return MODALITIES.get(code, code or "Unknown")
