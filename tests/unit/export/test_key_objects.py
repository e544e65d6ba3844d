"""Written key object documents: what they say, and what others read in them (P-020, P-021)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.factories.dicom import make_image
from tests.factories.marked import WHEN, complaints, marked, output_of, read, saved
from viewer.export.key_objects import by_study, key_objects
from viewer.export.key_titles import KeyTitle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("title", list(KeyTitle))
def test_every_title_is_valid(title: KeyTitle, tmp_path: Path) -> None:
    make_image(tmp_path / "images" / "IM1")
    headers, sources = read(tmp_path / "images")
    ds = key_objects([marked(headers[0])], sources[0], WHEN, title)
    assert complaints(saved(ds, tmp_path / "KO")) == []


def test_others_read_images_title_and_words(tmp_path: Path) -> None:
    folder = tmp_path / "images"
    for number in (1, 2):
        make_image(folder / f"IM{number}", number=number)
    many = "1.2.840.10008.5.1.4.1.1.7.3"
    pixels = np.zeros((5, 16, 20), np.uint16)
    make_image(folder / "IM3", number=3, series=2, pixels=pixels, SOPClassUID=many)
    headers, sources = read(folder)
    chosen = [*map(marked, headers), marked(headers[2], frame=3)]
    ds = key_objects(chosen, sources[0], WHEN, KeyTitle.FOR_CONFERENCE, "Größe prüfen")
    path = saved(ds, tmp_path / "KO")
    assert complaints(path) == []
    code, said = output_of("dsrdump", "+U8", str(path))
    assert code == 0, said
    for words in ("Key Object Selection Document", "For Conference", "Größe prüfen"):
        assert words in said
    assert "\nE:" not in said
    items = [item for item in ds.ContentSequence if item.ValueType == "IMAGE"]
    named = [item.ReferencedSOPSequence[0] for item in items]
    assert [n.ReferencedSOPInstanceUID for n in named] == [s.SOPInstanceUID for s in sources]
    assert named[2].ReferencedFrameNumber == [1, 4]
    evidence = ds.CurrentRequestedProcedureEvidenceSequence[0]
    assert evidence.StudyInstanceUID == sources[0].StudyInstanceUID
    assert [len(s.ReferencedSOPSequence) for s in evidence.ReferencedSeriesSequence] == [2, 1]


def test_of_interest_unless_it_is_called_otherwise(tmp_path: Path) -> None:
    make_image(tmp_path / "images" / "IM1")
    headers, sources = read(tmp_path / "images")
    ds = key_objects([marked(headers[0])], sources[0], WHEN)
    title = ds.ConceptNameCodeSequence[0]
    assert (title.CodeValue, title.CodingSchemeDesignator) == ("113000", "DCM")
    assert [item.ValueType for item in ds.ContentSequence] == ["IMAGE"]


def test_one_document_is_about_one_study(tmp_path: Path) -> None:
    make_image(tmp_path / "images" / "IM1")
    headers, sources = read(tmp_path / "images")
    one = marked(headers[0])
    other = marked(replace(headers[0], study=replace(headers[0].study, uid="1.2.3")))
    assert by_study([one, other, one]) == [[one, one], [other]]
    with pytest.raises(ValueError, match="no key object"):
        key_objects([], sources[0], WHEN)
