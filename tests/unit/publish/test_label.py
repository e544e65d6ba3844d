from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.factories.disc_contents import contents, evil_contents, image, series, study
from viewer.errors import WriteError
from viewer.publish.contents import DiscContents
from viewer.publish.label import LabelOptions, label_page, write_label


def words(disc: DiscContents, options: LabelOptions | None = None) -> str:
    page = label_page(disc, options or LabelOptions())
    root = ET.fromstring(page.partition("\n")[2])  # noqa: S314  made by the module under test
    body = root.find("{http://www.w3.org/1999/xhtml}body")
    assert body is not None
    return " ".join("".join(part + " " for part in body.itertext()).split())


DISC = contents(study(series(image(1))), institution="Praxis", label="For Dr. X\nFloor 3")


def test_cover_and_label_say_who_when_by_whom_and_what_is_inside() -> None:
    text = words(DISC)
    for twice in ("Mustermann, Erika", "27 Nov 2026", "Praxis", "DICOM plus web", "Floor 3"):
        assert text.count(twice) == 2
    assert "12 Mar 2024 · CT chest: 1 picture in 1 series" in text
    assert "Not for diagnostic use" in text
    assert "1961" not in text


def test_what_is_not_to_be_read_from_outside_is_left_out() -> None:
    text = words(DISC, LabelOptions(name=False, studies=False, web=False))
    assert "Mustermann" not in text
    assert "CT chest" not in text
    assert "DICOM only" in text


def test_the_birth_date_is_there_when_asked_for() -> None:
    assert "Mustermann, Erika, *14 May 1961" in words(DISC, LabelOptions(birth_date=True))


def test_a_disc_without_names_has_its_number_and_no_name() -> None:
    text = words(replace(DISC, deidentified=True, export_id="EXPORT-7"))
    assert "EXPORT-7" in text
    assert "Mustermann" not in text
    assert "Without a name" in words(replace(DISC, deidentified=True))


def test_a_selection_and_one_of_several_discs_say_so() -> None:
    text = words(contents(study(left_out=1), number=1, of=3))
    assert text.count("Selected images") == 2
    assert "disc 1 of 3" in text


def test_long_lists_end_with_how_much_more_there_is() -> None:
    many = contents(*[study() for _ in range(11)])
    many = replace(many, patients=many.patients * 5)
    text = words(many)
    assert text.count("and 2 more") == 2  # names, on cover and label
    assert "and 47 more" in text


def test_hostile_text_stays_text() -> None:
    page = label_page(evil_contents(), LabelOptions(birth_date=True))
    assert "<script" not in page
    assert "\x1b" not in page


def test_it_is_written_for_whoever_prints_it(tmp_path: Path) -> None:
    write_label(DISC, tmp_path / "label.htm")
    assert (tmp_path / "label.htm").read_text("utf-8") == label_page(DISC, LabelOptions())
    with pytest.raises(WriteError):
        write_label(DISC, tmp_path / "nowhere" / "label.htm")
