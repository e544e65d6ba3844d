"""Discs of real files: what can be published is, and every disc is in order (V-04, V-05)."""

import shutil
from pathlib import Path

import pytest
from pydicom import dcmread

from tests.factories.discs import data_set_digests, listed_by_pydicom, objects_of, published
from tests.factories.media import codes, report_of
from tests.shared_data import shared_data
from viewer.publish.handling import Deed
from viewer.publish.profiles import profile_named
from viewer.publish.verify import OURS

FOLDERS = [
    "charsets", "colour", "deid/dicognito", "encapsulation", "malformed", "media", "multiframe",
    "objects", "pixels", "series", "transfer-syntaxes", "made",
]  # fmt: skip
# What may stay out, in words: nothing else, and never "unexpected".
REASONS = {
    "another object with its identifier is on the disc",
    "film, which only profiles for film allow",
    "it cannot be read from the medium",
    "it has no identifiers to tell it from others",
    "its identifiers have not the form that discs need",
    "it holds fewer pictures than it says",
    "its header cannot be read",
    "its header is cut off or damaged",
    "its pixel data ends early",
    "its compressed pixels are cut off or damaged",
    "its pixels are not described as they must be",
    "its pixels cannot be read",
    "an object of a kind that only its maker knows",
}


def _is_known(reason: str) -> bool:
    return reason in REASONS or reason.startswith("nothing here decompresses")


@pytest.mark.slow
@pytest.mark.parametrize("name", FOLDERS)
def test_a_disc_for_each_patient_of_a_folder(tmp_path: Path, name: str) -> None:
    folder = shared_data() / name
    made = published(folder, target=tmp_path / "discs", disc_for_each=True, with_tools=True)
    assert {reason for reason in made.left_out if not _is_known(reason)} == set()
    refused = [gate for gate in made.gates if gate.about_disc and gate.passed is False]
    assert refused == []
    for place in made.places:
        report = report_of(place)
        assert not [finding for finding in report.findings if finding.code in OURS]
        objects = objects_of(place)
        assert report.counts.readable == len(objects)
        if b"ANNOTATION" not in (place / "DICOMDIR").read_bytes():  # newer than pydicom
            assert listed_by_pydicom(place) == len(objects)


def test_a_real_disc_published_twice_has_the_same_data_sets_v_12(tmp_path: Path) -> None:
    source = shared_data() / "media" / "pydicom-dicomdirtests"
    many = {"several_patients": True}
    first = published(source, target=tmp_path / "one", **many)
    published(tmp_path / "one", target=tmp_path / "two", **many)
    one = data_set_digests(tmp_path / "one" / "DICOM")
    assert one == data_set_digests(tmp_path / "two" / "DICOM")
    kept = {o.sop_instance_uid for o in first.plan.objects if o.handling.deed is Deed.COPY}
    assert kept
    before = {
        uid: digest
        for folder in ("77654033", "98892001", "98892003")
        for uid, digest in data_set_digests(source / folder).items()
    }
    assert {uid: one[uid] for uid in kept} == {uid: before[uid] for uid in kept}


@pytest.mark.parametrize("short", ["usb", "usb-j2k", "dvd-jpeg", "bd-j2k", "mime"])
def test_profiles_hold_what_they_allow_and_dcmtk_agrees(tmp_path: Path, short: str) -> None:
    if shutil.which("dcmmkdir") is None:
        pytest.skip("DCMTK is not on this machine")
    folder = tmp_path / "source"
    folder.mkdir()
    for name in ("CT0012.not_fragmented_bot_jpeg_ls.80.dcm",):
        shutil.copy(shared_data() / "encapsulation" / name, folder / "a")
    profile = profile_named(short)
    assert profile is not None
    made = published(folder, target=tmp_path / "disc", profile=profile, with_tools=True)
    assert all(gate.passed for gate in made.gates)
    syntaxes = {str(dcmread(p).file_meta.TransferSyntaxUID) for p in objects_of(tmp_path / "disc")}
    assert all(profile.allows(syntax) for syntax in syntaxes)
    assert not [f for f in codes(report_of(tmp_path / "disc")) if f in OURS]
