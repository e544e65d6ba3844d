"""A structured report in words and lines, for the window and for a copy (P-030..P-032)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.model.plain_words import format_date, format_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from viewer.model.report import Observer, Report, ReportItem

NO_VALUE = "no value given"
_NO_BREAK = "\N{NO-BREAK SPACE}"
_RELATIONSHIPS = {
    "": "",
    "CONTAINS": "",
    "INFERRED FROM": "inferred from",
    "SELECTED FROM": "selected from",
    "HAS PROPERTIES": "property",
    "HAS CONCEPT MOD": "modifier",
    "HAS OBS CONTEXT": "context",
    "HAS ACQ CONTEXT": "acquisition",
}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One heading or one value; `text` may have several lines."""

    level: int
    is_heading: bool
    prefix: str = ""  # how it relates to what it stands under
    label: str = ""
    text: str = ""


def report_lines(report: Report) -> tuple[ReportLine, ...]:
    """The content in order, nothing left out; of key objects the images are only counted."""
    lines = [
        _line(item)
        for item in report.items
        if not (report.is_key_objects and item.value_type == "IMAGE")
        and (item.value_type != "CONTAINER" or item.concept)
    ]
    if report.is_key_objects:
        count = report.referenced_images
        lines.append(ReportLine(0, is_heading=False, label="Pictures chosen", text=str(count)))
    return tuple(lines)


def report_warnings(report: Report) -> tuple[str, ...]:
    """What somebody must know before reading (P-031), and what is missing."""
    warnings = []
    if report.verification == "UNVERIFIED":
        warnings.append("Not verified: nobody has confirmed this report.")
    if report.completion == "PARTIAL":
        warnings.append("Incomplete: the report says of itself that parts are missing.")
    if report.preliminary == "PRELIMINARY":
        warnings.append("Preliminary: a final report may say something else.")
    return (*warnings, *report.notices)


def report_facts(report: Report) -> tuple[tuple[str, str], ...]:
    """What stands above the content: label and value."""
    facts = [("Written", " ".join(filter(None, (format_date(report.date), _clock(report.time)))))]
    facts += [("Author", _observer(author)) for author in report.authors]
    facts += [("Verified by", _observer(verifier)) for verifier in report.verifiers]
    facts.append(("Remark", report.completion_words))
    return tuple((label, value) for label, value in facts if value)


def plain_text(title: str, about: str, report: Report) -> str:
    """The whole report as a text file, for people who want to take it along."""
    parts = [title, about, ""]
    parts += [f"! {warning}" for warning in report_warnings(report)]
    parts += [f"{label}: {value}" for label, value in report_facts(report)]
    parts.append("")
    parts += (text for line in report_lines(report) for text in _plain(line))
    return "\n".join(parts) + "\n"


def _plain(line: ReportLine) -> Iterator[str]:
    indent = "  " * line.level
    prefix = f"({line.prefix}) " if line.prefix else ""
    if line.is_heading:
        yield ""
        yield f"{indent}{prefix}{line.label}"
        return
    first, *rest = line.text.split("\n")
    label = f"{line.label}: " if line.label else ""
    yield f"{indent}{prefix}{label}{first}"
    yield from (f"{indent}  {more}" for more in rest)


def _line(item: ReportItem) -> ReportLine:
    prefix = _RELATIONSHIPS.get(item.relationship, item.relationship.lower())
    heading = item.value_type == "CONTAINER"
    text = "" if heading else _value(item)
    if item.observed:
        when = f"observed {_moment(item.observed)}"
        text = f"{text} ({when})" if text else when
    return ReportLine(item.level, heading, prefix, item.concept, text)


def _value(item: ReportItem) -> str:
    match item.value_type:
        case "DATE":
            value = format_date(item.value)
        case "TIME":
            value = _clock(item.value)
        case "DATETIME":
            value = _moment(item.value)
        case "NUM" if item.unit:
            value = f"{item.value}{_NO_BREAK}{item.unit}"
        case _:
            value = item.value
    return value or NO_VALUE


def _moment(text: str) -> str:
    """A DT as date, time to the minute, and zone if it names one."""
    clock, sign, zone = text[8:].replace("-", "+-").partition("+")
    offset = f"UTC{'' if zone.startswith('-') else sign}{zone}" if zone else ""
    return " ".join(filter(None, (format_date(text[:8]), format_time(clock), offset)))


def _clock(text: str) -> str:
    return format_time(text) or text


def _observer(observer: Observer) -> str:
    when = _moment(observer.when)
    return ", ".join(filter(None, (observer.name, observer.organisation, when)))
