"""Dates, ages, titles and labels in words (look.md "Words", S-20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.identity_view import DATE, SHOWN
from viewer.model import plain_words
from viewer.model.lut import VoiLut, VoiSource
from viewer.model.plain_words import format_time, modality_name, parse_date
from viewer.model.signs import with_minus

if TYPE_CHECKING:
    from viewer.model.header import SeriesFacts, StudyFacts
    from viewer.model.lut import VoiTransform

__all__ = [
    "age_between",
    "format_date",
    "format_time",
    "modality_name",
    "moment",
    "parse_date",
    "prior_label",
    "real_date",
    "series_title",
    "voi_label",
]


def format_date(text: str) -> str:
    """Word a DA as "12 Mar 2024", unless dates are hidden (`identity_view`)."""
    words = plain_words.format_date(text)
    return DATE if words and SHOWN.state.dates else words


def real_date(text: str) -> str:
    """As `format_date`; "" for a day that is in no calendar, for titles and lists."""
    words = plain_words.real_date(text)
    return DATE if words and SHOWN.state.dates else words


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


def moment(study: StudyFacts) -> str:
    """When a study was made, as `prior_label` takes it: "20240312 1015"; it sorts by age."""
    digits = format_time(study.time).replace(":", "")
    return f"{study.date} {digits}".strip()


def prior_label(study: str, newest: str) -> str:
    """Say "prior, 3 y" for a study older than the newest of the same patient (S-09).

    Both are a date, or one with the time (`moment`): films of a morning and of an evening are
    told apart too. Within an hour they are one visit.
    """
    (day, time), (newest_day, newest_time) = (text.partition(" ")[::2] for text in (study, newest))
    then, now = parse_date(day), parse_date(newest_day)
    if then is None or now is None or then > now:
        return ""
    days = (now - then).days
    if not days:
        minutes = _minutes(newest_time) - _minutes(time) if time and newest_time else 0
        return f"prior, {minutes // 60} h" if minutes >= 60 else ""
    if days >= 365:
        return f"prior, {days // 365} y"
    return f"prior, {days // 30} mo" if days >= 60 else f"prior, {days} d"


def _minutes(time: str) -> int:
    return int(time[:2]) * 60 + int(time[2:4])


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
