"""What `deidentify` does with one data set (A-001, A-010 to A-022, A-030 to A-032, A-040)."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.factories.dicom import image_dataset
from viewer.deid.engine import changes, deidentify
from viewer.deid.errors import ExcludedError
from viewer.deid.key import JobKey
from viewer.deid.profile import PRESETS, Option, Profile
from viewer.deid.rules import Do

KEY = JobKey(b"k" * 32)
SHARE, PUBLIC, RESEARCH = PRESETS["share"], PRESETS["public"], PRESETS["research"]
PERSON: dict[str, Any] = {
    "PatientName": "Lindqvist^Margareta",
    "PatientID": "A-7784512",
    "PatientBirthDate": "19331130",
    "PatientAge": "091Y",
    "PatientSex": "F",
    "PatientWeight": "61.5",
    "StudyDescription": "CT Thorax Lindqvist",
    "ReferringPhysicianName": "Oberholzer^Reto",
    "AccessionNumber": "ACC99120031",
    "InstitutionName": "Kantonsspital",
}


def person(**more: Any) -> Dataset:
    return image_dataset(**{**PERSON, **more})


def test_the_input_is_not_changed() -> None:
    ds = person()
    before = deepcopy(ds)
    deidentify(ds, PUBLIC, KEY)
    assert ds == before
    assert ds.file_meta == before.file_meta


def test_the_table_is_followed_by_type() -> None:
    out, _ = deidentify(person(), PUBLIC, KEY)
    assert out.AccessionNumber == ""  # Z
    assert "InstitutionName" not in out  # X/Z/D, type 3
    assert "StudyDescription" not in out  # X
    assert out.StudyDate == ""  # Z
    assert out.SeriesDate == "19000101"  # X/D, type 1 of PET
    assert "PatientWeight" not in out


def test_what_no_table_names_is_removed() -> None:
    ds = person()
    ds.add_new(0x0008_9999, "LO", "from a later edition")
    ds.add_new(0x0011_0010, "LO", "SOMEBODY")
    ds.add_new(0x0011_1001, "LO", "secret")
    out, report = deidentify(ds, SHARE, KEY)
    assert 0x0008_9999 not in out
    assert not [tag for tag in out.keys() if tag.is_private]  # noqa: SIM118  tags, not elements
    assert ("00089999", Do.REMOVE, 1) in report.tally


def test_text_does_not_pass_as_a_number() -> None:
    ds = person()
    for tag, vr, value in (
        (0x0018_0060, "LO", "Lindqvist"),  # KVP
        (0x0028_0010, "OB", b"Lindqvist Margareta!"),  # Rows
    ):
        ds.add_new(tag, vr, value)
    out, _ = deidentify(ds, SHARE, KEY)
    assert "Lindqvist" not in str(out)
    assert out.get("KVP") in {None, ""}


def test_items_are_cleaned_at_every_depth() -> None:
    ds = person()
    innermost = Dataset()
    innermost.PatientName, innermost.PatientComments = "Lindqvist^Margareta", "Lindqvist"
    innermost.ReferencedSOPInstanceUID = ds.SOPInstanceUID
    path = ("PurposeOfReferenceCodeSequence", "SourceImageSequence", "DerivationImageSequence")
    for keyword in path:
        outer = Dataset()
        setattr(outer, keyword, Sequence([innermost]))
        innermost = outer
    ds.SharedFunctionalGroupsSequence = [innermost]
    out, _ = deidentify(ds, SHARE, KEY)
    assert "Lindqvist" not in str(out)
    inner = out.SharedFunctionalGroupsSequence[0].DerivationImageSequence[0]
    reference = inner.SourceImageSequence[0].PurposeOfReferenceCodeSequence[0]
    assert reference.ReferencedSOPInstanceUID == out.SOPInstanceUID


def test_one_key_means_one_result_and_another_key_another() -> None:
    first, _ = deidentify(person(), RESEARCH, KEY)
    again, _ = deidentify(person(), RESEARCH, JobKey(b"k" * 32))
    other, _ = deidentify(person(), RESEARCH, JobKey())
    assert first == again
    assert first.StudyInstanceUID != other.StudyInstanceUID
    assert first.PatientID != other.PatientID
    assert first.StudyInstanceUID.startswith("2.25.")


def test_intervals_survive_a_shift_and_no_date_does() -> None:
    one, two = person(StudyDate="20240102"), person(StudyDate="20240310", SeriesDate="20240310")
    moved = [deidentify(ds, RESEARCH, KEY)[0] for ds in (one, two)]
    days = [date.fromisoformat(ds.StudyDate) for ds in moved]
    assert (days[1] - days[0]).days == 68
    assert {ds.StudyDate for ds in moved} & {"20240102", "20240310"} == set()
    assert moved[0].StudyTime == one.StudyTime
    assert moved[0].LongitudinalTemporalInformationModified == "MODIFIED"


def test_patients_do_not_share_a_pseudonym_nor_a_shift() -> None:
    one, two = (deidentify(person(PatientID=name), RESEARCH, KEY)[0] for name in ("A1", "A2"))
    assert one.PatientID != two.PatientID
    assert one.StudyDate != two.StudyDate


def test_a_chosen_pseudonym_is_used() -> None:
    profile = Profile("custom", "Custom", pseudonyms=(("A-7784512", "Case 7"),))
    out, _ = deidentify(person(), profile, KEY)
    assert (out.PatientID, out.PatientName) == ("Case 7", "Case 7")


def test_what_a_doctor_needs_stays_by_share() -> None:
    ds = person()
    out, _ = deidentify(ds, SHARE, KEY)
    for keyword in ("StudyDate", "PatientSex", "PatientWeight", "PixelSpacing", "SliceThickness"):
        assert out[keyword].value == ds[keyword].value
    assert out.PatientAge == "090Y"  # older people are few
    assert out.StudyDescription == "CT Thorax *"


def test_the_marks_are_set() -> None:
    out, _ = deidentify(person(), SHARE, KEY)
    assert out.PatientIdentityRemoved == "YES"
    assert all(len(text) <= 64 for text in out.DeidentificationMethod)
    codes = {item.CodeValue for item in out.DeidentificationMethodCodeSequence}
    assert {"113100", Option.CLEAN_DESCRIPTORS, Option.RETAIN_FULL_DATES} <= codes
    assert Option.CLEAN_PIXELS not in codes  # nobody cleaned any
    assert "BurnedInAnnotation" not in out


def test_pixels_are_said_to_be_clean_only_where_they_were_cleaned() -> None:
    out, _ = deidentify(person(), SHARE, KEY, pixels_cleaned=True)
    assert out.BurnedInAnnotation == "NO"


@pytest.mark.parametrize(
    ("overrides", "reason"),
    [
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.104.1"}, "kind"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.66"}, "kind"),
        ({"SOPClassUID": "1.2.3.4"}, "unknown kind"),
        ({"SOPClassUID": "1.2.840.10008.1.3.10"}, "directory"),
        ({"ImageType": ["ORIGINAL", "PRIMARY", "LABEL"]}, "slide label"),
        ({"SpecimenLabelInImage": "YES"}, "slide label"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.88.11", "Modality": "SR"}, "report"),
    ],
)
def test_what_is_not_offered_is_refused(overrides: dict[str, Any], reason: str) -> None:
    with pytest.raises(ExcludedError) as caught:
        deidentify(person(**overrides), PUBLIC, KEY)
    assert caught.value.reason == reason


def test_endless_nesting_is_refused() -> None:
    ds = innermost = Dataset()
    for _ in range(40):
        inner = Dataset()
        innermost.SourceImageSequence = [inner]
        innermost = inner
    outer = person()
    outer.SourceImageSequence = [ds]
    with pytest.raises(ExcludedError):
        deidentify(outer, SHARE, KEY)


def test_a_report_keeps_codes_and_numbers_and_no_sentence_that_lost_a_word() -> None:
    ds = person(SOPClassUID="1.2.840.10008.5.1.4.1.1.88.22", Modality="SR", ValueType="CONTAINER")
    items = [
        content("TEXT", TextValue="No fracture Lindqvist saw"),
        content("TEXT", TextValue="lung without nodule"),
        content("PNAME", PersonName="Oberholzer^Reto"),
        content("DATE", Date="20240102"),
        content("TEXT", "HAS OBS CONTEXT", TextValue="thorax"),
        content("UIDREF", UID="1.2.3.4.5"),
    ]
    ds.ContentSequence = items
    out, _ = deidentify(ds, SHARE, KEY)
    kinds = [(item.ValueType, item.get("TextValue")) for item in out.ContentSequence]
    assert kinds == [("TEXT", "lung without nodule"), ("DATE", None), ("UIDREF", None)]
    assert KEY.uid("1.2.3.4.5") == out.ContentSequence[2].UID


def content(kind: str, relation: str = "CONTAINS", **values: Any) -> Dataset:
    item = Dataset()
    item.ValueType, item.RelationshipType = kind, relation
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return item


def test_local_codes_are_replaced_and_public_ones_kept() -> None:
    ds = person()
    ds.ProcedureCodeSequence = [Dataset(), Dataset()]
    local, public = ds.ProcedureCodeSequence
    local.CodeValue, local.CodingSchemeDesignator = "SMITH1", "99KSB"
    local.CodeMeaning = "CT thorax for Dr Oberholzer"
    public.CodeValue, public.CodingSchemeDesignator = "71651007", "SCT"
    public.CodeMeaning = "Mammography"
    out, _ = deidentify(ds, SHARE, KEY)
    first, second = out.ProcedureCodeSequence
    assert first.CodingSchemeDesignator == "99LOCAL"
    assert first.CodeMeaning == "CT thorax *"
    assert first.CodeValue not in {"SMITH1", ""}
    assert (second.CodeValue, second.CodeMeaning) == ("71651007", "Mammography")


def test_safe_private_numbers_stay_with_their_creator_and_text_does_not() -> None:
    ds = person()
    for creator, group, value in (
        ("Philips PET Private Group", 0x7053, "0.0123"),
        ("SIEMENS MED NM", 0x0057, "no number"),
    ):
        block = ds.private_block(group, creator, create=True)
        block.add_new(0x00, "DS" if group == 0x7053 else "LO", value)
        block.add_new(0x06, "LO", "text")
    out, _ = deidentify(ds, SHARE, KEY)
    private = {int(tag): str(out[tag].value) for tag in out.keys() if tag.is_private}  # noqa: SIM118
    assert private == {0x7053_0010: "Philips PET Private Group", 0x7053_1000: "0.0123"}


def test_graphics_keep_their_shapes_and_lose_their_text() -> None:
    ds = person(SOPClassUID="1.2.840.10008.5.1.4.1.1.11.1", Modality="PR")
    drawn, written = Dataset(), Dataset()
    shape, text = Dataset(), Dataset()
    shape.GraphicData, shape.GraphicType = [1.0, 2.0, 3.0, 4.0], "POLYLINE"
    text.UnformattedTextValue = "Lindqvist"
    drawn.GraphicObjectSequence, drawn.TextObjectSequence = [shape], [text]
    written.TextObjectSequence = [text]
    ds.GraphicAnnotationSequence = [drawn, written]
    out, _ = deidentify(ds, SHARE, KEY)
    assert len(out.GraphicAnnotationSequence) == 1
    kept = out.GraphicAnnotationSequence[0]
    assert kept.GraphicObjectSequence[0].GraphicData == [1.0, 2.0, 3.0, 4.0]
    assert "TextObjectSequence" not in kept
    assert "GraphicAnnotationSequence" not in deidentify(ds, PUBLIC, KEY)[0]


def test_accents_and_other_scripts_are_written_as_utf_8() -> None:
    ds = person(SpecificCharacterSet="ISO_IR 100", StudyDescription="Schädel nativ")
    out, _ = deidentify(ds, SHARE, KEY)
    assert out.SpecificCharacterSet == "ISO_IR 192"
    assert out.StudyDescription == "Schädel nativ"


def test_before_and_after_can_be_laid_side_by_side() -> None:
    ds = person()
    out, _ = deidentify(ds, SHARE, KEY)
    found = {change.name: (change.before, change.after) for change in changes(ds, out)}
    assert found["AccessionNumber"] == ("ACC99120031", "")
    assert found["StudyDescription"] == ("CT Thorax Lindqvist", "CT Thorax *")
    assert "Rows" not in found
