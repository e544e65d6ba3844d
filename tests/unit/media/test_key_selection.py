"""Key object selections as files have them (P-020, P-021)."""

import io

import pytest
from pydicom.dataset import Dataset

from tests.factories.dicom import image_dataset
from tests.factories.elements import Writer, parsed
from tests.factories.key_objects import content, key_object, reference
from tests.shared_data import shared_data
from viewer import limits
from viewer.media.header import read_dataset
from viewer.media.key_selection import NO_TITLE, key_selection
from viewer.model.key_selection import TITLES, KeyReference, KeySelection
from viewer.settings import DecodeSettings

W = Writer()
IMAGES = [image_dataset(number=n) for n in (1, 2)]


def selection_of(ds: Dataset) -> KeySelection:
    stream = io.BytesIO()
    ds.save_as(stream, enforce_file_format=True)
    stream.seek(0)
    return key_selection(read_dataset(stream, settings=DecodeSettings()))


def test_the_made_document() -> None:
    with (shared_data() / "made/objects/ko/key_object_selection.dcm").open("rb") as stream:
        found = key_selection(read_dataset(stream, settings=DecodeSettings()))
    assert found == KeySelection(
        code="113000",
        title="Of interest",
        description="look at the circle",
        references=(KeyReference("2.25.13131313131313131313.143"),),
    )


def test_title_text_reasons_and_frames() -> None:
    found = selection_of(
        key_object(
            IMAGES,
            title=("113001", "Rejected for Quality Reasons"),
            description="moved\r\nduring the scan",
            reason="Motion",
            frames=(2, 4),
        )
    )
    assert found.is_rejection
    assert not found.picks_out
    assert found.words == "Rejected for quality reasons: Motion"
    assert found.description == "moved\nduring the scan"
    uids = [str(image.SOPInstanceUID) for image in IMAGES]
    assert found.references == tuple(KeyReference(uid, (2, 4)) for uid in uids)
    assert found.references[0].names(uids[0], 1)
    assert not found.references[0].names(uids[0], 2)  # frame 3
    assert not found.references[0].names(uids[1], 1)


@pytest.mark.parametrize("code", ["113030", "113032", "113034", "113039"])
def test_lists_of_what_belongs_together_pick_nothing_out(code: str) -> None:
    found = selection_of(key_object(IMAGES, title=(code, "whatever")))
    assert not found.picks_out
    assert not found.is_rejection
    assert found.title == TITLES[code]


def test_a_title_of_another_scheme_is_shown_as_it_is() -> None:
    ds = key_object(IMAGES, title=("113001", "Lieblingsbilder"))
    ds.ConceptNameCodeSequence[0].CodingSchemeDesignator = "99HOME"
    found = selection_of(ds)
    assert (found.code, found.title, found.is_rejection) == ("", "Lieblingsbilder", False)
    del ds.ConceptNameCodeSequence
    assert selection_of(ds).title == NO_TITLE


def test_images_below_other_items_and_those_of_the_evidence_are_found() -> None:
    ds = key_object([])
    folder = content("CONTAINER")
    image = content("IMAGE")
    image.ReferencedSOPSequence = [reference(IMAGES[0])]
    folder.ContentSequence = [image]
    ds.ContentSequence = [folder]
    assert [r.sop_instance_uid for r in selection_of(ds).references] == [IMAGES[0].SOPInstanceUID]
    ds.ContentSequence = []
    study, series = Dataset(), Dataset()
    series.ReferencedSOPSequence = [reference(image) for image in IMAGES]
    study.ReferencedSeriesSequence = [series]
    ds.CurrentRequestedProcedureEvidenceSequence = [study]
    assert len(selection_of(ds).references) == 2


def test_a_flood_of_references_is_cut_and_told() -> None:
    many = [
        W.item(W.element(0x00081155, "UI", f"1.2.{n}")) for n in range(limits.KEY_REFERENCES + 10)
    ]
    image = W.item(W.element(0x0040A040, "CS", "IMAGE") + W.sequence(0x00081199, *many))
    raw = parsed(W.sequence(0x0040A730, image))
    found = key_selection(raw)
    assert len(found.references) == limits.KEY_REFERENCES
    assert any("more" in deviation for deviation in raw.deviations)
