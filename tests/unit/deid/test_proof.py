"""The proof sees every way in which a copy may not be clean (A-070, A-071)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import UID

from tests.factories.dicom import image_dataset
from viewer.deid.engine import deidentify
from viewer.deid.key import JobKey
from viewer.deid.marks import own_texts
from viewer.deid.needles import Needles, needles_of
from viewer.deid.profile import PRESETS, Option, Profile
from viewer.deid.proof import Expected, prove, prove_bytes
from viewer.deid.writing import Written, write_copy

PIXELS = 0x7FE0_0010
KEY = JobKey(b"p" * 32)
PERSON: dict[str, Any] = {
    "PatientName": "Björklund^Gina",
    "PatientID": "A-7784512",
    "PatientBirthDate": "19481130",
}


class Clean:
    """A clean copy, which tests spoil."""

    def __init__(self, folder: Path, preset: str) -> None:
        source = image_dataset(**PERSON)
        self.source_uid = str(source.SOPInstanceUID)
        self.profile = PRESETS[preset]
        out, report = deidentify(source, self.profile, KEY)
        pixels = out.pop(PIXELS)
        self.path = folder / "copy"
        self.written: Written = write_copy(self.path, out, "1.2.840.10008.1.2.1", None)
        assert pixels is not None
        self.needles: Needles = needles_of(
            report.identity, [*own_texts(self.profile), report.pseudonym]
        )
        self.pseudonym = report.pseudonym

    def findings(self, profile: Profile | None = None) -> tuple[str, ...]:
        expected = Expected(self.needles, profile or self.profile, frozenset({self.pseudonym}))
        return prove(self.path, self.written, expected)

    def spoil(self, change: Callable[[Dataset], object]) -> None:
        ds = dcmread(self.path)
        change(ds)
        ds.save_as(self.path)


@pytest.fixture(params=PRESETS)
def clean(request: pytest.FixtureRequest, tmp_path: Path) -> Clean:
    return Clean(tmp_path, request.param)


@pytest.fixture
def public(tmp_path: Path) -> Clean:
    return Clean(tmp_path, "public")


def test_a_clean_copy_is_clean(clean: Clean) -> None:
    assert clean.findings() == ()


def private_text(ds: Dataset) -> None:
    ds.private_block(0x0011, "SOMEBODY", create=True).add_new(1, "LO", "x")


def name_deep_inside(ds: Dataset) -> None:
    item = Dataset()
    item.PersonName = "Somebody^Else"
    ds.SourceImageSequence = [item]


def unmarked(ds: Dataset) -> None:
    ds.PatientIdentityRemoved = "NO"


def other_marks(ds: Dataset) -> None:
    ds.LongitudinalTemporalInformationModified = "MAYBE"


def other_instance(ds: Dataset) -> None:
    ds.file_meta.MediaStorageSOPInstanceUID = UID("1.2.3")


def address_of_origin(ds: Dataset) -> None:
    ds.file_meta.SourceApplicationEntityTitle = "HOSPITAL"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda ds: setattr(ds, "SeriesDescription", "for BJÖRKLUND"), "identity in the header"),
        (lambda ds: setattr(ds, "ConvolutionKernel", "gina 3"), "identity in ConvolutionKernel"),
        (lambda ds: setattr(ds, "PatientComments", "30.11.1948"), "identity in PatientComments"),
        (lambda ds: setattr(ds, "Manufacturer", "a-7784512"), "identity in the header"),
        (private_text, "a private element"),
        (name_deep_inside, "a name in PersonName"),
        (unmarked, "the copy does not say that identity was removed"),
        (other_marks, "the copy does not say what became of its dates"),
        (other_instance, "the file and its content name different instances"),
        (address_of_origin, "the file names where it came from"),
        (lambda ds: setattr(ds, "preamble", b"x" * 128), "the preamble is not empty"),
        (lambda ds: ds.add_new(PIXELS, "OW", b"\0\0"), "the pixels on disk are not those"),
    ],
)
def test_what_is_wrong_is_found(
    clean: Clean, change: Callable[[Dataset], object], words: str
) -> None:
    clean.spoil(change)
    assert [found for found in clean.findings() if found.startswith(words)]


def test_identifiers_of_the_source_are_found(clean: Clean) -> None:
    clean.spoil(lambda ds: setattr(ds, "FrameOfReferenceUID", clean.source_uid))
    assert "an identifier of the source in FrameOfReferenceUID" in clean.findings()


def test_dates_are_found_where_there_are_to_be_none(public: Clean) -> None:
    public.spoil(lambda ds: setattr(ds, "AcquisitionDate", "20240102"))
    assert public.findings() == ("a date or time in AcquisitionDate",)


def test_what_is_no_date_is_found_where_dates_stay(tmp_path: Path) -> None:
    share = Clean(tmp_path, "share")
    data = share.path.read_bytes()
    share.path.write_bytes(data.replace(b"DA\x08\x0020240102", b"DA\x08\x00Somebody", 1))
    assert [found for found in share.findings() if found.startswith("no date or time in")]


def test_private_elements_on_the_list_may_stay_and_others_may_not(tmp_path: Path) -> None:
    share = Clean(tmp_path, "share")
    creator = "Philips PET Private Group"
    share.spoil(
        lambda ds: ds.private_block(0x7053, creator, create=True).add_new(0x00, "DS", "1.5")
    )
    assert share.findings() == ()
    share.spoil(lambda ds: ds.private_block(0x7053, creator).add_new(0x77, "DS", "1.5"))
    assert share.findings() == ("a private element that is not on the list",)


def test_identity_in_pixels_is_found_on_the_seam_of_two_pieces(public: Clean) -> None:
    size = (1 << 20) - 5
    public.spoil(lambda ds: ds.add_new(PIXELS, "OW", bytes(size) + b"a-7784512" + bytes(4998)))
    offset = public.path.read_bytes().index(b"a-7784512")
    assert offset > size
    assert "identity in the pixel data" in public.findings()


def test_missing_pixels_are_found(public: Clean) -> None:
    public.written = Written("1.2.840.10008.1.2.1", "0" * 64)
    assert "the pixels are not where they were written" in public.findings()


def test_a_directory_is_searched_too(public: Clean) -> None:
    assert prove_bytes(b"nothing", public.needles, "the directory") == ()
    told = f"Björklund {public.source_uid} ".encode()
    assert len(prove_bytes(told, public.needles, "the directory")) == 2


def test_words_of_ones_own_are_removed_and_searched_for() -> None:
    profile = Profile(
        "custom",
        "Custom",
        frozenset({Option.CLEAN_DESCRIPTORS}),
        extra_words=("Thorax", "Beispielstadt"),
    )
    ds = image_dataset(**PERSON, StudyDescription="CT Thorax", ConvolutionKernel="Beispielstadt 1")
    out, report = deidentify(ds, profile, KEY)
    assert out.StudyDescription == "CT *"
    assert out.ConvolutionKernel == "ANONYMIZED"
    assert needles_of(report.identity, []).in_text("seen in Beispielstadt")
