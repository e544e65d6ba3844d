"""SUV: every case of the standard digest, every refusal, and the digital reference objects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.headers import read_headers
from tests.shared_data import shared_data
from tests.unit.render.images import facts_of, frame_of
from viewer.model.header import FrameFacts
from viewer.model.lut import LutTable, ModalityLut, ModalityTable, Rescale
from viewer.model.pet import PetFacts, PetSeries
from viewer.render.probe import probe
from viewer.render.suv import Suv, suv

if TYPE_CHECKING:
    from pathlib import Path

F18_S = 6586.2
VARIANTS = ("0_0", "2_0", "2_2", "2_4", "3_0", "3_2", "3_4", "4_1", "5_0")
USUAL = PetSeries(
    units="BQML",
    decay_correction="START",
    corrected_image=("ATTN", "DECY"),
    series_started="20240312110000",
    series_date="20240312",
    injected="20240312100000.00",
    total_dose=370e6,
    half_life_s=F18_S,
    weight=70.0,
)


def found(
    lut: ModalityLut = Rescale(1, 0, "BQML"),
    *,
    acquired: str = "20240312110000",
    reference_ms: float | None = 150_000.0,
    duration_ms: float | None = 300_000.0,
    earliest: str = "",
    **series: Any,
) -> Suv:
    pet = PetFacts(replace(USUAL, **series), acquired, reference_ms, duration_ms, earliest)
    image = replace(facts_of(np.zeros((1, 1), np.uint16)), pet=pet)
    result = suv(image, FrameFacts(modality_lut=lut))
    assert result is not None
    return result


def factor(**changes: Any) -> float:
    result = found(**changes)
    assert result.factor is not None, result.words
    return result.factor


def test_the_vector() -> None:
    """G-056."""
    uptake = factor() * 5000
    assert 70_000 / factor() == pytest.approx(253_314_180, rel=1e-6)
    assert uptake == pytest.approx(1.3817, abs=5e-5)
    assert found().words == "SUVbw, decay corrected to start"


@pytest.mark.parametrize("variant", VARIANTS)
def test_reference_objects_have_their_uptake(variant: str) -> None:
    """Every variant is 4.00 in the hot, 0.20 in the cold part and 1.00 around (G-056)."""
    folder = shared_data() / "series" / "pet-suv-reference" / f"DRO_{variant}"
    assert len(_read(folder)) == 4
    for values, result in _read(folder):
        assert result.factor is not None, result.words
        # Largest of four levels is hot; of the others the most frequent is the background.
        levels, counts = np.unique(values[values > 0], return_counts=True)
        cold, background, hot = levels * result.factor
        assert counts.argmax() == 1
        assert [f"{uptake:.2f}" for uptake in (hot, cold, background)] == ["4.00", "0.20", "1.00"]
        assert result.name == "SUVbw"


def _read(folder: Path) -> list[tuple[np.ndarray[Any, Any], Suv]]:
    """Modality values by pydicom, SUV by our own header reader."""
    read = []
    for header in read_headers(folder):
        dataset = pydicom.dcmread(folder / header.file.path)
        assert header.image is not None
        result = suv(header.image, header.image.frames[0])
        assert result is not None
        values = dataset.pixel_array * float(dataset.RescaleSlope)
        read.append((np.asarray(np.round(values, 6)), result))
    return read


@pytest.mark.parametrize(
    ("variant", "words"),
    [
        ("0_0", "SUVbw, decay corrected to start"),
        ("2_0", "SUVbw, as in the file"),
        ("2_2", "SUVbw, from the file's SUVibw"),
        ("2_4", "SUVbw, by Philips' own factor"),
        ("3_0", "SUVbw, decay corrected to start, dose assumed MBq"),
        ("3_2", "SUVbw, decay corrected to start (frame reference time)"),
        ("3_4", "SUVbw, decay corrected here for each image"),
        ("4_1", "SUVbw, decay corrected to start, day of injection assumed"),
    ],
)
def test_the_case_is_said(variant: str, words: str) -> None:
    """G-055, S-13."""
    folder = shared_data() / "series" / "pet-suv-reference" / f"DRO_{variant}"
    assert {result.words for _, result in _read(folder)} == {words}


def test_corrected_to_the_injection() -> None:
    assert factor(decay_correction="ADMIN") == pytest.approx(70_000 / 370e6)
    assert found(decay_correction="ADMIN").words == "SUVbw, decay corrected to injection"


def test_not_corrected_for_decay_is_corrected_by_image() -> None:
    """G-051: an image an hour later shows half of it, so it counts for more."""
    first, later = (
        factor(decay_correction="NONE", corrected_image=("ATTN",), acquired=time)
        for time in ("20240312110000", "20240312124946.2")  # a half-life later
    )
    assert later / first == pytest.approx(2, rel=1e-4)
    assert first == pytest.approx(70_000 / 253_314_180 * 1.01586, rel=1e-4)  # 300 s of decay


def test_a_series_time_after_the_first_image_is_no_time_of_reference() -> None:
    """G-052: it says when the images were made anew, long after the scan."""
    late: dict[str, Any] = {"series_started": "20240312150000", "acquired": "20240312110000"}
    assert factor(**late) == pytest.approx(factor(), rel=1e-3)
    assert "frame reference time" in found(**late).words
    by_ge = found(ge_scan_started="20240312110000.00", **late)
    assert by_ge.factor == pytest.approx(factor())
    assert by_ge.words == "SUVbw, decay corrected to start (GE scan time)"


def test_the_first_image_of_the_series_decides() -> None:
    """G-052: not the image itself, which may be the last bed position."""
    between: dict[str, Any] = {"series_started": "20240312111000", "acquired": "20240312112000"}
    alone = found(**between)
    assert alone.words == "SUVbw, decay corrected to start"
    within = found(earliest="20240312110000", reference_ms=1_350_000.0, **between)
    assert "frame reference time" in within.words
    assert within.factor == pytest.approx(factor(), rel=1e-3)


def test_across_midnight() -> None:
    """G-053: injected at 23:30, scanned at 00:30."""
    night: dict[str, Any] = {
        "injected": "",
        "injected_time": "233000",
        "series_started": "20240313003000",
        "series_date": "20240313",
        "acquired": "20240313003000",
    }
    assert factor(**night) == pytest.approx(factor())
    assert found(**night).words.endswith("day of injection assumed")


def test_times_in_another_zone() -> None:
    """A time with a zone can be compared only if the zone of the others is known."""
    zoned: dict[str, Any] = {"injected": "20240312080000+0000", "time_zone": "+0200"}
    assert factor(**zoned) == pytest.approx(factor())
    assert found(injected="20240312080000+0000").words == "no SUV: no time of the injection"
    assert factor(injected="20240312080000+0000", injected_time="100000") == pytest.approx(factor())


def test_grams_and_megabecquerels() -> None:
    """G-055: what is assumed is said."""
    odd = found(weight=70_000.0, total_dose=370.0)
    assert odd.factor == pytest.approx(factor())
    assert odd.words == ("SUVbw, decay corrected to start, weight assumed grams, dose assumed MBq")


def test_counts_of_philips() -> None:
    """G-054."""
    assert factor(units="CNTS", philips_suv_factor=0.0005) == 0.0005
    by_activity = found(units="CNTS", philips_suv_factor=0.0, philips_activity_factor=2.0)
    assert by_activity.factor == pytest.approx(2 * factor())
    assert by_activity.words.startswith("SUVbw, activity by Philips' own factor, decay")


@pytest.mark.parametrize(
    ("units", "kind", "name"),
    [
        ("GML", "", "SUVbw"),
        ("GML", "BW", "SUVbw"),
        ("GML", "LBMJANMA", "SUVlbm (Janmahasatian)"),
        ("GML", "IBW", "SUVibw"),  # there is no height to convert it by
        ("CM2ML", "", "SUVbsa"),
    ],
)
def test_values_that_are_uptake_already(units: str, kind: str, name: str) -> None:
    """G-054."""
    result = found(units=units, suv_type=kind)
    assert (result.factor, result.name, result.words) == (1.0, name, f"{name}, as in the file")


TABLE = ModalityTable(LutTable(0, 16, np.zeros(1, np.uint16)), "BQML")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"lut": Rescale(1, 5, "BQML")}, "rescale intercept is not 0"),
        ({"lut": Rescale(1, 0, "BQML", calibrated=False)}, "values are uncalibrated"),
        ({"lut": TABLE}, "values are uncalibrated"),
        ({"corrected_image": ("DECY",)}, "not corrected for attenuation"),
        ({"corrected_image": ("ATTN",)}, "not corrected for decay"),
        ({"units": "CNTS"}, "counts without a factor"),
        ({"units": "PROPCNTS"}, "values in PROPCNTS"),
        ({"units": ""}, "values without a unit"),
        ({"units": "GML", "suv_type": "XYZ"}, "SUV of the type XYZ"),
        ({"weight": None}, "no patient weight"),
        ({"weight": 0.0}, "no patient weight"),
        ({"total_dose": None}, "no injected dose"),
        ({"total_dose": 0.0}, "no injected dose"),
        ({"half_life_s": None}, "no half-life"),
        ({"half_life_s": 0.0}, "no half-life"),
        ({"injected": ""}, "no time of the injection"),
        ({"injected": "nonsense"}, "no time of the injection"),
        ({"injected": "20240399250000"}, "no time of the injection"),
        ({"acquired": "", "series_started": ""}, "no acquisition time"),
        (
            {"series_started": "", "reference_ms": None},
            "no time the images are corrected to",
        ),
        ({"series_started": "", "duration_ms": None}, "no time the images are corrected to"),
        ({"series_started": "", "reference_ms": 1e300}, "times that make no sense"),
        ({"decay_correction": ""}, "how decay was corrected is not stated"),
        (
            {"decay_correction": "NONE", "duration_ms": 0.0},
            "no duration of the image",
        ),
        ({"decay_correction": "NONE", "acquired": ""}, "no acquisition time"),
        ({"injected": "20240314100000"}, "dates of injection and scan do not fit"),
        (
            {"injected": "20240314100000", "decay_correction": "ADMIN"},
            "dates of injection and scan do not fit",
        ),
        ({"injected": "20240312130000"}, "the injection would be after the scan"),
        ({"injected": "20240310100000"}, "injection and scan are too far apart"),
        (
            {"half_life_s": 1e-300, "injected": "20240312110010"},
            "the header's numbers make no sense",
        ),
        ({"weight": 1e-320}, "the header's numbers make no sense"),
    ],
)
def test_without_an_input_there_is_no_number(changes: dict[str, Any], reason: str) -> None:
    """G-050, G-054..G-057: the reason instead."""
    result = found(**changes)
    assert result.factor is None
    assert result.words == f"no SUV: {reason}"
    assert result.value_text(5000) == ""


def test_a_dynamic_scan_may_start_before_the_injection() -> None:
    assert factor(injected="20240312110010") == pytest.approx(70_000 / 370e6, rel=2e-3)


def test_only_pet_has_it() -> None:
    """G-057."""
    image = facts_of(np.zeros((1, 1), np.uint16))
    assert suv(image, image.frames[0]) is None


def test_the_pointer_tells_value_and_uptake() -> None:
    pixels = np.array([[5000]], np.uint16)
    facts = FrameFacts(modality_lut=Rescale(1, 0, "BQML"))
    told = probe(frame_of(pixels), facts_of(pixels, facts), facts, (0, 0), found())
    assert told is not None
    assert told.text == "5000 Bq/ml, SUVbw 1.38"
    none = probe(frame_of(pixels), facts_of(pixels, facts), facts, (0, 0), found(weight=None))
    assert none is not None
    assert none.text == "5000 Bq/ml"


numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
times = st.sampled_from(
    [
        "",
        "20240312110000",
        "00010101000000",
        "99991231235959.999999",
        "20240312110000+1400",
        "2024031211",
        "nonsense",
    ]
)


@given(
    units=st.sampled_from(["BQML", "CNTS", "GML", "CM2ML", "X", ""]),
    suv_type=st.sampled_from(["", "BW", "IBW", "LBM", "\N{SNOWMAN}"]),
    decay_correction=st.sampled_from(["NONE", "START", "ADMIN", ""]),
    series_started=times,
    injected=times,
    acquired=times,
    ge_scan_started=times,
    injected_time=st.sampled_from(["", "100000", "235959.999999", "9"]),
    series_date=st.sampled_from(["", "20240312", "00010101", "99991231"]),
    time_zone=st.sampled_from(["", "+0200", "-1400", "+9999"]),
    total_dose=numbers,
    half_life_s=numbers,
    weight=numbers,
    size_m=numbers,
    philips_suv_factor=numbers,
    philips_activity_factor=numbers,
    reference_ms=numbers,
    duration_ms=numbers,
)
def test_whatever_a_header_says_there_is_a_number_or_a_reason(**header: Any) -> None:
    result = found(corrected_image=("ATTN", "DECY"), **header)
    if result.factor is None:
        assert result.words.startswith("no SUV: ")
    else:
        assert 0 < result.factor < float("inf")
        assert result.words.startswith(result.name)
