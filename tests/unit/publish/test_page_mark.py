"""What INDEX.HTM keeps of a disc: read again it is what it was, whatever a page holds."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.disc_contents import EVIL, contents, evil_contents, image, series, study
from viewer.limits import DISC_PAGE_BYTES
from viewer.publish.page_mark import PageMark, mark_of, read_mark
from viewer.publish.web_pages import index_page


def page(folder: Path, text: str) -> Path:
    place = folder / "INDEX.HTM"
    place.write_text(text, "utf-8")
    return place


def test_a_page_keeps_what_it_was_told(tmp_path: Path) -> None:
    told: dict[str, Any] = {
        "institution": "Haus & Söhne",
        "contact": "a\nb",
        "label": "“x”",
        "export_id": "E-1",
    }
    disc = replace(contents(), **told, number=2, of=3, notes=("one", "two"), deidentified=True)
    kept = read_mark(page(tmp_path, index_page(disc, ())))
    assert kept == PageMark(
        disc.profile, **told, deidentified=True, number=2, of=3, notes=("one", "two")
    )


def test_what_a_study_lacks_is_kept_by_its_number(tmp_path: Path) -> None:
    lacking = replace(study(series(image(1))), left_out=4)
    people = contents().patients
    disc = replace(contents(), patients=(replace(people[0], studies=(lacking,)),))
    kept = read_mark(page(tmp_path, index_page(disc, ())))
    assert kept is not None
    assert kept.left_out == {lacking.facts.uid: 4}


def test_texts_of_strangers_stay_text(tmp_path: Path) -> None:
    disc = replace(evil_contents(), institution=EVIL)
    kept = read_mark(page(tmp_path, index_page(disc, ())))
    assert kept is not None
    assert kept.institution == EVIL
    assert "<script" not in str(mark_of(disc))


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"format": 2}', "null", "7", "[" * 9000, '{"format": 1, "left_out": []}'],
)
def test_what_is_not_ours_is_nothing(tmp_path: Path, content: str) -> None:
    text = f"<html><head><meta name='lightbox-disc' content='{content}'/></head></html>"
    assert read_mark(page(tmp_path, text)) is None
    assert read_mark(page(tmp_path, "<html>somebody else's</html>")) is None
    assert read_mark(tmp_path / "none") is None
    assert read_mark(tmp_path) is None


@given(st.binary(max_size=300), st.text(max_size=60))
def test_any_page_is_read_without_an_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, inner: str
) -> None:
    place = tmp_path_factory.getbasetemp() / "any.htm"
    place.write_bytes(data)
    assert read_mark(place) is None
    place.write_text(f'<meta name="lightbox-disc" content="{inner}">', "utf-8", "replace")
    assert read_mark(place) is None


def test_what_is_behind_a_long_start_is_not_looked_for(tmp_path: Path) -> None:
    text = index_page(contents(), ())
    assert read_mark(page(tmp_path, text)) is not None
    assert read_mark(page(tmp_path, " " * DISC_PAGE_BYTES + text)) is None
