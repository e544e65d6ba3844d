"""The pages of a disc as XHTML that needs no script, no network and no viewer (M-071)."""

from __future__ import annotations

from functools import cache
from string import Template
from typing import TYPE_CHECKING

from viewer.model.plain_words import INTENDED_USE
from viewer.model.report_text import report_facts, report_lines, report_warnings
from viewer.publish.contents import System
from viewer.publish.disc_words import (
    PRODUCT,
    SELECTION,
    SEVERAL,
    amount,
    counted,
    made_on,
    maker,
    name_of,
    person_line,
    report_title,
    series_line,
    study_date,
    study_title,
    which_disc,
)
from viewer.publish.markup import Html, element, joined, text
from viewer.publish.page_mark import mark_of
from viewer.resources import resources_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from viewer.model.header import PatientFacts
    from viewer.model.report import Report
    from viewer.model.report_text import ReportLine
    from viewer.publish.contents import DiscContents
    from viewer.publish.web import WebPatient, WebPicture, WebReport, WebStudy

INDEX = "INDEX.HTM"
_NO_MARK = Html("")
PREVIEW_NOTE = (
    "Previews for a first look, not for diagnosis. They are compressed and show less than the "
    "originals on this disc."
)
_LINES_FIRST = 80  # of a report on the first page
_SHEETS_FIRST = 1
# Dose reports, logs and contexts: written by machines, thousands of lines, nothing for patients.
_PROTOCOLS = frozenset(f"1.2.840.10008.5.1.4.1.1.88.{n}" for n in (40, 67, 68, 71, 73))
_STARTS = {
    System.WINDOWS: "start-windows.htm",
    System.MACOS: "start-macos.htm",
    System.LINUX: "start-linux.htm",
}


def index_page(contents: DiscContents, people: tuple[WebPatient, ...]) -> str:
    """INDEX.HTM: who, what and when; the reports; how to see the pictures; what to hand over."""
    title = "Medical pictures without a name" if contents.deidentified else "Your medical pictures"
    made = ", ".join(filter(None, (f"Made on {made_on(contents)}", maker(contents))))
    body = [element("h1", title)]
    if len(people) == 1:
        facts = people[0].patient.facts
        body.append(element("p", element("strong", name_of(facts))))
        body.append(element("p", person_line(facts), class_="soft"))
    body.append(element("p", made, *_with_comma(which_disc(contents)), class_="soft"))
    body += _cautions(contents, several=len(people) > 1)
    body.append(_ways())
    if any(study.key_pictures for person in people for study in person.studies):
        body.append(element("p", PREVIEW_NOTE, class_="soft"))
    for person in people:
        body += _person(person, heading=len(people) > 1)
    body += [element("h2", "See all pictures", id="viewer"), _starts(contents)]
    body += [element("h2", "For your doctor", id="doctor"), _snippet("doctor.htm")]
    body.append(_technical(contents))
    return _page(title, body, mark_of(contents))


def study_page(person: WebPatient, study: WebStudy) -> str:
    """A page in IHE_PDI: all series of a study, with a few pictures of each."""
    facts = person.patient.facts
    title = f"{study_title(study.study)}, {study_date(study.study)}"
    body = [
        _back(),
        element("h1", study_title(study.study)),
        element("p", study_date(study.study), class_="soft"),
        _whose(facts),
        element("p", amount(study.study)),
        element("p", PREVIEW_NOTE, class_="soft"),
    ]
    for series in study.series:
        body.append(element("h2", series_line(series.series), class_="series"))
        if series.pictures:
            shown = element("div", *map(_picture_near, series.pictures), class_="pictures large")
            body.append(shown)
        else:
            body.append(element("p", "No previews: open it with the viewer.", class_="soft"))
    return _page(title, body)


def report_page(person: WebPatient, study: WebStudy, report: WebReport) -> str:
    """A page in IHE_PDI: one report, all of it."""
    facts = person.patient.facts
    title = report_title(report.source)
    body = [
        _back(),
        element("h1", title),
        _whose(facts),
        # Isolated: the date behind a title that runs from right to left would be drawn within it.
        element(
            "p",
            element("bdi", study_title(study.study)),
            f", {study_date(study.study)}",
            class_="soft",
        ),
        _report_body(report, up="../", level=2),
    ]
    return _page(title, body)


def _page(title: str, body: list[Html], mark: Html = _NO_MARK) -> str:
    frame = Template(_read("page.htm"))
    foot = f"{INTENDED_USE} Made with {PRODUCT}."
    return frame.substitute(
        mark=f"{mark}\n" if mark else "",
        title=text(title),
        style=_read("style.css").strip(),
        body="\n".join(body),
        foot=text(foot),
    )


@cache
def _read(name: str) -> str:
    return (resources_folder() / "disc" / name).read_text("utf-8")


def _snippet(name: str, **values: Html) -> Html:
    """A piece of our own, with values that are markup already."""
    inner = Template(_read(name).strip()).substitute(values)
    return Html(f'<div class="card">{inner}</div>')


def _back() -> Html:
    return element("p", element("a", "← Overview", href=f"../{INDEX}"), class_="noprint")


def _whose(facts: PatientFacts) -> Html:
    return element("p", element("strong", name_of(facts)), *_with_comma(person_line(facts)))


def _ways() -> Html:
    """To what lies below everything else."""
    ways = (("#viewer", "See all pictures"), ("#doctor", "For your doctor"))
    links = (element("a", words, href=place, class_="button") for place, words in ways)
    return element("p", *links, class_="noprint")


def _with_comma(words: str) -> tuple[str, ...]:
    return (f", {words}",) if words else ()


def _warning(words: str) -> Html:
    return element("p", element("strong", "⚠ Please note. "), words, class_="warning")


def _cautions(contents: DiscContents, *, several: bool) -> Iterator[Html]:
    if several:
        yield _warning(SEVERAL)
    if contents.is_selection:
        yield _warning(SELECTION)
    if contents.label.strip():
        yield element("p", contents.label)


def _person(person: WebPatient, *, heading: bool) -> Iterator[Html]:
    if heading:
        facts = person.patient.facts
        yield element("h2", name_of(facts))
        yield element("p", person_line(facts), class_="soft")
    level = 3 if heading else 2
    for study in person.studies:
        yield element(f"h{level}", study_title(study.study))
        yield _study_card(study)
        for report in study.reports:
            yield _report_card(report, level + 1)


def _study_card(study: WebStudy) -> Html:
    facts = study.study.facts
    where = ", ".join(filter(None, (study_date(study.study), " ".join(facts.institution.split()))))
    inside = [
        element("p", where[:1].upper() + where[1:]),
        element("p", amount(study.study), class_="soft"),
    ]
    if study.key_pictures:
        if study.keys_chosen:
            inside.append(element("p", "Pictures that were picked out for you:"))
        inside.append(element("div", *map(_picture, study.key_pictures), class_="pictures"))
    words = "All series with previews" if study.key_pictures else "What there is"
    link = element("a", words, href=study.page, class_="button")
    return element("div", *inside, element("p", link), class_="card")


def _picture(picture: WebPicture) -> Html:
    """On the first page, where nothing above it says of which series it is."""
    return _linked(picture, "", joined([*_about(picture), text(picture.caption)]))


def _about(picture: WebPicture) -> Iterator[Html]:
    if picture.series:
        yield element("div", picture.series)


def _linked(picture: WebPicture, up: str, words: Html) -> Html:
    image = element(
        "img",
        src=up + picture.path,
        alt=", ".join(filter(None, (picture.caption, picture.series))),
        width=str(picture.width),
        height=str(picture.height),
    )
    link = element("a", image, href=up + picture.path)
    return element("div", link, words, class_="picture")


def _picture_near(picture: WebPicture) -> Html:
    """Of a page one folder deeper."""
    return _linked(picture, "../", text(picture.caption))


def _report_card(report: WebReport, level: int) -> Html:
    """A report on the first page, as far as there is room; what machines wrote only as a link."""
    whole = "The report on a page of its own"
    parts = [element(f"h{level}", f"Report: {report_title(report.source)}", class_="minor")]
    if report.source.sop_class_uid not in _PROTOCOLS:
        parts.append(_report_body(report, level=level + 1, first_page=True))
    parts.append(element("p", element("a", whole, href=report.page, class_="button")))
    return joined(parts)


def _report_body(report: WebReport, up: str = "", *, level: int, first_page: bool = False) -> Html:
    """With headings of `level`, that none is left out above them."""
    inside: list[Html] = []
    if report.problem:
        inside.append(_warning(report.problem))
    if report.report is not None:
        inside += _report_content(report.report, _LINES_FIRST if first_page else None, level)
    if report.file:
        link = element("a", "Open the document (PDF)", href=up + report.file, class_="button")
        inside.append(element("p", link, class_="noprint"))
    sheets = report.sheets[: _SHEETS_FIRST if first_page else None]
    inside += [element("div", _sheet(s, up), class_="sheet") for s in sheets]
    if report.sheets_in_all > len(sheets):
        left = counted(report.sheets_in_all - len(sheets), "more page", "more pages")
        inside.append(element("p", f"{left} in the document.", class_="soft"))
    return element("div", *inside, class_="card report")


def _sheet(sheet: WebPicture, up: str) -> Html:
    return element(
        "img",
        src=up + sheet.path,
        alt=sheet.caption,
        width=str(sheet.width),
        height=str(sheet.height),
    )


def _report_content(report: Report, most: int | None, level: int) -> Iterator[Html]:
    """Everything, or `most` lines and that there are more."""
    for warning in report_warnings(report):
        yield _warning(warning)
    facts = report_facts(report)
    if facts:
        yield _table(facts)
    lines = report_lines(report)
    for line in lines[:most]:
        yield _report_line(line, level)
    if most is not None and len(lines) > most:
        yield element("p", "The report goes on: see its own page.", class_="soft")


def _report_line(line: ReportLine, level: int) -> Html:
    prefix = f"({line.prefix}) " if line.prefix else ""
    style = f"margin-left:{min(line.level, 10) * 16}px"
    if line.is_heading:
        return element(f"h{level}", prefix + line.label, class_="minor", style=style)
    label = (element("strong", f"{prefix}{line.label}: "),) if line.label else (prefix,)
    return element("p", *label, line.text, class_="line", style=style)


def _table(rows: tuple[tuple[str, str], ...]) -> Html:
    cells = (element("tr", element("th", a, scope="row"), element("td", b)) for a, b in rows)
    return element("table", *cells)


def _starts(contents: DiscContents) -> Html:
    if not contents.kits:
        return _snippet("start-none.htm")
    cards = [_snippet(_STARTS[k.system], start=text("/".join(k.start))) for k in contents.kits]
    return element("div", *cards, class_="starts")


def _technical(contents: DiscContents) -> Html:
    """What somebody who imports the disc wants to know."""
    rows = [
        ("Form", f"DICOM file-set, profile {contents.profile}, directory DICOMDIR"),
        ("File-set ID", contents.volume_id),
        ("Objects", counted(len(contents.objects), "object", "objects")),
    ]
    for study in contents.studies:
        numbers = (
            f"accession number {study.facts.accession_number}"
            if study.facts.accession_number.strip()
            else "",
            f"referred by {study.facts.referring_physician}"
            if study.facts.referring_physician.strip()
            else "",
            amount(study),
            f"{counted(study.left_out, 'object', 'objects')} not on this disc"
            if study.left_out
            else "",
        )
        rows.append((study_date(study), ", ".join((study_title(study), *filter(None, numbers)))))
    rows += [("Note", note) for note in contents.notes]
    if contents.contact.strip():
        rows.append(("Contact", contents.contact))
    return element("div", _table(tuple(rows)), class_="card")
