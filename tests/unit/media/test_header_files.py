"""Headers of the team's files, broken and sound, beside what pydicom reads of them."""

from collections.abc import Iterator
from pathlib import Path

import pydicom
import pytest

from tests.shared_data import shared_data
from viewer.errors import ViewerError
from viewer.media.header import read_dataset
from viewer.settings import DecodeSettings

SETTINGS = DecodeSettings()


def files(*folders: str) -> Iterator[Path]:
    root = shared_data()
    for folder in folders or (".",):
        yield from sorted(path for path in (root / folder).rglob("*") if path.is_file())


def test_every_broken_file_is_read_or_refused_with_a_typed_error() -> None:
    refused = []
    for path in files("malformed", "made/malformed"):
        with path.open("rb") as stream:
            try:
                read_dataset(stream, settings=SETTINGS)
            except ViewerError as error:
                refused.append((path.name, error.code))
    assert set(refused) == {
        ("only_dicm.dcm", "FIL-004"),
        ("truncated_in_meta.dcm", "FIL-004"),
        ("bad.dcm", "FIL-004"),  # meta information and nothing else
        ("TC0345_deflate_corrupt.dcm", "FIL-004"),
        ("TC0347_deflate_truncated.dcm", "FIL-004"),
        ("TC0397_meta_glen_huge.dcm", "FIL-004"),  # the first element's VR is overwritten
        ("TC0389_dicm_offset256.dcm", "FIL-002"),
        ("empty.dcm", "FIL-002"),
        ("png_named_dcm.dcm", "FIL-002"),
        ("text_named_dcm.dcm", "FIL-002"),
        ("zeros.dcm", "FIL-002"),
        ("no_meta.dcm", "FIL-002"),  # every byte below 9 is lost: no length is left
    }


@pytest.mark.parametrize(
    "folder", ["multiframe", "series", "pixels", "objects", "transfer-syntaxes", "colour"]
)
@pytest.mark.filterwarnings("ignore")  # pydicom's, about these very files
def test_the_same_elements_lie_at_the_same_places_as_pydicom_finds(folder: str) -> None:
    compared = 0
    for path in files(folder, f"made/{folder}"):
        if path.suffix in {".json", ".csv"}:
            continue
        dataset = pydicom.dcmread(path, stop_before_pixels=True, force=True)
        with path.open("rb") as stream:
            raw = read_dataset(stream, settings=SETTINGS)
        tags = {int(tag) for tag in dataset.keys() if tag < 0x7FE00001}  # noqa: SIM118 - pydicom
        assert {tag for tag in raw.elements if tag < 0x7FE00001} == tags, path.name
        for keyword in ("Rows", "SOPInstanceUID", "SeriesInstanceUID", "InstanceNumber"):
            tag = pydicom.datadict.tag_for_keyword(keyword)
            assert tag is not None
            expected = dataset.get(keyword)
            got = raw.integer(tag) if keyword in {"Rows", "InstanceNumber"} else raw.uid(tag)
            assert (got or None) == (expected or None), (path.name, keyword)
            compared += 1
    assert compared > 20
