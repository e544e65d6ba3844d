"""Declarations of character sets are mended; pydicom reads the result."""

from pathlib import Path
from typing import Any

import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import UID, ExplicitVRBigEndian, ImplicitVRLittleEndian

from tests.factories.dicom import image_dataset, save
from viewer.errors import WriteError
from viewer.media.attributes import PATIENT_NAME
from viewer.media.header import read_dataset
from viewer.publish.rescue.letters import mend_letters
from viewer.settings import DecodeSettings

NAME = "Müller^Jürgen"
_UNDECLARED = b"\x08\x00\x05\x00CS\x0a\x00ISO_IR 192"


def undeclared(tmp_path: Path, codec: str = "utf-8", declared: bytes = b"", **more: Any) -> Path:
    """A file whose texts are in `codec` and whose declaration is `declared`."""
    ds = image_dataset(PatientName="Mxller^Jxrgen", SpecificCharacterSet="ISO_IR 192", **more)
    data = save(ds, tmp_path / "made").read_bytes()
    umlaut = "ü".encode(codec)
    name = b"Mxller^Jxrgen"
    new = name.replace(b"x", umlaut)
    new += b" " * (len(new) % 2)
    old = name + b" "
    before = data.index(old)
    data = data[: before - 2] + len(new).to_bytes(2, "little") + new + data[before + len(old) :]
    element = b"" if not declared else _UNDECLARED[:6] + _size(declared) + _even(declared)
    path = tmp_path / "file"
    path.write_bytes(data.replace(_UNDECLARED, element, 1))
    return path


def _even(value: bytes) -> bytes:
    return value + b" " * (len(value) % 2)


def _size(value: bytes) -> bytes:
    return len(_even(value)).to_bytes(2, "little")


def mended(path: Path) -> tuple[str, Dataset | None]:
    target = path.with_name("new") / "file"
    words = mend_letters(path, target)
    return words, pydicom.dcmread(target) if target.exists() else None


@pytest.mark.parametrize(
    ("codec", "declared", "becomes"),
    [
        ("utf-8", b"", "ISO_IR 192"),
        ("latin-1", b"", "ISO_IR 100"),
        ("utf-8", b"ISO_IR 6", "ISO_IR 192"),
        ("utf-8", b"ISO_IR 100", "ISO_IR 192"),
        ("utf-8", b"UTF-8", "ISO_IR 192"),
        ("utf-8", b"ISO IR 192", "ISO_IR 192"),
        ("latin-1", b"ISO-8859-1", "ISO_IR 100"),
        ("latin-1", b"ISO 8859-1", "ISO_IR 100"),
        ("latin-1", b"8859-1:1987", "ISO_IR 100"),
        ("latin-1", b"latin1", "ISO_IR 100"),
        ("latin-1", b"NOBODY KNOWS", "ISO_IR 100"),
        ("latin-1", b"ISO_2022_IR_100", "ISO 2022 IR 100"),
        ("latin-1", b"\\ISO_2022_IR_100", "\\ISO 2022 IR 100"),
    ],
)
def test_text_is_declared_as_what_it_is(
    tmp_path: Path, codec: str, declared: bytes, becomes: str
) -> None:
    path = undeclared(tmp_path, codec, declared)
    words, ds = mended(path)
    assert words == f"character set {declared.decode().strip() or 'undeclared'} -> {becomes}"
    assert ds is not None
    stated = ds.SpecificCharacterSet
    assert (stated if isinstance(stated, str) else "\\".join(stated)) == becomes
    if "2022" not in becomes:
        assert str(ds.PatientName) == NAME


def test_a_set_that_not_every_program_knows_is_declared_by_its_defined_term(tmp_path: Path) -> None:
    words = mend_letters(undeclared(tmp_path, "iso8859-15", b"ISO8859-15"), tmp_path / "new")
    assert words == "character set ISO8859-15 -> ISO_IR 203"
    with (tmp_path / "new").open("rb") as stream:
        raw = read_dataset(stream, settings=DecodeSettings())
        assert raw.name(PATIENT_NAME) == NAME


def test_nothing_else_is_touched(tmp_path: Path) -> None:
    path = undeclared(tmp_path)
    before = path.read_bytes()
    _, ds = mended(path)
    assert ds is not None
    after = (tmp_path / "new" / "file").read_bytes()
    assert len(after) == len(before) + len(_UNDECLARED)
    assert after.replace(_UNDECLARED, b"", 1) == before


@pytest.mark.parametrize(
    ("codec", "declared"),
    [("utf-8", b"ISO_IR 192"), ("latin-1", b"ISO_IR 100"), ("utf-8", b"GB18030"),
     ("latin-1", b"ISO 2022 IR 100"), ("latin-1", b"\\ISO 2022 IR 87")],
)  # fmt: skip
def test_good_declarations_stay(tmp_path: Path, codec: str, declared: bytes) -> None:
    assert mended(undeclared(tmp_path, codec, declared)) == ("", None)


@pytest.mark.parametrize("declared", [b"", b"ISO_IR 6", b"ISO 8859-99", b"ISO_IR 9999"])
def test_text_without_letters_beyond_ascii_needs_nothing(tmp_path: Path, declared: bytes) -> None:
    ds = image_dataset(PatientName="Doe^Jane", SpecificCharacterSet="ISO_IR 192")
    data = save(ds, tmp_path / "made").read_bytes()
    element = _UNDECLARED[:6] + _size(declared) + _even(declared) if declared else b""
    (tmp_path / "file").write_bytes(data.replace(_UNDECLARED, element, 1))
    assert mended(tmp_path / "file") == ("", None)


def test_texts_in_two_sets_are_left_alone(tmp_path: Path) -> None:
    path = undeclared(tmp_path, PatientComments="Kxrper")
    data = path.read_bytes().replace(b"Kxrper", b"K\xf6rper")
    path.write_bytes(data)
    assert mended(path) == ("", None)


def test_texts_in_sequences_count(tmp_path: Path) -> None:
    item = Dataset()
    item.CodeMeaning = "Kxxrper"
    ds = image_dataset(
        PatientName="Doe^Jane", ProcedureCodeSequence=[item], SpecificCharacterSet=None
    )
    data = save(ds, tmp_path / "made").read_bytes().replace(b"Kxxrper", b"K\xc3\xb6rper")
    (tmp_path / "file").write_bytes(data)
    words, read = mended(tmp_path / "file")
    assert words == "character set undeclared -> ISO_IR 192"
    assert read is not None
    assert read.ProcedureCodeSequence[0].CodeMeaning == "Körper"


def test_items_with_a_declaration_of_their_own_do_not_count(tmp_path: Path) -> None:
    item = Dataset()
    item.SpecificCharacterSet = "ISO_IR 192"
    item.CodeMeaning = "Körper"
    ds = image_dataset(
        PatientName="Doe^Jane", ProcedureCodeSequence=[item], SpecificCharacterSet=None
    )
    save(ds, tmp_path / "file")
    assert mended(tmp_path / "file") == ("", None)


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian])
def test_it_works_in_every_encoding(tmp_path: Path, syntax: UID) -> None:
    ds = image_dataset(PatientName="Mxxller", SpecificCharacterSet=None)
    ds.add_new(0x00091001, "UN", b"private")
    ds.file_meta.TransferSyntaxUID = syntax
    little = syntax == ImplicitVRLittleEndian
    ds.save_as(
        tmp_path / "made", implicit_vr=little, little_endian=little, enforce_file_format=True
    )
    data = (tmp_path / "made").read_bytes().replace(b"Mxxller", b"M\xc3\xbcller")
    (tmp_path / "file").write_bytes(data)
    words, read = mended(tmp_path / "file")
    assert words.endswith("ISO_IR 192")
    assert read is not None
    assert str(read.PatientName) == "Müller"
    assert read.pixel_array.shape == (16, 20)


def test_the_length_of_the_group_is_kept_true(tmp_path: Path) -> None:
    path = undeclared(tmp_path)
    data = path.read_bytes()
    at = data.index(b"\x08\x00\x08\x00CS")
    path.write_bytes(data[:at] + b"\x08\x00\x00\x00UL\x04\x00\x10\x00\x00\x00" + data[at:])
    _, read = mended(path)
    assert read is not None
    assert read[0x00080000].value == 0x10 + len(_UNDECLARED)


def test_what_is_no_object_is_left(tmp_path: Path, demo_disc: Path) -> None:
    (tmp_path / "text").write_text("Körper")
    assert mended(tmp_path / "text") == ("", None)
    assert mend_letters(demo_disc / "DICOMDIR", tmp_path / "new") == ""


def test_an_object_with_nothing_behind_its_start_is_left(tmp_path: Path) -> None:
    path = undeclared(tmp_path)
    data = path.read_bytes()
    at = data.index(b"\x08\x00\x08\x00CS")
    uid = b"\x08\x00\x01\x00UI\x04\x001.2\x00"
    path.write_bytes(data[:at] + uid)
    assert mended(path) == ("", None)


def test_a_place_that_refuses_is_said(tmp_path: Path) -> None:
    path = undeclared(tmp_path)
    (tmp_path / "new").write_bytes(b"in the way")
    with pytest.raises(WriteError):
        mend_letters(path, tmp_path / "new" / "file")
