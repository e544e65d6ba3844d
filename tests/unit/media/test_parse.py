"""A whole header becomes one value; nothing odd in it loses the instance."""

import csv
import io
import sys
from pathlib import Path
from subprocess import run

import pytest

from tests.factories.elements import Writer, identity, parsed, part10, pixel_module
from tests.shared_data import shared_data
from viewer.errors import ViewerError
from viewer.limits import TEXT_CHARACTERS
from viewer.media.header import read_dataset
from viewer.media.parse import parse_header
from viewer.media.parse_image import POLARITY_CONTRADICTION, SHUTTER_NOT_USABLE, SPACING_REFUSED
from viewer.media.technique import technique
from viewer.model.header import ImageFacts, InstanceHeader, LossyFacts, PatientFacts
from viewer.model.image import FileKey
from viewer.model.lut import Padding, PresentationShape
from viewer.settings import DecodeSettings

W = Writer()
KEY = FileKey(1, "IMAGES/1")


def header_of(*elements: bytes) -> InstanceHeader:
    return parse_header(parsed(*elements), KEY)


def test_identity_study_series_and_order() -> None:
    found = header_of(
        W.element(0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL"),
        W.element(0x00080018, "UI", b"1.2.3.4\0"),
        W.element(0x00080020, "DA", "20240102"),
        W.element(0x00080022, "DA", "20240103"),
        W.element(0x00080032, "TM", "101112"),
        W.element(0x00080060, "CS", "mr"),
        W.element(0x0008103E, "LO", "T1 tra"),
        W.element(0x00100010, "PN", "Doe^Jane"),
        W.element(0x00100020, "LO", "ID1"),
        W.element(0x00100021, "LO", "HOSPITAL"),
        W.element(0x00100030, "DA", "19700102"),
        W.element(0x00120062, "CS", "YES"),
        W.element(0x0020000E, "UI", b"1.2.3.5\0"),
        W.element(0x00200011, "IS", "3"),
        W.element(0x00200012, "IS", "4"),
        W.element(0x00200013, "IS", "7"),
    )
    assert found.file == KEY
    assert found.sop_instance_uid == "1.2.3.4"
    assert found.patient == PatientFacts("Doe, Jane", "ID1", "HOSPITAL", "19700102")
    assert (found.study.date, found.series.uid, found.series.number) == ("20240102", "1.2.3.5", 3)
    assert (found.series.modality, found.series.description) == ("MR", "T1 tra")
    assert (found.sort.instance_number, found.sort.acquisition_number) == (7, 4)
    assert found.sort.acquired == "20240103101112"
    assert found.deidentified
    assert (found.image, found.image_problem) == (None, "")


def test_meta_information_stands_in_for_missing_uids() -> None:
    found = header_of(W.element(0x00100020, "LO", "A"))
    assert found.sop_class_uid == "1.2.840.10008.5.1.4.1.1.2"


def test_an_image_that_cannot_be_shown_keeps_its_place_and_reason() -> None:
    no_rows = identity(W) + pixel_module(W, rows=0) + W.element(0x7FE00010, "OW", bytes(12))
    found = header_of(no_rows)
    assert found.image is None
    assert found.image_problem == "Rows (0028,0010) is 0"
    assert found.sort.instance_number == 7
    assert header_of(identity(W) + pixel_module(W)).image_problem == "there is no pixel data"


def test_documents_have_a_title_and_a_type() -> None:
    found = header_of(
        W.element(0x00420010, "ST", "Report"), W.element(0x00420012, "LO", "text/xml")
    )
    assert (found.title, found.mime_type, found.image_problem) == ("Report", "text/xml", "")
    concept = W.sequence(0x0040A043, W.item(W.element(0x00080104, "LO", "CT report")))
    assert header_of(concept).title == "CT report"


def test_a_name_in_an_item_does_not_become_the_patients() -> None:
    item = W.item(W.element(0x00100010, "PN", "Other^One"))
    found = header_of(W.sequence(0x00081140, item), W.element(0x00100020, "LO", "A"))
    assert found.patient.name == ""


@pytest.mark.parametrize(
    ("elements", "lines"),
    [
        (
            (W.element(0x00180060, "DS", "120"), W.element(0x00181152, "IS", "200")),
            ("120 kV", "200 mAs"),
        ),
        (
            (W.element(0x00180080, "DS", "500.0"), W.element(0x00180081, "DS", "12.5")),
            ("TR 500 ms", "TE 12.5 ms"),
        ),
        (
            (W.element(0x00181510, "DS", "-30"), W.element(0x00181511, "DS", "20")),
            ("RAO 30° CRA 20°",),
        ),
        ((W.element(0x00180010, "LO", "Iomeron"),), ("contrast: Iomeron",)),
        ((W.element(0x00180060, "DS", "0"), W.element(0x00180080, "DS", "x")), ()),
    ],
)
def test_technique(elements: tuple[bytes, ...], lines: tuple[str, ...]) -> None:
    assert technique(parsed(*elements)) == lines


@pytest.mark.parametrize(
    ("photometric", "shape", "contradicts"),
    [
        ("MONOCHROME1", "IDENTITY", True),
        ("MONOCHROME2", "INVERSE", True),
        ("MONOCHROME1", "INVERSE", False),
        ("MONOCHROME2", "IDENTITY", False),
        ("MONOCHROME1", "", False),
    ],
)
def test_a_contradiction_about_black_and_white_is_told(
    photometric: str, shape: str, *, contradicts: bool
) -> None:
    """D-061."""
    description = pixel_module(W).replace(b"MONOCHROME2 ", photometric.encode().ljust(12))
    found = header_of(
        identity(W),
        description,
        W.element(0x20500020, "CS", shape) if shape else b"",
        W.element(0x7FE00010, "OW", bytes(12)),
    )
    assert found.image is not None
    assert found.image.pixels.photometric_interpretation == photometric
    assert found.image.notices == ((POLARITY_CONTRADICTION,) if contradicts else ())


@pytest.mark.parametrize(
    ("spacing", "told"), [("0.5\\0.5", False), ("0\\0", True), ("51\\51", True)]
)
def test_a_spacing_that_is_none_is_told_on_the_image(spacing: str, *, told: bool) -> None:
    """D-106."""
    found = header_of(
        identity(W),
        pixel_module(W),
        W.element(0x00280030, "DS", spacing),
        W.element(0x7FE00010, "OW", bytes(12)),
    )
    assert found.image is not None
    assert found.image.notices == ((SPACING_REFUSED,) if told else ())


# --- the shared files --------------------------------------------------------------------


def header_at(path: Path) -> InstanceHeader:
    with path.open("rb") as stream:
        raw = read_dataset(stream, settings=DecodeSettings())
        return parse_header(raw, FileKey(0, path.name))


def image_at(name: str) -> ImageFacts:
    image = header_at(shared_data() / "made" / name).image
    assert image is not None
    return image


def test_facts_of_made_phantoms() -> None:
    assert image_at("pixels/pixel_padding_0.dcm").padding == Padding(0, 0)
    assert image_at("pixels/monochrome1.dcm").pixels.photometric_interpretation == "MONOCHROME1"
    assert len(image_at("pixels/window_three_presets.dcm").frames[0].voi) == 3
    assert len(image_at("pixels/voi_lut_two.dcm").frames[0].voi) == 2
    assert image_at("pixels/overlay_two_planes.dcm").overlays[1].group == 0x6002
    assert image_at("pixels/overlay_embedded_bit12.dcm").embedded_overlays[0].bit_position == 12
    assert image_at("pixels/overlay_negative_origin.dcm").overlays[0].origin[0] < 1
    assert image_at("pixels/pixel_aspect_ratio.dcm").frames[0].aspect != 1.0
    assert len(image_at("pixels/us_region_calibration.dcm").regions) >= 1
    assert image_at("colour/palette_segmented.dcm").palette is not None
    assert image_at("transfer-syntaxes/jpeg/u8_baseline_50.dcm").lossy.lossy
    assert image_at("transfer-syntaxes/jpeg/u8_lossless_57.dcm").lossy == LossyFacts()
    assert image_at("pixels/float_pixel_data.dcm").pixels.kind == "float"
    assert image_at("pixels/monochrome1.dcm").shape in {None, PresentationShape.INVERSE}


def test_every_image_of_the_manifest_has_the_size_it_lists() -> None:
    """MANIFEST.csv was written by other tools; malformed files have no size to agree on."""
    root = shared_data()
    checked = 0
    with (root / "MANIFEST.csv").open(encoding="utf-8", newline="") as table:
        rows = [
            row for row in csv.DictReader(table) if row["rows"] and "malformed" not in row["path"]
        ]
    for row in rows:
        found = header_at(root / row["path"])
        if found.image is None:
            assert "no pixel data" in row["note"], row
            continue
        pixels = found.image.pixels
        assert str(pixels.rows) == row["rows"], row["path"]
        assert str(pixels.columns) == row["cols"], row["path"]
        assert row["samples"] in {str(pixels.samples_per_pixel), ""}, row["path"]
        assert pixels.number_of_frames == int(row["frames"] or 1), row["path"]
        checked += 1
    assert checked > 400


def test_no_broken_file_raises_anything_untyped() -> None:
    root = shared_data()
    for folder in ("malformed", "made/malformed"):
        for path in sorted((root / folder).rglob("*.dcm")):
            try:
                found = header_at(path)
            except ViewerError:
                continue
            assert isinstance(found, InstanceHeader)


def test_plain_headers_need_neither_numpy_nor_pydicom() -> None:
    dataset = identity(W) + pixel_module(W) + W.element(0x7FE00010, "OW", bytes(12))
    program = (
        "import io, sys\n"
        "from viewer.media.header import read_dataset\n"
        "from viewer.media.parse import parse_header\n"
        "from viewer.model.image import FileKey\n"
        "from viewer.settings import DecodeSettings\n"
        "stream = io.BytesIO(sys.stdin.buffer.read())\n"
        "raw = read_dataset(stream, settings=DecodeSettings())\n"
        "assert parse_header(raw, FileKey(0, 'F')).image\n"
        "sys.exit('numpy' in sys.modules or 'pydicom' in sys.modules)\n"
    )
    data = io.BytesIO(part10(dataset)).getvalue()
    command = [sys.executable, "-c", program]
    assert run(command, input=data, check=False).returncode == 0  # noqa: S603 - our own program


def test_the_number_of_parts_of_a_concatenation_is_read() -> None:
    """D-123."""
    sort = header_of(W.element(0x00209162, "US", 2), W.element(0x00209163, "US", 5)).sort
    assert (sort.in_concatenation_number, sort.in_concatenation_total) == (2, 5)


def test_texts_longer_than_anybody_reads_are_cut() -> None:
    """M-005: 60 000 characters of a name are an attack, or an accident."""
    long = "x" * 60_000
    found = header_of(
        W.element(0x0008103E, "LO", long),
        W.element(0x00100010, "PN", long),
        W.element(0x00100020, "LO", "é" * 30_000),
        W.element(0x00100021, "LO", "y" * 1024),
    )
    patient = found.patient
    for text in (found.series.description, patient.name, patient.patient_id):
        assert len(text) == 1024
        assert text.endswith("…")
    assert patient.issuer == "y" * 1024


def test_a_shutter_without_its_shape_is_told() -> None:
    """S-12: what the producer wanted hidden is shown, so the reader must know."""
    shutter = W.element(0x00181600, "CS", "CIRCULAR")
    image = header_of(shutter, pixel_module(W), W.element(0x7FE00010, "OW", bytes(12))).image
    assert image is not None
    assert SHUTTER_NOT_USABLE in image.notices


def test_a_time_of_two_long_texts_is_no_longer_than_one() -> None:
    """Found by fuzzing: date and time were cut each by itself."""
    long = "9" * 2000
    found = header_of(W.element(0x00080022, "DA", long), W.element(0x00080032, "TM", long))
    assert len(found.sort.acquired) == TEXT_CHARACTERS
