from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories.disc_contents import contents, contents_of, image, series, study
from tests.factories.headers import image_header
from viewer.model.header import InstanceHeader, PatientFacts, SeriesFacts, StudyFacts
from viewer.model.image import FileKey
from viewer.publish.contents import ObjectKind, PlacedHeader, kind_of, patients_of

SR = "1.2.840.10008.5.1.4.1.1.88.11"
KO = "1.2.840.10008.5.1.4.1.1.88.59"
PR = "1.2.840.10008.5.1.4.1.1.11.1"
RAW = "1.2.840.10008.5.1.4.1.1.66"
PDF = "1.2.840.10008.5.1.4.1.1.104.1"


def header(number: int, patient: str = "A", study_uid: str = "1", **more: str) -> InstanceHeader:
    return InstanceHeader(
        FileKey(1, f"IM{number}"),
        f"1.{number}",
        more.get("sop_class", RAW),
        "1.2.840.10008.1.2.1",
        PatientFacts(patient, patient),
        StudyFacts(study_uid),
        SeriesFacts(more.get("series", f"{study_uid}.1")),
        mime_type=more.get("mime_type", ""),
    )


def placed(*headers: InstanceHeader) -> list[PlacedHeader]:
    return [PlacedHeader(h, ("DICOM", h.file.path)) for h in headers]


def test_objects_are_sorted_into_people_studies_and_series_in_their_first_order() -> None:
    people = patients_of(
        placed(
            header(1, "B", "2"),
            header(2, "A", "1"),
            header(3, "B", "2", series="2.2"),
            header(4, "B", "3"),
            header(5, "B", "2"),
        )
    )
    assert [p.facts.name for p in people] == ["B", "A"]
    assert [s.facts.uid for s in people[0].studies] == ["2", "3"]
    first = people[0].studies[0]
    assert [[o.file_id[1] for o in s.objects] for s in first.series] == [["IM1", "IM5"], ["IM3"]]


def test_people_with_one_number_and_two_names_are_two_people() -> None:
    one, other = header(1), header(2)
    other = replace(other, patient=replace(other.patient, name="Other"))
    assert len(patients_of(placed(one, other))) == 2


def test_what_is_left_out_is_known_of_its_study() -> None:
    people = patients_of(placed(header(1)), {"1": 7})
    assert people[0].studies[0].left_out == 7


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (header(1, sop_class=SR), ObjectKind.REPORT),
        (header(1, sop_class=KO), ObjectKind.KEY_IMAGES),
        (header(1, sop_class=PDF, mime_type="application/pdf"), ObjectKind.DOCUMENT),
        (header(1, sop_class=PR), ObjectKind.STATE),
        (header(1), ObjectKind.OTHER),
        (replace(header(1), image_problem="no pixels"), ObjectKind.IMAGE),
    ],
)
def test_objects_are_of_the_kind_people_call_them(made: InstanceHeader, kind: ObjectKind) -> None:
    assert kind_of(made) is kind


def test_an_image_knows_its_frames() -> None:
    people = patients_of(placed(image_header("IM1")))
    one = people[0].studies[0].series[0]
    assert (one.objects[0].kind, one.pictures) == (ObjectKind.IMAGE, 1)


def test_sums_count_every_frame_and_every_object() -> None:
    disc = contents(study(series(image(1), image(2, frames=40))), study(series(image(3))))
    assert [s.pictures for s in disc.studies] == [41, 1]
    assert len(disc.objects) == 3
    assert len(disc.studies[0].series[0].images) == 2
    assert not disc.is_selection
    assert contents(study(series(image(1)), left_out=1)).is_selection


def test_the_demo_disc_is_one_person_with_six_studies(demo_disc: Path) -> None:
    disc = contents_of(demo_disc)
    assert len(disc.patients) == 1
    assert len(disc.studies) == 6
    assert sum(o.kind is ObjectKind.REPORT for o in disc.objects) == 1
    assert sum(o.kind is ObjectKind.DOCUMENT for o in disc.objects) == 1
