import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.disc_contents import (
    EVIL,
    LINUX,
    MACOS,
    WINDOWS,
    contents,
    evil_contents,
    image,
    series,
    study,
)
from viewer.model.header import SeriesFacts, StudyFacts
from viewer.model.report import Observer, Report, ReportItem
from viewer.publish.contents import (
    DiscContents,
    DiscObject,
    DiscSeries,
    DiscStudy,
    ObjectKind,
    ViewerKit,
)
from viewer.publish.disc_words import series_name
from viewer.publish.web import WebPatient, WebPicture, WebReport, WebSeries, WebStudy
from viewer.publish.web_pages import index_page, report_page, study_page

SR = "1.2.840.10008.5.1.4.1.1.88.11"
DOSE = "1.2.840.10008.5.1.4.1.1.88.67"
PICTURE = WebPicture("IHE_PDI/PI000000.JPG", "Picture 1 of 2", 768, 768)
REPORT = Report(
    "Report",
    verification="UNVERIFIED",
    date="20240312",
    authors=(Observer("Dr. House"),),
    items=(
        ReportItem(0, "CONTAINER", "CONTAINS", "Findings"),
        ReportItem(1, "TEXT", "CONTAINS", "Finding", "Two lungs.\nOne heart."),
        ReportItem(1, "NUM", "INFERRED FROM", "", "12", "mm"),
    ),
)


def document(sop_class: str = SR, title: str = "CT report") -> DiscObject:
    return DiscObject(("DICOM", "SR"), "1.9", sop_class, ObjectKind.REPORT, title=title)


def web(
    disc: DiscContents, *reports: WebReport, keys_chosen: bool = False
) -> tuple[WebPatient, ...]:
    return tuple(
        WebPatient(
            patient,
            tuple(
                WebStudy(
                    one,
                    "IHE_PDI/ST000000.HTM",
                    tuple(WebSeries(s, (PICTURE,) if s.pictures else ()) for s in one.series),
                    reports,
                    (PICTURE,) if one.pictures else (),
                    keys_chosen,
                )
                for one in patient.studies
            ),
        )
        for patient in disc.patients
    )


def pages(disc: DiscContents, *reports: WebReport) -> Iterator[str]:
    people = web(disc, *reports)
    yield index_page(disc, people)
    for person in people:
        for one in person.studies:
            yield study_page(person, one)
            for report in one.reports:
                yield report_page(person, one, report)


def words(page: str) -> str:
    body = ET.fromstring(page.partition("\n")[2])  # noqa: S314  made by the module under test
    return " ".join("".join(body.itertext()).split())


DISC = contents(study(series(image(1), image(2))), institution="Praxis", kits=(WINDOWS,))
WRITTEN = WebReport(document(), "IHE_PDI/RE000000.HTM", REPORT)


def test_the_first_page_says_who_what_when_and_by_whom() -> None:
    text = words(index_page(DISC, web(DISC)))
    for expected in (
        "Mustermann, Erika",
        "born 14 May 1961",
        "Made on 27 Nov 2026, Praxis",
        "CT chest",
        "12 Mar 2024, 10:15, St. Example",
        "2 pictures in 1 series",
        "Give your doctor this whole disc",
        "accession number A-17",
        "referred by Dr. House",
        "profile STD-GEN-CD",
        "not for diagnosis",
        "Not a medical device",
    ):
        assert expected in text


@pytest.mark.parametrize("kits", [(), (WINDOWS,), (MACOS, LINUX), (WINDOWS, MACOS, LINUX)])
def test_only_the_viewers_that_are_there_are_explained(kits: tuple[ViewerKit, ...]) -> None:
    disc = contents(study(), kits=kits)
    text = words(index_page(disc, web(disc)))
    for kit, heading in ((WINDOWS, "On Windows"), (MACOS, "On a Mac"), (LINUX, "On Linux")):
        assert (heading in text) == (kit in kits)
        assert ("/".join(kit.start) in text) == (kit in kits)
    assert ("There is no viewer program on this disc" in text) == (not kits)


def test_the_report_can_be_read_on_the_first_page_and_on_its_own() -> None:
    for page in (index_page(DISC, web(DISC, WRITTEN)), list(pages(DISC, WRITTEN))[2]):
        text = words(page)
        assert "Finding: Two lungs." in text
        assert "(inferred from) 12" in text
        assert "Not verified" in text
        assert "Dr. House" in text


def test_a_long_report_goes_on_on_its_own_page() -> None:
    items = tuple(ReportItem(0, "TEXT", "CONTAINS", f"Line {n}", "x") for n in range(200))
    report = WebReport(document(), "IHE_PDI/RE000000.HTM", Report(items=items))
    first, _, own = pages(DISC, report)
    assert "Line 79:" in words(first)
    assert "Line 80:" not in words(first)
    assert "The report goes on" in words(first)
    assert "Line 199:" in words(own)
    assert "The report goes on" not in words(own)


def test_what_a_machine_wrote_is_only_linked_on_the_first_page() -> None:
    report = WebReport(document(DOSE, ""), "IHE_PDI/RE000000.HTM", REPORT)
    first, _, own = pages(DISC, report)
    assert "X-ray radiation dose report" in words(first)
    assert "Two lungs" not in words(first)
    assert "Two lungs" in words(own)


def test_of_a_document_the_first_sheet_is_shown_and_all_on_its_own_page() -> None:
    sheets = tuple(WebPicture(f"IHE_PDI/PD{n}.JPG", f"Page {n}", 99, 140) for n in range(3))
    report = WebReport(document(), "IHE_PDI/RE000000.HTM", None, sheets, 5, "REPORTS/RE000000.PDF")
    first, _, own = pages(DISC, report)
    assert first.count("/PD") == 1
    assert "4 more pages in the document" in words(first)
    assert own.count("../IHE_PDI/PD") == 3
    assert "2 more pages in the document" in words(own)
    assert 'href="REPORTS/RE000000.PDF"' in first
    assert 'href="../REPORTS/RE000000.PDF"' in own


def test_a_report_that_cannot_be_shown_says_so() -> None:
    report = WebReport(document(), "IHE_PDI/RE000000.HTM", problem="It is damaged.")
    assert "Please note. It is damaged." in words(next(pages(DISC, report)))


def test_series_without_previews_say_what_opens_them() -> None:
    disc = contents(study(series()))
    assert "No previews: open it with the viewer." in words(list(pages(disc))[1])
    assert "Previews for a first look" not in words(next(pages(disc)))


def test_pictures_somebody_picked_out_are_called_so() -> None:
    assert "picked out for you" in words(index_page(DISC, web(DISC, keys_chosen=True)))
    assert "picked out for you" not in words(index_page(DISC, web(DISC)))


def test_parts_several_people_notes_and_numbers_of_discs_are_said() -> None:
    disc = contents(study(left_out=2), number=1, of=2, label="Label text", notes=("A note.",))
    text = words(index_page(disc, web(disc)))
    for expected in ("Selected images", "2 objects not on this disc", "disc 1 of 2", "Label text"):
        assert expected in text
    assert "A note." in text
    several = contents(study(), contact="Call 1234")
    several = DiscContents("X", several.made, several.patients * 2, contact="Call 1234")
    text = words(index_page(several, web(several)))
    assert "more than one person" in text
    assert text.count("Mustermann, Erika") == 2
    assert "Call 1234" in text


def test_a_disc_without_names_is_called_so() -> None:
    disc = contents(study(), deidentified=True)
    assert "Medical pictures without a name" in words(index_page(disc, web(disc)))


def hostile_pages() -> list[str]:
    items = (ReportItem(0, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL),)
    report = Report(EVIL, EVIL, EVIL, items=items, notices=(EVIL,))
    evil = WebReport(document(title=EVIL), "IHE_PDI/RE000000.HTM", report, problem=EVIL)
    return list(pages(evil_contents(), evil))


def test_nothing_a_file_says_becomes_markup() -> None:
    for page in hostile_pages():
        tags = {e.tag.rpartition("}")[2] for e in ET.fromstring(page.partition("\n")[2]).iter()}  # noqa: S314
        assert "script" not in tags
        assert "<script" not in page.lower()
        assert "\x1b" not in page
        assert "\u202e" not in page


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=30), min_size=9, max_size=9))
def test_whatever_texts_say_every_page_is_xml_with_the_same_elements(texts: list[str]) -> None:
    plain, odd = (
        replace(
            contents(DiscStudy(StudyFacts("1", *words[:7]), (series(image(1), words=words[7]),))),
            label=words[8],
        )
        for words in (["x"] * 9, [f"x{text}" for text in texts])
    )
    for one, other in zip(pages(plain), pages(odd), strict=True):
        shapes = [
            Counter(e.tag for e in ET.fromstring(page.partition("\n")[2]).iter())  # noqa: S314
            for page in (one, other)
        ]
        shapes[1].pop("{http://www.w3.org/1999/xhtml}br", None)  # a text may have lines
        shapes[0].pop("{http://www.w3.org/1999/xhtml}br", None)
        assert shapes[0] == shapes[1]


def test_pages_are_xml_without_scripts_forms_and_anything_from_elsewhere() -> None:
    for page in [*pages(DISC, WRITTEN), *hostile_pages()]:
        root = ET.fromstring(page.partition("\n")[2])  # noqa: S314  made by the module under test
        assert not list(root.iter("{http://www.w3.org/1999/xhtml}script"))
        links = [e.attrib[a] for e in root.iter() for a in ("href", "src") if a in e.attrib]
        assert links
        assert all(re.fullmatch(r"(#|(\.\./)?[A-Z])[\w/.]*", link) for link in links)
        assert "url(" not in page
        assert "@import" not in page


def test_every_picture_says_what_it_is() -> None:
    for page in pages(DISC, WRITTEN):
        root = ET.fromstring(page.partition("\n")[2])  # noqa: S314  made by the module under test
        assert all(i.attrib["alt"] for i in root.iter("{http://www.w3.org/1999/xhtml}img"))


def test_the_page_is_for_light_and_dark_for_paper_and_for_phones() -> None:
    page = index_page(DISC, web(DISC))
    for expected in ("prefers-color-scheme: dark", "@media print", "max-width: 520px", "viewport"):
        assert expected in page


def test_a_word_without_end_breaks_wherever_it_stands() -> None:
    """A patient number of 64 letters made a phone's page scroll sideways (Chromium, 360 px)."""
    style = re.sub(r"\s+", " ", index_page(DISC, web(DISC)))
    assert re.search(r" body \{[^}]*overflow-wrap: anywhere;", style)


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_all_text_stands_out_in_every_scheme() -> None:
    page = index_page(DISC, web(DISC))
    schemes = [dict(re.findall(r"--([\w-]+): (#\w{6})", s)) for s in page.split(":root")[1:]]
    assert len(schemes) == 3
    for scheme in schemes:
        for text in ("text", "soft", "accent"):
            for ground in ("page", "card"):
                assert _contrast(scheme[text], scheme[ground]) >= 4.5, (text, ground)
        assert _contrast(scheme["warn"], scheme["warn-page"]) >= 4.5
        assert _contrast(scheme["text"], scheme["warn-page"]) >= 4.5


def heading_levels(page: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]


def test_headings_leave_out_no_level_for_those_who_go_from_one_to_the_next() -> None:
    one = DISC.patients[0]
    other = replace(one, facts=replace(one.facts, name="Berg, Anna", patient_id="B1"))
    for disc in (DISC, replace(DISC, patients=(one, other))):
        for page in pages(disc, WRITTEN):
            levels = heading_levels(page)
            assert levels[0] == 1
            assert all(below <= above + 1 for above, below in pairwise(levels))


def test_of_somebody_unknown_no_comma_is_left() -> None:
    one = DISC.patients[0]
    nobody = replace(one, facts=replace(one.facts, name="", patient_id="", birth_date="", sex=""))
    _, of_study, of_report = pages(replace(DISC, patients=(nobody,)), WRITTEN)
    for page in (of_study, of_report):
        assert "<p><strong>No name given</strong></p>" in page


def test_pictures_of_the_first_page_say_of_which_series_they_are() -> None:
    people = web(DISC)
    picture = replace(PICTURE, series="T1 <axial>")
    shown = replace(people[0].studies[0], key_pictures=(picture,))
    page = index_page(DISC, (replace(people[0], studies=(shown,)),))
    assert "T1 <axial> Picture 1 of 2" in words(page).replace(">Picture", "> Picture")
    assert 'alt="Picture 1 of 2, T1 &lt;axial&gt;"' in page


def test_a_series_that_says_nothing_is_not_called_unknown() -> None:
    silent = DiscSeries(SeriesFacts("1.3.1", None, "", ""), (image(1),))
    assert series_name(silent) == ""
    assert series_name(replace(silent, facts=replace(silent.facts, modality="CT"))) == "CT"
    undated = study(silent)
    disc = contents(replace(undated, facts=replace(undated.facts, date="", time="")))
    assert "<p>No date, St. Example</p>" in index_page(disc, web(disc))


def test_a_date_stays_whole_beside_a_title_that_runs_from_right_to_left() -> None:
    disc = contents(study(series(image(1)), words="צילום חזה"))
    page = list(pages(disc, WRITTEN))[2]
    assert "<bdi>צילום חזה</bdi>, 12 Mar 2024" in page
    assert "strong { unicode-bidi: isolate; }" in page  # names
