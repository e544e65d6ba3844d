"""The localizer of a slice: named by its file, or a scout that it crosses (G-033)."""

from dataclasses import replace
from pathlib import Path

import pydicom

from tests.factories.dicom import image_dataset, save
from tests.unit.app.stacks import AXIAL, CORONAL
from tests.unit.app.test_following import of_person
from tests.unit.app.test_point_cursor import stack
from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient, CatalogStudy
from viewer.app.localizers import localizer_of, named_images
from viewer.media.medium import Medium
from viewer.media.tags import read_tags
from viewer.model.display_set import ImageStack, StackKind
from viewer.model.header import SeriesFacts, StudyFacts
from viewer.model.image import FileKey
from viewer.settings import Settings

SAGITTAL = ((0.0, 1.0, 0.0), (0.0, 0.0, -1.0))
TOP = (0.0, 0.0, 100.0)
SLICES = stack("1.1", AXIAL, (0.0, 0.0, 0.0))
CORONALS = stack("1.2", CORONAL, TOP, count=3)  # y 0, 5, 10
SCOUT = replace(
    stack("1.3", SAGITTAL, (50.0, 20.0, 100.0), count=1), kind=StackKind.LOCALIZER
)  # shorter lines: y 20..120 against slices of y 0..100


def catalog(*stacks: ImageStack) -> Catalog:
    facts = SLICES.frames[0].header.patient
    items = tuple(CatalogItem(s.uid, 1, SeriesFacts(s.uid), "", 1, display_set=s) for s in stacks)
    return Catalog((CatalogPatient(facts, (CatalogStudy(StudyFacts(), items),)),))


SLICE = SLICES.frames[10]


def test_a_scout_it_crosses_is_its_localizer() -> None:
    found = localizer_of(catalog(SLICES, CORONALS, SCOUT), SLICE)
    assert found is not None
    assert (found.item.uid, found.index, found.is_named) == ("1.3", 0, False)


def test_what_the_file_names_comes_before_scouts() -> None:
    named = frozenset({CORONALS.frames[1].header.sop_instance_uid, "9.9.9"})
    found = localizer_of(catalog(SLICES, CORONALS, SCOUT), SLICE, named)
    assert found is not None
    assert (found.item.uid, found.index, found.is_named) == ("1.2", 1, True)


def test_without_a_common_frame_of_reference_nothing_is_one() -> None:
    """G-030, S-02: also if it is named; and never another person's."""
    elsewhere = stack("1.2", CORONAL, TOP, count=3, reference="2.9")
    named = frozenset(f.header.sop_instance_uid for f in elsewhere.frames)
    assert localizer_of(catalog(SLICES, elsewhere), SLICE, named) is None
    assert localizer_of(catalog(SLICES, CORONALS), SLICE) is None
    stranger = of_person(SLICES, "other").frames[10]
    assert localizer_of(catalog(SLICES, SCOUT), stranger) is None


def test_the_names_are_those_of_the_file(tmp_path: Path) -> None:
    reference = pydicom.Dataset()
    reference.ReferencedSOPClassUID = "1.2.840.10008.5.1.4.1.1.4"
    reference.ReferencedSOPInstanceUID = "1.2.3.4"
    save(image_dataset(ReferencedImageSequence=[reference]), tmp_path / "IM")
    medium = Medium.open(tmp_path, 1, Settings())
    try:
        assert named_images(medium.parsed(FileKey(1, "IM"), read_tags)) == {"1.2.3.4"}
    finally:
        medium.close()
