"""Dates, times and ages: what is one, and the same a number of days earlier (A-015)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

_DATE: Final = re.compile(r"(\d{4})\.?(\d{2})\.?(\d{2})")
_TIME: Final = re.compile(r"([01]\d|2[0-3])(:?[0-5]\d(:?([0-5]\d|60)(\.\d{1,6})?)?)?")
_DATETIME: Final = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})?(?P<day>(?<=\d{6})\d{2})?"
    r"(?P<time>(?<=\d{8})\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?)?(?P<zone>[+-]\d{4})?"
)
_AGE: Final = re.compile(r"(\d{3})([DWMY])")
_ZONE: Final = re.compile(r"[+-](0\d|1[0-4])[0-5]\d")
_OLDEST: Final = 90
_IN_YEARS: Final = {"D": 365.25, "W": 52.18, "M": 12.0, "Y": 1.0}


def is_moment(vr: str, text: str) -> bool:
    """True if `text`, one value without padding, is what its VR (DA, TM, DT) says."""
    if vr == "TM":
        return _TIME.fullmatch(text) is not None
    if vr == "DA":
        return _as_date(text) is not None
    return _DATETIME.fullmatch(text) is not None and _first_day(text) is not None


def is_zone(text: str) -> bool:
    """True for an offset from UTC, such as +0100."""
    return _ZONE.fullmatch(text) is not None


def shifted(vr: str, text: str, days: int) -> str:
    """`text` moved by `days`, as precise as before; "" if it is no date. Times stay.

    Marks of before 1993 (1995.06.26, 11:20:00) are left out.
    """
    if not is_moment(vr, text):
        return ""
    if vr == "TM":
        return text.replace(":", "")
    if vr == "DA":
        moved = _moved(_as_date(text), days)
        return moved.strftime("%Y%m%d").zfill(8) if moved else ""
    parts = _DATETIME.fullmatch(text)
    moved = _moved(_first_day(text), days)
    if parts is None or moved is None:
        return ""
    digits = moved.strftime("%Y%m%d").zfill(8)
    precision = 8 if parts["day"] else 6 if parts["month"] else 4
    return digits[:precision] + (parts["time"] or "") + (parts["zone"] or "")


def bounded_age(text: str) -> str:
    """An age that tells nobody apart: 90 years and more are 090Y; "" if it is none."""
    parts = _AGE.fullmatch(text)
    if parts is None:
        return ""
    years = int(parts[1]) / _IN_YEARS[parts[2]]
    return f"{_OLDEST:03d}Y" if years >= _OLDEST else text


def _as_date(text: str) -> date | None:
    parts = _DATE.fullmatch(text)
    return None if parts is None else _day(int(parts[1]), int(parts[2]), int(parts[3]))


def _first_day(text: str) -> date | None:
    """The first day that a date and time of any precision may mean."""
    parts = _DATETIME.fullmatch(text)
    if parts is None:
        return None
    return _day(int(parts["year"]), int(parts["month"] or 1), int(parts["day"] or 1))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _moved(day: date | None, days: int) -> date | None:
    try:
        return None if day is None else day + timedelta(days=days)
    except OverflowError:
        return None
