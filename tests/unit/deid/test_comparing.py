"""Values before and after, as a person looks at them."""

from pathlib import Path
from typing import Any

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag

from tests.factories.dicom import image_dataset
from viewer.deid.compared import WITHIN, Fate, Value
from viewer.deid.comparing import compared
from viewer.deid.key import JobKey
from viewer.deid.profile import PRESETS, Profile, load_profile
from viewer.deid.profile_file import profile_text

KEY = JobKey(bytes(32))
PERSON: dict[str, Any] = {
    "PatientName": "Lindqvist^Margareta",
    "PatientID": "A-7784512",
    "PatientBirthDate": "19481130",
    "StudyDate": "20240102",
}


def values(ds: Dataset, profile: Profile = PRESETS["share"]) -> dict[str, Value]:
    return {value.name: value for value in compared(ds, profile, KEY).values}


def test_every_fate_is_told() -> None:
    found = values(image_dataset(**PERSON))
    assert found["Patient's Name"].fate is Fate.CHANGED
    assert found["Patient's Birth Date"].fate is Fate.REMOVED
    assert found["Study Date"].fate is Fate.KEPT
    assert found["Patient Identity Removed"].fate is Fate.ADDED
    assert (found["Rows"].before, found["Rows"].after) == ("16", "16")


def test_the_new_name_is_the_one_the_copy_will_have() -> None:
    found = compared(image_dataset(**PERSON), PRESETS["share"], KEY)
    assert found.patient_id == "A-7784512"
    after = {value.name: value.after for value in found.values}
    assert after["Patient ID"] == after["Patient's Name"] == found.pseudonym


def test_a_profile_changes_what_stays() -> None:
    ds = image_dataset(**PERSON)
    assert values(ds, PRESETS["public"])["Study Date"].fate is not Fate.KEPT
    assert values(ds, PRESETS["research"])["Study Date"].after not in {"", "20240102"}


def test_values_in_sequences_are_shown_with_what_they_are_in() -> None:
    item = Dataset()
    item.PersonIdentificationCodeSequence = []
    item.InstitutionName = "St. Example"
    ds = image_dataset(**PERSON, ReferringPhysicianIdentificationSequence=[item])
    name = WITHIN.join(["Referring Physician Identification Sequence", "Institution Name"])
    assert values(ds)[name].fate is Fate.REMOVED


def test_private_values_are_named_by_their_number() -> None:
    ds = image_dataset(**PERSON)
    ds.private_block(0x0029, "SOMEBODY", create=True).add_new(0x10, "LO", "Margareta")
    assert values(ds)["Private (0029,1010)"].fate is Fate.REMOVED


def test_what_cannot_be_copied_says_why() -> None:
    found = compared(
        image_dataset(**PERSON, SOPClassUID="1.2.840.10008.5.1.4.1.1.104.1"), PRESETS["share"], KEY
    )
    assert found.left_out
    assert {value.fate for value in found.values} == {Fate.REMOVED}


def test_a_choice_kept_in_a_file_is_the_same_again_and_names_nobody(tmp_path: Path) -> None:
    chosen = Profile(
        "custom",
        'Quote " and back\\slash',
        PRESETS["research"].options,
        pseudonyms=(("A-7784512", "Case 7"),),
        extra_words=("Beispielstadt",),
    )
    path = tmp_path / "choice.toml"
    path.write_text(profile_text(chosen), encoding="utf-8")
    again = load_profile(path)
    assert (again.options, again.title) == (chosen.options, chosen.title)
    text = path.read_text(encoding="utf-8")
    assert not [word for word in ("7784512", "Case", "Beispiel") if word in text]


def test_depth_items_and_values_have_an_end() -> None:
    """A stranger's file must not fill the memory with rows."""
    deep = image_dataset(**PERSON)
    innermost = deep
    for _ in range(7):
        item = Dataset()
        innermost.ReferencedStudySequence = [item]
        item.ReferencedSOPInstanceUID = "1.2.3"
        innermost = item
    names = [value.name for value in compared(deep, PRESETS["share"], KEY).values]
    assert max(name.count(WITHIN) for name in names) == 4
    wide = image_dataset(**PERSON)
    items = []
    for _ in range(50):
        item = Dataset()
        item.ReferencedSOPInstanceUID = "1.2.3"
        items.append(item)
    wide.ReferencedStudySequence = items
    of_wide = compared(wide, PRESETS["share"], KEY).values
    assert sum(value.name.startswith("Referenced Study Sequence") for value in of_wide) <= 8
    block = wide.private_block(0x0029, "SOMEBODY", create=True)
    many = image_dataset(**PERSON)
    for group in range(0x0029, 0x0029 + 2 * 40, 2):
        block = many.private_block(group, "SOMEBODY", create=True)
        for number in range(0x10, 0xF0):
            block.add_new(number, "LO", "x")
    assert len(compared(many, PRESETS["share"], KEY).values) == 4000


def test_values_that_are_no_text_are_numbers_or_a_size() -> None:
    ds = image_dataset(**PERSON)
    ds.private_block(0x0029, "SOMEBODY", create=True).add_new(0x11, "OB", b"12345678")
    ds[0x00280011] = RawDataElement(BaseTag(0x00280011), "US", 3, b"123", 0, False, True)  # noqa: FBT003
    found = {value.name: value.before for value in compared(ds, PRESETS["share"], KEY).values}
    assert found["Private (0029,1011)"] == "(8 bytes)"
    assert found["Rows"] == "16"
    assert found["Columns"] in {"(unreadable)", ""}


def test_long_values_are_cut() -> None:
    ds = image_dataset(**PERSON, ImageComments="x" * 5000)
    found = {value.name: value.before for value in compared(ds, PRESETS["share"], KEY).values}
    assert len(found["Image Comments"]) == 160
