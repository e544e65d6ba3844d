"""Whose a written object is: what of an image's header is carried over, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.dicom import make_image
from tests.factories.marked import WHEN, checked, complaints, marked, read, saved
from viewer.export.presentation_state import presentation_state

if TYPE_CHECKING:
    from pathlib import Path


def test_a_patient_whose_values_break_the_rules(tmp_path: Path) -> None:
    """What is written must be valid, whatever a stranger's header holds."""
    folder = tmp_path / "images"
    path = make_image(folder / "IM1", PatientName="Größe^Ä", SpecificCharacterSet="ISO_IR 100")
    content = path.read_bytes().replace(b"19610514", b"14.05.61")
    path.write_bytes(content)
    headers, sources = read(folder)
    ds = presentation_state([marked(headers[0])], sources[0], WHEN)
    checked(ds, tmp_path / "PR")
    assert (str(ds.PatientName), ds.PatientBirthDate) == ("Größe^Ä", "")
    assert ds.SpecificCharacterSet == "ISO_IR 100"


@pytest.mark.filterwarnings("ignore:Found unknown escape sequence")  # pydicom, of the image
def test_names_with_stray_escape_sequences_are_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "images"
    path = make_image(folder / "IM1", PatientName="AAAA^BBBB")
    path.write_bytes(path.read_bytes().replace(b"AAAA^BBBB", b"\x1b$)X^BBBB"))
    headers, sources = read(folder)
    ds = presentation_state([marked(headers[0])], sources[0], WHEN)
    checked(ds, tmp_path / "PR")
    assert str(ds.PatientName) == ""


def test_deidentified_images_have_deidentified_states(tmp_path: Path) -> None:
    folder = tmp_path / "images"
    make_image(folder / "IM1", PatientIdentityRemoved="YES")
    headers, sources = read(folder)
    ds = presentation_state([marked(headers[0])], sources[0], WHEN)
    checked(ds, tmp_path / "PR")
    assert ds.PatientIdentityRemoved == "YES"
    assert ds.DeidentificationMethod


@pytest.mark.parametrize("role", ["OWNER", None])
def test_animals_are_patients_too(role: str | None, tmp_path: Path) -> None:
    folder = tmp_path / "images"
    make_image(
        folder / "IM1",
        PatientSpeciesDescription="Canine",
        ResponsiblePerson="Muster^Max",
        ResponsiblePersonRole=role,
    )
    headers, sources = read(folder)
    ds = presentation_state([marked(headers[0])], sources[0], WHEN)
    checked(ds, tmp_path / "PR")
    assert str(ds.ResponsiblePerson) == ("Muster^Max" if role else "")


def test_names_in_any_script_survive(tmp_path: Path) -> None:
    folder = tmp_path / "images"
    name = "Yamada^Tarou=山田^太郎"
    make_image(folder / "IM1", PatientName=name, SpecificCharacterSet="ISO_IR 192")
    headers, sources = read(folder)
    ds = presentation_state([marked(headers[0])], sources[0], WHEN)
    assert complaints(saved(ds, tmp_path / "PR")) == []
    assert str(ds.PatientName) == name
    assert ds.SpecificCharacterSet == "ISO_IR 192"
